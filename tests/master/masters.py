"""Masters in which the office has written into its cells."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from tests.retyped import retyped
from toolkit.base.captions import Column, Sheet
from toolkit.master.columns import HEAD_ROW


def with_word(master: bytes, form: tuple[str, str], said: Mapping[str, object]) -> bytes:
    """A master in which the office's cells of a form (item id, unit id) say something, by caption."""
    return with_words(master, {form: said})


def with_words(master: bytes, said: Mapping[tuple[str, str], Mapping[str, object]]) -> bytes:
    """The same for several forms."""
    book = CalamineWorkbook.from_filelike(BytesIO(master))
    table = book.get_sheet_by_name(Sheet.LEDGER).to_python(skip_empty_area=False)
    letters = {str(caption): get_column_letter(n) for n, caption in enumerate(table[HEAD_ROW], start=1)}
    key = table[HEAD_ROW].index(Column.KEY)
    rows = {str(row[key]): n for n, row in reversed(list(enumerate(table, start=1))) if n > HEAD_ROW + 1}
    cells = {
        (str(Sheet.LEDGER), f"{letters[caption]}{rows['|'.join(form)]}"): value
        for form, words in said.items()
        for caption, value in words.items()
    }
    return retyped(master, cells)
