"""Where every item stands after all that counties reported and the office decided; and which decisions cannot stand.

Knows: the state model, accepted values, decisions, pandera. Must not know: sheets, the database. Facts are taken in the
order of their dates, whatever the order in which they became known; of one day, the returns come before the decisions.
A decision that breaks a rule is kept and shown, and moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from toolkit.ledger import CellValue, Evidence, Submission
from toolkit.master.decisions import DECIDED_ON, OPINION, REVIEWER, VERDICT, Decision, FormId
from toolkit.master.status import Reviewed
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.states import SETTLED, VERDICTS, ItemState, allowed

Said = Mapping[int, Mapping[str, CellValue]]
"""Some values of accepted returns, by submission id and field id."""


@dataclass(frozen=True)
class Facts:
    """All that is known of a plan up to one period on one day: returns, some of their values, papers, decisions."""

    submissions: Sequence[Submission]
    said: Said
    evidence: Sequence[Evidence]
    decisions: Mapping[FormId, Sequence[Decision]]


@dataclass
class _Form:
    """One form while its facts are taken in order."""

    item: Item
    unit: Unit
    returns: list[Submission] = field(default_factory=list)
    waiting: list[Decision] = field(default_factory=list)
    state: ItemState = ItemState.UNREPORTED
    taken: tuple[object, ...] = ()
    judged: list[tuple[Decision, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    closed_on: date | None = None
    settled_before: bool = False


def review(plan: Plan, period: Period, facts: Facts, as_of: date) -> dict[FormId, Reviewed]:
    """Where each form stands in ``period`` on ``as_of``."""
    order = {p.id: number for number, p in enumerate(plan.periods)}
    forms = {(i.id, u.id): _Form(i, u) for i, u in plan.obligations()}
    for submission in facts.submissions:
        if submission.form in forms:
            forms[submission.form].returns.append(submission)
    for form_id, made in facts.decisions.items():
        if form_id in forms:
            forms[form_id].waiting = sorted(made, key=lambda d: (d.decided_on or d.known_on, order[d.period_id]))
    for form in forms.values():
        form.returns.sort(key=lambda s: (order.get(s.period_id, -1), s.order))
    while True:
        due = [form for form in forms.values() if form.waiting]
        if not due:
            break
        _judge(plan, facts, due, order[period.id], order)
    for form in forms.values():
        _until(plan, facts, form, None)
    return {
        key: Reviewed(form.state, tuple(form.judged), _lacking(plan, facts, form, None), form.closed_on,
                      form.settled_before)
        for key, form in forms.items()
    }  # fmt: skip


def _judge(plan: Plan, facts: Facts, forms: Sequence[_Form], now: int, order: Mapping[str, int]) -> None:
    """Judge the next decision of each form, all together, and let those that stand take effect."""
    rows = {}
    for number, form in enumerate(forms):
        decision = form.waiting[0]
        until = decision.decided_on or decision.known_on
        _until(plan, facts, form, until)
        verdict = VERDICTS.get(decision.verdict)
        rows[number] = {
            VERDICT: decision.verdict or None,
            REVIEWER: decision.text(REVIEWER).strip() or None,
            DECIDED_ON: decision.decided_on,
            OPINION: decision.text(OPINION).strip() or None,
            "state": form.state,
            "allowed": tuple(v.label for v in allowed(form.item, form.state)),
            "lacking": _lacking(plan, facts, form, until) if verdict and verdict.closing else (),
            "reasoned": bool(verdict and verdict.reasoned),
            "known_on": decision.known_on,
        }
    problems = _problems(pd.DataFrame.from_dict(rows, orient="index").astype(object))
    for number, form in enumerate(forms):
        decision = form.waiting.pop(0)
        found = tuple(_sentence(caption, code, rows[number]) for caption, code in problems.get(number, ()))
        form.judged.append((decision, found))
        if not found and decision.verdict:
            form.state = VERDICTS[decision.verdict].to
            form.closed_on = decision.decided_on if form.state in SETTLED else None
        if form.state is ItemState.CLOSED and decision.text("备案号"):
            form.state = ItemState.FILED
        if order[decision.period_id] < now:
            form.settled_before = form.state in SETTLED
        elif form.state is ItemState.REOPENED:
            form.settled_before = False


def _problems(frame: pd.DataFrame) -> dict[int, list[tuple[str, str]]]:
    """What breaks the rules, by row: (column, code)."""
    try:
        _SCHEMA.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return {}
    found: dict[int, dict[tuple[str, str], None]] = {}
    for column, check, index in zip(cases["column"], cases["check"], cases["index"], strict=True):
        name = str(check)
        where = {"transition": VERDICT, "conditions": VERDICT, "reason": OPINION, "future": DECIDED_ON}.get(name)
        found.setdefault(int(index), {})[where or str(column), name] = None
    return {index: list(of) for index, of in found.items()}


def _rows(frame: pd.DataFrame, holds: Iterable[bool]) -> pd.Series:
    return pd.Series(list(holds), index=frame.index, dtype=bool)


def _check(name: str, test: object) -> pa.Check:
    def holds(frame: pd.DataFrame) -> pd.Series:
        return _rows(frame, (test(row) for _, row in frame.iterrows()))  # type: ignore[operator]

    return pa.Check(holds, name=name, error=name, ignore_na=False)


_SCHEMA = pa.DataFrameSchema(
    {
        VERDICT: pa.Column(object, pa.Check.isin(list(VERDICTS), error="unknown"), nullable=False),
        REVIEWER: pa.Column(object, nullable=False),
        DECIDED_ON: pa.Column(object, nullable=False),
        OPINION: pa.Column(object, nullable=True),
    },
    checks=[
        _check("transition", lambda row: row[VERDICT] not in VERDICTS or row[VERDICT] in row["allowed"]),
        _check("conditions", lambda row: not row["lacking"]),
        _check("reason", lambda row: not row["reasoned"] or row[OPINION] is not None),
        _check("future", lambda row: row[DECIDED_ON] is None or row[DECIDED_ON] <= row["known_on"]),
    ],
)


def _sentence(column: str, check: str, row: Mapping[str, object]) -> tuple[str, str]:
    """(caption, what is wrong and what to do)."""
    labels = "、".join(row["allowed"])  # type: ignore[arg-type]
    verdict, state = row[VERDICT], row["state"]
    match check:
        case "unknown":
            said = f"没有“{verdict}”这个核定结论。请从列表中选：{'、'.join(VERDICTS)}。"
        case "transition":
            now = f"可以选：{labels}。" if labels else "现在还不能核定。"
            said = f"整改状态是“{state}”，不能“{verdict}”。{now}"
        case "conditions":
            said = f"还不能“{verdict}”：缺{'、'.join(row['lacking'])}。补齐以后再核定。"  # type: ignore[arg-type]
        case "reason":
            said = f"“{verdict}”要在“核定意见”写明理由。请补填。"
        case "future":
            said = f"核定日期 {row[DECIDED_ON]} 晚于读取台账的日期。请核对。"
        case _:
            said = f"“{column}”没有填{'，或者不是日期' if column == DECIDED_ON else ''}。请补填。"
    return column, said


def _until(plan: Plan, facts: Facts, form: _Form, day: date | None) -> None:
    """Take in the newest return accepted up to and including a day (None: to the end), if it is newer than the last."""
    known = [s for s in form.returns if s.accepted and (day is None or s.received_on <= day)]
    if not known:
        return
    newest = known[-1]
    place = (form.returns.index(newest), *newest.order)
    if place > form.taken:
        form.taken = place
        if form.state not in SETTLED:
            form.state = _reported(plan, facts.said.get(newest.id, {}), form.state)


def _reported(plan: Plan, said: Mapping[str, CellValue], before: ItemState) -> ItemState:
    """The state that a county's accepted return leads to."""
    ids = {choice.label: choice.id for choice in plan.choices}
    explained = said.get("explanation_check")
    if explained is not None:
        rejected = ids.get(str(explained)) == "rejected" or before is ItemState.REJECTED
        return ItemState.REJECTED if rejected else ItemState.EXPLAINED
    if said.get("overall_closure") is True:
        return ItemState.CLOSURE_REQUESTED
    return {
        "not_started": ItemState.NOT_STARTED,
        "in_progress": ItemState.IN_PROGRESS,
        "basically_completed": ItemState.BASICALLY_COMPLETED,
        "completed_claimed": ItemState.COMPLETED,
        "stage_completed_ongoing": ItemState.STAGE_COMPLETED,
    }.get(ids.get(str(said.get("overall_status")), ""), before)


