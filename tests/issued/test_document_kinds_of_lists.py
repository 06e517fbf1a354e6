"""Kinds of lists: goals by period, a year beside its month, signs at units, lists under equal numbers, chats."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.issued.composed.blocks import Cell, Line, Paper, grid, lines
from tests.issued.composed.excel import Page, as_excel
from tests.issued.composed.numbers import chinese
from tests.issued.composed.word import as_word
from tests.issued.test_draft import drawn, listed, marked
from toolkit.issued.blocks import Table, separate
from toolkit.issued.characters import in_plain_signs
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.table_parts import goes_on, together
from toolkit.planbook.front import ASKED
from toolkit.planbook.tables import USUAL_CHOICES
from toolkit.planbook.workbook import faults_of_bytes

FRONT = "某县检查反馈问题整改清单\n某县整改办  2026年1月10日\n"


def read(text: str) -> PlanDraft:
    return read_document((FRONT + text).encode(), "清单.txt")


def in_tabs(*rows: tuple[str, ...]) -> str:
    return "\n".join("\t".join(row) for row in rows)


@pytest.mark.parametrize(
    "heads",
    [
        ("一季度目标", "二季度目标", "四季度目标"),
        ("2026年第一季度", "2026年第二季度", "2026年第四季度"),
        ("3月底工作目标", "6月底工作目标", "12月底工作目标"),
        ("第1季度计划", "第2季度计划", "第4季度计划"),
    ],
)
def test_goals_by_period_are_stages_of_the_limit(heads: tuple[str, ...]) -> None:
    rows = [(f"{n}", f"台账{n}号不全", "补齐台账", "完成排查", "完成50%", "全部完成", "县水利局") for n in (1, 2, 3)]
    draft = read(in_tabs(("序号", "存在问题", "整改措施", *heads, "责任单位"), *rows))
    assert [item.time_limit.due_date for item in draft.plan.items] == [date(2026, 12, 31)] * 3
    days = [stage.day for stage in draft.plan.stages if stage.item_id == draft.plan.items[0].id]
    assert days == [date(2026, 3, 31), date(2026, 6, 30)]
    assert all(goal in draft.plan.items[0].time_limit.as_written for goal in ("完成排查", "完成50%", "全部完成"))


@pytest.mark.parametrize(
    ("heads", "cells", "day"),
    [
        (("完成年份", "完成月份"), ("2026", "6"), date(2026, 6, 30)),
        (("年度", "月份"), ("2026年", "6月底前"), date(2026, 6, 30)),
        (("整改时限（年）", "整改时限（月）"), ("2027", "2"), date(2027, 2, 28)),
        (("年", "月"), ("2026年", "十二月"), date(2026, 12, 31)),
    ],
)
def test_year_and_month_in_columns_of_their_own(heads: tuple[str, str], cells: tuple[str, str], day: date) -> None:
    rows = [(f"{n}", f"台账{n}号不全", "补齐台账", *cells, "县水利局") for n in (1, 2, 3)]
    draft = read(in_tabs(("序号", "存在问题", "整改措施", *heads, "责任单位"), *rows))
    assert [item.time_limit.due_date for item in draft.plan.items] == [day] * 3


@pytest.mark.parametrize("signs", [("●", "○"), ("■", "□"), ("★", "☆"), ("▲", "△")])
def test_signs_that_nothing_explains_are_asked_about_and_kept(signs: tuple[str, str]) -> None:
    head = ("序号", "存在问题", "整改措施", "县财政局", "县水利局", "县教育局", "完成时限")
    rows = [(f"{n}", f"台账{n}号不全", "补齐台账", signs[0], signs[1], "", "2026年6月底前") for n in (1, 2, 3)]
    draft = read(in_tabs(head, *rows))
    assert [item.units_as_written for item in draft.plan.items] == ["县财政局、县水利局"] * 3
    assert [item.note for item in draft.plan.items] == [f"表中标注：{signs[0]}县财政局；{signs[1]}县水利局"] * 3
    (question,) = [one.sentence for one in draft.questions if one.header == "填报角色"]
    assert f"“{signs[0]}”“{signs[1]}”" in question


def test_signs_that_are_explained_or_of_one_kind_are_not_asked_about() -> None:
    head = ("序号", "存在问题", "整改措施", "县财政局", "县水利局", "县教育局", "完成时限")
    told = [(f"{n}", f"台账{n}号不全", "补齐台账", "●", "○", "", "2026年6月底前") for n in (1, 2, 3)]
    one = [(f"{n}", f"台账{n}号不全", "补齐台账", "√", "√", "", "2026年6月底前") for n in (1, 2, 3)]
    drafts = read(in_tabs(head, *told) + "\n注：●为牵头单位，○为配合单位。"), read(in_tabs(head, *one))
    for draft in drafts:
        assert not [question for question in draft.questions if question.header == "填报角色"]
    assert [item.lead_unit for item in drafts[0].plan.items] == ["县财政局"] * 3


@pytest.mark.one_in(3)
@pytest.mark.parametrize("heads", ["{name}", "附件{n}：{name}", "{c}、{name}"])
def test_three_lists_under_the_same_numbers_are_one(heads: str) -> None:
    numbers = (1, 2, 3)
    problems: list[list[Cell]] = [["序号", "存在问题"]]
    tasks: list[list[Cell]] = [["序号", "整改目标", "整改措施"]]
    duties: list[list[Cell]] = [["序号", "牵头单位", "配合单位", "完成时限"]]
    for n in numbers:
        problems.append([n, f"台账{n}号不全"])
        tasks.append([n, "台账齐全", "补齐台账"])
        duties.append([n, "县水利局", "县财政局", "2026年6月底前"])
    tables = {"问题清单": problems, "任务清单": tasks, "责任清单": duties}
    paper: Paper = lines(FRONT.splitlines())
    for n, (name, rows) in enumerate(tables.items(), 1):
        paper += [Line(heads.format(n=n, c=chinese(n), name=name)), grid(rows)]
    draft = read_document(as_word(paper), "清单.docx")
    assert [(i.title, i.target, i.lead_unit, i.cooperating) for i in draft.plan.items] == [
        (f"台账{n}号不全", "台账齐全", "县水利局", "县财政局") for n in numbers
    ]
    assert [i.time_limit.due_date for i in draft.plan.items] == [date(2026, 6, 30)] * 3
    assert not [left for left in draft.not_understood if "县" in left.text]


@pytest.mark.parametrize("mark", ["{n}\ufe0f\u20e3", "{n}\u20e3", "【{n}】"])
@pytest.mark.parametrize("bullet", ["🔸", "👉", "📌", "▪️", ""])
def test_a_list_from_a_chat(mark: str, bullet: str) -> None:
    lines = []
    for n in (1, 2, 3):
        lines += [
            mark.format(n=n) + f"台账{n}号不全",
            f"{bullet}整改措施：补齐台账",
            f"{bullet}责任单位：@县水利局 @县财政局",
        ]
        lines.append(f"{bullet}整改时限：2026年6月底前")
    draft = read("\n".join(lines))
    assert [item.title for item in draft.plan.items] == [f"台账{n}号不全" for n in (1, 2, 3)]
    assert [item.units_as_written for item in draft.plan.items] == ["县水利局、县财政局"] * 3


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1️⃣台账", "1、台账"), ("🔟台账", "10、台账"), ("🔸时限：2O26年6月3O日", "时限：2026年6月30日"),
     ("@县水利局", "县水利局"), ("zhang@example.com 县水利局", "zhang@example.com 县水利局"),
     ("CO2排放、H2O含量", "CO2排放、H2O含量"),
     ("|98|1.增加车辆|6月|", "|98|1.增加车辆|6月|")],
)  # fmt: skip
def test_signs_of_phones_and_machines(text: str, plain: str) -> None:
    assert in_plain_signs(text) == plain


@pytest.mark.parametrize("office", ["某县整改办", "某市督查办", "某区创建办", "某公司整改专班"])
@pytest.mark.parametrize("place", ["局办公室", "县整改办", "市委督查室办公室"])
def test_offices_that_issue_and_take_reports(office: str, place: str) -> None:
    text = (f"某县检查反馈问题整改方案\n各单位于2026年3月20日前将整改情况报{place}。\n一、台账不全\n"
            f"整改措施：补齐台账\n责任单位：县水利局\n整改时限：2026年6月底前\n{office}\n2026年1月10日\n")  # fmt: skip
    draft = read_document(text.encode(), "方案.txt")
    assert (draft.plan.issuer, draft.plan.report_to) == (office, place)


def test_where_nobody_is_named_reports_go_to_the_issuer_and_this_is_marked(tmp_path: Path) -> None:
    text = f"{FRONT}一、台账不全\n整改措施：补齐台账\n责任单位：县水利局\n整改时限：2026年6月底前\n"
    draft = read_document(text.encode(), "清单.txt", choices=USUAL_CHOICES)
    assert draft.plan.report_to == draft.plan.issuer == "某县整改办"
    path, workbook = drawn(draft, tmp_path)
    assert "方案!B8" in listed(workbook)
    red = marked(workbook, ASKED.fgColor.rgb[2:])
    assert {f"{fault.sheet}!{fault.cell}" for fault in faults_of_bytes(path.read_bytes())} <= red


def test_heads_further_down_begin_other_tables() -> None:
    """A sheet with a table for each part, of which each has the columns that it needs."""
    rows: list[list[Cell]] = [["一、经济类"], ["序号", "存在问题", "整改措施", "责任单位", "完成时限"]]
    rows += [[n, f"台账{n}号不全", "补齐台账", "县水利局", "2026年6月底前"] for n in (1, 2)]
    rows += [["二、民生类"], ["序号", "存在问题", "整改目标", "牵头单位", "整改措施", "完成时限"]]
    rows += [[n, f"公示{n}号不全", "公示齐全", "县民政局", "补齐公示", "2026年9月底前"] for n in (1, 2)]
    draft = read_document(as_excel([Page("清单", [*lines(FRONT.splitlines()), grid(rows)])]), "清单.xlsx")
    assert [(i.part_title, i.title, i.target, i.lead_unit, i.units_as_written) for i in draft.plan.items] == [
        *(("经济类", f"台账{n}号不全", "", "", "县水利局") for n in (1, 2)),
        *(("民生类", f"公示{n}号不全", "公示齐全", "县民政局", "") for n in (1, 2)),
    ]
    days = [item.time_limit.due_date for item in draft.plan.items]
    assert days == [date(2026, 6, 30)] * 2 + [date(2026, 9, 30)] * 2


def _page(*rows: tuple[str, ...]) -> Table:
    return separate(list(rows), "第1页表1")


_HEAD = ("序号", "存在问题", "责任单位", "完成时限")
_FIRST = _page(_HEAD, ("1", "台账不全", "县水利局", "2026年"))


@pytest.mark.parametrize(
    ("below", "rows"),
    [
        ((("2", "公示不全", "县民政局", "6月"),), 3),
        ((("", "，没有公示", "、县财政局", "6月底前"), ("2", "公示不全", "县民政局", "6月")), 3),
        ((("", "", "", "6月底前"),), 2),
    ],
)
def test_a_table_goes_on_over_the_page_and_so_does_its_row(below: tuple[tuple[str, ...], ...], rows: int) -> None:
    more = _page(*below)
    assert goes_on(_FIRST, more)
    made = together(_FIRST, more)
    assert len(made.rows) == len(made.cells) == rows
    assert "".join("".join(row) for row in made.rows) != "" and made.rows[1][3].startswith("2026年")
    if not below[0][0]:
        assert made.rows[1] == tuple(a + b for a, b in zip(_FIRST.rows[1], below[0], strict=True))


@pytest.mark.parametrize("other", [_page(_HEAD, ("2", "公示不全", "县民政局", "6月")), _page(("注", "说明", "无"))])
def test_another_table_on_the_next_page_is_another(other: Table) -> None:
    assert not goes_on(_FIRST, other)


@pytest.mark.parametrize("word", ["整 改 责 任 单 位", "责 任 单 位", "责任 单位", "整改责任单 位", "责任单位 "])
def test_labels_with_blanks_in_them(word: str) -> None:
    lines = [f"{n}.台账{n}号不全\n整改措施：补齐台账\n{word}：县水利局\n整改时限：2026年6月底前" for n in (1, 2, 3)]
    draft = read("\n".join(lines))
    assert [item.units_as_written for item in draft.plan.items] == ["县水利局"] * 3
    assert [[measure.text for measure in item.measures] for item in draft.plan.items] == [["补齐台账"]] * 3


@pytest.mark.parametrize("heading", ["工作要求", "有关要求", "几点要求"])
def test_general_demands_are_no_measures_however_many_there_are(heading: str) -> None:
    parts = [f"（{chinese(n)}）领域{n}\n1.台账{n}号不全。补齐台账。（县水利局负责，2026年6月底前完成）" for n in (1, 2)]
    demands = "（一）压实主体责任，做到件件有着落。\n（二）严格督导问责，敷衍的严肃处理。"
    draft = read("一、主要问题及整改措施\n" + "\n".join(parts) + f"\n二、{heading}\n{demands}\n")
    assert [item.title for item in draft.plan.items] == ["台账1号不全", "台账2号不全"]
