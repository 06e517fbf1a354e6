"""What the office decided before something was disclosed, passage by passage, as lines of the event log.

Knows: SQL, how a decision is packed. Must not know: how passages are found. What was decided last stands.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.ledger.records import EventKind
from toolkit.ledger.store import Store


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the office decided about one passage before disclosing it; ``verdict`` is "" where it took that back.

    ``why`` and ``words`` tell the passage, ``sha256`` is the hash of the workbook in which it was decided, "" where it
    was in none.
    """

    why: str
    words: str
    verdict: str
    remark: str
    sha256: str
    known_on: date | None = None


class Reviews(Store):
    """Decisions about passages in the ledger."""

    def record_reviewed(self, decisions: Sequence[Reviewed], on: date) -> None:
        """Add what was decided, in one transaction."""
        with self._sentences(), self._transaction():
            self._write_many(
                "INSERT INTO event (day, kind, detail) VALUES (?, ?, ?)",
                [
                    (on.isoformat(), EventKind.REVIEW.value,
                     json.dumps([d.why, d.words, d.verdict, d.remark, d.sha256], ensure_ascii=False))
                    for d in decisions
                ],
            )  # fmt: skip

    def reviewed(self, *, in_workbooks: bool = False) -> list[Reviewed]:
        """What stands, in the order in which it was decided: of each passage what was said last.

        With ``in_workbooks`` what was said last in a workbook, whatever was decided otherwise since.
        """
        found: dict[tuple[str, str], Reviewed] = {}
        for on, detail in self.events(EventKind.REVIEW):
            why, words, verdict, remark, sha256 = json.loads(detail)
            if in_workbooks and not sha256:
                continue
            found.pop((why, words), None)
            found[why, words] = Reviewed(why, words, verdict, remark, sha256, on)
        return list(found.values())
