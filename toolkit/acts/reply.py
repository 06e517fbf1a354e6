"""The replies to the units: after a run, correction copies for what was sent back and a receipt for every unit.

Knows: the order of the steps, where the answers lie. Must not know: how a copy or a receipt is drawn. What a run that
was cut off still owes is written by the next one; writing an answer again gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from toolkit.acts.collected import Replies
from toolkit.acts.explained import with_explanations
from toolkit.acts.group import Group, group_of, resend_by
from toolkit.acts.kept_drawings import drawings_of, keep
from toolkit.acts.reasked import reasked, still_asked
from toolkit.acts.receipts import sheets_of, write_receipts
from toolkit.acts.withdraw import withdraw
from toolkit.base.workers import begin
from toolkit.folder import Folder
from toolkit.form.loaded_base import load_base
from toolkit.intake.spool import digest
from toolkit.ledger import Issued, Ledger, Submission
from toolkit.plan.deadlines import period_of
from toolkit.plan.model import FormKey
from toolkit.plan.succession import now_called
from toolkit.reply.correction import Returned
from toolkit.reply.drawing import Board, BookOf, CopyOf, Wanted, draw, draw_packed
from toolkit.reply.receipt import ReceiptSheet

_TOGETHER = 50  # units
_AT_A_TIME = 8  # workbooks that go to a worker


def reply(folder: Folder, ledger: Ledger, executor: Executor | None = None) -> Replies:
    """Write what every unanswered run owes, drawn by an ``executor`` where there is one; gives the files written.

    What reminds a unit of which something has come is taken away first.
    """
    written = Replies()
    drawing: _Drawing | None = None
    for run in ledger.runs(unanswered=True):
        reported = ledger.reported_in(run.id)
        _withdraw(folder, reported)
        periods = sorted({period for period, _ in reported})
        came = {now_called(folder.plan.former, unit) for unit in ledger.came_from(run.id)}
        units = [unit for unit in folder.plan.units if unit.id in came]
        # So many at a time, that a large run does not fill the memory.
        for start in range(0, len(units), _TOGETHER):
            drawing = drawing or _Drawing(folder, executor, Board(folder.plan, folder.key))
            group = group_of(folder.plan, ledger, run, units[start : start + _TOGETHER], periods)
            copies = _copies(folder, ledger, group)
            drawn_copies = drawing.begin([copy.drawn for copy in copies])
            sheets = sheets_of(folder, ledger, group)
            drawn_sheets = drawing.begin(sheets)
            corrections = _write_copies(folder, ledger, copies, drawn_copies())
            receipts = list(zip(sheets, drawn_sheets(), strict=True))
            written += Replies(corrections=tuple(corrections))
            written += write_receipts(folder, ledger, group, receipts, corrections)
        ledger.end_run(run.id)
    if drawing is not None and drawing.board.drawings is not None:
        keep(folder, drawing.board.drawings)
    return written


def _withdraw(folder: Folder, reported: Sequence[tuple[str, str]]) -> None:
    """Take reminders away that are not true any more; what the plan no longer has is nobody's."""
    for period_id, unit_id in reported:
        period = folder.plan.period.get(period_id)
        unit = folder.plan.unit.get(now_called(folder.plan.former, unit_id))
        if period is not None and unit is not None:
            withdraw(folder, period, unit)


@dataclass
class _Drawing:
    """Who draws, and on which board; the base is read as soon as a copy is wanted."""

    folder: Folder
    executor: Executor | None
    board: Board
    packed: bytes = b""

    def begin(self, wanted: Sequence[Wanted]) -> Callable[[], list[bytes]]:
        """Begin to draw; the function that it gives waits for the workbooks, in their order."""
        if self.board.base is None and not all(isinstance(one, ReceiptSheet) for one in wanted):
            base = load_base(self.folder.base_path, self.folder.root)
            drawings = drawings_of(self.folder, base)
            self.board, self.packed = replace(self.board, base=base, drawings=drawings), b""
        if self.executor is not None and not self.packed:
            self.packed = self.board.packed()
        return begin(partial(draw, self.board), draw_packed, self.packed, wanted, self.executor, _AT_A_TIME)


@dataclass(frozen=True)
class _Copy:
    """A workbook of correction copies to be written: where, the records of its forms, and what is drawn."""

    path: Path
    records: tuple[Issued, ...]
    drawn: CopyOf | BookOf


