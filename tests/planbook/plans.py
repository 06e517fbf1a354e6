"""A small plan with everything that a plan can hold, and a plan workbook edited as a clerk would."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from toolkit.base.errors import PlanError
from toolkit.base.findings import Severity
from toolkit.plan.derived_ids import column_id
from toolkit.plan.measures import LimitType, Measure, TimeLimit
from toolkit.plan.model import (
    Aggregation,
    Indicator,
    Item,
    ItemKind,
    Period,
    Plan,
    Roster,
    RosterColumn,
    Unit,
    ValueType,
)
from toolkit.plan.options import Choice, Rule
from toolkit.planbook.tables import USUAL_CHOICES
from toolkit.planbook.workbook import read_plan

SMALL = Plan(
    id="test-01",
    title="整改方案",
    doc_no="测办发〔2021〕1号",
    issuer="某某办公室",
    issued_on=date(2021, 1, 25),
    feedback_body="视察组",
    report_to="领导小组办公室",
    contact="",
    phone="",
    email="office@example.com",
    units=(
        Unit("fuyun", "富蕴县人民政府", "富蕴县", ("富蕴",), "654322", "县", ("fuyun@example.com",)),
        Unit("fuhai", "福海县人民政府", "福海县", ("福海",), "654323", "县", ("fuhai@example.com", "b@example.com"), "",
             "", "分管领导", "l@example.com"),
        Unit("kanas", "景区管理委员会", "景区", ("喀纳斯",)),
    ),
    items=(
        Item(
            "3.1.1", "三（一）1", "三", "整改措施", "（一）", "发展不均衡", "城乡不均衡", ItemKind.RECTIFICATION,
            finding="合格率低", description="一是培训。二是帮扶。",
            measures=(Measure(1, "培训。", "一是"), Measure(2, "帮扶。", "二是")),
            unit_ids=("fuyun", "fuhai"), units_as_written="各县", time_limit=TimeLimit("立查立改", LimitType.IMMEDIATE),
        ),
        Item(
            "3.1.2", "三（一）2", "三", "整改措施", "（一）", "发展不均衡", "占比低", ItemKind.EXPLANATION,
            description="不存在此类问题。", unit_ids=("fuyun",), units_proposed=True,
            time_limit=TimeLimit(type=LimitType.NOT_APPLICABLE),
        ),
        Item(
            "4.5", "四（五）", "四", "工作要求", "（五）", "报送", "按时报送", ItemKind.REQUIREMENT,
            measures=(Measure(1, "报送。"),), unit_ids=("fuyun", "fuhai", "kanas"), units_as_written="各县（景区）",
            lead_unit="富蕴县", time_limit=TimeLimit("1月31日前", LimitType.FIXED, date(2021, 1, 31)), note="按时",
        ),
    ),
    indicators=(
        Indicator("kg_total", "3.1.1", "幼儿园总数", ValueType.INTEGER, "所", minimum=0, maximum=500, soft_maximum=322,
                  aggregation=Aggregation.SUM, document_value=322),
        Indicator("kg_public", "3.1.1", "公办幼儿园数", ValueType.INTEGER, "所", minimum=0,
                  aggregation=Aggregation.SUM),
        Indicator("kg_private", "3.1.1", "民办幼儿园数", ValueType.INTEGER, "所", minimum=0,
                  aggregation=Aggregation.SUM),
        Indicator("public_share", "3.1.1", "公办园占比", ValueType.PERCENT, "%", required=False,
                  aggregation=Aggregation.RATIO_OF_SUMS, formula="[公办幼儿园数] / [幼儿园总数] * 100"),
        Indicator("grade", "3.1.2", "等级", ValueType.CHOICE, choices="等级", definition="按上级认定填"),
        Indicator("signed", "4.5", "是否签字", ValueType.BOOLEAN, aggregation=Aggregation.COUNT_TRUE),
        Indicator("sent_on", "4.5", "发出日期", ValueType.DATE, minimum=date(2021, 1, 25)),
    ),
    rules=(
        Rule("r1", "3.1.1", "[公办幼儿园数] + [民办幼儿园数] = [幼儿园总数]", Severity.ERROR, "两项之和应等于总数"),
        Rule("r2", "3.1.1", "SUM([幼儿园总数]) = 322", Severity.WARNING, "合计应为 322 所"),
        Rule("r3", "4.5", "implies(filled([发出日期]), [是否签字])", Severity.INFO, "没有签字"),
    ),
    choices=(*USUAL_CHOICES, Choice("等级", "一级"), Choice("等级", "二级")),
    periods=(Period("2021-01", "2021年1月", date(2021, 1, 31)), Period("2021-02", "2021年2月", date(2021, 2, 28))),
    rosters=(
        Roster(
            "3.1.1", "幼儿园名册",
            (
                RosterColumn(column_id("园名"), "3.1.1", "园名", ValueType.TEXT, unique=True),
                RosterColumn(column_id("等级"), "3.1.1", "等级", ValueType.CHOICE, choices="等级", required=False),
                RosterColumn(column_id("学位"), "3.1.1", "学位", ValueType.INTEGER, "个", minimum=0, total=True),
                RosterColumn(column_id("造价"), "3.1.1", "造价", ValueType.DECIMAL, "万元", kind="金额", total=True),
                RosterColumn(column_id("开园"), "3.1.1", "开园", ValueType.DATE, maximum=date(2021, 1, 31)),
            ),
            rows=300,
        ),
    ),
)  # fmt: skip


def edited(path: Path, *edits: Callable[[Workbook], object]) -> Path:
    workbook = load_workbook(path)
    for edit in edits:
        edit(workbook)
    workbook.save(path)
    return path


def put(sheet: str, cell: str, value: object, number_format: str = "General") -> Callable[[Workbook], object]:
    """Type a value into a cell, as a clerk would in a cell that is not formatted as text."""

    def edit(workbook: Workbook) -> None:
        workbook[sheet][cell].value = value
        workbook[sheet][cell].number_format = number_format

    return edit


def faults_of(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    return [(fault.sheet, fault.cell, fault.message) for fault in caught.value.faults]


def _clean(text: str) -> bool:
    """Whether a plan may hold the text: the reader strips cells, and _x0041_ is Excel's own escape for a character."""
    return bool(text) and text == text.strip() and not re.search(r"_x[0-9A-Fa-f]{4}_", text) and text[0] != "#"


LETTERS = st.characters(exclude_categories=("C", "Zl", "Zp"))
TEXTS = st.text(LETTERS, max_size=20).map(str.strip).filter(_clean)
