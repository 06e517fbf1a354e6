"""The pieces of which every document consists here, whatever file it came in: texts and tables.

Knows: nothing else. Must not know: files, what a text says.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A line or paragraph, and where it stands; ``level`` is that of a heading set as one (1 the highest), else 0."""

    text: str
    where: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``rows`` of cell texts; ``cells`` tells by equal numbers which of them are one merged cell.

    ``sheet`` is the name of the worksheet on which it stands, "" in a document.
    """

    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[int, ...], ...]
    where: str
    sheet: str = ""


Block = Text | Table


def separate(rows: list[tuple[str, ...]], where: str, sheet: str = "") -> Table:
    """A table in which no cells are merged; short rows are filled up with blanks."""
    width = max(map(len, rows))
    full = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Table(full, tuple(tuple(range(n * width, (n + 1) * width)) for n in range(len(full))), where, sheet)
