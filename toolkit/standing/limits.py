"""The lines of 时限: what is late, what falls due soon, what has no limit yet and needs a person.

Knows: standings and their deadlines. Must not know: xlsxwriter, files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from toolkit.ledger import Value
from toolkit.plan.deadlines import Step
from toolkit.plan.measures import DATED, LimitType, TimeLimit
from toolkit.plan.model import Item
from toolkit.plan.stages import Stage, StageDay, listed_days, stage_days
from toolkit.plan.states import SETTLED
from toolkit.plan.workdays import workdays_between
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing

SOON = 30  # calendar days


class Situation(StrEnum):
    """Why an item stands in 时限."""

    LATE = "已经超期"
    LATE_OWN = "自定日期已过"
    DUE_SOON = "30 天内到期"
    MEASURE_LATE = "措施超期"
    MEASURE_SOON = "措施 30 天内到期"
    STAGE_PASSED = "阶段已到期，请核对"
    STAGE_SOON = "阶段 30 天内到期"
    NO_LIMIT = "没有时限，请确定"


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One line: the situation, whom and what it concerns, the deadline and how it changes with the day asked about,
    working days past it, the unit's word. ``about`` says which measure or stage it is, ``limit`` in which words; both
    "" where it is the item as a whole.
    """

    situation: Situation
    units: str
    item: Item
    due: date | None = None
    was: date | None = None
    overdue_workdays: int = 0
    status: str = ""
    deadlines: tuple[Step, ...] = ()
    about: str = ""
    limit: str = ""


def limit_lines(snapshot: Snapshot) -> list[LimitLine]:
    """What is late (the latest first), what falls due in the next 30 days (the next first), what has no limit.

    Behind what is due as a whole stand the measures and stages that have a day of their own.
    """
    late, soon = [], []
    for standing in snapshot.standings:
        until = standing.deadline
        if until.due is None or standing.completed:
            continue
        values = snapshot.accepted_values(standing)
        line = LimitLine(
            Situation.LATE_OWN if until.own else Situation.LATE, standing.unit.area, standing.item, until.due,
            until.was, standing.overdue_workdays, _status(values.get("overall_status")), standing.deadlines,
        )  # fmt: skip
        if until.due < snapshot.as_of:
            late.append(line)
        elif (until.due - snapshot.as_of).days <= SOON:
            soon.append(line)
    late.sort(key=lambda line: (line.due or date.min, line.item.id))
    return [*late, *_together(soon), *_measures(snapshot), *_stages(snapshot), *_without(snapshot)]


def _measures(snapshot: Snapshot) -> list[LimitLine]:
    """The measures with a day of their own that are late or soon due, where it is not the day of the whole."""
    found = []
    for standing in snapshot.standings:
        if standing.completed:
            continue
        values = snapshot.accepted_values(standing)
        for measure in standing.item.measures:
            due = measure.time_limit.due_date if measure.time_limit and measure.time_limit.type in DATED else None
            status = _status(values.get(f"m{measure.no}_status"))
            if due is None or due == standing.deadline.due or measure.no in standing.reported.measures_done:
                continue
            situation = _when(due, snapshot.as_of, Situation.MEASURE_LATE, Situation.MEASURE_SOON)
            if situation is not None:
                overdue = max(0, workdays_between(due, snapshot.as_of))
                line = LimitLine(situation, standing.unit.area, standing.item, due, None, overdue, status)
                found.append(replace(line, about=f"措施{measure.no}", limit=measure.limit_as_written))
    return sorted(found, key=lambda line: line.due or date.max)


def _stages(snapshot: Snapshot) -> list[LimitLine]:
    """The stages before the last, and what recurs every year, from 30 days before to 30 days after; a line an item."""
    as_of, found = snapshot.as_of, []
    for item, standings, about, stage in open_stages(snapshot):
        situation = _when(stage.day, as_of, Situation.STAGE_PASSED, Situation.STAGE_SOON)
        if situation is not None and (as_of - stage.day).days <= SOON:
            overdue = max(0, workdays_between(stage.day, as_of))
            units = "、".join(standing.unit.area for standing in standings)
            line = LimitLine(situation, units, item, stage.day, overdue_workdays=overdue)
            found.append(replace(line, about=f"{about} {stage.words}".strip(), limit=stage.words))
    return sorted(found, key=lambda line: line.due or date.max)


class OpenStage(NamedTuple):
    """A day on the way of an item: at whom it is not completed, of which measure it is ("" for the whole), the day."""

    item: Item
    standings: list[Standing]
    about: str
    stage: StageDay


def open_stages(snapshot: Snapshot) -> Iterator[OpenStage]:
    """The days of stages of what is not completed: those that the plan lists, else those that its words give.

    What comes every year begins anew with the year after the one for which it was reported as completed, unless the
    office has closed it.
    """
    plan = snapshot.plan
    every: dict[str, list[Standing]] = {}
    for standing in snapshot.standings:
        if standing.reviewed.state not in SETTLED:
            every.setdefault(standing.item.id, []).append(standing)
    stages: dict[tuple[str, int], list[Stage]] = {}
    for listed in plan.stages:
        stages.setdefault((listed.item_id, listed.measure_no), []).append(listed)
    for item_id, standings in every.items():
        item = plan.item[item_id]
        limits = {0: item.time_limit} | {m.no: m.time_limit or TimeLimit() for m in item.measures}
        for no, limit in limits.items():
            of = stages.get((item_id, no))
            read = stage_days(limit, plan.issued_on, snapshot.as_of, inclusive=plan.settings.day_itself)
            for stage in listed_days(of, snapshot.as_of) if of else read:
                open_ = [s for s in standings if not s.completed or (stage.yearly and stage.day.year > s.reported.year)]
                if open_:
                    yield OpenStage(item, open_, f"措施{no}" if no else "", stage)


def _when(due: date, as_of: date, passed: Situation, soon: Situation) -> Situation | None:
    """Whether a day has passed or comes soon, None where neither."""
    if due < as_of:
        return passed
    return soon if (due - as_of).days <= SOON else None


def _status(value: Value | None) -> str:
    return str(value.value) if value is not None and value.value is not None else ""


def _together(lines: list[LimitLine]) -> list[LimitLine]:
    """One line for all units of an item that have the same deadline and say the same."""
    groups: dict[tuple[str, date | None, date | None, str, tuple[Step, ...]], list[LimitLine]] = {}
    for line in lines:
        groups.setdefault((line.item.id, line.due, line.was, line.status, line.deadlines), []).append(line)
    found = [
        LimitLine(
            Situation.DUE_SOON, "、".join(line.units for line in group), group[0].item, due, was, 0, status, deadlines
        )
        for (_, due, was, status, deadlines), group in groups.items()
    ]
    return sorted(found, key=lambda line: line.due or date.max)


def _without(snapshot: Snapshot) -> list[LimitLine]:
    """Items for which nobody can say when they must be done."""
    by_item: dict[str, list[Standing]] = {}
    for standing in snapshot.standings:
        limit = standing.item.time_limit
        if limit.type is LimitType.UNSTATED or (limit.type in DATED and standing.deadline.due is None):
            by_item.setdefault(standing.item.id, []).append(standing)
    return [
        LimitLine(Situation.NO_LIMIT, "、".join(s.unit.area for s in standings), standings[0].item)
        for standings in by_item.values()
    ]
