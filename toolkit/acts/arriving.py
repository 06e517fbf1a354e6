"""The files of the inbox taken apart into what may be forms or papers, and what is to be kept of them.

Knows: envelopes, when a file was saved, which bytes have been met before. Must not know: what a form is, the ledger's
tables. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from toolkit.acts.collected import NotTaken, SetAside
from toolkit.base.guarded import Trouble, UnreadableError
from toolkit.base.visible import visible
from toolkit.folder import Folder
from toolkit.handup.package import HANDED_UP, is_package
from toolkit.intake import spool
from toolkit.intake.envelope import Member, open_envelope
from toolkit.intake.headers import plain_name
from toolkit.intake.moments import received_on, saved_at, sent_at
from toolkit.ledger import Arrival, ArrivalOutcome, Issued, Order, PeriodSteps
from toolkit.plan.model import FormKey
from toolkit.reading import papers

COMING = "文件好像还在复制，没有收。等复制完再收一次；过一分钟还是这样的，请让对方重新发送。"

ODD = "这个文件处理不了（{}），没有收，其他文件照收。请把它移出 inbox，打开看看；是填报表的，另存为 .xlsx 再放回来。"


def name_in_inbox(folder: Folder, path: Path) -> str:
    """The name by which people know a file of the inbox, whatever bytes the system has it under."""
    return visible(plain_name(path.relative_to(folder.inbox).as_posix()))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A would-be form or paper: its name as people know it, when it was saved and sent, and what it came in.

    ``group`` is the same for all that came in one mail, zip or folder, "" for what lay loose in the inbox; ``file`` is
    the file of the inbox that it came in.
    """

    name: str
    member: Member
    sha256: str
    saved_at: datetime
    sent_at: datetime | None
    received_on: date
    group: str
    around: tuple[str, ...]
    file: str

    @property
    def letter_id(self) -> str:
        """The mail that brought it to the office, "" for none; a mail inside it is somebody else's."""
        return self.member.letters[0].id if self.member.letters else ""


@dataclass
class Batch:
    """What one batch of files has come to, before anything is written; it grows while its files are looked at."""

    candidates: list[Candidate] = field(default_factory=list)
    papers: list[Candidate] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    aside: list[tuple[SetAside, bytes]] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    left: list[NotTaken] = field(default_factory=list)
    done: dict[Path, tuple[int, int]] = field(default_factory=dict)
    to_keep: list[tuple[bytes, str, str]] = field(default_factory=list)
    held: int = 0  # bytes in memory


@dataclass(frozen=True)
class Known:
    """What the ledger knew when a run began: what is filed, what was issued, the period in hand, the run's number,
    which periods are closed.

    ``asked`` has by item the version of the plan that asked something otherwise last. ``sent_back`` are the hashes of
    forms that were sent back: these are judged anew (`toolkit.acts.judged_anew`).
    ``seen`` and ``newest`` grow with the run: the hashes of what it has met, and by period and form the newest return's
    `Submission.order`. Where not all is to be taken, ``only`` are the hashes of the files of the inbox that are.
    """

    filed: set[str]
    issued: Mapping[tuple[str, str, str, int], Issued]
    period_id: str
    run_id: int
    as_of: date
    steps: PeriodSteps
    only: Collection[str] | None = None
    asked: Mapping[str, int] = field(default_factory=dict)
    sent_back: Collection[str] = ()
    seen: set[str] = field(default_factory=set)
    newest: dict[str, dict[FormKey, Order]] = field(default_factory=dict)

    @cached_property
    def went_out(self) -> set[str]:
        """The hashes of the forms as they were issued."""
        return {form.sha256 for form in self.issued.values()}


