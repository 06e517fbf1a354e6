from __future__ import annotations

import re

import pytest

from toolkit.plan.model import Plan, ValueType
from toolkit.plan.rule_tokens import Operand
from toolkit.plan.rule_words import rule_in_words
from toolkit.plan.rules import operands, parse_rule

NAMES = {"a": "甲数", "b": "乙数", "c": "丙数", "d": "开工日", "e": "是否达标"}
TYPES = {"d": ValueType.DATE, "e": ValueType.BOOLEAN}
OPERANDS = {id_: Operand(id_, name, TYPES.get(id_, ValueType.INTEGER), "x") for id_, name in NAMES.items()}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("[甲数] + [乙数] = [丙数]", "甲数＋乙数 ＝ 丙数"),
        ("[甲数] ≤ [乙数]", "甲数 ≤ 乙数"),
        ("0 <= [甲数] < 100", "0 ≤ 甲数 < 100"),
        ("[甲数] - ([乙数] - [丙数]) = 0", "甲数－（乙数－丙数） ＝ 0"),
        ("([甲数] + [乙数]) * 2 >= [丙数] / 3", "（甲数＋乙数）×2 ≥ 丙数÷3"),
        ("[甲数] + [乙数] * 2 = [丙数]", "甲数＋乙数×2 ＝ 丙数"),
        ("[甲数] / ([乙数] * 2) = 1", "甲数÷（乙数×2） ＝ 1"),
        ("implies([甲数] > 0, filled([乙数]))", "如果甲数 > 0，那么填了乙数"),
        ("[甲数] > 0 且 ([乙数] > 0 或 [丙数] > 0)", "甲数 > 0，并且（乙数 > 0，或者丙数 > 0）"),
        ("SUM([甲数]) = 322", "甲数合计 ＝ 322"),
        ("[开工日] >= date('2021-01-31')", "开工日 ≥ 2021年1月31日"),
        ("[是否达标] = 是", "是否达标 ＝ “是”"),
        ("非 ([甲数] > 0)", "不是“甲数 > 0”"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str) -> None:
    assert rule_in_words(parse_rule(rule, OPERANDS), NAMES) == words


def test_no_rule_of_the_plan_is_said_in_the_language_of_programs(plan: Plan) -> None:
    names = {indicator.id: indicator.name for indicator in plan.indicators}
    for rule in plan.rules:
        said = rule_in_words(parse_rule(rule.text, operands(plan.indicators)), names)
        assert not re.search(r"[a-z]{3,}|[\[\]()*/]", said), said
