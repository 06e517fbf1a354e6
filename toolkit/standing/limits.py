"""The lines of 时限: what is late, what falls due soon, what has no limit yet and needs a person.

Knows: standings and their deadlines. Must not know: xlsxwriter, files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.ledger import Value
from toolkit.plan.deadlines import Step
from toolkit.plan.measures import DATED, LimitType
from toolkit.plan.model import Item
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing

SOON = 30  # calendar days


class Situation(StrEnum):
    """Why an item stands in 时限."""

    LATE = "已经超期"
    LATE_OWN = "自定日期已过"
    DUE_SOON = "30 天内到期"
    NO_LIMIT = "没有时限，请确定"


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One line: the situation, whom and what it concerns, the deadline and how it changes with the day asked about,
    working days past it, the county's word.
    """

    situation: Situation
    units: str
    item: Item
    due: date | None = None
    was: date | None = None
    overdue_workdays: int = 0
    status: str = ""
    deadlines: tuple[Step, ...] = ()


def limit_lines(snapshot: Snapshot) -> list[LimitLine]:
    """What is late (the latest first), what falls due in the next 30 days (the next first), what has no limit."""
    late, soon = [], []
    for standing in snapshot.standings:
        until = standing.deadline
        if until.due is None or standing.reported.completed:
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
    return [*late, *_together(soon), *_without(snapshot)]


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
