"""What lies in the inbox taken in: inbox/ → archive → identified, read, checked → ledger.

Knows: the order of the steps and what becomes of every file. Must not know: how a form is read or a rule is
checked. Each batch of files is computed as data first; then what was not recognised is set aside, the ledger
commits once, and only then do the files leave the inbox.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from toolkit.acts.arriving import COMING, ODD, Batch, Known, arrival_of, name_in_inbox, open_file
from toolkit.acts.asked_anew import AskedBefore, asked_anew
from toolkit.acts.collected import Collected, NotTaken, Taken
from toolkit.acts.entries import Read, entry_of, reading_of, sent_by
from toolkit.acts.evidence import evidence_of, set_aside
from toolkit.acts.former_forms import of_former
from toolkit.acts.judged_anew import judged_as_before
from toolkit.acts.pictures import kept_pictures
from toolkit.acts.reasked import newest_asked
from toolkit.base.errors import ToolkitError
from toolkit.base.progress import Progress
from toolkit.base.workers import begin
from toolkit.check.batch import check
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.ledger import ArrivalOutcome, Entry, Ledger
from toolkit.plan.model import FormKey, Plan
from toolkit.plan.succession import now_called
from toolkit.reading.forms import Desk, Found, NoForm, Source, read, read_packed

BATCH = 1500  # files a transaction; a few ten MB of forms in memory at a time,
MOST_HELD = 32 * 2**20  # and no more than that, beside what came in one file
_AHEAD = 2  # batches that are being read while one is filed, so that nobody waits for work


@dataclass(frozen=True, slots=True)
class _Pending:
    """A batch that is being read: ``results`` waits for what each of its candidates is."""

    batch: Batch
    results: Callable[[], list[Found]]


def take_in(
    folder: Folder,
    ledger: Ledger,
    as_of: date,
    period_id: str,
    progress: Progress,
    executor: Executor | None,
    *,
    only: Collection[str] | None = None,
) -> Collected:
    """Take everything in the inbox, or ``only`` the files with these hashes; returns what became of it.

    ``period_id`` is the period that papers without a form are filed under. An ``executor`` reads some batches while
    one before them is filed here. Where ``progress`` asks to stop what has been opened is filed, and the rest stays.
    """
    paths = list(spool.dropped_files(folder.inbox))
    if not paths:
        return Collected()
    coming = spool.growing(paths)
    run, asked_last = ledger.begin_run(as_of), newest_asked(ledger, as_of)
    steps = ledger.period_steps()
    known = Known(ledger.filed(), ledger.issued(), period_id, run, as_of, steps, only, asked_last, ledger.sent_back())
    result = Collected()
    batch, waiting, asked = Batch(), deque[_Pending](), AskedBefore(folder, ledger)
    ahead = _AHEAD if executor else 0
    desk = Desk(folder.plan, folder.keys(as_of))
    desk.__dict__["catalogues"] = folder.catalogues
    packed = desk.packed() if executor else b""

    def handed_on(batch: Batch) -> _Pending:
        batch.candidates.sort(key=lambda c: c.saved_at)  # of one moment, as they came
        sources = [Source(c.member.data, c.member.name, c.around) for c in batch.candidates]
        return _Pending(batch, begin(partial(read, desk), read_packed, packed, sources, executor))

    number = len(paths)
    paths.reverse()
    while paths:
        if progress("正在收取", number - len(paths), number):
            break
        path = paths.pop()  # what is done with need not be held
        if path in coming:
            batch.left.append(NotTaken(name_in_inbox(folder, path), COMING))
        else:
            _open(folder, path, known, batch)
        if len(batch.done) >= BATCH or batch.held > MOST_HELD:
            waiting.append(handed_on(batch))
            batch = Batch()
            if len(waiting) > ahead:
                result += _file(folder, ledger, waiting.popleft(), known, asked)
    waiting.append(handed_on(batch))
    while waiting:
        result += _file(folder, ledger, waiting.popleft(), known, asked)
    progress("正在收取", number - len(paths), number)
    return result


def _open(folder: Folder, path: Path, known: Known, batch: Batch) -> None:
    """Take one file apart; whatever is wrong with it is said, and stops no other."""
    try:
        open_file(folder, path, known, batch)
    except ToolkitError:
        raise
    except Exception as error:
        batch.done.pop(path, None)
        batch.left.append(NotTaken(name_in_inbox(folder, path), ODD.format(type(error).__name__)))


def _file(folder: Folder, ledger: Ledger, pending: _Pending, known: Known, asked: AskedBefore) -> Collected:
    """Archive a batch, check what was read of it, set aside, commit, and only then empty the inbox."""
    batch = pending.batch
    spool.archive_all(folder.archive, batch.to_keep)
    judged = _judged(folder, ledger, batch, _read(folder, pending, known, asked), known)
    read, entries = [one for one, _ in judged], [entry for _, entry in judged]
    evidence = [*kept_pictures(folder, read, known)]
    evidence += evidence_of(folder, ledger, batch, read, known, evidence)
    for said, data in batch.aside:
        spool.set_aside(folder.inbox, said.name.rpartition(" › ")[2], data, said.reason + said.hint)
    _note_newest(ledger, entries, known)
    letters = [letter for one in (*batch.candidates, *batch.papers) for letter in one.member.letters]
    ledger.record(entries, batch.arrivals, evidence, letters)
    known.filed.update(entry.submission.sha256 for entry in entries)
    known.filed.update(arrival.sha256 for arrival in batch.arrivals if arrival.outcome is ArrivalOutcome.FILED)
    for path, seen in batch.done.items():
        spool.forget_note(folder.inbox, path.name)
        with suppress(PermissionError):
            # A file that is open elsewhere stays, and is a duplicate the next time.
            spool.remove(path, folder.inbox, seen)
    return Collected(
        tuple(_taken(folder.plan, one, entry, known) for one, entry in zip(read, entries, strict=True)),
        tuple(batch.duplicates),
        tuple(batch.blank),
        tuple(said for said, _ in batch.aside),
        tuple(batch.left),
        tuple(evidence),
    )


def _read(folder: Folder, pending: _Pending, known: Known, asked: AskedBefore) -> list[Read]:
    """The forms of a batch as they are read; what is none is set aside."""
    batch, read = pending.batch, []
    for candidate, found in zip(batch.candidates, pending.results(), strict=True):
        if isinstance(found, NoForm):
            set_aside(folder, batch, known, candidate, found.reason, found.may_be)
            continue
        # A sheet that nobody has filled in is not reported yet, whatever else its workbook holds.
        forms = [form for form in found if not form.untouched]
        if not forms:
            batch.blank.append(candidate.name)
        for form in forms:
            unit_id = now_called(folder.plan.former, form.identity.unit_id)
            catalogue = folder.catalogues[form.identity.item_id].of(unit_id)
            reading = reading_of(catalogue, form, candidate.received_on, known.issued)
            key = FormKey(form.identity.item_id, form.identity.unit_id)
            sent = known.issued.get((*key, form.identity.period_id, form.identity.version))
            reading = asked_anew(reading, form.sheet, asked.under(key, sent, catalogue))
            read.append(Read(candidate, form.identity, form.sheet, reading, form.pictures))
        batch.arrivals.append(arrival_of(known, candidate, ArrivalOutcome.FILED))
    return read


def _judged(folder: Folder, ledger: Ledger, batch: Batch, read: list[Read], known: Known) -> list[tuple[Read, Entry]]:
    """What was read with its record; of files that came before only what is judged otherwise by now."""
    checked = zip(read, check([r.reading for r in read]), strict=True)
    findings = [
        (*found, *sent_by(folder.plan, one), *of_former(folder.plan, ledger, known, one)) for one, found in checked
    ]
    judged = [(one, entry_of(one, found, known)) for one, found in zip(read, findings, strict=True)]
    again = known.sent_back
    new = [(one, e) for one, e in judged if e.submission.sha256 not in again or not judged_as_before(ledger, e)]
    same = {one.candidate.sha256 for one in read} - {one.candidate.sha256 for one, _ in new}
    batch.duplicates += [candidate.name for candidate in batch.candidates if candidate.sha256 in same]
    batch.arrivals = [arrival for arrival in batch.arrivals if arrival.sha256 not in same]
    batch.candidates = [candidate for candidate in batch.candidates if candidate.sha256 not in same]
    return new


def _note_newest(ledger: Ledger, entries: list[Entry], known: Known) -> None:
    """Bring what is known of the newest return of each form up to date, those of this batch included."""
    for period in {entry.submission.period_id for entry in entries} - known.newest.keys():
        known.newest[period] = {}
        for s in ledger.submissions(period):
            known.newest[period][s.form] = max(known.newest[period].get(s.form, s.order), s.order)
    for s in (entry.submission for entry in entries):
        newest = known.newest[s.period_id]
        newest[s.form] = max(newest.get(s.form, s.order), s.order)


def _taken(plan: Plan, one: Read, entry: Entry, known: Known) -> Taken:
    s = entry.submission
    repairs = sum(bool(value.repair) for value in entry.values)
    code = plan.item[s.item_id].code
    older = s.order < known.newest[s.period_id][s.form]
    return Taken(
        plan.unit[now_called(plan.former, s.unit_id)], code, s.period_id, s.file_name, s.accepted, entry.findings,
        repairs, older, one.candidate.file, known.steps.is_supplied(s),
    )  # fmt: skip
