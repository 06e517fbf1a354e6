"""What people read about a finding: what is wrong, where, and what to do, in plain Chinese.

Knows: how a finding is put together. Must not know: pandera, files, the sentences of any check. The code stands at the
end of what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.codes import rule_code
from toolkit.base.findings import Finding, Severity
from toolkit.base.placeholders import says_nothing
from toolkit.check.one import ASKED, Case, Check
from toolkit.kinds.field import Field
from toolkit.kinds.registry import kind_of
from toolkit.kinds.values import Problem
from toolkit.plan.options import Rule


def unreadable(field: Field, sheet: str, cell: str, raw: str, problem: Problem) -> Finding:
    """An answer that could not be understood."""
    return Finding(
        code=problem.code, severity=problem.severity, sheet=sheet, cell=cell, field=field.id, found=raw,
        expected=problem.expected or kind_of(field).allowed(field), message=f"“{field.label}”{problem.message}",
        remedy=problem.remedy,
    )  # fmt: skip


def failed(check: Check, case: Case, sheet: str, cell: str, explanation: str) -> Finding:
    """An answer that fails a check; ``explanation`` is the word that the unit wrote beside it."""
    said, severity = check.said(case), check.severity
    remedy = said.remedy
    if severity is Severity.WARNING and case.field.explained_by:
        severity, remedy = _explained(explanation)
    return Finding(
        code=check.code, severity=severity, sheet=sheet, cell=cell, field=case.field.id,
        found=case.raw if said.found is None else said.found,
        expected=kind_of(case.field).allowed(case.field) if said.expected is None else said.expected,
        message=said.message, remedy=remedy,
    )  # fmt: skip


def rule_failed(
    rule: Rule,
    field: Field,
    sheet: str,
    cell: str,
    raw: str,
    operands: Sequence[tuple[str, str, str]],
    explanation: str,
) -> Finding:
    """A rule that does not hold; ``operands`` are (label, cell, what it says) of everything it compares."""
    severity, remedy = (
        rule.severity,
        "请核对这几个数，改正不对的一个。" if len(operands) > 1 else "请核对后改正。",
    )
    if severity is Severity.WARNING:
        severity, remedy = _explained(explanation) if field.explained_by else (severity, "请核对。")
    elif severity is Severity.INFO:
        remedy = "仅供参考，不用处理。"
    figures = "，".join(f"{where}“{label}”为 {said or '空'}" for label, where, said in operands)
    return Finding(
        code=rule_code(rule.id), severity=severity, sheet=sheet, cell=cell, field=field.id, found=raw,
        expected=rule.text, message=f"{rule.message.rstrip('。')}：{figures}。", remedy=remedy,
    )  # fmt: skip


def _explained(explanation: str) -> tuple[Severity, str]:
    """A warning that the unit has explained needs nothing more from it."""
    if explanation and not says_nothing(explanation):
        return Severity.INFO, f"填报单位已说明：{explanation}"
    return Severity.WARNING, ASKED
