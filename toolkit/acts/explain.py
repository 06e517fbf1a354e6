"""The act of taking down what a unit said to a question by mail or telephone.

Knows: the order of the steps. Must not know: how a question arises, what becomes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.acts.explained import with_explanations
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.succeeding import returns_of
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.base.placeholders import says_nothing
from toolkit.catalogue import Catalogue
from toolkit.folder import Folder
from toolkit.ledger import Told, said_anew
from toolkit.plan.model import FormKey
from toolkit.standing.explained import question_of


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
        came = said_anew(s for s in returns_of(folder.plan, ledger, [chosen])[chosen.id] if s.form == form)
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
