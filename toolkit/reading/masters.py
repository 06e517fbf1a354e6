"""What the office wrote into a master, read back from the file.

Knows: the captions of the office's columns, the hidden sheet that says what was written. Must not know: the ledger,
folders. Rows are found by their hidden key, or by 事项编号 and 责任单位 where it is gone; columns by caption, wherever
they stand. Sorted, filtered, hidden, inserted, renamed: none of it matters. A cell that the toolkit wrote and that
still says so is no edit; a row that is gone says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from toolkit.base.blanks import bare
from toolkit.base.captions import Column, Sheet
from toolkit.intake.grids import ERROR_MARK, grids_of
from toolkit.intake.guard import Refused
from toolkit.intake.limits import MASTER
from toolkit.kinds.values import as_read
from toolkit.kinds.written_dates import read_date
from toolkit.ledger import CellValue, OfficePlace
from toolkit.ledger.records import unpack
from toolkit.plan.model import Plan
from toolkit.planbook.sheets import letters
from toolkit.standing.changes import value_text
from toolkit.standing.decisions import OF_FORM, OFFICE


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that the office changed: what stands there now, and what the toolkit had written.

    ``known_base`` is false where the file no longer says what was written. ``decided_on`` is the 核定日期 of the row.
    ``doubt`` says in Chinese why it does not count, "" where it does.
    """

    place: OfficePlace
    value: CellValue
    base: CellValue
    known_base: bool
    decided_on: date | None
    sheet: str
    cell: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class MasterRead:
    """A master as read: its period, and what was edited in it."""

    period_id: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    item_id: str
    unit_id: str
    measure_no: int
    number: int
    cells: Mapping[str, tuple[CellValue, str]]


def read_master(data: bytes, plan: Plan, period_id: str) -> MasterRead | None:
    """What the office changed in a master; None for a workbook that is none of this plan's.

    ``period_id`` is the period of the folder in which it lies, for a master that has lost its hidden sheet.
    """
    found = grids_of(data, MASTER)
    if isinstance(found, Refused):
        return None
    grids = {name: [[_without_mark(value) for value in row] for row in grid] for name, grid in found.items()}
    base, head = _baseline(grids.pop(Sheet.WRITTEN, []))
    if head.get("plan", plan.id) != plan.id:
        return None
    places = [(name, *place) for name, grid in grids.items() if (place := _head_row(grid))]
    if not places:
        return None
    period_id = head.get("period", period_id)
    edits: dict[OfficePlace, list[Edit]] = {}
    for sheet, number, columns in places:
        for row in _rows(grids[sheet], number, columns, plan):
            for edit in _edits(row, sheet, base, bool(head)):
                edits.setdefault(edit.place, []).append(edit)
    return MasterRead(period_id, tuple(edit for of in edits.values() for edit in _told_apart(of)))


def _without_mark(value: object) -> object:
    return "" if isinstance(value, str) and value.startswith(ERROR_MARK) else value


def _baseline(grid: Sequence[Sequence[object]]) -> tuple[dict[tuple[str, str], CellValue], dict[str, str]]:
    """What was written, by row key and caption, and the plan and period; empty where the sheet is gone."""
    head = {str(row[0]): str(row[1]) for row in grid[:3] if len(row) > 1}
    written = {
        (str(row[0]), str(row[1])): unpack("".join(str(piece) for piece in row[2:] if piece is not None))
        for row in grid[3:]
        if len(row) > 2 and row[2]
    }
    return written, head


def _head_row(grid: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]] | None:
    """The row of captions (from 0) and their columns, on a sheet that has the office's columns."""
    for number, row in enumerate(grid[:60]):
        texts = [bare(str(value)) if value is not None else "" for value in row]
        if Column.VERDICT in texts and (Column.ROW_KEY in texts or {Column.CODE, Column.UNIT} <= set(texts)):
            wanted = (Column.ROW_KEY, Column.CODE, Column.UNIT, Column.MEASURE, *OFFICE)
            return number, {caption: texts.index(caption) for caption in wanted if caption in texts}
    return None


def _rows(grid: Sequence[Sequence[object]], head: int, columns: Mapping[str, int], plan: Plan) -> Iterator[_Row]:
    for number, row in enumerate(grid[head + 1 :], start=head + 1):

        def text(caption: str, row: Sequence[object] = row) -> str:
            index = columns.get(caption, len(row))
            return bare(str(row[index])) if index < len(row) and row[index] is not None else ""

        form = _form(plan, *map(text, (Column.ROW_KEY, Column.CODE, Column.UNIT, Column.MEASURE)))
        if form is None:
            continue
        cells = {
            caption: (_value(caption, row[index] if index < len(row) else None), f"{letters(index)}{number + 1}")
            for caption, index in columns.items()
            if caption in OFFICE
        }
        yield _Row(*form, number, cells)


def _form(plan: Plan, key: str, code: str, area: str, measure: str) -> tuple[str, str, int] | None:
    """Which form and measure a row is about."""
    parts = key.split("|")
    if len(parts) == 3 and parts[0] in plan.item and parts[1] in plan.unit and parts[2].isdigit():
        return parts[0], parts[1], int(parts[2])
    item = next((i for i in plan.items if code in (i.code, i.id)), None)
    unit = next((u for u in plan.units if area in (u.area, u.name, *u.aliases)), None)
    if item is None or unit is None or not area:
        return None
    number = next((m.no for m in item.measures if m.marker + m.text == measure), 0)
    return item.id, unit.id, number


def _value(caption: str, raw: object) -> CellValue:
    """A cell of the office as it is kept: texts without outer spaces, dates as dates where they can be read."""
    if raw is None or (isinstance(raw, str) and not bare(raw)):
        return None
    if caption == Column.DECIDED_ON:
        read = read_date(raw)
        return read.value if read.problem is None else bare(as_read(raw))
    if isinstance(raw, datetime | date):
        return as_read(raw)
    return bare(as_read(raw))


def _edits(row: _Row, sheet: str, base: Mapping[tuple[str, str], CellValue], known: bool) -> Iterator[Edit]:
    """The cells of one row that do not say what was written there."""
    key = f"{row.item_id}|{row.unit_id}|{row.measure_no}"
    written, _ = row.cells.get(Column.DECIDED_ON, (None, ""))
    day = written if isinstance(written, date) else None
    for caption, (value, cell) in row.cells.items():
        before = base.get((key, caption))
        if value == before:
            continue
        first = any((key, one) in base for one in OF_FORM)
        if value is None and (not known or (caption in OF_FORM and not first)):
            continue  # nothing was written there, or nobody can say so
        number = row.measure_no if caption == Column.REMARK else 0
        yield Edit(OfficePlace(row.item_id, row.unit_id, number, caption), value, before, known, day, sheet, cell)


def _told_apart(edits: Sequence[Edit]) -> list[Edit]:
    """Of several rows that say different things of one form, what was decided last counts, or else stands first."""
    counts = max(edits, key=lambda edit: edit.decided_on or date.min)
    there = value_text(counts.value)
    doubt = f"同一份表的另一行 {counts.cell} 写的是“{there}”，以那一行为准"
    return [counts, *(replace(edit, doubt=doubt) for edit in edits if edit.value != counts.value)]
