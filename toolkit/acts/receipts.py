"""The receipts of a run: what each says, and the mail that carries it.

Knows: what a receipt rests on, in which order it is written. Must not know: how it is drawn, SQL, MIME.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.acts.collected import Replies
from toolkit.acts.drafts import received_in_words, reply_draft
from toolkit.acts.explained import with_explanations
from toolkit.acts.gather import gather
from toolkit.acts.group import Group, outcome, resend_by
from toolkit.acts.reasked import answers
from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.folder import Folder
from toolkit.ledger import Arrival, Evidence, Ledger, ListRow, PeriodSteps, Run, Submission, Value
from toolkit.plan.deadlines import period_of
from toolkit.plan.form_rules import wider_rules
from toolkit.plan.model import Period
from toolkit.reply.receipt import ReceiptSheet, Received
from toolkit.standing.papers import listed_in, matched
from toolkit.standing.reconcile import contradictions
from toolkit.standing.status import ReportState
from toolkit.standing.volumes import plan_of


def sheets_of(folder: Folder, ledger: Ledger, group: Group) -> list[ReceiptSheet]:
    """What the receipts of a group say: one for every unit that something came from in the run."""
    ids = [s.id for s in group.submissions]
    values = ledger.values(ids, ("%_evidence",), or_repaired=True)
    findings = with_explanations(folder.plan, ledger, group.submissions, ledger.findings(ids), group.run.day)
    rows = ledger.list_rows(ids) if folder.plan.rosters else {}
    plan, run, steps = folder.plan, group.run, ledger.period_steps()
    order = {period.id: place for place, period in enumerate(plan.periods)}
    stands: dict[str, _Stands] = {}
    by_unit: dict[str, list[Submission]] = {}
    for s in group.submissions:
        by_unit.setdefault(s.unit_id, []).append(s)
    sheets: list[ReceiptSheet] = []
    for unit in group.units:
        mine, papers = by_unit.get(unit.id, []), group.papers.get(unit.id, ())
        new, unknown = [e for e in papers if e.run_id == run.id], [r for r in group.unknown if r.unit_id == unit.id]
        if not (mine or new or unknown):
            continue  # what nobody knew has been assigned since
        periods = {s.period_id for s in mine} | {e.period_id for e in new} or {folder.period().id}
        period = plan.period[max(periods, key=lambda p: order.get(p, -1))]
        closed = steps.closed_by(period.id)
        if period.id not in stands:
            stands[period.id] = _stands(folder, ledger, group, period)
        asked = period_of(period, plan.settings, unit.id)
        sheet = ReceiptSheet(
            unit=unit,
            period=asked,
            day=run.day,
            resend_by=resend_by(folder, asked, run.day),
            received=[_received(group, s, values[s.id], findings[s.id], rows.get(s.id, {}), steps) for s in mine],
            unidentified=unknown,
            papers=new,
            lacking=_lacking(papers, mine, values),
            contradictions=stands[period.id].doubts.get(unit.id, []),
            owed=[] if closed else stands[period.id].owed.get(unit.id, []),
            closed_on=closed.day if closed else None,
        )
        sheets.append(sheet)
    return sheets


def _received(
    group: Group,
    s: Submission,
    values: Mapping[str, Value],
    findings: Sequence[Finding],
    rows: Mapping[str, Sequence[ListRow]],
    steps: PeriodSteps,
) -> Received:
    told = [f for f in findings if f.severity is not Severity.INFO]
    repairs = [*(value for value in values.values() if value.repair), *_repaired(rows)]
    supplied = "补报，" if steps.is_supplied(s) else ""
    return Received(s, supplied + outcome(group, s), repairs, told)


def _repaired(rows: Mapping[str, Sequence[ListRow]]) -> list[Value]:
    """What was understood otherwise than it stood in lists, by field; of many the first ones, and how many more."""
    found = [
        replace(cell, field_id=f"{name}_{column}")
        for name, of in rows.items()
        for row in of
        for column, cell in row.cells.items()
        if cell.repair
    ]
    if len(found) <= _REPAIRS:
        return found
    rest = len(found) - _REPAIRS
    more = Value(found[-1].field_id, None, "……", found[-1].sheet, "", f"明细里另有 {rest} 处，也已按原意认定")
    return [*found[:_REPAIRS], more]


def write_receipts(
    folder: Folder,
    ledger: Ledger,
    group: Group,
    receipts: Sequence[tuple[ReceiptSheet, bytes]],
    corrections: Sequence[Path],
) -> Replies:
    """Write the receipts, and the mails that carry them and the correction copies."""
    beside: dict[Path, list[Path]] = {}
    for copy in corrections:
        beside.setdefault(copy.parent, []).append(copy)
    written = Replies()
    for sheet, data in receipts:
        name = f"{group.run.day}" + (f"（{group.number + 1}）" if group.number else "")
        path = folder.put(folder.receipt_path(sheet.period, sheet.unit, name), data)
        copies = [c for p in folder.plan.periods for c in beside.get(folder.replies_path(p, sheet.unit), ())]
        draft = _reply(folder, ledger, group.run, sheet, [path, *copies], name)
        written += Replies(receipts=(path,), drafts=(draft,))
    return written


_REPAIRS = 30  # of lists, in one receipt


@dataclass(frozen=True)
class _Stands:
    """By unit: the figures of a period that do not go together, in sentences, and what is still owed."""

    doubts: Mapping[str, Sequence[str]]
    owed: Mapping[str, Sequence[tuple[str, ReportState]]]


def _stands(folder: Folder, ledger: Ledger, group: Group, period: Period) -> _Stands:
    plan = plan_of(folder.plan, tuple(group.units))
    day = group.run.day  # of a closed period too: what comes now is judged by the plan of now
    snapshot = gather(plan, ledger, period, day, whole=False, only=frozenset(plan.unit), seen_on=day)
    accepted = {s.accepted.id: s.item.id for s in snapshot.standings if s.accepted is not None}
    names = {name for rule in wider_rules(plan) for name in rule.expression.names}
    values = answers(ledger, accepted, day, sorted(names)) if names else {}
    doubts: dict[str, list[str]] = {}
    for found in contradictions(replace(snapshot, values=values)):
        doubts.setdefault(found.unit_id, []).append(found.sentence)
    owed: dict[str, list[tuple[str, ReportState]]] = {}
    for standing in snapshot.standings:
        if standing.owing:
            owed.setdefault(standing.unit.id, []).append((standing.item.id, standing.state))
    return _Stands(doubts, owed)


def _reply(folder: Folder, ledger: Ledger, run: Run, sheet: ReceiptSheet, files: list[Path], name: str) -> Path:
    """The draft of the mail that answers a unit."""
    came = [r.submission for r in sheet.received]
    everything: list[Submission | Arrival | Evidence] = [*came, *sheet.unidentified, *sheet.papers]
    letters = ledger.letters(one.letter_id for one in everything)
    accepted = sum(s.accepted for s in came)
    parts = [f"接收填报表 {accepted} 份"] * bool(accepted) + [f"退回 {len(came) - accepted} 份"] * (
        accepted < len(came)
    )
    parts += [f"无法识别 {len(sheet.unidentified)} 份"] * bool(sheet.unidentified)
    parts += [f"佐证材料 {len(sheet.papers)} 件"] * bool(sheet.papers)
    returned = ""
    if len(files) > 1:
        by = resend_by(folder, sheet.period, run.day)
        returned = (
            "退回的表已经做成附件“退回修改”，你单位填的内容都在里面，要改的格标红并写明了原因。"
            f"请改好后于{chinese_date(by)}前发回，不用重新填写。"
        )
    said = {
        "收到日期": received_in_words([one.received_on for one in everything]),
        "结果": "，".join(parts),
        "退回": returned,
        "还欠": f"{sheet.period.name}还有 {len(sheet.owed)} 份没有接收，清单在回执的第二部分。" if sheet.owed else "",
    }
    return reply_draft(folder, sheet.unit, sheet.period, name, letters, said, files)


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
