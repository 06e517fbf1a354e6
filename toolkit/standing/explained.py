"""Questions that a unit has answered already: the same question about the same value is not asked again; pure.

Knows: findings, explanations. Must not know: where an explanation came from, the ledger's tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.base.codes import rule_code
from toolkit.base.findings import Finding, Severity
from toolkit.base.placeholders import says_nothing
from toolkit.catalogue import Catalogue
from toolkit.kinds.values import as_read
from toolkit.ledger import Value


@dataclass(frozen=True, slots=True)
class Question:
    """What makes two questions the same: the check, the answer that it asks about, what is said there.

    ``said`` are the values, as they are read, of every answer that the check compares.
    """

    code: str
    field: str
    said: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer to a question: in the unit's words, and where they come from ("2021年1月的表")."""

    question: Question
    words: str
    source: str


def asked_about(catalogue: Catalogue, code: str, field: str) -> Sequence[str]:
    """The answers that a check at a field compares, by field id."""
    rule = next((rule for rule in catalogue.rules if rule_code(rule.rule.id) == code), None)
    return rule.expression.names if rule is not None else (field,)


def question_of(catalogue: Catalogue, finding: Finding, values: Mapping[str, Value]) -> Question:
    """What a finding asks of a return with these values."""
    names = asked_about(catalogue, finding.code, finding.field)
    said = [as_read(values[name].value) if name in values else finding.found for name in names]
    return Question(finding.code, finding.field, "；".join(said))


def words_on_form(catalogue: Catalogue, finding: Finding, values: Mapping[str, Value]) -> str:
    """What a unit wrote on its form to explain what a finding says; "" for nothing."""
    field = catalogue.field.get(finding.field)
    said = values.get(field.explained_by) if field is not None and field.explained_by else None
    words = str(said.value or "").strip() if said is not None else ""
    return "" if says_nothing(words) else words


def on_form(
    catalogue: Catalogue, findings: Iterable[Finding], values: Mapping[str, Value], source: str
) -> list[Explained]:
    """The questions that a form answers itself."""
    return [
        Explained(question_of(catalogue, one, values), words, source)
        for one in findings
        if one.severity is Severity.INFO and (words := words_on_form(catalogue, one, values))
    ]


def settled(
    catalogue: Catalogue, findings: Sequence[Finding], values: Mapping[str, Value], known: Iterable[Explained]
) -> tuple[Finding, ...]:
    """The findings of a form; what has been explained asks for nothing more, and says what was explained."""
    answers = {one.question: one for one in known}
    return tuple(
        replace(one, severity=Severity.INFO, remedy=f"填报单位已说明（{said.source}）：{said.words}")
        if one.severity is Severity.WARNING and (said := answers.get(question_of(catalogue, one, values))) is not None
        else one
        for one in findings
    )
