"""The act of collecting: inbox/ → archive → identified, read, checked → ledger.

Knows: the order of the steps and what becomes of every file. Must not know: how a form is read or a rule is
checked. Each batch of files is computed as data first; then what was not recognised is set aside, the ledger
commits once, and only then do the files leave the inbox.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from toolkit.check.batch import ReadCell, Reading, check
from toolkit.fields import Catalogue
from toolkit.findings import Finding, Severity
from toolkit.form.book import Book, read_book
from toolkit.form.reader import Identified, Unidentified, identify, locate
from toolkit.form.seal import Identity
from toolkit.intake import guard, spool
from toolkit.intake.envelope import Member, open_envelope
from toolkit.intake.normalise import normalise
from toolkit.ledger import Entry, Ledger, Receipt, Submission, Value
from toolkit.plan.model import Plan, Unit

if TYPE_CHECKING:
    from toolkit.workspace import Progress

BATCH = 1000  # files a transaction; a few ten MB of forms in memory at a time
_BEIJING = timezone(timedelta(hours=8))
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>\s*([0-9T:.+\-]+)Z?\s*<")


class Room(Protocol):
    """What collecting needs to know of a workspace."""

    inbox: Path
    archive: Path

    @property
    def plan(self) -> Plan: ...  # noqa: D102

    @property
    def catalogues(self) -> dict[str, Catalogue]: ...  # noqa: D102

    @property
    def key(self) -> bytes: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Taken:
    """One return that was filed: whose it is, whether it was accepted, and its findings."""

    unit: Unit
    item_code: str
    period_id: str
    file_name: str
    accepted: bool
    findings: tuple[Finding, ...]
    repairs: int


@dataclass(frozen=True)
class Collected:
    """What became of everything in the inbox; (name, sentence) pairs where nothing was filed."""

    taken: tuple[Taken, ...] = ()
    duplicates: tuple[str, ...] = ()
    set_aside: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether something was sent back, not recognised or left in the inbox."""
        return bool(self.set_aside or self.left) or any(not taken.accepted for taken in self.taken)

    def __add__(self, other: Collected) -> Collected:
        return Collected(
            self.taken + other.taken,
            self.duplicates + other.duplicates,
            self.set_aside + other.set_aside,
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A would-be form: its name as people know it, and when it was saved, as far as that is known."""

    name: str
    member: Member
    sha256: str
    saved_at: datetime
    changed_at: datetime
    received_on: date


@dataclass
class _Batch:
    """What one batch of files has come to, before anything is written."""

    candidates: list[_Candidate] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    aside: list[tuple[str, bytes, str]] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    done: list[Path] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def collect(room: Room, ledger: Ledger, as_of: date, progress: Progress) -> Collected:
    """Take everything in the inbox; returns what became of it."""
    paths = list(spool.dropped_files(room.inbox))
    filed = ledger.filed()
    result = Collected()
    remaining: Iterator[Path] = iter(paths)
    done = 0
    while chunk := list(islice(remaining, BATCH)):
        batch = _Batch()
        for path in chunk:
            progress("正在收取", done, len(paths))
            _open(room, path, as_of, filed, batch)
            done += 1
        result += _file(room, ledger, batch, as_of, filed)
    progress("正在收取", done, len(paths))
    return result


def _open(room: Room, path: Path, as_of: date, filed: set[str], batch: _Batch) -> None:
    """Take one file of the inbox apart into candidates; its bytes are in the archive when this returns."""
    name = path.relative_to(room.inbox).as_posix()
    try:
        dropped = spool.take(path)
    except ValueError as error:
        batch.left.append((name, str(error)))
        return
    except OSError as error:
        batch.left.append((name, f"文件读不出来（{error.strerror}），可能正被打开着。关闭后下次会再收。"))
        return
    if dropped.sha256 in filed or dropped.sha256 in batch.seen:
        batch.duplicates.append(name)
        batch.done.append(path)
        return
    batch.seen.add(dropped.sha256)
    spool.archive(room.archive, dropped.data, dropped.sha256, path.suffix.lower()[:10])
    batch.done.append(path)
    opened = open_envelope(path.name, dropped.data)
    inside = [m for m in opened.members if m.path] or opened.problems
    for member in opened.members:
        sha256 = spool.digest(member.data)
        label = " › ".join((*member.path, member.name))
        if sha256 in filed or (sha256 in batch.seen and sha256 != dropped.sha256):
            batch.duplicates.append(label)
            continue
        batch.seen.add(sha256)
        if inside:
            spool.archive(room.archive, member.data, sha256, Path(member.name).suffix.lower()[:10])
        received_on = _received_on(member, as_of)
        saved_at = _saved_at(member.data) or dropped.changed_at
        batch.candidates.append(_Candidate(label, member, sha256, saved_at, dropped.changed_at, received_on))
    for label, sentence in opened.problems:
        batch.aside.append((label, dropped.data, sentence))
    if inside:
        outcome = "unidentified" if opened.problems else "filed"
        note = "；".join(sentence for _, sentence in opened.problems)
        batch.receipts.append(Receipt(name, dropped.sha256, as_of, outcome, note))


def _file(room: Room, ledger: Ledger, batch: _Batch, as_of: date, filed: set[str]) -> Collected:
    """Read and check the candidates of a batch, set aside, commit, and only then empty the inbox."""
    read: list[tuple[_Candidate, Identity, str, Reading]] = []
    for candidate in sorted(batch.candidates, key=lambda c: (c.received_on, c.saved_at, c.changed_at, c.name)):
        result = _read(room, candidate)
        if isinstance(result, str):
            batch.aside.append((candidate.name, candidate.member.data, result))
            receipt = Receipt(candidate.name, candidate.sha256, candidate.received_on, "unidentified", result)
            batch.receipts.append(receipt)
        else:
            read.append((candidate, *result))
            batch.receipts.append(Receipt(candidate.name, candidate.sha256, candidate.received_on, "filed"))
    findings = check([reading for *_, reading in read])
    entries = [
        _entry(candidate, identity, sheet, reading, found)
        for (candidate, identity, sheet, reading), found in zip(read, findings, strict=True)
    ]
    for name, data, reason in batch.aside:
        spool.set_aside(room.inbox, name.rpartition(" › ")[2], data, reason)
    ledger.record(entries, batch.receipts)
    filed.update(entry.submission.sha256 for entry in entries)
    filed.update(receipt.sha256 for receipt in batch.receipts if receipt.outcome == "filed")
    for path in batch.done:
        spool.forget_note(room.inbox, path.name)
        with suppress(PermissionError):
            # A file that is open elsewhere stays, and is a duplicate the next time.
            spool.remove(path, room.inbox)
    return Collected(
        tuple(_taken(room.plan, entry) for entry in entries),
        tuple(batch.duplicates),
        tuple((name, reason) for name, _, reason in batch.aside),
        tuple(batch.left),
    )


def _read(room: Room, candidate: _Candidate) -> tuple[Identity, str, Reading] | str:
    """One candidate as a reading, or the sentence that says why it is none."""
    data = candidate.member.data
    refused = guard.inspect(data, candidate.member.name)
    if refused is not None:
        return refused.sentence
    book = read_book(data)
    if book is None:
        return "文件打不开，可能已经损坏。请让对方用 Excel 或 WPS 打开后重新保存为 .xlsx 再发。"
    whose = identify(book, room.plan, room.key)
    if isinstance(whose, Unidentified):
        return whose.reason
    catalogue = room.catalogues[whose.identity.item_id]
    return whose.identity, whose.sheet, _reading(catalogue, whose, book, candidate.received_on)


def _reading(catalogue: Catalogue, whose: Identified, book: Book, received_on: date) -> Reading:
    answers = locate(book, catalogue)
    cells = {
        name: ReadCell(answer.sheet, answer.cell, answer.text, normalise(catalogue.field[name], answer.raw))
        for name, answer in answers.found.items()
    }
    return Reading(catalogue, cells, received_on, (*whose.findings, *answers.findings))


def _entry(
    candidate: _Candidate, identity: Identity, sheet: str, reading: Reading, findings: tuple[Finding, ...]
) -> Entry:
    accepted = not any(finding.severity is Severity.ERROR for finding in findings)
    submission = Submission(
        0, identity.item_id, identity.unit_id, identity.period_id, identity.version, candidate.received_on,
        accepted, candidate.name, candidate.sha256, sheet,
    )  # fmt: skip
    values = tuple(
        Value(name, cell.normalised.value, cell.raw, cell.sheet, cell.cell, cell.normalised.repair)
        for name, cell in reading.cells.items()
    )
    return Entry(submission, values, findings)


def _taken(plan: Plan, entry: Entry) -> Taken:
    s = entry.submission
    repairs = sum(bool(value.repair) for value in entry.values)
    code = plan.item[s.item_id].code
    return Taken(plan.unit[s.unit_id], code, s.period_id, s.file_name, s.accepted, entry.findings, repairs)


def _received_on(member: Member, as_of: date) -> date:
    """A mail counts from the day it was sent, by Beijing time, when that is earlier than the day of collecting."""
    if member.sent_on is None:
        return as_of
    sent = member.sent_on.astimezone(_BEIJING).date() if member.sent_on.tzinfo else member.sent_on.date()
    return min(sent, as_of)


def _saved_at(data: bytes) -> datetime | None:
    """When the program that saved a workbook says it did (docProps/core.xml, dcterms:modified; UTC)."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            info = archive.getinfo("docProps/core.xml")
            found = _MODIFIED.search(archive.read(info)) if info.file_size < 100_000 else None
        return datetime.fromisoformat(found[1].decode()).replace(tzinfo=UTC) if found else None
    except Exception:
        return None
