"""Builds with a column for each unit, or a column for each item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.issued.composed.blocks import Cell, Grid, Line, Paper, grid
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_tables import in_excel, in_word, table_writer
from tests.issued.composed.front import bare, bare_plan
from tests.issued.composed.numbers import chinese
from tests.issued.composed.plain import as_markdown, as_text
from tests.issued.composed.plans import Item, Plan
from tests.issued.composed.tables import simple

_MARKED = (
    {"lead": "●", "responsible": "◎", "cooperating": "○"},
    {"lead": "★", "responsible": "▲", "cooperating": "☆"},
    {"lead": "■", "responsible": "√", "cooperating": "□"},
    {"lead": "1", "responsible": "2", "cooperating": "3"},
)
_SPOKEN = (
    {"lead": "牵头", "responsible": "负责", "cooperating": "配合"},
    {"lead": "牵头单位", "responsible": "责任单位", "cooperating": "配合单位"},
    {"lead": "牵", "responsible": "责", "cooperating": "配"},
)
_NAMES = {"lead": "牵头单位", "responsible": "责任单位", "cooperating": "配合单位"}


def _bureaus(item: Item) -> Item:
    """The item with units that one column can stand for: no words for many."""
    kept = {role: tuple(u for u in getattr(item, role) if not u.startswith(("各", "有关", "其他"))) for role in _NAMES}
    kept = {role: tuple(u for u in units if not u.endswith("各单位")) for role, units in kept.items()}
    if not any(kept.values()):
        kept["responsible"] = ("办公室",)
    return replace(item, **kept)  # type: ignore[arg-type]  # by name


def _legend(random: Random, marks: dict[str, str]) -> str:
    said = [(mark, _NAMES[role]) for role, mark in marks.items()]
    ways: list[Callable[[str, str], str]] = [
        lambda mark, name: f"“{mark}”为{name}",
        lambda mark, name: f"{mark}表示{name}",
        lambda mark, name: f"{mark}：{name}",
        lambda mark, name: f"{mark}—{name}",
        lambda mark, name: f"{name}用“{mark}”标注",
    ]
    way = random.choice(ways)
    return random.choice(["注：", "说明：", "备注："]) + "，".join(way(mark, name) for mark, name in said) + "。"


def _matrix(random: Random, plan: Plan, marks: dict[str, str], *, over: bool) -> Grid:
    """What stands of an item in a row, and a column for each unit; ``over`` puts 责任单位 over these."""
    writer = table_writer(random, plan).without_extras()
    writer.shuffled, writer.plain_headers = False, True
    writer.columns = [n for n in ("number", "problem", "targets", "measures", "limit") if n in writer.columns]
    units = list(dict.fromkeys(u for item in plan.items for role in _NAMES for u in getattr(item, role)))
    at = random.choice([len(writer.columns), len(writer.columns) - ("limit" in writer.columns)])
    rows: list[list[Cell]] = []
    for n, item in enumerate(plan.items, 1):
        given = {unit: marks[role] for role in _NAMES for unit in getattr(item, role)}
        row = writer.row(n, item)
        rows.append([*row[:at], *(given.get(unit, "") for unit in units), *row[at:]])
    head = writer.header()
    names = [*head[:at], *units, *head[at:]]
    if not over or len(units) < 2:
        return grid([names, *rows])
    first = [*head[:at], random.choice(["责任单位", "责任分工", "责任部门"]), *[""] * (len(units) - 1), *head[at:]]
    second = [*[""] * at, *units, *[""] * (len(head) - at)]
    merged = [
        (0, at, 0, at + len(units) - 1),
        *((0, c, 1, c) for c in range(len(names)) if not at <= c < at + len(units)),
    ]
    return grid([first, second, *rows], merged)


_ROLES = ("lead+cooperating", "lead+responsible+cooperating", "responsible")


@build("打勾矩阵", ".docx", parts=False, roles=_ROLES, items=(3, 6))
def _(random: Random, plan: Plan) -> Written:
    plan = replace(plan, items=tuple(map(_bureaus, plan.items)))
    marks = random.choice(_MARKED)
    legend = Line(_legend(random, marks))
    table = _matrix(random, plan, marks, over=random.random() < 0.5)
    return in_word(random, plan, [legend, table] if random.random() < 0.4 else [table, legend])


@build("文字矩阵", ".xlsx", parts=False, roles=_ROLES, items=(3, 6))
def _(random: Random, plan: Plan) -> Written:
    plan = replace(plan, items=tuple(map(_bureaus, plan.items)))
    return in_excel(random, plan, [_matrix(random, plan, random.choice(_SPOKEN), over=random.random() < 0.5)])


@build("单勾矩阵", ".md", parts=False, roles=("responsible",), items=(3, 6))
def _(random: Random, plan: Plan) -> Written:
    """One kind of mark: who is ticked is responsible."""
    plan = replace(plan, items=tuple(map(_bureaus, plan.items)))
    mark = random.choice(["√", "✓", "●", "★"])
    table = _matrix(random, plan, {"responsible": mark}, over=False)
    return as_markdown([*bare(plan, random), table]).encode(), bare_plan(plan)


def _turned(table: Grid) -> Grid:
    return Grid(tuple(zip(*table.rows, strict=True)))


@build("横排表格", ".docx", parts=False, items=(2, 5))
def _(random: Random, plan: Plan) -> Written:
    """An item a column."""
    writer = table_writer(random, plan).without_extras()
    writer.plain_headers = True
    if random.random() < 0.4:
        rows = [list(row) for row in simple(writer).rows]
        for n in range(1, len(rows)):
            rows[n][0] = f"{random.choice(['问题', '事项'])}{chinese(n)}"
        rows[0][0] = random.choice(["项目", "内容", ""])
        return in_word(random, plan, [_turned(grid(rows))])
    return in_word(random, plan, [_turned(simple(writer))])


@build("横排工作簿", ".xlsx", parts=False, items=(2, 6))
def _(random: Random, plan: Plan) -> Written:
    return in_excel(random, plan, [_turned(simple(table_writer(random, plan)))])


@build("横排方框", ".txt", parts=False, items=(2, 3), measures=True)
def _(random: Random, plan: Plan) -> Written:
    writer = table_writer(random, plan).without_extras()
    writer.plain_headers = True
    paper: Paper = [*bare(plan, random), Line(""), _turned(simple(writer))]
    return as_text(paper, "box").encode(), bare_plan(plan)
