"""Where 指标汇总 puts a figure, for whoever draws it and whoever refers to it.

Knows: the order of indicators and units. Must not know: what stands there, how it is drawn.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from toolkit.base.captions import Sheet
from toolkit.plan.model import Plan

HEAD = 2  # the captions, from 0
FIRST_UNIT = 3  # column


def figure_row(plan: Plan, indicator_id: str) -> int:
    """The row of an indicator, from 0."""
    return HEAD + 1 + [one.id for one in plan.indicators].index(indicator_id)


def figure_place(plan: Plan, indicator_id: str, unit_id: str | None = None) -> str:
    """The cell of a unit's figure, or of the total, with the sheet's name."""
    units = [unit.id for unit in plan.units]
    column = FIRST_UNIT + (len(units) if unit_id is None else units.index(unit_id))
    return f"'{Sheet.FIGURES}'!{xl_rowcol_to_cell(figure_row(plan, indicator_id), column, True, True)}"
