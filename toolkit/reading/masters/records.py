"""Rows that the office keeps over all periods (督办记录, 销号), read back from a master.

Knows: which sheets hold such rows, grids, what was written. Must not know: the ledger, what a row means. A row is known
by its hidden key, wherever it stands and whatever was sorted. Where people add rows one without a key is new: its key
follows from what stands in it, so that the same row read again, or in a copy, is the same row. Of rows with one key
that which changed least is the old one, and the others were copied from it. A row that is gone was deleted, if nobody
has touched the hidden sheet that says it was there. Rows that follow from the plan are also told by what people see in
them; where that contradicts the key nothing is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from toolkit.base.blanks import bare
from toolkit.base.captions import Column, folded
from toolkit.base.names import folded_name
from toolkit.kinds.values import as_read, quoted
from toolkit.ledger import CellValue, OfficePlace
from toolkit.plan.model import Plan
from toolkit.reading.masters.baseline import Baseline
from toolkit.reading.masters.opened import Grid, Grids
from toolkit.reading.masters.outcome import Doubt, Edit, Why
from toolkit.reading.masters.rows import understood
from toolkit.reading.masters.tables import unmerged
from toolkit.standing.changes import value_text
from toolkit.standing.closing_tries import step_of
from toolkit.standing.office_rows import ROW_SHEETS, RowSheet
from toolkit.workbooks.markup import column_letters

_HEADING = 60  # rows in which the captions are looked for


@dataclass(slots=True)
class Records:
    """What the office changed in such rows, what of it is not taken, and the cells of rows that it has deleted."""

    edits: list[Edit] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    removed: list[Edit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row that says something: its key ("" for a new one), its cells, and what is odd about some of them.

    ``told`` is the key that it has by what people see in it, "" where that does not tell.
    """

    key: str
    cells: Mapping[Column, CellValue]
    odd: Mapping[Column, tuple[Why, str]]
    places: Mapping[Column, str]
    tab: str
    told: str = ""

    def changed(self, base: Baseline) -> int:
        """How many of its cells say something else than was written."""
        return sum(base.office.get((self.key, column)) != value for column, value in self.cells.items())

    @property
    def torn(self) -> bool:
        """Whether its key and what people see in it contradict each other."""
        return bool(self.told) and self.told != self.key


def read_records(grids: Grids, base: Baseline, plan: Plan, within: tuple[date, date] | None) -> Records:
    """The rows of all sheets of this kind; ``within`` are the first and last day that a date without a year means."""
    found = Records()
    for sheet in ROW_SHEETS:
        tables = [rows for name, grid in grids.items() if (rows := _rows(sheet, name, grid, plan, within)) is not None]
        if tables:
            _compared(sheet, [row for rows in tables for row in rows], base, found)
    return found


def _rows(sheet: RowSheet, tab: str, grid: Grid, plan: Plan, within: tuple[date, date] | None) -> list[_Row] | None:
    """The filled rows of a grid; None where it is not this sheet."""
    head = _head(sheet, grid)
    if head is None:
        return None
    top, columns = head
    rows, swallowed, origin = unmerged(grid)
    found = []
    for number in range(top + 1, len(rows)):
        cells: dict[Column, CellValue] = {}
        odd: dict[Column, tuple[Why, str]] = {}
        places = {}
        for column in sheet.columns:
            at = columns.get(column)
            if at is None or ((number, at) in swallowed and not _at(rows[number], at)):
                continue
            places[column] = f"{column_letters(at)}{number + 1}"
            value = understood(column, _at(rows[number], at), within)
            wrong = _odd(grid, origin.get((number, at), (number, at)), value)
            if wrong is not None:
                odd[column] = wrong
            else:
                cells[column] = value
        key = _key(sheet, _at(rows[number], columns.get(Column.RECORD_KEY, -1)))
        told = "" if sheet.adds else _told(sheet, plan, [_at(rows[number], columns.get(c, -1)) for c in sheet.told_by])
        if key or odd or any(value is not None for value in cells.values()):
            found.append(_Row(key or told, cells, odd, places, tab, told))
    return found


def _told(sheet: RowSheet, plan: Plan, words: Sequence[object]) -> str:
    """The key of a row that follows from the plan, by what people see in it; "" where that does not tell."""
    area, code, label = (folded_name(as_read(word)) if word is not None else "" for word in words)
    unit = next((unit.id for unit in plan.units if folded_name(unit.area) == area), "")
    item = next((item.id for item in plan.items if folded_name(item.code) == code), "")
    step = step_of(label)
    return sheet.key(item, unit, step[0].value, str(step[1])) if unit and item and step else ""


def _head(sheet: RowSheet, grid: Grid) -> tuple[int, dict[Column, int]] | None:
    """The row of the captions (from 0), and the column of each."""
    known = {folded(column): column for column in (Column.RECORD_KEY, *sheet.told_by, *sheet.columns)}
    own = {column for column in sheet.columns if column not in (Column.UNIT, Column.CODE)}
    for number, row in enumerate(grid.rows[:_HEADING]):
        columns: dict[Column, int] = {}
        for at, value in enumerate(row):
            column = known.get(folded(value)) if isinstance(value, str) and value else None
            if column is not None:
                columns.setdefault(column, at)
        if len(own & columns.keys()) * 2 > len(own):
            return number, columns
    return None


def _at(row: Sequence[object], at: int) -> object:
    return row[at] if 0 <= at < len(row) else None