def open_file(folder: Folder, path: Path, known: Known, batch: Batch) -> None:
    """Take one file of the inbox apart into candidates, and note what is to be archived of it."""
    inside_inbox = Path(plain_name(path.relative_to(folder.inbox).as_posix()))
    name = name_in_inbox(folder, path)
    dropped = _dropped(folder, path, name, known, batch)
    if dropped is None:
        return
    again = dropped.sha256 in known.filed
    twice = dropped.sha256 in known.seen and not papers.is_paper(dropped.data, name)
    opened = None if twice or (again and not known.sent_back) else open_envelope(path.name, dropped.data)
    if opened is None or (again and not any(spool.digest(one.data) in known.sent_back for one in opened.members)):
        batch.duplicates.append(name)
        batch.done[path] = dropped.stamp
        return
    if any(is_package(member.data) for member in opened.members):
        batch.left.append(NotTaken(name, HANDED_UP))
        return
    known.seen.add(dropped.sha256)
    batch.to_keep.append((dropped.data, dropped.sha256, spool.suffix_of(path.name)))
    batch.done[path] = dropped.stamp
    batch.held += len(dropped.data) + sum(len(member.data) for member in opened.members)
    inside = [m for m in opened.members if m.path] or opened.problems
    for member in opened.members:
        sha256 = spool.digest(member.data)
        label = visible(" › ".join((*member.path, member.name)))
        if sha256 in known.went_out:
            batch.blank.append(label)  # a mail that is answered carries along what it answers
            continue
        paper = papers.is_paper(member.data, member.name)
        if again and sha256 not in known.sent_back:
            continue  # it was taken in together with what is judged anew
        filed = sha256 in known.filed and sha256 not in known.sent_back
        if not paper and (filed or (sha256 in known.seen and sha256 != dropped.sha256)):
            batch.duplicates.append(label)
            continue
        known.seen.add(sha256)
        if inside:
            batch.to_keep.append((member.data, sha256, spool.suffix_of(member.name)))
        sent = sent_at(member, known.as_of, folder.plan.issued_on)
        received = received_on(sent, known.as_of)
        saved = saved_at(member, dropped.changed_at, received, folder.plan.issued_on, sent)
        folders = inside_inbox.parts[:-1]
        # Each mail or zip is a company of its own, also inside another.
        group = "\n".join((name, *member.path)) if member.path else "\n".join(folders)
        around = (*reversed(member.path), *folders[::-1])
        candidate = Candidate(label, member, sha256, saved, sent, received, group, around, name)
        (batch.papers if paper else batch.candidates).append(candidate)
    for unopened in opened.problems:
        batch.aside.append((SetAside(unopened.name, unopened.sentence, file=name), dropped.data))
    if inside and not again:
        outcome = ArrivalOutcome.UNIDENTIFIED if opened.problems else ArrivalOutcome.FILED
        note = "；".join(one.sentence for one in opened.problems)
        batch.arrivals.append(_arrival(known, name, dropped.sha256, known.as_of, outcome, note))


def _dropped(folder: Folder, path: Path, name: str, known: Known, batch: Batch) -> spool.Dropped | None:
    """A file of the inbox as it was read; None where that cannot be done yet, which is noted, or it is not wanted."""
    try:
        dropped = spool.take(path, folder.inbox)
    except UnreadableError as error:
        if error.trouble is not Trouble.MISSING:  # else somebody has taken it away again
            batch.left.append(NotTaken(name, str(error)))
        return None
    except spool.StillComingError:
        batch.left.append(NotTaken(name, COMING))
        return None
    return dropped if known.only is None or dropped.sha256 in known.only else None


def _arrival(known: Known, name: str, sha256: str, received: date, outcome: ArrivalOutcome, note: str = "") -> Arrival:
    return Arrival(name, sha256, received, outcome, note, "", known.as_of, known.run_id)


def arrival_of(
    known: Known, one: Candidate, outcome: ArrivalOutcome, note: str = "", unit_id: str = "", hint: str = ""
) -> Arrival:
    """The ledger's record of a candidate."""
    return Arrival(
        one.name, one.sha256, one.received_on, outcome, note, unit_id, known.as_of, known.run_id, one.letter_id, hint
    )
