from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effort import first
from tests.issued.documents import PLANS, in_paragraphs, in_table, numbering, packed, set_number
from toolkit.base.errors import DocumentError, ToolkitError
from toolkit.issued.blocks import Table
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.draft import counts
from toolkit.issued.line_labels import labels_in
from toolkit.issued.marks import mark_of
from toolkit.issued.pages import read_pages
from toolkit.issued.table_heads import columns_of as columns_of_table
from toolkit.plan.measures import LimitType
from toolkit.plan.model import ItemKind, Plan

DOCUMENT = (Path(__file__).parents[1] / "data" / "document.txt").read_text(encoding="utf-8")


def imported(data: bytes, name: str, plan: Plan) -> PlanDraft:
    return read_document(data, name, plan.units, plan.choices)


# -- the real plan -----------------------------------------------------------------------------------------------------


def real_numbering() -> bytes:
    """The real document with its numbers taken out of the text and put in by Word."""
    document = docx.Document()
    number = numbering(
        document, [("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3. ")]
    )
    marks = (r"[一二三四五六]、\s*", r"[（(][一二三四五六][）)]\s*", r"\d\.\s+")
    for line in filter(None, map(str.strip, DOCUMENT.splitlines())):
        level = next((n for n, mark in enumerate(marks) if re.match(mark, line)), None)
        paragraph = document.add_paragraph(line if level is None else re.sub(marks[level], "", line, count=1))
        if level is not None:
            set_number(paragraph, number, level)
    return packed(document)


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (DOCUMENT.encode(), "方案.txt"),
        (DOCUMENT.encode("gb18030"), "方案.txt"),
        (DOCUMENT.encode("utf-16"), "方案.txt"),
        (DOCUMENT.replace("\n", "\r\n").encode("utf-8-sig"), "方案.md"),
        (in_paragraphs(DOCUMENT), "方案.docx"),
        (real_numbering(), "方案.docx"),
    ],
    ids=["utf-8", "gb18030", "utf-16", "crlf", "docx", "docx-numbering"],
)
def test_the_real_document_gives_the_shipped_plan(data: bytes, name: str, plan: Plan) -> None:
    """So the importer and the shipped plan can never drift apart."""
    draft = imported(data, name, plan)
    made = draft.plan
    for name in ("title", "doc_no", "issuer", "issued_on", "feedback_body", "report_to", "periods"):
        assert getattr(made, name) == getattr(plan, name), name
    assert [item.id for item in made.items] == [item.id for item in plan.items]
    assert sum(len(item.measures) for item in made.items) == 41
    for mine, real in zip(made.items, plan.items, strict=True):
        for name in ("code", "part", "part_title", "section", "section_title", "title", "kind", "finding",
                     "description", "measures", "units_as_written", "lead_unit", "time_limit"):  # fmt: skip
            assert getattr(mine, name) == getattr(real, name), (real.code, name)
        assert mine.unit_ids == (() if real.units_proposed else real.unit_ids), real.code
    undecided = {d.item_id for d in draft.questions if d.header == "填报单位" and "没有写明" in d.sentence}
    assert undecided == {item.id for item in plan.items if item.units_proposed}
    assert counts(draft) == [
        ("三、整改措施", 12, 15), ("四、关于进一步加强学前教育工作的建议方面", 13, 16), ("五、关于审议意见方面", 2, 7),
        ("六、工作要求", 3, 3),
    ]  # fmt: skip


