"""The cells of 整改台账 that a formula computes, with what they come to on the day of writing.

Knows: standings, the formulas. Must not know: how a cell is drawn, where rows stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from toolkit.base.captions import Column
from toolkit.master import formulas
from toolkit.master.rows import ROW, Formula
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tasks import TaskRow, days_left


def cached(task: TaskRow, columns: Mapping[str, str], snapshot: Snapshot) -> dict[str, int | float | str | date]:
    """What the formulas of one row come to, by caption."""
    return {caption: one.cached for caption, one in computed_cells(task, columns, snapshot).items()}


def computed_cells(task: TaskRow, columns: Mapping[str, str], snapshot: Snapshot) -> dict[str, Formula]:
    """The formulas of one row with their cached values, by caption."""
    standing = task.standing

    def here(column: Column) -> str:
        return f"{columns[column]}{ROW}"

    state, due, late, overdue = map(here, (Column.REPORT_STATE, Column.REPORT_DUE, Column.LATE, Column.OVERDUE))
    waiting = days_left(standing, snapshot)
    found = {
        Column.DAYS_LEFT: Formula(formulas.days_to(state, due), "" if waiting is None else waiting),
        Column.LATE: Formula(formulas.late_workdays(state, here(Column.RECEIVED), due), standing.late_workdays),
        Column.OVERDUE: Formula(
            "=0" if standing.completed else formulas.overdue_workdays(here(Column.DUE)),
            standing.overdue_workdays,
        ),
        Column.LIGHT: Formula(
            formulas.fixed_light(standing.fixed)
            if standing.fixed
            else formulas.light(standing.settled, state, here(Column.TIMES_RETURNED), late, overdue, due),
            formulas.light_text(standing.light),
        ),
    }
    if len(standing.deadlines) > 1:
        until, steps = standing.deadline, standing.deadlines
        found[Column.DUE] = Formula(formulas.due_on(steps), until.due or "", is_date=True)
        found[Column.DUE_BEFORE] = Formula(formulas.due_before(steps), until.was or "", is_date=True)
    return {str(column): formula for column, formula in found.items()}
