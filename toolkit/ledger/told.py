"""What units explained otherwise than on a form (by mail, by telephone), as lines of the event log.

Knows: SQL, how an explanation is packed. Must not know: what a question is about. Of two about one
question the later counts.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, replace
from datetime import date

from toolkit.ledger.records import EventKind
from toolkit.ledger.store import Store
from toolkit.plan.model import FormKey


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation of what was asked about a form: the question (code, field, what was ``said`` there) and how it was
    worded (``message``); the ``words`` of the unit, ``how`` they came.
    """

    item_id: str
    unit_id: str
    period_id: str
    code: str
    field: str
    said: str
    message: str
    words: str
    how: str
    known_on: date = date.min

    @property
    def form(self) -> FormKey:
        """Whose question it is."""
        return FormKey(self.item_id, self.unit_id)


class Explanations(Store):
    """Explanations in the ledger that stand on no form."""

    def record_told(self, told: Told, on: date) -> None:
        """Add an explanation."""
        *facts, _ = astuple(told)
        self.log(on, EventKind.TOLD, json.dumps(facts, ensure_ascii=False))

    def told(self, on: date = date.max) -> list[Told]:
        """What was known of them on a day, in the order in which it was recorded."""
        return [
            replace(Told(*json.loads(detail)), known_on=known)
            for known, detail in self.events(EventKind.TOLD)
            if known <= on
        ]
