"""The rows of 整改台账: a measure of one unit's item each, with what was planned, reported and decided; pure.

Knows: snapshots, the catalogue, the captions of the columns. Must not know: how a row is drawn, which of its cells a
sheet computes. A blank stays None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.base.captions import Column
from toolkit.catalogue import COMPLETED, STAGE_COMPLETED, Catalogue
from toolkit.kinds.field import NO, YES, Block, Field
from toolkit.ledger import CellValue, OfficeCell, OfficePlace, Value
from toolkit.plan.deadlines import period_of, report_due
from toolkit.plan.measures import LimitType, Measure
from toolkit.plan.model import Item, ItemKind
from toolkit.plan.options import Role
from toolkit.plan.roles import said_of
from toolkit.plan.states import SETTLED, ItemState
from toolkit.standing.decisions import OF_FORM, OFFICE, Objection
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing

# The columns that the catalogue gives to 整改台账, in the order in which people read them.
REPORTED_ORDER = (
    Column.STATUS, Column.MEASURE_DONE, Column.PROGRESS, Column.EVIDENCE, Column.MEASURE_NOTE, Column.LEAD,
    Column.LEADER, Column.PERSON, Column.OWN_STATUS, Column.OWN_DONE, Column.OWN_DATE, Column.DIFFICULTY,
    Column.NEXT_STEPS, Column.CLOSURE,
)  # fmt: skip


class Completion(StrEnum):
    """完成标志 of a row that the office has not settled; of one that it has, the item's state stands there."""

    RETURNED = "退回待改"
    NOT_RECEIVED = "未报"
    EXPLAINED = "已说明"
    CHANGED = "情况有变"
    REJECTED = "转为整改"
    COMPLETED = "已完成"
    STAGE_COMPLETED = "阶段完成"
    OPEN = "未完成"


# Columns of every plan, also where none of its forms asks for them.
_LEANED_ON = {Column.STATUS, Column.OWN_STATUS}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of 整改台账: a measure of one unit's item; ``reported`` is by master caption.

    ``first`` marks the first row of a form, so that forms can be counted; ``source`` is the answer the row rests on;
    ``objections`` say what is wrong with the office's decision on the form, in its first row.
    """

    standing: Standing
    measure: Measure | None
    first: bool
    reported: Mapping[str, CellValue]
    completion: Completion | ItemState
    source: Value | None
    objections: tuple[Objection, ...] = ()

    @property
    def key(self) -> str:
        """What identifies the form in lookups."""
        return form_key(self.standing)

    @property
    def measure_no(self) -> int:
        """The number of its measure, 0 for a row about the whole form."""
        return self.measure.no if self.measure else 0

    @property
    def row_key(self) -> str:
        """What identifies the row for reading back: item, unit, measure."""
        return f"{self.key}|{self.measure_no}"

    def place(self, column: str) -> OfficePlace:
        """Which of the office's cells stands in a column; what is said of the form stands in its first row only."""
        number = self.measure_no
        if column in OF_FORM:
            number = 0 if self.first else -1
        return OfficePlace(self.standing.item.id, self.standing.unit.id, number, column)


def shown(value: CellValue) -> CellValue:
    """A value as the master shows it: yes/no in words."""
    if isinstance(value, bool):
        return YES if value else NO
    return value


def reported_captions(catalogue_of: Mapping[str, Catalogue]) -> tuple[str, ...]:
    """The captions that the catalogue's fields give to 整改台账, in reading order; one that is new comes last."""
    blocks = (Block.MEASURES, Block.EXPLANATION, Block.OVERALL)
    every = (one for c in catalogue_of.values() for one in (c, *c.own.values()))
    found = {f.master for c in every for f in c.fields if f.block in blocks and f.master}
    found |= _LEANED_ON
    return (*(caption for caption in REPORTED_ORDER if caption in found), *sorted(found - set(REPORTED_ORDER)))


def signoff_captions(catalogue_of: Mapping[str, Catalogue]) -> tuple[str, ...]:
    """The captions that the catalogue's sign-off fields give to 报送记录, in page order."""
    found = (f.master for c in catalogue_of.values() for f in c.block(Block.SIGNOFF) if f.master)
    return tuple(dict.fromkeys(found))


