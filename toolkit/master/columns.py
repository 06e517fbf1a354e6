"""The columns of 整改台账: their groups, widths and looks, and where the rows of a snapshot come to stand.

Knows: the captions, task rows. Must not know: how a cell is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.plan.model import Plan
from toolkit.standing.decisions import OFFICE
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tasks import TaskRow, other_roles, reported_captions, task_rows

HEAD_ROW = 3  # the captions, from 0; title, small print and bands stand above
SIZE = 10.5  # points
# Narrow enough that the sheet, with its details folded away, prints on A3 at about a half: 10.5 pt come out as 5 pt.
WIDTHS: Mapping[str, float] = {
    Column.KEY: 8, Column.FIRST: 5, Column.NUMBER: 4.5, Column.PART: 4, Column.CODE: 8.5, Column.ITEM: 15,
    Column.KIND: 8, Column.MEASURE: 42, Column.UNIT: 9, Column.BASIS: 6.5, Column.LIMIT: 9.5, Column.DUE: 10.5,
    Column.REPORT_DUE: 10.5, Column.DAYS_LEFT: 5, Column.REPORT_STATE: 7, Column.RECEIVED: 10.5, Column.LATE: 5.5,
    Column.OVERDUE: 5.5, Column.TIMES_RETURNED: 5, Column.STATUS: 8, Column.MEASURE_DONE: 10.5, Column.PROGRESS: 32,
    Column.EVIDENCE: 11, Column.LEAD: 9.5, Column.LEADER: 8.5, Column.PERSON: 8.5, Column.OWN_STATUS: 8,
    Column.OWN_DONE: 10.5, Column.DIFFICULTY: 10, Column.NEXT_STEPS: 15, Column.CLOSURE: 5, Column.COMPLETION: 6.5,
    Column.LIGHT: 5.5, Column.SOURCE_FILE: 30, Column.SOURCE_SHEET: 10, Column.SOURCE_CELL: 8, Column.ROW_KEY: 8,
    Column.TARGET: 18, Column.ROLES: 16, Column.LEAD_UNIT: 11, Column.MEASURE_UNITS: 12, Column.MEASURE_DUE: 10.5,
    Column.ITEM_STATE: 7.5, Column.CONDITIONS: 7.5, Column.VERDICT: 7.5, Column.OPINION: 11, Column.REVIEWER: 6.5,
    Column.DECIDED_ON: 10.5, Column.FILING_NO: 6.5, Column.REMARK: 8,
}  # fmt: skip
WIDTH = 12.0  # of any other
HIDDEN = (Column.KEY, Column.ROW_KEY, Column.FIRST)
# Columns that many plans never need: shown only where something stands in them, for the sake of the printed page.
IF_ANY = (
    Column.DUE_BEFORE, Column.MEASURE_DONE, Column.MEASURE_NOTE, Column.OWN_DONE, Column.OWN_DATE, Column.CONDITIONS,
)  # fmt: skip
# Folded away behind a “+” until somebody wants them, also for the sake of the printed page.
DETAILS = (
    Column.PART, Column.KIND, Column.BASIS, Column.REPORT_DUE, Column.DAYS_LEFT, Column.MEASURE_DONE,
    Column.OWN_STATUS, Column.OWN_DONE, Column.NEXT_STEPS, Column.CLOSURE,
)  # fmt: skip
LEFT_ALIGNED = (
    Column.ITEM, Column.MEASURE, Column.PROGRESS, Column.EVIDENCE, Column.MEASURE_NOTE, Column.DIFFICULTY,
    Column.NEXT_STEPS, Column.SOURCE_FILE, Column.LIMIT, Column.TARGET, Column.LEAD_UNIT, Column.ROLES,
    Column.MEASURE_UNITS, Column.OPINION, Column.REMARK,
)  # fmt: skip
TASK = (
    Column.NUMBER, Column.PART, Column.CODE, Column.ITEM, Column.KIND, Column.MEASURE, Column.UNIT, Column.BASIS,
)  # fmt: skip
DATES = (Column.LIMIT, Column.DUE, Column.DUE_BEFORE, Column.REPORT_DUE, Column.DAYS_LEFT)
REPORT = (Column.REPORT_STATE, Column.RECEIVED, Column.LATE, Column.OVERDUE, Column.TIMES_RETURNED)
FLAGS = (Column.COMPLETION, Column.LIGHT)
REVIEW = (Column.ITEM_STATE, Column.CONDITIONS, *OFFICE)
REPORTED = "自报"  # the band over what units report
SOURCE = (Column.SOURCE_FILE, Column.SOURCE_SHEET, Column.SOURCE_CELL)
UNFOLD = "点列标上方的“+”（或左上角的“2”）可以展开类别、应报日期、下一步打算等栏。"


def task_columns(plan: Plan) -> tuple[str, ...]:
    """The columns of the task: what every plan has, and what this one says besides."""
    asked = {
        Column.TARGET: any(item.target for item in plan.items),
        Column.LEAD_UNIT: any(item.lead_unit for item in plan.items),
        Column.ROLES: any(other_roles(item) for item in plan.items),
        Column.MEASURE_UNITS: any(m.units_as_written for item in plan.items for m in item.measures),
    }
    return (*TASK[:-2], *(column for column, there in asked.items() if there), *TASK[-2:])


def date_columns(plan: Plan) -> tuple[str, ...]:
    """The columns of the time limits: with the measures' own days, where the plan has any."""
    own = any(m.time_limit and m.time_limit.due_date for item in plan.items for m in item.measures)
    return (DATES[0], Column.MEASURE_DUE, *DATES[1:]) if own else DATES


