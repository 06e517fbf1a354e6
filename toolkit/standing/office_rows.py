"""The sheets on which the office keeps rows over all periods, and what stands in these rows; pure.

Knows: which columns such a sheet has, how its rows are known. Must not know: what a row means, how it is drawn or read.
A row has a key of its own and goes on in the master of every later period; what stands in each of its cells is what was
written there last, in whatever period's master.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from toolkit.base.captions import Column, Sheet
from toolkit.kinds.values import as_read
from toolkit.ledger import CellValue, OfficeCell

_BETWEEN = "|"
_DIGITS = 12  # of a key that follows from what stands in a row


@dataclass(frozen=True, slots=True)
class RowSheet:
    """One such sheet: its ``columns`` that the office writes, those of them that hold days, and the fixed ones.

    ``told_by`` are the columns by which a row is known where its key is gone, or never was. Where people ``add`` rows
    these get a key when they are read, and a row that somebody deletes is taken back; else all rows follow from the
    plan. A key has ``depth`` parts; where they follow from the plan the first are an item and a unit.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    days: frozenset[Column]
    told_by: tuple[Column, ...]
    adds: bool
    depth: int

    @property
    def prefix(self) -> str:
        """What the keys of its rows begin with."""
        return f"{self.sheet}{_BETWEEN}"

    def key(self, *parts: str) -> str:
        """The key of a row."""
        return _BETWEEN.join((self.sheet, *parts))

    def new_key(self, told: Mapping[Column, CellValue], taken: Collection[str]) -> str:
        """The key of a new row, which follows from what stands in it; ``taken`` are those of others.

        So the same row read again, or in a copy, is the same row.
        """
        said = "\x1f".join(f"{column}={as_read(value)}" for column, value in told.items())
        number, key = 0, ""
        while not key or key in taken:
            digest = hashlib.sha256(f"{number}\x1e{said}".encode("utf-8", "replace")).hexdigest()
            number, key = number + 1, self.key(digest[:_DIGITS])
        return key

    def parts(self, key: str) -> tuple[str, ...]:
        """What a key of this sheet was made of, () where it is none."""
        sheet, *rest = key.split(_BETWEEN)
        return tuple(rest) if sheet == self.sheet and len(rest) == self.depth and all(rest) else ()


SUPERVISION = RowSheet(
    Sheet.SUPERVISION,
    (
        Column.WATCHED_ON, Column.WAY, Column.UNIT, Column.CODE, Column.WORDS, Column.HANDLER, Column.NEXT_ON,
        Column.OUTCOME,
    ),
    frozenset({Column.WATCHED_ON, Column.NEXT_ON}),
    (Column.WAY, Column.UNIT, Column.CODE, Column.WORDS, Column.HANDLER, Column.OUTCOME),
    adds=True,
    depth=1,
)  # fmt: skip
CLOSING = RowSheet(
    Sheet.CLOSING,
    (Column.STEP_DAY, Column.HANDLER, Column.STEP_RESULT, Column.STEP_PAPER, Column.STEP_NOTE),
    frozenset({Column.STEP_DAY}),
    (Column.UNIT, Column.CODE, Column.STEP),
    adds=False,
    depth=4,
)  # fmt: skip
ROW_SHEETS = (SUPERVISION, CLOSING)


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """What stands in one row: its cells that are not empty by caption, and where the last of them was read.

    ``since`` is the day from which the row was known.
    """

    key: str
    cells: Mapping[str, OfficeCell]
    since: date

    def value(self, column: str) -> CellValue:
        """What stands under a caption."""
        cell = self.cells.get(column)
        return cell.value if cell else None

    def text(self, column: str) -> str:
        """The same as a text, "" for nothing."""
        value = self.value(column)
        return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)

    def day(self, column: str) -> date | None:
        """The same, if it is a day."""
        value = self.value(column)
        return value if isinstance(value, date) else None

    @property
    def place(self) -> str:
        """Where the newest of its cells was read."""
        return max(self.cells.values(), key=lambda cell: (cell.known_on, cell.saved_at)).where

    def place_of(self, column: str) -> str:
        """Where what stands under a caption was read; where nothing stands there, the row."""
        return self.cells[column].where if column in self.cells else self.place


def office_rows(sheet: RowSheet, cells: Iterable[OfficeCell]) -> list[OfficeRow]:
    """The rows of a sheet in which anything stands, in the order in which they became known."""
    found: dict[str, dict[str, OfficeCell]] = {}
    since: dict[str, date] = {}
    for cell in cells:
        if cell.applied and cell.row.startswith(sheet.prefix):
            found.setdefault(cell.row, {})[cell.column] = cell
            since.setdefault(cell.row, cell.known_on)
    rows = ((key, {c: cell for c, cell in of.items() if cell.value is not None}) for key, of in found.items())
    return [OfficeRow(key, of, since[key]) for key, of in rows if of]
