"""Random plans: a few indicators with limits, and rules over them in the plan's own language; all from one seed.

Knows: the plan's model and the rule language. Must not know: forms, what holds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from tests.programs.alike.fillings import BLANKS, CLEAR, Filling, numbers, pasted, serial, typed
from tests.programs.alike.plans import GROUPS, ITEM
from toolkit.base.findings import Severity
from toolkit.plan.both_targets import Verdict
from toolkit.plan.model import Indicator, ValueType
from toolkit.plan.options import Rule
from toolkit.plan.rule_tokens import RuleError
from toolkit.plan.rules import operands, parse_rule
from toolkit.plan.targets import evaluate

_FIGURES = (0, 1, 2, 3, 5, 7, 10, 30, 100, 0.1, 0.2, 0.3, 2.5, 12.25, 95.68, -1, 1e6, 12345.67)
_WORDS = ("甲", "甲 乙", "甲  乙", "Ab", "AB", "有", "12")
_DAYS = tuple(date(2021, 1, 1) + timedelta(days=n) for n in (0, 1, 19, 30, 31, 364))
_MOSTLY = (Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class Small:
    """One plan: its indicators, its rules, what was reported before."""

    indicators: Sequence[Indicator]
    rules: Sequence[Rule]
    prior: Mapping[str, object]


def small_plan(random_: random.Random, number: int, earlier: bool, optional: bool) -> Small:
    """A plan of its own: its names all begin with its number."""
    made = [_indicator(random_, f"p{number}_{letter}", optional) for letter in "abcde"[: random_.randint(3, 5)]]
    names = operands(made)
    rules: list[Rule] = []
    for n in range(random_.randint(2, 5)):
        text = _condition(random_, made, 0)
        try:
            rule = parse_rule(text, names)
        except RuleError:
            continue  # it names nothing, or divides by 0
        if optional and evaluate(rule, pd.DataFrame(index=[0])).iloc[0] == Verdict.FAILED:
            continue  # a form of optional figures should be ready while all are blank
        rules.append(Rule(f"{number}-{n}", ITEM, text, random_.choice(_MOSTLY), f"第 {n} 条不符"))
    prior = {i.id: _right(random_, i) for i in made if earlier and random_.random() < 0.6}
    return Small(made, rules, prior)


def _indicator(random_: random.Random, name: str, optional: bool) -> Indicator:
    type_ = random_.choice(list(ValueType))
    limits: dict[str, object] = {}
    if type_.is_number or type_ is ValueType.DATE:
        low, soft_low, soft_high, high = sorted(random_.choices(_DAYS if type_ is ValueType.DATE else _FIGURES, k=4))
        found = {"minimum": low, "soft_minimum": soft_low, "soft_maximum": soft_high, "maximum": high}
        limits = {key: float(v) if isinstance(v, int) else v for key, v in found.items() if random_.random() < 0.3}
    return Indicator(
        name, ITEM, name, type_, measured_in=random_.choice(("", "人", "所", "万元")), basis=random_.choice(("时点",
                                                                                                         "累计",
                                                                                                         "年度累计",
                                                                                                         "年度")),
        required=not optional and random_.random() < 0.6,
        choices=random_.choice(list(GROUPS)) if type_ is ValueType.CHOICE else "", **limits,  # type: ignore[arg-type]
    )  # fmt: skip


# -- rules -------------------------------------------------------------------------------------------------------------


def _condition(random_: random.Random, made: Sequence[Indicator], depth: int) -> str:
    if depth < 3 and random_.random() < 0.45:
        left, right = (_condition(random_, made, depth + 1) for _ in range(2))
        return random_.choice(
            (f"({left}) 且 ({right})", f"({left}) 或 ({right})", f"implies({left}, {right})", f"非 ({left})")
        )
    name = random_.choice(made)
    if random_.random() < 0.2:
        return f"filled([{name.name}])"
    return _OF_KIND[name.type](random_, made, name)


def _of_number(random_: random.Random, made: Sequence[Indicator], _: Indicator) -> str:
    sides = [_amount(random_, made, 0) for _ in range(3)]
    signs = random_.choices("=≠<≤>≥", k=2)
    if random_.random() < 0.2:
        return f"{sides[0]} {signs[0]} {sides[1]} {signs[1]} {sides[2]}"
    return f"{sides[0]} {signs[0]} {sides[1]}"


def _amount(random_: random.Random, made: Sequence[Indicator], depth: int) -> str:
    if depth < 2 and random_.random() < 0.4:
        left, right = (_amount(random_, made, depth + 1) for _ in range(2))
        return f"({left} {random_.choice('+-*/')} {right})"
    figures = [i for i in made if i.type.is_number]
    if figures and random_.random() < 0.75:
        return f"[{random_.choice(figures).name}]"
    return f"{random_.choice([n for n in _FIGURES if n >= 0]):.15g}"


def _of_date(random_: random.Random, made: Sequence[Indicator], name: Indicator) -> str:
    other = random_.choice([i for i in made if i.type is ValueType.DATE])
    day, sign = random_.choice(_DAYS), random_.choice("=≠<≤>≥")
    return random_.choice((f"[{name.name}] {sign} {day}", f"[{name.name}] {sign} [{other.name}]",
                           f"[{name.name}] - {day} {sign} 30",
                           f"[{name.name}] - [{other.name}] {sign} 1"))  # fmt: skip


def _of_yes_no(random_: random.Random, made: Sequence[Indicator], name: Indicator) -> str:
    other = random_.choice([i for i in made if i.type is ValueType.BOOLEAN])
    sign = random_.choice("=≠")
    return random_.choice(
        (
            f"[{name.name}]",
            f"[{name.name}] {sign} 是",
            f"[{name.name}] {sign} 否",
            f"[{name.name}] {sign} [{other.name}]",
        )
    )


def _of_text(random_: random.Random, made: Sequence[Indicator], name: Indicator) -> str:
    words = GROUPS[name.choices] if name.choices else _WORDS
    others = [i for i in made if i.type in (ValueType.TEXT, ValueType.CHOICE)]
    sign = random_.choice("=≠")
    constants = f"“{random_.choice(words)}” {sign} “{random_.choice(words)}”"
    return random_.choice((f"[{name.name}] {sign} “{random_.choice(words)}”",
                           f"[{name.name}] {sign} [{random_.choice(others).name}]",
                           f"{constants} 或 [{name.name}] = “{words[0]}”"))  # fmt: skip


_OF_KIND: Mapping[ValueType, Callable[[random.Random, Sequence[Indicator], Indicator], str]] = {
    ValueType.INTEGER: _of_number, ValueType.DECIMAL: _of_number, ValueType.PERCENT: _of_number,
    ValueType.DATE: _of_date,
    ValueType.BOOLEAN: _of_yes_no, ValueType.TEXT: _of_text, ValueType.CHOICE: _of_text,
}  # fmt: skip


# -- fillings ----------------------------------------------------------------------------------------------------------


def _right(random_: random.Random, indicator: Indicator) -> object:
    """A value of the indicator's kind, whether or not it is within its limits."""
    match indicator.type:
        case ValueType.DATE:
            return random_.choice(_DAYS)
        case ValueType.BOOLEAN:
            return random_.random() < 0.5
        case ValueType.TEXT:
            return random_.choice(_WORDS)
        case ValueType.CHOICE:
            return random_.choice(GROUPS[indicator.choices])
        case ValueType.INTEGER:
            return random_.choice([n for n in _FIGURES if isinstance(n, int)])
        case ValueType.PERCENT:
            return random_.choice([n for n in _FIGURES if n == 0 or abs(n) > 2])
        case ValueType.DECIMAL:
            return random_.choice(_FIGURES)


