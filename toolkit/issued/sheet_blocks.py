"""A sheet's texts as blocks: what it shows as a table or as lines, what it hides apart.

Knows: merged cells, hidden rows and columns. Must not know: files, what cells say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.issued.blocks import Piece, Table, Text, Unread

Span = tuple[int, int, int, int]
_LONGEST = 400  # characters of a hidden column or sheet that are told


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a sheet does not show: the whole of it, rows and columns (from 0)."""

    whole: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def sheet_blocks(
    title: str, rows: list[list[str]], spans: Sequence[Span], hidden: Hidden = Hidden()
) -> Iterator[Piece]:
    """A sheet as a table without its blank edges, a sheet of one column as lines; and what is hidden in it."""
    width = max((n + 1 for row in rows for n, text in enumerate(row) if text), default=0)
    height = max((n + 1 for n, row in enumerate(rows) if any(row)), default=0)
    if not width or not height:
        return
    grid = [[*row[:width], *[""] * (width - len(row))] for row in rows[:height]]
    if hidden.whole:
        yield Unread(_told(" ".join(filter(None, row)) for row in grid), f"隐藏的工作表“{title}”")
        return
    seen = [at for at in range(width) if at not in hidden.columns]
    yield from _hidden(title, grid, seen, hidden)
    cells = [list(range(n * width, (n + 1) * width)) for n in range(height)]
    for top, left, bottom, right in spans:
        if top >= height or left >= width:
            continue
        for n in range(top, min(bottom, height - 1) + 1):
            for at in range(left, min(right, width - 1) + 1):
                grid[n][at], cells[n][at] = grid[top][left], cells[top][left]
    # A hidden row stays as an empty one, so that rows are called as in the sheet.
    shown = [[row[at] if n not in hidden.rows else "" for at in seen] for n, row in enumerate(grid)]
    if len(seen) == 1:
        for n, row in enumerate(shown):
            yield from (Text(line.strip(), f"“{title}”第{n + 1}行") for line in row[0].split("\n") if line.strip())
    elif seen:
        numbers = tuple(tuple(row[at] for at in seen) for row in cells)
        yield Table(tuple(map(tuple, shown)), numbers, f"“{title}”", title)


def _hidden(title: str, grid: Sequence[Sequence[str]], seen: Sequence[int], hidden: Hidden) -> Iterator[Unread]:
    """The texts of hidden rows, one by one, and of hidden columns."""
    for n in sorted(hidden.rows):
        if n < len(grid) and (text := " ".join(grid[n][at] for at in seen if grid[n][at])):
            yield Unread(text, f"“{title}”第{n + 1}行（隐藏或被筛选掉）")
    for at in sorted(hidden.columns):
        texts = [row[at] for row in grid if at < len(row) and row[at]]
        if texts:
            yield Unread(_told(texts), f"“{title}”第{at + 1}列（隐藏）")


def _told(texts: Iterable[str]) -> str:
    said = [text.replace("\n", " ") for text in texts if text]
    whole = "；".join(said)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}……（共{len(said)}处）"
