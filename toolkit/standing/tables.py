"""What the master says, as rows: pure tables that the sheets only draw.

Knows: snapshots, the catalogue. Must not know: xlsxwriter, files. A blank stays None; nothing is counted as 0 that was
not reported.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import (
    COMPLETED,
    COMPLETION,
    NO,
    STAGE_COMPLETED,
    YES,
    Block,
    Catalogue,
    Computed,
    Field,
    catalogues,
)
from toolkit.ledger import CellValue, Submission, Value
from toolkit.plan.model import Aggregation, Indicator, Item, ItemKind, Measure, Unit
from toolkit.plan.states import SETTLED
from toolkit.plan.targets import compute
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing

# The columns that the catalogue gives to 整改台账, in the order in which people read them.
REPORTED_ORDER = (
    "进展状态", "措施完成日期", "进展情况", "佐证材料", "牵头部门", "责任领导", "责任人", "自报状态", "自报完成日期",
    "计划完成日期", "存在困难", "下一步打算", "申请销号",
)  # fmt: skip
# Formulas of every row look at these, also where no form of a plan asks for them.
_LEANED_ON = {"进展状态", "自报状态"}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of 整改台账: a measure of one unit's item; ``reported`` is by master caption.

    ``first`` marks the first row of a form, so that forms can be counted; ``source`` is the answer the row rests on;
    ``problems`` is what is wrong with the office's decision on the form, in its first row.
    """

    standing: Standing
    measure: Measure | None
    first: bool
    reported: Mapping[str, CellValue]
    flag: str
    source: Value | None
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """What identifies the form in lookups."""
        return f"{self.standing.item.id}|{self.standing.unit.id}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit: ``state`` is "value", "missing", "blank", "computed" or "not_owed".

    "missing" is owed with nothing accepted; its value says 未报 or 退回. "blank" was accepted without a figure.
    """

    state: str
    value: CellValue = None


@dataclass(frozen=True)
class IndicatorRow:
    """One row of 指标汇总: the indicator and its figure by unit id.

    ``missing`` are the units whose figure is not in the total although they owe it, in official order.
    """

    indicator: Indicator
    figures: Mapping[str, Figure]
    missing: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One row of 退回与问题."""

    submission: Submission
    standing: Standing
    finding: Finding


def shown(value: CellValue) -> CellValue:
    """A value as the master shows it: yes/no in words."""
    if isinstance(value, bool):
        return YES if value else NO
    return value


def reported_captions(catalogue_of: Mapping[str, Catalogue]) -> tuple[str, ...]:
    """The captions that the catalogue's fields give to 整改台账, in reading order; one that is new comes last."""
    blocks = (Block.MEASURES, Block.EXPLANATION, Block.OVERALL)
    found = {f.master for c in catalogue_of.values() for f in c.fields if f.block in blocks and f.master}
    found |= _LEANED_ON
    return (*(caption for caption in REPORTED_ORDER if caption in found), *sorted(found - set(REPORTED_ORDER)))


def signoff_captions(catalogue_of: Mapping[str, Catalogue]) -> tuple[str, ...]:
    """The captions that the catalogue's sign-off fields give to 报送记录, in page order."""
    found = (f.master for c in catalogue_of.values() for f in c.block(Block.SIGNOFF))
    return tuple(dict.fromkeys(found))


def task_rows(snapshot: Snapshot) -> list[TaskRow]:
    """The rows of 整改台账: items in plan order, units in official order, measures in the document's."""
    catalogue_of = catalogues(snapshot.plan)
    rows = []
    shown_of = {item.id: _shown_fields(item, catalogue_of[item.id]) for item in snapshot.plan.items}
    for standing in snapshot.standings:
        values = snapshot.accepted_values(standing)
        for number, (measure, fields) in enumerate(shown_of[standing.item.id]):
            reported, source = _reported(fields, values)
            flag = completion_flag(snapshot, standing, reported)
            problems = problems_in(standing, snapshot.period.id) if number == 0 else ()
            rows.append(TaskRow(standing, measure, number == 0, reported, flag, source, problems))
    return rows


def problems_in(standing: Standing, period_id: str) -> tuple[tuple[str, str], ...]:
    """What is wrong with the last decision that was made in a period's master: (caption, sentence)."""
    mine = [(decision, found) for decision, found in standing.reviewed.decisions if decision.period_id == period_id]
    return mine[-1][1] if mine else ()


def _shown_fields(item: Item, catalogue: Catalogue) -> list[tuple[Measure | None, list[Field]]]:
    """The rows that one form of an item takes: each with its measure and the fields that it shows."""
    fields = [f for f in catalogue.fields if f.master and f.block not in (Block.INDICATORS, Block.SIGNOFF)]
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


def completion_flag(snapshot: Snapshot, standing: Standing, reported: Mapping[str, CellValue]) -> str:
    """完成标志 of a row: what the county reports of this measure (or, of an explanation, what it found)."""
    if standing.reviewed.state in SETTLED:
        return standing.reviewed.state.value
    if standing.accepted is None:
        return "退回待改" if standing.state is ReportState.RETURNED else "未报"
    labels = {c.label: c.id for c in snapshot.plan.choices}
    state = labels.get(str(reported.get("进展状态") or ""), "")
    if standing.item.kind is ItemKind.EXPLANATION:
        return {"holds": "已说明", "changed": "情况有变", "rejected": "转为整改"}.get(state, "已说明")
    return {COMPLETED: "已完成", STAGE_COMPLETED: "阶段完成"}.get(state, "未完成")


def basis_of(item: Item) -> str:
    """责任单位依据: whether the document names the units that report, or they are a proposal."""
    return "建议" if item.units_proposed else "文件写明"