def test_the_real_plan_as_a_table(plan: Plan) -> None:
    """Parts and sections as rows that span the table, a column for everything that the plan says of an item."""
    head = ["序号", "反馈问题", "问题描述", "整改措施", "情况说明", "整改单位", "整改时限", "完成情况"]
    document = docx.Document()
    document.add_paragraph(plan.title)
    table = document.add_table(rows=1, cols=len(head))
    for cell, word in zip(table.rows[0].cells, head, strict=True):
        cell.text = word

    def band(text: str) -> None:
        cells = table.add_row().cells
        cells[0].merge(cells[-1]).text = text

    part = section = ""
    for item in plan.items:
        if item.part != part:
            band(f"{item.part}、{item.part_title}")
        alone = item.code.endswith("）")
        if not alone and (item.part, item.section) != (part, section):
            band(f"{item.section}{item.section_title}")
        part, section = item.part, item.section
        explained = item.kind is ItemKind.EXPLANATION
        values = [
            item.section if alone else item.id.rpartition(".")[2], item.title, item.finding,
            "" if explained else item.description, item.description if explained else "", item.units_as_written,
            item.time_limit.as_written, "",
        ]  # fmt: skip
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    made = imported(packed(document), "表.docx", plan).plan
    for mine, real in zip(made.items, plan.items, strict=True):
        for name in ("id", "code", "part", "part_title", "section", "section_title", "title", "finding",
                     "description", "measures", "units_as_written", "time_limit"):  # fmt: skip
            assert getattr(mine, name) == getattr(real, name), (real.code, name)
        assert mine.unit_ids == (() if real.units_proposed else real.unit_ids), real.code
        # A table gives every item measures; that part six asks for something else cannot be seen from it.
        assert mine.kind is real.kind or real.kind is ItemKind.REQUIREMENT


# -- other plans -------------------------------------------------------------------------------------------------------


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("form", "name"),
    first(len(PLANS) + len(PLANS) // 3, [*(("as it is", name) for name in PLANS), *(("docx", name) for name in PLANS)]),
)
def test_plans_in_other_styles(name: str, form: str, plan: Plan) -> None:
    data, name, expected = PLANS[name]
    if form == "docx":
        if name in ("折行.txt", "表格.md", "标记.md", "无编号.txt"):
            return  # lines broken by hand, Markdown: not what Word holds
        data, name = in_paragraphs(_decoded(data)), "方案.docx"
    draft = imported(data, name, plan)
    assert [(i.title, len(i.measures), i.units_as_written, i.time_limit.as_written) for i in draft.plan.items] == list(
        expected.items
    )
    assert len({item.id for item in draft.plan.items}) == len(draft.plan.items)
    assert draft.plan.title
    for item in draft.plan.items:
        if item.units_as_written or item.lead_unit:
            assert item.unit_ids, item.title
        if item.time_limit.as_written:
            assert item.time_limit.type is not LimitType.UNSTATED, item.title


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise AssertionError


TITLES = ["序号", "反馈问题", "整改目标", "整改措施", "责任单位", "牵头单位", "整改时限", "完成情况"]


def test_a_table_with_merged_cells(plan: Plan) -> None:
    rows = [
        ["1", "课程开齐不足", "开齐开足", "增设课程", "福海县人民政府", "福海县人民政府", "2021年3月底前", ""],
        ["1", "课程开齐不足", "开齐开足", "配备教师", "福海县人民政府", "福海县人民政府", "2021年9月底前", ""],
        ["2", "经费拨付不及时", "按时拨付", "列入预算", "青河县人民政府", "青河县人民政府", "每季度", "正在推进"],
    ]
    data = in_table(TITLES, rows, "督导反馈问题整改台账", [(0, 0, 1), (1, 0, 1), (2, 0, 1), (4, 0, 1), (5, 0, 1)])
    made = imported(data, "台账.docx", plan).plan
    assert [(i.title, [m.text for m in i.measures], i.unit_ids) for i in made.items] == [
        ("课程开齐不足", ["增设课程", "配备教师"], ("fuhai",)),
        ("经费拨付不及时", ["列入预算"], ("qinghe",)),
    ]
    assert made.items[0].time_limit.as_written == "2021年3月底前；2021年9月底前"
    assert made.items[0].target == "开齐开足"
    assert "完成情况：正在推进" in made.items[1].note


