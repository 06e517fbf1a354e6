"""The whole life of a form: issued, received, sent back, changed, decided, in the order of the days.

Knows: what the ledger keeps, how it is told. Must not know: SQL, workbooks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from toolkit.acts.plans_used import PlanVersion, amendments, of_versions, version_on, versions
from toolkit.acts.succeeding import and_formers
from toolkit.acts.withdrawn import withdrawn
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.folder import Folder
from toolkit.kinds.values import as_read
from toolkit.ledger import Fate, Issued, Ledger, Submission, Value
from toolkit.plan.closing import StepKind
from toolkit.plan.model import FormKey
from toolkit.standing.changes import answer_text
from toolkit.standing.closing_tries import step_label
from toolkit.standing.explained import words_on_form
from toolkit.standing.office_rows import CLOSING
from toolkit.standing.supervision import supervised
from toolkit.standing.tasks import shown


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a form: the day it counts for, the period, what it was, and the details."""

    day: date
    period_id: str
    what: str
    details: tuple[str, ...] = ()


def history(folder: Folder, *, unit: str, item: str) -> list[Event]:
    """Everything that happened to one item's form of one unit, in all periods, oldest first.

    Of what the plan has no more it is told in the words of the last version that had it.
    """
    with folder.ledger() as ledger:
        then = _with_form(folder, ledger, unit, item)
        (its_item, its_unit), *_ = then.owed(unit, item)
        form = FormKey(its_item.id, its_unit.id)
        called = {one.id: one.area for one in then.plan.former}
        catalogue = then.catalogues[its_item.id].of(its_unit.id)
        told = [
            _of(called.get(key.unit_id, ""), event)
            for key in and_formers(then.plan, form)
            for event in (*_supervised(then, ledger, key), *_events(ledger, catalogue, key))
        ]
        names = {its_unit.area, *(called[key.unit_id] for key in and_formers(then.plan, form)[:-1])}
        return sorted([*_amendments(folder, ledger, form, names), *told], key=lambda event: event.day)


def _of(former: str, event: Event) -> Event:
    """An event as it is told, with the name of the unit in whose place another stands now."""
    return replace(event, what=f"（原{former}）{event.what}") if former else event


def _with_form(folder: Folder, ledger: Ledger, unit: str, item: str) -> Folder:
    """The folder with the newest plan by which the form is owed, else with the plan as it is."""
    for then in of_versions(folder, ledger):
        with suppress(WorkspaceError):
            then.owed(unit, item)
            return then
    return folder


def _amendments(folder: Folder, ledger: Ledger, form: FormKey, areas: Collection[str]) -> list[Event]:
    """What each new version of the plan changed for a form's item or unit."""
    return [
        Event(version.since, "", f"方案第{version.number}版起用", tuple(map(str, about)))
        for version, found in amendments(folder, ledger)
        if (about := [one for one in found if one.item_id == form.item_id or (not one.item_id and one.about in areas)])
    ]


def _supervised(folder: Folder, ledger: Ledger, form: FormKey) -> list[Event]:
    """What the office did about a form, or about its unit as a whole."""
    events = []
    for one in supervised(folder.plan, ledger.office_rows(), withdrawn(ledger, date.max)):
        if one.concerns(*form):
            told = (Column.HANDLER, Column.NEXT_ON, Column.OUTCOME)
            details = [f"{column}：{said}" for column in told if (said := one.row.text(column))]
            events.append(Event(one.day, "", f"督办 {one.said}", (*details, f"出处：{one.row.place}")))
    return events


def _events(ledger: Ledger, catalogue: Catalogue, form: FormKey) -> list[Event]:
    issued = [f for key, f in sorted(ledger.issued().items()) if key[:2] == form]
    copies = {f.basis: f for f in issued if f.basis}
    known = versions(ledger)
    events = [
        *(_sent(f, version_on(known, f.issued_on)) for f in issued if not f.basis),
        *_returns(ledger, catalogue, form, copies),
        *_papers(ledger, form),
        *_told(ledger, form),
        *_office(ledger, form),
    ]
    return sorted(events, key=lambda event: event.day)


def _sent(form: Issued, under: PlanVersion | None = None) -> Event:
    what = "退回修改件" if form.basis else "填报表"
    details = (f"按方案{under}",) if under else ()
    return Event(form.issued_on, form.period_id, f"发出{what}（第 {form.version} 版）", details)


