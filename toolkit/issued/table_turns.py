"""Tables that lie on their side: a column for each item, the labels in the first column.

Knows: how such a table is told, how it is turned. Must not know: what its cells say.
"""

from __future__ import annotations

from toolkit.issued.blocks import Table
from toolkit.issued.labels import DUTIES, TEXTS, label_of

_FEWEST = 3  # labels in the first column, and cells in a row
_LONGEST = 14  # characters of a label
_SHARE = 0.6  # of the rows that begin with a label


def upright(table: Table) -> tuple[tuple[str, ...], Table]:
    """The lines above a table and it with an item a row, where its items are columns; else the table as it is."""
    at = _first_labelled(table)
    if at is None:
        return (), table
    above = tuple(text.strip() for row in table.rows[:at] for text in dict.fromkeys(row) if text.strip())
    rows, cells = table.rows[at:], table.cells[at:]
    return above, Table(tuple(zip(*rows, strict=True)), tuple(zip(*cells, strict=True)), table.where, table.sheet)


def _first_labelled(table: Table) -> int | None:
    """The row from which on the first column holds labels, each with values for several items; None for others."""
    if len(table.rows[0]) < _FEWEST:
        return None
    labelled = [n for n, row in enumerate(table.rows) if label_of(row[0]) and len(row[0]) <= _LONGEST]
    known = {label_of(table.rows[n][0]) for n in labelled} & {*DUTIES, *TEXTS}
    if len(known) < _FEWEST:
        return None
    first = labelled[0]
    if first and len({*table.cells[first - 1]}) > 1 and _is_several(table, first - 1):
        first -= 1  # what the items are called: 项目, 问题一, 问题二
    rest = range(first, len(table.rows))
    if len(labelled) < _SHARE * len(rest):
        return None
    several = [n for n in labelled if _is_several(table, n)]
    inside = sum(1 for n in labelled for cell in table.rows[n][1:] if len(cell) <= 8 and label_of(cell))
    return first if 2 * len(several) > len(labelled) and 2 * inside <= len(labelled) else None


def _is_several(table: Table, n: int) -> bool:
    """Whether a row says something in two cells at least beside its first."""
    return len({cell for cell, text in zip(table.cells[n][1:], table.rows[n][1:], strict=True) if text.strip()}) > 1
