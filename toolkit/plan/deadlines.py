"""By which day an item must be done, by whom: the limit as planned, put off, or set by the unit itself.

Knows: the plan's limits, extensions and settings, working days. Must not know: returns, lights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from toolkit.plan.closing import Length, Span
from toolkit.plan.measures import DATED, LimitType
from toolkit.plan.model import Item, Period, Plan
from toolkit.plan.options import Extension, Settings
from toolkit.plan.workdays import last_of_month, moved, workdays_after

ONGOING = (LimitType.ONGOING, LimitType.IMMEDIATE_THEN_ONGOING, LimitType.IMMEDIATE, LimitType.STAGED)
MONTHS = {"每月": 1, "每两月": 2, "每季度": 3, "每半年": 6, "每年": 12}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day by which an item must be done, None where there is none; ``was`` is the day before it was put off."""

    due: date | None = None
    was: date | None = None
    own: bool = False


def deadline(plan: Plan, item: Item, unit_id: str, own_date: date | None, as_of: date) -> Deadline:
    """The deadline of one unit for one item as it stands on ``as_of``.

    ``own_date`` is the day that the unit has set itself; it counts only where the document sets none and the item
    goes on, so that what is to be kept up for good (长期坚持) is never overdue of itself.
    """
    limit = item.time_limit
    if limit.type in DATED and limit.due_date is not None:
        return _extended(plan, item, unit_id, moved(limit.due_date, plan.settings.rest_days), as_of)
    if limit.type in ONGOING and own_date is not None:
        return Deadline(own_date, own=True)
    return Deadline()


@dataclass(frozen=True, slots=True)
class Step:
    """The deadline as it stands from a day on, up to the day of the next step."""

    since: date
    deadline: Deadline


def last_day(length: Length, since: date) -> date:
    """The last day of a length of time whose first day is the one after ``since`` (Civil Code, article 201)."""
    match length.span:
        case Span.WORKDAYS:
            return workdays_after(since, length.number)
        case Span.DAYS:
            return since + timedelta(days=length.number)
        case Span.MONTHS:
            month = since.month - 1 + length.number
            year, month = since.year + month // 12, month % 12 + 1
            end = last_of_month(year, month)
            return end.replace(day=min(since.day, end.day))
    assert_never(length.span)


def steps(plan: Plan, item: Item, unit_id: str, own_date: date | None) -> tuple[Step, ...]:
    """How the deadline of one unit for one item changes with the day asked about: the first holds from ever."""
    found = [Step(date.min, deadline(plan, item, unit_id, own_date, date.min))]
    for day in sorted({e.approved_on for e in plan.extensions if _concerns(e, item, unit_id)}):
        now = deadline(plan, item, unit_id, own_date, day)
        if now != found[-1].deadline:
            found.append(Step(day, now))
    return tuple(found)


def _concerns(extension: Extension, item: Item, unit_id: str) -> bool:
    return extension.item_id == item.id and extension.unit_id in ("", unit_id)


def _extended(plan: Plan, item: Item, unit_id: str, due: date, as_of: date) -> Deadline:
    first = due
    for extension in sorted(plan.extensions, key=lambda one: one.approved_on):
        if _concerns(extension, item, unit_id) and extension.approved_on <= as_of and extension.asked_on <= due:
            due = moved(extension.new_due, plan.settings.rest_days)
    return Deadline(due, first if due != first else None)


def report_due(period: Period, settings: Settings) -> date:
    """The last day on which a return of the period is in time, by the plan's rule for rest days."""
    return moved(period.due_date, settings.rest_days)


def period_of(period: Period, settings: Settings, unit_id: str) -> Period:
    """The period as it is for one unit: with the day of its own (另定日期), where it has one."""
    for one in settings.own_dates:
        if (one.period_id, one.unit_id) == (period.id, unit_id):
            return replace(period, due_date=one.due_date)
    return period


def resend_due(period: Period, settings: Settings, sent_back: date) -> date:
    """The day by which what was sent back on a day is to be sent again: the one that every letter names."""
    return max(period.due_date, workdays_after(sent_back, settings.resend_within))


def periods_from(first: date, cadence: str, count: int) -> tuple[Period, ...]:
    """Reporting periods from ``first`` on: due at the end of every later month that the cadence falls on.

    Raises `KeyError` for a cadence that is not counted in months.
    """
    periods = [Period(f"{first:%Y-%m}", f"{first.year}年{first.month}月", first)]
    for number in range(1, count):
        years, month = divmod(first.month - 1 + number * MONTHS[cadence], 12)
        last = last_of_month(first.year + years, month + 1)
        periods.append(Period(f"{last:%Y-%m}", f"{last.year}年{last.month}月", last))
    return tuple(periods)
