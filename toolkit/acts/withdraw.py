"""Reminders that have not been sent and are not true any more, taken away.

Knows: where a reminder lies until it is sent. Must not know: what it says, who is reminded.
"""

from __future__ import annotations

from enum import StrEnum

from toolkit.acts.drafts import withdraw_draft
from toolkit.folder import Folder
from toolkit.plan.model import Period, Unit


class Tone(StrEnum):
    """How a unit is reminded; the values name the texts in templates/mail/."""

    BEFORE = "提醒"
    AFTER = "催报"
    AGAIN = "再次催报"

    @property
    def draft(self) -> str:
        """What the draft of such a reminder is called; the third is filed as the second was."""
        return (Tone.AFTER if self is Tone.AGAIN else self).value


def withdraw(folder: Folder, period: Period, unit: Unit) -> None:
    """Take away what reminds a unit, as when something has come from it; what a person has written in stays."""
    for tone in (Tone.BEFORE, Tone.AFTER):
        withdraw_draft(folder.draft_path(period, unit, tone.draft))
