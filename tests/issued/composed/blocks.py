"""A document before it has a format: lines and tables in order.

Knows: what can stand on paper. Must not know: plans, files' formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Cell = str | float | date | None


@dataclass(frozen=True)
class Line:
    """A paragraph. ``level`` is its place in the outline (1 is the highest), ``listed`` in Word's own numbering."""

    text: str
    align: str = ""  # "", "centre", "right"
    level: int = 0
    listed: int = 0


@dataclass(frozen=True)
class Grid:
    """A table. A merged range is (first row, first column, last row, last column), counted from 0.

    Only the first cell of a merged range has a text.
    """

    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0])


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


Block = Line | Grid | PageBreak
Paper = list[Block]


def lines(texts: Iterable[str], align: str = "") -> Paper:
    return [Line(text, align) for text in texts]


def grid(rows: Sequence[Sequence[Cell]], merged: Iterable[tuple[int, int, int, int]] = ()) -> Grid:
    """A table of rows; shorter ones are filled up with blanks."""
    width = max(map(len, rows))
    full = tuple(tuple(row) + ("",) * (width - len(row)) for row in rows)
    return Grid(full, tuple(merged))


def spread(table: Grid) -> list[list[Cell]]:
    """The rows with a merged range's text in each of its cells, for formats that cannot merge."""
    rows = [list(row) for row in table.rows]
    for top, left, bottom, right in table.merged:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                rows[row][column] = rows[top][left]
    return rows
