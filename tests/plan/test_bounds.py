from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given

from tests.plan.rule_trees import NAMES, TESTS, UnknownError, oracle, parsed
from toolkit.plan.bounds import outcomes
from toolkit.plan.model import Indicator, ValueType
from toolkit.plan.rules import parse_rule

LIMITS: dict[str, tuple[float | date | None, float | date | None]] = {
    "a": (0, 3), "b": (1, 2), "c": (-1, None), "share": (0, 100), "day": (date(2021, 1, 25), None),
}  # fmt: skip
INDICATORS = {
    name: Indicator(name, "1", operand.label, operand.type, minimum=low, maximum=high)
    for name, operand in NAMES.items()
    for low, high in [LIMITS.get(name, (None, None))]
}


@pytest.mark.parametrize(
    ("rule", "possible"),
    [
        ("[甲] ≥ 0", {True}),
        ("[甲] ≤ 3", {True}),
        ("[甲] ≤ 2", {True, False}),
        ("[甲] > 3", {False}),
        ("[甲] = 4", {False}),
        ("[甲] ≠ 4", {True}),
        ("[甲] = [甲]", {True}),
        ("[甲] < [甲]", {False}),
        ("[甲] + [b] ≤ 5", {True}),
        ("[甲] * [b] > 6", {False}),
        ("[甲] / [b] ≤ 3", {True}),
        ("[b] / [甲] ≥ 0", {True}),
        ("[b] / [甲] ≤ 2", {True, False}),
        ("[甲] - [b] ≥ -2", {True}),
        ("-[甲] > 0", {False}),
        ("[甲[1]] ≥ -1", {True}),
        ("[甲[1]] ≤ 1000", {True, False}),
        ("0 ≤ [甲] ≤ 3", {True}),
        ("0 ≤ [甲] ≤ 2", {True, False}),
        ("[甲] > 3 或 [b] < 1", {False}),
        ("[甲] ≥ 0 且 [b] ≥ 1", {True}),
        ("[甲] ≥ 0 且 [b] ≥ 2", {True, False}),
        ("非 ([甲] > 3)", {True}),
        ("implies([甲] > 3, [b] = 1)", {True}),
        ("implies([甲] ≥ 0, [b] > 2)", {False}),
        ("filled([甲])", {True, False}),
        ("[是否建成]", {True, False}),
        ("[名称] = “甲”", {True, False}),
        ("[报送日期] ≥ 2021-01-25", {True}),
        ("[报送日期] < 2021-01-25", {False}),
        ("SUM([甲]) ≥ 0", {True}),
        ("SUM([甲]) = 322", {True, False}),
    ],
)
def test_what_a_rule_can_come_to(rule: str, possible: set[bool]) -> None:
    rule = rule.replace("[b]", "[乙（含：丙、丁）]")
    assert outcomes(parse_rule(rule, NAMES), INDICATORS) == possible


@given(TESTS)
def test_no_outcome_is_ruled_out_that_some_answers_bring_about(node: tuple) -> None:  # type: ignore[type-arg]
    expression = parsed(node)
    if expression is None:
        return
    possible = outcomes(expression, INDICATORS)
    for a, b, c, done in product((0, 1, 3), (1, 2), (-1, 0, 2.5, 99), (True, False)):
        try:
            found = bool(oracle(node, {"a": a, "b": b, "c": c, "done": done}))
        except UnknownError:
            continue
        assert found in possible


def test_types_are_those_of_the_plan() -> None:
    assert INDICATORS["day"].type is ValueType.DATE
