"""The hidden sheet from which 总览 counts how far the items are.

Knows: the cells. Must not know: who shows them.
"""

from __future__ import annotations

from toolkit.base.captions import Sheet
from toolkit.master.page import MasterSheet, Page
from toolkit.master.progress_cells import COUNTED
from toolkit.master.rows import Formula


def draw(page: Page) -> None:
    """Draw the marks, what each item comes to, and the numbers of each unit."""
    sheet, plan = page.sheet, page.snapshot.plan
    cells = page.progress
    sheet.very_hidden()

    def put(row: int, column: int, said: str | Formula) -> None:
        if isinstance(said, Formula):
            sheet.write_formula(row, column, said.text, None, said.cached)
        else:
            sheet.write_string(row, column, said)

    for standing in page.snapshot.standings:
        put(*cells.place(standing.form), cells.mark(standing))
    for row, one in enumerate(cells.overall.items, start=1):
        put(row, 0, one.item.id)
        put(row, len(plan.units) + 1, cells.state(one))
        put(row, len(plan.units) + 2, cells.finished(one))
    for progress in COUNTED:
        for unit in plan.units:
            row, column = cells.unit_place(unit, progress)
            put(row, column, cells.of_unit(unit, progress))
            put(row, 0, progress.value)
    for column, unit in enumerate(plan.units, start=1):
        put(0, column, unit.area)


SHEET = MasterSheet(Sheet.PROGRESS, 905, draw, table=None)