def task_rows(snapshot: Snapshot) -> list[TaskRow]:
    """The rows of 整改台账: items in plan order, units in official order, measures in the document's."""
    catalogue_of = snapshot.catalogues
    rows = []

    shown_of: dict[int, list[tuple[Measure | None, list[Field]]]] = {}
    for standing in snapshot.standings:
        values = snapshot.accepted_values(standing)
        catalogue = catalogue_of[standing.item.id].of(standing.unit.id)
        if id(catalogue) not in shown_of:
            shown_of[id(catalogue)] = _shown_fields(catalogue)
        for number, (measure, fields) in enumerate(shown_of[id(catalogue)]):
            reported, source = _reported(fields, values)
            completion = completion_of(snapshot, standing, reported)
            judged = standing.reviewed.last_of(snapshot.period.id) if number == 0 else None
            objections = judged.objections if judged else ()
            rows.append(TaskRow(standing, measure, number == 0, reported, completion, source, objections))
    return rows


def _shown_fields(catalogue: Catalogue) -> list[tuple[Measure | None, list[Field]]]:
    """The rows that one form of an item takes: each with its measure and the fields that it shows."""
    fields = [f for f in catalogue.fields if f.master and f.block not in (Block.INDICATORS, Block.SIGNOFF)]
    item = catalogue.item
    measures: tuple[Measure | None, ...] = item.measures
    if item.kind is ItemKind.EXPLANATION or not measures:
        measures = (None,)
    return [
        (m, [f for f in fields if f.block is not Block.MEASURES or (m is not None and f.row == f"m{m.no}")])
        for m in measures
    ]


def _reported(fields: Iterable[Field], values: Mapping[str, Value]) -> tuple[dict[str, CellValue], Value | None]:
    """The reported values of one row by caption, and the answer it rests on."""
    reported: dict[str, CellValue] = {}
    source = None
    for field in fields:
        value = values.get(field.id)
        if value is None:
            continue
        reported[field.master] = shown(value.value)
        if source is None or field.column == "progress":
            source = value
    return reported, source


def completion_of(snapshot: Snapshot, standing: Standing, reported: Mapping[str, CellValue]) -> Completion | ItemState:
    """完成标志 of a row: what the unit reports of this measure (or, of an explanation, what it found)."""
    if standing.reviewed.state in SETTLED:
        return standing.reviewed.state
    if standing.accepted is None and standing.completed:
        return Completion.COMPLETED
    if standing.accepted is None:
        return Completion.RETURNED if standing.state is ReportState.RETURNED else Completion.NOT_RECEIVED
    labels = {c.label: c.id for c in snapshot.plan.choices}
    own = standing.item.kind is ItemKind.EXPLANATION or standing.item.measures
    state = labels.get(str(reported.get(Column.STATUS if own else Column.OWN_STATUS) or ""), "")
    if standing.item.kind is ItemKind.EXPLANATION:
        said = {"changed": Completion.CHANGED, "rejected": Completion.REJECTED}
        return said.get(state, Completion.EXPLAINED)
    done = {COMPLETED: Completion.COMPLETED, STAGE_COMPLETED: Completion.STAGE_COMPLETED}
    return done.get(state, Completion.OPEN)


def other_roles(item: Item) -> str:
    """Who else has a part in an item, and which leaders answer for it, in the document's words."""
    said = [f"{role}：{said_of(item, role)}" for role in (Role.COOPERATING, Role.SUPERVISING, Role.ACCEPTING)]
    return "；".join(one for one in (*said, f"责任领导：{item.leaders}") if not one.endswith("："))


def basis_of(item: Item) -> str:
    """责任单位依据: whether the document names the units that report, or they are a proposal."""
    return "建议" if item.units_proposed else "文件写明"


def form_key(standing: Standing) -> str:
    """What identifies a form in the lookups of the master."""
    return f"{standing.item.id}|{standing.unit.id}"


