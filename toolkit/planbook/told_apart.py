"""Where two plans differ, cell by cell of the later one's workbook.

Knows: which row of which sheet is what, the typed differences. Must not know: how a cell is marked, what follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.plan.model import Plan
from toolkit.planbook.differences import Difference, Way, differences, rows_told
from toolkit.planbook.tables import TABLES


@dataclass(frozen=True, slots=True)
class Place:
    """A difference and where it stands in the later workbook: ``row`` and ``column`` from 1, 0 for what is gone."""

    difference: Difference
    sheet: str
    row: int
    column: int


def told_apart(before: Plan, after: Plan) -> Iterator[Place]:
    """Every difference with its cell; of a row that is new the first cell that people see."""
    rows = rows_told(after)
    for one in differences(before, after):
        sheet, place = next(
            ((sheet, of[one.key]) for sheet, of in rows.items() if one.sheet == sheet and one.key in of), (one.sheet, 0)
        )
        headers = [column.header for column in TABLES[one.sheet]]
        shown = next(n for n, column in enumerate(TABLES[one.sheet], start=1) if not column.own)
        column = headers.index(one.column) + 1 if one.column else shown
        yield Place(one, sheet, 0 if one.way is Way.WITHDRAWN else place, column)
