"""How far each item is, as formulas: where they stand on their hidden sheet, and what they come to.

Knows: progress, 整改台账's overdue days. Must not know: how the sheet or 总览 are drawn. A cell for each form holds the
mark of its progress; what stands beside and below counts the marks, so that everything follows 截至日期.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xlsxwriter.utility import xl_rowcol_to_cell

from toolkit.base.captions import AS_OF, Column, Sheet
from toolkit.master.columns import Placed
from toolkit.master.counting import look_up
from toolkit.master.formulas import text
from toolkit.master.rows import Formula
from toolkit.plan.model import FormKey, Unit
from toolkit.standing.counts import by_unit
from toolkit.standing.progress import FINISHED, ItemProgress, Overall, Progress, overall, progress_of
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing
from toolkit.standing.tasks import form_due, form_key

MARKS = {
    Progress.CLOSED: "●", Progress.DONE: "◎", Progress.OPEN: "○", Progress.LATE: "超", Progress.EXPLAINED: "－",
}  # fmt: skip
COUNTED = (Progress.CLOSED, Progress.DONE, Progress.OPEN, Progress.LATE)
_HEAD = 1  # rows and columns of captions on the hidden sheet
_MISSING = {ReportState.RETURNED: ("退", "退回"), ReportState.NOT_RECEIVED: ("未", "未报")}


@dataclass(frozen=True)
class ProgressCells:
    """The cells of the hidden sheet: a row for each item, a column for each unit, then the item's own."""

    snapshot: Snapshot
    placed: Placed

    @cached_property
    def overall(self) -> Overall:
        """The progress that the cells show on the day of writing."""
        return overall(self.snapshot)

    @cached_property
    def _row(self) -> dict[str, int]:
        return {item.id: row for row, item in enumerate(self.snapshot.plan.items, start=_HEAD)}

    @cached_property
    def _column(self) -> dict[str, int]:
        return {unit.id: column for column, unit in enumerate(self.snapshot.plan.units, start=_HEAD)}

    @cached_property
    def _forms(self) -> dict[str, list[Standing]]:
        return by_unit(self.snapshot.standings, self.snapshot.plan.unit)

    def forms_of(self, unit: Unit) -> list[Standing]:
        """The forms of a unit, also where it has none."""
        return self._forms[unit.id]

    def place(self, form: FormKey) -> tuple[int, int]:
        """Row and column, from 0, of a form's cell."""
        return self._row[form.item_id], self._column[form.unit_id]

    def _cell(self, row: int, column: int) -> str:
        return f"'{Sheet.PROGRESS}'!{xl_rowcol_to_cell(row, column, True, True)}"

    # -- one form ------------------------------------------------------------------------------------------------------

    def mark(self, standing: Standing) -> str | Formula:
        """The mark of a form; a formula where the day decides."""
        progress = progress_of(standing)
        if progress not in (Progress.OPEN, Progress.LATE) or all(s.deadline.due is None for s in standing.deadlines):
            return MARKS[progress]
        overdue = look_up(self.placed, Column.OVERDUE, form_key(standing))
        late, on_time = MARKS[Progress.LATE], MARKS[Progress.OPEN]
        return Formula(f'=TEXT({overdue},"""{late}""0;;""{on_time}""")', cached_mark(standing))

    def shown(self, standing: Standing, *, narrow: bool = False) -> Formula:
        """The mark as pages show it: with a word where the report of the period is missing or was sent back.

        Where the column is ``narrow`` it says not by how many days it is late, and of a word the first sign.
        """
        place = self._cell(*self.place(standing.form))
        now, state = cached_mark(standing), standing.state
        if narrow:
            place, now = f"LEFT({place},1)", now[:1]
        if state not in _MISSING:
            return Formula(f"={place}", now)
        short, alone = _MISSING[state]
        alone = short if narrow else alone
        late = MARKS[Progress.LATE]
        said = f'IF(LEFT({place},1)="{late}","{late}{short}","{alone}")'
        cached = f"{late}{short}" if now.startswith(late) else alone
        if state is ReportState.RETURNED:
            return Formula(f"={said}", cached)
        due = form_due(self.snapshot, standing)
        day = f"DATE({due.year},{due.month},{due.day})"
        return Formula(f"=IF({AS_OF}>{day},{said},{place})", cached if self.snapshot.as_of > due else now)

    # -- one item ------------------------------------------------------------------------------------------------------

    def state_place(self, item_id: str) -> str:
        """The cell that says how far an item is."""
        return self._cell(self._row[item_id], self._last + 1)

    def state(self, one: ItemProgress) -> Formula:
        """How far an item is as a whole."""
        if one.progress is Progress.EXPLAINED or not one.deciding:
            return Formula(f"={text(one.progress.value)}", one.progress.value)
        closed, done, late = (self._in_forms(one, p) for p in (Progress.CLOSED, Progress.DONE, Progress.LATE))
        explained = self._in_forms(one, Progress.EXPLAINED)
        of = len(one.deciding)
        formula = (
            f"=IF({closed}={of},{text(Progress.CLOSED)},IF({closed}+{done}+{explained}={of},{text(Progress.DONE)},"
            f"IF({late}>0,{text(Progress.LATE)},{text(Progress.OPEN)})))"
        )
        return Formula(formula, one.progress.value)

    def due(self, one: ItemProgress) -> date | Formula | None:
        """The day by which an item must be done; a formula where an extension changes it with the day."""
        if one.due is None or all(len(form.deadlines) < 2 for form in one.standings):
            return one.due
        days = ",".join(look_up(self.placed, Column.DUE, form_key(form)) for form in one.standings)
        return Formula(f"=MAX({days})", one.due, is_date=True)

    def finished_place(self, item_id: str) -> str:
        """The cell that says how many units have finished an item."""
        return self._cell(self._row[item_id], self._last + 2)

    def finished(self, one: ItemProgress) -> Formula:
        """How many units have finished an item."""
        row = self._row[one.item.id]
        whole = self._range((row, _HEAD), (row, self._last))
        counts = "+".join(_counting(whole, MARKS[progress]) for progress in FINISHED)
        return Formula(f"={counts}", one.finished)

    def _in_forms(self, one: ItemProgress, progress: Progress) -> str:
        """How many of the forms that decide an item are of a progress, without the “=”."""
        row = self._row[one.item.id]
        if one.deciding == one.standings:
            return _counting(self._range((row, _HEAD), (row, self._last)), MARKS[progress])
        cells = (self._cell(*self.place(form.form)) for form in one.deciding)
        return "(" + "+".join(f'(LEFT({cell},1)="{MARKS[progress]}")' for cell in cells) + ")"

    # -- all items, one unit -------------------------------------------------------------------------------------------

    def items_in(self, progress: Progress) -> Formula:
        """How many items are of a progress."""
        states = self._range((_HEAD, self._last + 1), (len(self._row), self._last + 1))
        number = self.overall.of_items[progress]
        return Formula(f"=COUNTIF({states},{text(progress.value)})", number)

    def unit_place(self, unit: Unit, progress: Progress) -> tuple[int, int]:
        """Row and column, from 0, of the cell that says how many items of a unit are of a progress."""
        return len(self._row) + _HEAD + COUNTED.index(progress), self._column[unit.id]

    def of_unit(self, unit: Unit, progress: Progress) -> Formula:
        """How many items of a unit are of a progress."""
        column = self._column[unit.id]
        marks = self._range((_HEAD, column), (len(self._row), column))
        number = sum(progress_of(form) is progress for form in self.forms_of(unit))
        return Formula(f"={_counting(marks, MARKS[progress])}", number)

    def unit_number(self, unit: Unit, progress: Progress) -> str:
        """The cell of `unit_place` as formulas name it."""
        return self._cell(*self.unit_place(unit, progress))

    @property
    def _last(self) -> int:
        return len(self._column)

    def _range(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        return f"{self._cell(*start)}:{xl_rowcol_to_cell(*end, True, True)}"


def cached_mark(standing: Standing) -> str:
    """The mark of a form on the day of writing: one that is late says by how many working days."""
    progress = progress_of(standing)
    return MARKS[progress] + (str(standing.overdue_workdays) if progress is Progress.LATE else "")


def _counting(area: str, mark: str) -> str:
    """How many cells of an area begin with a mark; not by COUNTIF, which not all programs read alike."""
    return f'SUMPRODUCT(--(LEFT({area},1)="{mark}"))'
