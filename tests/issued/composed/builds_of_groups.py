"""Builds whose items stand under their unit or their limit, in parallel sections, or as blocks of labelled lines."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Line, Paper
from tests.issued.composed.builds import Written, build
from tests.issued.composed.front import bare, bare_plan, fronted, preamble, seal
from tests.issued.composed.lists import by_when
from tests.issued.composed.numbers import chinese
from tests.issued.composed.plain import as_text
from tests.issued.composed.plans import Item, Plan
from tests.issued.composed.word import as_word
from tests.issued.composed.words import wording


def _sentence(item: Item) -> str:
    return item.finding if item.finding.endswith("。") else f"{item.finding}。"


def _measures(item: Item, pattern: str = "（{}）") -> str:
    texts = [measure.text for measure in item.measures]
    return "".join(f"{pattern.format(n)}{text}" for n, text in enumerate(texts, 1)) if len(texts) > 1 else texts[0]


@build("按单位分组", ".docx", parts=False, roles=("responsible",), items=(5, 9), targets=False)
def _(random: Random, plan: Plan) -> Written:
    """The heading is the unit, with the number of its items."""
    firsts = [replace(item, responsible=item.responsible[:1]) for item in plan.items]
    order = list(dict.fromkeys(item.responsible for item in firsts))
    items = sorted(firsts, key=lambda item: order.index(item.responsible))
    plan = replace(plan, items=tuple(items))
    counted = random.random() < 0.6
    body: Paper = []
    for n, unit in enumerate(order, start=1):
        own = [item for item in items if item.responsible == unit]
        body.append(Line(f"{chinese(n)}、{unit[0]}" + (f"（{len(own)}项）" if counted else "")))
        for m, item in enumerate(own, start=1):
            until = item.limit.written if item.limit else ""
            body.append(Line(f"{m}.{_sentence(item)}{_measures(item)}" + (f"（{until}）" if until else "")))
    return as_word(fronted(plan, random, body)), plan


@build("按时限分组", ".txt", parts=False, items=(5, 9), targets=False, plain_limits=True)
def _(random: Random, plan: Plan) -> Written:
    """The heading is the limit that its items share."""
    limits = sorted(dict.fromkeys(item.limit for item in plan.items if item.limit), key=lambda one: str(one.due))[:3]
    items = [replace(item, limit=limits[n * len(limits) // len(plan.items)]) for n, item in enumerate(plan.items)]
    plan = replace(plan, items=tuple(items))
    ending = random.choice(["完成的任务", "完成整改的问题", "完成", "整改到位的事项"])
    body: Paper = []
    number = 0
    for n, limit in enumerate(limits, start=1):
        body.append(Line(f"{chinese(n)}、{limit.written}{ending}"))
        for item in (one for one in items if one.limit == limit):
            number += 1
            said = f"责任单位：{'、'.join(item.lead + item.responsible)}" + (
                f"；配合单位：{'、'.join(item.cooperating)}" if item.cooperating else ""
            )
            body.append(Line(f"{number}.{_sentence(item)}{_measures(item)}（{said}）"))
    return as_text(fronted(plan, random, body)).encode(), plan


@build("平行章节", ".docx", parts=False, targets=False)
def _(random: Random, plan: Plan) -> Written:
    """What is wrong, what is done, and who does it by when, each in a section, joined by number."""
    names = random.choice(
        [
            ("存在的主要问题", "整改措施", "责任分工及完成时限"),
            ("问题清单", "任务清单", "责任清单"),
            ("反馈问题", "整改举措", "整改责任"),
        ]
    )
    paper: Paper = [Line(f"一、{names[0]}")]
    paper += [Line(f"{n}.{_sentence(item)}") for n, item in enumerate(plan.items, 1)]
    paper.append(Line(f"二、{names[1]}"))
    paper += [Line(f"{n}.{_measures(item)}") for n, item in enumerate(plan.items, 1)]
    paper.append(Line(f"三、{names[2]}"))
    for n, item in enumerate(plan.items, 1):
        verbs = (("牵头", item.lead), ("负责", item.responsible), ("配合", item.cooperating))
        said = [f"{'、'.join(units)}{verb}" for verb, units in verbs if units]
        paper.append(Line(f"{n}.{'，'.join([*said, by_when(item.limit)])}。"))
    return as_word([Line(plan.title, "centre"), *preamble(plan), *paper, *seal(plan, random)]), bare_plan(plan)


@build("分条记录", ".txt", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """A block of labelled lines for each item, told apart by a line, a blank or a code."""
    words = wording(random)
    rule = random.choice(["-" * 30, "＊" * 10, "=" * 40, "", ""])
    code = random.choice(["问题编号", "工单编号", "序号", "编号", "任务编号"])
    prefix = random.choice(["", "", "ZG", "2-"])
    problem = random.choice(["问题描述", "存在问题", "反馈问题", "诉求内容", "隐患描述", "具体问题"])
    paper: Paper = [*bare(plan, random), Line("")]
    for n, item in enumerate(plan.items, 1):
        pairs = [(code, f"{prefix}{n:03}"), (problem, item.finding)]
        pairs += [(words["targets"], item.targets)] * bool(item.targets)
        pairs.append((words["measures"], _measures(item)))
        pairs += [(words[role], "、".join(getattr(item, role))) for role in ("lead", "responsible", "cooperating")]
        pairs.append((words["limit"], item.limit.written if item.limit else ""))
        paper += [Line(f"{word}：{text}") for word, text in pairs if text]
        paper.append(Line(rule))
    return as_text(paper).encode(random.choice(["utf-8", "gb18030"])), bare_plan(plan)


@build("一行一条", ".txt", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """All labels of an item in one line, with semicolons between."""
    words = wording(random)
    paper: Paper = [*bare(plan, random), Line("")]
    for n, item in enumerate(plan.items, 1):
        pairs = [("问题", item.finding.rstrip("。")), (words["measures"], _measures(item, "{}.").rstrip("。"))]
        pairs += [(words[role], "、".join(getattr(item, role))) for role in ("lead", "responsible", "cooperating")]
        pairs.append((words["limit"], item.limit.written if item.limit else ""))
        paper.append(Line(f"{n}.{'；'.join(f'{word}：{text}' for word, text in pairs if text)}"))
    return as_text(paper).encode(), replace(bare_plan(plan), items=tuple(replace(i, targets="") for i in plan.items))


@build("第几项独行", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """第一项 or 问题一 on a line of its own; the item's text has a label as well."""
    words = wording(random)
    name = random.choice(["第{c}项", "问题{c}", "整改任务{c}", "任务{n}", "问题{n}", "（{c}）整改事项"])
    problem = random.choice(["整改任务", "整改问题", "问题描述", "反馈问题"])
    order = ["targets", "measures", "roles", "limit"]
    random.shuffle(order)
    body: Paper = []
    for n, item in enumerate(plan.items, 1):
        body += [Line(name.format(c=chinese(n), n=n)), Line(f"{problem}：{item.finding}")]
        for field in order:
            if field == "roles":
                roles = [(role, "、".join(getattr(item, role))) for role in ("lead", "responsible", "cooperating")]
                body += [Line(f"{words[role]}：{text}") for role, text in roles if text]
            elif field == "measures":
                body.append(Line(f"{words['measures']}：{_measures(item, '{}.')}"))
            elif field == "limit" and item.limit:
                body.append(Line(f"{words['limit']}：{item.limit.written}"))
            elif field == "targets" and item.targets:
                body.append(Line(f"{words['targets']}：{item.targets}"))
    return as_word(fronted(plan, random, body)), plan


@build("原因分析", ".docx")
def _(random: Random, plan: Plan) -> Written:
    """Between finding and measures stands why; behind them what has been done."""
    words = wording(random)
    numbered = random.random() < 0.5
    causes = ["责任落实不到位，监管存在薄弱环节。", "部门之间协调不够，信息没有共享。", "制度不健全，执行不严格。"]
    body: Paper = []
    for p, part in enumerate(plan.parts, 1):
        if part:
            body.append(Line(f"{chinese(p)}、{part}"))
        for n, item in enumerate(plan.of_part(part), 1):
            pairs = [("原因分析", random.choice(causes)), (words["targets"], item.targets)]
            pairs.append((words["measures"], _measures(item)))
            pairs += [(words[role], "、".join(getattr(item, role))) for role in ("lead", "responsible", "cooperating")]
            pairs.append((words["limit"], item.limit.written if item.limit else ""))
            said = [f"{word}：{text}" for word, text in pairs if text]
            body.append(Line(f"（{chinese(n)}）{item.finding}"))
            body += [Line(f"{m}.{text}" if numbered else text) for m, text in enumerate(said, 1)]
    return as_word(fronted(plan, random, body)), plan
