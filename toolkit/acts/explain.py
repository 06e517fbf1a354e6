"""Explanations of units: taking one down that came by mail or telephone, and looking up what was explained before.

Knows: the order of the steps, where explanations are kept. Must not know: how a question arises. What was recorded of a
return stays as it was found; what has been explained is told from the facts whenever somebody looks, so the order in
which they came makes no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from toolkit.acts.plan_versions import note_plan
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.base.placeholders import says_nothing
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue, catalogues
from toolkit.folder import Folder
from toolkit.ledger import Ledger, Submission, Told, said_anew
from toolkit.plan.model import FormKey, Plan
from toolkit.standing.explained import Explained, Question, on_form, question_of, settled


def explain(  # noqa: PLR0913 - what tells a question, and what was said to it
    folder: Folder, words: str, *, unit: str, item: str, at: str = "", how: str, period: str | None = None, as_of: date
) -> Told:
    """Take down what a unit said (``how`` it came: 来信, 来电) to a question about its newest return of a period.

    ``at`` is the cell or the name of the answer in question, which may be left out where one question is open. Raises
    `WorkspaceError` where there is no return, no such question, or more than one, and where the words say nothing.
    """
    chosen = folder.period(period)
    (its_item, its_unit), *_ = folder.owed(unit, item)
    form = FormKey(its_item.id, its_unit.id)
    if not words.strip() or says_nothing(words.strip()):
        raise WorkspaceError("说明不能只有符号，也不能只写“无”“见附件”之类。请写明原因。")
    with folder.locked("登记说明"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of, present=True)
        came = said_anew(ledger.submissions(chosen.id, form=form))
        about = f"{its_unit.area}{chosen.name}的 {its_item.code}"
        if not came:
            raise WorkspaceError(f"{about}还没有收到填报表，没有要说明的。")
        newest, catalogue = came[-1], folder.catalogues[its_item.id].of(its_unit.id)
        found = with_explanations(folder.plan, ledger, [newest], ledger.findings([newest.id]), as_of)[newest.id]
        asked = [one for one in found if one.severity is Severity.WARNING]
        meant = _asked_at(catalogue, asked, at, about)
        question = question_of(catalogue, meant, ledger.values([newest.id])[newest.id])
        told = Told(
            *form, chosen.id, question.code, question.field, question.said, meant.message, words.strip(), how, as_of
        )
        ledger.record_told(told, as_of)
    return told


def _asked_at(catalogue: Catalogue, asked: Sequence[Finding], at: str, about: str) -> Finding:
    """The question that is meant."""

    def names(one: Finding) -> tuple[str, ...]:
        field = catalogue.field.get(one.field)
        return (one.cell, one.field, *((field.label, field.caption) if field else ()))

    meant = [one for one in asked if not at or at in names(one) or at.upper() == one.cell]
    if len(meant) == 1:
        return meant[0]
    if not asked:
        raise WorkspaceError(f"{about}没有等着说明的提醒。")
    listed = "；".join(f"{one.cell or '整份表'} {one.message}" for one in meant or asked)
    missing = "" if meant else f"没有“{at}”这一处。"
    raise WorkspaceError(f"{missing}{about}等着说明的有：{listed}请用 --at 写明是哪一格。")


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
