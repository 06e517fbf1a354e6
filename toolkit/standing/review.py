"""Where every item stands after all that units reported and the office decided; and which decisions cannot stand.

Knows: the state model, accepted answers, decisions. Must not know: sheets, the database. Facts are taken in the
order of their dates, whatever the order in which they became known; of one day, the returns come before the decisions.
A decision that breaks a rule is kept and shown, and moves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from toolkit.base.captions import Column
from toolkit.ledger import CellValue, Evidence, Submission, Telling
from toolkit.plan.model import FormKey, Item, Period, Plan, Unit
from toolkit.plan.options import Signing
from toolkit.plan.states import SETTLED, VERDICTS, ItemState, allowed
from toolkit.standing.closing import Closing, must_ask, waited_for
from toolkit.standing.decisions import Decision, Judged, Objection
from toolkit.standing.papers import is_signed_page, signs
from toolkit.standing.status import Reviewed

Answers = Mapping[int, Mapping[str, CellValue]]
"""Some answers of accepted returns, by submission id and field id."""


@dataclass(frozen=True)
class Facts:
    """All that is known of a plan up to one period on one day: returns, some of their answers, papers, decisions.

    ``closings`` says how far each form is on the steps of 销号, where the plan has any.
    """

    submissions: Sequence[Submission]
    answers: Answers
    evidence: Sequence[Evidence]
    decisions: Mapping[FormKey, Sequence[Decision]]
    closings: Mapping[FormKey, Closing] = field(default_factory=dict)

    @cached_property
    def papers(self) -> dict[FormKey, list[Evidence]]:
        """The papers of each form."""
        found: dict[FormKey, list[Evidence]] = {}
        for paper in self.evidence:
            found.setdefault(FormKey(paper.item_id, paper.unit_id), []).append(paper)
        return found

    @cached_property
    def accepted(self) -> dict[FormKey, list[Submission]]:
        """The accepted returns of each form."""
        found: dict[FormKey, list[Submission]] = {}
        for submission in self.submissions:
            if submission.accepted:
                found.setdefault(submission.form, []).append(submission)
        return found


@dataclass
class _Form:
    """One form while its facts are taken in order."""

    item: Item
    unit: Unit
    returns: list[Submission] = field(default_factory=list)
    waiting: list[Decision] = field(default_factory=list)
    state: ItemState = ItemState.UNREPORTED
    decided: ItemState = ItemState.UNREPORTED  # what the last decision that stands led to
    taken: tuple[object, ...] = ()
    judged: list[Judged] = field(default_factory=list)
    closed_on: date | None = None
    settled_before: bool = False


def review(plan: Plan, period: Period, facts: Facts, as_of: date) -> dict[FormKey, Reviewed]:
    """Where each form stands in ``period`` on ``as_of``."""
    order = {p.id: number for number, p in enumerate(plan.periods)}
    forms = {FormKey(i.id, u.id): _Form(i, u) for i, u in plan.obligations()}
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
                      form.settled_before, _closing(facts, key, form.state))
        for key, form in forms.items()
    }  # fmt: skip


def _closing(facts: Facts, key: FormKey, state: ItemState) -> str:
    """How far 销号 is, in words, where it has begun; "" where there are no steps."""
    chain = facts.closings.get(key)
    if chain is None or not waited_for(chain, state):
        return ""
    return chain.words or "销号各环节已办完"


def _judge(plan: Plan, facts: Facts, forms: Sequence[_Form], now: int, order: Mapping[str, int]) -> None:
    """Judge the next decision of each form, all together, and let those that stand take effect."""
    rows = {}
    for number, form in enumerate(forms):
        decision = form.waiting[0]
        until = decision.decided_on or decision.known_on
        _until(plan, facts, form, until)
        verdict = VERDICTS.get(decision.verdict)
        rows[number] = {
            Column.VERDICT: decision.verdict or None,
            Column.REVIEWER: decision.text(Column.REVIEWER).strip() or None,
            Column.DECIDED_ON: decision.decided_on,
            Column.OPINION: decision.text(Column.OPINION).strip() or None,
            "state": form.state.value,
            "allowed": tuple(v.label for v in allowed(form.item, form.state, asked=must_ask(plan, form.item))),
            "lacking": _lacking(plan, facts, form, until) if verdict and verdict.closing else (),
            "reasoned": bool(verdict and verdict.reasoned),
            "known_on": decision.known_on,
        }
    from toolkit.check.decisions import problems  # pandas is only loaded where something has been decided

    wrong = problems(rows)
    for number, form in enumerate(forms):
        decision = form.waiting.pop(0)
        judged = Judged(decision, tuple(Objection(*one) for one in wrong.get(number, ())))
        form.judged.append(judged)
        if judged.stands and decision.verdict:
            form.state = form.decided = VERDICTS[decision.verdict].to
            form.closed_on = decision.decided_on if form.state in SETTLED else None
        if form.state is ItemState.CLOSED and decision.text(Column.FILING_NO):
            form.state = ItemState.FILED
        if order[decision.period_id] < now:
            form.settled_before = form.state in SETTLED
        elif form.state is ItemState.REOPENED:
            form.settled_before = False


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
            form.state = _reported(plan, facts.answers.get(newest.id, {}), form.decided)


def _reported(plan: Plan, answers: Mapping[str, CellValue], before: ItemState) -> ItemState:
    """The state that a unit's accepted return leads to after what was decided ``before``."""
    ids = {choice.label: choice.id for choice in plan.choices}
    explained = answers.get("explanation_check")
    if explained is not None:
        rejected = ids.get(str(explained)) == "rejected" or before is ItemState.REJECTED
        return ItemState.REJECTED if rejected else ItemState.EXPLAINED
    if answers.get("overall_closure") is True:
        return ItemState.CLOSURE_REQUESTED
    return {
        "not_started": ItemState.NOT_STARTED,
        "in_progress": ItemState.IN_PROGRESS,
        "basically_completed": ItemState.BASICALLY_COMPLETED,
        "completed_claimed": ItemState.COMPLETED,
        "stage_completed_ongoing": ItemState.STAGE_COMPLETED,
    }.get(ids.get(str(answers.get("overall_status")), ""), before)


