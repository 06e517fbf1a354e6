"""The hidden sheet beside forms: the entries of their dropdowns, and what a form takes for blank.

Knows: openpyxl, defined names. Must not know: which field has which entries, what a formula asks. A list goes by a name
that follows from its entries, so that sheets of several workbooks that come together in one still agree on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from toolkit.form.grid import LISTS_SHEET
from toolkit.kinds import live

_DIGITS = 10  # of a SHA-256


def list_name(labels: Sequence[str]) -> str:
    """The name under which a workbook knows a list."""
    return "list_" + hashlib.sha256("\x1f".join(labels).encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def write_lists(workbook: Workbook, lists: Iterable[tuple[str, ...]]) -> None:
    """Add the hidden sheet with some lists, each once, in the order of their names."""
    sheet = workbook.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "veryHidden"

    def enter(name: str, column: int, labels: Sequence[str]) -> None:
        for row, label in enumerate(labels, start=1):
            sheet.cell(row, column, label).data_type = "s"
        letter = get_column_letter(column)
        _define(workbook, name, f"${letter}$1:${letter}${len(labels)}")

    enter(live.BLANKS_NAME, 1, (live.BLANKS,))
    for column, labels in enumerate(sorted(set(lists), key=list_name), start=2):
        enter(list_name(labels), column, labels)
    for last in live.COUNTS:
        _define(workbook, live.counted_name(last), f"$A$1:$A${last}")


def _define(workbook: Workbook, name: str, place: str) -> None:
    workbook.defined_names[name] = DefinedName(name, attr_text=f"'{LISTS_SHEET}'!{place}")