def test_columns_in_any_order_and_bands_between(plan: Plan) -> None:
    head = ["整改时限", "责任单位（牵头）", "整改措施", "存在问题"]
    rows = [
        ["一、教学方面"] * 4,
        ["2021年底前", "布尔津县", "改进教研", "教研活动少"],
        ["二、后勤方面"] * 4,
        ["长期坚持", "各县（市）人民政府", "加强检查", "食堂管理松"],
    ]
    document = docx.Document()
    document.add_paragraph("教育督导反馈问题整改清单")
    table = document.add_table(rows=5, cols=4)
    for column, word in enumerate(head):
        table.cell(0, column).text = word
    for number, row in enumerate(rows, start=1):
        if len(set(row)) == 1:
            table.cell(number, 0).merge(table.cell(number, 3)).text = row[0]
        else:
            for column, word in enumerate(row):
                table.cell(number, column).text = word
    made = imported(packed(document), "清单.docx", plan).plan
    assert [(i.part, i.part_title, i.title) for i in made.items] == [
        ("一", "教学方面", "教研活动少"), ("二", "后勤方面", "食堂管理松"),
    ]  # fmt: skip
    assert made.items[0].unit_ids == ("burqin",)


def test_a_misspelt_county_is_taken_for_what_it_is_and_said(plan: Plan) -> None:
    data, name, _ = PLANS["半角.txt"]
    draft = imported(data, name, plan)
    assert [(one.written, one.taken_as) for one in draft.repairs] == [("清河县", "青河县")]
    assert draft.plan.items[2].unit_ids == ("qinghe",)


@pytest.mark.parametrize(
    ("limit", "periods"), [("长期坚持", 4), ("每月报送进展", 12), ("持续推进，每半年报送", 2), ("每周调度", 4)]
)
def test_periods_are_as_often_as_the_document_asks(limit: str, periods: int, plan: Plan) -> None:
    text = (
        "教育督导反馈问题整改方案\n请于2021年2月28日前将进展报送地区教育局。\n"
        f"一、教学方面\n1.教研薄弱。\n整改措施：加强教研。\n责任单位：富蕴县\n整改时限：{limit}"
    )
    made = imported(text.encode(), "方案.txt", plan).plan
    assert made.report_to == "地区教育局"
    assert len(made.periods) == periods
    assert made.periods[0].due_date == date(2021, 2, 28)


def test_a_hundred_and_fifth_problem_has_a_number_of_its_own(plan: Plan) -> None:
    from toolkit.base.numerals import in_chinese

    parts = [f"{in_chinese(n)}、问题{n}\n整改措施：措施。\n责任单位：富蕴县" for n in range(1, 121)]
    made = imported("\n".join(["整改方案", *parts]).encode(), "方案.txt", plan).plan
    assert [item.id for item in made.items] == [str(n) for n in range(1, 121)]


# -- nothing is lost ---------------------------------------------------------------------------------------------------


def kept(draft: PlanDraft) -> str:
    plan = draft.plan
    texts = [plan.title, plan.doc_no, plan.issuer, plan.report_to, *(one.text for one in draft.not_understood)]
    for item in plan.items:
        texts += [item.part_title, item.section_title, item.title, item.finding, item.description, item.note]
        texts += [item.units_as_written, item.lead_unit, item.cooperating, item.supervising, item.accepting]
        texts += [item.leaders, item.target, item.time_limit.as_written]
        texts += [
            m.text + m.units_as_written + m.limit_as_written for m in item.measures if m.text not in item.description
        ]
    return "".join(texts)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\-—|#*<>]|\d+|[一二三四五六七八九十①-⑳]", "", text)


