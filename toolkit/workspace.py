"""The workspace: one folder in which a plan is kept, distributed, collected and consolidated.

This is the one place that wires the rooms together. Knows: which file lies where, and in which order things are
written. Must not know: how anything is read, checked or drawn. Every day that matters (``as_of``) is an argument;
only the command line takes today's date.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.gather import gather
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole, writing
from toolkit.base.locks import held, working
from toolkit.base.shipped import shipped_plan_path, shipped_template
from toolkit.catalogue import Catalogue, catalogues
from toolkit.form.seal import load_key, load_keys, new_key, rotate_key
from toolkit.intake.spool import digest, safe_name
from toolkit.ledger import Ledger
from toolkit.plan.model import FormKey, Item, Period, Plan, Unit
from toolkit.planbook.workbook import read_plan
from toolkit.standing.status import Standing
from toolkit.standing.volumes import master_name

if TYPE_CHECKING:
    from toolkit.acts.assign import Assigned
    from toolkit.acts.collected import Collected
    from toolkit.acts.consolidate import Consolidated
    from toolkit.acts.doctor import Checked
    from toolkit.acts.hand_up import HandedUp
    from toolkit.acts.history import Event
    from toolkit.acts.publish import Published
    from toolkit.acts.remind import Reminded
    from toolkit.base.workers import Hire
    from toolkit.issued.document import Draft
    from toolkit.mail.fetch import Got
    from toolkit.mail.send import Sent
    from toolkit.standing.snapshot import Snapshot

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


def no_progress(doing: str, done: int, total: int) -> None:
    """The progress of someone who is not watching."""


@dataclass(frozen=True, slots=True)
class Distributed:
    """What `Workspace.distribute` wrote: the forms' paths, the folder they are in, how many closed ones it left.

    ``drafts`` are the mails that carry the forms, one for each unit.
    """

    period: Period
    folder: Path
    forms: tuple[Path, ...]
    closed: int = 0
    drafts: tuple[Path, ...] = ()


class Workspace:
    """A workspace folder; every command of the command line is a method here.

    ``root`` holds plan.xlsx, templates/, inbox/, outbox/, archive/ and .toolkit/ (key and ledger).
    """

    def __init__(self, root: Path | str = ".") -> None:
        self.root = Path(root)
        self.plan_path = self.root / "plan.xlsx"
        self.base_path = self.root / "templates" / "report_template.xlsx"
        self.texts = self.root / "templates" / "mail"
        self.shipped_texts = shipped_template().parent / "mail"
        self.inbox = self.root / "inbox"
        self.outbox = self.root / "outbox"
        self.notes = self.root / ".toolkit" / "made.json"
        self.archive = self.root / "archive"
        self.ledger_path = self.root / ".toolkit" / "ledger.db"
        self.key_path = self.root / ".toolkit" / "key"
        self.credential_path = self.root / ".toolkit" / "handup.key"
        self.starter_path = self.root / "开始收件.bat"

    @classmethod
    def init(cls, root: Path | str = ".", plan: Path | None = None) -> Workspace:
        """Make a new workspace; ``plan`` is the plan workbook to start from, by default the shipped one.

        Raises `WorkspaceError` when there is one already, `PlanError` when the plan cannot be used.
        """
        workspace = cls(root)
        if workspace.plan_path.exists() or workspace.key_path.exists():
            raise WorkspaceError(f"{workspace.root.resolve()} 已经是一个工作区，没有改动。请换一个空文件夹。")
        from toolkit.acts.watch import starter

        source = plan or shipped_plan_path()
        read_plan(source)
        try:
            for folder in (workspace.inbox, workspace.outbox, workspace.archive, workspace.texts):
                folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, workspace.plan_path)
            if not workspace.base_path.exists():
                shutil.copyfile(shipped_template(), workspace.base_path)
            for text in workspace.shipped_texts.glob("*.txt"):
                if not (workspace.texts / text.name).exists():
                    shutil.copyfile(text, workspace.texts / text.name)
            new_key(workspace.key_path)
            workspace.starter_path.write_bytes(starter())
        except OSError as error:
            raise WorkspaceError(f"工作区建不起来（{error.strerror}）。请检查文件夹权限和磁盘空间。") from error
        return workspace

    @cached_property
    def plan(self) -> Plan:
        """The plan of this workspace, read strictly."""
        if not self.plan_path.exists():
            raise WorkspaceError(
                f"{self.root.resolve()} 里没有 plan.xlsx，不是工作区。请先运行 toolkit init，或用 -w 指明工作区。"
            )
        self.plan_digest = digest(self.plan_path.read_bytes())
        return read_plan(self.plan_path)

    def import_plan(self, document: Path, output: Path | None = None) -> tuple[Draft, Path]:
        """Read an issued document into a draft plan workbook, by default the workspace's plan.xlsx.

        Names are looked up in this workspace's plan, if there is one, else in the shipped plan. Raises
        `DocumentError` when the document cannot be read or is no plan, `WorkspaceError` when ``output`` exists.
        """
        from toolkit.issued.document import read_document
        from toolkit.issued.draft import write_draft

        path = output or self.plan_path
        if path.exists():
            raise WorkspaceError(f"{path} 已经有了，没有覆盖。请用 -o 写明另一个文件名。")
        try:
            data = document.read_bytes()
        except OSError as error:
            raise WorkspaceError(f"{document} 读不出来（{error.strerror}）。请核对文件名和位置。") from error
        known = self.plan if self.plan_path.exists() else read_plan(shipped_plan_path())
        draft = read_document(data, document.name, known.units, known.choices, day_itself=known.settings.day_itself)
        with self.writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_draft(draft, path)
        return draft, path

    @cached_property
    def catalogues(self) -> dict[str, Catalogue]:
        """The catalogue of every item, by item id."""
        return catalogues(self.plan)

    @cached_property
    def key(self) -> bytes:
        """The key under which this workspace seals its forms."""
        return load_key(self.key_path)

    def keys(self, on: date) -> tuple[bytes, ...]:
        """The keys whose forms are good on a day: the one in use, and older ones until they run out."""
        return load_keys(self.key_path, on)

    def rotate_key(self, *, until: date) -> None:
        """Seal forms under a new key from now on; forms sealed under the old one are good up to a day."""
        with self._locked("换密钥"):
            rotate_key(self.key_path, until)
        self.__dict__.pop("key", None)

    def ledger(self) -> Ledger:
        """Open the ledger of this workspace; use it in a ``with`` statement."""
        self.ledger_path.parent.mkdir(parents=True, exist_ok=True)
        return Ledger(self.ledger_path, self.archive / "history")

    def doctor(self, *, today: date) -> list[Checked]:
        """Look over the workspace: what is in order, what is not, and what to do about it."""
        from toolkit.acts.doctor import examine

        return examine(self, today)

    def rebuild(self) -> tuple[int, Path | None]:
        """Make the ledger anew from archive/history; gives the number of changes and where the old ledger lies now.

        Raises `WorkspaceError` when there is no history, or it is damaged; then the old ledger stays.
        """
        from toolkit.ledger.journal import bounds, replace_ledger

        with self._locked("重建台账数据库"), held(self.ledger_path.with_name("mail.lock"), "重建台账数据库"):
            oldest, newest = bounds(self.archive / "history")
            if not newest:
                raise WorkspaceError("archive/history 里没有记录，不能重建。请从备份恢复 archive 文件夹。")
            fresh = self.ledger_path.with_name("rebuilt.db")
            with self.writing(fresh):
                for path in fresh.parent.glob(f"{fresh.name}*"):
                    path.unlink()
                with Ledger(fresh, self.archive / "history"):
                    pass
                return newest - oldest + 1, replace_ledger(fresh, self.ledger_path)

    def period(self, period_id: str | None = None) -> Period:
        """The period asked for; by default the one last distributed, before that the plan's first.

        Raises `WorkspaceError` when the plan has no such period.
        """
        if period_id is None:
            with self.ledger() as ledger:
                period_id = ledger.last("distribute") or self.plan.periods[0].id
        period = self.plan.period.get(period_id)
        if period is None:
            known = "、".join(self.plan.period)
            raise WorkspaceError(f"方案里没有 {period_id} 这个报送期。现有报送期：{known}。")
        return period

    def distribute(
        self,
        *,
        as_of: date,
        period: str | None = None,
        unit: str | None = None,
        item: str | None = None,
        progress: Progress = no_progress,
    ) -> Distributed:
        """Write the forms of a period to outbox/PERIOD/forms/UNIT/, of all units and items or of those named.

        The mails that carry them go to outbox/PERIOD/mail/ as drafts. What was accepted in an earlier period already
        stands in the forms; what has been closed needs none. ``unit`` is a unit's id, area or name, ``item`` an item's
        id or code. Raises `WorkspaceError` when there is no such unit or item, or none that owes a form.
        """
        from toolkit.acts.distribute import outgoing
        from toolkit.acts.drafts import form_drafts
        from toolkit.form.stamp import Press
        from toolkit.form.writer import load_base

        chosen = self.period(period)
        asked = self._owed(unit, item)
        closed = {(s.item.id, s.unit.id) for s in self.status(as_of=as_of, period=chosen.id) if not s.owed}
        owed = [pair for pair in asked if (pair[0].id, pair[1].id) not in closed]
        every = [pair for pair in self.plan.obligations() if (pair[0].id, pair[1].id) not in closed]
        with self._locked("发表"), self.ledger() as ledger:
            press = Press(load_base(self.base_path), self.plan, self.key)
            forms = outgoing(self.plan, self.catalogues, ledger, owed, chosen, as_of)
            paths, issued = [], []
            for done, form in enumerate(forms):
                progress("正在生成填报表", done, len(forms))
                catalogue, version = self.catalogues[form.item.id], form.issued.version
                data = press.form(catalogue, form.unit, chosen, version, form.given)
                path = self.form_path(chosen, form.item, form.unit)
                with self.writing(path):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    write_whole(path, data)
                paths.append(path)
                issued.append(replace(form.issued, sha256=digest(data)))
            progress("正在生成填报表", len(forms), len(forms))
            ledger.issue(issued)
            ledger.log(as_of, "distribute", chosen.id)
            units = [u for u in self.plan.units if any(unit.id == u.id for _, unit in owed)]
            its = {u.id: [item for item, unit in every if unit.id == u.id] for u in units}
            drafts = form_drafts(self, ledger, chosen, units, its)
        folder = self.outbox / chosen.id / "forms"
        return Distributed(chosen, folder, tuple(paths), len(asked) - len(owed), drafts)

    def form_path(self, period: Period, item: Item, unit: Unit) -> Path:
        """Where a form lies once it has been distributed."""
        name = safe_name(f"{item.code}_{item.title[:24]}_{unit.area}.xlsx")
        return self.outbox / period.id / "forms" / safe_name(unit.area) / name

    def collect(self, *, as_of: date, progress: Progress = no_progress, hire: Hire | None = None) -> Collected:
        """Take everything in inbox/ into the ledger; ``as_of`` is the day it counts as received.

        Where there are many files, those whom ``hire`` gives do the reading and drawing: `toolkit.base.workers.cores`,
        or any other function that gives a `concurrent.futures.Executor` for a ``with`` block.

        Correction copies of what is sent back and a receipt for each unit go to outbox/PERIOD/returns/UNIT/. A
        reminder to a unit that something has come from is taken away if it has not been sent.
        """
        from toolkit.acts.collected import Collected
        from toolkit.intake.spool import dropped_files

        with self._locked("收件"), self.ledger() as ledger:
            number = sum(1 for _ in dropped_files(self.inbox))
            if not number and not ledger.runs(unanswered=True):
                return Collected()  # before anything heavy is loaded
            from toolkit.acts.collect import collect
            from toolkit.acts.remind import withdraw
            from toolkit.acts.reply import answer
            from toolkit.base.workers import hired

            with hired(hire, number) as executor:
                collected = collect(self, ledger, as_of, self.period().id, progress, executor)
                for period_id, unit_id in dict.fromkeys((taken.period_id, taken.unit.id) for taken in collected.taken):
                    withdraw(self, period_id, self.plan.unit[unit_id])
                return replace(collected, replies=answer(self, ledger, executor))

    def assign(self, file: Path, *, unit: str, item: str, period: str | None = None, as_of: date) -> Assigned:
        """File by hand what was not recognised, as the form or a paper of an item, unit and period.

        Raises `WorkspaceError` when the unit does not owe the item, or the file cannot be read or was filed before.
        """
        from toolkit.acts.assign import assign
        from toolkit.acts.remind import withdraw
        from toolkit.acts.reply import answer

        chosen = self.period(period)
        (its_item, its_unit), *_ = self._owed(unit, item)
        with self._locked("认领"), self.ledger() as ledger:
            assigned = assign(self, ledger, file, its_item, its_unit, chosen, as_of)
            withdraw(self, chosen.id, its_unit)
            answer(self, ledger)
        return assigned

    def history(self, *, unit: str, item: str) -> list[Event]:
        """The whole life of one form, in all periods, oldest first."""
        from toolkit.acts.history import history

        (its_item, its_unit), *_ = self._owed(unit, item)
        with self.ledger() as ledger:
            return history(self, ledger, its_item, its_unit)

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
        from toolkit.acts.trace import trace_cell, trace_field

        snapshot = self.snapshot(self.period(period), as_of)
        if cell is not None:
            with self.ledger() as ledger:
                return trace_cell(self, ledger, snapshot, cell)
        if unit is None or item is None or field is None:
            raise WorkspaceError("请写一个格（如 台账!H37），或者同时写 --unit、--item 和 --field。")
        (its_item, its_unit), *_ = self._owed(unit, item)
        catalogue = self.catalogues[its_item.id]
        found = [f for f in catalogue.fields if field in (f.id, f.label, f.caption, f.master)]
        if not found:
            known = "、".join(f.label for f in catalogue.fields[:12])
            raise WorkspaceError(f"事项 {its_item.code} 的表里没有“{field}”。可以写：{known}……")
        standing = snapshot.standing[FormKey(its_item.id, its_unit.id)]
        return [line for f in found for line in trace_field(snapshot, catalogue, standing, f)]

    def remind(self, *, as_of: date, period: str | None = None) -> Reminded:
        """Write reminders to the units that owe a return, a text for chat groups, a phone list and a bulletin.

        The mails go to outbox/PERIOD/mail/ as drafts, in place of older ones that have not been sent; the rest to
        outbox/PERIOD/remind/. The third reminder, once the date has passed, is copied to the unit's leader.
        """
        from toolkit.acts.remind import remind

        chosen = self.period(period)
        with self._locked("做催报"), self.ledger() as ledger:
            return remind(self, ledger, gather(self.plan, ledger, chosen, as_of, whole=False))

    def publish(self, *, as_of: date, period: str | None = None) -> Published:
        """Write what is disclosed (双公开) of a period: for each edition a workbook and the draft of a report.

        They go to outbox/PERIOD/publish/, without any name, telephone number or address that may not be disclosed.
        Raises `WorkspaceError` when a file does not stand the proof; then none is written.
        """
        from toolkit.acts.publish import publish

        chosen = self.period(period)
        with self._locked("做公开版"), self.ledger() as ledger:
            return publish(self, ledger, gather(self.plan, ledger, chosen, as_of, whole=True))

    def mail_send(
        self,
        *,
        ask: Callable[[str], str],
        period: str | None = None,
        dry_run: bool = False,
        progress: Progress = no_progress,
    ) -> list[Sent]:
        """Send the drafts under outbox/ that have not been sent, of one period or of all.

        ``ask`` asks for the password where the environment has none. With ``dry_run`` nothing is sent: ``waiting`` are
        the addresses that each draft would go to. Raises `WorkspaceError` when the server or login does not work.
        """
        from toolkit.acts.mail import send_drafts

        with self._locked("收发邮件", "mail.lock"), self.ledger() as ledger:
            return send_drafts(self, ledger, period, ask, dry_run=dry_run, progress=progress)

    def mail_fetch(self, *, ask: Callable[[str], str], as_of: date, progress: Progress = no_progress) -> Got:
        """Fetch the mails that came since the plan was issued into inbox/, each once; nothing changes on the server.

        ``ask`` asks for the password where the environment has none. Raises `WorkspaceError` when the server or login
        does not work.
        """
        from toolkit.acts.mail import fetch_mails

        with self._locked("收发邮件", "mail.lock"), self.ledger() as ledger:
            return fetch_mails(self, ledger, as_of, ask, progress)

    def consolidate(self, *, as_of: date, period: str | None = None) -> Consolidated:
        """Write the master workbook of a period as it stands on ``as_of``.

        What the office wrote into the masters under outbox/ since the last time is read first and kept. A master of
        which nothing has changed is left as it is.
        """
        from toolkit.acts.consolidate import consolidate

        chosen = self.period(period)
        with self._locked("汇总"), self.ledger() as ledger:
            return consolidate(self, ledger, chosen, as_of)

    def master_path(self, period: Period) -> Path:
        """Where the master of a period lies."""
        return self.outbox / period.id / master_name(period.id)

    def handup(self, *, as_of: date, made_on: date, period: str | None = None) -> HandedUp:
        """Write the sealed package (上报包) of a period for the region, as everything stood on ``as_of``.

        ``made_on`` is the day it is made. What the office wrote into the masters is read first, as in `consolidate`.
        Raises `SealError` when the workspace has no credential (`take_key`).
        """
        from toolkit.acts.hand_up import hand_up

        chosen = self.period(period)
        with self._locked("做上报包"), self.ledger() as ledger:
            return hand_up(self, ledger, chosen, as_of, made_on)

    def take_key(self, file: Path) -> str:
        """Keep the credential (上报凭证) that the region gave; returns the name under which this prefecture hands up.

        Raises `WorkspaceError` when the file cannot be read, or holds none.
        """
        from toolkit.handup import credential

        try:
            data = file.read_bytes()
        except OSError as error:
            raise WorkspaceError(f"{file} 读不出来（{error.strerror}）。请核对文件名和位置。") from error
        taken = credential.read(data, file.name)
        with self._locked("存上报凭证"), self.writing(self.credential_path):
            credential.keep(taken, self.credential_path)
        return taken.prefecture

    def run(
        self, *, as_of: date, period: str | None = None, progress: Progress = no_progress, hire: Hire | None = None
    ) -> tuple[Collected, Consolidated]:
        """Collect, then consolidate: the main job; ``hire`` as in `collect`."""
        collected = self.collect(as_of=as_of, progress=progress, hire=hire)
        return collected, self.consolidate(as_of=as_of, period=period)

    def status(self, *, as_of: date, period: str | None = None) -> list[Standing]:
        """Where every form of a period stands on ``as_of``."""
        with self.ledger() as ledger:
            return list(gather(self.plan, ledger, self.period(period), as_of, whole=False).standings)

    def snapshot(self, period: Period, as_of: date) -> Snapshot:
        """Everything that the master of a period shows, as it stands on ``as_of``.

        Only what was known on that day counts, so that the master of any past day can be made again.
        """
        with self.ledger() as ledger:
            return gather(self.plan, ledger, period, as_of, whole=True)

    def _owed(self, unit: str | None, item: str | None) -> list[tuple[Item, Unit]]:
        units = [u for u in self.plan.units if unit is None or unit in (u.id, u.area, u.name, *u.aliases)]
        items = [i for i in self.plan.items if item is None or item in (i.id, i.code)]
        if not units:
            known = "、".join(u.area for u in self.plan.units)
            raise WorkspaceError(f"方案里没有“{unit}”这个单位。可以写：{known}。")
        if not items:
            raise WorkspaceError(f"方案里没有“{item}”这个事项。请写事项编号，如 三（一）1 或 3.1.1。")
        owed = [pair for pair in self.plan.obligations() if pair[0] in items and pair[1] in units]
        if not owed:
            raise WorkspaceError(f"{units[0].area}不用填报事项 {items[0].code}，没有要生成的表。")
        return owed

    @contextmanager
    def _locked(self, doing: str, name: str = "lock") -> Iterator[None]:
        """Keep others from this workspace, or (another ``name``) from one kind of work, while doing something."""
        if not self.plan_path.exists():
            _ = self.plan  # says what is wrong
        with working(self.ledger_path.with_name(name), doing):
            yield

    @contextmanager
    def writing(self, path: Path) -> Iterator[None]:
        """Say in a sentence why a file cannot be written."""
        with writing(path):
            yield
