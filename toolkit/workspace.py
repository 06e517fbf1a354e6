"""The workspace: one folder in which a plan is kept, distributed, collected and consolidated.

The facade of everything that an office does. Knows: which act is meant. Must not know: how anything is done. Every day
that matters (``as_of``) is an argument; only the command line takes today's date. An act is loaded when it is asked
for, so that a light command does not wait for what a heavy one needs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from toolkit.acts.gather import gather
from toolkit.acts.plans_used import telling
from toolkit.base.progress import Progress, no_progress
from toolkit.facade.care import CareOfWorkspace
from toolkit.plan.model import Period
from toolkit.standing.status import Standing

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Collection

    from toolkit.acts.assign import Assigned
    from toolkit.acts.collected import Collected
    from toolkit.acts.consolidate import Consolidated
    from toolkit.acts.distribute import Distributed
    from toolkit.acts.dossier import Dossiers
    from toolkit.acts.examining import Checked
    from toolkit.acts.hand_up import HandedUp
    from toolkit.acts.history import Event
    from toolkit.acts.publish import Published
    from toolkit.acts.remind import Reminded
    from toolkit.acts.reminders import Wish
    from toolkit.base.workers import Hire
    from toolkit.ledger import Told
    from toolkit.mail.account import Ask
    from toolkit.mail.fetch import Got
    from toolkit.mail.send import Sent
    from toolkit.plan.options import Binding
    from toolkit.standing.snapshot import Snapshot


class Workspace(CareOfWorkspace):
    """A workspace folder; every command of the command line is a method here."""

    @classmethod
    def init(cls, root: Path | str = ".", plan: Path | None = None, *, example: bool = False) -> Self:
        """Make a new workspace with an empty plan, with the shipped ``example``, or with the workbook ``plan``.

        Raises `WorkspaceError` when there is one already, `PlanError` when the plan cannot be used.
        """
        from toolkit.acts.init import init

        init(workspace := cls(root), plan, example=example)
        return workspace

    def watch(self, work: Callable[[], bool], stop: threading.Event) -> None:
        """Do ``work`` at once and whenever something new has settled in inbox/, until ``stop`` is set.

        ``work`` is most often a `run`; it says whether something was left that should be looked at again.
        """
        from toolkit.acts.watch import watch_inbox

        watch_inbox(self.inbox, work, stop)

    def distribute(
        self,
        *,
        as_of: date,
        period: str | None = None,
        unit: str | None = None,
        item: str | None = None,
        binding: Binding | None = None,
        progress: Progress = no_progress,
    ) -> Distributed:
        """Write the forms of a period to outbox/PERIOD/forms/UNIT/, of all units and items or of those named.

        The mails that carry them go to outbox/PERIOD/mail/ as drafts. What was accepted in an earlier period already
        stands in the forms; what has been closed needs none. ``unit`` is a unit's id, area or name, ``item`` an item's
        id or code, ``binding`` whether the forms of a unit are one workbook; where it is None the plan says so. Raises
        `WorkspaceError` when there is no such unit or item, or none that owes a form, or one item is to be a book.
        Where ``progress`` asks to stop the units after that get nothing.
        """
        from toolkit.acts.distribute import distribute

        return distribute(self, as_of=as_of, period=period, unit=unit, item=item, binding=binding, progress=progress)

    def collect(
        self,
        *,
        as_of: date,
        only: Collection[str] | None = None,
        progress: Progress = no_progress,
        hire: Hire | None = None,
    ) -> Collected:
        """Take everything in inbox/ into the ledger; ``as_of`` is the day it counts as received.

        With ``only`` the files are taken that have these hashes, as `preview` gave them; the others stay.
        Where there are many files, those whom ``hire`` gives do the reading and drawing: `toolkit.base.workers.cores`,
        or any other function that gives a `concurrent.futures.Executor` for a ``with`` block. Correction copies of
        what is sent back and a receipt for each unit go to outbox/PERIOD/returns/UNIT/. A reminder to a unit that
        something has come from is taken away if it has not been sent. Where ``progress`` asks to stop the rest stays.
        """
        from toolkit.acts.collect import collect

        return collect(self, as_of=as_of, only=only, progress=progress, hire=hire)

    def assign(self, file: Path, *, unit: str, item: str, period: str | None = None, as_of: date) -> Assigned:
        """File by hand what was not recognised, as the form or a paper of an item, unit and period.

        Raises `WorkspaceError` when the unit does not owe the item, or the file cannot be read or was filed before.
        """
        from toolkit.acts.assign import assign

        return assign(self, file, unit=unit, item=item, period=period, as_of=as_of)

    def explain(
        self, words: str, *, unit: str, item: str, at: str = "", how: str, period: str | None = None, as_of: date
    ) -> Told:
        """Take down what a unit said by mail or telephone to a question about its newest return of a period.

        ``at`` is the cell or the answer in question, ``how`` says how it came. Raises `WorkspaceError` where no such
        question is open, or several are.
        """
        from toolkit.acts.explain import explain

        return explain(self, words, unit=unit, item=item, at=at, how=how, period=period, as_of=as_of)

    def consolidate(self, *, as_of: date, period: str | None = None) -> Consolidated:
        """Write the master workbook of a period as it stands on ``as_of``.

        What the office wrote into the masters under outbox/ since the last time is read first and kept. A master of
        which nothing has changed is left as it is.
        """
        from toolkit.acts.consolidate import consolidate

        return consolidate(self, as_of=as_of, period=period)

    def run(
        self,
        *,
        as_of: date,
        period: str | None = None,
        only: Collection[str] | None = None,
        progress: Progress = no_progress,
        hire: Hire | None = None,
    ) -> tuple[Collected, Consolidated]:
        """Collect, then consolidate: the main job; ``only`` and ``hire`` as in `collect`."""
        collected = self.collect(as_of=as_of, only=only, progress=progress, hire=hire)
        return collected, self.consolidate(as_of=as_of, period=period)

    def status(self, *, as_of: date, period: str | None = None) -> list[Standing]:
        """Where every form of a period stands on ``as_of``; none where it was not issued by then."""
        state = self.state(as_of=as_of, period=period)
        return list(state.standings) if state.begun else []

    def state(self, *, as_of: date, period: str | None = None) -> Snapshot:
        """The same with what the office has written down, from which `agenda` tells what is to be done.

        Of a period that was not issued by then (``begun`` is False) it says what would be owed.
        """
        with self.ledger() as ledger:
            then, chosen = telling(self, ledger, self.period(period), as_of)
            found = gather(then.plan, ledger, chosen, as_of, whole=False)
            return replace(found, begun=ledger.has_begun(chosen.id, as_of))

    def snapshot(self, period: Period, as_of: date) -> Snapshot:
        """Everything that the master of a period shows, as it stands on ``as_of``.

        Only what was known on that day counts, so that the master of any past day can be made again.
        """
        with self.ledger() as ledger:
            then, period = telling(self, ledger, period, as_of)
            return gather(then.plan, ledger, period, as_of, whole=True)

    def history(self, *, unit: str, item: str) -> list[Event]:
        """The whole life of one form, in all periods, oldest first."""
        from toolkit.acts.history import history

        return history(self, unit=unit, item=item)

    def trace(
        self,
        cell: str | None = None,
        *,
        unit: str | None = None,
        item: str | None = None,
        field: str | None = None,
        period: str | None = None,
        as_of: date,
    ) -> list[str]:
        """Where a value comes from, line by line: of a cell of the master (“台账!H37”), or of a form's field.

        ``field`` is a field's id, label or caption. Raises `WorkspaceError` when there is no such cell or field.
        """
        from toolkit.acts.trace import trace

        return trace(self, cell, unit=unit, item=item, field=field, period=period, as_of=as_of)

    def remind(self, *, as_of: date, period: str | None = None, wish: Wish | None = None) -> Reminded:
        """Write reminders to the units that owe a return, a text for chat groups, a phone list and a bulletin.

        The mails go to outbox/PERIOD/mail/ as drafts, in place of older ones that have not been sent; the rest to
        outbox/PERIOD/remind/. The third reminder, once the date has passed, is copied to the unit's leader. ``wish``
        says whom to remind only, in which tone, in which words. Raises `WorkspaceError` where that would not be true.
        """
        from toolkit.acts.remind import remind
        from toolkit.acts.reminders import AS_EVER

        return remind(self, as_of=as_of, period=period, wish=wish or AS_EVER)

    def publish(self, *, as_of: date, period: str | None = None) -> Published:
        """Write what is disclosed (双公开) of a period: each edition as a workbook, a web page and a document.

        They go to outbox/PERIOD/publish/, once a person has decided about every passage that could name somebody: these
        are listed in outbox/PERIOD/review/公开审看.xlsx, and until then nothing is written (`undecided` in the answer).
        Raises `WorkspaceError` when 公开审看 is not understood, or a file does not stand the proof.
        """
        from toolkit.acts.publish import publish

        return publish(self, as_of=as_of, period=period)

    def dossier(
        self, *, as_of: date, period: str | None = None, item: str | None = None, progress: Progress = no_progress
    ) -> Dossiers:
        """Write the dossier (一事一档) of an item (id or code), or of all, to outbox/PERIOD/dossier/.

        Each has a folder with the document, the papers that came and the last accepted report of every unit.
        """
        from toolkit.acts.dossier import dossier

        return dossier(self, as_of=as_of, period=period, item=item, progress=progress)

    def mail_send(
        self,
        *,
        ask: Ask,
        period: str | None = None,
        only: Collection[Path] | None = None,
        dry_run: bool = False,
        progress: Progress = no_progress,
    ) -> list[Sent]:
        """Send the drafts under outbox/ that have not been sent, of one period or of all, or ``only`` these files.

        ``ask`` asks for the password where the environment has none. With ``dry_run`` nothing is sent: ``waiting`` are
        the addresses that each draft would go to. Raises `WorkspaceError` when the server or login does not work.
        """
        from toolkit.acts.mail import send_drafts

        return send_drafts(self, ask=ask, period=period, only=only, dry_run=dry_run, progress=progress)

    def mail_settle(self, draft: str, *, sent: bool, to: str | None = None) -> Sent:
        """Note what a person has found out about a draft that may have been sent (可能已发): it was ``sent``, or not.

        ``draft`` is the name of its file or its path, ``to`` one of its addresses; by default all that are in doubt.
        What was not sent goes with the next `mail_send`. Raises `WorkspaceError` when there is no such draft or no
        doubt.
        """
        from toolkit.acts.mail import settle

        return settle(self, draft, sent=sent, to=to)

    def mail_fetch(self, *, ask: Ask, as_of: date, progress: Progress = no_progress) -> Got:
        """Fetch the mails that came since the plan was issued into inbox/, each once; nothing changes on the server.

        ``ask`` asks for the password where the environment has none. Raises `WorkspaceError` when the server or login
        does not work.
        """
        from toolkit.acts.mail import fetch_mails

        return fetch_mails(self, ask=ask, as_of=as_of, progress=progress)

    def mail_check(self, *, ask: Ask) -> list[Checked]:
        """Log in at the mail servers that the plan names; nothing is sent or fetched.

        ``ask`` asks for the password where the environment has none. Raises `WorkspaceError` where the plan names none.
        """
        from toolkit.acts.mail import check_mail

        return check_mail(self, ask=ask)

    def handup(self, *, as_of: date, made_on: date, period: str | None = None) -> HandedUp:
        """Write the sealed package (上报包) of a period for the region, as everything stood on ``as_of``.

        ``made_on`` is the day it is made. What the office wrote into the masters is read first, as in `consolidate`.
        Raises `SealError` when the workspace has no credential (`take_key`).
        """
        from toolkit.acts.hand_up import hand_up

        return hand_up(self, as_of=as_of, made_on=made_on, period=period)
