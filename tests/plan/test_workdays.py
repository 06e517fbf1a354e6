from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.plan.options import RestDays
from toolkit.plan.workdays import (
    is_workday,
    last_announced_year,
    moved,
    unannounced,
    workdays_between,
    workdays_of,
)

DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2021, 1, 29), True),
        (date(2021, 1, 31), False),  # a Sunday
        (date(2021, 2, 7), True),  # a Sunday made up for the Spring Festival
        (date(2021, 2, 12), False),  # the festival's first day, a Friday
        (date(2021, 2, 20), True),  # a Saturday made up
        (date(2021, 10, 8), True),
        (date(2031, 1, 1), True),  # not announced: a Wednesday
        (date(1999, 10, 1), True),  # before the calendar begins: a Friday
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert is_workday(day) is working


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2021, 1, 29), date(2021, 1, 29), 0),
        (date(2021, 1, 31), date(2021, 2, 2), 2),
        (date(2021, 1, 29), date(2021, 1, 31), 0),
        (date(2021, 2, 10), date(2021, 2, 18), 1),
        (date(2021, 2, 18), date(2021, 2, 10), -1),
        (date(2020, 12, 31), date(2021, 1, 4), 1),
    ],
)
def test_days_between(start: date, end: date, days: int) -> None:
    assert workdays_between(start, end) == days


@given(DAYS, DAYS)
def test_days_are_counted_one_by_one(start: date, end: date) -> None:
    first, last = min(start, end), max(start, end)
    counted = sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert workdays_between(start, end) == (counted if start <= end else -counted)


def test_years_that_are_not_announced_are_said() -> None:
    last = last_announced_year()
    assert unannounced([2021, last, last + 1, last + 2, last + 1]) == [last + 1, last + 2]
    assert len(workdays_of(2021)) == 250


@pytest.mark.parametrize(
    ("day", "policy", "expected"),
    [
        # the register's example (deadlines.weekend_policy)
        (date(2021, 1, 31), RestDays.KEEP, date(2021, 1, 31)),
        (date(2021, 1, 31), RestDays.ADVANCE, date(2021, 1, 29)),
        (date(2021, 1, 31), RestDays.POSTPONE, date(2021, 2, 1)),
        (date(2021, 2, 7), RestDays.ADVANCE, date(2021, 2, 7)),  # a made-up working Sunday
        (date(2021, 2, 14), RestDays.ADVANCE, date(2021, 2, 10)),
        (date(2021, 2, 14), RestDays.POSTPONE, date(2021, 2, 18)),
        (date(2021, 10, 1), RestDays.POSTPONE, date(2021, 10, 8)),
    ],
)
def test_dates_on_rest_days(day: date, policy: RestDays, expected: date) -> None:
    assert moved(day, policy) == expected
