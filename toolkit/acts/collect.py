"""The act of collecting: inbox/ → archive → identified, read, checked → ledger.

Knows: the order of the steps and what becomes of every file. Must not know: how a form is read or a rule is
checked. Each batch of files is computed as data first; then what was not recognised is set aside, the ledger
commits once, and only then do the files leave the inbox.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from toolkit.acts.collected import Collected, Taken
from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding, Severity
from toolkit.base.visible import visible
from toolkit.base.workers import begin
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading, check
from toolkit.form.seal import Identity
from toolkit.handup.package import HANDED_UP, is_package
from toolkit.intake import guard, spool
from toolkit.intake.envelope import Member, open_envelope
from toolkit.intake.moments import received_on, saved_at
from toolkit.kinds.field import SAME
from toolkit.kinds.values import Normalised, ReadCell, as_read
from toolkit.ledger import Arrival, ArrivalOutcome, CellValue, Entry, Evidence, Issued, Ledger, Submission, Value
from toolkit.plan.model import FormKey, Plan
from toolkit.reading import papers
from toolkit.reading.forms import Desk, NoForm, ReadForm, Source, read, read_packed
from toolkit.reading.guess import Guess, guess

if TYPE_CHECKING:
    from toolkit.workspace import Progress

_COMING = "文件好像还在复制，没有收。等复制完再收一次；过一分钟还是这样的，请让对方重新发送。"
BATCH = 1500  # files a transaction; a few ten MB of forms in memory at a time,
MOST_HELD = 32 * 2**20  # and no more than that, beside what came in one file
_AHEAD = 2  # batches that are being read while one is filed, so that nobody waits for work


class Room(Protocol):
    """What collecting needs to know of a workspace."""

    inbox: Path
    archive: Path

    @property
    def plan(self) -> Plan: ...  # noqa: D102

    @property
    def catalogues(self) -> dict[str, Catalogue]: ...  # noqa: D102

    def keys(self, on: date) -> tuple[bytes, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A would-be form or paper: its name as people know it, when it was saved, and what it came in.

    ``group`` is the same for all that came in one mail, zip or folder, "" for what lay loose in the inbox.
    """

    name: str
    member: Member
    sha256: str
    saved_at: datetime
    received_on: date
    group: str
    around: tuple[str, ...]

    @property
    def letter_id(self) -> str:
        """The mail that brought it to the office, "" for none; a mail inside it is somebody else's."""
        return self.member.letters[0].id if self.member.letters else ""


@dataclass
class _Batch:
    """What one batch of files has come to, before anything is written."""

    candidates: list[_Candidate] = field(default_factory=list)
    papers: list[_Candidate] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    aside: list[tuple[str, bytes, str]] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    done: dict[Path, tuple[int, int]] = field(default_factory=dict)
    to_keep: list[tuple[bytes, str, str]] = field(default_factory=list)
    held: int = 0  # bytes in memory


