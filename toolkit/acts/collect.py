"""The act of collecting: what lies in the inbox is taken in, and the units are answered.

Knows: the order of the steps. Must not know: what becomes of a file, how an answer is drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from toolkit.acts.arriving import name_in_inbox
from toolkit.acts.collected import Collected, NotTaken
from toolkit.acts.plan_versions import note_plan
from toolkit.base.progress import Progress, no_progress
from toolkit.base.workers import Hire, hired
from toolkit.folder import Folder
from toolkit.intake import spool


def collect(
    folder: Folder,
    *,
    as_of: date,
    only: Collection[str] | None = None,
    progress: Progress = no_progress,
    hire: Hire | None = None,
) -> Collected:
    """Take everything in inbox/ into the ledger; ``as_of`` is the day it counts as received.

    With ``only`` the files are taken that have these hashes (SHA-256): a file that has changed since somebody looked at
    it (`toolkit.acts.preview`) stays, as do the others.
    Where there are many files, those whom ``hire`` gives do the reading and drawing: `toolkit.base.workers.cores`, or
    any other function that gives a `concurrent.futures.Executor` for a ``with`` block. Correction copies of what is
    sent back and a receipt for each unit go to outbox/PERIOD/returns/UNIT/. A reminder to a unit that something has
    come from is taken away if it has not been sent. Where ``progress`` asks to stop what has been opened is booked and
    answered; the rest stays in the inbox.
    """
    with folder.locked("收件"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of, present=True)
        number = spool.number_dropped(folder.inbox)
        odd = tuple(
            NotTaken(name_in_inbox(folder, path), spool.PASSED_OVER) for path in spool.passed_over(folder.inbox)
        )
        if not number and not ledger.runs(unanswered=True):
            return Collected(left=odd)
        # Only here: what they need takes longer to load than all the rest.
        from toolkit.acts.reply import reply
        from toolkit.acts.take_in import take_in

        with hired(hire, number) as executor:
            collected = take_in(folder, ledger, as_of, folder.period().id, progress, executor, only=only)
            return replace(collected, left=collected.left + odd, replies=reply(folder, ledger, executor))
