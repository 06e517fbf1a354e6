"""What is too long for a form, a formula or a dropdown is named by its cell before anything is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retyped import retyped
from toolkit.base.errors import PlanError
from toolkit.base.shipped import shipped_plan_path
from toolkit.planbook.workbook import read_plan

FACE = "\U0001f600"  # two units

# The sheet and cell, what is the longest there, and how the text goes on.
PLACES = [
    ("方案", "B3", 1000, "题"), ("方案", "B8", 1000, FACE), ("单位", "C2", 255, "县"), ("单位", "C3", 255, FACE),
    ("事项", "G2", 1000, "题"), ("事项", "C2", 255, "部"), ("事项", "J2", 30_000, "文"), ("措施", "D2", 30_000, FACE),
    ("指标", "C2", 1000, "名"), ("指标", "P2", 30_000, "说"), ("规则", "E2", 1000, FACE), ("选项", "B2", 255, "选"),
    ("报送期", "B2", 1000, "期"),
]  # fmt: skip


def faults(tmp_path: Path, sheet: str, cell: str, text: str) -> list[tuple[str, str, str]]:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(retyped(shipped_plan_path().read_bytes(), {(sheet, cell): text}))
    try:
        read_plan(path)
    except PlanError as error:
        return [(fault.sheet, fault.cell, fault.message) for fault in error.faults]
    return []


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("sheet", "cell", "longest", "character"), PLACES)
def test_a_text_that_is_too_long_is_named(tmp_path: Path, sheet: str, cell: str, longest: int, character: str) -> None:
    size = len(character.encode("utf-16-le")) // 2
    text = character * (longest // size) + "x" * (longest % size)
    assert not any("放不下" in said for *_, said in faults(tmp_path, sheet, cell, text))
    (found,) = (one for one in faults(tmp_path, sheet, cell, text + "长") if "放不下" in one[2])
    assert found[:2] == (sheet, cell)
    assert f"{longest + 1} 个字，超过 {longest} 个" in found[2]


@pytest.mark.parametrize(
    "rule", ["非 (" * 70 + "kg_total > 1" + ")" * 70, "[幼儿园总数] > 1 且 " * 60 + "kg_total > 1"]
)
def test_a_rule_that_no_formula_can_hold_is_named(tmp_path: Path, rule: str) -> None:
    (found,) = faults(tmp_path, "规则", "C2", rule)
    assert found[:2] == ("规则", "C2")
    assert "请拆成几条" in found[2]
