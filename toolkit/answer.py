"""The act of answering: after a run, correction copies for what was sent back and a receipt for every unit.

Knows: the order of the steps, where the answers lie. Must not know: how a copy or a receipt is drawn. What a run that
was cut off still owes is written by the next one; writing an answer again gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.crew import begin
from toolkit.drafts import received_in_words, reply_draft
from toolkit.files import write_whole
from toolkit.form.layout import chinese_date
from toolkit.form.writer import load_base
from toolkit.gather import gather
from toolkit.intake.spool import digest, safe_name
from toolkit.ledger import Evidence, Issued, Ledger, Receipt, Run, Submission, Value
from toolkit.master.reconcile import contradictions
from toolkit.master.status import ReportState
from toolkit.master.volumes import plan_of
from toolkit.papers import listed_in, matched
from toolkit.plan.model import Period, Unit
from toolkit.plan.workdays import workdays_after
from toolkit.reply.correction import Returned
from toolkit.reply.drawing import Board, CopyOf, draw, draw_packed
from toolkit.reply.receipt import ReceiptSheet, Received

if TYPE_CHECKING:
    from toolkit.workspace import Workspace

_TOGETHER = 50  # units
_AT_A_TIME = 8  # workbooks that go to a worker


def answer(workspace: Workspace, ledger: Ledger, executor: Executor | None = None) -> tuple[Path, ...]:
    """Write what every unanswered run owes, drawn by an ``executor`` where there is one; returns the files written."""
    written: list[Path] = []
    drawing: _Drawing | None = None
    for run in ledger.runs(unanswered=True):
        came = ledger.came_from(run.id)
        units = [unit for unit in workspace.plan.units if unit.id in came]
        # So many at a time, that a large run does not fill the memory.
        for start in range(0, len(units), _TOGETHER):
            drawing = drawing or _Drawing(workspace.base_path, executor, Board(workspace.plan, workspace.key))
            group = _group(workspace, ledger, run, units[start : start + _TOGETHER])
            corrections = _corrections(workspace, ledger, group, drawing)
            written += corrections
            written += _receipts(workspace, ledger, group, drawing, corrections)
        ledger.end_run(run.id)
    return tuple(written)


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
            self.board, self.packed = replace(self.board, base=load_base(self.base_path)), b""
        if self.executor is not None and not self.packed:
            self.packed = self.board.packed()
        return begin(partial(draw, self.board), draw_packed, self.packed, wanted, self.executor, _AT_A_TIME)


@dataclass(frozen=True)
class _Group:
    """Some units that something came from in a run, and what came.

    ``every`` are all returns that ever came from them, by form and period, oldest first; ``papers`` all their evidence
    by unit; ``number`` counts the runs of a day from 0.
    """

    run: Run
    number: int
    units: Sequence[Unit]
    submissions: Sequence[Submission]
    every: Mapping[tuple[tuple[str, str], str], Sequence[Submission]]
    unknown: Sequence[Receipt]
    papers: Mapping[str, Sequence[Evidence]]


def _group(workspace: Workspace, ledger: Ledger, run: Run, units: Sequence[Unit]) -> _Group:
    ids = {unit.id for unit in units}
    every: dict[tuple[tuple[str, str], str], list[Submission]] = {}
    for s in ledger.submissions(units=ids):
        every.setdefault((s.form, s.period_id), []).append(s)
    submissions = [s for of in every.values() for s in of if s.run_id == run.id]
    submissions.sort(key=lambda s: s.order)
    papers: dict[str, list[Evidence]] = {}
    for paper in ledger.evidence():
        if paper.unit_id in ids:
            papers.setdefault(paper.unit_id, []).append(paper)
    unknown = [r for r in ledger.receipts("unidentified", "refused") if r.run_id == run.id and r.unit_id in ids]
    number = [r.id for r in ledger.runs() if r.day == run.day].index(run.id)
    return _Group(run, number, units, submissions, every, unknown, papers)


def folder_of(workspace: Workspace, period_id: str, unit: Unit) -> Path:
    """Where the answers to a unit lie."""
    return workspace.outbox / period_id / "returns" / safe_name(unit.area)


def correction_path(workspace: Workspace, submission: Submission) -> Path:
    """Where the correction copy of a form lies; there is one at most, for its newest return."""
    item, unit = workspace.plan.item[submission.item_id], workspace.plan.unit[submission.unit_id]
    name = safe_name(f"退回修改_{item.code}_{item.title[:24]}_{unit.area}.xlsx")
    return folder_of(workspace, submission.period_id, unit) / name


def _corrections(workspace: Workspace, ledger: Ledger, group: _Group, drawing: _Drawing) -> list[Path]:
    """A correction copy for each form whose newest return was sent back; none for the others."""
    sent_back: list[Submission] = []
    for key in dict.fromkeys((s.form, s.period_id) for s in group.submissions):
        newest = group.every[key][-1]
        if newest.accepted:
            with suppress(FileNotFoundError):
                correction_path(workspace, newest).unlink()
        else:
            sent_back.append(newest)
    if not sent_back:
        return []
    known: dict[tuple[tuple[str, str], str], list[Issued]] = {}
    for of in ledger.issued(units={unit.id for unit in group.units}).values():
        known.setdefault(((of.item_id, of.unit_id), of.period_id), []).append(of)
    ids = [s.id for s in sent_back]
    values, findings = ledger.values(ids), ledger.findings(ids)
    day, records, wanted = group.run.day, [], []
    for newest in sent_back:
        mine = known.get((newest.form, newest.period_id), [])
        sent = next((f for f in mine if f.version == newest.version), None)
        again = next((f for f in mine if f.basis == newest.sha256), None)
        catalogue, period = workspace.catalogues[newest.item_id], workspace.plan.period[newest.period_id]
        record = again or Issued(
            newest.item_id, newest.unit_id, period.id, max((f.version for f in mine), default=newest.version) + 1,
            catalogue.digest, day, newest.sha256, sent.prior_period if sent else "", sent.prior if sent else {},
        )  # fmt: skip
        by, earlier = resend_by(workspace, period, day), workspace.plan.period.get(record.prior_period)
        returned = Returned(
            newest, values[newest.id], findings[newest.id], by, earlier.name if earlier else "", record.prior
        )
        wanted.append(CopyOf(newest.item_id, newest.unit_id, period.id, record.version, returned))
        records.append(record)
    written, issued = [], []
    for newest, record, data in zip(sent_back, records, drawing.begin(wanted)(), strict=True):
        path = correction_path(workspace, newest)
        with workspace.writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        issued.append(replace(record, sha256=digest(data)))
        written.append(path)
    ledger.issue(issued)
    return written


def resend_by(workspace: Workspace, period: Period, on: date) -> date:
    """The day by which what is sent back on a day is to be sent again."""
    return max(period.due_date, workdays_after(on, workspace.plan.settings.resend_within))


def _receipts(
    workspace: Workspace, ledger: Ledger, group: _Group, drawing: _Drawing, corrections: Sequence[Path]
) -> list[Path]:
    """A receipt for every unit that something came from in a run, and the mail that carries it."""
    ids = [s.id for s in group.submissions]
    values, findings = ledger.values(ids), ledger.findings(ids)
    plan, run = workspace.plan, group.run
    order = {period.id: place for place, period in enumerate(plan.periods)}
    stands: dict[str, _Stands] = {}
    by_unit: dict[str, list[Submission]] = {}
    for s in group.submissions:
        by_unit.setdefault(s.unit_id, []).append(s)
    beside: dict[Path, list[Path]] = {}
    for copy in corrections:
        beside.setdefault(copy.parent, []).append(copy)
    sheets: list[ReceiptSheet] = []
    for unit in group.units:
        mine, papers = by_unit.get(unit.id, []), group.papers.get(unit.id, ())
        new, unknown = [e for e in papers if e.run_id == run.id], [r for r in group.unknown if r.unit_id == unit.id]
        if not (mine or new or unknown):
            continue  # what nobody knew has been assigned since
        periods = {s.period_id for s in mine} | {e.period_id for e in new} or {workspace.period().id}
        period = plan.period[max(periods, key=lambda p: order.get(p, -1))]
        if period.id not in stands:
            stands[period.id] = _stands(workspace, ledger, group, period)
        sheet = ReceiptSheet(
            unit=unit,
            period=period,
            day=run.day,
            received=[Received(s, _outcome(group, s), values[s.id], findings[s.id]) for s in mine],
            unidentified=unknown,
            papers=new,
            lacking=_lacking(papers, mine, values),
            contradictions=stands[period.id].doubts.get(unit.id, []),
            owed=stands[period.id].owed.get(unit.id, []),
        )
        sheets.append(sheet)
    written = []
    for sheet, data in zip(sheets, drawing.begin(sheets)(), strict=True):
        suffix = f"（{group.number + 1}）" if group.number else ""
        path = folder_of(workspace, sheet.period.id, sheet.unit) / f"收件回执_{run.day}{suffix}.xlsx"
        with workspace.writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        copies = [c for p in plan.periods for c in beside.get(folder_of(workspace, p.id, sheet.unit), ())]
        written += [path, _reply(workspace, ledger, run, sheet, [path, *copies], f"{run.day}{suffix}")]
    return written


@dataclass(frozen=True)
class _Stands:
    """By unit: the figures of a period that do not go together, in sentences, and what is still owed."""

    doubts: Mapping[str, Sequence[str]]
    owed: Mapping[str, Sequence[tuple[str, ReportState]]]


def _stands(workspace: Workspace, ledger: Ledger, group: _Group, period: Period) -> _Stands:
    plan = plan_of(workspace.plan, tuple(group.units))
    snapshot = gather(plan, ledger, period, group.run.day, whole=False, only=frozenset(plan.unit))
    accepted = [s.accepted.id for s in snapshot.standings if s.accepted is not None]
    doubts: dict[str, list[str]] = {}
    for unit_id, sentence in contradictions(replace(snapshot, values=ledger.values(accepted))):
        doubts.setdefault(unit_id, []).append(sentence)
    owed: dict[str, list[tuple[str, ReportState]]] = {}
    for standing in snapshot.standings:
        if standing.owing:
            owed.setdefault(standing.unit.id, []).append((standing.item.id, standing.state))
    return _Stands(doubts, owed)


def _reply(workspace: Workspace, ledger: Ledger, run: Run, sheet: ReceiptSheet, files: list[Path], name: str) -> Path:
    """The draft of the mail that answers a unit."""
    came = [r.submission for r in sheet.received]
    everything: list[Submission | Receipt | Evidence] = [*came, *sheet.unidentified, *sheet.papers]
    letters = ledger.letters(one.letter_id for one in everything)
    accepted = sum(s.accepted for s in came)
    parts = [f"接收填报表 {accepted} 份"] * bool(accepted) + [f"退回 {len(came) - accepted} 份"] * (
        accepted < len(came)
    )
    parts += [f"认不出 {len(sheet.unidentified)} 份"] * bool(sheet.unidentified)
    parts += [f"佐证材料 {len(sheet.papers)} 件"] * bool(sheet.papers)
    returned = ""
    if len(files) > 1:
        by = resend_by(workspace, sheet.period, run.day)
        returned = (
            "退回的表已经做成附件“退回修改”，你们填的内容都在里面，要改的格标红并写明了原因。"
            f"请改好后于{chinese_date(by)}前发回，不用重新填写。"
        )
    said = {
        "收到日期": received_in_words([one.received_on for one in everything]),
        "结果": "，".join(parts),
        "退回": returned,
        "还欠": f"{sheet.period.name}还有 {len(sheet.owed)} 份没有接收，清单在回执的第四部分。" if sheet.owed else "",
    }
    return reply_draft(workspace, sheet.unit, sheet.period, name, letters, said, files)


def _outcome(group: _Group, submission: Submission) -> str:
    """What became of a return, as the county reads it."""
    others = [s for s in group.every[submission.form, submission.period_id] if s.id != submission.id]
    if any(s.order > submission.order for s in others):
        return "旧稿，以后保存的一份为准"
    if not submission.accepted:
        return "退回，请用“退回修改”的表改正"
    return "已接收，代替以前报的" if any(s.accepted for s in others) else "已接收"


def _lacking(
    evidence: Sequence[Evidence], submissions: Sequence[Submission], values: Mapping[int, Mapping[str, Value]]
) -> list[tuple[str, str]]:
    """The papers that a unit's forms list and that never came: (item id, title)."""
    lacking = []
    for s in submissions:
        theirs = ((s.unit_id, s.item_id), (s.unit_id, ""))
        names = [e.name for e in evidence if e.period_id == s.period_id and (e.unit_id, e.item_id) in theirs]
        listed = listed_in({name: value.value for name, value in values[s.id].items()})
        lacking += [(s.item_id, title) for (_, title), found in matched(listed, names)[0].items() if not found]
    return lacking
