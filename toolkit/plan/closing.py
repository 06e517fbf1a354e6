"""The steps in which an office closes an item (销号环节), and the lengths of time that some of them have.

Knows: the steps, how a length is written. Must not know: items beyond their kind, which days are worked, what was done.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_LENGTH = re.compile(r"([1-9][0-9]{0,2})个?(工作日|日历日|自然日|天|日|月)")
_UNITS = {"日历日": "天", "自然日": "天", "日": "天"}


class StepKind(StrEnum):
    """A step; the values are the words of the plan's sheet."""

    REQUEST = "申请销号"
    """By the unit, on its form."""
    VISIT = "现场核查"
    ACCEPTANCE = "验收"
    NOTICE = "公示"
    APPROVAL = "领导审签"
    FILING = "备案"
    REVISIT = "回头看"
    """Some time after the item was closed."""


LASTING = (StepKind.NOTICE, StepKind.REVISIT)
"""The steps that have a length: how long a notice hangs, after how long somebody looks again."""


class Span(StrEnum):
    """In what a length is counted."""

    WORKDAYS = "工作日"
    DAYS = "天"
    MONTHS = "月"


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time."""

    number: int
    span: Span

    def __str__(self) -> str:
        return f"{self.number}{'' if self.span is Span.DAYS else '个'}{self.span}"


def length_in(text: str) -> Length | None:
    """The length that a text says (5个工作日, 7天, 6个月); None where it says none."""
    match = _LENGTH.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    return Length(int(match[1]), Span(_UNITS.get(match[2], match[2]))) if match else None


@dataclass(frozen=True, slots=True)
class ClosingStep:
    """One step of the chain: for items of a ``category`` ("" for all), by whom ("" for the office itself).

    ``length`` is there where the step is one of `LASTING`; ``paper`` is what must be named for it, "" for nothing.
    """

    kind: StepKind
    category: str = ""
    by: str = ""
    length: Length | None = None
    paper: str = ""


def chain_of(chain: Sequence[ClosingStep], category: str) -> tuple[ClosingStep, ...]:
    """The steps for items of a category: those that name it, else those that name none."""
    own = tuple(step for step in chain if step.category == category)
    return own or tuple(step for step in chain if not step.category)
