"""What is wrong in a plan workbook is named by sheet and cell, with its remedy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.effort import share
from tests.planbook.plans import SMALL, TEXTS, edited, faults_of, put
from toolkit.base.errors import PlanError
from toolkit.planbook.tables import OPTIONAL, TABLES
from toolkit.planbook.workbook import read_plan

# --- every fault by sheet and cell ---

# (sheet, cell that is spoiled, what is put there, [(sheet, cell, part of the message)] expected, in order)
SPOILED: list[tuple[str, str, object, list[tuple[str, str, str]]]] = [
    ("方案", "B3", None, [("方案", "B3", "“方案名称”不能空着。请补填")]),
    ("方案", "B6", "2021-02-30", [("方案", "B6", "不是日期。请写成")]),
    ("方案", "B6", "一月底", [("方案", "B6", "“一月底”不是日期")]),
    ("方案", "B6", 44221, [("方案", "B6", "“44221”不是日期")]),
    ("方案", "A6", "发文日", [("方案", "", "缺少“发文日期”这一行。请补上"), ("方案", "A6", "不认识“发文日”这一项")]),
    ("方案", "A5", "方案名称", [("方案", "", "缺少“发文单位”这一行"), ("方案", "A5", "与第 3 行重复")]),
    ("方案", "A4", "方案名称", [("方案", "A4", "与第 3 行重复")]),
    ("方案", "B11", "office", [("方案", "B11", "不像邮箱地址。请核对")]),
    ("方案", "B12", "三天", [("方案", "B12", "0 到 366 之间的整数")]),
    ("方案", "B13", 2.5, [("方案", "B13", "0 到 366 之间的整数")]),
    ("方案", "B13", -1, [("方案", "B13", "0 到 366 之间的整数")]),
    ("单位", "A3", "fuyun", [("单位", "A3", "“fuyun”与第 2 行重复。请改成不重复的")]),
    ("单位", "A3", "FUYUN", [("单位", "A3", "与第 2 行重复")]),
    ("单位", "A3", "../up", [("单位", "A3", "单位编号只能用英文字母、数字")]),
    ("单位", "C3", "富蕴县", [
        ("单位", "C3", "与第 2 行重复"), ("事项", "L2", "没有“福海县”"), ("事项", "L2", "有几个单位都叫“富蕴县”"),
        ("事项", "L3", "有几个单位都叫“富蕴县”"), ("事项", "L4", "没有“福海县”"), ("事项", "L4", "有几个单位都叫"),
    ]),
    ("单位", "C4", "景区、喀纳斯", [("单位", "C4", "简称里不要用顿号"), ("事项", "L4", "没有“景区”")]),
    ("单位", "E3", "654322", [("单位", "E3", "与第 2 行重复")]),
    ("单位", "G2", "a@example.com b@example.com", [("单位", "G2", "有几个邮箱的用分号隔开")]),
    ("事项", "A3", "3.1.1", [("事项", "A3", "“3.1.1”与第 2 行重复")]),
    ("事项", "A3", datetime(2003, 1, 2), [("事项", "A3", "变成了日期 2003-01-02。请把格子设为“文本”格式")]),
    ("事项", "B3", "三（一）1", [("事项", "B3", "与第 2 行重复")]),
    ("事项", "B3", None, [("事项", "B3", "“原文编号”不能空着")]),
    ("事项", "G2", "　 ", [("事项", "G2", "“标题”不能空着。请补填")]),
    ("事项", "H2", "整改", [("事项", "H2", "不认识“整改”。请填：整改措施、情况说明")]),
    ("事项", "H2", None, [("事项", "H2", "“类别”不能空着")]),
    ("事项", "H2", "情况说明", [("措施", "A2", "“情况说明”类的事项没有措施。请改"), ("措施", "A3", "没有措施")]),
    ("事项", "H3", "建议措施", [("事项", "G3", "“建议措施”类的事项至少要有一条措施。请在“措施”工作表里补上")]),
    ("事项", "J3", None, [("事项", "J3", "要有正文")]),
    ("事项", "L2", "富蕴县、布县", [("事项", "L2", "“单位”工作表里没有“布县”。请写单位的简称")]),
    ("事项", "L2", "、", [("事项", "L2", "没有“、”")]),
    ("事项", "M2", "猜的", [("事项", "M2", "请填“文件写明”或“建议”")]),
    ("事项", "P2", "马上改", [("事项", "P2", "不认识“马上改”。请填：已完成、固定日期")]),
    ("事项", "Q4", None, [("事项", "Q4", "时限类型是“固定日期”，请填截止日期")]),
    ("事项", "Q4", "2021-13-01", [("事项", "Q4", "不是日期")]),
    ("措施", "A3", "3.1.9", [("措施", "A3", "“事项”工作表里没有 3.1.9。请核对编号")]),
    ("措施", "B3", 1, [("措施", "B3", "“1”与第 2 行重复")]),
    ("措施", "B3", "二", [("措施", "B3", "1 到 999 之间的整数")]),
    ("措施", "B3", 1.5, [("措施", "B3", "1 到 999 之间的整数")]),
    ("措施", "B3", 0, [("措施", "B3", "1 到 999 之间的整数")]),
    ("措施", "D3", None, [("措施", "D3", "“措施内容”不能空着")]),
    ("措施", "D3", "#REF!", [("措施", "D3", "公式错误 #REF!。请改填内容")]),
    ("指标", "A3", "kg_total", [("指标", "A3", "与第 2 行重复"), ("指标", "O5", "没有叫“公办幼儿园数”的指标"),
                              ("规则", "C2", "没有叫“公办幼儿园数”的指标")]),
    ("指标", "A8", "发出日期", [("指标", "A8", "只能用英文小写字母")]),
    ("指标", "A8", "Sent", [("指标", "A8", "只能用英文小写字母")]),
    ("指标", "A6", "class", [("指标", "A6", "“class”是程序保留的词。请换一个编号")]),
    ("指标", "A8", "implies", [("指标", "A8", "是程序保留的词")]),
    ("指标", "A8", "overall_status", [("指标", "A8", "是程序保留的词")]),
    ("指标", "A8", "sent_note", [("指标", "A8", "是程序保留的词")]),
    ("指标", "B8", "4.6", [("指标", "B8", "“事项”工作表里没有 4.6")]),
    ("指标", "D2", "数字", [("指标", "D2", "不认识“数字”。请填：整数、小数")]),
    ("指标", "G2", "必填", [("指标", "G2", "请填“是”或“否”")]),
    ("指标", "H2", "零", [("指标", "H2", "“零”不是数字。请只填数字")]),
    ("指标", "I2", "1,251", [("指标", "I2", "不带单位和逗号")]),
    ("指标", "I2", "500所", [("指标", "I2", "不是数字")]),
    ("指标", "I2", "1_000", [("指标", "I2", "不是数字")]),
    ("指标", "I2", "nan", [("指标", "I2", "不是数字")]),
    ("指标", "I2", True, [("指标", "I2", "“TRUE”不是数字")]),
    ("指标", "I2", "#N/A", [("指标", "I2", "公式错误 #N/A")]),
    ("指标", "H8", "年初", [("指标", "H8", "不是日期")]),
    ("指标", "H7", 1, [("指标", "H7", "“是否”没有上下限。请清空这一格")]),
    ("指标", "I2", -1, [("指标", "I2", "上限比下限小。请核对")]),
    ("指标", "J2", 400, [("指标", "K2", "上限比下限小")]),
    ("指标", "L8", "求和", [("指标", "L8", "“日期”类的指标不能按“求和”汇总")]),
    ("指标", "L2", "计“是”", [("指标", "L2", "只有“是否”类的指标可以计“是”")]),
    ("指标", "L2", "合计之比", [("指标", "L2", "要有计算公式")]),
    ("指标", "L2", "平均", [("指标", "L2", "不认识“平均”。请填：求和")]),
    ("指标", "M2", "约三百", [("指标", "M2", "不是数字")]),
    ("指标", "N6", "级别", [("指标", "N6", "“选项”工作表里有的组名")]),
    ("指标", "O5", "[公办幼儿园数] / [幼儿园数]", [("指标", "O5", "没有叫“幼儿园数”的指标。是不是“[")]),
    ("指标", "O5", "[公办幼儿园数] > 1", [("指标", "O5", "计算公式要算出一个数")]),
    ("指标", "O5", "[公办园占比] * 2", [("指标", "O5", "“公办园占比”本身是用公式算出来的")]),
    ("指标", "B5", "4.5", [("指标", "O5", "“公办幼儿园数、幼儿园总数”不在同一个事项里")]),
    ("规则", "A3", "r1", [("规则", "A3", "与第 2 行重复")]),
    ("规则", "B3", "9.9", [("规则", "B3", "“事项”工作表里没有 9.9")]),
    ("规则", "C2", "[公办园数] ≤ [幼儿园总数]", [("规则", "C2", "没有叫“公办园数”的指标。是不是“[公办")]),
    ("规则", "C2", "[公办幼儿园数] ≤", [("规则", "C2", "规则写得不完整")]),
    ("规则", "C2", "[公办幼儿园数] + 1", [("规则", "C2", "规则要写成能判断对错的一句话")]),
    ("规则", "C2", "[公办园占比] ≤ 100", [("规则", "C2", "“公办园占比”本身是用公式算出来的")]),
    ("规则", "C2", None, [("规则", "C2", "“规则”不能空着")]),
    ("规则", "D2", "严重", [("规则", "D2", "不认识“严重”。请填：错误、提醒、提示")]),
    ("规则", "E2", None, [("规则", "E2", "“提示语”不能空着")]),
    ("指标", "C3", "民办幼儿园数", [("指标", "O5", "没有叫“公办幼儿园数”"), ("规则", "C2", "没有叫“公办幼儿园数”")]),
    ("选项", "C5", "done", [("选项", "", "缺少编号 completed_claimed。请补上"), ("选项", "C5", "编号只能是：")]),
    ("选项", "A9", "说明", [("选项", "", "“说明核实”这一组缺少编号 rejected")]),
    ("选项", "C3", "not_started", [("选项", "", "缺少编号 in_progress"), ("选项", "C3", "与第 2 行重复")]),
    ("选项", "B3", "未启动", [("选项", "B3", "“未启动”与第 2 行重复")]),
    ("选项", "B10", '一"级', [("选项", "B10", "不要用英文引号")]),
    ("报送期", "A3", "2021-01", [("报送期", "A3", "与第 2 行重复")]),
    ("报送期", "A3", "二月", [("报送期", "A3", "报送期编号只能用")]),
    ("报送期", "A3", datetime(2021, 2, 3), [("报送期", "A3", "变成了日期 2021-02-03")]),
    ("报送期", "C3", None, [("报送期", "C3", "“应报日期”不能空着")]),
    ("报送期", "C3", "2021年2月", [("报送期", "C3", "不是日期")]),
    ("报送期", "C3", "2021-01-30", [("报送期", "C3", "从早到晚")]),
    # headers
    ("指标", "D1", "类形", [("指标", "D1", "不认识“类形”这一列。是不是“类型”？")]),
    ("规则", "E1", "提示", [("规则", "E1", "是不是“提示语”？请改正")]),
    ("事项", "S1", "颜色", [("事项", "S1", "不认识“颜色”这一列。自己用的列，表头请以“备注”开头，如 备注（颜色）")]),
    ("措施", "C1", None, [("措施", "", "第 1 行缺少“序号词”这一列。请补上表头")]),
    ("单位", "F1", "联系人", [("单位", "", "缺少“类别”这一列"), ("单位", "H1", "“联系人”这一列出现了两次")]),
]  # fmt: skip


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("sheet", "cell", "value", "expected"), SPOILED)
def test_each_fault_is_named_by_cell_with_its_remedy(
    path: Path, sheet: str, cell: str, value: object, expected: list[tuple[str, str, str]]
) -> None:
    number_format = "yyyy-mm-dd" if isinstance(value, datetime) else "General"
    found = faults_of(edited(path, put(sheet, cell, value, number_format)))
    assert [fault[:2] for fault in found] == [fault[:2] for fault in expected]
    for (_, _, message), (_, _, part) in zip(found, expected, strict=True):
        assert part in message
        assert message.endswith(("。", "？")) and not re.search(r"[A-Z][a-z]+Error|Traceback|None", message)


def test_two_indicators_of_one_name_need_their_ids_in_rules(path: Path) -> None:
    same = put("指标", "C4", "公办幼儿园数")
    by_label = faults_of(edited(path, same, put("规则", "C2", "[公办幼儿园数] = 1")))
    assert [fault[:2] for fault in by_label] == [("指标", "O5"), ("规则", "C2")]
    assert all("有几个指标都叫“公办幼儿园数”" in fault[2] and "kg_p" in fault[2] for fault in by_label)
    read_plan(edited(path, put("指标", "O5", "kg_public / kg_total"), put("规则", "C2", "kg_public = 1")))


def test_a_plan_of_before_there_were_extensions_is_still_a_plan(path: Path) -> None:
    before = read_plan(path)
    assert read_plan(edited(path, lambda workbook: workbook.remove(workbook["延期"]))) == before


@pytest.mark.parametrize("name", [name for name in TABLES if name not in OPTIONAL])
def test_a_missing_sheet_is_one_fault(path: Path, name: str) -> None:
    found = faults_of(edited(path, lambda workbook: workbook.remove(workbook[name])))
    assert [fault[:2] for fault in found] == [(name, "")]
    assert f"缺少“{name}”工作表。" in found[0][2]


def test_a_renamed_sheet_is_recognised(path: Path) -> None:
    found = faults_of(edited(path, lambda workbook: setattr(workbook["报送期"], "title", "报送期限")))
    assert found == [("报送期", "", "缺少“报送期”工作表。如果是“报送期限”改了名，请改回来。")]


def test_a_workbook_from_before_the_copy_line_is_still_read(path: Path) -> None:
    def older(workbook: Workbook) -> None:
        headers = [cell.value for cell in workbook["单位"][1]]
        workbook["单位"].delete_cols(headers.index("抄送领导") + 1, 2)

    plan = read_plan(edited(path, older))
    assert plan.units == tuple(replace(unit, leader="", leader_email="") for unit in SMALL.units)


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("name", "header"),
    [(name, column.header) for name, table in TABLES.items() for column in table if not column.later],
)
def test_a_missing_column_is_one_fault(path: Path, name: str, header: str) -> None:
    """One, and not one for every row: what hangs on the column is not judged."""
    index = [column.header for column in TABLES[name]].index(header) + 1
    found = faults_of(edited(path, lambda workbook: workbook[name].delete_cols(index)))
    assert found == [(name, "", f"第 1 行缺少“{header}”这一列。请补上表头。")]


@pytest.mark.parametrize("name", ["单位", "事项", "报送期"])
def test_an_empty_sheet_is_a_fault(path: Path, name: str) -> None:
    found = faults_of(edited(path, lambda workbook: workbook[name].delete_rows(2, 99)))
    first = "A2" if name == "报送期" else "B2"  # the first that a clerk sees
    assert (name, first, f"“{name}”工作表是空的。请至少填一行。") in found


def test_a_plan_may_do_without_indicators_and_rules(path: Path) -> None:
    read = read_plan(edited(path, *(lambda w, n=name: w[n].delete_rows(2, 99) for name in ("指标", "规则"))))
    assert (read.indicators, read.rules) == ((), ())
    assert read.items == SMALL.items


def test_all_faults_are_reported_at_once_in_the_order_of_the_workbook(path: Path) -> None:
    edits = [
        put("报送期", "C3", "月底"),
        put("规则", "C3", "SUM([总数]) = 322"),
        put("指标", "D2", "数"),
        put("措施", "D4", None),
        put("事项", "Q4", "月底"),
        put("事项", "L2", "某县"),
        put("单位", "G2", "无"),
        put("方案", "B6", "月底"),
    ]
    with pytest.raises(PlanError) as caught:
        read_plan(edited(path, *edits))
    places = [(fault.sheet, fault.cell) for fault in caught.value.faults]
    assert places == [
        ("方案", "B6"),
        ("单位", "G2"),
        ("事项", "L2"),
        ("事项", "Q4"),
        ("措施", "D4"),
        ("指标", "D2"),
        ("规则", "C3"),
        ("报送期", "C3"),
    ]
    text = str(caught.value)
    assert text.startswith("整改方案工作簿 plan.xlsx 有 7 处需要改正：")
    assert "还没有填好，还有 1 处要填：\n  1. 措施!D4：" in text
    assert all(f"{sheet}!{cell}：" in text for sheet, cell in places)


@settings(max_examples=share(4))
@given(data=st.data())
def test_whatever_is_typed_into_a_cell_gives_a_plan_or_faults(
    tmp_path_factory: pytest.TempPathFactory, typed: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    path.write_bytes(typed)
    name = data.draw(st.sampled_from(list(TABLES)))
    column = data.draw(st.integers(1, len(TABLES[name])))
    row = data.draw(st.integers(1, 5))
    values = st.none() | TEXTS | st.integers(-10, 10**9) | st.floats(-1e9, 1e9) | st.booleans() | st.datetimes(
        datetime(1950, 1, 1), datetime(2100, 1, 1)
    )  # fmt: skip
    edit = put(name, f"{get_column_letter(column)}{row}", data.draw(values))
    try:
        read_plan(edited(path, edit))
    except PlanError as error:
        assert error.faults
        assert all(fault.sheet in TABLES and fault.message.endswith(("。", "？")) for fault in error.faults)
