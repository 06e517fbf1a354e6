"""Builds of tables in the ways of inspections: three lists in one, audits, safety, hotlines, goals by quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from tests.issued.composed.blocks import Cell, Line, Paper, grid
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_tables import in_excel, in_word, table_writer
from tests.issued.composed.front import bare, bare_plan
from tests.issued.composed.limits import month_end
from tests.issued.composed.numbers import chinese
from tests.issued.composed.plans import Item, Limit, Plan
from tests.issued.composed.word import as_word
from tests.issued.composed.words import wording

_PERSON = "×××"
Rows = list[list[Cell]]


def _units(item: Item, role: str = "responsible") -> str:
    return "、".join(getattr(item, role))


def _measures(item: Item) -> str:
    texts = [one.text for one in item.measures]
    return "\n".join(f"{n}.{text}" for n, text in enumerate(texts, 1)) if len(texts) > 1 else texts[0]


def _written(item: Item) -> str:
    return item.limit.written if item.limit else ""


def _roles(plan: Plan) -> list[str]:
    return [role for role in ("lead", "responsible", "cooperating") if any(getattr(i, role) for i in plan.items)]


@build("三张清单", ".docx", parts=False, targets=True, roles=("lead+cooperating", "lead+responsible+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    """问题清单, 任务清单, 责任清单: three tables with the same numbers."""
    words = wording(random)
    items = list(enumerate(plan.items, 1))
    roles = _roles(plan)
    problems: Rows = [["序号", words["problem"]]]
    problems += [[n, i.finding] for n, i in items]
    tasks: Rows = [["序号", words["targets"], words["measures"]]]
    tasks += [[n, i.targets, _measures(i)] for n, i in items]
    duties: Rows = [["序号", *(words[role] for role in roles), words["limit"]]]
    duties += [[n, *(_units(i, role) for role in roles), _written(i)] for n, i in items]
    body: Paper = []
    style = random.choice(["{c}、{name}", "附件{n}：{name}", "{name}"])
    lists = {"问题清单": problems, "任务清单": tasks, "责任清单": duties}
    for n, (name, rows) in enumerate(lists.items(), 1):
        body += [Line(style.format(c=chinese(n), n=n, name=name)), grid(rows)]
    return as_word([*bare(plan, random), *body]), bare_plan(plan)


@build("督察清单块", ".docx", kind="findings", parts=False, targets=True, roles=("responsible", "lead+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    """整改任务一 over the rows of labels and texts that belong to it; 整改责任人 is a person."""
    words = wording(random)
    rows: Rows = []
    merged = []
    heads = random.choice(["整改任务{c}", "问题{c}", "{c}、反馈问题", "任务{n}"])
    for n, item in enumerate(plan.items, 1):
        merged.append((len(rows), 0, len(rows), 1))
        rows += [[heads.format(n=n, c=chinese(n)), ""], [words["problem"], item.finding]]
        rows += [[words[role], _units(item, role)] for role in _roles(plan) if getattr(item, role)]
        rows.append([random.choice(["整改责任人", "责任人"]), _PERSON])
        rows += [[words["limit"], _written(item)], [words["targets"], item.targets]]
        rows.append([words["measures"], _measures(item)])
    return in_word(random, plan, [grid(rows, merged)])


@build("审计台账", ".xlsx", kind="findings", parts=True, targets=False, roles=("responsible",), items=(5, 9))
def _(random: Random, plan: Plan) -> Written:
    """Three or four rows of captions; what was audited, how much, what is to be done, where it stands."""
    limit = random.choice(["整改时限", "完成时限"])
    rows: Rows = [
        ["序号", "审计项目", "查出问题情况", "", "", "整改落实情况", "", "", "", "", "备注"],
        ["", "", "问题类别", "问题描述", "涉及金额", "整改要求", "", "整改责任", "", "整改进展", ""],
        ["", "", "", "", "（万元）", "整改措施", limit, "责任单位", "责任人", "", ""],
    ]
    if random.random() < 0.5:
        rows.append([f"{n}" for n in range(1, 12)])
    merged = [(0, 2, 0, 4), (0, 5, 0, 9), (1, 5, 1, 6), (1, 7, 1, 8), (0, 0, 2, 0), (0, 1, 2, 1), (1, 2, 2, 2),
              (1, 3, 2, 3), (1, 9, 2, 9), (0, 10, 2, 10)]  # fmt: skip
    for n, item in enumerate(plan.items, 1):
        found: list[Cell] = [n, f"{plan.place}预算执行审计", item.part, item.finding, round(random.uniform(1, 900), 2)]
        state = random.choice(["正在整改", "未完成", ""])
        rows.append([*found, _measures(item), _written(item), _units(item), _PERSON, state, ""])
    return in_excel(random, plan, [grid(rows, merged)])


@build("隐患台账", ".xlsx", kind="findings", parts=False, targets=False, roles=("responsible+supervising",))
def _(random: Random, plan: Plan) -> Written:
    """Measures, money, limit, person and emergency plan of every danger (五落实)."""
    rows: Rows = [["序号", "隐患名称", "隐患等级", "整改措施", "整改资金（万元）", "整改责任单位", "责任人", "监管部门",
                   "整改期限", "应急预案", "是否销号"]]  # fmt: skip
    for n, item in enumerate(plan.items, 1):
        said: list[Cell] = [n, item.finding, random.choice(["一般", "重大"]), _measures(item), random.randint(1, 60)]
        rows.append([*said, _units(item), _PERSON, _units(item, "supervising"), _written(item), "已制定", "否"])
    return in_excel(random, plan, [grid(rows)])


@build("季度目标列", ".xlsx", kind="tasks", parts=False, targets=False, roles=("lead+cooperating",))
def _(random: Random, plan: Plan) -> Written:
    """A column of goals for each quarter, which are the stages of the limit."""
    assert plan.issued_on
    plan = replace(plan, issued_on=plan.issued_on.replace(month=random.choice([1, 2, 3]), day=10))
    year = plan.issued_on.year if plan.issued_on else 0
    words = wording(random)
    style = random.choice(["{q}季度目标", "第{q}季度", "{q}季度工作目标", "{y}年{q}季度"])
    names = [style.format(q=q, y=year) for q in ("二", "三", "四")]
    rows: Rows = [["序号", "工作任务", "主要措施", *names, words["lead"], words["cooperating"]]]
    items = []
    for n, item in enumerate(plan.items, 1):
        first = random.choice(["完成排查摸底", "完成方案编制", "启动整改"])
        goals = [first, random.choice(["完成50%", "完成过半"]), "全部完成"]
        rows.append([n, item.finding, _measures(item), *goals, _units(item, "lead"), _units(item, "cooperating")])
        items.append(replace(item, limit=Limit("；".join(goals), date(year, 12, 31), (None,))))
    return in_excel(random, replace(plan, items=tuple(items)), [grid(rows)])


_YEAR_AND_MONTH = (
    ("完成年份", "完成月份"), ("完成年度", "月份"), ("年份", "月份"), ("整改时限（年）", "整改时限（月）")
)  # fmt: skip


@build("年份月份列", ".xlsx", parts=False, items=(4, 8))
def _(random: Random, plan: Plan) -> Written:
    """The year and the month of completion in columns of their own, as numbers or as texts."""
    assert plan.issued_on
    writer = table_writer(random, plan).without_extras()
    writer.plain_headers = True
    at = writer.columns.index("limit")
    head = writer.header()
    rows: Rows = [[*head[:at], *random.choice(_YEAR_AND_MONTH), *head[at + 1 :]]]
    items = []
    for n, item in enumerate(plan.items, 1):
        year, month = plan.issued_on.year + 1, random.randint(1, 12)
        cells: list[Cell] = random.choice([[year, month], [f"{year}年", f"{month}月"], [year, f"{month}月底前"]])
        row = writer.row(n, item)
        rows.append([*row[:at], *cells, *row[at + 1 :]])
        end = "底前" if "底前" in str(cells[1]) else ""
        items.append(replace(item, limit=Limit(f"{year}年{month}月{end}", month_end(year, month))))
    return in_excel(random, replace(plan, items=tuple(items)), [grid(rows)])


@build("热线工单", ".xlsx", kind="findings", parts=False, targets=False, roles=("responsible",), plain_limits=True)
def _(random: Random, plan: Plan) -> Written:
    """Orders of a hotline: their long number, the time of the call, what is asked for, who does it by when."""
    days = [item.limit.due for item in plan.items if item.limit and item.limit.due]
    said = [Limit(f"{day.year}年{day.month}月{day.day}日", day) for day in days]
    plan = replace(plan, items=tuple(replace(i, limit=one) for i, one in zip(plan.items, said, strict=True)))
    rows: Rows = [
        ["序号", "工单编号", "来电时间", "诉求类别", "诉求内容", "办理措施", "承办单位", "办结时限", "是否满意"]
    ]
    for n, (item, day) in enumerate(zip(plan.items, days, strict=True), 1):
        call: list[Cell] = [n, f"DH2026{random.randint(10**7, 10**8 - 1)}", "2026-03-01 10:22", "投诉"]
        rows.append([*call, item.finding, _measures(item), _units(item), day, ""])
    return in_excel(random, plan, [grid(rows)], date_format=random.choice(["yyyy-mm-dd", "yyyy/m/d", "m月d日"]))


@build("四行表头", ".xlsx", parts=False, targets=True, roles=("lead+responsible+cooperating", "lead+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    """The title and captions in four merged rows."""
    roles, words = _roles(plan), wording(random)
    width, gap = 5 + len(roles), [""] * (len(roles) - 1)
    rows: Rows = [
        [plan.title, *[""] * (width - 1)],
        ["序号", "整改内容", "", "", "整改责任", *gap, ""],
        ["", words["problem"], "整改要求", "", "责任分工", *gap, "时间安排"],
        ["", "", words["targets"], words["measures"], *(words[role] for role in roles), words["limit"]],
    ]
    merged = [(0, 0, 0, width - 1), (1, 0, 3, 0), (1, 1, 1, 3), (1, 4, 1, width - 1), (2, 1, 3, 1), (2, 2, 2, 3)]
    merged += [(2, 4, 2, 3 + len(roles))] if len(roles) > 1 else []
    for n, item in enumerate(plan.items, 1):
        units = [_units(item, role) for role in roles]
        rows.append([n, item.finding, item.targets, _measures(item), *units, _written(item)])
    return in_excel(random, plan, [grid(rows, merged)])


@build("无图例圈点", ".docx", parts=False, roles=("lead+cooperating",), items=(3, 6), targets=False)
def _(random: Random, plan: Plan) -> Written:
    """Solid and hollow signs below the names of units, and no word on what they mean: every unit is asked."""
    items = []
    for item in plan.items:
        units = [unit for unit in (*item.lead, *item.cooperating) if not unit.startswith(("各", "有关"))]
        named = tuple(unit for unit in units if not unit.endswith("各单位")) or ("市应急管理局",)
        items.append(replace(item, lead=named[:1], cooperating=named[1:]))
    solid, hollow = random.choice([("●", "○"), ("■", "□"), ("★", "☆"), ("▲", "△")])
    columns = list(dict.fromkeys(unit for item in items for unit in (*item.lead, *item.cooperating)))
    rows: Rows = [["序号", "问题", "整改措施", *columns, "完成时限"]]
    for n, item in enumerate(items, 1):
        given = dict.fromkeys(item.cooperating, hollow) | dict.fromkeys(item.lead, solid)
        rows.append([n, item.finding, _measures(item), *(given.get(unit, "") for unit in columns), _written(item)])
    truth = [replace(i, responsible=(*i.lead, *i.cooperating), lead=(), cooperating=()) for i in items]
    return in_word(random, replace(plan, items=tuple(truth)), [grid(rows)])


@build("校内处室", ".docx", kind="house", parts=False, roles=("lead+cooperating",), targets=False)
def _(random: Random, plan: Plan) -> Written:
    """A school's table, with 责任处室 and 协助处室, and whom to ask."""
    rows: Rows = [["项次", "专家反馈意见", "整改举措", "责任处室", "协助处室", "联系领导", "完成时间"]]
    for n, item in enumerate(plan.items, 1):
        units = [_units(item, "lead"), _units(item, "cooperating"), _PERSON]
        rows.append([n, item.finding, _measures(item), *units, _written(item)])
    items = tuple(replace(item, responsible=item.lead, lead=()) for item in plan.items)
    return in_word(random, replace(plan, items=items), [grid(rows)])
