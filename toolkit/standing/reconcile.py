"""Rules that reach over several forms of a unit, or over all units, checked on what was accepted.

Knows: accepted values, the rule language. Must not know: sheets. A total with missing counties is not compared: it
says who is missing instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from toolkit.catalogue import FormRule, wider_rules
from toolkit.ledger import Submission, Value
from toolkit.plan.model import FormKey, RuleScope, Unit
from toolkit.plan.targets import Verdict, evaluate
from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Operand:
    """One figure that a rule compares: whose, what it says, and where it was read."""

    label: str
    value: Value
    submission: Submission


@dataclass(frozen=True)
class Reconciled:
    """What a wider rule comes to: for one unit, or (``unit`` None) for the prefecture.

    ``operands`` are the figures there are, ``missing`` the units that owe one and have none accepted.
    """

    rule: FormRule
    unit: Unit | None
    verdict: Verdict
    operands: tuple[Operand, ...]
    missing: tuple[Unit, ...]


def reconcile(snapshot: Snapshot) -> list[Reconciled]:
    """Every wider rule of the plan on the accepted values: prefecture rules first, then unit by unit."""
    results = []
    for rule in wider_rules(snapshot.plan):
        operands = {unit.id: _operands(snapshot, rule, unit) for unit in snapshot.plan.units}
        if rule.expression.scope is RuleScope.PREFECTURE:
            results.append(_prefecture(snapshot, rule, operands))
        else:
            results += _by_unit(snapshot, rule, operands)
    return sorted(results, key=lambda result: result.unit is not None)


def reason(result: Reconciled) -> str:
    """Why a rule stands as it does, in words: the figures that do not fit and where they stand, or who is missing."""
    if result.missing and result.unit is None:
        so_far = f"（目前{_totals(result)}）" if result.operands else ""
        return f"缺 {'、'.join(unit.area for unit in result.missing)}，报齐后再核对{so_far}"
    if result.missing:
        return "要用的表有未报或者未接收的，报齐后再核对"
    if result.verdict is Verdict.NOT_CHECKED:
        return "数字为空或者除数为 0，不能核对"
    if result.verdict is Verdict.PASSED:
        return ""
    if result.unit is None:
        return _totals(result)
    return "；".join(f"{o.label} {o.value.raw}（{o.submission.file_name} {o.value.cell}）" for o in result.operands)


def contradictions(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The figures of one unit's forms that do not go together: (unit id, what and where), both forms named."""
    found = []
    for result in reconcile(snapshot):
        if result.unit is not None and result.verdict is Verdict.FAILED:
            plan = snapshot.plan
            places = "；".join(
                f"{plan.item[o.submission.item_id].code}表 {o.value.cell}“{o.label}”为 {o.value.raw}"
                for o in result.operands
            )
            found.append((result.unit.id, f"{result.rule.rule.message.rstrip('。')}：{places}。"))
    return found


def _totals(result: Reconciled) -> str:
    """What the figures of a prefecture's rule come to, by label."""
    numbers: dict[str, list[float]] = {}
    for operand in result.operands:
        if isinstance(operand.value.value, int | float):
            numbers.setdefault(operand.label, []).append(operand.value.value)
    return "；".join(f"{label}合计 {math.fsum(of_label):.15g}" for label, of_label in numbers.items())


def _operands(snapshot: Snapshot, rule: FormRule, unit: Unit) -> dict[str, Operand | None]:
    """The rule's figures of one unit; None where the unit owes the figure and nothing was accepted."""
    found: dict[str, Operand | None] = {}
    for name in rule.expression.names:
        indicator = snapshot.plan.indicator[name]
        standing = snapshot.standing.get(FormKey(indicator.item_id, unit.id))
        if standing is None:
            continue
        value = snapshot.accepted_values(standing).get(name)
        if standing.accepted is None or value is None or value.value is None:
            found[name] = None
        else:
            found[name] = Operand(indicator.name, value, standing.accepted)
    return found


def _frame(names: tuple[str, ...], rows: list[dict[str, Operand | None]]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: [operand.value.value if (operand := row.get(name)) else None for row in rows] for name in names},
        dtype="object",
    )


def _prefecture(snapshot: Snapshot, rule: FormRule, operands: dict[str, dict[str, Operand | None]]) -> Reconciled:
    missing = tuple(unit for unit in snapshot.plan.units if None in operands[unit.id].values())
    frame = _frame(rule.expression.names, list(operands.values()))
    verdict = Verdict.NOT_CHECKED if missing else Verdict(evaluate(rule.expression, frame).iloc[0])
    found = tuple(operand for of_unit in operands.values() for operand in of_unit.values() if operand)
    return Reconciled(rule, None, verdict, found, missing)


def _by_unit(snapshot: Snapshot, rule: FormRule, operands: dict[str, dict[str, Operand | None]]) -> list[Reconciled]:
    # A unit that does not owe all of the figures is not asked about them.
    units = [u for u in snapshot.plan.units if len(operands[u.id]) == len(rule.expression.names)]
    if not units:
        return []
    verdicts = evaluate(rule.expression, _frame(rule.expression.names, [operands[u.id] for u in units]))
    return [
        Reconciled(
            rule,
            unit,
            Verdict(verdict),
            tuple(operand for operand in operands[unit.id].values() if operand),
            (unit,) if None in operands[unit.id].values() else (),
        )
        for unit, verdict in zip(units, verdicts, strict=True)
    ]
