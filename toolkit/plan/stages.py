"""The days of a time limit that are watched each by itself: its stages, and what falls due every year.

Knows: how limits read, what a plan lists. Must not know: items and units beyond their ids, what came of a stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.plan.limit_words import number, squeezed
from toolkit.plan.measures import TimeLimit
from toolkit.plan.timelimit import read_limit
from toolkit.plan.workdays import last_of_month

_EVERY_YEAR = re.compile(r"每一?年度?(?!度?[一二三四])(?P<days>[^，。；;,]*)")
_DAY = re.compile(
    r"(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?"
    r"(?:(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号])?"
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the plan lists it: of an item, or of its measure ``measure_no`` (0 for the item as a whole).

    ``yearly`` where it comes every year on the ``day``.
    """

    item_id: str
    measure_no: int
    words: str
    day: date
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class StageDay:
    """One day of a limit, with the words that set it; ``yearly`` where it comes every year."""

    words: str
    day: date
    yearly: bool = False


def stage_days(limit: TimeLimit, issued_on: date, around: date, *, inclusive: bool = True) -> tuple[StageDay, ...]:
    """The days of a limit before its last one, and of what recurs every year those next to ``around``.

    ``inclusive`` is whether “1月31日前” takes in the 31st. What cannot be read has no day.
    """
    if not limit.as_written:
        return ()
    reading = read_limit(limit.as_written, issued_on, inclusive=inclusive)
    stages = [StageDay(s.text, s.due_date) for s in reading.stages if s.due_date and s.due_date != limit.due_date]
    return (*stages, *_yearly(squeezed(limit.as_written), around))


def listed_days(stages: Sequence[Stage], around: date) -> tuple[StageDay, ...]:
    """The days of stages that the plan lists, and of what recurs every year those next to ``around``."""
    found: list[StageDay] = []
    for stage in stages:
        if not stage.yearly:
            found.append(StageDay(stage.words, stage.day))
            continue
        last = stage.day == last_of_month(stage.day.year, stage.day.month)
        day = 0 if last else stage.day.day
        found += (StageDay(stage.words, due, yearly=True) for due in _next_to(stage.day.month, day, around))
    return tuple(found)


def stages_in(
    item_id: str, measure_no: int, limit: TimeLimit, issued_on: date, *, inclusive: bool = True
) -> Iterator[Stage]:
    """The stages that a limit's words give, as a plan lists them; of what recurs the first day since the issue."""
    half = issued_on + timedelta(days=182)
    days = {
        (one.words, one.day): one
        for day in (issued_on, half)
        for one in stage_days(limit, issued_on, day, inclusive=inclusive)
    }
    seen = set()
    for one in days.values():
        again = (one.words, one.day.month, one.day.day)
        if not one.yearly or (one.day >= issued_on and again not in seen):
            seen.add(again)
            yield Stage(item_id, measure_no, one.words, one.day, one.yearly)


def _yearly(text: str, around: date) -> Iterator[StageDay]:
    """The days of every year, as the one that was last and the one that comes next."""
    for span in _EVERY_YEAR.finditer(text):
        for found in _DAY.finditer(span["days"]):
            month, day = number(found["month"]), number(found["day"]) if found["day"] else 0
            for due in _next_to(month, day, around):
                yield StageDay(span[0], due, yearly=True)


def _next_to(month: int, day: int, around: date) -> Iterator[date]:
    """The days of a month and day within half a year of a day."""
    for year in (around.year - 1, around.year, around.year + 1):
        if (due := _day_of(year, month, day)) and abs((due - around).days) < 183:
            yield due


def _day_of(year: int, month: int, day: int) -> date | None:
    """A day of a year, the last of the month where none is named; None where there is no such day."""
    try:
        return date(year, month, day) if day else last_of_month(year, month)
    except ValueError:
        return None
