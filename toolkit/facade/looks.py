"""The facade of an office, as far as nothing is changed: where it stands, what waits, what an act would come to.

Knows: which look is meant. Must not know: how it is done. A look is loaded when it is asked for.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.base.progress import Progress, no_progress
from toolkit.folder import Folder
from toolkit.plan.model import Period

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.acts.bundles import Bundle
    from toolkit.acts.claim_look import ClaimLook
    from toolkit.acts.claims import Unclaimed
    from toolkit.acts.preview import Previewed
    from toolkit.acts.reminders import Due
    from toolkit.acts.withdraw import Tone
    from toolkit.base.workers import Hire
    from toolkit.mail.texts import Filled
    from toolkit.standing.next_step import NextStep


class Looks(Folder):
    """A workspace folder that is looked at."""

    def next_step(self, *, as_of: date) -> NextStep:
        """Where the office stands on ``as_of``: the period in hand, its counts, what waits, and what it does next."""
        from toolkit.acts.next_step import look_out

        return look_out(self, as_of=as_of)

    def preview(self, *, as_of: date, progress: Progress = no_progress, hire: Hire | None = None) -> Previewed:
        """What `collect` would come to; nothing is booked, nobody is answered, the inbox stays as it is."""
        from toolkit.acts.preview import preview

        return preview(self, as_of=as_of, progress=progress, hire=hire)

    def claims(self) -> list[Unclaimed]:
        """The files that were not recognised, with whose each may be, and how many cells of which form it has."""
        from toolkit.acts.claims import claims

        return claims(self)

    def look_at_claim(self, file: Path, *, unit: str, item: str, period: str | None = None, as_of: date) -> ClaimLook:
        """What `assign` of a workbook would come to: what stands, what would be booked, what would be found.

        Raises `WorkspaceError` when the unit does not owe the item, or the file cannot be read or is a form of another.
        """
        from toolkit.acts.claim_look import look_at_claim

        return look_at_claim(self, file, unit=unit, item=item, period=period, as_of=as_of)

    def reminded(self, period: Period) -> dict[str, list[date]]:
        """The days on which each unit was reminded in a period, by its id."""
        from toolkit.acts.next_step import reminded

        return reminded(self, period)

    def handed_over(self, period: Period) -> list[Bundle]:
        """What lies in outbox/PERIOD/send/ to be sent by hand: a file and a text for each unit."""
        from toolkit.acts.bundles import handed_over

        return handed_over(self, period)

    def to_remind(self, *, as_of: date, period: str | None = None) -> list[Due]:
        """Who would be reminded on ``as_of``, in which tone, with which files; nobody before a period was sent out."""
        from toolkit.acts.remind import to_remind

        return to_remind(self, as_of=as_of, period=period)

    def reminder_words(self, tone: Tone) -> str:
        """The office's words for a tone, as they stand in templates/mail/, without the notes."""
        from toolkit.acts.reminders import words_of
        from toolkit.mail.texts import as_written

        return as_written(words_of(self, tone, {}))

    def letter(self, due: Due, words: str, *, as_of: date, period: Period) -> Filled:
        """The letter to somebody who is to be reminded, in such words.

        Raises `toolkit.base.errors.TemplateError` where they cannot be filled in.
        """
        from toolkit.acts.reminders import letter, words_of

        return letter(self, period, as_of, due, words_of(self, due.tone, {due.tone: words}))
