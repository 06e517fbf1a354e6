"""What a person has to look at before something is disclosed, as records.

Knows: why a passage is listed, what may be decided. Must not know: how passages are found, masked, shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_DIGITS = 16


class Why(StrEnum):
    """Why a passage is listed; the values are what the office reads."""

    NAME = "像姓名"
    CALLED = "在职务、称呼旁边，可能是姓名"
    TRANSCRIBED = "像少数民族姓名"
    RARE = "有繁体字、生僻字，可能是姓名"
    LATIN = "有字母，可能是拼音姓名或账号"
    NUMBER = "像电话、证件、账号的号码"
    CONTACT = "像邮箱、网址或有标注的号码"
    ADDRESS = "像住址"


class Passage(NamedTuple):
    """What is decided about: some words, always written alike, and the kind of context in which they stand."""

    why: Why
    words: str


class Verdict(StrEnum):
    """What a person decides about a passage."""

    PUBLIC = "可以公开"
    HIDDEN = "隐去"


@dataclass(frozen=True, slots=True)
class Found:
    """A passage where it was found: in which file and place, between which words."""

    passage: Passage
    file: str
    place: str
    before: str
    written: str
    after: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a passage; ``verdict`` is None where it is open (again), ``remark`` what was noted."""

    passage: Passage
    verdict: Verdict | None
    remark: str = ""

    @property
    def digest(self) -> str:
        """What tells it from any other decision, in a few characters."""
        said = repr((*map(str, self.passage), str(self.verdict or ""), self.remark))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
