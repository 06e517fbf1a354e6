"""Texts as people see them: dates in words, labels as they are compared, how wide a line is, how many lines it takes.

Knows: Chinese characters on a page. Must not know: which page, what is said.
"""

from __future__ import annotations

import math
import unicodedata
from datetime import date
from functools import cache, lru_cache

_LABEL = 60  # characters; what is longer is hardly met twice


def chinese_date(day: date) -> str:
    """A date as the document writes it: 2021年1月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain(text: str) -> str:
    """A label as it is compared: no spaces, widths folded, without the star of required fields."""
    return _label(text) if len(text) <= _LABEL else _folded(text)


@lru_cache(maxsize=4096)  # forms have the same labels
def _label(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip("*")


def text_width(text: str) -> float:
    """The width of one line of text in ems: wide and ambiguous characters count 1, others 0.55."""
    return sum(map(hundredths, text)) / 100


@cache
def hundredths(sign: str) -> int:
    """The width of one character in hundredths of an em: they add up exactly, in whatever order."""
    return 100 if unicodedata.east_asian_width(sign) in "WFA" else 55


def text_lines(text: str, width: float, size: float) -> int:
    """How many lines a wrapped text takes in a column ``width`` characters wide at ``size`` points.

    A width unit is 8 px (the digit of an 11 pt 宋体 at 96 dpi), an em is size × 4/3 px; 6 px are the cell's margins. A
    line that has to be broken loses up to one em, because the next may not begin with a punctuation mark.
    """
    room = max((width * 8 - 6) / (size * 4 / 3), 2)
    return sum(1 if (ems := text_width(line)) <= room else math.ceil(ems / (room - 1)) for line in text.split("\n"))
