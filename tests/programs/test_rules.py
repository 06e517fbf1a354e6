"""The two targets of a rule agree: LibreOffice recalculates what pandas has evaluated."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from tests.plan.rule_trees import NAMES, written
from tests.programs.real import recalculate
from toolkit.plan.both_targets import Verdict
from toolkit.plan.excel_target import excel, excel_formula
from toolkit.plan.rule_tokens import RuleError, RuleScope
from toolkit.plan.rules import parse_formula, parse_rule
from toolkit.plan.targets import computed, evaluate

pytestmark = pytest.mark.programs
LETTERS = dict(zip(NAMES, "BCDEFGHIJKL", strict=False))
HAND_WRITTEN = (
    "[报送日期] ≤ 2021-01-31", "[报送日期] - 2021-01-01 ≤ 30", "filled([报送日期]) 且 filled([名称])",
    "implies(filled([报送日期]), [是否建成])", "[名称] = “甲 乙”", "[名称] ≠ “Ab”", "[类别] = “一类”",
    "[是否建成] = 否",
    "[是否建成] ≠ 是 或 [甲] > 0", "1 ≤ [甲] < 3", "[甲[1]] + 0.2 = 0.3", "非 ([甲] = 1 且 [b] = 1)", "[占比] ≥ 50",
    "[是否建成] = [是否建成]", "([甲] > 1) = ([b] > 1)",
)  # fmt: skip


def _random_rule(random_: random.Random, depth: int = 0) -> tuple:  # type: ignore[type-arg]
    def value(level: int) -> tuple:  # type: ignore[type-arg]
        if level > 2 or random_.random() < 0.5:
            return random_.choice([("n", "a"), ("n", "b"), ("n", "c"), ("k", 0), ("k", 1), ("k", 2.5)])
        return (random_.choice("+-*/"), value(level + 1), value(level + 1))

    if depth > 2 or random_.random() < 0.5:
        if random_.random() < 0.2:
            return random_.choice([("filled", "a"), ("filled", "b"), ("yes", "done")])
        return (random_.choice("=≠<≤>≥"), value(0), value(0))
    if random_.random() < 0.2:
        return ("非", _random_rule(random_, depth + 1))
    return (random_.choice(["且", "或", "implies"]), _random_rule(random_, depth + 1), _random_rule(random_, depth + 1))


Typed = float | str | date | bool | None


def _random_filling(random_: random.Random) -> dict[str, Typed]:
    number = [None, 0, 1, 2, -1, 3, 0.1, 0.3, 2.5, 1e9, 0.2]
    return {
        "a": random_.choice(number), "b": random_.choice(number), "c": random_.choice(number),
        "share": random_.choice([None, 0, 50, 95.68]), "done": random_.choice([None, True, False]),
        "day": random_.choice([None, date(2021, 1, 30), date(2021, 1, 31), date(2021, 2, 1)]),
        "word": random_.choice([None, "甲 乙", " 甲  乙 ", "ab", "Ab", " "]),
        "kind": random_.choice([None, "一类", "二类"]),
        "other": random_.choice(number),
    }  # fmt: skip


def _cell(value: Typed) -> float | str | date | None:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


def test_both_targets_agree_on_random_rules_and_fillings(tmp_path: Path, soffice: str) -> None:
    random_ = random.Random(20210131)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    expected: list[str] = []
    texts = [written(_random_rule(random_)) for _ in range(500)] + list(HAND_WRITTEN) * 12
    for text in texts:
        try:
            expression = parse_rule(text, NAMES)
        except RuleError:
            continue  # names nothing, or divides by 0
        if expression.scope is not RuleScope.FORM:
            continue
        filling = _random_filling(random_)
        unreadable = dict.fromkeys(expression.names, False)
        row = len(expected) + 1
        for name, letter in LETTERS.items():
            sheet[f"{letter}{row}"] = _cell(filling.get(name))
        if random_.random() < 0.15:  # the wrong kind of value in one cell
            name = random_.choice(expression.names)
            if NAMES[name].type.value not in ("文字", "选择"):
                sheet[f"{LETTERS[name]}{row}"] = "待定"
                filling[name], unreadable[name] = None, True
        frame = pd.DataFrame({name: pd.Series([filling[name]], dtype="object") for name in expression.names})
        expected.append(str(evaluate(expression, frame, pd.DataFrame([unreadable])).iloc[0]))
        refs = {name: f"{LETTERS[name]}{row}" for name in expression.names}
        sheet[f"A{row}"] = "=" + excel(expression, refs)
    path = tmp_path / "rules.xlsx"
    workbook.save(path)
    (saved,) = recalculate([path], tmp_path / "out", soffice)
    calculated = load_workbook(saved, data_only=True).worksheets[0]
    found = [calculated[f"A{row}"].value for row in range(1, len(expected) + 1)]
    assert len(expected) >= 400
    assert {Verdict.PASSED, Verdict.FAILED, Verdict.NOT_CHECKED} <= set(expected)
    assert found == expected


FIGURES = (None, 0, 1, 2)


def test_sums_and_computed_indicators_agree(tmp_path: Path, soffice: str) -> None:
    random_ = random.Random(7)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    rules = [
        parse_rule(t, NAMES) for t in ("SUM([甲]) = 3", "50 ≤ SUM([甲]) / SUM([b]) * 100 < 150", "SUM([甲]) ≤ SUM([b])")
    ]
    formula = parse_formula("[甲] / [b] * 100", NAMES)
    expected: list[object] = []
    for block in range(60):
        top = block * 4 + 1
        values: dict[str, list[int | None]] = {name: [random_.choice(FIGURES) for _ in range(3)] for name in ("a", "b")}
        for name, column in (("a", "B"), ("b", "C")):
            for n, value in enumerate(values[name]):
                sheet[f"{column}{top + n}"] = value
        frame = pd.DataFrame(values, dtype="float64")
        refs = {"a": f"B{top}:B{top + 2}", "b": f"C{top}:C{top + 2}"}
        for n, rule in enumerate(rules):
            sheet[f"A{top + n}"] = "=" + excel(rule, refs)
            expected.append(str(evaluate(rule, frame).iloc[0]))
        sheet[f"D{top}"] = "=" + excel_formula(formula, {"a": f"B{top}", "b": f"C{top}"})
        expected.append(computed(formula, values, len(frame))[0])
    path = tmp_path / "sums.xlsx"
    workbook.save(path)
    (saved,) = recalculate([path], tmp_path / "out", soffice)
    calculated = load_workbook(saved, data_only=True).worksheets[0]
    found: list[object] = []
    for block in range(60):
        top = block * 4 + 1
        found += [calculated[f"A{top + n}"].value for n in range(3)]
        found.append(calculated[f"D{top}"].value or None if calculated[f"D{top}"].value != 0 else 0.0)
    assert found == expected
