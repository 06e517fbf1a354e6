"""The lists of the plan workbook: what is wrong is named by cell, what is left out has its usual value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.planbook.plans import SMALL, edited, faults_of, put
from toolkit.plan.model import ValueType
from toolkit.plan.options import Rule
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

SHEET = "明细"
FAULTS = [
    ("A2", "9.9", "A2", "没有 9.9"),
    ("B2", "幼儿园[册]", "B2", "不能有方括号"),
    ("C3", "园 名", "C3", "和第 2 行的列名"),
    ("C3", "序号", "C3", "不能作列名"),
    ("C3", None, "C3", "不能空着"),
    ("D4", "数字", "D4", "不认识“数字”"),
    ("G3", "没有的组", "G3", "选项"),
    ("I2", "是", "I2", "“文字”不能合计"),
    ("I6", "是", "I6", "“日期”不能合计"),
    ("J2", 5, "J2", "“文字”没有上下限"),
    ("K4", -1, "K4", "上限比下限小"),
    ("M2", 6000, "M2", "1 到 5000"),
    ("M2", "很多", "M2", "1 到 5000"),
    ("M3", 400, "M3", "只写在这个明细的第一行"),
    ("N3", "是", "N3", "只写在这个明细的第一行"),
    ("F2", "可以", "F2", "请填“是”或“否”"),
]
RULES = [
    ("COUNT([幼儿园名册]) = [幼儿园总数]", ""),
    ("SUM([幼儿园名册.学位]) ≥ 0", ""),
    ("合计（[幼儿园名册.造价]）≥ 计数（[幼儿园名册]）", ""),
    ("implies(filled([幼儿园名册]), [幼儿园总数] > 0)", ""),
    ("[幼儿园名册] = [幼儿园总数]", "COUNT([幼儿园名册])"),
    ("[幼儿园名册.学位] > 1", "SUM([幼儿园名册.学位])"),
    ("SUM([幼儿园名册]) > 1", "COUNT([幼儿园名册])"),
    ("COUNT([幼儿园名册.学位]) > 1", "SUM([幼儿园名册.学位])"),
    ("SUM([幼儿园名册.园名]) > 1", "没有合计"),
    ("COUNT([幼儿园总数]) > 1", "COUNT 的写法是"),
    ("SUM([幼儿园名册.学位]) > [发出日期]", "不能和"),
    ("implies(COUNT([幼儿园名册]) > 0, [是否签字])", "只能和同一个事项"),
    ("SUM([幼儿园名册.床位]) > 1", "没有叫“幼儿园名册.床位”"),
]


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("cell", "value", "at", "words"), FAULTS)
def test_each_fault_of_a_list_is_named_by_cell(path: Path, cell: str, value: object, at: str, words: str) -> None:
    found = [fault for fault in faults_of(edited(path, put(SHEET, cell, value))) if fault[0] == SHEET]
    assert [cell for _, cell, _ in found] == [at], found
    assert words in found[0][2]


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("text", "words"), RULES)
def test_what_a_list_comes_to_stands_in_rules(path: Path, text: str, words: str) -> None:
    changed = edited(path, put("规则", "C2", text))
    if not words:
        assert read_plan(changed).rules[0] == Rule("r1", "3.1.1", text, SMALL.rules[0].severity, "两项之和应等于总数")
        return
    found = [fault for fault in faults_of(changed) if fault[0] == "规则"]
    assert [cell for _, cell, _ in found] == ["C2"]
    assert words in found[0][2]


def test_what_is_left_out_has_its_usual_value(path: Path) -> None:
    def bare(workbook: Workbook) -> None:
        sheet = workbook[SHEET]
        for row in sheet.iter_rows(min_row=2):
            for cell in (row[5], row[7], row[8], row[12], row[13], row[14]):
                cell.value = None

    (roster,) = read_plan(edited(path, bare)).rosters
    assert (roster.rows, roster.required, roster.carried) == (200, False, True)
    assert all(column.required and not column.unique and not column.total for column in roster.columns)


def test_a_plan_without_lists_has_no_such_sheet(tmp_path: Path) -> None:
    plain = replace(SMALL, rosters=())
    write_plan(plain, tmp_path / "plan.xlsx")
    assert SHEET not in load_workbook(tmp_path / "plan.xlsx").sheetnames
    assert read_plan(tmp_path / "plan.xlsx") == plain


def test_too_many_columns_are_named(tmp_path: Path) -> None:
    (roster,) = SMALL.rosters
    column = replace(roster.columns[2], type=ValueType.INTEGER)
    many = tuple(
        replace(column, id=f"c_{n}", name=f"学位{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌'[n]}") for n in range(21)
    )
    write_plan(replace(SMALL, rosters=(replace(roster, columns=many),)), tmp_path / "plan.xlsx")
    found = {(sheet, cell) for sheet, cell, _ in faults_of(tmp_path / "plan.xlsx")}
    assert found == {(SHEET, "C22"), (SHEET, "I14")}
