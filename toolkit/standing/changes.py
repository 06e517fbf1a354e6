"""What a unit changed when it reported an accepted form anew; pure.

Knows: snapshots, the catalogue's labels. Must not know: how changes are listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.kinds.values import as_read
from toolkit.ledger import CellValue, Submission, Value
from toolkit.plan.model import FormKey
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tasks import shown

NOTHING = "（空）"


@dataclass(frozen=True, slots=True)
class Changed:
    """One answer that differs between two accepted returns of a form."""

    before: Submission
    after: Submission
    label: str
    then: Value | None
    now: Value | None


def changes(snapshot: Snapshot) -> list[Changed]:
    """Every answer that was changed, in the order of the returns and of the form."""
    catalogue_of = snapshot.catalogues
    before: dict[FormKey, Submission] = {}
    found = []
    for submission in (s for s in snapshot.submissions if s.accepted):
        earlier = before.get(submission.form)
        before[submission.form] = submission
        if earlier is None:
            continue
        then, now = snapshot.values.get(earlier.id, {}), snapshot.values.get(submission.id, {})
        for field in catalogue_of[submission.item_id].of(submission.unit_id).fields:
            old, new = then.get(field.id), now.get(field.id)
            if (old.value if old else None) != (new.value if new else None):
                found.append(Changed(earlier, submission, field.label, old, new))
    return found


def answer_text(answer: Value | None) -> str:
    """What an answer says, as people read it."""
    return value_text(answer.value if answer else None)


def value_text(value: CellValue) -> str:
    """A value as people read it, with a word where there is none."""
    return NOTHING if value is None else as_read(shown(value))
