"""A plan workbook is read: whatever a clerk may type, and files that cannot be used."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.effort import share
from tests.planbook.plans import SMALL, edited, faults_of, put
from tests.programs.real import recalculate
from toolkit.base.errors import PlanError, WorkspaceError
from toolkit.plan.model import Plan
from toolkit.plan.options import Choice
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

# --- what a clerk may type ---


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("单位", "E2", 654322),
        ("报送期", "A2", datetime(2021, 1, 1)),  # 2021-01, taken for the first of January
        ("方案", "B6", "2021-01-25"),
        ("方案", "B6", "2021/1/25"),
        ("方案", "B6", "2021.1.25"),
        ("方案", "B6", "2021年1月25日"),
        ("方案", "B6", " 2021 年 1 月 25 日 "),
        ("方案", "B6", datetime(2021, 1, 25)),
        ("事项", "Q4", "2021年1月31日"),
        ("指标", "H8", "2021/1/25"),
        ("指标", "I2", "500"),
        ("指标", "I2", " ５００ "),
        ("指标", "I2", "500.0"),
        ("指标", "M2", "322"),
        ("措施", "B3", "2"),
        ("措施", "B3", "２"),
        ("方案", "B12", "3"),
        ("方案", "B12", None),  # the thresholds have defaults
        ("指标", "G2", None),  # required unless it says 否
        ("事项", "G2", "  城乡不均衡\n"),
        ("事项", "L2", "富蕴县、福海县"),
        ("事项", "L2", "fuhai, fuyun"),
        ("事项", "L2", "福海；富蕴县人民政府"),
        ("规则", "C2", "kg_public + kg_private == kg_total"),
    ],
)
def test_usual_spellings_are_understood(path: Path, sheet: str, cell: str, value: object) -> None:
    number_format = "yyyy-mm-dd" if isinstance(value, datetime) else "General"
    read = read_plan(edited(path, put(sheet, cell, value, number_format)))
    assert replace(read, rules=SMALL.rules) == SMALL
    assert read.rules[0].text in (SMALL.rules[0].text, value)


def test_layout_does_not_matter(path: Path) -> None:
    """Blank rows, moved columns, more sheets, a sheet somewhere else, other formats: the same plan."""

    def edit(workbook: Workbook) -> None:
        workbook["事项"].insert_rows(3, 2)
        workbook["事项"]["A4"] = "   "
        workbook["规则"].move_range("E1:E4", cols=3)
        workbook["单位"].insert_cols(1)
        workbook.create_sheet("草稿", 0)["A1"] = "随手记"
        workbook.move_sheet("报送期", -5)

    assert read_plan(edited(path, edit)) == SMALL


def test_labels_of_built_in_choices_are_the_offices(path: Path) -> None:
    read = read_plan(edited(path, put("选项", "B5", "全部完成")))
    assert read.choices[3] == Choice("完成情况", "全部完成", "completed_claimed")


def test_measures_come_in_their_order_wherever_they_stand(path: Path) -> None:
    def swap(workbook: Workbook) -> None:
        sheet = workbook["措施"]
        for column in "BCD":
            sheet[f"{column}2"].value, sheet[f"{column}3"].value = sheet[f"{column}3"].value, sheet[f"{column}2"].value

    assert read_plan(edited(path, swap)) == SMALL


# --- files that cannot be used ---


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        b"PK\x03\x04" + bytes(100),
        b"<html><table></table></html>",
    ],
)
def test_a_file_that_is_no_workbook_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "plan.xlsx").write_bytes(data)
    with pytest.raises(
        WorkspaceError, match=r"^方案工作簿 plan\.xlsx 打不开，.*请用 Excel 或 WPS 另存为 \.xlsx 再试。$"
    ):
        read_plan(tmp_path / "plan.xlsx")


def test_a_damaged_workbook_is_one_sentence(path: Path) -> None:
    data = path.read_bytes()
    for length in range(0, len(data), 997):
        path.write_bytes(data[:length])
        with pytest.raises(WorkspaceError, match="打不开"):
            read_plan(path)


@settings(max_examples=share(2))
@given(data=st.data())
def test_a_workbook_with_a_wrong_byte_is_a_plan_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, typed: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    place = data.draw(st.integers(0, len(typed) - 1))
    path.write_bytes(typed[:place] + bytes([data.draw(st.integers(0, 255))]) + typed[place + 1 :])
    try:
        assert read_plan(path).items
    except (PlanError, WorkspaceError) as error:
        assert str(error).endswith(("。", "？"))


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "AAA2", "BA1", "C10000"])
def test_a_stray_cell_far_from_the_table_is_one_sentence(path: Path, cell: str) -> None:
    with pytest.raises(WorkspaceError, match=rf"在 {cell} 格有内容，离表格太远。请删去那一行或那一列再试。$"):
        read_plan(edited(path, put("规则", cell, "随手记")))


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576"])
def test_a_format_far_from_the_table_does_no_harm(path: Path, cell: str) -> None:
    assert read_plan(edited(path, put("规则", cell, None, "@"))) == SMALL


@pytest.mark.parametrize(("cell", "error"), [("K60", "#DIV/0!"), ("AZ9999", "#REF!")])
def test_a_formulas_error_outside_the_table_is_no_crash(path: Path, cell: str, error: str) -> None:
    found = faults_of(edited(path, put("选项", cell, error)))
    assert {fault[:2] for fault in found} == {("选项", f"{column}{cell.lstrip('AKZ')}") for column in "AB"}


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"^找不到方案工作簿 plan\.xlsx。请确认文件名和位置。$"):
        read_plan(tmp_path / "plan.xlsx")


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="打不开"):
        read_plan(tmp_path)


def test_a_workbook_in_use_is_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to open or replace a file that Excel holds."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(WorkspaceError, match="正被占用。请在 Excel 或 WPS 里关闭它再试。"):
        read_plan(path)


def test_writing_over_a_workbook_in_use_keeps_it_and_is_one_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WorkspaceError, match="正被占用。请在 Excel 或 WPS 里关闭它再试。"):
        write_plan(replace(SMALL, title="另一个"), path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["plan.xlsx"]


@pytest.mark.programs
def test_saved_by_another_program_it_is_the_same_plan(plan: Plan, tmp_path: Path, soffice: str) -> None:
    write_plan(plan, tmp_path / "plan.xlsx")
    (saved,) = recalculate([tmp_path / "plan.xlsx"], tmp_path / "saved", soffice)
    assert read_plan(saved) == plan