def completed_label(snapshot: Snapshot) -> str:
    """The office's own word for a completed item."""
    return next(c.label for c in snapshot.plan.choices if c.group == COMPLETION and c.id == COMPLETED)


def indicator_rows(snapshot: Snapshot) -> list[IndicatorRow]:
    """The rows of 指标汇总, in plan order; computed indicators have no figures of their own.

    A blank is missing from a total even where it may be left blank; a computed figure is missing where one of the
    figures it follows from is.
    """
    by_form = {(s.item.id, s.unit.id): s for s in snapshot.standings}
    units = snapshot.plan.units
    figures = {
        indicator.id: {
            unit.id: _figure(snapshot, indicator, by_form.get((indicator.item_id, unit.id))) for unit in units
        }
        for indicator in snapshot.plan.indicators
    }
    formulas = computed_indicators(snapshot)
    for name, formula in formulas.items():
        values = _computed(formula, [{part: figures[part][u.id].value for part in figures} for u in units])
        for unit, value in zip(units, values, strict=True):
            if figures[name][unit.id].state == "computed":
                figures[name][unit.id] = Figure("computed", value)
    rows = []
    for indicator in snapshot.plan.indicators:
        names = formulas[indicator.id].expression.names if indicator.computed else (indicator.id,)
        gone = {"missing"}
        if indicator.required or indicator.aggregation is not Aggregation.NONE:
            gone.add("blank")
        missing = tuple(unit for unit in units if any(figures[name][unit.id].state in gone for name in names))
        rows.append(IndicatorRow(indicator, figures[indicator.id], missing))
    return rows


def computed_indicators(snapshot: Snapshot) -> dict[str, Computed]:
    """The computed indicators of the plan with their formulas, by id."""
    return {c.indicator.id: c for catalogue in catalogues(snapshot.plan).values() for c in catalogue.computed}


def _computed(formula: Computed, rows: Sequence[Mapping[str, object]]) -> list[float | None]:
    """What a formula comes to in each row; None where one of its figures is not there or it divides by 0."""
    names = formula.expression.names
    types = formula.expression.types
    frame = pd.DataFrame(
        {
            name: [None if types[name].is_number and isinstance(row.get(name), str) else row.get(name) for row in rows]
            for name in names
        },
        dtype="object",
    )
    return [None if math.isnan(value) else float(value) for value in compute(formula.expression, frame)]


def totals(snapshot: Snapshot, rows: Iterable[IndicatorRow]) -> dict[str, float | str | None]:
    """What 汇总 shows by indicator id: sums, ratios of sums, ranges, numbers of 是; None where there is nothing."""
    found: dict[str, float | str | None] = {}
    for row in rows:
        values = [figure.value for figure in row.figures.values() if figure.state in ("value", "computed")]
        numbers = [float(value) for value in values if isinstance(value, int | float)]
        total: float | str | None = None
        match row.indicator.aggregation:
            case Aggregation.SUM if numbers:
                total = math.fsum(numbers)
            case Aggregation.MIN_MAX if numbers:
                total = f"{min(numbers):.15g}—{max(numbers):.15g}"
            case Aggregation.COUNT_TRUE if values:
                total = sum(value == YES for value in values)
        found[row.indicator.id] = total
    for name, formula in computed_indicators(snapshot).items():
        if formula.indicator.aggregation is Aggregation.RATIO_OF_SUMS:
            (found[name],) = _computed(formula, [found])
    return found


def _figure(snapshot: Snapshot, indicator: Indicator, standing: Standing | None) -> Figure:
    if standing is None:
        return Figure("not_owed")
    if standing.accepted is None:
        return Figure("missing", standing.state.value)
    if indicator.computed:
        return Figure("computed")
    value = snapshot.accepted_values(standing).get(indicator.id)
    if value is None or value.value is None:
        return Figure("blank")
    return Figure("value", shown(value.value))


def open_findings(snapshot: Snapshot) -> list[FindingRow]:
    """What is still to be mended or explained: of the latest return of each form, errors first."""
    rows: list[FindingRow] = []
    for standing in snapshot.standings:
        if standing.latest is None:
            continue
        found = snapshot.findings.get(standing.latest.id, ())
        rows += [FindingRow(standing.latest, standing, finding) for finding in found]
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    return sorted(rows, key=lambda row: order[row.finding.severity])


def owing(snapshot: Snapshot) -> list[Standing]:
    """The forms that are not in order: not reported, sent back, or accepted late; units in official order."""
    order = {unit.id: number for number, unit in enumerate(snapshot.plan.units)}
    found = (s for s in snapshot.standings if s.owing or (s.owed and s.late_workdays > 0))
    return sorted(found, key=lambda s: order[s.unit.id])


def results(snapshot: Snapshot) -> dict[int, str]:
    """What became of each submission, by its id: 接收, 退回, and whether one saved later has taken its place."""
    replaced: set[tuple[str, str]] = set()
    found = {}
    for s in reversed(snapshot.submissions):
        said = "接收" if s.accepted else "退回"
        if s.form in replaced:
            said += "，已被新报替代" if s.accepted else "，已重报"
        found[s.id] = said + ("（人工认领）" if s.assigned else "")
        if s.accepted:
            replaced.add(s.form)
    return dict(reversed(found.items()))


def calendar_years(snapshot: Snapshot) -> range:
    """The years whose working days the master's formulas look up; one to spare, so that 截至日期 can be moved on."""
    days = [snapshot.as_of, snapshot.period.due_date, snapshot.plan.issued_on]
    days += [s.received_on for s in snapshot.submissions]
    days += [i.time_limit.due_date for i in snapshot.plan.items if i.time_limit.due_date]
    days += [s.deadline.due for s in snapshot.standings if s.deadline.due]
    return range(min(days).year, max(days).year + 2)
