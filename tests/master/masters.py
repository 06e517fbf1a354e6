"""Masters edited as the office edits them, by openpyxl."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.master.columns import HEAD_ROW


def with_word(master: bytes, form: tuple[str, str], said: Mapping[str, object]) -> bytes:
    """A master in which the office's cells of a form (item id, unit id) say something, by caption."""
    return with_words(master, {form: said})


def with_words(master: bytes, said: Mapping[tuple[str, str], Mapping[str, object]]) -> bytes:
    """The same for several forms."""
    workbook = load_workbook(BytesIO(master))
    sheet = workbook["整改台账"]
    assert isinstance(sheet, Worksheet)
    captions = {str(cell.value): number for number, cell in enumerate(sheet[HEAD_ROW + 1], start=1)}
    rows = {sheet.cell(r, captions["键"]).value: r for r in range(sheet.max_row, HEAD_ROW + 1, -1)}
    for form, words in said.items():
        for caption, value in words.items():
            sheet.cell(rows["|".join(form)], captions[caption]).value = value  # type: ignore[assignment]
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()