def bands(
    first: Sequence[str], reported: Sequence[str], dates: Sequence[str] = DATES
) -> list[tuple[str, Sequence[str]]]:
    """The headings above the captions, each with its columns; ``first`` are those of the task."""
    own: list[tuple[str, Sequence[str]]] = [(REPORTED, reported)] if reported else []
    return [
        ("任务", first), ("时限", dates), ("报送", REPORT), *own, ("认定", FLAGS), ("核定", REVIEW), ("来源", SOURCE),
    ]  # fmt: skip


def outline(captions: Sequence[str], index: int) -> dict[str, object]:
    """How a column is folded away, or marked as the one that unfolds those before it."""
    if captions[index] in DETAILS:
        return {"level": 1, "hidden": True}
    return {"collapsed": True} if index and captions[index - 1] in DETAILS else {}


@dataclass(frozen=True)
class Placed:
    """Where 整改台账 puts things, for the formulas of all sheets: column letters by caption, rows by form key."""

    reported: tuple[str, ...]
    columns: Mapping[str, str]
    tasks: Sequence[TaskRow]
    first: int
    last: int
    rows: Mapping[str, int]

    @cached_property
    def alike(self) -> frozenset[str]:
        """The keys, in one case, that a spreadsheet cannot tell from another."""
        return frozenset(key for key, number in Counter(key.casefold() for key in self.rows).items() if number > 1)

    def range(self, caption: str) -> str:
        """The data of one column, absolute, with the sheet's name."""
        letter = self.columns[caption]
        return f"'{Sheet.LEDGER}'!${letter}${self.first}:${letter}${self.last}"


def placed(snapshot: Snapshot) -> Placed:
    """Where the rows of a snapshot stand."""
    reported = reported_captions(snapshot.catalogues)
    first_columns = (*HIDDEN, *task_columns(snapshot.plan), *date_columns(snapshot.plan))
    captions = (*first_columns, *REPORT, *reported, *FLAGS, *REVIEW, *SOURCE)
    tasks = task_rows(snapshot)
    first = HEAD_ROW + 2
    rows: dict[str, int] = {}
    for number, task in enumerate(tasks, start=first):
        rows.setdefault(task.key, number)
    columns = {caption: str(xl_col_to_name(index)) for index, caption in enumerate(captions)}
    return Placed(reported, columns, tasks, first, first + max(len(tasks), 1) - 1, rows)
