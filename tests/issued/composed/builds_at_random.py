"""Builds whose every trait is drawn by itself, so that traits meet that no other build brings together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Grid, Line, Paper, grid
from tests.issued.composed.builds import Written, build
from tests.issued.composed.excel import Page, as_excel
from tests.issued.composed.front import bare, bare_plan, fronted, numbered_sections
from tests.issued.composed.grammar import ROLES, SUPERVISED, Wants, compose
from tests.issued.composed.lists import ListStyle, ListWriter
from tests.issued.composed.numbers import SCHEMES, Scheme
from tests.issued.composed.odd_tables import (
    coded,
    counted_bands,
    with_letters,
    with_signature,
    with_title_inside,
    with_totals,
)  # fmt: skip
from tests.issued.composed.plain import as_markdown, as_text, hard_wrapped
from tests.issued.composed.plans import Plan, as_rows_of_measures, single_measures_as_items
from tests.issued.composed.tables import TableWriter, banded, grouped, simple, sub_rows, two_rows
from tests.issued.composed.word import Extras, as_word

_INNER = Scheme("（{c}）", "{n}.", "（{n}）")


def _some(random: Random, own: str) -> Plan:
    """A plan with facts drawn at random."""
    wants = Wants(
        parts=random.random() < 0.5,
        targets=random.random() < 0.5,
        roles=(*ROLES, *SUPERVISED),
        leaders=random.random() < 0.2,
        own=own,
        items=random.choice([(3, 6), (4, 9), (8, 14)]),
        missing_limits=random.random() < 0.15,
    )
    return compose(random, wants)


def _list(random: Random) -> tuple[Paper, Plan]:
    """The body of a list and its plan; sections stand around it or not."""
    own = random.choice(["", "", "", "units+limits", "limits"])
    plan = _some(random, own)
    ending = random.choice(["labels", "labels", "one line", "bracket", "led"]) if not own else "labels"
    label = random.choice(["colon", "colon", "bracket", "blank", "tab", "own line"])
    measures = random.choice(["inline", "spoken", "lines"])
    if own and (label == "own line" or measures == "spoken"):
        label, measures = "colon", "lines"
    if ending in ("bracket", "led"):
        plan = replace(plan, items=tuple(replace(i, targets="", leader="", accepting=()) for i in plan.items))
    sections = random.random() < 0.3
    scheme = _INNER if sections else random.choice(SCHEMES)
    body = ListWriter(random, ListStyle(scheme, label, measures, ending)).paper(plan)
    return numbered_sections(plan, random, body) if sections else body, plan


def _framed(random: Random, plan: Plan, body: Paper) -> tuple[Paper, Plan]:
    """The body with what stands before and behind it."""
    if random.random() < 0.7:
        return fronted(plan, random, body), plan
    return [*bare(plan, random), *body], bare_plan(plan)


@build("任意清单", ".docx")
def _(random: Random, plan: Plan) -> Written:
    body, plan = _list(random)
    paper, plan = _framed(random, plan, body)
    extras = Extras(
        page_head=random.choice(["", plan.issuer, "内部资料  注意保存"]),
        page_foot=random.choice(["", "— 2 —", "第 1 页"]),
        footnote=random.choice(["", "", "以上数据截至上月底。"]),
        split_runs=random.random() < 0.3,
    )
    return as_word(paper, extras), plan


@build("任意清单文本", ".txt")
def _(random: Random, plan: Plan) -> Written:
    body, plan = _list(random)
    paper, plan = _framed(random, plan, body)
    text = as_text(paper, indent=random.choice(["", "  ", "    ", "　　"]))
    if "\t" not in text and random.random() < 0.25:
        text = hard_wrapped("\n".join(line.strip() for line in text.split("\n")), random.randint(28, 44))
    if random.random() < 0.3:
        text = text.replace("\n", random.choice(["\r\n", "\n\n"]))
    return text.encode(random.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])), plan


def _table(random: Random) -> tuple[Grid, Plan]:
    """A table with traits drawn at random, and its plan."""
    own = random.choice(["", "", "", "units+limits"])
    plan = _some(random, own)
    layout = random.choice(["banded", "grouped", "counted"]) if plan.parts[0] else ""
    writer = TableWriter(
        *(random, plan, "任务" in plan.title or "分工" in plan.title),
        extra=random.choice([0, 0, 1, 2, 3]),
        shuffled=random.random() < 0.25,
        plain_headers=random.random() < 0.6,
        separator=random.choice(["、", "、", "、", "，", "\n"]),
    )
    if own:
        return _own_table(random, plan)
    if layout:
        table = {"banded": banded, "grouped": grouped, "counted": counted_bands}[layout](writer)
    elif not writer.shuffled and writer.plain_headers and len([n for n in writer.columns if n in _UNITS]) > 1:
        table = two_rows(writer)
    else:
        table = coded(writer, random) if random.random() < 0.3 else simple(writer)
    return table, plan


_UNITS = ("lead", "responsible", "cooperating", "supervising")


def _own_table(random: Random, plan: Plan) -> tuple[Grid, Plan]:
    """Measures with their own units and limits, in rows or in numbered lines of cells; without parts."""
    plan = replace(plan, items=tuple(replace(item, part="") for item in plan.items))
    if random.random() < 0.6:
        plan = as_rows_of_measures(plan)
        return sub_rows(TableWriter(random, plan, extra=random.choice([0, 1]))), plan
    plan = single_measures_as_items(plan)
    return simple(TableWriter(random, plan, paired=True)), plan


def _decorated(random: Random, table: Grid, plan: Plan, below: str) -> tuple[Grid, bool]:
    """The table with sums, letters or a title inside; whether the title is inside."""
    heads = max((bottom for top, _, bottom, _ in table.merged if top == 0), default=0)
    if heads == 0 and random.random() < 0.15:
        table = with_letters(table)
    chance = random.random()
    if chance < 0.2:
        table = with_totals(table, random)
    elif chance < 0.3 and table.width > 3:
        table = with_signature(table)
    if random.random() < 0.15:
        return with_title_inside(table, plan, below), True
    return table, False


def _on_paper(random: Random) -> tuple[Paper, Plan]:
    table, plan = _table(random)
    front = bare(plan, random)
    below = front[1].text if isinstance(front[1], Line) else ""
    table, inside = _decorated(random, table, plan, below)
    if inside:
        return [table], bare_plan(plan)
    if random.random() < 0.4:
        return fronted(plan, random, [table]), plan
    return [*front, table], bare_plan(plan)


@build("任意表格", ".docx")
def _(random: Random, plan: Plan) -> Written:
    paper, plan = _on_paper(random)
    return as_word(paper), plan


@build("任意工作簿", ".xlsx")
def _(random: Random, plan: Plan) -> Written:
    paper, plan = _on_paper(random)
    pages = [Page(random.choice(["Sheet1", "台账", "附件1"]), paper, left=random.choice([0, 0, 0, 1, 2]))]
    if random.random() < 0.3:
        pages.insert(0, Page("说明", [Line("填报说明"), Line("1.请勿改动表格格式。"), Line("2.逾期不报的予以通报。")]))
    if random.random() < 0.3:
        pages.append(Page("Sheet2", [grid([["状态", "单位类别"], ["已完成", "部门"], ["未完成", "乡镇"]])]))
    return as_excel(pages), plan


@build("任意文本表格", ".txt")
def _(random: Random, plan: Plan) -> Written:
    paper, plan = _on_paper(random)
    return as_text(paper, random.choice(["box", "ascii", "tab"])).encode(random.choice(["utf-8", "gb18030"])), plan


@build("任意标记表格", ".md")
def _(random: Random, plan: Plan) -> Written:
    paper, plan = _on_paper(random)
    return as_markdown(paper).encode(), plan
