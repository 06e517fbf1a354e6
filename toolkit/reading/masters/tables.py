"""The tables of a workbook that have the office's columns: where their captions stand, which rows are theirs.

Knows: captions as they are compared. Must not know: which form a row is about, what was written. A caption row may
stand anywhere, be there twice, or be spread over two rows; columns are found by their captions wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.base.captions import Column, Sheet, folded
from toolkit.reading.masters.cells import Place
from toolkit.reading.masters.opened import Grid, Grids
from toolkit.standing.decisions import OFFICE

_LONGEST = 80  # characters of a caption, with all that was added to it
_BY_FOLDED = {folded(caption): caption for caption in Column}


@dataclass(frozen=True)
class Table:
    """A table: its sheet, the columns (from 0) of each caption, its rows (from 0) with their cells.

    A merge counts for all its rows; ``swallowed`` are the other cells of one over several columns.
    """

    sheet: str
    grid: Grid
    columns: Mapping[str, tuple[int, ...]]
    rows: Sequence[tuple[int, Sequence[object]]]
    swallowed: frozenset[Place]
    origin: Mapping[Place, Place]

    @property
    def keyed(self) -> bool:
        """Whether it has the hidden column of row keys."""
        return Column.ROW_KEY in self.columns

    @property
    def missing(self) -> tuple[str, ...]:
        """The office's captions that it has not."""
        return tuple(caption for caption in OFFICE if caption not in self.columns)


def tables(grids: Grids) -> list[Table]:
    """The tables that are masters: those with keys; where none has, those on 整改台账; else all there are."""
    found = [table for name, grid in grids.items() for table in _of_sheet(name, grid)]
    keyed = [table for table in found if table.keyed]
    named = [table for table in found if table.sheet == Sheet.LEDGER]
    return keyed or named or found


def without_keys(grids: Grids) -> bool:
    """Whether some row has the office's captions, but nothing by which the rows below it could be told."""
    return any(len({*OFFICE} & {*_captions(row)}) > 2 for grid in grids.values() for row in grid.rows)


def _of_sheet(name: str, grid: Grid) -> Iterator[Table]:
    heads = _heads(grid.rows)
    if not heads:
        return
    rows, swallowed, origin = unmerged(grid)
    ends = [start for start, _, _ in heads[1:]] + [len(rows)]
    for (_, last, columns), end in zip(heads, ends, strict=True):
        body = [(number, rows[number]) for number in range(last + 1, end) if any(_is_filled(v) for v in rows[number])]
        yield Table(name, grid, columns, body, swallowed, origin)


def _heads(rows: Sequence[Sequence[object]]) -> list[tuple[int, int, dict[str, tuple[int, ...]]]]:
    """First and last row of every head, and its columns."""
    found: list[tuple[int, int, dict[str, tuple[int, ...]]]] = []
    before: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows):
        captions = _captions(row)
        if _is_head(captions):
            found.append((number, number, captions))
        elif (
            before
            and not _is_head(before)
            and {*OFFICE} <= {*before, *captions}
            and _is_head(both := before | captions)
        ):
            found.append((number - 1, number, both))
        before = captions
    return found


def _is_head(captions: Mapping[str, object]) -> bool:
    if Column.ROW_KEY in captions:
        return any(caption in captions for caption in OFFICE)
    return Column.VERDICT in captions and Column.UNIT in captions and bool({Column.CODE, Column.ITEM} & {*captions})


def _captions(row: Sequence[object]) -> dict[str, tuple[int, ...]]:
    """The known captions of a row, each with its columns; the one that is written exactly comes first."""
    found: dict[str, list[int]] = {}
    exact: set[str] = set()
    for index, value in enumerate(row):
        caption = _caption(value) if type(value) is str and value and len(value) <= _LONGEST else None
        if caption is None:
            continue
        if value == caption and caption not in exact:
            exact.add(caption)
            found.setdefault(caption, []).insert(0, index)
        else:
            found.setdefault(caption, []).append(index)
    return {caption: tuple(columns) for caption, columns in found.items()}


@lru_cache(maxsize=65536)
def _caption(text: str) -> Column | None:
    return _BY_FOLDED.get(folded(text))


def _is_filled(value: object) -> bool:
    return value is not None and value != ""


def unmerged(grid: Grid) -> tuple[list[Sequence[object]], frozenset[Place], dict[Place, Place]]:
    """The rows with every merged value in all rows of its merge, the cells that lost theirs, and where each is from."""
    rows: list[Sequence[object]] = list(grid.rows)
    swallowed: set[Place] = set()
    origin: dict[Place, Place] = {}
    for top, left, bottom, right in grid.marks.merges:
        bottom = min(bottom, len(rows) - 1)
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for number in range(top, bottom + 1):
            if number > top:
                row = list(rows[number]) + [""] * (left + 1 - len(rows[number]))
                row[left] = value
                rows[number] = row
                origin[number, left] = top, left
            swallowed.update((number, column) for column in range(left + 1, min(right, len(rows[top])) + 1))
    return rows, frozenset(swallowed), origin