def unlabelled(line: str) -> str:
    """A line without its labels, which are the captions of the plan's columns."""
    mark = mark_of(line)
    rest = mark.rest if mark.kind else line
    found = labels_in(rest)
    ends = [one.begin for one in found[1:]] + [len(rest)] * bool(found)
    begin = found[0].begin if found else len(rest)
    return rest[:begin] + "".join(rest[one.after : end] for one, end in zip(found, ends, strict=True))


def below_head(table: Table) -> tuple[tuple[str, ...], ...]:
    """The rows of a table below its head, whose words are the captions of the plan's columns."""
    columns = columns_of_table(table)
    return table.rows[columns.last + 1 :] if columns else table.rows


def lost(data: bytes, name: str, draft: PlanDraft) -> Counter[str]:
    """Characters of the numbered parts that are neither in the draft nor structure (numbers, labels, brackets)."""
    pages = read_pages(data, name)
    lines = [
        "".join(c for row in below_head(p) for c in dict.fromkeys(row)) if isinstance(p, Table) else p.text
        for p in pages.blocks
    ]
    begun = next((n for n, line in enumerate(lines) if re.match(r"[一1（(第问#反|]", line)), 0)
    text = "".join(unlabelled(line) for line in lines[begun:])
    text = re.sub(r"关于“|”(?:的问题|问题|方面)|问题[一二三]|第[一二三]项", "", text)
    missing = Counter(squeezed(text)) - Counter(squeezed(kept(draft)))
    return Counter({c: n for c, n in missing.items() if c not in "：:、.。（）()，,；;【】“”"})


@pytest.mark.parametrize("name", PLANS)
def test_no_character_of_the_numbered_parts_is_lost(name: str, plan: Plan) -> None:
    data, name, _ = PLANS[name]
    assert not lost(data, name, imported(data, name, plan))


def test_no_character_of_the_real_document_is_lost(plan: Plan) -> None:
    draft = imported(DOCUMENT.encode(), "方案.txt", plan)
    body = DOCUMENT[DOCUMENT.index("一、指导思想") :]
    assert not lost(body.encode(), "方案.txt", draft)


# -- what is no plan ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        ("同志们：\n一、形势\n（一）成绩来之不易。\n二、落实\n（一）加强领导。".encode(), "讲话.txt", "不像是整改方案"),
        ("关于召开会议的通知\n1.时间：明天\n2.地点：会议室".encode(), "通知.txt", "不像是整改方案"),
        ("张三 0906-0000000\n李四 0906-0000001".encode(), "电话.txt", "不像是整改方案"),
        (b"", "空.txt", "不像是整改方案"),
        (bytes(range(256)) * 4, "乱码.txt", "不是能读的文字文件"),
        (b"%PDF-1.7 ...", "方案.pdf", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "方案.doc", "旧版 Word"),
        (b"PK\x03\x04 broken", "方案.docx", "打不开"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused_in_one_sentence(data: bytes, name: str, words: str, plan: Plan) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        imported(data, name, plan)
    assert "\n" not in str(caught.value)


LINES = st.sampled_from(
    ["一、整改措施", "（一）问题", "1.问题一。", "（1）措施", "①措施", "整改措施：一是甲；二是乙", "责任单位：富蕴县",
     "整改时限：", "问题描述：很多", "|序号|反馈问题|整改措施|", "|1|甲|乙|", "整改方案",
     "2021年1月1日", "抄送：各单位",
     "续行", "第1项：", "# 标题"]
)  # fmt: skip


@given(st.lists(LINES, max_size=14).map("\n".join) | st.text(), st.sampled_from(["a.txt", "a.md", "a.docx"]))
def test_any_text_is_a_draft_or_a_sentence(text: str, name: str) -> None:
    try:
        draft = read_document(text.encode("utf-8", "replace"), name, ())
    except ToolkitError:
        return
    assert draft.plan.items
    assert len({item.id for item in draft.plan.items}) == len(draft.plan.items)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_draft_or_a_sentence(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe"):
        try:
            read_document(start + data, "a.docx", ())
        except ToolkitError:
            continue
