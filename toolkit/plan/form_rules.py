"""The rules and formulas of a plan, parsed: those of one form, and those that reach further.

Knows: the rule language, what a plan lists under an item. Must not know: fields, forms, how a rule is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.plan.model import Indicator, Plan
from toolkit.plan.options import Rule
from toolkit.plan.rosters import is_of_roster, names_under
from toolkit.plan.rule_tokens import Operand, RuleScope
from toolkit.plan.rules import Expression, operands, parse_formula, parse_rule


@dataclass(frozen=True, slots=True)
class FormRule:
    """A rule that is checked on one form, ready to be compiled."""

    rule: Rule
    expression: Expression

    @property
    def shown_at(self) -> str:
        """The field that it is told at: the first that somebody fills in; else what the rows of a list come to."""
        names = self.expression.names
        return next((name for name in names if not is_of_roster(name)), names[0])


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed indicator: shown in the form, filled in by nobody."""

    indicator: Indicator
    expression: Expression


def form_rules(plan: Plan, item_id: str, names: Mapping[str, Operand]) -> list[FormRule]:
    """The rules of an item that are checked on its form, in plan order; ``names`` are the plan's figures."""
    names = names_under(names, plan.rosters, item_id)
    parsed = (FormRule(rule, parse_rule(rule.text, names)) for rule in plan.rules_of(item_id))
    return [rule for rule in parsed if rule.expression.scope is RuleScope.FORM]


def wider_rules(plan: Plan) -> tuple[FormRule, ...]:
    """The rules that reach over several forms of a unit or over all units, in plan order."""
    names = operands(plan.indicators)
    parsed = (FormRule(r, parse_rule(r.text, names_under(names, plan.rosters, r.item_id))) for r in plan.rules)
    return tuple(rule for rule in parsed if rule.expression.scope is not RuleScope.FORM)


def computed_under(plan: Plan, item_id: str, names: Mapping[str, Operand]) -> tuple[Computed, ...]:
    """The figures of an item that follow from others, in plan order."""
    names = names_under(names, plan.rosters, item_id)
    return tuple(Computed(i, parse_formula(i.formula, names)) for i in plan.indicators_of(item_id) if i.computed)
