"""How high a row must be for what stands in it: the one rule for given texts and answers, on every page of a form.

Knows: lines of text, Excel's highest row. Must not know: openpyxl, which row comes where. The fonts that LibreOffice
puts in the place of 宋体 and 黑体 need 1.44 and 1.447 of their size a line (measured); others have room to spare.
"""

from __future__ import annotations

import math
import re

from toolkit.base.texts import text_lines

HIGHEST = 409  # points
LINE = 1.45  # a line, in sizes of its font
_AROUND = 6  # points above and below a text
_INDENT = 1.5  # units of a column's width that an indented text has not
_SIZE = 11  # points; most texts are no larger
_CUT = 500  # characters; a sentence may be longer than that
STRUT = "·"
"""A line of what holds a row open: programs fit a row to its cells, but never to those that are merged."""


def lines_in(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a column so many units wide, at a size in points."""
    return text_lines(text, max(width - _INDENT, 1), size)


def height_of(lines: int, size: float) -> float:
    """How high so many lines are, at the most as high as a row can be."""
    return min(math.ceil(lines * size * LINE + _AROUND), HIGHEST)


def most_lines(size: float) -> int:
    """How many lines the highest row shows."""
    return int((HIGHEST - _AROUND) / (size * LINE))


def strut(height: float, size: float) -> str:
    """What holds a row open at a height."""
    return "\n".join([STRUT] * max(1, int((height - _AROUND) / (size * LINE))))


def is_strut(text: str) -> bool:
    """Whether a text is nothing but what holds a row open."""
    return bool(text) and set(text) <= {STRUT, "\n", "\r"}


MOST_LINES = most_lines(_SIZE)


def pieces(text: str, width: float) -> list[str]:
    """A text in pieces that a row can show, cut after sentences where there are any."""
    if lines_in(text, width, _SIZE) <= MOST_LINES:
        return [text]
    found = [""]
    for sentence in re.split(r"(?<=[。；！？\n])", text):
        for start in range(0, len(sentence), _CUT):
            part = sentence[start : start + _CUT]
            if lines_in(found[-1] + part, width, _SIZE) > MOST_LINES:
                found.append("")
            found[-1] += part
    return found