def answer(random_: random.Random, indicator: Indicator, prior: object, odd: Sequence[Filling]) -> Filling:
    """What is put into an indicator's cell: mostly something sensible, sometimes nothing or something ``odd``."""
    chance = random_.random()
    if chance < 0.15:
        return random_.choice([CLEAR, CLEAR, *BLANKS])
    if chance < 0.22:
        return random_.choice(odd)
    if chance < 0.32:
        limits = [
            v
            for v in (indicator.minimum, indicator.maximum, indicator.soft_minimum, indicator.soft_maximum)
            if v is not None
        ]
        if limits:
            return _beside(random_, random_.choice(limits))
    value = prior if prior is not None and chance < 0.65 else _right(random_, indicator)
    if isinstance(value, bool):
        return pasted("是" if value else "否")[0]
    if isinstance(value, date):
        return random_.choice([Filling("date", serial(value)), *typed(value.isoformat())])
    if isinstance(value, int | float):
        return random_.choice([*numbers(value), *typed(f"{value:.15g}")])
    return pasted(str(value))[0]


def _beside(random_: random.Random, limit: float | date) -> Filling:
    if isinstance(limit, date):
        return Filling("date", serial(limit) + random_.choice((-1, 0, 1)))
    return Filling("number", float(f"{limit + random_.choice((-1, -0.01, -1e-6, 0, 1e-6, 0.01, 1)):.15g}"))
