"""Builds in running text: rounds of inspection, stations of townships, chats, firms, pages that were copied."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Cell, Line, Paper, grid
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_tables import table_writer
from tests.issued.composed.front import bare, bare_plan, fronted
from tests.issued.composed.numbers import chinese
from tests.issued.composed.plain import as_text
from tests.issued.composed.plans import Item, Plan
from tests.issued.composed.word import as_word
from tests.issued.composed.words import wording


def _units(item: Item) -> str:
    return "、".join(item.responsible)


def _written(item: Item) -> str:
    return item.limit.written if item.limit else ""


def _in_one(plan: Plan, between: str) -> Plan:
    """The plan with all that is to be done about an item in one sentence."""
    items = (replace(i, measures=(replace(i.measures[0], text=between.join(m.text for m in i.measures)),))
             for i in plan.items)  # fmt: skip
    return replace(plan, items=tuple(items))


@build("巡察方面三级", ".docx", kind="house", parts=True, targets=False, roles=("responsible",), leaders=True)
def _(random: Random, plan: Plan) -> Written:
    """一、关于…方面 （一）… 1.… （责任领导：…；责任部门：…；整改时限：…）."""
    words = wording(random)
    body: Paper = []
    through = random.random() < 0.5
    number = 0
    inline = random.random() < 0.5
    for p, part in enumerate(plan.parts, 1):
        body.append(Line(f"{chinese(p)}、{part}"))
        for n, item in enumerate(plan.of_part(part), 1):
            number = number + 1 if through else n
            body.append(Line(f"（{chinese(number)}）{item.finding}"))
            fields = {"leader": item.leader, "responsible": _units(item), "limit": _written(item)}
            said = f"（{'；'.join(f'{words[name]}：{text}' for name, text in fields.items())}）"
            texts = [f"{m}.{one.text}" for m, one in enumerate(item.measures, 1)]
            texts = [*texts[:-1], texts[-1] + said] if inline else [*texts, said]
            body += [Line("整改措施："), *(Line(text) for text in texts)]
    return as_word(fronted(plan, random, body)), plan


@build("站所括号", ".txt", kind="findings", parts=True, targets=False, roles=("lead+responsible",), leaders=True)
def _(random: Random, plan: Plan) -> Written:
    """A township's list: who leads in the office, which stations do it, in one bracket behind the measures."""
    body: Paper = []
    number = 0
    plan = _in_one(plan, "；")
    for p, part in enumerate(plan.parts, 1):
        body.append(Line(f"{chinese(p)}、{part}"))
        for item in plan.of_part(part):
            number += 1
            fields = [("责任领导", item.leader), ("牵头站所", "、".join(item.lead)), ("责任站所", _units(item)),
                      ("完成时限", _written(item))]  # fmt: skip
            said = "，".join(f"{word}：{text}" for word, text in fields if text)
            text = f"{item.finding.rstrip('。')}。整改措施：{item.measures[0].text}"
            body.append(Line(f"{number}.{text}。（{said}）"))
    return as_text([*bare(plan, random), *body]).encode(), bare_plan(plan)


@build("微信粘贴", ".txt", kind="findings", parts=False, targets=False, roles=("responsible",), items=(4, 8))
def _(random: Random, plan: Plan) -> Written:
    """Pasted from a chat: keycap numbers, 【】, @ before units, a picture before each line."""
    plan = _in_one(plan, "")
    body: Paper = [Line(f"【{plan.title}】"), Line(f"{plan.issuer}  {plan.issued_on:%Y年%m月%d日}")]
    mark = random.choice(["{n}\ufe0f\u20e3", "{n}\u20e3", "【{n}】"])
    at, bullet = random.choice(["@", ""]), random.choice(["🔸", "👉", "▪️", "📌"])
    for n, item in enumerate(plan.items, 1):
        body.append(Line(mark.format(n=n) + item.finding))
        body.append(Line(f"{bullet}整改措施：{item.measures[0].text}"))
        body.append(Line(f"{bullet}责任单位：{' '.join(at + unit for unit in item.responsible)}"))
        body.append(Line(f"{bullet}完成时限：{_written(item)}"))
    return as_text(body).encode(), bare_plan(plan)


