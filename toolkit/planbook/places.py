"""Where in a plan workbook a row's column stands.

Knows: headers and the columns by which rows are told. Must not know: what is in the cells.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.planbook.opened import Cells
from toolkit.planbook.sheets import as_text
from toolkit.workbooks.markup import column_letters

_ROWS: Mapping[str, tuple[str, ...]] = {
    PlanSheet.HEAD: (PlanColumn.SETTING,),
    PlanSheet.UNITS: (PlanColumn.SHORT, PlanColumn.UNIT_NAME),
    PlanSheet.ITEMS: (PlanColumn.NUMBER,),
}


def place_of(sheets: Mapping[str, Cells], sheet: str, row: str, column: str) -> str:
    """The address of a cell (B9) by what its row is called and its header; "" where it is not there."""
    grid = sheets.get(sheet, [])
    heads = [as_text(value) for value in grid[0]] if grid else []
    if column not in heads:
        return ""
    for number, values in enumerate(grid[1:], start=2):
        called = [as_text(values[heads.index(name)]) for name in _ROWS[sheet] if name in heads]
        if row in called:
            return f"{column_letters(heads.index(column))}{number}"
    return ""
