"""Builds with tables of less usual kinds, in Word and as text."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Grid, Line, PageBreak, Paper, grid, lines
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_tables import in_excel, in_word, table_writer
from tests.issued.composed.front import bare, bare_plan, fronted
from tests.issued.composed.grammar import SUPERVISED
from tests.issued.composed.odd_tables import (
    coded,
    counted_bands,
    in_runs,
    shared_cells,
    three_rows,
    with_letters,
    with_title_inside,
    with_totals,
    without_numbers,
)  # fmt: skip
from tests.issued.composed.plain import as_markdown, as_text
from tests.issued.composed.plans import Plan
from tests.issued.composed.tables import grouped, key_values, simple
from tests.issued.composed.word import as_word

_THREE = ("lead+cooperating", "lead+responsible+cooperating")


@build("合计附注行", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [with_totals(simple(table_writer(random, plan)), random)])


@build("表内标题", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    below = bare(plan, random)[1]
    table = with_title_inside(simple(table_writer(random, plan)), plan, below.text if isinstance(below, Line) else "")
    return as_word([table]), bare_plan(plan)


@build("合并单位时限", ".docx", parts=False, items=(5, 9))
def _(random: Random, plan: Plan) -> Written:
    plan = in_runs(plan)
    writer = table_writer(random, plan)
    return in_word(random, plan, [shared_cells(writer)])


@build("无序号列", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [without_numbers(table_writer(random, plan))])


@build("自定编号", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [coded(table_writer(random, plan), random)])


@build("横幅计数", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [counted_bands(table_writer(random, plan))])


@build("三行表头", ".docx", parts=False, roles=_THREE)
def _(random: Random, plan: Plan) -> Written:
    writer = table_writer(random, plan)
    writer.shuffled, writer.plain_headers = False, True
    writer.without_extras()
    writer.columns = sorted(writer.columns, key=["number", "problem", "targets", "measures", "lead", "responsible",
                                                 "cooperating", "limit"].index)  # fmt: skip
    return in_word(random, plan, [three_rows(writer)])


@build("表头列号", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [with_letters(simple(table_writer(random, plan)))])


@build("单位一格分标签", ".docx", parts=False, roles=_THREE)
def _(random: Random, plan: Plan) -> Written:
    writer = table_writer(random, plan, in_one="labels")
    return in_word(random, plan, [simple(writer)])


@build("单位一格标牵头", ".docx", parts=False, roles=("lead+responsible",))
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [simple(table_writer(random, plan, in_one="marks"))])


@build("单位一格成句", ".xlsx", parts=False, roles=_THREE)
def _(random: Random, plan: Plan) -> Written:
    return in_excel(random, plan, [simple(table_writer(random, plan, in_one="verbs"))])


@build("单位各种分隔", ".docx", parts=False, roles=("responsible", "responsible+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    writer = table_writer(random, plan)
    writer.separator = random.choice(["\n", "，", " ", "；", "/", ","])
    return in_word(random, plan, [simple(writer)])


@build("督导验收列", ".docx", parts=False, roles=SUPERVISED)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [simple(table_writer(random, plan))])


@build("责任领导列", ".docx", parts=False, leaders=True)
def _(random: Random, plan: Plan) -> Written:
    return in_word(random, plan, [simple(table_writer(random, plan))])


@build("督办单", ".docx", parts=False, items=(1, 3), roles=("responsible", "responsible+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    """A sheet for each item, in two columns."""
    writer = table_writer(random, plan)
    writer.columns.remove("number")
    return in_word(random, plan, key_values(writer, wide=False))


@build("附件之表", ".docx", parts=False, number=True)
def _(random: Random, plan: Plan) -> Written:
    contact = grid([["单位名称", "联系人", "职务", "手机号码"], *([""] * 4 for _ in range(4))])
    paper = fronted(plan, random, [simple(table_writer(random, plan))])
    return as_word([*paper, PageBreak(), Line("附件2"), Line("联系人信息表", "centre"), contact]), plan


@build("嵌套表格", ".docx", parts=False, targets=False, own="units+limits", plain_limits=True, items=(3, 5))
def _(random: Random, plan: Plan) -> Written:
    """The measures of an item are a table inside of its cell."""
    from tests.issued.composed.nested import nested

    return nested(random, plan), bare_plan(plan)


@build("方框合并分组", ".txt", parts=True)
def _(random: Random, plan: Plan) -> Written:
    table = grouped(table_writer(random, plan))
    return as_text([*bare(plan, random), Line(""), Grid(table.rows)], "box").encode(), bare_plan(plan)


@build("空格分列", ".txt", parts=False, measures=True)
def _(random: Random, plan: Plan) -> Written:
    short = replace(plan, items=tuple(replace(item, measures=item.measures[:1]) for item in plan.items))
    writer = table_writer(random, short)
    writer.plain_headers = True
    paper = [*bare(plan, random), Line(""), simple(writer.without_extras()), *lines(["注：本清单按月更新。"])]
    return as_text(paper, "columns").encode("gb18030"), bare_plan(short)


@build("竖线表分组", ".md", parts=True)
def _(random: Random, plan: Plan) -> Written:
    """Every part a heading with a table."""
    body: Paper = []
    number = random.randint(0, 99)
    for part in plan.parts:
        writer = table_writer(Random(number), replace(plan, items=plan.of_part(part)))
        body += [Line(part, level=1), simple(writer)]
    return as_markdown([*bare(plan, random), *body]).encode(), bare_plan(plan)
