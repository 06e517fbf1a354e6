from __future__ import annotations

import math
import string
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plan.rule_trees import FILLINGS, NAMES, TESTS, UnknownError, oracle, parsed
from toolkit.plan.both_targets import Verdict
from toolkit.plan.model import ValueType
from toolkit.plan.rule_tokens import Operand, RuleError, RuleScope
from toolkit.plan.rules import parse_formula, parse_rule
from toolkit.plan.targets import computed, evaluate, sentence, verdicts

P, F, N = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_CHECKED


def verdict(text: str, **values: object) -> str:
    expression = parse_rule(text, NAMES)
    frame = pd.DataFrame({name: pd.Series([values.get(name)], dtype="object") for name in expression.names})
    return str(evaluate(expression, frame).iloc[0])


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("[甲] = [乙（含：丙、丁）]", {"a": 1, "b": 1}, P),
        ("[甲] = [乙（含：丙、丁）]", {"a": 1, "b": 2}, F),
        ("a == b", {"a": 1, "b": 1}, P),
        ("[甲] ＝ 3", {"a": 3}, P),
        ("［甲］＝３", {"a": 3}, P),
        ("【甲】 ≤ 3", {"a": 3}, P),
        ("[甲[1]] ≥ 0.5", {"c": 0.5}, P),
        ("[甲] ≤ 3", {"a": 4}, F),
        ("[甲] <= 3", {"a": 3}, P),
        ("[甲] ≥ 3", {"a": 2}, F),
        ("[甲] >= 3", {"a": 3}, P),
        ("[甲] < 3", {"a": 3}, F),
        ("[甲] ＜ 3", {"a": 2}, P),
        ("[甲] > 3", {"a": 3}, F),
        ("[甲] ＞ 3", {"a": 4}, P),
        ("[甲] ≠ 3", {"a": 3}, F),
        ("[甲] <> 3", {"a": 4}, P),
        ("[甲] != 3", {"a": 3}, F),
        ("1 ≤ [甲] ≤ 3", {"a": 3}, P),
        ("1 ≤ [甲] ≤ 3", {"a": 4}, F),
        ("1 ≤ [甲] < 3", {"a": 3}, F),
        ("[甲] + 1 = 2", {"a": 1}, P),
        ("[甲] － 1 = 0", {"a": 1}, P),
        ("[甲] × 2 = 4", {"a": 2}, P),
        ("[甲] * 2 = 5", {"a": 2}, F),
        ("[甲] ÷ 2 = 1", {"a": 2}, P),
        ("[甲] / [b] = 2", {"a": 4, "b": 2}, P),
        ("-[甲] = -4", {"a": 4}, P),
        ("([甲] + 1) * 2 = 10", {"a": 4}, P),
        ("（[甲] + 1）* 2 = 10", {"a": 4}, P),
        ("[甲] + 1 * 2 = 6", {"a": 4}, P),
        ("[甲] = 007", {"a": 7}, P),
        ("[甲[1]] = .5", {"c": 0.5}, P),
        # 0.1 + 0.2 is 0.3 to a spreadsheet, and so it is here
        ("[甲[1]] + 0.2 = 0.3", {"c": 0.1}, P),
        ("[甲[1]] + 0.2 > 0.3", {"c": 0.1}, F),
        ("[甲[1]] + 0.2 ≤ 0.3", {"c": 0.1}, P),
        # a fraction where whole numbers are asked for has a finding of its own
        ("[甲] ≤ [b]", {"a": 2.5, "b": 1}, N),
        ("filled([甲])", {"a": 2.5}, N),
        # a blank operand: not checked, never 0
        ("[甲] ≥ 0", {"a": None}, N),
        ("[甲] ≥ 0", {"a": math.nan}, N),
        ("[甲] = 0", {"a": 0}, P),
        ("[甲] ≤ [b]", {"a": 1, "b": None}, N),
        ("[甲] = 1 或 [b] = 1", {"a": 1, "b": None}, N),
        ("filled([甲])", {"a": None}, F),
        ("filled([甲])", {"a": 0}, P),
        ("已填（[甲]）", {"a": 5}, P),
        ("FILLED([甲])", {"a": 5}, P),
        ("非 filled([甲])", {"a": None}, P),
        ("filled([报送日期]) 且 filled([名称])", {"day": date(2021, 1, 1), "word": " "}, F),
        ("filled([报送日期]) 且 filled([名称])", {"day": date(2021, 1, 1), "word": "有"}, P),
        ("implies(filled([报送日期]), [是否建成])", {"day": None, "done": False}, P),
        ("implies(filled([报送日期]), [是否建成])", {"day": date(2021, 1, 1), "done": False}, F),
        # division by zero: not checked, no crash
        ("[甲] / [b] = 1", {"a": 1, "b": 0}, N),
        ("[甲] / ([b] - 2) ≤ 1", {"a": 1, "b": 2}, N),
        ("implies([b] > 0, [甲] / [b] ≤ 1)", {"a": 1, "b": 0}, N),
        ("implies([b] > 0, [甲] / [b] ≤ 1)", {"a": 1, "b": 1}, P),
        ("implies([甲] = 0, [b] = 0)", {"a": 0, "b": 1}, F),
        ("implies([甲] = 0, [b] = 0)", {"a": 1, "b": 1}, P),
        ("[甲] > 1 且 [b] > 1", {"a": 2, "b": 1}, F),
        ("[甲] > 1 并且 [b] > 1", {"a": 2, "b": 2}, P),
        ("[甲] > 1 and b > 1", {"a": 2, "b": 2}, P),
        ("[甲] > 1 或 [b] > 1", {"a": 2, "b": 1}, P),
        ("[甲] > 1 或者 [b] > 1", {"a": 1, "b": 1}, F),
        ("非 [甲] > 1", {"a": 1}, P),
        ("not (a > 1 or b > 1)", {"a": 1, "b": 2}, F),
        ("[是否建成]", {"done": True}, P),
        ("[是否建成]", {"done": None}, N),
        ("[是否建成] = 是", {"done": False}, F),
        ("[是否建成] = 否", {"done": False}, P),
        ("[是否建成] ≠ “是”", {"done": True}, F),
        ("非 [是否建成]", {"done": False}, P),
        ("[报送日期] ≤ 2021-01-31", {"day": date(2021, 1, 31)}, P),
        ("[报送日期] ≤ 2021年1月31日", {"day": date(2021, 2, 1)}, F),
        ("[报送日期] > 2021/1/31", {"day": date(2021, 2, 1)}, P),
        ("[报送日期] = date('2021-01-31')", {"day": date(2021, 1, 31)}, P),
        ("[报送日期] - 2021-01-01 ≤ 30", {"day": date(2021, 1, 31)}, P),
        ("[报送日期] - 5 ≤ 2021-01-25", {"day": date(2021, 1, 31)}, F),
        ("[名称] = “甲 乙”", {"word": " 甲  乙 "}, P),
        ('[名称] = "Ab"', {"word": "ab"}, F),
        ("[名称] ≠ '丙'", {"word": "甲"}, P),
        ("[类别] = ‘一类’", {"kind": "一类"}, P),
        ("[占比] ≥ 95.68", {"share": 95.68}, P),
    ],
)  # fmt: skip
def test_verdict(text: str, values: dict[str, object], expected: str) -> None:
    assert verdict(text, **values) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "空的"),
        ("   ", "空的"),
        ("[丙] = 1", "没有叫“丙”的指标"),
        ("[是否建城] = 是", "是不是“[是否建成]”"),
        ("[甲 = 1", "方括号没有写完"),
        ("甲 = 1", "写成“[甲]”"),
        ("[同名] = 1", "same1、same2"),
        ("aa = 1", "没有编号为“aa”的指标"),
        ("dona = 1", "是不是 done"),
        ("[甲]", "判断对错"),
        ("[甲] + 1", "判断对错"),
        ("1 = 1", "没有用到任何指标"),
        ("[甲] = [名称]", "数字不能和文字比较"),
        ("[甲] = “一”", "数字不能和文字比较"),
        ("[名称] > “一”", "不能比大小"),
        ("[是否建成] > 1", "不能和数字比较"),
        ("[是否建成] = “大概”", "不能和文字比较"),
        ("[甲] = 是", "不能和文字比较"),
        ("[报送日期] = 1", "日期不能和数字比较"),
        ("[报送日期] + [报送日期] = 1", "不能这样计算"),
        ("[甲] * [报送日期] = 1", "不能这样计算"),
        ("[名称] + 1 = 2", "不能这样计算"),
        ("非 [甲]", "“非”后面"),
        ("[甲] 且 [b] = 1", "“且”“或”两边"),
        ("-[是否建成] = 1", "正负号后面"),
        ("[甲] = 95.68%", "去掉百分号"),
        ("[甲] = 30人", "不要带单位"),
        ("[甲] > ", "不完整"),
        ("([甲] > 1", "不完整"),
        ("[甲] > 1)", "不完整"),
        ("[甲] [b]", "不完整"),
        ("[甲] = 1, [b] = 2", "不能用的写法"),
        ("[甲] ** 2 = 4", "不能用的写法"),
        ("[甲] // 2 = 4", "不能用的写法"),
        ("[甲] % 2 = 0", "不认识"),
        ("[甲].x = 1", "不认识"),
        ("[甲] = 1; 2", "不认识"),
        ("__import__('os') = 1", "没有编号"),
        ("a(1) = 1", "没有“a”这个函数"),
        ("filled(1)", "filled 的写法"),
        ("filled([甲], [b])", "filled 的写法"),
        ("implies([甲] = 1)", "implies 的写法"),
        ("implies([甲], [b])", "implies(甲, 乙) 的两边"),
        ("SUM([甲] + 1) = 1", "SUM 的写法"),
        ("SUM([名称]) = 1", "SUM(…) 里面"),
        ("SUM([甲]) = [b]", "不能既有 SUM"),
        ("[报送日期] ≤ 2021-02-30", "不是日期"),
        ("date(1) < [报送日期]", "不是日期"),
        ("lambda = 1", "没有编号"),
        ("[甲] if 1 else 2", "没有编号"),
        ("[甲] = 9999999999999999", "太大"),
        ("True = [是否建成]", "没有编号"),
        ("filled = 1", "没有编号"),
        ("[甲] = 1" + " + 1" * 200, "超过 500"),
        ("-" * 60 + "[甲] = 1", "层数太多"),
        ("\x00", "不认识"),
        ("[甲] = 1 # 说明", "不认识"),
        ("`a` = 1", "不认识"),
    ],
)  # fmt: skip
def test_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text, NAMES)
    assert hint in str(caught.value)


