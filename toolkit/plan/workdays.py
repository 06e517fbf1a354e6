"""Working days of mainland China, with public holidays and make-up days.

Knows: the calendar of the State Council's notices as chinesecalendar carries it (2004 to the last year
announced). Must not know: items, units, deadlines. A year that is not announced yet counts Monday to Friday;
`unannounced` says which years those are, so that what is printed can say so too.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache, lru_cache

import chinese_calendar

from toolkit.plan.options import RestDays


@cache
def first_announced_year() -> int:
    """The first year for which public holidays are known."""
    return int(min(day.year for day in chinese_calendar.holidays))


@cache
def last_announced_year() -> int:
    """The last year for which public holidays are known."""
    return int(max(day.year for day in chinese_calendar.holidays))


def unannounced(years: Iterable[int]) -> list[int]:
    """Those of ``years`` whose public holidays are not known and count Monday to Friday."""
    return sorted({year for year in years if not first_announced_year() <= year <= last_announced_year()})


@cache
def is_workday(day: date) -> bool:
    """Whether ``day`` is a working day."""
    if unannounced([day.year]):
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))


@cache
def workdays_of(year: int) -> tuple[date, ...]:
    """All working days of one year, in order."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return tuple(day for n in range(days) if is_workday(day := first + timedelta(days=n)))


@lru_cache(maxsize=10_000)  # thousands of forms have a few dates between them
def workdays_between(start: date, end: date) -> int:
    """The number of working days after ``start`` up to and including ``end``; negative if ``end`` is earlier."""
    if end < start:
        return -workdays_between(end, start)
    years = (workdays_of(year) for year in range(start.year, end.year + 1))
    return sum(bisect_right(days, end) - bisect_right(days, start) for days in years)


def moved(day: date, policy: RestDays) -> date:
    """The day itself if it is a working day; else as the policy has it."""
    if policy is RestDays.KEEP or is_workday(day):
        return day
    return previous_workday(day) if policy is RestDays.ADVANCE else next_workday(day)


def previous_workday(day: date) -> date:
    """The last working day before ``day``."""
    day -= timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def next_workday(day: date) -> date:
    """The first working day after ``day``."""
    day += timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workdays_after(day: date, count: int) -> date:
    """The working day that lies ``count`` working days after ``day``."""
    for _ in range(count):
        day = next_workday(day)
    return day


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def first_day_off(name: str, year: int) -> date | None:
    """The first public holiday of a name (as chinesecalendar has it) in a year; None where it is not announced."""
    days = [day for day, holiday in chinese_calendar.holidays.items() if day.year == year and str(holiday) == name]
    return min(days, default=None)
