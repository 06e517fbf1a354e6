"""Measures of a plan and the time limits that they and their items have.

Knows: the words of limits. Must not know: items, units beyond their ids, how a limit is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LimitType(StrEnum):
    """How a time limit reads (整改时限); the values are the words of the plan workbook."""

    COMPLETED = "已完成"
    FIXED = "固定日期"
    RELATIVE = "相对期限"
    IMMEDIATE = "立查立改"
    IMMEDIATE_THEN_ONGOING = "立查立改、长期坚持"
    ONGOING = "长期坚持"
    STAGED = "分阶段"
    UNSTATED = "未写明"
    NOT_APPLICABLE = "不适用"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit (整改时限): the document's words and how they are read.

    ``as_written`` is "" where the document states none. ``due_date`` is the last day that is still in time,
    only where the text supports one.
    """

    as_written: str = ""
    type: LimitType = LimitType.UNSTATED
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure (整改措施) of an item; ``marker`` is the document's 一是/二是 or "".

    ``units_as_written`` are units that answer for this measure alone and ``unit_ids`` those of the plan's that they
    are, ``limit_as_written`` a time limit of its own and ``time_limit`` how that reads; nothing where the item's hold.
    """

    no: int
    text: str
    marker: str = ""
    units_as_written: str = ""
    limit_as_written: str = ""
    unit_ids: tuple[str, ...] = ()
    time_limit: TimeLimit | None = None


DATED = (LimitType.FIXED, LimitType.RELATIVE, LimitType.STAGED)


def limit_over(measures: Sequence[Measure], of_item: TimeLimit) -> TimeLimit:
    """The time limit of whoever answers for these measures: the latest of their own, ``of_item`` where one has none.

    A measure that has no day of its own (长期坚持) sets none for the others; of one whose limit cannot be read the
    item's holds.
    """
    own = (m.time_limit for m in measures)
    read = (limit if limit and limit.type is not LimitType.UNSTATED else of_item for limit in own)
    limits = list(dict.fromkeys(read)) or [of_item]
    if limits == [of_item]:
        return of_item
    dated = [limit for limit in limits if limit.type in DATED and limit.due_date is not None]
    return max(dated, key=lambda limit: limit.due_date or date.min) if dated else limits[0]
