"""Items as tables: which columns, in which order, with which headers, how rows are grouped.

Knows: a plan's items and how offices draw tables. Must not know: fronts, files' formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.issued.composed.blocks import Cell, Grid, Line, Paper, grid
from tests.issued.composed.numbers import chinese
from tests.issued.composed.plans import Item, Measure, Plan
from tests.issued.composed.words import spaced, wording

NUMBERS = ["序号", "编号", "问题编号", "任务编号"]
PROBLEMS = ["存在问题", "问题描述", "主要问题", "发现问题", "反馈问题", "隐患描述", "整改事项", "具体问题"]
TASKS = ["重点任务", "工作任务", "任务内容", "目标任务", "任务名称", "工作事项"]
GROUPS = ["类别", "问题类别", "所属领域", "方面", "领域", "分类"]
# Columns that are no field of an item: behind it, and between its number and its problem.
BEHIND = {
    "备注": "",
    "进展情况": "",
    "联系人": "×××",
    "联系电话": "000-0000000",
    "完成情况": "",
    "是否完成": "否",
    "整改进展": "正在推进，已完成前期工作。",
    "责任人": "×××",
    "是否销号": "",
}
BEFORE = {
    "检查时间": "2021年3月5日",
    "问题来源": "现场检查",
    "检查人员": "×××、×××",
    "所在位置": "北侧",
    "交办日期": "2021-04-02",
    "涉及金额（万元）": "12.5",
}
_ROLES = ("lead", "responsible", "cooperating", "supervising", "accepting", "leader")


@dataclass
class TableWriter:
    """Writes items as rows, with one choice of words and columns."""

    random: Random
    plan: Plan
    tasks: bool = False
    extra: int = 0
    shuffled: bool = False
    plain_headers: bool = True
    in_one: str = ""  # all roles in one column, told apart by labels, marks or verbs
    separator: str = "、"
    paired: bool = False  # units and limits are those of the measures, numbered alike in their cells
    words: dict[str, str] = field(init=False)
    columns: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = wording(self.random)
        self.words["number"] = self.random.choice(NUMBERS[:2])
        self.words["problem"] = self.random.choice(TASKS if self.tasks else PROBLEMS)
        self.words["group"] = self.random.choice(GROUPS)
        given = [name for name in ("targets", "measures") if any(getattr(item, name) for item in self.plan.items)]
        roles = [role for role in _ROLES if any(getattr(item, role) for item in self.plan.items)]
        if any(measure.units for item in self.plan.items for measure in item.measures):
            roles = ["responsible"]
        if self.in_one:
            roles = ["roles", *(role for role in roles if role == "leader")]
            self.words["roles"] = self.random.choice(["责任单位", "责任分工", "责任单位及分工"])
        limits = ["limit"] if any(item.limit or item.has_own for item in self.plan.items) else []
        rest = [*given, *roles, *limits]
        if self.shuffled:
            self.random.shuffle(rest)
        before = self.random.sample(list(BEFORE), self.extra // 2)
        behind = self.random.sample(list(BEHIND), self.extra - len(before))
        self.columns = ["number", *before, "problem", *rest, *behind]

    def header(self) -> list[str]:
        """The captions of the columns."""
        texts = [self.words.get(name, name) for name in self.columns]
        return texts if self.plain_headers else [spaced(text, self.random) for text in texts]

    def row(self, number: Cell, item: Item) -> list[Cell]:
        """An item as one row."""
        return [self.cell(name, number, item) for name in self.columns]

    def without_extras(self) -> TableWriter:
        """The same with the fields of an item alone."""
        self.columns = [name for name in self.columns if name not in BEFORE and name not in BEHIND]
        return self

    def cell(self, name: str, number: Cell, item: Item) -> Cell:
        """What stands in a column of an item."""
        texts = [measure.text for measure in item.measures]
        several = len(texts) > 1
        if self.paired and item.has_own and name in ("limit", "responsible"):
            return _paired([_own(measure, name) for measure in item.measures])
        if name == "number":
            return number
        match name:
            case "problem":
                return item.finding
            case "measures":
                return "\n".join(f"{n}.{text}" for n, text in enumerate(texts, 1)) if several else "".join(texts)
            case "limit":
                return item.limit.written if item.limit else ""
            case "targets" | "leader":
                return str(getattr(item, name))
            case "roles":
                return _in_one(item, self.in_one)
            case _:
                said = (BEFORE | BEHIND).get(name)
                return self.separator.join(getattr(item, name)) if said is None else said


def _own(measure: Measure, name: str) -> str:
    return "、".join(measure.units) if name == "responsible" else measure.limit.written if measure.limit else ""


_ROLE_NAMES = {"lead": ("牵头单位", "牵头"), "responsible": ("责任单位", "负责"), "cooperating": ("配合单位", "配合")}


def _in_one(item: Item, way: str) -> str:
    """All roles in one cell: on labelled lines, with marks behind the names, or as a sentence."""
    said = [(names, getattr(item, role)) for role, names in _ROLE_NAMES.items() if getattr(item, role)]
    if way == "labels":
        return "\n".join(f"{label}：{'、'.join(units)}" for (label, _), units in said)
    if way == "marks":
        return "、".join(f"{unit}（{verb}）" if verb == "牵头" else unit for (_, verb), units in said for unit in units)
    return "，".join(f"{'、'.join(units)}{verb}" for (_, verb), units in said)


def _paired(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else "\n".join(f"{n}.{text}" for n, text in enumerate(texts, 1))


def simple(writer: TableWriter) -> Grid:
    """One row of captions, one row an item."""
    return grid([writer.header(), *(writer.row(n, item) for n, item in enumerate(writer.plan.items, 1))])


def banded(writer: TableWriter, *, merged: bool = True) -> Grid:
    """Every part as a row across the table."""
    rows: list[list[Cell]] = [list(writer.header())]
    ranges = []
    number = 0
    for p, part in enumerate(writer.plan.parts, start=1):
        if merged:
            ranges.append((len(rows), 0, len(rows), len(rows[0]) - 1))
        rows.append([f"{chinese(p)}、{part}"])
        for item in writer.plan.of_part(part):
            number += 1
            rows.append(writer.row(number, item))
    return grid(rows, ranges)


def grouped(writer: TableWriter, *, before_number: bool = True) -> Grid:
    """Every part as a merged cell beside its items."""
    at = 0 if before_number else 1
    head: list[Cell] = list(writer.header())
    head.insert(at, writer.words["group"])
    rows, ranges, number = [head], [], 0
    for part in writer.plan.parts:
        items = writer.plan.of_part(part)
        if len(items) > 1:
            ranges.append((len(rows), at, len(rows) + len(items) - 1, at))
        for n, item in enumerate(items):
            number += 1
            row = writer.row(number, item)
            row.insert(at, "" if n else part)
            rows.append(row)
    return grid(rows, ranges)


def two_rows(writer: TableWriter) -> Grid:
    """Units under one caption, in two rows of captions."""
    columns = writer.columns
    roles = [n for n, name in enumerate(columns) if name in _ROLES]
    first, last = roles[0], roles[-1]
    head: list[Cell] = list(writer.header())
    top, below = list(head), list(head)
    top[first : last + 1] = [writer.random.choice(["责任分工", "责任落实", "责任单位", "任务分工"])] + [""] * (
        last - first
    )
    merged = [(0, first, 0, last)] if last > first else []
    for n in range(len(head)):
        if not first <= n <= last:
            below[n] = ""
            merged.append((0, n, 1, n))
    return grid([top, below, *(writer.row(n, item) for n, item in enumerate(writer.plan.items, 1))], merged)


def sub_rows(writer: TableWriter, *, number_measures: bool = True) -> Grid:
    """Every measure a row, with its own units and limit; the item's other cells merged beside."""
    rows: list[list[Cell]] = [list(writer.header())]
    ranges = []
    for number, item in enumerate(writer.plan.items, 1):
        start = len(rows)
        for n, measure in enumerate(item.measures):
            row = writer.row(number, item)
            for c, name in enumerate(writer.columns):
                if name == "measures":
                    row[c] = (f"（{n + 1}）" if number_measures else "") + measure.text
                elif name == "responsible" and measure.units:
                    row[c] = "、".join(measure.units)
                elif name == "limit" and measure.limit:
                    row[c] = measure.limit.written
                elif n:
                    row[c] = ""
            rows.append(row)
        if len(item.measures) > 1:
            shared = ["number", "problem", "targets"]
            shared += ["limit"] * (not any(m.limit for m in item.measures))
            shared += [] if any(m.units for m in item.measures) else _ROLES
            ranges += [(start, c, len(rows) - 1, c) for c, name in enumerate(writer.columns) if name in shared]
    return grid(rows, ranges)