@dataclass(frozen=True, slots=True)
class _Pending:
    """A batch that is being read: ``results`` waits for what each of its candidates is."""

    batch: _Batch
    results: Callable[[], list[ReadForm | NoForm]]


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate that is a form."""

    candidate: _Candidate
    identity: Identity
    sheet: str
    reading: Reading


@dataclass(frozen=True)
class _Known:
    """What the ledger knew when a run began: what is filed, what was issued, the period in hand, the run's number.

    ``seen`` and ``newest`` grow with the run: the hashes of what it has met, and by period and form the newest return's
    `Submission.order`.
    """

    filed: set[str]
    issued: Mapping[tuple[str, str, str, int], Issued]
    period_id: str
    run_id: int
    as_of: date
    seen: set[str] = field(default_factory=set)
    newest: dict[str, dict[FormKey, tuple[datetime, str]]] = field(default_factory=dict)

    @cached_property
    def went_out(self) -> set[str]:
        """The hashes of the forms as they were issued."""
        return {form.sha256 for form in self.issued.values()}


def collect(
    room: Room, ledger: Ledger, as_of: date, period_id: str, progress: Progress, executor: Executor | None = None
) -> Collected:
    """Take everything in the inbox; returns what became of it.

    ``period_id`` is the period that papers without a form are filed under. An ``executor`` reads some batches while
    one before them is filed here.
    """
    paths = list(spool.dropped_files(room.inbox))
    if not paths:
        return Collected()
    coming = spool.growing(paths)
    known = _Known(ledger.filed(), ledger.issued(), period_id, ledger.begin_run(as_of), as_of)
    result = Collected()
    batch, waiting = _Batch(), deque[_Pending]()
    ahead = _AHEAD if executor else 0
    desk = Desk(room.plan, room.keys(as_of))
    desk.__dict__["catalogues"] = room.catalogues
    packed = desk.packed() if executor else b""

    def handed_on(batch: _Batch) -> _Pending:
        batch.candidates.sort(key=lambda c: (c.saved_at, c.sha256))
        sources = [Source(c.member.data, c.member.name, c.around) for c in batch.candidates]
        return _Pending(batch, begin(partial(read, desk), read_packed, packed, sources, executor))

    number = len(paths)
    paths.reverse()
    while paths:
        progress("正在收取", number - len(paths), number)
        path = paths.pop()  # what is done with need not be held
        if path in coming:
            batch.left.append((path.relative_to(room.inbox).as_posix(), _COMING))
        else:
            _open(room, path, known, batch)
        if len(batch.done) >= BATCH or batch.held > MOST_HELD:
            waiting.append(handed_on(batch))
            batch = _Batch()
            if len(waiting) > ahead:
                result += _file(room, ledger, waiting.popleft(), known)
    waiting.append(handed_on(batch))
    while waiting:
        result += _file(room, ledger, waiting.popleft(), known)
    progress("正在收取", number, number)
    return result


def _open(room: Room, path: Path, known: _Known, batch: _Batch) -> None:
    """Take one file of the inbox apart into candidates, and note what is to be archived of it."""
    inside_inbox = path.relative_to(room.inbox)
    name = visible(inside_inbox.as_posix())
    try:
        dropped = spool.take(path)
    except ValueError as error:
        batch.left.append((name, str(error)))
        return
    except FileNotFoundError:
        return  # somebody has taken it away again
    except OSError as error:
        batch.left.append((name, f"文件读不出来（{error.strerror}），可能正被打开着。关闭后下次会再收。"))
        return
    except spool.StillComingError:
        batch.left.append((name, _COMING))
        return
    if dropped.sha256 in known.filed or (dropped.sha256 in known.seen and not papers.is_paper(dropped.data, name)):
        batch.duplicates.append(name)
        batch.done[path] = dropped.stamp
        return
    opened = open_envelope(path.name, dropped.data)
    if any(is_package(member.data) for member in opened.members):
        batch.left.append((name, HANDED_UP))
        return
    known.seen.add(dropped.sha256)
    batch.to_keep.append((dropped.data, dropped.sha256, path.suffix.lower()[:10]))
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
        if not paper and (sha256 in known.filed or (sha256 in known.seen and sha256 != dropped.sha256)):
            batch.duplicates.append(label)
            continue
        known.seen.add(sha256)
        if inside:
            batch.to_keep.append((member.data, sha256, Path(member.name).suffix.lower()[:10]))
        received = received_on(member, known.as_of)
        saved = saved_at(member, dropped.changed_at, received, room.plan.issued_on)
        folders = inside_inbox.parts[:-1]
        # Each mail or zip is a company of its own, also inside another.
        group = "\n".join((name, *member.path)) if member.path else "\n".join(folders)
        candidate = _Candidate(label, member, sha256, saved, received, group, (*reversed(member.path), *folders[::-1]))
        (batch.papers if paper else batch.candidates).append(candidate)
    for label, sentence in opened.problems:
        batch.aside.append((label, dropped.data, sentence))
    if inside:
        outcome = ArrivalOutcome.UNIDENTIFIED if opened.problems else ArrivalOutcome.FILED
        note = "；".join(sentence for _, sentence in opened.problems)
        batch.arrivals.append(_arrival(known, name, dropped.sha256, known.as_of, outcome, note))


def _arrival(known: _Known, name: str, sha256: str, received: date, outcome: ArrivalOutcome, note: str = "") -> Arrival:
    return Arrival(name, sha256, received, outcome, note, "", known.as_of, known.run_id)


def _arrival_of(known: _Known, one: _Candidate, outcome: ArrivalOutcome, note: str = "", unit_id: str = "") -> Arrival:
    return Arrival(
        one.name, one.sha256, one.received_on, outcome, note, unit_id, known.as_of, known.run_id, one.letter_id
    )


def _file(room: Room, ledger: Ledger, pending: _Pending, known: _Known) -> Collected:
    """Archive a batch, check what was read of it, set aside, commit, and only then empty the inbox."""
    batch = pending.batch
    spool.archive_all(room.archive, batch.to_keep)
    read: list[_Read] = []
    for candidate, found in zip(batch.candidates, pending.results(), strict=True):
        if isinstance(found, NoForm):
            _set_aside(room, batch, known, candidate, found.reason, found.may_be)
        else:
            reading = reading_of(room.catalogues[found.identity.item_id], found, candidate.received_on, known.issued)
            read.append(_Read(candidate, found.identity, found.sheet, reading))
            batch.arrivals.append(_arrival_of(known, candidate, ArrivalOutcome.FILED))
    findings = [
        (*found, *_sent_by(room.plan, one)) for one, found in zip(read, check([r.reading for r in read]), strict=True)
    ]
    entries = [_entry(one, found, known) for one, found in zip(read, findings, strict=True)]
    evidence = _evidence(room, ledger, batch, read, known)
    for name, data, reason in batch.aside:
        spool.set_aside(room.inbox, name.rpartition(" › ")[2], data, reason)
    _note_newest(ledger, entries, known)
    letters = [letter for one in (*batch.candidates, *batch.papers) for letter in one.member.letters]
    ledger.record(entries, batch.arrivals, evidence, letters)
    known.filed.update(entry.submission.sha256 for entry in entries)
    known.filed.update(arrival.sha256 for arrival in batch.arrivals if arrival.outcome is ArrivalOutcome.FILED)
    for path, seen in batch.done.items():
        spool.forget_note(room.inbox, path.name)
        with suppress(PermissionError):
            # A file that is open elsewhere stays, and is a duplicate the next time.
            spool.remove(path, room.inbox, seen)
    return Collected(
        tuple(_taken(room.plan, entry, known) for entry in entries),
        tuple(batch.duplicates),
        tuple(batch.blank),
        tuple((name, reason) for name, _, reason in batch.aside),
        tuple(batch.left),
        tuple(evidence),
    )


def _set_aside(room: Room, batch: _Batch, known: _Known, candidate: _Candidate, reason: str, may_be: Guess) -> None:
    """Put a file that is no form to those set aside, with the best guess at whose it may be."""
    note = reason + hint(room.plan, may_be, candidate.member.name)
    batch.aside.append((candidate.name, candidate.member.data, note))
    batch.arrivals.append(_arrival_of(known, candidate, ArrivalOutcome.UNIDENTIFIED, note, may_be.unit_id))


def hint(plan: Plan, may_be: Guess, name: str) -> str:
    """The best guess at whose a file is, in words, with what to do if it is right; "" for none."""
    if not may_be.reasons:
        return ""
    words = [
        plan.unit[may_be.unit_id].area if may_be.unit_id else "",
        plan.item[may_be.item_id].code if may_be.item_id else "",
        plan.period[may_be.period_id].name if may_be.period_id else "",
    ]
    said = f"可能是{' '.join(filter(None, words)) or '本方案的表'}（{'；'.join(may_be.reasons)}）。"
    command = (
        f'toolkit assign "inbox/{spool.UNIDENTIFIED}/{spool.safe_name(name)}"'
        f" --unit {words[0] or '单位'} --item {words[1] or '事项编号'}"
        + (f" --period {may_be.period_id}" if may_be.period_id else "")
    )
    return f"{said}确认的话，可以人工认领：{command}"


def reading_of(
    catalogue: Catalogue, form: ReadForm, received: date, issued: Mapping[tuple[str, str, str, int], Issued]
) -> Reading:
    """The answers of a form as read, beside what the form showed of the period before when it was issued."""
    identity = form.identity
    sent = issued.get((identity.item_id, identity.unit_id, identity.period_id, identity.version))
    prior = sent.prior if sent else {}
    cells = dict(form.cells)
    for name, value in prior.items():
        cells.update(_as_before(catalogue, name, value, cells))
    return Reading(catalogue, cells, received, form.findings, prior)


def _as_before(catalogue: Catalogue, name: str, prior: CellValue, cells: Mapping[str, ReadCell]) -> dict[str, ReadCell]:
    """A figure left blank beside a tick is the figure of the period before; nothing else is ever filled in."""
    ticked, cell = cells.get(f"{name}_{SAME}"), cells.get(name)
    if name not in catalogue.field or ticked is None or cell is None or ticked.normalised.value is not True:
        return {}
    if cell.normalised.value is not None or cell.normalised.problem is not None:
        return {}
    return {name: replace(cell, normalised=Normalised(prior, f"同上期 → {as_read(prior)}"))}


def _entry(one: _Read, findings: tuple[Finding, ...], known: _Known) -> Entry:
    candidate, identity = one.candidate, one.identity
    submission = Submission(
        0, identity.item_id, identity.unit_id, identity.period_id, identity.version, candidate.received_on,
        is_accepted(findings), candidate.name, candidate.sha256, one.sheet, candidate.saved_at, known.as_of,
        known.run_id, False, candidate.letter_id,
    )  # fmt: skip
    return Entry(submission, values_of(one.reading), findings)


def _sent_by(plan: Plan, one: _Read) -> tuple[Finding, ...]:
    """A doubt where the only addresses known in the mails around a form are those of other units."""
    if not one.candidate.member.letters:
        return ()
    owners = {email.lower(): unit for unit in plan.units for email in unit.emails}
    senders = [letter.sender for letter in one.candidate.member.letters if letter.sender in owners]
    units = {owners[sender].id for sender in senders}
    if not units or one.identity.unit_id in units:
        return ()
    area, sender = plan.unit[one.identity.unit_id].area, senders[0]
    other = owners[sender].area
    return (finding(Code.SENDER_ELSEWHERE, one.sheet, found=sender, area=area, other=other, sender=sender),)


def is_accepted(findings: tuple[Finding, ...]) -> bool:
    """Whether a return with these findings is accepted: warnings and notes do not send it back."""
    return not any(finding.severity is Severity.ERROR for finding in findings)


def values_of(reading: Reading) -> tuple[Value, ...]:
    """The answers of a reading as the ledger keeps them."""
    return tuple(
        Value(name, cell.normalised.value, cell.raw, cell.sheet, cell.cell, cell.normalised.repair)
        for name, cell in reading.cells.items()
    )


def _evidence(room: Room, ledger: Ledger, batch: _Batch, read: list[_Read], known: _Known) -> list[Evidence]:
    """The papers of a batch with the forms they belong to; what belongs nowhere is set aside.

    A paper that has its form already is a duplicate where it comes again and nothing says for which.
    """
    beside: dict[str, list[papers.Form]] = {}
    for one in read:
        listed = papers.listed_in({name: cell.raw for name, cell in one.reading.cells.items()})
        titles = tuple(title for of in listed.values() for title in of)
        identity = one.identity
        beside.setdefault(one.candidate.group, []).append(
            papers.Form(identity.item_id, identity.unit_id, identity.period_id, titles)
        )
    ties = []
    for paper in batch.papers:
        company = beside.get(paper.group, []) if paper.group else []
        ties.append((paper, papers.tie(room.plan, paper.member.name, paper.around, company, known.period_id)))
    settled = {(e.sha256, u) for e in ledger.evidence() if e.item_id for u in (e.unit_id, "")} if ties else set()
    settled |= {(p.sha256, u) for p, tied in ties if tied and tied.item_id for u in (tied.unit_id, "")}
    found = []
    for paper, tied in ties:
        if not (tied and tied.item_id) and (paper.sha256, tied.unit_id if tied else "") in settled:
            batch.duplicates.append(paper.name)
        elif tied is None:
            refused = guard.inspect(paper.member.data, paper.member.name)
            sentence = refused.sentence if isinstance(refused, guard.Refused) else ""
            reason = (
                f"{sentence}如果是佐证材料，请和填报表放在同一个文件夹、压缩包或邮件里，"
                "或者在文件名里写明单位和事项编号（如“富蕴县三（一）1实施方案.pdf”）。"
            )
            may_be = guess(room.plan, None, (paper.member.name, *paper.around))
            _set_aside(room, batch, known, paper, reason, may_be)
        else:
            found.append(
                Evidence(paper.sha256, tied.item_id, tied.unit_id, tied.period_id, paper.member.name, tied.how,
                         paper.received_on, known.as_of, known.run_id, paper.letter_id)
            )  # fmt: skip
    return found


def _note_newest(ledger: Ledger, entries: list[Entry], known: _Known) -> None:
    """Bring what is known of the newest return of each form up to date, those of this batch included."""
    for period in {entry.submission.period_id for entry in entries} - known.newest.keys():
        known.newest[period] = {}
        for s in ledger.submissions(period):
            known.newest[period][s.form] = max(known.newest[period].get(s.form, s.order), s.order)
    for s in (entry.submission for entry in entries):
        newest = known.newest[s.period_id]
        newest[s.form] = max(newest.get(s.form, s.order), s.order)


def _taken(plan: Plan, entry: Entry, known: _Known) -> Taken:
    s = entry.submission
    repairs = sum(bool(value.repair) for value in entry.values)
    code = plan.item[s.item_id].code
    older = s.order < known.newest[s.period_id][s.form]
    return Taken(plan.unit[s.unit_id], code, s.period_id, s.file_name, s.accepted, entry.findings, repairs, older)
