"""The rows of lists (明细) in the ledger: a record a row, its cells together as one text.

Knows: SQL, how cells are packed. Must not know: the plan's lists, what a row means. A list may have thousands of rows,
so they are asked for by submission, and only where they are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from toolkit.ledger.records import ListRow, Value, pack, unpack
from toolkit.ledger.store import Store

ADD_ROW = "INSERT INTO roster_row VALUES (?, ?, ?, ?, ?)"


def packed_rows(submission_id: int, rows: Iterable[ListRow]) -> list[tuple[int, str, int, str, str]]:
    """Rows as they are inserted."""
    found = []
    for row in rows:
        sheet = next((cell.sheet for cell in row.cells.values()), "")
        # What was taken as it stood need not be said twice; where a blank stood is asked when it must be filled in.
        cells = {
            name: [c.cell, pack(c.value), *([c.raw, c.repair] if c.repair or (c.value is None and c.raw) else [])]
            for name, c in row.cells.items()
        }
        said = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
        found.append((submission_id, row.roster_id, row.number, sheet, said))
    return found


class ListRows(Store):
    """The rows of lists in the ledger."""

    def with_lists(self) -> list[int]:
        """The submissions that have rows of lists, by their ids."""
        return [number for (number,) in self._rows("SELECT DISTINCT submission_id FROM roster_row ORDER BY 1")]

    def list_rows(self, ids: Iterable[int]) -> dict[int, dict[str, tuple[ListRow, ...]]]:
        """The rows of some submissions in their order, by submission id and list id."""
        found: dict[int, dict[str, list[ListRow]]] = {number: {} for number in ids}
        sql = (
            "SELECT * FROM roster_row WHERE submission_id IN (SELECT value FROM json_each(?))"
            " ORDER BY submission_id, roster_id, number"
        )
        for submission, roster, number, sheet, cells in self._rows(sql, (json.dumps([*found]),)) if found else ():
            found[submission].setdefault(roster, []).append(ListRow(roster, number, _cells(sheet, cells)))
        return {submission: {name: tuple(rows) for name, rows in of.items()} for submission, of in found.items()}


def _cells(sheet: str, said: str) -> dict[str, Value]:
    return {name: _value(name, sheet, of) for name, of in json.loads(said).items()}


def _value(name: str, sheet: str, of: Sequence[str]) -> Value:
    cell, value, *more = of
    raw, repair = more or ("", "")
    return Value(name, unpack(value), raw, sheet, cell, repair)
