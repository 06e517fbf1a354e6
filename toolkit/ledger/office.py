"""What the office wrote into the master, cell by cell, and which masters have been read.

Knows: SQL. Must not know: what a decision means. Nothing is ever changed; what stands is what was written last. Of a
cell that stands in a row with a key of its own the caption is kept behind that key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from toolkit.ledger.office_cells import Fate, OfficeCell
from toolkit.ledger.records import day, pack, unpack
from toolkit.ledger.store import Store

_BETWEEN = "\x1f"  # a row's key and the caption


class Office(Store):
    """The office's word in the ledger."""

    def masters_read(self) -> dict[str, str]:
        """The masters that have been read or written already: the name by hash."""
        return dict(self._rows("SELECT sha256, name FROM master_read"))

    def record_office(self, cells: Sequence[OfficeCell], masters: Sequence[tuple[str, str]], on: date) -> None:
        """Add what was read from masters (hash, name), in one transaction, in the order in which it counts."""
        with self._sentences(), self._transaction():
            self._write_many(
                "INSERT INTO office VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (c.item_id, c.unit_id, c.period_id, c.measure_no, _kept(c), pack(c.value),
                     c.decided_on.isoformat() if c.decided_on else "", c.saved_at.isoformat(), c.known_on.isoformat(),
                     c.file_name, c.sheet, c.cell, int(c.fate), c.conflict)
                    for c in cells
                ],
            )  # fmt: skip
            self._write_many(
                "INSERT OR IGNORE INTO master_read VALUES (?, ?, ?)",
                [(sha256, name, on.isoformat()) for sha256, name in masters],
            )

    def office(self, period_id: str | None = None) -> list[OfficeCell]:
        """All that the office wrote, in one period's master or in all, in the order in which it counts."""
        where = "WHERE period_id = ?" if period_id is not None else ""
        rows = self._rows(f"SELECT * FROM office {where} ORDER BY id", [period_id] if period_id is not None else [])
        return [_cell(row) for row in rows]

    def office_rows(self) -> list[OfficeCell]:
        """What of it stands in rows with a key of their own, which go on over all periods."""
        rows = self._rows("SELECT * FROM office WHERE instr(caption, char(31)) > 0 ORDER BY id", [])
        return [_cell(row) for row in rows]


def _kept(cell: OfficeCell) -> str:
    """Under which caption a cell is kept."""
    return f"{cell.row}{_BETWEEN}{cell.column}" if cell.row else cell.column


def _cell(row: Sequence[Any]) -> OfficeCell:
    _, item, unit, period, measure, kept, value, decided, saved, known, name, sheet, cell, fate, conflict = row
    key, _, caption = kept.rpartition(_BETWEEN)
    return OfficeCell(
        item, unit, period, measure, caption, unpack(value), day(decided), datetime.fromisoformat(saved),
        date.fromisoformat(known), name, sheet, cell, Fate(fate), conflict, key,
    )  # fmt: skip
