"""What went out, and the papers that came with what came back: issued forms and evidence.

Knows: SQL. Must not know: how a form looks, what a paper says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from toolkit.ledger.records import EventKind, Evidence, Issued, day, pack, unpack
from toolkit.ledger.store import Store


class Forms(Store):
    """The issued forms and the evidence in the ledger."""

    def issue(self, forms: Iterable[Issued]) -> None:
        """Note forms as issued; one of the same version is the same form made again."""
        rows = [
            (f.item_id, f.unit_id, f.period_id, f.version, f.digest, f.issued_on.isoformat(), f.basis,
             f.prior_period, json.dumps({name: pack(value) for name, value in f.prior.items()}, ensure_ascii=False),
             f.sha256, int(f.in_book))
            for f in forms
        ]  # fmt: skip
        with self._sentences(), self._transaction():
            self._write_many("INSERT OR REPLACE INTO issued VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def issued(
        self, period_id: str | None = None, *, units: Collection[str] | None = None
    ) -> dict[tuple[str, str, str, int], Issued]:
        """The issued forms, of one period or of all, of some units: (item id, unit id, period id, version) → form."""
        conditions: dict[str, object] = {"period_id = ?": period_id} if period_id is not None else {}
        if units is not None:
            conditions["unit_id IN (SELECT value FROM json_each(?))"] = json.dumps([*units])
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._rows(f"SELECT * FROM issued {where} ORDER BY version", [*conditions.values()])
        return {row[:4]: _issued(row) for row in rows}

    def has_begun(self, period_id: str, on: date = date.max) -> bool:
        """Whether a period has begun by a day: its forms were issued, or something came for it."""
        rows = self._rows(
            "SELECT EXISTS (SELECT 1 FROM submission WHERE period_id = ?1 AND known_on <= ?3)"
            " OR EXISTS (SELECT 1 FROM event WHERE kind = ?2 AND detail = ?1 AND day <= ?3)"
            " OR EXISTS (SELECT 1 FROM issued WHERE period_id = ?1 AND issued_on <= ?3)"
            " OR EXISTS (SELECT 1 FROM evidence WHERE period_id = ?1 AND known_on <= ?3)",
            (period_id, EventKind.DISTRIBUTE, on.isoformat()),
        )
        return bool(rows[0][0])

    def was_out(self, item_id: str | None, unit_id: str | None, on: date) -> bool:
        """Whether a form of an item (None: of any), for a unit (None: for any), was issued by a day."""
        asked = {"item_id = ?": item_id, "unit_id = ?": unit_id}
        conditions = {said: value for said, value in asked.items() if value is not None}
        where = " AND ".join((*conditions, "issued_on <= ?"))
        rows = self._rows(f"SELECT EXISTS (SELECT 1 FROM issued WHERE {where})", [*conditions.values(), on.isoformat()])
        return bool(rows[0][0])

    def evidence(self, period_id: str | None = None) -> list[Evidence]:
        """The papers of a period, or of all, in order of receipt and name."""
        where = "WHERE period_id = ?" if period_id is not None else ""
        rows = self._rows(
            f"SELECT * FROM evidence {where} ORDER BY received_on, name, sha256",
            [period_id] if period_id is not None else [],
        )
        return [evidence_of(row) for row in rows]


def evidence_of(row: tuple[Any, ...]) -> Evidence:
    """A paper from its row."""
    sha256, item, unit, period, name, how, received, known, run, letter = row
    return Evidence(sha256, item, unit, period, name, how, date.fromisoformat(received), day(known), run, letter)


def _issued(row: tuple[Any, ...]) -> Issued:
    item, unit, period, version, digest, issued_on, basis, prior_period, prior, sha256, in_book = row
    values = {name: unpack(value) for name, value in json.loads(prior).items()}
    issued = date.fromisoformat(issued_on)
    return Issued(item, unit, period, version, digest, issued, basis, prior_period, values, sha256, bool(in_book))
