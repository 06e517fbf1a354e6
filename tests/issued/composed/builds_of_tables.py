"""Builds whose items are rows of tables, in Word, Excel, text and Markdown."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Block, Grid, Line, Paper, grid, lines
from tests.issued.composed.builds import Written, build
from tests.issued.composed.excel import Page, as_excel
from tests.issued.composed.front import bare, bare_plan, fronted
from tests.issued.composed.plain import as_markdown, as_text
from tests.issued.composed.plans import Plan, as_rows_of_measures, single_measures_as_items
from tests.issued.composed.tables import (
    TableWriter,
    banded,
    grouped,
    joined,
    key_values,
    simple,
    sub_rows,
    two_rows,
)  # fmt: skip
from tests.issued.composed.word import as_word


def table_writer(random: Random, plan: Plan, *, paired: bool = False, in_one: str = "") -> TableWriter:
    return TableWriter(
        random,
        plan,
        tasks="任务" in plan.title or "分工" in plan.title,
        extra=random.choice([0, 0, 1, 2, 3]),
        shuffled=random.random() < 0.25,
        plain_headers=random.random() < 0.6,
        paired=paired,
        in_one=in_one,
    )


def in_word(random: Random, plan: Plan, body: Paper) -> Written:
    if random.random() < 0.5:
        return as_word(fronted(plan, random, body)), plan
    return as_word([*bare(plan, random), *body]), bare_plan(plan)


def in_excel(random: Random, plan: Plan, body: Paper, **page: object) -> Written:
    name = random.choice(["Sheet1", "清单", "整改清单"])
    sheets = [Page(name, [*bare(plan, random), *body], **page)]  # type: ignore[arg-type]  # by name
    if random.random() < 0.4:
        notes = ["填表说明", "一、本表由责任单位填写。", "二、完成时限应当具体到月。", "三、每月25日前更新。"]
        sheets.insert(0, Page("填表说明", lines(notes)))
    if random.random() < 0.3:
        sheets.append(Page("Sheet3", []))
    return as_excel(sheets), bare_plan(plan)


@build("单行表头", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [simple(table_writer(random, plan))])


@build("两行表头", ".docx", parts=False, roles=("lead+cooperating", "lead+responsible+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    writer = table_writer(random, plan)
    writer.shuffled, writer.plain_headers = False, True
    return in_word(random, plan, [two_rows(writer)])


@build("横幅分组", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [banded(table_writer(random, plan))])


@build("合并分组", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [grouped(table_writer(random, plan), before_number=random.random() < 0.5)])


@build("措施分行", ".docx", parts=False, own="units+limits")
def _(random: Random, plan: Plan) -> Written:
    plan = as_rows_of_measures(plan)
    return in_word(random, plan, [sub_rows(table_writer(random, plan), number_measures=random.random() < 0.6)])


@build("一题一表", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, key_values(table_writer(random, plan), wide=random.random() < 0.6))


@build("两表同号", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, joined(table_writer(random, plan)))


@build("分部分多表", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    """Every part a heading with a table of its own."""
    body: Paper = []
    for part in plan.parts:
        body += [Line(part), simple(TableWriter(Random(str(plan.title)), replace(plan, items=plan.of_part(part))))]
    return in_word(random, plan, body)


@build("续表无表头", ".docx", parts=False, items=(8, 14))
def _(random: Random, plan: Plan) -> Written:
    table = simple(table_writer(random, plan))
    half = len(table.rows) // 2
    return in_word(random, plan, [Grid(table.rows[:half]), Line(""), Grid(table.rows[half:])])


@build("表头重复", ".docx", parts=False, items=(10, 18))
def _(random: Random, plan: Plan) -> Written:
    head, *rows = simple(table_writer(random, plan)).rows
    repeated = [row for n, one in enumerate(rows) for row in ([head, one] if n % 5 == 0 else [one])]
    notes: list[Block] = lines(["备注：本表由责任单位据实填写，实行动态管理。"])
    return in_word(random, plan, [grid(repeated), *notes])


@build("表格单行表头", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_excel(random, plan, [simple(table_writer(random, plan))], left=random.choice([0, 0, 1, 2]))


@build("表格合并分组", ".xlsx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    return in_excel(random, plan, [grouped(table_writer(random, plan))])


@build("表格横幅", ".xlsx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    return in_excel(random, plan, [banded(table_writer(random, plan), merged=random.random() < 0.6)])


@build("表格对号措施", ".xlsx", parts=False, own="units+limits", plain_limits=True)
def _(random: Random, plan: Plan) -> Written:
    plan = single_measures_as_items(plan)
    return in_excel(random, plan, [simple(table_writer(random, plan, paired=True))])


@build("表格措施分行", ".xlsx", parts=False, own="units+limits")
def _(random: Random, plan: Plan) -> Written:
    plan = as_rows_of_measures(plan)
    return in_excel(random, plan, [sub_rows(table_writer(random, plan))])


@build("方框图表", ".txt", parts=False)
def _(random: Random, plan: Plan) -> Written:
    text = as_text(
        [*bare(plan, random), *lines([""]), simple(table_writer(random, plan))], random.choice(["box", "ascii"])
    )
    return text.encode(), bare_plan(plan)


@build("制表符表", ".txt", parts=False)
def _(random: Random, plan: Plan) -> Written:
    text = as_text([*bare(plan, random), *lines([""]), simple(table_writer(random, plan))], "tab")
    return text.encode("gb18030"), bare_plan(plan)


@build("竖线表", ".md", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return as_markdown([*bare(plan, random), simple(table_writer(random, plan))]).encode(), bare_plan(plan)