def _returns(ledger: Ledger, catalogue: Catalogue, form: FormKey, copies: Mapping[str, Issued]) -> list[Event]:
    """The returns as they were saved, each followed by the correction copy that answered it."""
    submissions = ledger.submissions(form=form)
    ids, steps = [s.id for s in submissions], ledger.period_steps()
    values, findings = ledger.values(ids), ledger.findings(ids)
    events = []
    for s in submissions:
        of_period = [other for other in submissions if other.period_id == s.period_id]
        before = [other for other in of_period if other.accepted and other.order < s.order]
        details = [f"文件：{s.file_name}（原件指纹 {s.sha256[:12]}）"]
        if s.saved_at:
            details.append(f"保存时间：{s.saved_at.astimezone():%Y-%m-%d %H:%M}；登记日期：{s.known_on}")
        if steps.is_supplied(s):
            details.append("补报：收到时本期已经关账，不改变本期已公布的台账、通报和公开版")
        details += [str(f) for f in findings[s.id] if f.severity is not Severity.INFO]
        explained = ((f, words_on_form(catalogue, f, values[s.id])) for f in findings[s.id])
        details += [
            f"{f.cell}：{f.message}填报单位已说明：{words}"
            for f, words in explained
            if words and f.severity is Severity.INFO
        ]
        details += [f"按原意认定：{v.cell} {v.repair}" for v in values[s.id].values() if v.repair]
        if before and s.accepted:
            details += changed(catalogue, values[before[-1].id], values[s.id])
        events.append(Event(s.received_on, s.period_id, _outcome(s, of_period, findings[s.id]), tuple(details)))
        if s.sha256 in copies and not s.accepted:
            events.append(_sent(copies[s.sha256]))
    return events


def _outcome(s: Submission, of_period: Sequence[Submission], findings: Sequence[Finding]) -> str:
    """What became of a return, in words."""
    wrong = sum(f.severity is Severity.ERROR for f in findings)
    said = "收到并接收" if s.accepted else f"收到并退回（{wrong} 处要改正）"
    if s.assigned:
        said += "，人工认领"
    if any(
        other.known_on and s.known_on and other.order > s.order and other.known_on < s.known_on for other in of_period
    ):
        return f"{said}；比以前收到的旧，没有采用"
    if s.accepted and any(other.accepted and other.order > s.order for other in of_period):
        return f"{said}；已被后来的一份代替"
    return said


def changed(catalogue: Catalogue, then: Mapping[str, Value], now: Mapping[str, Value]) -> list[str]:
    """What was changed from one accepted return to the next, cell by cell."""
    lines = []
    for field in catalogue.fields:
        old, new = answer_text(then.get(field.id)), answer_text(now.get(field.id))
        if old != new:
            lines.append(f"改动：{field.label} {old} → {new}")
    return lines


def _papers(ledger: Ledger, form: FormKey) -> list[Event]:
    return [
        Event(e.received_on, e.period_id, f"收到佐证材料：{e.name}", (f"归入依据：{e.how}；指纹 {e.sha256[:12]}",))
        for e in ledger.evidence()
        if (e.item_id, e.unit_id) == form
    ]


def _told(ledger: Ledger, form: FormKey) -> list[Event]:
    return [
        Event(one.known_on, one.period_id, f"填报单位说明（{one.how}）：{one.words}", (f"问的是：{one.message}",))
        for one in ledger.told()
        if one.form == form
    ]


def _office(ledger: Ledger, form: FormKey) -> list[Event]:
    events = []
    for cell in ledger.office():
        if (cell.item_id, cell.unit_id) != form or cell.fate is Fate.SEEN:
            continue
        value = "（清空）" if cell.value is None else as_read(shown(cell.value))
        step = CLOSING.parts(cell.row)
        of_step = f"{step_label(StepKind(step[2]), int(step[3]))}·" if step else ""
        what = f"{of_step}{cell.column}：{value}" + ("" if cell.applied else "（没有采用）")
        details = [f"出处：{cell.where}；{'读取' if cell.sheet else '登记'}日期 {cell.known_on}"]
        against = "不一致" if cell.fate in (Fate.APPLIED, Fate.LOST) else "原因"
        details += [f"{against}：{cell.conflict}"] if cell.conflict else []
        events.append(Event(cell.decided_on or cell.known_on, cell.period_id, what, tuple(details)))
    return events