@given(
    st.text(max_size=80) | st.text(alphabet="[]甲乙（）且或非=<>≤+-*/.,'\"()0123456789 abfilledsum是否", max_size=60)
)
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        parse_rule(text, NAMES)
    except RuleError as error:
        assert str(error).endswith(("。", "？"))


def test_scope_follows_from_the_names() -> None:
    assert parse_rule("[甲] = [b]", NAMES).scope is RuleScope.FORM
    assert parse_rule("[甲] = [他表数]", NAMES).scope is RuleScope.UNIT
    assert parse_rule("SUM([甲]) = 3", NAMES).scope is RuleScope.WHOLE


def test_a_sum_over_units_skips_blanks_but_not_all_of_them() -> None:
    rule = parse_rule("SUM([甲]) = 3", NAMES)
    assert list(evaluate(rule, pd.DataFrame({"a": [1.0, None, 2.0]}))) == [P]
    assert list(evaluate(rule, pd.DataFrame({"a": [1.0, None, 1.0]}))) == [F]
    assert list(evaluate(rule, pd.DataFrame({"a": [None, None]}, dtype="float64"))) == [N]


def test_what_could_not_be_read_is_not_checked_even_under_filled() -> None:
    frame = pd.DataFrame({"a": [1.0, None]})
    unreadable = pd.DataFrame({"a": [False, True]})
    assert list(evaluate(parse_rule("filled([甲])", NAMES), frame, unreadable)) == [P, N]


