"""The days of a time limit that are watched each by itself: its stages, and what falls due every year.

Knows: how limits read. Must not know: items, units, what came of a stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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


def _yearly(text: str, around: date) -> Iterator[StageDay]:
    """The days of every year, as the one that was last and the one that comes next."""
    for span in _EVERY_YEAR.finditer(text):
        for found in _DAY.finditer(span["days"]):
            month, day = number(found["month"]), number(found["day"]) if found["day"] else 0
            for year in (around.year - 1, around.year, around.year + 1):
                if (due := _day_of(year, month, day)) and abs((due - around).days) < 183:
                    yield StageDay(span[0], due, yearly=True)


def _day_of(year: int, month: int, day: int) -> date | None:
    """A day of a year, the last of the month where none is named; None where there is no such day."""
    try:
        return date(year, month, day) if day else last_of_month(year, month)
    except ValueError:
        return None
