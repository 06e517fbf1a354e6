"""What a cover says, in forms that were saved by a program that works no formulas out.

Knows: the formula by which a form asks its cover, grids. Must not know: formats of files, answers, forms. Excel, WPS
and LibreOffice save the value beside the formula, and nothing is to be done here. Only a formula without any value is
looked up, in the sheet that it names, and only as it would have been worked out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.form.cover import from_cover
from toolkit.form.grid import COVER_SHEET
from toolkit.form.identity_cells import OWNER
from toolkit.workbooks.markup import place
from toolkit.workbooks.sheets import Grid, OddCell, Oddity, Sheet

_ASKS = re.compile(
    rf"""IF\('?(?P<sheet>{COVER_SHEET}[^'!]*)'?!.*?,(?:IF\()?[^!,]*!\$?(?P<column>[A-Z])\$?(?P<row>[0-9]+)[=&]"""
)


def settled(sheets: Mapping[str, Sheet]) -> None:
    """Put what the cover of a workbook says into the grids of its sheets, where a formula that asks has no value."""
    if not any(name.startswith(COVER_SHEET) for name in sheets):
        return
    for name, sheet in sheets.items():
        if name.startswith(COVER_SHEET):
            continue
        for row in sheet.grid:
            for column, value in enumerate(row):
                if isinstance(value, OddCell) and value.oddity is Oddity.UNCALCULATED:
                    found = _ASKS.match(value.text.lstrip("="))
                    if found is not None and isinstance(row, list):
                        row[column] = _said(sheets, sheet.grid, found, value)


def _said(sheets: Mapping[str, Sheet], asking: Grid, found: re.Match[str], formula: OddCell) -> object:
    """What a formula that asks a cover comes to; the formula itself where it is another one than forms have."""
    cell = found["column"] + found["row"]
    cover = sheets.get(found["sheet"])
    ours = {from_cover(cell, day=day).replace(f"'{COVER_SHEET}'", "").replace("$", "") for day in (True, False)}
    theirs = formula.text.lstrip("=").replace(f"'{found['sheet']}'", "").replace(found["sheet"], "").replace("$", "")
    if cover is None or theirs not in ours:
        return formula
    owner = _at(asking, OWNER)
    return _at(cover.grid, cell) if owner and owner == _at(cover.grid, OWNER) else ""


def _at(grid: Grid, cell: str) -> object:
    at = place(cell)
    if at is None or at[0] >= len(grid) or at[1] >= len(grid[at[0]]):
        return ""
    return grid[at[0]][at[1]]
