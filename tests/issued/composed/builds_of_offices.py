"""Builds in the ways of particular offices: inspections of the environment, audits, schools, letters."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from tests.issued.composed.blocks import Cell, Grid, Line, PageBreak, Paper, grid
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_tables import in_excel, in_word, table_writer
from tests.issued.composed.front import bare, bare_plan, fronted, notice, seal
from tests.issued.composed.grammar import SUPERVISED
from tests.issued.composed.lists import ListStyle, ListWriter, by_when
from tests.issued.composed.numbers import Scheme, chinese, circled
from tests.issued.composed.plain import as_text
from tests.issued.composed.plans import Item, Plan
from tests.issued.composed.tables import grouped, simple
from tests.issued.composed.word import Extras, as_word
from tests.issued.composed.words import wording

_KINDS = ("立行立改", "限期整改", "长期整改", "分阶段整改", "持续整改")


def _plain(plan: Plan) -> Plan:
    """The plan without parts."""
    return replace(plan, items=tuple(replace(item, part="") for item in plan.items))


def _fields(item: Item, words: dict[str, str]) -> list[tuple[str, str]]:
    """What is said of an item beside its problem: label and text."""
    roles = [(words[role], "、".join(getattr(item, role)))
             for role in ("lead", "responsible", "cooperating", "supervising", "accepting")]  # fmt: skip
    limit = [(words["limit"], item.limit.written)] if item.limit else []
    return [(word, text) for word, text in (*roles, *limit) if text]


@build("任务清单标题式", ".txt", kind="findings", parts=False, targets=True, roles=SUPERVISED)
def _(random: Random, plan: Plan) -> Written:
    """整改任务一：… with a kind of mending before its target, as inspections of the environment have it."""
    words = wording(random)
    mark = random.choice(["整改任务{c}：", "任务{c}、", "问题{c}：", "第{c}项：", "整改任务{n}："])
    body: Paper = []
    for n, item in enumerate(plan.items, 1):
        body.append(Line(mark.format(c=chinese(n), n=n) + item.finding))
        body.append(Line(f"整改类型：{random.choice(_KINDS)}"))
        body.append(Line(f"{words['targets']}：{item.targets}"))
        body.append(Line(f"{words['measures']}："))
        body += [Line(f"{m}.{one.text}") for m, one in enumerate(item.measures, 1)]
        fields = _fields(item, words)
        body += [Line(f"{word}：{text}") for word, text in (fields[-1:] + fields[:-1])]
        if random.random() < 0.5:
            body.append(Line(""))
    return as_text([*notice(plan, random, attached=True), *body]).encode("gb18030"), plan


@build("关于问题三级", ".docx", kind="house", parts=True, targets=False, roles=("responsible",))
def _(random: Random, plan: Plan) -> Written:
    """（一）… 1.关于“…”的问题 整改措施：①…②…"""
    words = wording(random)
    body: Paper = []
    number = 0
    through = random.random() < 0.5
    items = []
    for p, part in enumerate(plan.parts, 1):
        body.append(Line(f"（{chinese(p)}）{part}"))
        for n, item in enumerate(plan.of_part(part), 1):
            number = number + 1 if through else n
            body.append(Line(f"{number}.关于“{item.title}”的问题"))
            texts = [m.text for m in item.measures]
            said = "".join(f"{circled(m)}{text}" for m, text in enumerate(texts, 1)) if len(texts) > 1 else texts[0]
            body.append(Line(f"{words['measures']}：{said}"))
            body += [Line(f"{word}：{text}") for word, text in _fields(item, words)]
            items.append(replace(item, detail=""))
    plan = replace(plan, items=tuple(items))
    return as_word(fronted(plan, random, body)), plan


@build("括号独立成段", ".docx", targets=False)
def _(random: Random, plan: Plan) -> Written:
    """The bracket with units and limit is a paragraph of its own, behind the measures."""
    words = wording(random)
    comma = random.choice(["，", "；", "；"])
    body: Paper = []
    number = 0
    for p, part in enumerate(plan.parts, 1):
        if part:
            body.append(Line(f"{chinese(p)}、{part}"))
        for item in plan.of_part(part):
            number += 1
            body.append(Line(f"（{chinese(number)}）{item.title}"))
            body.append(Line("".join(one.text for one in item.measures)))
            said = comma.join(f"{word}：{text}" for word, text in _fields(item, words))
            body.append(Line(f"（{said}）"))
    items = tuple(
        replace(item, detail="", measures=(replace(item.measures[0], text="".join(m.text for m in item.measures)),))
        for item in plan.items
    )
    plan = replace(plan, items=items)
    return as_word(fronted(plan, random, body)), plan


@build("连字编号", ".txt", parts=True)
def _(random: Random, plan: Plan) -> Written:
    scheme = Scheme(random.choice(["{n} ", "{n}、", "{n}. "]), random.choice(["{p}-{n} ", "{p}-{n}、"]), "（{n}）")
    body = ListWriter(random, ListStyle(scheme, measures=random.choice(["inline", "lines"]))).paper(plan)
    return as_text(fronted(plan, random, body)).encode(), plan


@build("英文标点", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """Colons, commas, brackets of a foreign keyboard."""
    scheme = random.choice(
        [Scheme("{c}、", "问题{n}: ", "({n})"), Scheme("", "{n}. ", "({n})"), Scheme("", "({c})", "{n}. ")]
    )
    paper = fronted(plan, random, ListWriter(random, ListStyle(scheme)).paper(plan))
    signs = str.maketrans({"：": ": ", "，": ", ", "；": "; ", "（": "(", "）": ")"})
    made = [
        Line(b.text.translate(signs), b.align, b.level) if isinstance(b, Line) and b.align == "" else b for b in paper
    ]
    return as_word(made), plan


@build("全角数字", ".txt", parts=False, plain_limits=True)
def _(random: Random, plan: Plan) -> Written:
    scheme = random.choice(
        [Scheme("", "{n}．", "（{n}）"), Scheme("", "（{n}）", "{n}．"), Scheme("", "{n}、", "{n}）")]
    )
    text = as_text(fronted(plan, random, ListWriter(random, ListStyle(scheme)).paper(plan)))
    return text.translate(str.maketrans("0123456789", "０１２３４５６７８９")).encode(), plan


@build("分块行表", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """A merged number beside rows of labels and texts, item below item."""
    writer = table_writer(random, plan).without_extras()
    names = [name for name in writer.columns if name != "number"]
    rows: list[list[Cell]] = []
    merged = []
    for n, item in enumerate(plan.items, 1):
        start = len(rows)
        rows += [[n if m == 0 else "", writer.words.get(name, name), text]
                 for m, name in enumerate(names) if (text := writer.cell(name, n, item)) != ""]  # fmt: skip
        merged.append((start, 0, len(rows) - 1, 0))
    return in_word(random, plan, [grid(rows, merged)])


@build("三单合一", ".xlsx", parts=False, targets=True, roles=("lead+responsible", "lead+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    """问题清单, 任务清单 and 责任清单 over the columns of one table."""
    writer = table_writer(random, plan).without_extras()
    writer.plain_headers = True
    order = ["number", "problem", "targets", "measures", "lead", "responsible", "cooperating", "limit"]
    writer.columns = [name for name in order if name in writer.columns]
    over = {"number": "问题清单", "targets": "任务清单", "lead": "责任清单"}
    top = [over.get(name, "") for name in writer.columns]
    cuts = [n for n, text in enumerate(top) if text] + [len(top)]
    merged = [(0, a, 0, b - 1) for a, b in pairwise(cuts) if b - a > 1]
    rows: list[list[Cell]] = [
        list(top),
        list(writer.header()),
        *(writer.row(n, item) for n, item in enumerate(plan.items, 1)),
    ]
    return in_excel(random, plan, [grid(rows, merged)])


@build("单位在首列", ".docx", parts=False, items=(4, 8), roles=("responsible",))
def _(random: Random, plan: Plan) -> Written:
    """Merged units in the first column, before the number."""
    firsts = [replace(item, responsible=item.responsible[:1]) for item in plan.items]
    items = sorted(firsts, key=lambda item: item.responsible)
    plan = replace(plan, items=tuple(items))
    writer = table_writer(random, plan).without_extras()
    rest = [name for name in writer.columns if name not in ("responsible",)]
    rows: list[list[Cell]] = [[writer.words["responsible"], *(writer.words.get(name, name) for name in rest)]]
    merged = []
    start = 1
    for n, item in enumerate(items, 1):
        same = n > 1 and items[n - 2].responsible == item.responsible
        rows.append(["" if same else item.responsible[0], *(writer.cell(name, n, item) for name in rest)])
        if not same:
            start = n
        if n == len(items) or items[n].responsible != item.responsible:
            merged += [(start, 0, n, 0)] if n > start else []
    return in_word(random, plan, [grid(rows, merged)])


@build("整改方式列", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """A column says in which way each is mended."""
    table = simple(table_writer(random, plan))
    at = table.width - 1
    word = random.choice(["整改方式", "整改类型", "整改类别", "整改性质"])
    rows = [(*row[:at], word if n == 0 else random.choice(_KINDS), *row[at:]) for n, row in enumerate(table.rows)]
    return in_excel(random, plan, [Grid(tuple(rows))])


@build(
    "段内逐条",
    ".docx",
    kind="findings",
    parts=False,
    targets=False,
    measures=False,
    roles=("lead+cooperating", "responsible"),
)
def _(random: Random, plan: Plan) -> Written:
    """A letter hands over what was found, each in a line with who mends it by when, and goes on in prose."""
    before = Line("近期，我们组织开展了专项检查，发现以下问题，现予交办。")
    body: Paper = [before]
    mark = random.choice(["{n}.", "（{c}）", "{n}、", "{c}、"])
    for n, item in enumerate(plan.items, 1):
        first, verb = (item.lead, "牵头") if item.lead else (item.responsible, "负责")
        said = [
            f"由{'、'.join(first)}{verb}",
            f"{'、'.join(item.cooperating)}配合" if item.cooperating else "",
            by_when(item.limit),
        ]
        body.append(
            Line(f"{mark.format(n=n, c=chinese(n))}{item.finding.rstrip('。')}。{'，'.join(filter(None, said))}。")
        )
    body.append(Line("请各单位举一反三，全面自查，坚决防止同类问题再次发生。"))
    return as_word([*notice(plan, random, attached=False), *body, *seal(plan, random)]), plan


@build("横幅带单位", ".docx", parts=True, roles=("lead+responsible",), items=(4, 8))
def _(random: Random, plan: Plan) -> Written:
    """Every band names the unit that leads its rows: 一、…（牵头单位：…）."""
    leads = {part: plan.of_part(part)[0].lead for part in plan.parts}
    plan = replace(plan, items=tuple(replace(item, lead=leads[item.part]) for item in plan.items))
    writer = table_writer(random, plan).without_extras()
    writer.columns = [name for name in writer.columns if name != "lead"]
    rows: list[list[Cell]] = [list(writer.header())]
    merged = []
    number = 0
    for p, part in enumerate(plan.parts, 1):
        merged.append((len(rows), 0, len(rows), len(rows[0]) - 1))
        rows.append([f"{chinese(p)}、{part}（牵头单位：{'、'.join(leads[part])}）"])
        for item in plan.of_part(part):
            number += 1
            rows.append(writer.row(number, item))
    return in_word(random, plan, [grid(rows, merged)])


@build("两级合并组", ".xlsx", parts=True, items=(5, 9))
def _(random: Random, plan: Plan) -> Written:
    """A group beside each item, with a title over several columns and notes below."""
    table = grouped(table_writer(random, plan), before_number=random.random() < 0.5)
    notes = Line(random.choice(["注：本清单实行动态管理，完成一项、销号一项。", "填表人：×××    审核人：×××"]))
    return in_excel(random, plan, [table, notes], left=random.choice([0, 1]))


@build("隐藏行列", ".xlsx", parts=False, items=(4, 8))
def _(random: Random, plan: Plan) -> Written:
    """Columns of inner notes are hidden."""
    table = simple(table_writer(random, plan))
    at = random.randint(1, table.width - 1)
    rows = [(*row[:at], "内部意见" if n == 0 else "暂不公开", *row[at:]) for n, row in enumerate(table.rows)]
    return in_excel(random, plan, [Grid(tuple(rows), hidden_columns=(at,))])


@build("多附件", ".docx", parts=False, number=True)
def _(random: Random, plan: Plan) -> Written:
    """A form to fill in comes before the list among the attachments."""
    form = grid([["序号", "整改进展", "存在困难", "下一步打算"], *(["", "", "", ""] for _ in range(3))])
    letter = notice(plan, random, attached=True)
    at = max(n for n, block in enumerate(letter) if isinstance(block, Line) and block.text.startswith("附件"))
    head = [block for block in letter[:at] if not (isinstance(block, Line) and block.text.startswith("附件："))]
    body: Paper = [simple(table_writer(random, plan))]
    paper = [
        *head,
        Line("附件1"),
        Line("整改情况统计表", "centre"),
        form,
        PageBreak(),
        Line("附件2"),
        letter[-1],
        *body,
    ]
    return as_word(paper, Extras(page_foot="— 1 —")), plan


@build("一行四要素", ".txt", kind="findings", targets=False, roles=("responsible", "lead+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    """问题：…。整改措施：…。责任单位：…。时限：… in one numbered line."""
    words = wording(random)
    body: Paper = []
    number = 0
    for p, part in enumerate(plan.parts, 1):
        if part:
            body.append(Line(f"{chinese(p)}、{part}"))
        for item in plan.of_part(part):
            number += 1
            texts = [one.text for one in item.measures]
            said = "".join(f"{circled(m)}{text}" for m, text in enumerate(texts, 1)) if len(texts) > 1 else texts[0]
            fields = [(words["measures"], said.rstrip("。")), *_fields(item, words)]
            rest = "。".join(f"{word}：{text}" for word, text in fields)
            body.append(Line(f"{number}.问题：{item.finding.rstrip('。')}。{rest}。"))
    plan = _plain(plan) if not plan.parts[0] else plan
    return as_text([*bare(plan, random), *body]).encode(), bare_plan(plan)
