"""Mails that went out and mails that were fetched: what must not be done twice.

Knows: SQL. Must not know: mail servers, what is in a mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from toolkit.ledger.records import Delivery, DeliveryOutcome, Fetched
from toolkit.ledger.store import Store

_DELIVERED = (
    "INSERT INTO delivery VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET outcome = excluded.outcome,"
    " answer = excluded.answer, at = excluded.at WHERE {when}"
)
_CARRIED = "INSERT OR IGNORE INTO carried VALUES (?, ?)"


class Mails(Store):
    """The mails in the ledger."""

    def deliveries(self, message_id: str) -> dict[str, Delivery]:
        """What became of one mail, by address."""
        rows = self._rows("SELECT * FROM delivery WHERE message_id = ? ORDER BY address", (message_id,))
        return {
            address: Delivery(message_id, address, DeliveryOutcome(outcome), answer, datetime.fromisoformat(at))
            for message_id, address, outcome, answer, at in rows
        }

    def contents(self, message_id: str) -> set[str]:
        """The hashes of what went out, or may have, with one mail."""
        return {sha256 for (sha256,) in self._rows("SELECT sha256 FROM carried WHERE message_id = ?", (message_id,))}

    def intend(self, deliveries: Sequence[Delivery], contents: Iterable[str]) -> bool:
        """Note that a mail is about to go and may have gone; nothing, and False, if it has or may have gone before."""
        with self._sentences(), self._transaction():
            for one in deliveries:
                there = self._rows(
                    "SELECT 1 FROM delivery WHERE message_id = ? AND address = ? AND outcome <> 'refused'",
                    (one.message_id, one.address),
                )
                if there:
                    return False
            self._write_many(_DELIVERED.format(when="outcome = 'refused'"), [_row(one) for one in deliveries])
            self._write_many(_CARRIED, [(one, deliveries[0].message_id) for one in contents])
        return True

    def delivered(self, deliveries: Iterable[Delivery], carried: Iterable[str]) -> None:
        """Note what became of a mail, and the hashes of the forms that it carried if it reached anybody.

        What was sent stays sent; what may have been sent is only settled by the one who intended it, known by ``at``.
        """
        rows = list(deliveries)
        reached = {one.message_id for one in rows if one.outcome is DeliveryOutcome.SENT}
        when = "outcome = 'refused' OR (outcome = 'unsure' AND at = excluded.at)"
        with self._sentences(), self._transaction():
            self._write_many(_DELIVERED.format(when=when), [_row(one) for one in rows])
            self._write_many(_CARRIED, [(sha256, message_id) for message_id in reached for sha256 in carried])

    def settle(self, deliveries: Iterable[Delivery], carried: Iterable[str]) -> None:
        """Note what a person has found out about mails that may have been sent."""
        rows = list(deliveries)
        reached = {one.message_id for one in rows if one.outcome is DeliveryOutcome.SENT}
        with self._sentences(), self._transaction():
            self._write_many(_DELIVERED.format(when="outcome = 'unsure'"), [_row(one) for one in rows])
            self._write_many(_CARRIED, [(sha256, message_id) for message_id in reached for sha256 in carried])

    def addresses(self) -> set[str]:
        """Every address that a mail came from or went to."""
        rows = self._rows("SELECT sender FROM letter UNION SELECT address FROM delivery")
        return {address for (address,) in rows if address}

    def carried(self) -> set[str]:
        """The hashes of all forms that have gone out by mail."""
        return {sha256 for (sha256,) in self._rows("SELECT DISTINCT sha256 FROM carried")}

    def fetched(self, mailbox: str) -> list[Fetched]:
        """The mails that have been fetched from a mailbox."""
        rows = self._rows(
            "SELECT validity, uid, name, sha256 FROM fetched WHERE mailbox = ? ORDER BY validity, uid", (mailbox,)
        )
        return [Fetched(*row) for row in rows]

    def record_fetched(self, mailbox: str, mail: Fetched, on: date) -> None:
        """Note a mail as fetched, or as one that could not be had, without a hash; that may change."""
        with self._sentences(), self._transaction():
            self._write(
                "INSERT INTO fetched VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name,"
                " sha256 = excluded.sha256, fetched_on = excluded.fetched_on WHERE sha256 = ''",
                (mailbox, mail.validity, mail.uid, mail.name, mail.sha256, on.isoformat()),
            )


def _row(one: Delivery) -> tuple[str, str, str, str, str]:
    return one.message_id, one.address, one.outcome, one.answer, one.at.isoformat()
