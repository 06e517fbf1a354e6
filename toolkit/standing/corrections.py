"""What is said to the office where it typed over a cell that is not its own; pure.

Knows: which columns come from the plan, from the units, from reckoning. Must not know: sheets, files.
"""

from __future__ import annotations

from collections.abc import Collection

from toolkit.base.captions import Column
from toolkit.kinds.values import quoted
from toolkit.ledger import CellValue
from toolkit.standing.changes import value_text

_OF_PLAN = {
    Column.PART, Column.CODE, Column.ITEM, Column.KIND, Column.MEASURE, Column.UNIT, Column.BASIS, Column.LIMIT,
}  # fmt: skip


def correction(column: str, before: CellValue, reported: Collection[str], area: str) -> str:
    """Why a cell that somebody typed over stays what it was, and who can change it; ``area`` is the unit's."""
    was = f"仍为“{quoted(value_text(before))}”，" if before is not None else ""
    if column in reported:
        return f"这一栏是{area}报送的，{was}您改的不会生效。请{area}改正后重报。"
    if column in _OF_PLAN:
        return f"这一栏取自方案，{was}您改的不会生效。要改的，请改 plan.xlsx。"
    return f"这一栏是工具按报送和核定推算的，{was}您改的不会生效。请改核定的各栏，或者请{area}重报。"
