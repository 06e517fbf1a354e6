"""Builds that mix ways: all roles behind one label, numbered findings beside numbered measures, a table and text."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Cell, Grid, Line, Paper, grid
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_lists import listed
from tests.issued.composed.builds_of_tables import in_excel, in_word, table_writer
from tests.issued.composed.front import bare, bare_plan, fronted
from tests.issued.composed.lists import ListStyle, ListWriter
from tests.issued.composed.numbers import OFFICIAL, SCHEMES, chinese
from tests.issued.composed.plain import as_text, shown
from tests.issued.composed.plans import Item, Plan
from tests.issued.composed.tables import grouped, simple
from tests.issued.composed.word import as_word
from tests.issued.composed.words import wording

_LED = ("lead+cooperating", "lead+responsible", "lead+responsible+cooperating")


class _InOneLabel(ListWriter):
    """Writes all roles behind one label, told apart by verbs or by marks behind the names."""

    marked = False

    def _fields(self, item: Item) -> list[tuple[str, str]]:
        verbs = [("牵头", item.lead), ("负责", item.responsible), ("配合", item.cooperating)]
        if self.marked:
            named = [(f"（{verb}）" if verb != "负责" else "", units) for verb, units in verbs if units]
            text = "、".join("、".join(units) + mark for mark, units in named)
        else:
            text = "，".join(f"{'、'.join(units)}{verb}" for verb, units in verbs if units)
        return [("responsible", text), *(("limit", item.limit.written) for _ in [0] if item.limit)]


@build("标签内成句", ".docx", roles=_LED)
def _(random: Random, plan: Plan) -> Written:
    style = ListStyle(random.choice(SCHEMES), measures=random.choice(["inline", "spoken", "lines"]))
    return as_word(fronted(plan, random, _InOneLabel(random, style).paper(plan))), plan


@build("标签内标记", ".txt", roles=_LED[:2])
def _(random: Random, plan: Plan) -> Written:
    style = ListStyle(random.choice(SCHEMES), label=random.choice(["colon", "bracket"]))
    writer = _InOneLabel(random, style)
    writer.marked = True
    # One mark stands behind the last of its names only where there is but one.
    items = [replace(item, cooperating=item.cooperating[:1]) for item in plan.items]
    plan = replace(plan, items=tuple(items))
    return as_text(fronted(plan, random, writer.paper(plan)), indent="    ").encode("gb18030"), plan


@build("具体表现", ".docx", targets=False, kind="findings")
def _(random: Random, plan: Plan) -> Written:
    """What is wrong in particular is numbered as measures are, and is none."""
    words = wording(random)
    signs = [
        "工作部署不够具体，责任没有压实。",
        "日常检查频次不够，发现问题不及时。",
        "整改销号把关不严，存在反弹。",
    ]
    body: Paper = []
    for n, item in enumerate(plan.items, 1):
        body.append(Line(f"（{chinese(n)}）{item.finding}"))
        shown_signs = random.sample(signs, 2)
        if random.random() < 0.5:
            body.append(Line("具体表现：" + "".join(f"{m}.{text}" for m, text in enumerate(shown_signs, 1))))
        else:
            body += [Line("具体表现："), *(Line(f"{m}.{text}") for m, text in enumerate(shown_signs, 1))]
        body.append(Line(f"{words['measures']}："))
        body += [Line(f"{m}.{measure.text}") for m, measure in enumerate(item.measures, 1)]
        roles = [(role, "、".join(getattr(item, role))) for role in ("lead", "responsible", "cooperating")]
        body += [Line(f"{words[role]}：{text}") for role, text in roles if text]
        body.append(Line(f"{words['limit']}：{item.limit.written if item.limit else ''}"))
    items = tuple(replace(item, part="") for item in plan.items)
    plan = replace(plan, items=items)
    return as_word(fronted(plan, random, body)), plan


@build("表后附措施", ".docx", parts=False, targets=False)
def _(random: Random, plan: Plan) -> Written:
    """The table says what, who and when; the measures follow as text under the same numbers."""
    writer = table_writer(random, plan).without_extras()
    writer.columns.remove("measures")
    body: Paper = [simple(writer), Line(random.choice(["具体整改措施", "整改措施", "附：整改措施"]))]
    for n, item in enumerate(plan.items, 1):
        texts = [measure.text for measure in item.measures]
        said = "".join(f"（{m}）{text}" for m, text in enumerate(texts, 1)) if len(texts) > 1 else texts[0]
        body.append(Line(f"{n}.{said}"))
    return in_word(random, plan, body)


@build("分组小计", ".xlsx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    """Merged groups with a row of sums behind each, and a total at the end."""
    writer = table_writer(random, plan)
    rows: list[list[Cell]] = []
    merged = []
    number = 0
    for part in plan.parts:
        one = grouped(replace(writer, plan=replace(plan, items=plan.of_part(part))))
        if not rows:
            rows.append([writer.words["group"], *writer.header()])
        start = len(rows)
        for row in one.rows[1:]:
            number += 1
            rows.append([row[0], *writer.row(number, plan.of_part(part)[len(rows) - start])])
        if len(rows) - start > 1:
            merged.append((start, 0, len(rows) - 1, 0))
        rows.append(["小计", f"{len(one.rows) - 1}项", *[""] * (len(rows[0]) - 2)])
    rows.append(["总计", f"{number}项", *[""] * (len(rows[0]) - 2)])
    return in_excel(random, plan, [grid(rows, merged)])


@build("空列", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """An empty column between two that are filled."""
    table = simple(table_writer(random, plan))
    at = random.randint(2, table.width - 1)
    return in_excel(random, plan, [Grid(tuple((*row[:at], "", *row[at:]) for row in table.rows))])


@build("竖线分列", ".txt", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """Cells with a bar between and no lines drawn."""
    writer = table_writer(random, plan)
    writer.plain_headers = True
    mark = random.choice(["|", " | ", "｜", "│"])
    rows = [mark.join(shown(cell).replace("\n", "") for cell in row) for row in simple(writer).rows]
    return as_text([*bare(plan, random), Line(""), *map(Line, rows)]).encode(), bare_plan(plan)


@build("单位在前", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """Limit and units come first, then what is wrong and what is done."""
    table = simple(table_writer(random, plan))
    order = [0, *range(table.width - 1, 0, -1)]
    return in_word(random, plan, [Grid(tuple(tuple(row[n] for n in order) for row in table.rows))])


@build("要求像事项", ".docx", parts=True, report_by=True)
def _(random: Random, plan: Plan) -> Written:
    """Behind the list stand demands that name units and days, and are no items."""
    assert plan.issued_on
    body = listed(random, plan, scheme=OFFICIAL)
    number = len(plan.parts)
    year = plan.issued_on.year
    demands = [
        Line(f"{chinese(number + 1)}、工作要求"),
        Line("（一）加强领导。各责任单位要成立工作专班，主要负责人为第一责任人，分管负责人具体抓。"),
        Line(f"（二）定期报告。各牵头单位每月25日前报送进展情况，{year}年12月底前报送工作总结。"),
        Line("（三）严格督查。对工作不力、进展缓慢的，予以通报批评；造成严重后果的，依规依纪追究责任。"),
    ]
    return as_word(fronted(plan, random, [*body, *demands])), plan
