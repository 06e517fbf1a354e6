"""The hidden sheet that says what the toolkit wrote, so that whatever was changed can be told.

Of the office's cells it holds what they say, of all others a few signs that tell whether they were typed over, and
which cells the list of problems names. Knows: the plan, the period, office cells, task rows. Must not know: how it is
read back (`toolkit.reading.masters.baseline`, which has its words).
"""

from __future__ import annotations

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import CELL
from toolkit.ledger import CellValue
from toolkit.ledger.records import pack
from toolkit.master.computed import cached
from toolkit.master.page import MasterSheet, Page
from toolkit.reading.masters.baseline import CAPTIONS, FIGURES, HEAD, LISTED, SIGNS, UNITS, sign, signed
from toolkit.standing.decisions import OFFICE, not_taken, standing_cells
from toolkit.standing.figures import Figure, FigureState, indicator_rows
from toolkit.standing.tasks import row_values, shown

_PIECE = CELL // 2  # characters, each of which may be two units


def draw(page: Page) -> None:
    """Write the plan, the period, and every office cell that is not empty."""
    sheet, snapshot = page.sheet, page.snapshot
    sheet.very_hidden()
    head = (snapshot.plan.id, snapshot.period.id, snapshot.as_of.isoformat())
    for row, pair in enumerate(zip(HEAD, head, strict=True)):
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
    _others(page, row)


def _others(page: Page, row: int) -> None:
    """The signs of all cells that are not the office's, and what the list of problems names."""
    sheet, snapshot, placed = page.sheet, page.snapshot, page.placed
    captions = signed(placed.columns)
    lines = [("", CAPTIONS, "", *captions)]
    for number, task in enumerate(placed.tasks, start=1):
        values = {**row_values(task, number, snapshot, {}), **cached(task, placed.columns, snapshot)}
        lines.append((task.row_key, SIGNS, "", "".join(sign(values.get(caption)) for caption in captions)))
    units = snapshot.plan.units
    lines.append(("", UNITS, "", *(unit.id for unit in units)))
    for figures in indicator_rows(snapshot):
        signs = "".join(sign(_shown(figures.figures[unit.id])) for unit in units)
        lines.append((figures.indicator.id, FIGURES, "", signs))
    lines += [(cell.key, LISTED, "", cell.column) for cell in not_taken(snapshot.office)]
    for number, line in enumerate(lines, start=row):
        for column, text in enumerate(line):
            if text:
                sheet.write_string(number, column, text)


def _shown(figure: Figure) -> CellValue:
    """What 指标汇总 shows of a figure."""
    return "／" if figure.state is FigureState.NOT_OWED else shown(figure.value)


SHEET = MasterSheet(Sheet.WRITTEN, 910, draw, first=20, table=None)