def conditions(standing: Standing) -> str:
    """Whether 销号 can be agreed to, in words; "" where it is not asked for."""
    if standing.reviewed.state is not ItemState.CLOSURE_REQUESTED:
        return ""
    return f"缺{'、'.join(standing.reviewed.lacking)}" if is_lacking(standing) else "具备"


def is_lacking(standing: Standing) -> bool:
    """Whether 销号 is asked for and something that it needs is not there."""
    return standing.reviewed.state is ItemState.CLOSURE_REQUESTED and bool(standing.reviewed.lacking)


def form_due(snapshot: Snapshot, standing: Standing) -> date:
    """The last day on which the return of a form is in time, for its unit."""
    settings = snapshot.plan.settings
    return report_due(period_of(snapshot.period, settings, standing.unit.id), settings)


def days_left(standing: Standing, snapshot: Snapshot) -> int | None:
    """Calendar days to the reporting date, None where no return is waited for."""
    due = form_due(snapshot, standing)
    return (due - snapshot.as_of).days if standing.owing else None


def row_values(
    task: TaskRow, number: int, snapshot: Snapshot, office: Mapping[OfficePlace, OfficeCell]
) -> dict[str, CellValue]:
    """What stands in one row, by caption; of what depends on the day only the dates."""
    standing = task.standing
    item, limit = standing.item, standing.item.time_limit
    latest, accepted = standing.latest, standing.accepted
    own = task.measure.time_limit if task.measure else None
    return {
        Column.KEY: task.key,
        Column.ROW_KEY: task.row_key,
        Column.FIRST: 1 if task.first else 0,
        Column.NUMBER: number,
        Column.PART: item.part,
        Column.CODE: item.code,
        Column.ITEM: item.title,
        Column.KIND: item.kind.value,
        Column.MEASURE: _what(task),
        Column.TARGET: item.target,
        Column.LEAD_UNIT: item.lead_unit,
        Column.ROLES: other_roles(item),
        Column.MEASURE_UNITS: task.measure.units_as_written if task.measure else None,
        Column.UNIT: standing.unit.area,
        Column.BASIS: basis_of(item),
        Column.MEASURE_DUE: own.due_date if own else None,
        Column.LIMIT: (own or limit).as_written or ("不适用" if limit.type is LimitType.NOT_APPLICABLE else "未写明"),
        Column.DUE: standing.deadline.due,
        Column.DUE_BEFORE: standing.deadline.was,
        Column.REPORT_DUE: form_due(snapshot, standing),
        Column.REPORT_STATE: standing.state.value,
        Column.RECEIVED: latest.received_on if latest else None,
        Column.TIMES_RETURNED: standing.returned_times,
        **task.reported,
        Column.COMPLETION: task.completion.value,
        Column.ITEM_STATE: standing.reviewed.state.value,
        Column.CONDITIONS: conditions(standing) if task.first else None,
        **{column: cell.value for column in OFFICE if (cell := office.get(task.place(column))) is not None},
        Column.SOURCE_FILE: accepted.file_name if accepted else None,
        Column.SOURCE_SHEET: task.source.sheet if task.source else None,
        Column.SOURCE_CELL: task.source.cell if task.source else None,
    }


def _what(task: TaskRow) -> str:
    """The measure of a row; of one without, what is explained, or that the measures are others' to report."""
    if task.measure is not None:
        return task.measure.marker + task.measure.text
    item = task.standing.item
    if item.kind is not ItemKind.EXPLANATION and not item.description:
        return "（总体情况；各条措施由其他单位填报）"
    return item.description


def calendar_years(snapshot: Snapshot) -> range:
    """The years whose working days the master's formulas look up; one to spare, so that 截至日期 can be moved on."""
    days = [snapshot.as_of, snapshot.period.due_date, snapshot.plan.issued_on]
    days += [s.received_on for s in snapshot.submissions]
    days += [i.time_limit.due_date for i in snapshot.plan.items if i.time_limit.due_date]
    days += [step.deadline.due for s in snapshot.standings for step in s.deadlines if step.deadline.due]
    return range(min(days).year, max(days).year + 2)