@build("跨页长表", ".txt", kind="findings", parts=False, roles=("lead+cooperating",), items=(9, 14))
def _(random: Random, plan: Plan) -> Written:
    """The head, a page number and the title are repeated on every page, as copying from a page leaves it."""
    writer = table_writer(random, plan).without_extras()
    writer.plain_headers = True
    body: Paper = []
    every = random.choice([4, 5, 6])
    rows: list[list[Cell]] = [list(writer.header())]
    page = 1
    for n, item in enumerate(plan.items, 1):
        rows.append(writer.row(n, item))
        if n % every == 0 and n < len(plan.items):
            body += [grid(rows), Line(f"— {page} —"), Line(plan.title)]
            rows = [list(writer.header())]
            page += 1
    body.append(grid(rows))
    return as_text([*bare(plan, random), *body]).encode(), bare_plan(plan)


@build("企业部门清单", ".docx", kind="house", parts=True, targets=True, roles=("responsible+supervising",))
def _(random: Random, plan: Plan) -> Written:
    """A firm's list: departments and daughters, labels in brackets, three of them in one line."""
    words = wording(random)
    body: Paper = []
    for p, part in enumerate(plan.parts, 1):
        body.append(Line(f"{chinese(p)}、{part}"))
        for n, item in enumerate(plan.of_part(part), 1):
            measures = "".join(f"（{m}）{one.text}" for m, one in enumerate(item.measures, 1))
            fields = [
                ("责任部门", _units(item)),
                ("督办部门", "、".join(item.supervising)),
                (words["limit"], _written(item)),
            ]
            body.append(Line(f"{p}.{n} {item.finding}"))
            body.append(Line(f"【{words['targets']}】{item.targets}"))
            body.append(Line(f"【{words['measures']}】{measures}"))
            body.append(Line("\u3000".join(f"【{word}】{text}" for word, text in fields)))
    return as_word(fronted(plan, random, body)), plan


@build("先列问题后列分工", ".docx", kind="findings", parts=False, targets=False, roles=("lead+cooperating",))
def _(random: Random, plan: Plan) -> Written:
    """一、存在问题 1.…；二、整改措施 1.…；三、责任分工及时限 1.X牵头，Y配合，…前完成."""
    style = random.choice(["{n}.", "（{n}）", "{n}、"])
    said = ["、".join(i.lead) + "牵头，" + (f"{'、'.join(i.cooperating)}配合，" if i.cooperating else "") + _written(i)
            for i in plan.items]  # fmt: skip
    plan = _in_one(plan, "")
    lists = {
        "存在问题": [item.finding for item in plan.items],
        "整改措施": [item.measures[0].text for item in plan.items],
        "责任分工": said,
    }
    body: Paper = []
    for p, (name, texts) in enumerate(lists.items(), 1):
        body.append(Line(f"{chinese(p)}、{name}"))
        body += [Line(style.format(n=n) + text) for n, text in enumerate(texts, 1)]
    return as_word(fronted(plan, random, body)), plan


@build("扫描识别清单", ".txt", kind="findings", parts=False, targets=False, roles=("responsible",), plain_limits=True)
def _(random: Random, plan: Plan) -> Written:
    """Read by a machine: letters for figures, blanks within words, full stops for commas, a line in the middle."""
    words = wording(random)
    body: Paper = []
    plan = _in_one(plan, "")
    for n, item in enumerate(plan.items, 1):
        limit = _written(item)
        if random.random() < 0.5:
            limit = limit.replace("20", "2O", 1)
        unit = random.choice([words["responsible"], " ".join(words["responsible"])])
        body.append(Line(f"{n} ．{item.finding}"))
        body.append(Line(f"{words['measures']} ： {item.measures[0].text}"))
        body.append(Line(f"{unit}：{_units(item)}"))
        body.append(Line(f"{words['limit']}：{limit}"))
        if n % 3 == 0:
            body.append(Line(f"·{n // 3}·"))
    return as_text([*bare(plan, random), *body]).encode(), bare_plan(plan)