def key_values(writer: TableWriter, *, wide: bool = True) -> Paper:
    """A table for each item: captions beside their texts, in two or four columns."""
    made: Paper = []
    for number, item in enumerate(writer.plan.items, 1):
        pairs = [(writer.words.get(name, name), writer.cell(name, number, item)) for name in writer.columns]
        pairs = [pair for pair in pairs if pair[1] != ""]
        made.append(Line(f"表{number}"))
        made.append(_four_columns(pairs) if wide else grid([list(pair) for pair in pairs]))
    return made


def _four_columns(pairs: Sequence[tuple[str, Cell]]) -> Grid:
    """Short texts two in a row, long ones across."""
    rows: list[list[Cell]] = []
    ranges = []
    for word, text in pairs:
        short = len(str(text)) <= 14
        if short and rows and len(rows[-1]) == 2 and rows[-1][1] is not None and len(str(rows[-1][1])) <= 14:
            rows[-1] += [word, text]
            continue
        rows.append([word, text])
    for r, row in enumerate(rows):
        if len(row) == 2:
            row += ["", ""]
            ranges.append((r, 1, r, 3))
    return grid(rows, ranges)


def joined(writer: TableWriter) -> Paper:
    """Two tables with the same numbers: what is wrong, and who does what by when."""
    items = list(enumerate(writer.plan.items, 1))
    writer.without_extras()
    second = [name for name in writer.columns if name != "problem"]
    first: list[list[Cell]] = [[writer.words["number"], writer.words["problem"], "来源"]]
    first += [[n, item.finding, "现场检查"] for n, item in items]
    rows: list[list[Cell]] = [[writer.words[name] for name in second]]
    rows += [[writer.cell(name, n, item) for name in second] for n, item in items]
    return [Line("表1　问题清单"), grid(first), Line("表2　责任清单"), grid(rows)]
