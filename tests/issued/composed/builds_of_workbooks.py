"""Builds that only a workbook has: several sheets, real dates, hidden columns and sheets, a sheet for each item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from tests.issued.composed.blocks import Cell, Grid, Line, Paper, grid, lines
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_tables import in_excel, table_writer
from tests.issued.composed.excel import Page, as_excel
from tests.issued.composed.front import bare, bare_plan
from tests.issued.composed.limits import month_end
from tests.issued.composed.numbers import chinese
from tests.issued.composed.odd_tables import in_runs, shared_cells, with_signature, with_totals
from tests.issued.composed.plans import Item, Limit, Plan, as_rows_of_measures
from tests.issued.composed.tables import TableWriter, key_values, simple, sub_rows, two_rows

_DATE_FORMATS = ("yyyy/m/d", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "m/d/yyyy", 'm"月"d"日"', "d-mmm-yy")


def _with_days(random: Random, plan: Plan, *, ends: bool = False) -> Plan:
    """The plan with a day as every limit, or a month's end."""
    assert plan.issued_on
    items = []
    for n, item in enumerate(plan.items):
        month = plan.issued_on.month + 1 + n
        due = month_end(plan.issued_on.year + (month - 1) // 12, (month - 1) % 12 + 1)
        if not ends:
            due = due.replace(day=random.randint(1, 28))
        items.append(replace(item, limit=Limit(due.isoformat(), due)))
    return replace(plan, items=tuple(items))


def _limits_as(writer: TableWriter, table: Grid, cells: list[Cell]) -> Grid:
    """The table with other values in the column of limits."""
    column = writer.columns.index("limit")
    rows = [list(row) for row in table.rows]
    for row, cell in zip(rows[1:], cells, strict=True):
        row[column] = cell
    return Grid(tuple(map(tuple, rows)), table.merged)


def _due(item: Item) -> date:
    assert item.limit and item.limit.due
    return item.limit.due


def _written(item: Item) -> str:
    return item.limit.written if item.limit else ""


@build("日期单元格", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    plan = _with_days(random, plan)
    writer = table_writer(random, plan)
    table = _limits_as(writer, simple(writer), [_due(item) for item in plan.items])
    return in_excel(random, plan, [table], date_format=random.choice(_DATE_FORMATS))


@build("年月单元格", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """2026年10月 as Excel keeps it when it is typed: the first of the month, shown as a month."""
    plan = _with_days(random, plan, ends=True)
    items = [replace(item, limit=Limit(f"{_due(item).year}年{_due(item).month}月", _due(item))) for item in plan.items]
    plan = replace(plan, items=tuple(items))
    writer = table_writer(random, plan)
    table = _limits_as(writer, simple(writer), [_due(item).replace(day=1) for item in plan.items])
    return in_excel(random, plan, [table], date_format='yyyy"年"m"月"')


@build("年月数值", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """2026.10 is a number with two decimals."""
    plan = _with_days(random, plan, ends=True)
    items = [replace(item, limit=Limit(f"{_due(item):%Y}.{_due(item):%m}", _due(item))) for item in plan.items]
    plan = replace(plan, items=tuple(items))
    writer = table_writer(random, plan)
    table = _limits_as(writer, simple(writer), [float(item.limit.written) for item in plan.items if item.limit])
    return in_excel(random, plan, [table], number_format="0.00")


@build("日期与文字混列", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """Some limits are dates, the others texts such as 长期坚持."""
    dated = _with_days(random, plan)
    pairs = list(zip(dated.items, plan.items, strict=True))
    plan = replace(plan, items=tuple(pair[n % 2] for n, pair in enumerate(pairs)))
    writer = table_writer(random, plan)
    cells: list[Cell] = [_due(one) if n % 2 == 0 else _written(one) for n, one in enumerate(plan.items)]
    return in_excel(random, plan, [_limits_as(writer, simple(writer), cells)])


@build("分表", ".xlsx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    """A sheet for each part, named after it."""
    number = random.random()
    pages = []
    for part in plan.parts:
        writer = table_writer(Random(number), replace(plan, items=plan.of_part(part)))
        title = Line(plan.title, "centre")
        pages.append(Page(part[:28], [title, simple(writer)]))
    if random.random() < 0.5:
        head: list[list[Cell]] = [[plan.title], ["分表名称", "数量"]]
        head += [[part, len(plan.of_part(part))] for part in plan.parts]
        pages.insert(0, Page("汇总", [grid(head)]))
    return as_excel(pages), replace(bare_plan(plan), issuer="", issued_on=None)


@build("一表多段", ".xlsx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    """Every part has a title row and a table with captions of its own, one below the other."""
    number = random.random()
    body: Paper = []
    for n, part in enumerate(plan.parts, 1):
        writer = table_writer(Random(number), replace(plan, items=plan.of_part(part)))
        body += [Line(""), Line(f"{chinese(n)}、{part}"), simple(writer)]
    return in_excel(random, plan, body)


@build("隐藏列与旧表", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """A hidden column of inner codes; a hidden sheet with the choices of a list."""
    table = simple(table_writer(random, plan))
    rows = [(*row, "内部编码" if n == 0 else f"NB{n:04}") for n, row in enumerate(table.rows)]
    shown = Grid(tuple(rows), table.merged, hidden_columns=(table.width,))
    choices = grid([["状态"], ["未完成"], ["已完成"], ["序时推进"]])
    pages = [Page("整改清单", [*bare(plan, random), shown]), Page("字典", [choices], hidden=True)]
    return as_excel(pages), bare_plan(plan)


@build("一表一事项", ".xlsx", parts=False, items=(3, 5))
def _(random: Random, plan: Plan) -> Written:
    """A sheet for each item, captions beside their texts."""
    paper = key_values(table_writer(random, plan), wide=random.random() < 0.6)
    tables = [block for block in paper if isinstance(block, Grid)]
    pages = [Page(f"事项{n}", [Line(plan.title, "centre"), table]) for n, table in enumerate(tables, 1)]
    return as_excel(pages), replace(bare_plan(plan), issuer="", issued_on=None)


@build("表格两行表头", ".xlsx", parts=False, roles=("lead+cooperating", "lead+responsible+cooperating"))
def _(random: Random, plan: Plan) -> Written:
    writer = table_writer(random, plan)
    writer.shuffled, writer.plain_headers = False, True
    return in_excel(random, plan, [two_rows(writer)], left=random.choice([0, 1]))


@build("表格合计签字", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    table = simple(table_writer(random, plan))
    ended = with_totals(table, random) if random.random() < 0.5 else with_signature(table)
    return in_excel(random, plan, [ended])


@build("表格合并单位", ".xlsx", parts=False, items=(5, 9))
def _(random: Random, plan: Plan) -> Written:
    plan = in_runs(plan)
    return in_excel(random, plan, [shared_cells(table_writer(random, plan))])


@build("表格空行", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """Empty rows between items, as left for later entries."""
    head, *rows = simple(table_writer(random, plan)).rows
    spaced = [line for row in rows for line in ([row, ("",) * len(row)] if random.random() < 0.4 else [row])]
    return in_excel(random, plan, [grid([head, *spaced])])


@build("表格措施时限", ".xlsx", parts=False, own="limits")
def _(random: Random, plan: Plan) -> Written:
    """Measures in rows of their own with limits of their own; the item's units merged beside."""
    plan = as_rows_of_measures(plan)
    return in_excel(random, plan, [sub_rows(table_writer(random, plan))])


@build("附件标记表", ".xlsx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """附件 in the first cell, the title below, the date alone at the right."""
    assert plan.issued_on
    table = simple(table_writer(random, plan))
    day = f"{plan.issued_on.year}年{plan.issued_on.month}月{plan.issued_on.day}日"
    when = grid([[*[""] * (table.width - 1), day]])
    paper: Paper = [
        Line(random.choice(["附件", "附件2", "附表1：", "附件1:"])),
        Line(plan.title, "centre"),
        when,
        table,
    ]
    return as_excel([Page("附件", paper)]), replace(bare_plan(plan), issuer="")


@build("多段长表", ".xlsx", parts=False, items=(40, 60))
def _(random: Random, plan: Plan) -> Written:
    """A long list whose captions are repeated on each page."""
    head, *rows = simple(table_writer(random, plan)).rows
    repeated = [row for n, one in enumerate(rows) for row in ([head, one] if n % 20 == 0 else [one])]
    paper: Paper = [*bare(plan, random), grid(repeated), *lines(["说明：本表一式三份。"])]
    return as_excel([Page("台账", paper)]), bare_plan(plan)