def _lacking(plan: Plan, facts: Facts, form: _Form, day: date | None) -> tuple[str, ...]:
    """What 销号 still asks for (register: ``states.guards``), as things stood on a day (None: now)."""
    settings = plan.settings
    returns = [s for s in form.returns if day is None or s.received_on <= day]
    accepted = [s for s in returns if s.accepted]
    if not accepted:
        return ("已接收的填报表",)
    lacking = []
    answers = facts.answers.get(accepted[-1].id, {})
    if not returns[-1].accepted:
        lacking.append("改正退回的填报表")
    its = [e for item in (form.item.id, "") for e in facts.papers.get(FormKey(item, form.unit.id), ())]
    known = [e for e in its if day is None or e.received_on <= day]
    papers = any(e.item_id and not is_signed_page(e) for e in known)
    told = any(name.endswith("_evidence") and value for name, value in answers.items())
    if settings.closure_evidence and not (papers or told):
        lacking.append(Column.EVIDENCE)
    by_page = signs((e for e in known if e.period_id == accepted[-1].period_id), form.item.id, form.unit.id)
    asked = settings.signing is Signing.ASKED
    if settings.closure_signed and not (answers.get("signoff_leader_signed") is True if asked else by_page):
        lacking.append("主要领导签字")
    if form.item.id in settings.disclosed_items:
        lacking += _undisclosed(plan, facts, form.unit, day)
    chain = facts.closings.get(FormKey(form.item.id, form.unit.id))
    return (*lacking, *chain.missing(day)) if chain is not None else tuple(lacking)


def _undisclosed(plan: Plan, facts: Facts, unit: Unit, day: date | None) -> list[str]:
    """The disclosures that a unit has not reported; their dates stand on the form that collects them."""
    lacking = []
    for name in plan.settings.disclosures:
        indicator = plan.indicator[name]
        dated = any(
            facts.answers.get(s.id, {}).get(name) is not None
            for s in facts.accepted.get(FormKey(indicator.item_id, unit.id), ())
            if day is None or s.received_on <= day
        )
        if not dated:
            lacking.append(indicator.name)
    return lacking


def whole_of(plan: Plan, decided: Collection[FormKey]) -> set[FormKey]:
    """The forms of which every return counts: the order of returns and decisions tells where they stand."""
    disclosing = {telling.item_id for telling in telling_of(plan)}
    units = {form.unit_id for form in decided if form.item_id in plan.settings.disclosed_items}
    return {*decided, *(FormKey(item_id, unit_id) for item_id in disclosing for unit_id in units)}


def telling_of(plan: Plan) -> list[Telling]:
    """The fields of one form that others need, in whatever period they were filled in."""
    needed = plan.settings.disclosures if plan.item.keys() & {*plan.settings.disclosed_items} else ()
    return [Telling(plan.indicator[name].item_id, name) for name in needed]


def asked_of(plan: Plan) -> tuple[str, ...]:
    """The fields whose values the review needs of every accepted return, as `Ledger.values` takes them."""
    return ("overall_status", "overall_closure", "explanation_check", "signoff_leader_signed", "%_evidence",
            *plan.settings.disclosures)  # fmt: skip
