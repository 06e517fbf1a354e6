"""The act of answering: after a run, correction copies for what was sent back and a receipt for every unit.

Knows: the order of the steps, where the answers lie. Must not know: how a copy or a receipt is drawn. What a run that
was cut off still owes is written by the next one; writing an answer again gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.drafts import received_in_words, reply_draft
from toolkit.files import write_whole
from toolkit.form.layout import chinese_date
from toolkit.form.writer import load_base
from toolkit.intake.spool import digest, safe_name
from toolkit.ledger import Evidence, Issued, Ledger, Receipt, Run, Submission, Value
from toolkit.master.reconcile import contradictions
from toolkit.papers import listed_in, matched
from toolkit.plan.model import Period, Unit
from toolkit.plan.workdays import workdays_after
from toolkit.reply.correction import Copies, Returned
from toolkit.reply.receipt import ReceiptSheet, Received, write_receipt

if TYPE_CHECKING:
    from toolkit.master.snapshot import Snapshot
    from toolkit.master.status import Standing
    from toolkit.workspace import Workspace


def answer(workspace: Workspace, ledger: Ledger) -> tuple[Path, ...]:
    """Write what every unanswered run owes; returns the files written."""
    written: list[Path] = []
    runs = ledger.runs(unanswered=True)
    every: _Sent = {}
    for s in ledger.submissions() if runs else ():
        every.setdefault((s.form, s.period_id), []).append(s)
    for run in runs:
        submissions = [s for of in every.values() for s in of if s.run_id == run.id]
        submissions.sort(key=lambda s: s.order)
        corrections = _corrections(workspace, ledger, run, submissions, every) if submissions else []
        written += corrections
        written += _receipts(workspace, ledger, run, submissions, every, corrections)
        ledger.end_run(run.id)
    return tuple(written)


_Sent = dict[tuple[tuple[str, str], str], list[Submission]]
"""By form and period, all returns that ever came, oldest first."""


def folder_of(workspace: Workspace, period_id: str, unit: Unit) -> Path:
    """Where the answers to a unit lie."""
    return workspace.outbox / period_id / "returns" / safe_name(unit.area)


def correction_path(workspace: Workspace, submission: Submission) -> Path:
    """Where the correction copy of a form lies; there is one at most, for its newest return."""
    item, unit = workspace.plan.item[submission.item_id], workspace.plan.unit[submission.unit_id]
    name = safe_name(f"退回修改_{item.code}_{item.title[:24]}_{unit.area}.xlsx")
    return folder_of(workspace, submission.period_id, unit) / name


def _corrections(
    workspace: Workspace, ledger: Ledger, run: Run, submissions: list[Submission], every: _Sent
) -> list[Path]:
    """A correction copy for each form of the run whose newest return was sent back; none for the others."""
    copies: Copies | None = None
    written, issued = [], []
    known: dict[tuple[tuple[str, str], str], list[Issued]] = {}
    for of in ledger.issued().values():
        known.setdefault(((of.item_id, of.unit_id), of.period_id), []).append(of)
    for form, period in dict.fromkeys((s.form, s.period_id) for s in submissions):
        newest = every[form, period][-1]
        path = correction_path(workspace, newest)
        if newest.accepted:
            with suppress(FileNotFoundError):
                path.unlink()
            continue
        copies = copies or Copies(load_base(workspace.base_path), workspace.plan, workspace.key)
        mine = known.get((form, period), [])
        sent = next((f for f in mine if f.version == newest.version), None)
        again = next((f for f in mine if f.basis == newest.sha256), None)
        catalogue = workspace.catalogues[newest.item_id]
        record = again or Issued(
            newest.item_id, newest.unit_id, period, max((f.version for f in mine), default=newest.version) + 1,
            catalogue.digest, run.day, newest.sha256, sent.prior_period if sent else "", sent.prior if sent else {},
        )  # fmt: skip
        unit, of_period = workspace.plan.unit[newest.unit_id], workspace.plan.period[period]
        returned = _returned(workspace, ledger, newest, record, run.day)
        data = copies.copy(catalogue, unit, of_period, record.version, returned)
        with workspace.writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        issued.append(replace(record, sha256=digest(data)))
        written.append(path)
    ledger.issue(issued)
    return written


def _returned(workspace: Workspace, ledger: Ledger, newest: Submission, record: Issued, on: date) -> Returned:
    period = workspace.plan.period[newest.period_id]
    earlier = workspace.plan.period.get(record.prior_period)
    return Returned(
        newest,
        ledger.values([newest.id])[newest.id],
        ledger.findings([newest.id])[newest.id],
        resend_by(workspace, period, on),
        earlier.name if earlier else "",
        record.prior,
    )


def resend_by(workspace: Workspace, period: Period, on: date) -> date:
    """The day by which what is sent back on a day is to be sent again."""
    return max(period.due_date, workdays_after(on, workspace.plan.settings.resend_within))


def _receipts(
    workspace: Workspace,
    ledger: Ledger,
    run: Run,
    submissions: list[Submission],
    every: _Sent,
    corrections: list[Path],
) -> list[Path]:
    """A receipt for every unit that something came from in a run, and the mail that carries it."""
    unknown = [r for r in ledger.receipts("unidentified", "refused") if r.run_id == run.id and r.unit_id]
    kept: dict[str, list[Evidence]] = {}
    for paper in ledger.evidence():
        kept.setdefault(paper.unit_id, []).append(paper)
    papers = [paper for of in kept.values() for paper in of if paper.run_id == run.id]
    units = {s.unit_id for s in submissions} | {r.unit_id for r in unknown} | {e.unit_id for e in papers}
    if not units:
        return []
    number = [r.id for r in ledger.runs() if r.day == run.day].index(run.id)
    ids = [s.id for s in submissions]
    values, findings = ledger.values(ids), ledger.findings(ids)
    plan = workspace.plan
    order = {period.id: place for place, period in enumerate(plan.periods)}
    snapshots: dict[str, Snapshot] = {}
    doubts: dict[str, list[tuple[str, str]]] = {}
    owed: dict[str, dict[str, list[Standing]]] = {}
    written = []
    by_unit: dict[str, list[Submission]] = {}
    for s in submissions:
        by_unit.setdefault(s.unit_id, []).append(s)
    beside: dict[Path, list[Path]] = {}
    for copy in corrections:
        beside.setdefault(copy.parent, []).append(copy)
    for unit in (u for u in plan.units if u.id in units):
        mine = by_unit.get(unit.id, [])
        of_unit = [e for e in kept.get(unit.id, ()) if e.run_id == run.id]
        periods = {s.period_id for s in mine} | {e.period_id for e in of_unit} or {workspace.period().id}
        period = plan.period[max(periods, key=lambda p: order.get(p, -1))]
        if period.id not in snapshots:
            snapshots[period.id] = workspace.snapshot(period, run.day)
            doubts[period.id] = contradictions(snapshots[period.id])
            owed[period.id] = {}
            for standing in snapshots[period.id].standings:
                if standing.owing:
                    owed[period.id].setdefault(standing.unit.id, []).append(standing)
        sheet = ReceiptSheet(
            plan=plan,
            unit=unit,
            period=period,
            day=run.day,
            received=[Received(s, _outcome(every, s), values[s.id], findings[s.id]) for s in mine],
            unidentified=[r for r in unknown if r.unit_id == unit.id],
            papers=of_unit,
            lacking=_lacking(kept.get(unit.id, []), mine, values),
            contradictions=[text for of, text in doubts[period.id] if of == unit.id],
            owed=owed[period.id].get(unit.id, []),
            catalogues=workspace.catalogues,
        )
        suffix = f"（{number + 1}）" if number else ""
        path = folder_of(workspace, period.id, unit) / f"收件回执_{run.day}{suffix}.xlsx"
        with workspace.writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, write_receipt(sheet))
        copies = [c for p in plan.periods for c in beside.get(folder_of(workspace, p.id, unit), ())]
        written += [path, _reply(workspace, ledger, run, sheet, [path, *copies], f"{run.day}{suffix}")]
    return written


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


def _outcome(every: _Sent, submission: Submission) -> str:
    """What became of a return, as the county reads it."""
    others = [s for s in every[submission.form, submission.period_id] if s.id != submission.id]
    if any(s.order > submission.order for s in others):
        return "旧稿，以后保存的一份为准"
    if not submission.accepted:
        return "退回，请用“退回修改”的表改正"
    return "已接收，代替以前报的" if any(s.accepted for s in others) else "已接收"


def _lacking(
    evidence: list[Evidence], submissions: list[Submission], values: Mapping[int, Mapping[str, Value]]
) -> list[tuple[str, str]]:
    """The papers that a unit's forms list and that never came: (item id, title)."""
    lacking = []
    for s in submissions:
        theirs = ((s.unit_id, s.item_id), (s.unit_id, ""))
        names = [e.name for e in evidence if e.period_id == s.period_id and (e.unit_id, e.item_id) in theirs]
        listed = listed_in({name: value.value for name, value in values[s.id].items()})
        lacking += [(s.item_id, title) for (_, title), found in matched(listed, names)[0].items() if not found]
    return lacking