def _lacking(plan: Plan, facts: Facts, form: _Form, day: date | None) -> tuple[str, ...]:
    """What 销号 still asks for (register: ``states.guards``), as things stood on a day (None: now)."""
    settings = plan.settings
    returns = [s for s in form.returns if day is None or s.received_on <= day]
    accepted = [s for s in returns if s.accepted]
    if not accepted:
        return ("已接收的填报表",)
    lacking = []
    said = facts.said.get(accepted[-1].id, {})
    if not returns[-1].accepted:
        lacking.append("改正退回的填报表")
    papers = any(
        (e.item_id, e.unit_id) == (form.item.id, form.unit.id) and (day is None or e.received_on <= day)
        for e in facts.evidence
    )
    told = any(name.endswith("_evidence") and value for name, value in said.items())
    if settings.closure_evidence and not (papers or told):
        lacking.append("佐证材料")
    if settings.closure_signed and said.get("signoff_leader_signed") is not True:
        lacking.append("主要领导签字")
    if form.item.id in settings.disclosed_items:
        lacking += _undisclosed(plan, facts, form.unit, day)
    return tuple(lacking)


def _undisclosed(plan: Plan, facts: Facts, unit: Unit, day: date | None) -> list[str]:
    """The disclosures that a unit has not reported; their dates stand on the form that collects them."""
    lacking = []
    for name in plan.settings.disclosures:
        indicator = plan.indicator[name]
        dated = any(
            s.accepted and s.form == (indicator.item_id, unit.id) and facts.said.get(s.id, {}).get(name) is not None
            for s in facts.submissions
            if day is None or s.received_on <= day
        )
        if not dated:
            lacking.append(indicator.name)
    return lacking


def asked_of(plan: Plan) -> tuple[str, ...]:
    """The fields whose values the review needs of every accepted return, as `Ledger.values` takes them."""
    return ("overall_status", "overall_closure", "explanation_check", "signoff_leader_signed", "%_evidence",
            *plan.settings.disclosures)  # fmt: skip