def test_computed_values() -> None:
    formula = parse_formula("[甲] / [b] * 100", NAMES)
    assert computed(formula, {"a": [1.0, 1.0, None], "b": [4.0, 0.0, 1.0]}, 3) == [25.0, None, None]
    assert computed(formula, {"a": [1.0]}, 1) == [None]
    assert computed(formula, {}, 0) == []
    with pytest.raises(RuleError, match="算出一个数"):
        parse_formula("[甲] > 1", NAMES)
    with pytest.raises(RuleError, match="不能用 SUM"):
        parse_formula("SUM([甲])", NAMES)


def test_sentence_reads_in_labels() -> None:
    assert sentence(parse_rule("a+b≤other", NAMES), NAMES) == "甲 + 乙（含：丙、丁） ≤ 他表数"


# -- a slow oracle, written separately, over random rules -------------------------------------------------------------


@given(TESTS, st.lists(FILLINGS, min_size=1, max_size=4))
def test_pandas_target_agrees_with_the_oracle(node: tuple[Any, ...], fillings: list[dict[str, object]]) -> None:
    expression = parsed(node)
    if expression is None:
        return
    expected = []
    for values in fillings:
        try:
            expected.append(P if oracle(node, values) else F)
        except UnknownError:
            expected.append(N)
    columns = {name: [f[name] for f in fillings] for name in NAMES if name in fillings[0]}
    frame = pd.DataFrame({name: pd.Series(column, dtype="object") for name, column in columns.items()})
    assert list(evaluate(expression, frame)) == expected
    assert verdicts(expression, columns, len(fillings)) == expected


def test_labels_are_never_taken_apart() -> None:
    """Every printable character may stand in a label."""
    label = "甲 且 乙" + string.punctuation.replace("[", "").replace("]", "") + "≤（1）"
    names = {"x": Operand("x", label, ValueType.INTEGER, "1")}
    assert parse_rule(f"[{label}] = 1", names).names == ("x",)


@pytest.mark.parametrize(
    ("text", "holds"),
    [("“甲” = “甲” 且 [甲] ≥ 0", True), ("“甲” ≠ “甲” 或 [甲] > 5", False), ("'A' = 'a' 或 [甲] > 5", False),
     ("“甲 乙” = “ 甲  乙” 且 [甲] ≥ 0", True), ("“甲” ≠ “乙” 且 [甲] ≥ 0", True)],
)  # fmt: skip
def test_two_constants_are_compared_as_in_a_sheet(text: str, holds: bool) -> None:
    frame = pd.DataFrame({"a": [1.0]})
    assert evaluate(parse_rule(text, NAMES), frame).iloc[0] == (Verdict.PASSED if holds else Verdict.FAILED)


@pytest.mark.parametrize("typed", ["甲 乙", "甲\u3000乙", " 甲\xa0 乙\n", "甲\u200b 乙", "\ufeff甲\t乙"])
def test_texts_are_compared_but_for_their_blanks(typed: str) -> None:
    frame = pd.DataFrame({"word": pd.Series([typed], dtype="object")})
    assert evaluate(parse_rule("[名称] = “甲 乙”", NAMES), frame).iloc[0] == Verdict.PASSED
