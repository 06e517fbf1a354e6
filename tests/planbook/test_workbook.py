"""The plan workbook: what is written is read back equal, what a clerk may type is understood, every fault is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from tests.programs.real import recalculate
from toolkit.base.errors import PlanError, WorkspaceError
from toolkit.base.findings import Severity
from toolkit.plan.model import (
    Aggregation,
    Choice,
    DisclosureSettings,
    Edition,
    Indicator,
    Item,
    ItemKind,
    LimitType,
    MailSettings,
    Measure,
    Period,
    Plan,
    Rule,
    Settings,
    TimeLimit,
    Unit,
    ValueType,
)
from toolkit.planbook.tables import DISCLOSABLE, HEAD, OPTIONAL, TABLES, Kind
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

BUILT_IN = (
    Choice("完成情况", "未启动", "not_started"),
    Choice("完成情况", "正在推进", "in_progress"),
    Choice("完成情况", "基本完成", "basically_completed"),
    Choice("完成情况", "已完成（自报）", "completed_claimed"),
    Choice("完成情况", "阶段性完成、长期坚持", "stage_completed_ongoing"),
    Choice("说明核实", "情况属实，说明仍然成立", "holds"),
    Choice("说明核实", "情况有变化，需补充说明", "changed"),
    Choice("说明核实", "说明不成立，需转为整改", "rejected"),
)

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
    choices=(*BUILT_IN, Choice("等级", "一级"), Choice("等级", "二级")),
    periods=(Period("2021-01", "2021年1月", date(2021, 1, 31)), Period("2021-02", "2021年2月", date(2021, 2, 28))),
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan as the package writes it."""
    path = tmp_path_factory.mktemp("written") / "plan.xlsx"
    write_plan(SMALL, path)
    return path


@pytest.fixture(scope="module")
def typed(written: Path) -> bytes:
    """The same cells in a workbook without any formats, as if typed anew."""
    full, workbook = load_workbook(written), Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in TABLES:
        sheet = workbook.create_sheet(name)
        for row in full[name].iter_rows(max_row=20, values_only=True):
            sheet.append(row)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.fixture
def path(typed: bytes, tmp_path: Path) -> Path:
    (tmp_path / "plan.xlsx").write_bytes(typed)
    return tmp_path / "plan.xlsx"


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


# --- written and read back ---


def test_small_plan_is_read_back_equal(written: Path, path: Path) -> None:
    assert read_plan(written) == SMALL
    assert read_plan(path) == SMALL


