"""Rules that reach over several forms of a unit, or over all units, checked on what was accepted.

Knows: accepted values, the rule language. Must not know: sheets. A total with missing units is not compared: it
says who is missing instead.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.ledger import Submission, Value
from toolkit.plan.both_targets import Verdict
from toolkit.plan.form_rules import FormRule, wider_rules
from toolkit.plan.model import FormKey, Unit
from toolkit.plan.rule_tokens import RuleScope
from toolkit.plan.targets import verdicts
from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Operand:
    """One figure that a rule compares: whose, what it says, and where it was read."""

    label: str
    value: Value
    submission: Submission


@dataclass(frozen=True)
class Reconciled:
    """What a wider rule comes to: for one unit, or (``unit`` None) for all together.

    ``operands`` are the figures there are, ``missing`` the units that owe one and whose form is not accepted; of a
    rule over all units also those that left a figure blank, because the total is not whole without it. While somebody
    is missing nothing is judged, whatever the rule says of blanks: what is not there yet is not a blank.
    """

    rule: FormRule
    unit: Unit | None
    verdict: Verdict
    operands: tuple[Operand, ...]
    missing: tuple[Unit, ...]


def reconcile(snapshot: Snapshot) -> list[Reconciled]:
    """Every wider rule of the plan on the accepted values: those over all units first, then unit by unit."""
    results = []
    for rule in wider_rules(snapshot.plan):
        figures = {unit.id: _figures(snapshot, rule, unit) for unit in snapshot.plan.units}
        if rule.expression.scope is RuleScope.WHOLE:
            results.append(_over_all(snapshot, rule, figures))
        else:
            results += _by_unit(snapshot, rule, figures)
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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures of one unit's forms that do not go together: what is wrong and where, both forms named."""

    unit_id: str
    sentence: str


def contradictions(snapshot: Snapshot) -> list[Contradiction]:
    """The figures of one unit's forms that do not go together."""
    found = []
    for result in reconcile(snapshot):
        if result.unit is not None and result.verdict is Verdict.FAILED:
            plan = snapshot.plan
            places = "；".join(
                f"{plan.item[o.submission.item_id].code}表 {o.value.cell}“{o.label}”为 {o.value.raw}"
                for o in result.operands
            )
            found.append(Contradiction(result.unit.id, f"{result.rule.rule.message.rstrip('。')}：{places}。"))
    return found


def _totals(result: Reconciled) -> str:
    """What the figures of a rule over all units come to, by label."""
    numbers: dict[str, list[float]] = {}
    for operand in result.operands:
        if isinstance(operand.value.value, int | float):
            numbers.setdefault(operand.label, []).append(operand.value.value)
    return "；".join(f"{label}合计 {math.fsum(of_label):.15g}" for label, of_label in numbers.items())


@dataclass(frozen=True, slots=True)
class _Figures:
    """A rule's figures of one unit, by indicator; ``awaited`` are those whose form is owed and not accepted."""

    there: Mapping[str, Operand]
    blank: frozenset[str]
    awaited: frozenset[str]

    def __len__(self) -> int:
        return len(self.there) + len(self.blank) + len(self.awaited)


def _figures(snapshot: Snapshot, rule: FormRule, unit: Unit) -> _Figures:
    """The rule's figures of one unit; those that it does not owe are in none of the three."""
    there: dict[str, Operand] = {}
    blank, awaited = set(), set()
    for name in rule.expression.names:
        indicator = snapshot.plan.indicator[name]
        standing = snapshot.standing.get(FormKey(indicator.item_id, unit.id))
        if standing is None:
            continue
        value = snapshot.accepted_values(standing).get(name)
        if standing.accepted is None:
            awaited.add(name)
        elif value is None or value.value is None:
            blank.add(name)
        else:
            there[name] = Operand(indicator.name, value, standing.accepted)
    return _Figures(there, frozenset(blank), frozenset(awaited))


def _judged(rule: FormRule, rows: Sequence[_Figures]) -> list[Verdict]:
    columns = {
        name: [operand.value.value if (operand := row.there.get(name)) else None for row in rows]
        for name in rule.expression.names
    }
    return verdicts(rule.expression, columns, len(rows))


def _over_all(snapshot: Snapshot, rule: FormRule, figures: Mapping[str, _Figures]) -> Reconciled:
    missing = tuple(unit for unit in snapshot.plan.units if figures[unit.id].awaited or figures[unit.id].blank)
    verdict = Verdict.NOT_CHECKED
    if not missing:
        (verdict,) = _judged(rule, [*figures.values()])
    found = tuple(operand for of_unit in figures.values() for operand in of_unit.there.values())
    return Reconciled(rule, None, verdict, found, missing)


def _by_unit(snapshot: Snapshot, rule: FormRule, figures: Mapping[str, _Figures]) -> list[Reconciled]:
    # A unit that does not owe all of the figures is not asked about them.
    units = [u for u in snapshot.plan.units if len(figures[u.id]) == len(rule.expression.names)]
    whole = [u for u in units if not figures[u.id].awaited]
    judged = dict(zip((u.id for u in whole), _judged(rule, [figures[u.id] for u in whole]), strict=True))
    return [
        Reconciled(
            rule,
            unit,
            judged.get(unit.id, Verdict.NOT_CHECKED),
            tuple(figures[unit.id].there.values()),
            () if unit.id in judged else (unit,),
        )
        for unit in units
    ]
