"""Where a form's pages end on paper: never between a heading and what it heads, never a signature alone.

Knows: kinds of row, how high rows are. Must not know: openpyxl, texts. Programs break where the paper ends; here the
break comes earlier where what belongs together would be torn apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.form.grid import Kind
from toolkit.form.rows import Row

_POINTS = 6.0  # of one unit of a column's width
_ROOM = 0.97  # of a page; programs differ in how high they draw a row
_HEADS = (Kind.HEADING, Kind.IDS, Kind.MEASURES_HEAD, Kind.INDICATORS_HEAD, Kind.ANSWERS_HEAD)
_REPEATED = 2  # rows at the top of every page
_WITH_SIGNATURE = 2  # rows before a signature that stay with it


def capacity(widths: Mapping[str, float], wide: float, high: float) -> float:
    """How many points of rows a page shows that is ``wide`` and ``high`` and as wide as all columns together."""
    scale = min(1.0, wide / (sum(widths.values()) * _POINTS))
    return high / scale * _ROOM


def breaks(rows: Sequence[Row], heights: Sequence[float], room: float) -> list[int]:
    """The numbers of the rows (from 1) after which a page ends; ``heights`` are of all rows, 0 for hidden ones."""
    return ends(_together(rows), heights, room, sum(heights[:_REPEATED]))


def ends(together: Iterable[tuple[int, int]], heights: Sequence[float], room: float, head: float = 0) -> list[int]:
    """The same for rows of any page: which stay ``together`` (first and next after the last, from 0), and how high what
    stands at the top of every page is.
    """
    found: list[int] = []
    used = 0.0
    for first, last in together:
        needed = sum(heights[first:last])
        if first and used + needed > room and used > head:
            found.append(first)
            used = head
        used += needed
        while used > room and needed > room:  # higher than a page: it goes on over the next ones
            used -= room - head
    return found


def _together(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """The rows that stay on one page, as first and next after the last (from 0)."""
    signed = next((number for number, row in enumerate(rows) if row.signed), len(rows))
    end = max(signed - _WITH_SIGNATURE, 0) if signed < len(rows) else len(rows)
    while end < len(rows) and end and rows[end - 1].kind in _HEADS:
        end -= 1
    first = 0
    while first < end:
        last = first
        while last < end and rows[last].kind in _HEADS:
            last += 1
        last = min(last + 1, end)
        while last < end and rows[last].checks:  # 说明 and 检查 stay with what they are about
            last += 1
        yield first, last
        first = last
    if first < len(rows):
        yield first, len(rows)