def _key(sheet: RowSheet, raw: object) -> str:
    text = bare(as_read(raw)) if isinstance(raw, str) else ""
    parts = sheet.parts(text)
    known = sheet.adds or (len(parts) > 3 and step_of(parts[2]) is not None and parts[3].isdecimal())
    return text if parts and known else ""


def _odd(grid: Grid, place: tuple[int, int], value: CellValue) -> tuple[Why, str] | None:
    """Why a cell is not to be believed, and what stands in it; None where it is."""
    marks = grid.marks
    if place in marks.errors:
        return Why.ERROR, marks.errors[place]
    if place in marks.uncalculated:
        return Why.UNCALCULATED, ""
    if place in marks.blank:
        return Why.BLANK_FORMULA, ""
    return (Why.LOGICAL, as_read(value)) if isinstance(value, bool) else None


def _compared(sheet: RowSheet, rows: Sequence[_Row], base: Baseline, found: Records) -> None:
    """What the rows of a sheet say beside what was written there."""
    written = {key for key, _ in base.office if key.startswith(sheet.prefix)}
    of_key: dict[str, list[_Row]] = {}
    for row in rows:
        of_key.setdefault(row.key, []).append(row)
    new = of_key.pop("", [])
    for its in of_key.values():
        whole = [row for row in its if not row.torn]
        found.doubts += (doubt for row in its if row.torn for doubt in _torn(sheet, row, base))
        if not whole:
            continue
        first = min(whole, key=lambda row: row.changed(base))
        rest = [row for row in whole if row is not first and row.changed(base)]
        if not sheet.adds and rest:  # a copy that says more is what was meant
            first, rest = rest[0], rest[1:]
        found.edits += _edits(sheet, first, base)
        found.doubts += _doubts(sheet, first, first.key)
        if sheet.adds:
            new += rest
        else:
            found.doubts += (doubt for row in rest for doubt in _other(sheet, row, first, base))
    taken = written | of_key.keys()
    for row in new:
        _new(sheet, row, taken, base, found)
    for key in sorted(written - of_key.keys()) if sheet.adds else ():
        for (of, column), value in base.office.items():
            if of == key:
                found.removed.append(Edit(_place(sheet, key, column), None, value, True, None, sheet.sheet, ""))


def _new(sheet: RowSheet, row: _Row, taken: set[str], base: Baseline, found: Records) -> None:
    """A row that has no key yet, or was copied from one that has."""
    told = {column: value for column, value in row.cells.items() if value is not None}
    if not sheet.adds or not any(column in told for column in sheet.told_by):
        why = Why.NEW_ROW if sheet.adds else Why.UNKNOWN_STEP
        said = why.format(columns="、".join(sheet.told_by[:4]))
        for column, value in told.items():
            place = OfficePlace("", "", 0, column, sheet.sheet)
            found.doubts.append(Doubt(place, value, why, said, row.tab, row.places[column]))
        return
    key = sheet.new_key(told, taken)
    taken.add(key)
    for column, value in told.items():
        at = OfficePlace("", "", 0, column, key)
        found.edits.append(Edit(at, value, None, base.known, _day(sheet, told), row.tab, row.places[column]))
    found.doubts += _doubts(sheet, row, key)


def _edits(sheet: RowSheet, row: _Row, base: Baseline) -> Iterator[Edit]:
    for column, value in row.cells.items():
        before = base.office.get((row.key, column))
        if value != before and (value is not None or base.known):
            yield Edit(_place(sheet, row.key, column), value, before, base.known, None, row.tab, row.places[column])


def _torn(sheet: RowSheet, row: _Row, base: Baseline) -> Iterator[Doubt]:
    """What a row says anew whose key and words contradict each other, as if its cells had gone with the words."""
    for column, value in row.cells.items():
        if value is not None and value != base.office.get((row.told, column)):
            place = _place(sheet, row.told, column)
            yield Doubt(place, value, Why.TORN_STEP, Why.TORN_STEP, row.tab, row.places[column])


def _other(sheet: RowSheet, row: _Row, first: _Row, base: Baseline) -> Iterator[Doubt]:
    """What a second row of one step says otherwise."""
    for column, value in row.cells.items():
        counts = first.cells.get(column)
        if value is not None and value != counts and value != base.office.get((row.key, column)):
            found = f"{first.places[column]} 写的是“{value_text(counts)}”"
            said = Why.OTHER_ROW.format(found=found)
            yield Doubt(_place(sheet, row.key, column), value, Why.OTHER_ROW, said, row.tab, row.places[column])


def _doubts(sheet: RowSheet, row: _Row, key: str) -> Iterator[Doubt]:
    for column, (why, text) in row.odd.items():
        yield Doubt(
            _place(sheet, key, column), text, why, why.format(found=quoted(text)), row.tab, row.places[column],
        )  # fmt: skip


def _place(sheet: RowSheet, key: str, column: str) -> OfficePlace:
    """One of the office's cells; what follows from the plan is about an item and a unit."""
    item_id, unit_id = ("", "") if sheet.adds else sheet.parts(key)[:2]
    return OfficePlace(item_id, unit_id, 0, column, key)


def _day(sheet: RowSheet, told: Mapping[Column, CellValue]) -> date | None:
    """The day that counts where two copies say different things of one row."""
    return next((v for c, v in told.items() if c in sheet.days and isinstance(v, date)), None)
