"""What units explained before, looked up for questions that would be asked again.

Knows: where explanations are kept, which of them count for a return. Must not know: how a question arises. What was
recorded of a return stays as it was found; what has been explained is told from the facts whenever somebody looks, so
the order in which they came makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.acts.reasked import Reasked, reasked
from toolkit.acts.succeeding import counts_for
from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue, catalogues
from toolkit.ledger import Ledger, PeriodSteps, Submission, Told
from toolkit.plan.model import FormKey, Plan
from toolkit.standing.explained import Explained, Question, asked_about, on_form, settled


@dataclass(frozen=True, slots=True)
class _Given:
    """An explanation, and the return on which it stands, or about which it was given (the newest of its form then)."""

    explained: Explained
    source: Submission | None
    on_form: bool


def with_explanations(
    plan: Plan,
    ledger: Ledger,
    submissions: Iterable[Submission],
    findings: Mapping[int, tuple[Finding, ...]],
    as_of: date,
) -> dict[int, tuple[Finding, ...]]:
    """The findings of some returns as of a day, in which what has been explained asks for nothing more.

    What a unit that is no more has explained counts where its returns do. An explanation of what an amended plan asks
    otherwise says nothing of a return that came after that, and 补报 nothing of what its period was closed with.
    """
    found = dict(findings)
    asking = [s for s in submissions if any(one.severity is Severity.WARNING for one in found.get(s.id, ()))]
    if not asking:
        return found
    catalogue_of, values = catalogues(plan), ledger.values(s.id for s in asking)
    changed, steps = reasked(ledger, as_of), ledger.period_steps()
    every, form_of = _returns(plan, ledger, asking, as_of)
    given = _on_forms(plan, catalogue_of, ledger, [s for s in every if s.accepted], form_of)
    for form, of in _told(ledger, every, form_of, as_of).items():
        given.setdefault(form, []).extend(of)
    for s in asking:
        if s.item_id not in catalogue_of:
            continue
        catalogue = catalogue_of[s.item_id].of(s.unit_id)
        before = [one for one in given.get(form_of(s), ()) if not _after_closing(steps, one, s, as_of)]
        known = [one.explained for one in before if _same_question(one, s, catalogue, changed)]
        found[s.id] = settled(catalogue, found[s.id], values[s.id], known)
    return found


def _after_closing(steps: PeriodSteps, one: _Given, s: Submission, as_of: date) -> bool:
    """Whether an explanation stands on a form that says nothing of a return: one after it, or 补报 of its period."""
    if one.source is None or not one.on_form:
        return False
    late = one.source.period_id == s.period_id and steps.is_supplied(one.source, as_of)
    return one.source.order >= s.order or (late and not steps.is_supplied(s, as_of))


def _same_question(one: _Given, s: Submission, catalogue: Catalogue, changed: Sequence[Reasked]) -> bool:
    """Whether what was explained was asked in the words in which a return was asked."""
    question, about = one.explained.question, one.source
    names = {*asked_about(catalogue, question.code, question.field)}
    return about is None or not any(
        of.item_id == s.item_id and about.id <= of.until < s.id and names & of.gone for of in changed
    )


def _returns(
    plan: Plan, ledger: Ledger, asking: Sequence[Submission], as_of: date
) -> tuple[list[Submission], Callable[[Submission | Told], FormKey]]:
    """What came for the same forms and was known on a day, oldest first; and for which form a return or word counts."""
    steps = ledger.period_steps()
    if not plan.former:
        every, now = ledger.submissions(units={s.unit_id for s in asking}), dict[FormKey, FormKey]()
    else:
        every, now = ledger.submissions(), counts_for(plan, ledger, as_of)
    then = {s.id: s.form for s in every}

    def form_of(one: Submission | Told) -> FormKey:
        # A return may be told under the unit that stands there now.
        form = then.get(one.id, one.form) if isinstance(one, Submission) else one.form
        return now.get(form, form)

    forms = {form_of(s) for s in asking}
    return [s for s in every if form_of(s) in forms and steps.known_on(s) <= as_of], form_of


def _told(
    ledger: Ledger, every: Sequence[Submission], form_of: Callable[[Submission | Told], FormKey], as_of: date
) -> dict[FormKey, list[_Given]]:
    """What was explained otherwise than on a form, by form."""
    found: dict[FormKey, list[_Given]] = {}
    for one in ledger.told(as_of):
        said = Explained(Question(one.code, one.field, one.said), one.words, f"{one.how}，{chinese_date(one.known_on)}")
        came = [s for s in every if (form_of(s), s.period_id) == (form_of(one), one.period_id)]
        came = [s for s in came if (s.known_on or s.received_on) <= one.known_on]
        about = max(came, key=lambda s: s.id, default=None)
        found.setdefault(form_of(one), []).append(_Given(said, about, on_form=False))
    return found


def _on_forms(
    plan: Plan,
    catalogue_of: Mapping[str, Catalogue],
    ledger: Ledger,
    accepted: Sequence[Submission],
    form_of: Callable[[Submission | Told], FormKey],
) -> dict[FormKey, list[_Given]]:
    """What accepted returns explained themselves, by form, oldest first."""
    findings = ledger.findings(s.id for s in accepted)
    accepted = [s for s in accepted if any(one.severity is Severity.INFO for one in findings[s.id])]
    values = ledger.values(s.id for s in accepted)
    found: dict[FormKey, list[_Given]] = {}
    for s in accepted:
        if s.item_id in catalogue_of and s.period_id in plan.period:
            source = f"{plan.period[s.period_id].name}的表"
            catalogue = catalogue_of[s.item_id].of(s.unit_id)
            of = found.setdefault(form_of(s), [])
            of += [_Given(one, s, on_form=True) for one in on_form(catalogue, findings[s.id], values[s.id], source)]
    return found


def answered_in(plan: Plan, ledger: Ledger, numbers: Collection[int], as_of: date) -> dict[int, frozenset[str]]:
    """Of some returns, by id, the answers about which something was asked that has been explained, by field id."""
    findings = {number: of for number, of in ledger.findings(numbers).items() if of}
    returns = [s for s in ledger.submissions() if s.id in findings] if findings else []
    found, values = with_explanations(plan, ledger, returns, findings, as_of), ledger.values(findings)
    catalogue_of, changed = (catalogues(plan), reasked(ledger, as_of)) if returns else ({}, [])
    answered = {}
    for s in returns:
        if s.item_id in catalogue_of:
            catalogue = catalogue_of[s.item_id].of(s.unit_id)
            asked = {one for one in findings[s.id] if one.severity is Severity.WARNING}
            named = {one.question.field for one in on_form(catalogue, findings[s.id], values[s.id], "")}
            named |= {
                old.field for old, new in zip(findings[s.id], found[s.id], strict=True) if old in asked and old != new
            }
            gone = {name for of in changed if of.item_id == s.item_id and s.id <= of.until for name in of.gone}
            answered[s.id] = frozenset(named - gone - {one.field for one in found[s.id] if one in asked})
    return answered
