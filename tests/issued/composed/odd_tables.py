"""Tables of less usual builds: totals, titles inside, shared cells, examples, several header rows, no numbers.

Knows: a plan's items and how offices draw tables. Must not know: fronts, files' formats.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from random import Random

from tests.issued.composed.blocks import Cell, Grid, grid
from tests.issued.composed.numbers import chinese
from tests.issued.composed.plans import Item, Plan
from tests.issued.composed.tables import TableWriter, simple

# Fields that neighbouring items may have in common.
SHARED = ("lead", "responsible", "cooperating", "supervising", "limit")


def with_totals(table: Grid, random: Random) -> Grid:
    """A row of sums, and one of notes across the table, at the end."""
    rows = [list(row) for row in table.rows]
    count = len(rows) - 1
    rows.append([random.choice(["合计", "总计", "小计"]), f"{count}项", *[""] * (table.width - 2)])
    rows.append(["注：1.整改时限不得擅自调整。2.完成后及时申请销号。", *[""] * (table.width - 1)])
    return grid(rows, [*table.merged, (len(rows) - 1, 0, len(rows) - 1, table.width - 1)])


def with_title_inside(table: Grid, plan: Plan, below: str) -> Grid:
    """The title and a line below it are the first rows of the table."""
    across = table.width - 1
    rows: list[list[Cell]] = [[plan.title], [below], *(list(row) for row in table.rows)]
    moved = [(top + 2, left, bottom + 2, right) for top, left, bottom, right in table.merged]
    return grid(rows, [(0, 0, 0, across), (1, 0, 1, across), *moved])


def with_signature(table: Grid) -> Grid:
    """The last row says who filled it in."""
    rows = [list(row) for row in table.rows]
    rows.append(["填表人：×××", "", "审核人：×××", *[""] * (table.width - 3)])
    return grid(rows, table.merged)


def with_letters(table: Grid) -> Grid:
    """A row of column numbers below the captions."""
    head, *rest = table.rows
    below = [(top + (top > 0), left, bottom + (top > 0), right) for top, left, bottom, right in table.merged]
    return grid([head, [f"（{n}）" for n in range(1, table.width + 1)], *rest], below)


def shared_cells(writer: TableWriter) -> Grid:
    """Units and limit of neighbouring items that have the same, in one merged cell."""
    table = simple(writer)
    rows = [list(row) for row in table.rows]
    merged = []
    for column, name in enumerate(writer.columns):
        if name not in SHARED:
            continue
        row = 1
        for text, same in groupby(table.rows[1:], key=lambda cells: cells[column]):
            count = len(list(same))
            if count > 1 and text:
                merged.append((row, column, row + count - 1, column))
                for below in range(row + 1, row + count):
                    rows[below][column] = ""
            row += count
    return grid(rows, merged)


def in_runs(plan: Plan) -> Plan:
    """The plan with units and limit the same for two or three items in a row."""
    items: list[Item] = []
    for n, item in enumerate(plan.items):
        first = items[-1] if n % 3 else item
        same = {name: getattr(first, name) for name in ("lead", "responsible", "cooperating", "limit")}
        items.append(replace(item, **same))
    return replace(plan, items=tuple(items))


def without_numbers(writer: TableWriter) -> Grid:
    """No column of numbers."""
    writer.columns.remove("number")
    return simple(writer)


def coded(writer: TableWriter, random: Random) -> Grid:
    """Codes of the office's own instead of numbers."""
    pattern = random.choice(["GZ-{:03}", "2-{}", "（{}）", "{:02}", "第{}条", "{}、"])
    rows = [writer.row(pattern.format(n), item) for n, item in enumerate(writer.plan.items, 1)]
    return grid([writer.header(), *rows])


def counted_bands(writer: TableWriter) -> Grid:
    """Rows across with the number of items behind the part, and a subtotal after each."""
    head: list[Cell] = list(writer.header())
    rows, merged, number = [head], [], 0
    for p, part in enumerate(writer.plan.parts, 1):
        items = writer.plan.of_part(part)
        merged.append((len(rows), 0, len(rows), len(head) - 1))
        rows.append([f"（{chinese(p)}）{part}（{len(items)}项）"])
        for item in items:
            number += 1
            rows.append(writer.row(number, item))
    return grid(rows, merged)


def three_rows(writer: TableWriter) -> Grid:
    """Three rows of captions: what is to be done and who does it are grouped, roles once more."""
    roles = [n for n, name in enumerate(writer.columns) if name in ("lead", "responsible", "cooperating")]
    first, last = roles[0], roles[-1]
    head: list[Cell] = list(writer.header())
    top, middle, below = list(head), list(head), list(head)
    merged = []
    top[first : last + 2] = ["整改责任及时限"] + [""] * (last + 1 - first)
    merged.append((0, first, 0, last + 1))
    middle[first : last + 1] = ["责任单位"] + [""] * (last - first)
    if last > first:
        merged.append((1, first, 1, last))
    middle[last + 1], below[last + 1] = head[last + 1], ""
    merged.append((1, last + 1, 2, last + 1))
    for n in range(len(head)):
        if not first <= n <= last + 1:
            middle[n] = below[n] = ""
            merged.append((0, n, 2, n))
    return grid([top, middle, below, *(writer.row(n, item) for n, item in enumerate(writer.plan.items, 1))], merged)
