"""What people read about a finding: what is wrong, where, and what to do, in plain Chinese.

Knows: fields, rules, wording. Must not know: pandera, files. The code stands at the end of what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.findings import Finding, Severity
from toolkit.kinds import kind_of
from toolkit.kinds.field import Field, shown
from toolkit.kinds.normalise import Problem
from toolkit.plan.model import Rule


def unreadable(field: Field, sheet: str, cell: str, raw: str, problem: Problem) -> Finding:
    """An answer that could not be understood."""
    return Finding(
        code=problem.code, severity=Severity.ERROR, sheet=sheet, cell=cell, field=field.id, found=raw,
        expected=problem.expected or kind_of(field).allowed(field), message=f"“{field.label}”{problem.message}",
        remedy=problem.remedy,
    )  # fmt: skip


def asked_for(field: Field, other: Field, chosen: str, sheet: str, cell: str) -> Finding:
    """A blank that another answer has made necessary."""
    return Finding(
        code="required.when", severity=Severity.ERROR, sheet=sheet, cell=cell, field=field.id,
        expected=kind_of(field).allowed(field), message=f"“{other.label}”选了“{chosen}”，“{field.label}”就要填写。",
        remedy=f"{kind_of(field).when_blank}如果选错了，请改“{other.label}”。",
    )  # fmt: skip


def failed(field: Field, check: str, sheet: str, cell: str, raw: str, explanation: str) -> Finding:
    """An answer that fails a check of its own; ``explanation`` is the word that the county wrote beside it."""
    label, severity = f"“{field.label}”", Severity.ERROR
    match check:
        case "not_nullable":
            code, message, remedy = "required.blank", f"{label}没有填。", kind_of(field).when_blank
        case "minimum":
            code = "range.below"
            message, remedy = f"{label}填的是 {raw}，小于下限 {shown(field.minimum)}。", "请核对后改正。"
        case "maximum":
            code = "range.above"
            message, remedy = f"{label}填的是 {raw}，大于上限 {shown(field.maximum)}。", "请核对后改正。"
        case "soft_minimum" | "soft_maximum":
            below = check == "soft_minimum"
            limit = shown(field.soft_minimum if below else field.soft_maximum)
            code, severity = "range.unusual", Severity.WARNING
            message = f"{label}填的是 {raw}，{'低' if below else '高'}于通常的 {limit}。"
            severity, remedy = _explained(explanation)
        case "max_length":
            code = "text.too_long"
            message = f"{label}写了 {len(raw)} 个字，超过 {field.max_length} 字。"
            remedy = "请精简，详细材料可以另附。"
        case "choices":
            code, message = "choice.unknown", f"{label}填的是“{raw}”，不在可选的范围内。"
            remedy = f"请从列表中选一项：{'、'.join(field.choices)}。"
        case "past":
            code, message = "date.future", f"{label}填的是 {raw}，晚于收到本表的日期。"
            remedy = "请填已经发生的日期。"
        case _:
            raise AssertionError(f"no wording for the check {check!r}")
    return Finding(
        code=code, severity=severity, sheet=sheet, cell=cell, field=field.id, found=raw,
        expected=kind_of(field).allowed(field), message=message, remedy=remedy,
    )  # fmt: skip


SINCE_LAST = ("unconfirmed", "ticked", "falls", "jumps", "retold")


def since_last(field: Field, check: str, sheet: str, cell: str, raw: str, prior: str, explanation: str) -> Finding:
    """An answer that does not go with what was reported in the period before (``prior``, as read)."""
    label, severity = f"“{field.label}”", Severity.ERROR
    match check:
        case "unconfirmed":
            code, message = "same.unconfirmed", f"{label}和上期一样是 {prior}，还没有确认。"
            remedy = "没有变化的，请在“同上期”选“√”；有变化的请改本期值。"
        case "ticked":
            code, message = "same.contradicts", f"{label}选了“同上期”，可是本期填的是 {raw}，上期是 {prior}。"
            remedy = "没有变化的，把本期值改回上期值；有变化的，去掉“√”。"
        case "falls":
            code, message = "period.falls", f"{label}是{field.basis}数，本期填的 {raw} 比上期的 {prior} 少。"
            remedy = "请核对后改正；上期报多了的，请先重报上期的表。"
        case "jumps":
            code, message = "period.jumps", f"{label}本期填的是 {raw}，上期是 {prior}，相差较大。"
            severity, remedy = _explained(explanation)
        case "retold":
            code, severity = "progress.retold", Severity.WARNING
            message, remedy = f"{label}和上期报的一字不差。", "请补充本期做了什么；确实没有新进展的，请写明原因。"
            raw, prior = "", ""
        case _:
            raise AssertionError(f"no wording for the check {check!r}")
    return Finding(
        code=code, severity=severity, sheet=sheet, cell=cell, field=field.id, found=raw, expected=prior,
        message=message, remedy=remedy,
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
        code=f"rule.{rule.id}", severity=severity, sheet=sheet, cell=cell, field=field.id, found=raw,
        expected=rule.text, message=f"{rule.message.rstrip('。')}：{figures}。", remedy=remedy,
    )  # fmt: skip


def _explained(explanation: str) -> tuple[Severity, str]:
    """A warning that the county has explained needs nothing more from it."""
    if explanation:
        return Severity.INFO, f"县（市）已说明：{explanation}"
    return Severity.WARNING, "请核对；确实如此的，请在“说明”栏写明原因。"
