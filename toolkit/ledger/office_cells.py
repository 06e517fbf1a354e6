"""What stood in a master, as plain records: one thing that the office wrote, or that was not taken from it.

Knows: the shapes. Must not know: SQL, Excel, what a decision means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from toolkit.ledger.records import CellValue

HERE = "工作台"
"""Where something was written that stood in no workbook."""


class OfficePlace(NamedTuple):
    """One of the office's cells in a period's master; ``measure_no`` is 0 for what is said of the whole form.

    ``row`` is the key of a row of a sheet that the office keeps over all periods, "" for a cell of 整改台账.
    """

    item_id: str
    unit_id: str
    measure_no: int
    column: str
    row: str = ""


class Fate(IntEnum):
    """What became of something that stood in a master."""

    LOST = 0
    """It lost against another row or copy."""
    APPLIED = 1
    UNREAD = 2
    """It could not be understood, or nobody can tell of which form it is."""
    NOT_THEIRS = 3
    """It stood in a cell that is not the office's."""
    SEEN = 4
    """The office has saved a master that listed what was not taken here, and left it at that."""


@dataclass(frozen=True, slots=True)
class OfficeCell:
    """One thing that the office wrote into the master, or took back (``value`` None).

    ``measure_no`` is 0 for what is said of the whole form; ``column`` the master's caption; ``decided_on`` the date
    in the same row; ``conflict`` says in Chinese what it stands against, or why it was not taken, "" for nothing. Of a
    row that nobody recognised item and unit are "". ``row`` is the key of its row, where it does not stand on 整改台账
    but on a sheet that the office keeps over all periods. What was written down in no workbook has `HERE` as
    ``file_name``, and no sheet.
    """

    item_id: str
    unit_id: str
    period_id: str
    measure_no: int
    column: str
    value: CellValue
    decided_on: date | None
    saved_at: datetime
    known_on: date
    file_name: str
    sheet: str
    cell: str
    fate: Fate = Fate.APPLIED
    conflict: str = ""
    row: str = ""

    @property
    def applied(self) -> bool:
        """Whether it took effect."""
        return self.fate == Fate.APPLIED

    @property
    def place(self) -> OfficePlace:
        """Which cell of a period's master it is."""
        return OfficePlace(self.item_id, self.unit_id, self.measure_no, self.column, self.row)

    @property
    def key(self) -> str:
        """What identifies its row in a master: its key, or item, unit, measure."""
        return self.row or f"{self.item_id}|{self.unit_id}|{self.measure_no}"

    @property
    def where(self) -> str:
        """Where it was written, for people: file, sheet and cell; of what stood in no workbook (`HERE`) only that."""
        return f"{self.file_name} {self.sheet}!{self.cell}" if self.sheet else self.file_name

    @property
    def rank(self) -> tuple[date, datetime, str, str]:
        """Of two copies of a master that say different things, the one of higher rank counts."""
        return self.decided_on or date.min, self.saved_at, self.file_name, repr(self.value)