def _copies(folder: Folder, ledger: Ledger, group: Group) -> list[_Copy]:
    """The correction copies of a group: of each form whose newest return was sent back.

    Each is a workbook, but for a unit whose forms went out in one: then all that are to be mended are one as well. What
    has been mended since is taken away.
    """
    came = dict.fromkeys((s.form, s.period_id) for s in group.submissions)
    known: dict[tuple[FormKey, str], list[Issued]] = {}
    for form in ledger.issued(units={unit.id for unit in group.units}).values():
        known.setdefault((FormKey(form.item_id, form.unit_id), form.period_id), []).append(form)
    bound = {(key.unit_id, period) for (key, period), of in known.items() if any(form.in_book for form in of)}
    concerned = {(key.unit_id, period) for key, period in came} & bound
    newest = [
        of[-1]
        for (key, period), of in group.every.items()
        if (key, period) in came or (key.unit_id, period) in concerned
    ]
    sent_back = [s for s in newest if not s.accepted]
    for s in newest:
        if s.accepted or (s.unit_id, s.period_id) in concerned:
            with suppress(FileNotFoundError):
                _path_of(folder, s).unlink()
    copies = _copies_of(folder, ledger, group, sent_back, known)
    found = [
        _Copy(_path_of(folder, copy.returned.submission), (record,), copy)
        for record, copy in copies
        if (copy.unit_id, copy.period_id) not in concerned
    ]
    for unit_id, period_id in sorted(concerned):
        path = folder.correction_book_path(folder.plan.period[period_id], folder.plan.unit[unit_id])
        its = [(record, copy) for record, copy in copies if (copy.unit_id, copy.period_id) == (unit_id, period_id)]
        if its:
            order = {item.id: number for number, item in enumerate(folder.plan.items)}
            its.sort(key=lambda one: order[one[0].item_id])
            found.append(_Copy(path, tuple(record for record, _ in its), BookOf(tuple(copy for _, copy in its))))
        else:
            with suppress(FileNotFoundError):
                path.unlink()
    return found


def _copies_of(
    folder: Folder,
    ledger: Ledger,
    group: Group,
    sent_back: Sequence[Submission],
    known: Mapping[tuple[FormKey, str], Sequence[Issued]],
) -> list[tuple[Issued, CopyOf]]:
    """The correction copies of some returns; ``known`` is what was issued of each form."""
    ids = [s.id for s in sent_back]
    values = ledger.values(ids)
    findings = with_explanations(folder.plan, ledger, sent_back, ledger.findings(ids), group.run.day)
    rows = ledger.list_rows(ids) if folder.plan.rosters else {}
    day, found = group.run.day, []
    changed = reasked(ledger, day)
    for newest in sent_back:
        mine = known.get((newest.form, newest.period_id), [])
        sent = next((f for f in mine if f.version == newest.version), None)
        catalogue = folder.catalogues[newest.item_id].of(newest.unit_id)
        again = next((f for f in mine if f.basis == newest.sha256 and f.digest == catalogue.digest), None)
        period = folder.plan.period[newest.period_id]
        record = again or Issued(
            newest.item_id, newest.unit_id, period.id, max((f.version for f in mine), default=newest.version) + 1,
            catalogue.digest, day, newest.sha256, sent.prior_period if sent else "",
            still_asked(sent.prior, sent.item_id, sent.issued_on, changed) if sent else {},
        )  # fmt: skip
        asked = period_of(period, folder.plan.settings, newest.unit_id)
        by, earlier = resend_by(folder, asked, day), folder.plan.period.get(record.prior_period)
        returned = Returned(
            newest,
            values[newest.id],
            findings[newest.id],
            by,
            earlier.name if earlier else "",
            record.prior,
            rows.get(newest.id, {}),
        )
        found.append((record, CopyOf(newest.item_id, newest.unit_id, period.id, record.version, returned)))
    return found


def _path_of(folder: Folder, submission: Submission) -> Path:
    plan = folder.plan
    period, item = plan.period[submission.period_id], plan.item[submission.item_id]
    return folder.correction_path(period, item, plan.unit[submission.unit_id])


def _write_copies(folder: Folder, ledger: Ledger, copies: Sequence[_Copy], drawn: Sequence[bytes]) -> list[Path]:
    issued = []
    for copy, data in zip(copies, drawn, strict=True):
        folder.put(copy.path, data)
        issued += [replace(record, sha256=digest(data)) for record in copy.records]
    if issued:
        ledger.issue(issued)
    return [copy.path for copy in copies]
