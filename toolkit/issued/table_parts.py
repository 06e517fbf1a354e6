"""Tables that are several, and tables that are one over several pages.

Knows: that a head further down begins another table, that a page may end within a row. Must not know: what cells say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.issued.blocks import Block, Table, Text
from toolkit.issued.marks import mark_of
from toolkit.issued.table_heads import begins_table, columns_of


def apart(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with a table for each head that another table has further down."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _cut(block)
        else:
            yield block


def _cut(table: Table) -> Iterator[Block]:
    columns = columns_of(table)
    rows = range(columns.last + 2, len(table.rows) - 1) if columns is not None and columns.last >= 0 else range(0)
    heads = [n for n in rows if columns is not None and begins_table(table, n, columns)]
    if columns is None or not heads:
        yield table
        return
    done = 0
    for head, end in zip((columns.first, *heads), (*heads, len(table.rows)), strict=True):
        line = _numbered(table, head - 1) if head else ""
        if (ahead := head - bool(line)) > done:
            yield _piece(table, done, ahead)
        if line:
            yield Text(line, table.row(head - 1))
        done = end - bool(end < len(table.rows) and _numbered(table, end - 1))
        yield _piece(table, head, done)


def _piece(table: Table, begin: int, end: int) -> Table:
    return replace(table, rows=table.rows[begin:end], cells=table.cells[begin:end], skipped=table.skipped + begin)


def _numbered(table: Table, n: int) -> str:
    """The text of a row that says one thing only and has a number: the heading of what stands below it; else ""."""
    said = [text.strip() for text in dict(zip(table.cells[n], table.rows[n], strict=True)).values() if text.strip()]
    return said[0] if len(said) == 1 and mark_of(said[0]).kind else ""


def goes_on(before: Table, table: Table) -> bool:
    """Whether a table at the top of a page goes on with the one at the end of the page before."""
    return len(before.rows[0]) == len(table.rows[0]) and columns_of(before) is not None and columns_of(table) is None


def together(before: Table, table: Table) -> Table:
    """Two pieces of a table in one; a row that begins with a blank is the rest of the last one."""
    rows, more = list(before.rows), list(table.rows)
    fresh = max(max(row) for row in before.cells) + 1
    cells = [tuple(cell + fresh for cell in row) for row in table.cells]
    if more and not more[0][0].strip() and any(text.strip() for text in more[0]) and rows[-1][0].strip():
        rows[-1] = tuple(f"{last}{rest}" for last, rest in zip(rows[-1], more[0], strict=True))
        more, cells = more[1:], cells[1:]
    return replace(before, rows=(*rows, *more), cells=(*before.cells, *cells))
