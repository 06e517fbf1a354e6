"""Tables within the cells of a table, put out into its own rows and columns.

Knows: that an inner table with a head says several things for one outer row. Must not know: files, what cells say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.issued.blocks import Table
from toolkit.issued.labels import Label, label_of

Inner = Sequence[Sequence[str]]


def unnested(
    texts: Sequence[Sequence[str]], cells: Sequence[Sequence[int]], inner: Mapping[tuple[int, int], Inner], where: str
) -> Table:
    """A table in which the inner tables of one column are rows of its own.

    ``inner`` holds the rows of the tables within cells, by row and column. Only tables with the same head are put out;
    what stands in others stays the text of its cell.
    """
    at = next((place for (_, place), rows in inner.items() if len(rows) > 1 and _is_head(rows[0])), None)
    if at is None:
        return Table(tuple(map(tuple, texts)), tuple(map(tuple, cells)), where)
    of_row = {n: rows for (n, place), rows in inner.items() if place == at and rows and _is_head(rows[0])}
    head = next(iter(of_row.values()))[0]
    first = min(of_row) - 1
    fresh = max((one for row in cells for one in row), default=0) + 1
    made_texts, made_cells = [], []
    for n, (row, numbers) in enumerate(zip(texts, cells, strict=True)):
        rows: list[Sequence[str] | None] = [line for line in of_row.get(n, [])[1:] if any(line)]
        rows = rows or [None]
        for line in rows:
            if line is not None:
                middle = [*line, *[""] * (len(head) - len(line))][: len(head)]
                own, fresh = list(range(fresh, fresh + len(head))), fresh + len(head)
            elif n == first:
                middle, own, fresh = list(head), list(range(fresh, fresh + len(head))), fresh + len(head)
            else:
                middle, own = [row[at]] * len(head), [numbers[at]] * len(head)
            made_texts.append((*row[:at], *middle, *row[at + 1 :]))
            made_cells.append((*numbers[:at], *own, *numbers[at + 1 :]))
    by_measure = any(label_of(cell) is Label.MEASURES for cell in head)
    return Table(tuple(made_texts), tuple(made_cells), where, by_measure=by_measure)


def _is_head(row: Sequence[str]) -> bool:
    return len(row) > 1 and sum(1 for cell in row if label_of(cell)) >= 2
