"""The words in which a text says by when: what is mentioned, and how such a text is read and quoted.

Knows: digits, numerals, spaces. Must not know: dates, periods, what they are for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from toolkit.base.numerals import chinese_number


class Role(Enum):
    """What a mention of a time is: a limit by the calendar, a period from a start, or no limit at all."""

    CALENDAR = auto()
    RELATIVE = auto()
    ASIDE = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """A time in the text, from ``start`` to ``end``; ``query`` asks what the text leaves open, or is ""."""

    start: int
    end: int
    role: Role
    due_date: date | None = None
    basis: str = ""
    inferred: bool = False
    query: str = ""


_SIGNS = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_INNER_QUOTES = str.maketrans("“”", "‘’")
_ROUND = re.compile(r"(?<=[0-9])[Oo]{1,2}(?=[0-9年月日号])")
_TALL = re.compile(r"(?<=[0-9])[lI](?=[0-9年月日号])|(?<![A-Za-z0-9])[lI](?=[0-2]?[月日])")
CN = "一二三四五六七八九十"
DASH = r"[-—–~～―‐]"


def squeezed(text: str) -> str:
    """The text without spaces, with ASCII digits. One space is left between digits: “1 2月” may be two numbers."""
    plain = re.sub(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+", " ", text.translate(_SIGNS))
    return in_figures(re.sub(r"(?<![0-9]) | (?![0-9])", "", plain))


def in_figures(text: str) -> str:
    """The text with figures where a machine has read letters for those of a date: 2O26年, 6月3O日, l2月."""
    return _TALL.sub("1", _ROUND.sub(lambda found: "0" * len(found[0]), text))


def quoted(words: str) -> str:
    """Words of the text in quotation marks, their own ones single."""
    return f"“{words.translate(_INNER_QUOTES)}”"


def number(text: str) -> int:
    """A number of at most four figures in digits or as 三, 十二, 三十一; -1 if it is none."""
    if text.isascii():
        return int(text) if 0 < len(text) <= 4 else -1
    if "百" in text:
        return 100 if text in ("百", "一百") else -1
    value = chinese_number(text) or -1
    return value if value < 100 and "两" not in text else -1
