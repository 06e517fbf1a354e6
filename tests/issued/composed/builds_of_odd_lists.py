"""Builds whose items are text in less usual ways: units at headings, by number, in one paragraph, without numbers."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Block, Line, PageBreak, Paper, grid, lines
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_lists import listed
from tests.issued.composed.front import bare, bare_plan, fronted, notice, numbered_sections
from tests.issued.composed.grammar import SUPERVISED
from tests.issued.composed.lists import ListStyle, SectionWriter, shared_by_part
from tests.issued.composed.numbers import OFFICIAL, SCHEMES, Scheme
from tests.issued.composed.plain import as_text
from tests.issued.composed.plans import Item, Plan, single_measures_as_items
from tests.issued.composed.word import Extras, as_word


@build("章节括号单位", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    shared = shared_by_part(plan)
    style = ListStyle(random.choice(SCHEMES[:4]), ending="none")
    return as_word(fronted(shared, random, SectionWriter(random, style).paper(shared))), shared


@build("章节下列单位", ".txt", parts=True)
def _(random: Random, plan: Plan) -> Written:
    shared = shared_by_part(plan)
    writer = SectionWriter(random, ListStyle(OFFICIAL, ending="none"))
    writer.below = True
    return as_text(fronted(shared, random, writer.paper(shared))).encode(), shared


@build("单位时限按措施编号", ".docx", own="units+limits", plain_limits=True)
def _(random: Random, plan: Plan) -> Written:
    plan = single_measures_as_items(plan)
    scheme = random.choice(SCHEMES[1:4])
    return as_word(fronted(plan, random, listed(random, plan, ending="by number", scheme=scheme))), plan


@build("标签带编号", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    scheme = Scheme("{c}、", "（{c}）", random.choice(["（{n}）", "{o}"]))
    return as_word(fronted(plan, random, listed(random, plan, label="numbered", scheme=scheme))), plan


@build("一段到底", ".docx")
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, one_paragraph=True))), plan


@build("任务即措施", ".txt", kind="tasks", measures=False, targets=False)
def _(random: Random, plan: Plan) -> Written:
    ending = random.choice(["led", "bracket"])
    unsaid = replace(plan, items=tuple(replace(item, measures=()) for item in plan.items))
    scheme = Scheme("{c}、", "{n}.", "", through=True)
    return as_text(fronted(plan, random, listed(random, unsaid, ending=ending, scheme=scheme))).encode(), plan


@build("任务即措施标签", ".docx", kind="tasks", measures=False, targets=False)
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, measures="none"))), plan


@build("只有问题", ".docx", kind="findings", measures=False, targets=False)
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, measures="none"))), plan


@build("数字开头", ".txt", kind="findings")
def _(random: Random, plan: Plan) -> Written:
    """Findings that begin with a year, right behind their number."""
    year = plan.issued_on.year - 1 if plan.issued_on else 2024
    items = tuple(_at_year(item, year - n % 3, n) for n, item in enumerate(plan.items))
    changed = replace(plan, items=items)
    scheme = Scheme("{c}、", random.choice(["{n}.", "{n}、", "（{n}）"]), "（{n}）")
    return as_text(fronted(changed, random, listed(random, changed, scheme=scheme))).encode("gb18030"), changed


def _at_year(item: Item, year: int, number: int) -> Item:
    return replace(item, title=f"{year}年{number % 12 + 1}月以来{item.title}")


@build("责任领导", ".docx", leaders=True)
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, measures=random.choice(["inline", "lines"])))), plan


@build("督导验收", ".docx", roles=SUPERVISED)
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, measures="spoken"))), plan


@build("无编号", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    scheme = Scheme("{c}、", "", "{n}.")
    return as_word(fronted(plan, random, listed(random, plan, scheme=scheme))), plan


@build("三级结构", ".docx", parts=True, items=(6, 10))
def _(random: Random, plan: Plan) -> Written:
    """Parts below two chapters."""
    scheme = Scheme("（{c}）", "{n}.", "（{n}）")
    body = listed(random, plan, scheme=scheme)
    names = iter(["一、聚焦反馈指出的问题", "二、聚焦自查发现的问题"])
    cut = next(n for n, line in enumerate(body) if n and isinstance(line, Line) and line.text.startswith("（二）"))
    second = [_renumbered(line) for line in body[cut:]]
    return as_word(fronted(plan, random, [Line(next(names)), *body[:cut], Line(next(names)), *second])), plan


def _renumbered(block: Block) -> Block:
    """The second part is the first one of its chapter, and so on."""
    if isinstance(block, Line):
        for old, new in (("（二）", "（一）"), ("（三）", "（二）"), ("（四）", "（三）")):
            if block.text.startswith(old):
                return Line(block.text.replace(old, new, 1))
    return block


@build("目录在前", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    """A table of contents before the sections."""
    scheme = Scheme("（{c}）", "{n}.", "（{n}）")
    sections = numbered_sections(plan, random, listed(random, plan, scheme=scheme))
    contents = [
        Line(f"{line.text}{'.' * 30}{n + 2}")
        for n, line in enumerate(sections)
        if isinstance(line, Line) and line.level
    ]
    return as_word(fronted(plan, random, [Line("目  录", "centre"), *contents, PageBreak(), *sections])), plan


@build("附件多份", ".docx", number=True, report_by=True)
def _(random: Random, plan: Plan) -> Written:
    """The list is 附件1; behind it an empty contact list and an empty form."""
    paper = notice(plan, random, attached=True)
    named = next(n for n, line in enumerate(paper) if isinstance(line, Line) and line.text.startswith("附件："))
    paper[named : named + 1] = lines([f"附件：1.{plan.title}", "      2.联络员信息表", "      3.整改进展情况统计表"])
    marks = [n for n, line in enumerate(paper) if isinstance(line, Line) and line.text in ("附件", "附件：", "附件1")]
    paper[marks[-1]] = Line("附件1")
    contact = grid([["单位", "姓名", "职务", "联系电话"], *([""] * 4 for _ in range(3))])
    form = grid([["序号", "整改事项", "进展情况", "存在困难", "下步打算"], *([""] * 5 for _ in range(4))])
    body = listed(random, plan)
    after: Paper = [PageBreak(), Line("附件2"), Line("联络员信息表", "centre"), contact]
    after += [PageBreak(), Line("附件3"), Line("整改进展情况统计表", "centre"), form]
    return as_word([*paper, *body, *after]), plan


@build("文本框脚注", ".docx")
def _(random: Random, plan: Plan) -> Written:
    extras = Extras(
        page_head=f"{plan.issuer}    内部资料",
        page_foot="第 1 页 共 6 页",
        text_box="（征求意见稿）",
        footnote="本方案所称各单位，包括派驻机构。",
        split_runs=True,
    )
    return as_word(fronted(plan, random, listed(random, plan)), extras), plan


@build("软回车", ".docx")
def _(random: Random, plan: Plan) -> Written:
    """An item is one paragraph with line breaks."""
    made: Paper = []
    for block in listed(random, plan, scheme=Scheme("{c}、", "{n}.", "（{n}）", through=True)):
        starts = isinstance(block, Line) and (block.text[0].isdigit() or block.text.split("、")[0] in "一二三四五六七")
        last = made[-1] if made else None
        if starts or not isinstance(block, Line) or not isinstance(last, Line) or not last.text[0].isdigit():
            made.append(block)
        else:
            made[-1] = Line(f"{last.text}\n{block.text}")
    return as_word(fronted(plan, random, made)), plan


@build("清单无文号", ".txt")
def _(random: Random, plan: Plan) -> Written:
    """Title, a line of who and when, the list; numbers set off by blanks."""
    scheme = Scheme("{c}、", random.choice(["{n} ", "{n}．", "[{n}] ", "{n}) "]), "({n})", through=True)
    paper = [*bare(plan, random), Line(""), *listed(random, plan, scheme=scheme)]
    return as_text(paper, indent=random.choice(["", "  ", "　　"])).encode("utf-8-sig"), bare_plan(plan)