def test_shipped_plan_is_read_back_equal(plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan


def _clean(text: str) -> bool:
    """Whether a plan may hold the text: the reader strips cells, and _x0041_ is Excel's own escape for a character."""
    return bool(text) and text == text.strip() and not re.search(r"_x[0-9A-Fa-f]{4}_", text) and text[0] != "#"


LETTERS = st.characters(exclude_categories=("C", "Zl", "Zp"))
TEXTS = st.text(LETTERS, max_size=20).map(str.strip).filter(_clean)
PERHAPS = st.just("") | TEXTS
NUMBERS = st.none() | st.integers(-(10**6), 10**6).map(float) | st.floats(-1e12, 1e12).map(lambda x: round(x, 4))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@st.composite
def items(draw: st.DrawFn, number: int, unit_ids: tuple[str, ...]) -> Item:
    kind = draw(st.sampled_from(ItemKind))
    explains = kind is ItemKind.EXPLANATION
    measures = () if explains else draw(st.lists(st.tuples(TEXTS, PERHAPS), min_size=1, max_size=3).map(tuple))
    limit = draw(st.sampled_from(LimitType))
    due_date = draw(DAYS if limit is LimitType.FIXED else st.none() | DAYS)
    reporting = draw(st.sets(st.sampled_from(unit_ids), min_size=1))
    return Item(
        f"{draw(st.integers(1, 9))}.{number}", draw(TEXTS) + str(number), draw(TEXTS), draw(PERHAPS), draw(PERHAPS),
        draw(PERHAPS), draw(TEXTS), kind, draw(PERHAPS), draw(TEXTS if explains else PERHAPS),
        tuple(Measure(n, text, marker) for n, (text, marker) in enumerate(measures, start=1)),
        tuple(unit for unit in unit_ids if unit in reporting), draw(PERHAPS), draw(st.booleans()), draw(PERHAPS),
        TimeLimit(draw(PERHAPS), limit, due_date), draw(PERHAPS),
    )  # fmt: skip


@st.composite
def indicators(draw: st.DrawFn, number: int, item_ids: list[str]) -> Indicator:
    type_ = draw(st.sampled_from(ValueType))
    values: st.SearchStrategy[float | date | None] = NUMBERS if type_.is_number else st.none()
    if type_ is ValueType.DATE:
        values = st.none() | DAYS
    low, high, soft_low, soft_high = (draw(values) for _ in range(4))
    if low is not None and high is not None:
        low, high = sorted((low, high))  # type: ignore[type-var]
    if soft_low is not None and soft_high is not None:
        soft_low, soft_high = sorted((soft_low, soft_high))  # type: ignore[type-var]
    ways = [Aggregation.NONE]
    ways += [Aggregation.SUM, Aggregation.MIN_MAX] if type_.is_number else []
    ways += [Aggregation.COUNT_TRUE] if type_ is ValueType.BOOLEAN else []
    return Indicator(
        f"figure_{number}", draw(st.sampled_from(item_ids)), draw(TEXTS), type_, draw(PERHAPS), draw(PERHAPS),
        draw(st.booleans()), low, high, soft_low, soft_high, draw(st.sampled_from(ways)), draw(NUMBERS),
        "完成情况" if type_ is ValueType.CHOICE else "", "", draw(PERHAPS),
    )  # fmt: skip


EMAILS = st.sampled_from([(), ("a@example.com",), ("a@example.com", "b.c-d@mail.example.com")])


MAIL = st.builds(
    MailSettings,
    st.sampled_from(["", "smtp.example.com:465", "tls://127.0.0.1:4650"]),
    st.sampled_from(["", "imap.example.com:993", "starttls://localhost:1430"]),
    st.sampled_from(["", "office@example.com"]),
    st.integers(1, 1000),
    st.integers(1, 1000),
)


@st.composite
def disclosures(draw: st.DrawFn, items: list[str]) -> DisclosureSettings:
    def per_edition(choices: Sequence[str]) -> dict[Edition, tuple[str, ...]]:
        chosen = {edition: draw(st.sets(st.sampled_from(choices))) for edition in Edition}
        return {edition: tuple(c for c in choices if c in of) for edition, of in chosen.items() if of}

    return DisclosureSettings(
        per_edition(items), per_edition(DISCLOSABLE), draw(st.sampled_from([(), ("甲某", "乙某")]))
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    units = tuple(
        Unit(f"unit-{n}", f"{draw(TEXTS)}{n}", f"县{n}", tuple(f"别名{n}{i}" for i in range(draw(st.integers(0, 2)))),
             f"6543{n}", draw(PERHAPS), draw(EMAILS), draw(PERHAPS), draw(PERHAPS),
             draw(PERHAPS), draw(st.sampled_from(["", "l@example.com"])))
        for n in range(draw(st.integers(1, 3)))
    )  # fmt: skip
    unit_ids = tuple(unit.id for unit in units)
    its_items = tuple(draw(items(n, unit_ids)) for n in range(1, draw(st.integers(2, 4))))
    figures = [draw(indicators(n, [item.id for item in its_items])) for n in range(draw(st.integers(0, 3)))]
    rules = [
        Rule(f"r{n}", figure.item_id, f"非 filled({figure.id})", draw(st.sampled_from(Severity)), draw(TEXTS))
        for n, figure in enumerate(figures)
    ]
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=3)))
    return Plan(
        *(draw(TEXTS) for _ in range(4)), draw(DAYS), draw(PERHAPS), draw(TEXTS), draw(PERHAPS), draw(PERHAPS),
        draw(st.sampled_from(["", "office@example.com"])), units, its_items, tuple(figures), tuple(rules), BUILT_IN,
        tuple(Period(f"p{n}", draw(TEXTS), day) for n, day in enumerate(days)),
        Settings(
            draw(st.integers(0, 366)), draw(st.integers(0, 366)), ranking=draw(st.booleans()),
            mail=draw(MAIL), disclosure=draw(disclosures([item.id for item in its_items])),
        ),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(plans())
def test_every_plan_is_read_back_equal(tmp_path_factory: pytest.TempPathFactory, made: Plan) -> None:
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    write_plan(made, path)
    assert read_plan(path) == made


# --- what a clerk may type ---


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


# --- every fault by sheet and cell ---

# (sheet, cell that is spoiled, what is put there, [(sheet, cell, part of the message)] expected, in order)
SPOILED: list[tuple[str, str, object, list[tuple[str, str, str]]]] = [
    ("方案", "B3", None, [("方案", "B3", "“方案名称”不能空着。请补填")]),
    ("方案", "B6", "2021-02-30", [("方案", "B6", "不是日期。请写成")]),
    ("方案", "B6", "一月底", [("方案", "B6", "“一月底”不是日期")]),
    ("方案", "B6", 44221, [("方案", "B6", "“44221”不是日期")]),
    ("方案", "A6", "发文日", [("方案", "", "缺少“发文日期”这一行。请补上"), ("方案", "A6", "不认识“发文日”这一项")]),
    ("方案", "A4", "方案名称", [("方案", "", "缺少“文号”这一行"), ("方案", "A4", "与第 3 行重复")]),
    ("方案", "B11", "office", [("方案", "B11", "不像邮箱地址。请核对")]),
    ("方案", "B12", "三天", [("方案", "B12", "0 到 366 之间的整数")]),
    ("方案", "B13", 2.5, [("方案", "B13", "0 到 366 之间的整数")]),
    ("方案", "B13", -1, [("方案", "B13", "0 到 366 之间的整数")]),
    ("单位", "A3", "fuyun", [("单位", "A3", "“fuyun”与第 2 行重复。请改成不重复的")]),
    ("单位", "A3", "FUYUN", [("单位", "A3", "与第 2 行重复")]),
    ("单位", "A3", "../up", [("单位", "A3", "单位编号只能用英文字母、数字")]),
    ("单位", "C3", "富蕴县", [
        ("单位", "C3", "与第 2 行重复"), ("事项", "L2", "有几个单位都叫“富蕴县”"), ("事项", "L2", "没有“福海县”"),
        ("事项", "L3", "有几个单位都叫“富蕴县”"), ("事项", "L4", "有几个单位都叫"), ("事项", "L4", "没有“福海县”"),
    ]),
    ("单位", "C4", "景区、喀纳斯", [("单位", "C4", "简称里不要用顿号"), ("事项", "L4", "没有“景区”。请写单位的简称")]),
    ("单位", "E3", "654322", [("单位", "E3", "与第 2 行重复")]),
    ("单位", "G2", "a@example.com b@example.com", [("单位", "G2", "有几个邮箱的用分号隔开")]),
    ("事项", "A3", "3.1.1", [("事项", "A3", "“3.1.1”与第 2 行重复"), ("措施", "A2", "“情况说明”类的事项没有措施"),
                           ("措施", "A3", "“情况说明”类的事项没有措施"), ("指标", "B6", "“事项”工作表里没有 3.1.2")]),
    ("事项", "A3", datetime(2003, 1, 2), [("事项", "A3", "变成了日期 2003-01-02。请把格子设为“文本”格式"),
                                         ("指标", "B6", "“事项”工作表里没有 3.1.2。请核对编号")]),
    ("事项", "A3", "三·一", [("事项", "A3", "事项编号只能用"), ("指标", "B6", "没有 3.1.2")]),
    ("事项", "B3", "三（一）1", [("事项", "B3", "与第 2 行重复")]),
    ("事项", "C2", None, [("事项", "C2", "“部分”不能空着")]),
    ("事项", "G2", "　 ", [("事项", "G2", "“标题”不能空着。请补填")]),
    ("事项", "H2", "整改", [("事项", "H2", "不认识“整改”。请填：整改措施、情况说明")]),
    ("事项", "H2", None, [("事项", "H2", "“类别”不能空着")]),
    ("事项", "H2", "情况说明", [("措施", "A2", "“情况说明”类的事项没有措施。请改"), ("措施", "A3", "没有措施")]),
    ("事项", "H3", "建议措施", [("事项", "A3", "“建议措施”类的事项至少要有一条措施。请在“措施”工作表里补上")]),
    ("事项", "J3", None, [("事项", "J3", "要有正文")]),
    ("事项", "L2", None, [("事项", "L2", "“填报单位”不能空着")]),
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
    ("指标", "H7", 1, [("指标", "H7", "“是否”类的指标没有上下限。请清空这一格")]),
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
    ("事项", "S1", "颜色", [("事项", "S1", "不认识“颜色”这一列。不需要的列请删除")]),
    ("措施", "C1", None, [("措施", "", "第 1 行缺少“序号词”这一列。请补上表头")]),
    ("单位", "F1", "联系人", [("单位", "", "缺少“类别”这一列"), ("单位", "H1", "“联系人”这一列出现了两次")]),
]  # fmt: skip


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
    assert (name, "A2", f"“{name}”工作表是空的。请至少填一行。") in found


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
    assert text.startswith("整改方案工作簿 plan.xlsx 有 8 处需要改正：")
    assert all(f"{sheet}!{cell}：" in text for sheet, cell in places)


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=150, deadline=None)
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

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
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


