"""Completion by county and by part on 总览: small tables and native charts, counted live from 整改台账.

Knows: standings, formulas over 整改台账, xlsxwriter's charts. Must not know: the rest of the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.master import formulas
from toolkit.master.ledger_sheet import LedgerSheet
from toolkit.master.style import Styles
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing

SHEET = "总览"
_LINE = 30  # points; a line of the small tables
SERIES = (("已接收", "#70AD47", None), ("退回", "#FFC000", "dark_upward_diagonal"), ("未报", "#BFBFBF", "percent_25"))


def count(of: Sequence[Standing], *, state: ReportState | None = None, late: bool = False) -> int:
    """How many forms are owed, in a state, or late and not accepted: the cached value of what `counted` writes."""
    return sum(
        s.state is not ReportState.SETTLED
        and (state is None or s.state is state)
        and (not late or (s.late_workdays > 0 and s.state is not ReportState.ACCEPTED))
        for s in of
    )


def counted(placed: LedgerSheet, *conditions: str) -> str:
    """A formula that counts the owed forms (not rows) of 整改台账; each condition is "range,criterion"."""
    forms = f"{placed.range('首行')},1"
    owed = f'{placed.range("报送状态")},"<>{ReportState.SETTLED}"'
    return f"COUNTIFS({','.join((forms, owed, *conditions))})"


def in_state(placed: LedgerSheet, state: ReportState) -> str:
    """The condition that a form is in a state."""
    return f'{placed.range("报送状态")},"{state}"'


def write_tables(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    styles: Styles,
    snapshot: Snapshot,
    placed: LedgerSheet,
    top: int,
) -> int:
    """Completion by county and by part, each as a table and a native chart; returns the last row they reach."""
    states = (ReportState.ACCEPTED, ReportState.RETURNED, ReportState.NOT_RECEIVED)
    units = [(u.area, "责任单位", u.area, [s for s in snapshot.standings if s.unit is u]) for u in snapshot.plan.units]
    _table(sheet, styles, placed, top, 0, "各单位报送情况", units, states)
    rows = top + 2, top + 1 + len(units)
    _chart(workbook, sheet, rows, (0, 1, 3, 5), (top, 9), "各单位报送份数", 440)
    parts = [
        (f"第{part}部分", "部分", part, [s for s in snapshot.standings if s.item.part == part])
        for part in dict.fromkeys(item.part for item in snapshot.plan.items)
    ]
    sheet.set_row(top, 22)
    sheet.set_row(top + 1, 22)
    _table(sheet, styles, placed, top, 19, "各部分报送情况", parts, states)
    rows = top + 2, top + 1 + len(parts)
    below = top + len(parts) + 3
    _chart(workbook, sheet, rows, (19, 21, 23, 25), (below, 19), "各部分报送份数", 525)
    # Rows that this function does not set are 20 pixels high, none is lower.
    reach = max(top + math.ceil(_height(len(units)) / 20), below + math.ceil(_height(len(parts)) / 20))
    return max(reach, top + len(units) + 2)


def _table(  # noqa: PLR0913 - what a table shows and where
    sheet: Worksheet,
    styles: Styles,
    placed: LedgerSheet,
    top: int,
    left: int,
    title: str,
    lines: Sequence[tuple[str, str, str, list[Standing]]],
    states: Sequence[ReportState],
) -> None:
    """One small table: a line per county or part, a column per state, and the share accepted."""
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

    for n, caption in enumerate(("", "已接收", "退回", "未报", "报送率")):
        put(top + 1, n, styles.head(), caption)
    for row, (label, caption, value, of) in enumerate(lines, start=top + 2):
        put(row, 0, styles.cell(bold=True), label)
        sheet.set_row(row, _LINE)
        for n, state in enumerate(states, start=1):
            formula = counted(placed, f"{placed.range(caption)},{formulas.text(value)}", in_state(placed, state))
            put(row, n, styles.cell(align="center"), formula=f"={formula}", cached=count(of, state=state))
        numbers = [f"{xl_col_to_name(start)}{row + 1}" for start in starts[1:4]]
        total = "+".join(numbers)
        share = count(of, state=ReportState.ACCEPTED) / owed if (owed := count(of)) else 0
        style = styles.cell(align="center", num_format="0%")
        put(row, 4, style, formula=f"=IF({total}=0,0,{numbers[0]}/({total}))", cached=share)


def _height(lines: int) -> int:
    """The height of a chart in pixels: as high as the table of as many lines beside it."""
    return _LINE * 4 // 3 * lines + 60


def _chart(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    rows: tuple[int, int],
    columns: tuple[int, ...],
    place: tuple[int, int],
    title: str,
    width: int,
) -> None:
    """A stacked bar chart in few colours, told apart by pattern in black and white."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for (name, colour, pattern), column in zip(SERIES, columns[1:], strict=True):
        fill: dict[str, object] = {"fill": {"color": colour}}
        if pattern:
            fill = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "white"}}
        chart.add_series(
            {
                "name": name,
                "categories": [SHEET, rows[0], columns[0], rows[1], columns[0]],
                "values": [SHEET, rows[0], column, rows[1], column],
                "border": {"color": "#7F7F7F", "width": 0.5},
                "gap": 45,
                **fill,
            }
        )
    font = {"name": "宋体", "size": 9}
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 11, "bold": False}, "overlay": False})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}})
    chart.set_y_axis({"num_font": font, "reverse": True})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": width, "height": _height(rows[1] - rows[0] + 1)})
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})
    sheet.insert_chart(*place, chart, {"x_offset": 6, "object_position": 2, "description": title})
