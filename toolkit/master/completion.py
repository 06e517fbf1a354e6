"""Completion by unit and by part on 总览: small tables and native charts, counted live from 整改台账.

Knows: standings, formulas over 整改台账, charts. Must not know: the rest of the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column
from toolkit.master.charts import SERIES, Bars, draw_bars
from toolkit.master.counting import Condition, counted, in_state
from toolkit.master.page import Page
from toolkit.standing.counts import Counts, counts_of
from toolkit.standing.status import ReportState

_LINE = 30  # points; a line of the small tables


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a small table: its label, which forms of 整改台账 it counts, and how many there are."""

    label: str
    condition: Condition
    counts: Counts


def draw_completion(page: Page, top: int) -> int:
    """Completion by unit and by part, each as a table and a native chart; returns the last row they reach."""
    sheet, snapshot = page.sheet, page.snapshot
    units = [
        _Line(u.area, Condition(Column.UNIT, u.area), counts_of([s for s in snapshot.standings if s.unit is u]))
        for u in snapshot.plan.units
    ]
    _table(page, top, 0, "各单位报送情况", units)
    bars = Bars(top + 2, top + 1 + len(units), 0, (1, 3, 5))
    draw_bars(page.book, sheet, bars, "各单位报送份数", (top, 9), (440, _height(len(units))))
    parts = [
        _Line(
            f"第{part}部分",
            Condition(Column.PART, part),
            counts_of([s for s in snapshot.standings if s.item.part == part]),
        )
        for part in dict.fromkeys(item.part for item in snapshot.plan.items if item.part)
    ]
    sheet.set_row(top, 22)
    sheet.set_row(top + 1, 22)
    if not parts:
        return max(top + math.ceil(_height(len(units)) / 20), top + len(units) + 2)
    _table(page, top, 19, "各部分报送情况", parts)
    below = top + len(parts) + 3
    bars = Bars(top + 2, top + 1 + len(parts), 19, (21, 23, 25))
    draw_bars(page.book, sheet, bars, "各部分报送份数", (below, 19), (525, _height(len(parts))))
    # Rows that this function does not set are 20 pixels high, none is lower.
    reach = max(top + math.ceil(_height(len(units)) / 20), below + math.ceil(_height(len(parts)) / 20))
    return max(reach, top + len(units) + 2)


def _table(page: Page, top: int, left: int, title: str, lines: Sequence[_Line]) -> None:
    """One small table: a line per unit or part, a column per state, and the share accepted."""
    sheet, styles = page.sheet, page.styles
    wide = left > 0  # away from column A every column is narrow, so labels and numbers take two
    starts = [left, *(left + (2 if wide else 1) + 2 * n for n in range(4))]
    spans = [2 if wide or n else 1 for n in range(5)]
    sheet.merge_range(top, left, top, starts[-1] + 1, title, styles(bold=True, font_size=11))

    def put(row: int, n: int, style: object, text: str = "", formula: str = "", cached: float = 0) -> None:
        if spans[n] > 1:
            sheet.merge_range(row, starts[n], row, starts[n] + 1, "", style)
        if formula:
            sheet.write_formula(row, starts[n], formula, style, cached)
        else:
            sheet.write_string(row, starts[n], text, style)

    for n, caption in enumerate(("", *(state.value for state, _, _ in SERIES), "报送率")):
        put(top + 1, n, styles.head(), caption)
    for row, line in enumerate(lines, start=top + 2):
        put(row, 0, styles.cell(bold=True), line.label)
        sheet.set_row(row, _LINE)
        for n, (state, number) in enumerate(_numbers(line.counts), start=1):
            formula = counted(page.placed, line.condition, in_state(state))
            put(row, n, styles.cell(align="center"), formula=f"={formula}", cached=number)
        numbers = [f"{xl_col_to_name(start)}{row + 1}" for start in starts[1:4]]
        total = "+".join(numbers)
        share = line.counts.accepted / line.counts.owed if line.counts.owed else 0
        style = styles.cell(align="center", num_format="0%")
        put(row, 4, style, formula=f"=IF({total}=0,0,{numbers[0]}/({total}))", cached=share)


def _numbers(counts: Counts) -> tuple[tuple[ReportState, int], ...]:
    """How many forms are in each of the states that the tables have, in their order."""
    return (
        (ReportState.ACCEPTED, counts.accepted),
        (ReportState.RETURNED, counts.returned),
        (ReportState.NOT_RECEIVED, counts.missing),
    )


def _height(lines: int) -> int:
    """The height of a chart in pixels: as high as the table of as many lines beside it."""
    return _LINE * 4 // 3 * lines + 60
