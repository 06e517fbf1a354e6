"""The hidden sheet that says what the toolkit wrote into the office's cells, so that an edit can be told.

Knows: the plan, the period, office cells. Must not know: how it is read back (`toolkit.reading.masters`).
"""

from __future__ import annotations

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import CELL
from toolkit.ledger.records import pack
from toolkit.master.page import MasterSheet, Page
from toolkit.standing.decisions import OFFICE, standing_cells

_PIECE = CELL // 2  # characters, each of which may be two units


def draw(page: Page) -> None:
    """Write the plan, the period, and every office cell that is not empty."""
    sheet, snapshot = page.sheet, page.snapshot
    sheet.very_hidden()
    head = (("plan", snapshot.plan.id), ("period", snapshot.period.id), ("as_of", snapshot.as_of.isoformat()))
    for row, pair in enumerate(head):
        for column, text in enumerate(pair):
            sheet.write_string(row, column, text)
    cells = standing_cells(snapshot.office)
    row = len(head)
    for task in page.placed.tasks:
        for caption in OFFICE:
            cell = cells.get(task.place(caption))
            if cell is not None and cell.value is not None and (caption is Column.REMARK or task.first):
                packed = pack(cell.value)  # of a long text longer than a cell
                pieces = (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))
                for column, text in enumerate((task.row_key, caption, *pieces)):
                    sheet.write_string(row, column, text)
                row += 1


SHEET = MasterSheet(Sheet.WRITTEN, 910, draw, first=20, table=None)
