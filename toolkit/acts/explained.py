"""What units explained before, looked up for questions that would be asked again.

Knows: where explanations are kept, which of them count for a return. Must not know: how a question arises. What was
recorded of a return stays as it was found; what has been explained is told from the facts whenever somebody looks, so
the order in which they came makes no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue, catalogues
from toolkit.ledger import Ledger, Submission
from toolkit.plan.model import FormKey, Plan
from toolkit.standing.explained import Explained, Question, on_form, settled


def with_explanations(
    plan: Plan,
    ledger: Ledger,
    submissions: Iterable[Submission],
    findings: Mapping[int, tuple[Finding, ...]],
    as_of: date,
) -> dict[int, tuple[Finding, ...]]:
    """The findings of some returns as of a day, in which what has been explained asks for nothing more."""
    found = dict(findings)
    asking = [s for s in submissions if any(one.severity is Severity.WARNING for one in found.get(s.id, ()))]
    if not asking:
        return found
    told: dict[FormKey, list[Explained]] = {}
    for one in ledger.told(as_of):
        question = Question(one.code, one.field, one.said)
        told.setdefault(one.form, []).append(Explained(question, one.words, f"{one.how}，{chinese_date(one.known_on)}"))
    catalogue_of, values = catalogues(plan), ledger.values(s.id for s in asking)
    before = _on_forms(plan, catalogue_of, ledger, asking, as_of)
    for s in asking:
        if s.item_id in catalogue_of:
            known = [one for other, of in before.get(s.form, ()) if other.order < s.order for one in of]
            catalogue = catalogue_of[s.item_id].of(s.unit_id)
            found[s.id] = settled(catalogue, found[s.id], values[s.id], (*known, *told.get(s.form, ())))
    return found


def _on_forms(
    plan: Plan, catalogue_of: Mapping[str, Catalogue], ledger: Ledger, asking: Sequence[Submission], as_of: date
) -> dict[FormKey, list[tuple[Submission, list[Explained]]]]:
    """What accepted returns of the same forms explained themselves, by form, oldest first."""
    forms = {s.form for s in asking}
    every = ledger.submissions(units={s.unit_id for s in asking})
    accepted = [s for s in every if s.accepted and s.form in forms and (s.known_on or s.received_on) <= as_of]
    findings = ledger.findings(s.id for s in accepted)
    accepted = [s for s in accepted if any(one.severity is Severity.INFO for one in findings[s.id])]
    values = ledger.values(s.id for s in accepted)
    found: dict[FormKey, list[tuple[Submission, list[Explained]]]] = {}
    for s in accepted:
        if s.item_id in catalogue_of and s.period_id in plan.period:
            source = f"{plan.period[s.period_id].name}的表"
            catalogue = catalogue_of[s.item_id].of(s.unit_id)
            found.setdefault(s.form, []).append((s, on_form(catalogue, findings[s.id], values[s.id], source)))
    return found


def answered_in(plan: Plan, ledger: Ledger, numbers: Collection[int], as_of: date) -> dict[int, frozenset[str]]:
    """Of some returns, by id, the answers about which something was asked that has been explained, by field id."""
    findings = {number: of for number, of in ledger.findings(numbers).items() if of}
    returns = [s for s in ledger.submissions() if s.id in findings] if findings else []
    found, values = with_explanations(plan, ledger, returns, findings, as_of), ledger.values(findings)
    catalogue_of = catalogues(plan) if returns else {}
    answered = {}
    for s in returns:
        if s.item_id in catalogue_of:
            catalogue = catalogue_of[s.item_id].of(s.unit_id)
            asked = {one for one in findings[s.id] if one.severity is Severity.WARNING}
            named = {one.question.field for one in on_form(catalogue, findings[s.id], values[s.id], "")}
            named |= {
                old.field for old, new in zip(findings[s.id], found[s.id], strict=True) if old in asked and old != new
            }
            answered[s.id] = frozenset(named - {one.field for one in found[s.id] if one in asked})
    return answered
