"""The hidden sheet beside a form: the entries of its dropdowns, what it takes for blank, and parts of long formulas.

Knows: openpyxl, defined names. Must not know: which field has which entries, what a formula asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from toolkit.form.layout import LISTS_SHEET, SHEET
from toolkit.form.long_formulas import on_sheet
from toolkit.kinds import live


class Beside:
    """The hidden sheet of one form: each list once, under a defined name, and long formulas in a column after them."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._sheet = workbook.create_sheet(LISTS_SHEET)
        self._sheet.sheet_state = "veryHidden"
        self._names: dict[tuple[str, ...], str] = {}
        self._formulas: dict[str, str] = {}

    def enter(self, lists: Sequence[tuple[str, ...]]) -> None:
        """Write the lists down, each once, and what a form takes for blank; before any formula is kept."""
        for column, labels in enumerate((*dict.fromkeys(lists), (live.BLANKS,)), start=1):
            for row, label in enumerate(labels, start=1):
                self._sheet.cell(row, column, label).data_type = "s"
            letter = get_column_letter(column)
            name = live.BLANKS_NAME if labels == (live.BLANKS,) else f"list_{column}"
            place = f"'{LISTS_SHEET}'!${letter}$1:${letter}${len(labels)}"
            self._workbook.defined_names[name] = DefinedName(name, attr_text=place)
            self._names[labels] = name
        for last in live.COUNTS:
            name, place = live.counted_name(last), f"'{LISTS_SHEET}'!$A$1:$A${last}"
            self._workbook.defined_names[name] = DefinedName(name, attr_text=place)

    def name(self, labels: tuple[str, ...]) -> str:
        """The name under which the workbook knows a list."""
        return self._names[labels]

    def formula(self, part: str) -> str:
        """Keep a part of a formula of the form's sheet; gives the cell in which it stands."""
        if part not in self._formulas:
            cell = f"${get_column_letter(len(self._names) + 1)}${len(self._formulas) + 1}"
            self._sheet[cell.replace("$", "")] = "=" + on_sheet(part, SHEET)
            self._formulas[part] = f"'{LISTS_SHEET}'!{cell}"
        return self._formulas[part]
