"""The replies to the units: after a run, correction copies for what was sent back and a receipt for every unit.

Knows: the order of the steps, where the answers lie. Must not know: how a copy or a receipt is drawn. What a run that
was cut off still owes is written by the next one; writing an answer again gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from toolkit.acts.collected import Replies
from toolkit.acts.group import Group, group_of, resend_by
from toolkit.acts.receipts import sheets_of, write_receipts
from toolkit.acts.withdraw import withdraw
from toolkit.base.workers import begin
from toolkit.folder import Folder
from toolkit.form.loaded_base import load_base
from toolkit.intake.spool import digest
from toolkit.ledger import Issued, Ledger, Submission
from toolkit.plan.model import FormKey
from toolkit.reply.correction import Returned
from toolkit.reply.drawing import Board, CopyOf, draw, draw_packed
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
        _withdraw(folder, ledger.reported_in(run.id))
        came = ledger.came_from(run.id)
        units = [unit for unit in folder.plan.units if unit.id in came]
        # So many at a time, that a large run does not fill the memory.
        for start in range(0, len(units), _TOGETHER):
            drawing = drawing or _Drawing(folder.base_path, executor, Board(folder.plan, folder.key))
            group = group_of(ledger, run, units[start : start + _TOGETHER])
            copies = _copies(folder, ledger, group)
            drawn_copies = drawing.begin([copy for _, copy in copies])
            sheets = sheets_of(folder, ledger, group)
            drawn_sheets = drawing.begin(sheets)
            corrections = _write_copies(folder, ledger, copies, drawn_copies())
            receipts = list(zip(sheets, drawn_sheets(), strict=True))
            written += Replies(corrections=tuple(corrections))
            written += write_receipts(folder, ledger, group, receipts, corrections)
        ledger.end_run(run.id)
    return written


def _withdraw(folder: Folder, reported: Sequence[tuple[str, str]]) -> None:
    """Take reminders away that are not true any more; what the plan no longer has is nobody's."""
    for period_id, unit_id in reported:
        period, unit = folder.plan.period.get(period_id), folder.plan.unit.get(unit_id)
        if period is not None and unit is not None:
            withdraw(folder, period, unit)


@dataclass
class _Drawing:
    """Who draws, and on which board; the base is read as soon as a copy is wanted."""

    base_path: Path
    executor: Executor | None
    board: Board
    packed: bytes = b""

    def begin(self, wanted: Sequence[CopyOf | ReceiptSheet]) -> Callable[[], list[bytes]]:
        """Begin to draw; the function that it gives waits for the workbooks, in their order."""
        if self.board.base is None and any(isinstance(one, CopyOf) for one in wanted):
            base = load_base(self.base_path, self.base_path.parents[1])
            self.board, self.packed = replace(self.board, base=base), b""
        if self.executor is not None and not self.packed:
            self.packed = self.board.packed()
        return begin(partial(draw, self.board), draw_packed, self.packed, wanted, self.executor, _AT_A_TIME)


def _copies(folder: Folder, ledger: Ledger, group: Group) -> list[tuple[Issued, CopyOf]]:
    """The correction copies of a group: one for each form whose newest return was sent back.

    Those of forms whose newest return is accepted are taken away.
    """
    sent_back: list[Submission] = []
    for key in dict.fromkeys((s.form, s.period_id) for s in group.submissions):
        newest = group.every[key][-1]
        if newest.accepted:
            with suppress(FileNotFoundError):
                _path_of(folder, newest).unlink()
        else:
            sent_back.append(newest)
    if not sent_back:
        return []
    known: dict[tuple[FormKey, str], list[Issued]] = {}
    for of in ledger.issued(units={unit.id for unit in group.units}).values():
        known.setdefault((FormKey(of.item_id, of.unit_id), of.period_id), []).append(of)
    ids = [s.id for s in sent_back]
    values, findings = ledger.values(ids), ledger.findings(ids)
    day, found = group.run.day, []
    for newest in sent_back:
        mine = known.get((newest.form, newest.period_id), [])
        sent = next((f for f in mine if f.version == newest.version), None)
        again = next((f for f in mine if f.basis == newest.sha256), None)
        catalogue = folder.catalogues[newest.item_id].of(newest.unit_id)
        period = folder.plan.period[newest.period_id]
        record = again or Issued(
            newest.item_id, newest.unit_id, period.id, max((f.version for f in mine), default=newest.version) + 1,
            catalogue.digest, day, newest.sha256, sent.prior_period if sent else "", sent.prior if sent else {},
        )  # fmt: skip
        by, earlier = resend_by(folder, period, day), folder.plan.period.get(record.prior_period)
        returned = Returned(
            newest, values[newest.id], findings[newest.id], by, earlier.name if earlier else "", record.prior
        )
        found.append((record, CopyOf(newest.item_id, newest.unit_id, period.id, record.version, returned)))
    return found


def _path_of(folder: Folder, submission: Submission) -> Path:
    plan = folder.plan
    period, item = plan.period[submission.period_id], plan.item[submission.item_id]
    return folder.correction_path(period, item, plan.unit[submission.unit_id])


def _write_copies(
    folder: Folder, ledger: Ledger, copies: Sequence[tuple[Issued, CopyOf]], drawn: Sequence[bytes]
) -> list[Path]:
    written, issued = [], []
    for (record, copy), data in zip(copies, drawn, strict=True):
        path = _path_of(folder, copy.returned.submission)
        folder.put(path, data)
        issued.append(replace(record, sha256=digest(data)))
        written.append(path)
    if issued:
        ledger.issue(issued)
    return written