# --- how it looks ---


def test_every_column_is_explained_and_ready_for_use(written: Path) -> None:
    workbook = load_workbook(written)
    assert workbook.sheetnames == [*TABLES, "_lists"]
    assert workbook["_lists"].sheet_state == "hidden"
    for name, table in TABLES.items():
        sheet = workbook[name]
        assert [cell.value for cell in sheet[1]] == [column.header for column in table]
        assert all(cell.comment and cell.comment.text for cell in sheet[1])
        assert sheet.freeze_panes and sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    notes = [workbook["方案"].cell(row, 1).comment for row in range(2, 2 + len(HEAD))]
    assert [note and note.text for note in notes] == [note for _, note, _ in HEAD]


def test_closed_lists_are_dropdowns_on_named_ranges_also_below_the_table(written: Path) -> None:
    workbook = load_workbook(written)
    for name, table in TABLES.items():
        sheet = workbook[name]
        found = {}
        for validation in sheet.data_validations.dataValidation:
            assert validation.showErrorMessage and validation.type == "list"
            place = workbook.defined_names[validation.formula1].attr_text
            choices = [cell.value for (cell,) in workbook["_lists"][place.split("!")[1]]]
            area = next(iter(validation.sqref.ranges))
            assert (area.min_row, area.min_col) == (2, area.max_col) and area.max_row > 100
            found[sheet.cell(1, area.min_col).value] = tuple(choices)
        assert found == {column.header: column.choices for column in table if column.choices}


def test_codes_stay_texts_also_in_new_rows(written: Path) -> None:
    workbook = load_workbook(written)
    for name, table in TABLES.items():
        for index, column in enumerate(table, start=1):
            if column.kind in (Kind.CODE, Kind.MONTH):
                formats = {workbook[name].cell(row, index).number_format for row in (2, 50, 100)}
                assert formats <= {"@", "General"} and workbook[name].cell(100, index).number_format == "@"
                filled = [cell for (cell,) in workbook[name].iter_rows(2, 20, index, index) if cell.value is not None]
                assert all(cell.data_type == "s" and cell.number_format == "@" for cell in filled)


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    odd = replace(SMALL, title="=1+1", contact="-", phone="+86 0906")
    write_plan(odd, tmp_path / "plan.xlsx")
    assert load_workbook(tmp_path / "plan.xlsx")["方案"]["B3"].data_type == "s"
    assert read_plan(tmp_path / "plan.xlsx") == odd
