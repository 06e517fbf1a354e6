"""The hidden sheet that says what the toolkit wrote, so that whatever was changed can be told.

It is sealed under the workspace's key, as forms are, because who changed it could make a decision look as if it had
been there before. Of the office's cells it holds what they say, of all others a few signs that tell whether they were
typed over, and which cells the list of problems names. Knows: the plan, the period, office cells, task rows. Must not
know: how it is read back (`toolkit.reading.masters.baseline`, which has its words).
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import CELL
from toolkit.ledger import CellValue
from toolkit.ledger.records import pack
from toolkit.master.computed import cached
from toolkit.master.page import MasterSheet, Page
from toolkit.reading.masters.baseline import CAPTIONS, FIGURES, LISTED, SIGNS, UNITS, seal, sign, signed
from toolkit.standing.decisions import OFFICE, not_taken, standing_cells
from toolkit.standing.figures import Figure, FigureState, indicator_rows
from toolkit.standing.office_rows import ROW_SHEETS, office_rows
from toolkit.standing.tasks import row_values, shown

_PIECE = CELL // 2  # characters, each of which may be two units


def draw(page: Page) -> None:
    """Write the plan, the period, and every office cell that is not empty, under a seal."""
    sheet, snapshot = page.sheet, page.snapshot
    sheet.very_hidden()
    said = ("plan", snapshot.plan.id), ("period", snapshot.period.id), ("as_of", snapshot.as_of.isoformat())
    lines: list[tuple[str, ...]] = [*said, ("seal",), *_offices(page), *_others(page)]
    lines[len(said)] = ("seal", seal(lines, page.key))
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            if text:
                sheet.write_string(number, column, text)


def _offices(page: Page) -> Iterator[tuple[str, ...]]:
    """What the office's cells say that are not empty."""
    cells = standing_cells(page.snapshot.office)
    for task in page.placed.tasks:
        for caption in OFFICE:
            cell = cells.get(task.place(caption))
            if cell is not None and cell.value is not None and (caption is Column.REMARK or task.first):
                yield (task.row_key, caption, *_pieces(cell.value))
    for sheet in ROW_SHEETS:
        for row in office_rows(sheet, page.snapshot.records):
            for column, cell in row.cells.items():
                yield (row.key, column, *_pieces(cell.value))


def _pieces(value: CellValue) -> Iterator[str]:
    packed = pack(value)  # of a long text longer than a cell
    return (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))


def _others(page: Page) -> Iterator[tuple[str, ...]]:
    """The signs of all cells that are not the office's, and what the list of problems names."""
    snapshot, placed = page.snapshot, page.placed
    captions = signed(placed.columns)
    yield ("", CAPTIONS, "", *captions)
    for number, task in enumerate(placed.tasks, start=1):
        values = {**row_values(task, number, snapshot, {}), **cached(task, placed.columns, snapshot)}
        yield (task.row_key, SIGNS, "", "".join(sign(values.get(caption)) for caption in captions))
    units = snapshot.plan.units
    yield ("", UNITS, "", *(unit.id for unit in units))
    for figures in indicator_rows(snapshot):
        signs = "".join(sign(_shown(figures.figures[unit.id])) for unit in units)
        yield (figures.indicator.id, FIGURES, "", signs)
    for cell in not_taken([*snapshot.office, *snapshot.records]):
        yield (cell.key, LISTED, "", cell.column)


def _shown(figure: Figure) -> CellValue:
    """What 指标汇总 shows of a figure."""
    return "／" if figure.state is FigureState.NOT_OWED else shown(figure.value)


SHEET = MasterSheet(Sheet.WRITTEN, 910, draw, first=20, table=None)
