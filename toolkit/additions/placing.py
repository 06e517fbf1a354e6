"""Where the office's additions go on the sheets that the toolkit has just drawn: columns first, then cell by cell.

Knows: layouts, additions. Must not know: XML, files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.additions.found import Drawn, Found
from toolkit.additions.frame import ColumnLook
from toolkit.additions.records import OWN, Added, OwnColumn, RowId, RowKind
from toolkit.additions.refs import Move, corner, place
from toolkit.additions.rewrite import Work


@dataclass
class Placed:
    """One sheet: where its columns and rows are now, and what goes into which cell."""

    drawn: Drawn
    columns: dict[str, int]
    rows: dict[RowId, int]
    width: int
    work: Work

    @property
    def grown(self) -> bool:
        """Whether columns of the office's stand among the toolkit's."""
        return bool(self.work.columns)

    def moved(self) -> Move:
        """Where what the toolkit has drawn has gone."""
        layout = self.drawn.layout
        columns = {at: self.columns[name] for at, name in layout.columns.items()}
        rows = {row: row for row in range(1, layout.last + 1)}
        ends = (layout.head, layout.head), (layout.last, layout.last)
        return Move(layout.sheet, columns, rows, *ends, (layout.width, self.width))

    def cell(self, added: Added) -> tuple[int, int] | None:
        """The row and column of an addition, None where it has no place."""
        spot = added.spot
        if spot.row.kind is RowKind.OWN and spot.row.nth == 0:
            return self._free(added)
        column = self.columns.get(spot.column)
        if spot.row.kind is RowKind.KEYED and not spot.column.startswith(OWN) and not added.value.empty:
            return None  # what the toolkit says there is not the office's to say
        row = self.rows.get(spot.row)
        if spot.row.kind is RowKind.HEADING:
            row = self.drawn.layout.head + spot.row.nth
            at = self.drawn.layout.place.get(spot.column)
            if at is not None and added.style is not None and place(at, row) in self.drawn.shape.taken:
                return None
        return None if column is None or row is None or row < 1 else (row, column)

    def _free(self, added: Added) -> tuple[int, int] | None:
        """A cell beside everything: where it stood, unless something else stands there now."""
        column, row = corner(added.spot.row.key)
        if self.drawn.shape.grows:
            taken = column < self.width or row <= self.drawn.layout.head
        else:
            taken = added.spot.row.key in self.drawn.shape.taken and added.style is not None
        return None if taken else (row, column)


def placed(drawn: Drawn, found: Found | None, wanted: Sequence[OwnColumn]) -> Placed:
    """Where things go on one sheet; ``wanted`` are the office's columns, in their order."""
    layout = drawn.layout
    order: list[str] = [layout.columns[at] for at in sorted(layout.columns)]
    for column in wanted:
        at = order.index(column.after) + 1 if column.after in order else 0
        while at < len(order) and order[at] not in layout.place:
            at += 1
        order.insert(at, column.id)
    columns = {name: at for at, name in enumerate(order)}
    rows = {identity: row for row, identity in layout.rows.items()}
    result = Placed(drawn, columns, rows, len(order), Work(layout.sheet))
    for column in wanted:
        result.work.columns[columns[column.id]] = ColumnLook(column.width, column.hidden)
        if column.usual is not None:
            result.work.usual[columns[column.id]] = column.usual
    result.work.keyed = frozenset(row for row, identity in layout.rows.items() if identity.kind is RowKind.KEYED)
    if found is not None:
        _seen(result, found)
    below = layout.last + 2
    for number in range(1, (found.own_rows if found else 0) + 1):
        result.rows[RowId(RowKind.OWN, "", number)] = below + number - 1
    return result


def _seen(now: Placed, found: Found) -> None:
    """Have columns and rows look as the office has made them."""
    now.work.looks = {now.columns[name]: look for name, look in found.looks.items() if name in now.columns}
    now.work.hidden = frozenset(now.rows[identity] for identity in found.hidden if identity in now.rows)
    if found.frozen is not None and (not found.frozen.last or found.frozen.last in now.columns):
        rows = 0 if found.frozen.rows is None else now.drawn.layout.head + found.frozen.rows
        now.work.frozen = rows, now.columns[found.frozen.last] + 1 if found.frozen.last else 0


def move_of(found: Found, now: Placed) -> Move:
    """Where the cells of the old sheet have gone."""
    old, new = found.layout, now.drawn.layout
    columns = {at: now.columns[name] for at, name in old.columns.items() if name in now.columns}
    rows = {row: now.rows[identity] for row, identity in old.rows.items() if identity in now.rows}
    for row, identity in old.rows.items():
        if identity.kind is RowKind.HEADING and (there := new.head + identity.nth) > 0:
            rows[row] = there
    return Move(new.sheet, columns, rows, (old.head, new.head), (old.last, new.last), (old.width, now.width))
