"""总览: the one page that a leader reads in ten seconds.

Knows: standings, formulas over 整改台账, styles. Must not know: where standings come from. Every number is a formula with its
cached value, so that sorting or filtering the other sheets changes nothing here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.master import formulas
from toolkit.master.ledger_sheet import SHEET as LEDGER
from toolkit.master.ledger_sheet import LedgerSheet
from toolkit.master.lists import FINDINGS, OWING
from toolkit.master.snapshot import Snapshot
from toolkit.master.status import Light, ReportState, Standing
from toolkit.master.style import HEI, Styles, colour_lights
from toolkit.master.tables import first_day, last_day
from toolkit.plan.workdays import unannounced

SHEET = "总览"
DATE_CELL = "$D$2"
_CARD, _SAY, _PART, _CODES = 3, 6, 8, 9
_LEGEND = (
    (Light.GREEN, "按期已接收"), (Light.YELLOW, "迟报或退回待改"), (Light.RED, "严重逾期或两次退回"), (Light.BLUE, "临近应报日未报"),
    (Light.PENDING, "未到期待报"), (Light.GREY, "情况说明已报"),
)  # fmt: skip
_SERIES = (("已接收", "#70AD47", None), ("退回", "#FFC000", "wide_upward_diagonal"), ("未报", "#BFBFBF", "percent_25"))


@dataclass(frozen=True, slots=True)
class _Card:
    """One of the five figures: caption, formula, cached value, change since last period or None, small print."""

    caption: str
    formula: str
    value: int
    change: int | None
    small: str
    place: str


def write_overview(
    workbook: xlsxwriter.Workbook, sheet: Worksheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet
) -> None:
    """Draw 总览."""
    items = snapshot.plan.items
    last = max(len(items), 30)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, last, 5.7)
    sheet.merge_range(0, 0, 0, last, f"{snapshot.plan.title}整改情况总览", styles.title())
    sheet.set_row(0, 34)
    _date(workbook, sheet, styles, snapshot, last)
    _cards(sheet, styles, snapshot, placed, last)
    _say(sheet, styles, snapshot, placed, last)
    end = _matrix(sheet, styles, snapshot, placed)
    _tables(workbook, sheet, styles, snapshot, placed, end + 2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.45)
    sheet.center_horizontally()
    sheet.set_footer("&C&9&A　第 &P 页 共 &N 页", {"margin": 0.2})
    sheet.hide_gridlines(2)
    sheet.freeze_panes(0, 1)
    sheet.print_area(0, 0, end + 4 + max(len(snapshot.plan.units) + 2, 14), last)
    sheet.activate()


def _date(
    workbook: xlsxwriter.Workbook, sheet: Worksheet, styles: Styles, snapshot: Snapshot, last: int
) -> None:
    sheet.write_string(1, 0, snapshot.period.name, styles(bold=True, font_size=11))
    sheet.merge_range(1, 1, 1, 2, "截至日期", styles(align="right", font_size=11))
    style = styles(num_format="yyyy-mm-dd", bold=True, font_size=11, bg_color="#FFF9E3", border=1, align="center")
    sheet.merge_range(1, 3, 1, 5, "", style)
    sheet.write_datetime(1, 3, snapshot.as_of, style)
    workbook.define_name(formulas.AS_OF, f"='{SHEET}'!{DATE_CELL}")
    guessed = unannounced(range(first_day(snapshot).year, last_day(snapshot).year + 1))
    note = "改这个日期，全部天数和灯会重新计算（收件情况仍是汇总时的）。"
    if guessed:
        note += f"{'、'.join(map(str, guessed))} 年节假日安排程序里没有，按周一至周五计算。"
    sheet.merge_range(1, 6, 1, last - 8, note, styles.small(indent=1))
    due = f"应报日期 {snapshot.period.due_date:%Y-%m-%d}"
    sheet.merge_range(1, last - 7, 1, last, due, styles(align="right", font_size=11))
    sheet.set_row(1, 22)


def _count(of: Sequence[Standing], *, state: ReportState | None = None, late: bool = False) -> int:
    return sum(
        (state is None or s.state is state)
        and (not late or (s.late_workdays > 0 and s.state is not ReportState.ACCEPTED))
        for s in of
    )


def _counted(placed: LedgerSheet, *conditions: str) -> str:
    return f"COUNTIFS({placed.range('首行')},1{''.join(',' + c for c in conditions)})"


def _state(placed: LedgerSheet, state: ReportState) -> str:
    return f'{placed.range("报送状态")},"{state}"'


def _late(placed: LedgerSheet) -> tuple[str, str]:
    return (
        f'{placed.range("报送状态")},"<>{ReportState.ACCEPTED}"',
        f'{placed.range("迟报工作日")},">0"',
    )


def _cards(sheet: Worksheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet, last: int) -> None:
    now, before = snapshot.standings, snapshot.previous
    asked = sum(task.first and task.reported.get("申请销号") == "是" for task in placed.tasks)

    def change(**of: object) -> int | None:
        return _count(now, **of) - _count(before, **of) if before else None  # type: ignore[arg-type]

    accepted, returned = ReportState.ACCEPTED, ReportState.RETURNED
    cards = (
        _Card("应报（份）", _counted(placed), len(now), change(), f"{len(snapshot.plan.units)} 个单位", LEDGER),
        _Card("已接收", _counted(placed, _state(placed, accepted)), _count(now, state=accepted),
              change(state=accepted), "核对无误、已入台账", LEDGER),
        _Card("退回待改", _counted(placed, _state(placed, returned)), _count(now, state=returned),
              change(state=returned), "有错误，等改正重报", FINDINGS),
        _Card("逾期未报", _counted(placed, *_late(placed)), _count(now, late=True), change(late=True),
              "过了应报日还没有接收", OWING),
        _Card("申请销号", _counted(placed, f'{placed.range("申请销号")},"是"'), asked, None,
              "已销号 0 项，待地区核定", LEDGER),
    )  # fmt: skip
    width = (last + 1) // len(cards)
    for number, card in enumerate(cards):
        left = number * width
        right = last if number == len(cards) - 1 else left + width - 1
        box = {"bg_color": "#F7F9FC", "align": "center"}
        alert = card.value > 0 and card.caption in ("退回待改", "逾期未报")
        colour = {"font_color": "#C00000"} if alert else {"font_color": "#1F3864"}
        sheet.merge_range(_CARD - 1, left, _CARD - 1, right, card.caption, styles(font_size=11, top=1, left=1, right=1, **box))
        big = styles(font_name=HEI, font_size=26, left=1, right=1, **box, **colour)
        sheet.merge_range(_CARD, left, _CARD, right, "", big)
        sheet.write_formula(_CARD, left, f"={card.formula}", big, card.value)
        since = "首期" if not snapshot.previous else "" if card.change is None else f"比上期 {card.change:+d}"
        small = "　".join(filter(None, (card.small, since)))
        style = styles.small(bottom=1, left=1, right=1, **box)
        sheet.merge_range(_CARD + 1, left, _CARD + 1, right, small, style)
        sheet.write_url(_CARD + 1, left, f"internal:'{card.place}'!A1", style, small)
    sheet.set_row(_CARD - 1, 20)
    sheet.set_row(_CARD, 40)
    sheet.set_row(_CARD + 1, 18)


def _say(sheet: Worksheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet, last: int) -> None:
    """One line on what needs a decision today; the numbers are live, the names are those of the day of writing."""
    missing = Counter(s.unit.area for s in snapshot.standings if s.state is ReportState.NOT_RECEIVED)
    returned = Counter(s.unit.area for s in snapshot.standings if s.state is ReportState.RETURNED)
    states = {state: _count(snapshot.standings, state=state) for state in ReportState}
    if not missing and not returned:
        formula, cached = '"今天要办：全部已接收，没有需要催办的。"', "今天要办：全部已接收，没有需要催办的。"
    else:
        named = [f"{area}未报 {n} 份" for area, n in missing.most_common(3)]
        named += [f"{area}退回待改 {n} 份" for area, n in returned.most_common(3)]
        tail = f"请催办：{'、'.join(named)}。"
        parts = (
            ("今天要办：未报 ", ReportState.NOT_RECEIVED, " 份，"),
            ("退回待改 ", ReportState.RETURNED, " 份。"),
        )
        formula = "&".join(
            f'"{before}"&{_counted(placed, _state(placed, state))}&"{after}"' for before, state, after in parts
        )
        formula += f'&"{tail}"'
        cached = "".join(f"{before}{states[state]}{after}" for before, state, after in parts) + tail
    style = styles(font_name=HEI, font_size=12, bg_color="#FFF2CC", border=1, border_color="#BFBFBF", indent=1)
    sheet.merge_range(_SAY, 0, _SAY, last, "", style)
    sheet.write_formula(_SAY, 0, f"={formula}", style, cached)
    sheet.set_row(_SAY, 26)


def _matrix(sheet: Worksheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet) -> int:
    """County × item lights; returns the row of the legend."""
    items, units = snapshot.plan.items, snapshot.plan.units
    by_form = {(s.item.id, s.unit.id): s for s in snapshot.standings}
    sheet.merge_range(_PART, 0, _CODES, 0, "单位 ＼ 事项", styles.head())
    begin = 1
    for part in dict.fromkeys(item.part for item in items):
        of_part = [item for item in items if item.part == part]
        text = f"{part}、{of_part[0].part_title}"
        style = styles.head(bg_color="#BDD7EE", text_wrap=False, shrink=True)
        if len(of_part) > 1:
            sheet.merge_range(_PART, begin, _PART, begin + len(of_part) - 1, text, style)
        else:
            sheet.write_string(_PART, begin, text, style)
        begin += len(of_part)
    for column, item in enumerate(items, start=1):
        row = next((placed.rows[f"{item.id}|{u}"] for u in item.unit_ids), None)
        style = styles.head(bold=False, font_size=9, underline=0, font_color="#000000", text_wrap=False, shrink=True)
        short = item.code.removeprefix(item.part)  # the band above says which part
        if row is None:
            sheet.write_string(_CODES, column, short, style)
        else:
            place = f"internal:'{LEDGER}'!{placed.columns['事项编号']}{row}"
            sheet.write_url(_CODES, column, place, style, short, item.title[:200])
        sheet.write_comment(_CODES, column, f"{item.code} {item.title}", {"x_scale": 2, "author": ""})
    sheet.set_row(_PART, 20)
    sheet.set_row(_CODES, 24)
    marks = styles.cell(align="center", font_size=13)
    for number, unit in enumerate(units, start=_CODES + 1):
        sheet.write_string(number, 0, unit.area, styles.cell(bold=True))
        sheet.set_row(number, 26)
        for column, item in enumerate(items, start=1):
            standing = by_form.get((item.id, unit.id))
            if standing is None:
                sheet.write_blank(number, column, None, styles.cell(bg_color="#F2F2F2", pattern=1))
                continue
            key = f"{item.id}|{unit.id}"
            look_up = f'INDEX({placed.range("灯")},MATCH("{key}",{placed.range("键")},0))'
            sheet.write_formula(number, column, f"=LEFT({look_up},1)", marks, formulas.MARKS[standing.light])
    end = _CODES + len(units)
    area = f"B{_CODES + 2}:{xl_col_to_name(len(items))}{end + 1}"
    colour_lights(sheet, area, styles, formulas.MARKS)
    legend: list[object] = []
    for light, meaning in _LEGEND:
        legend += [f"{formulas.MARKS[light]} {meaning}　　"]
    text = "图例：" + "".join(map(str, legend)) + "灰底：不由该单位填报"
    sheet.merge_range(end + 1, 0, end + 1, len(items), text, styles.small())
    return end + 1


def _tables(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    styles: Styles,
    snapshot: Snapshot,
    placed: LedgerSheet,
    top: int,
) -> None:
    """Completion by county and by part, each as a table and a native chart."""
    states = (ReportState.ACCEPTED, ReportState.RETURNED, ReportState.NOT_RECEIVED)
    units = [(u.area, "责任单位", (u.area, f"{u.area}\n（建议）"), [s for s in snapshot.standings if s.unit is u])
             for u in snapshot.plan.units]  # fmt: skip
    _table(sheet, styles, placed, top, 0, "各单位报送情况", units, states)
    rows = top + 2, top + 1 + len(units)
    _chart(workbook, sheet, rows, (0, 1, 3, 5), (top, 9), "各单位报送份数", 440)
    parts = []
    for part in dict.fromkeys(item.part for item in snapshot.plan.items):
        codes = tuple(item.code for item in snapshot.plan.items if item.part == part)
        parts.append((f"第{part}部分", "事项编号", codes, [s for s in snapshot.standings if s.item.part == part]))
    sheet.set_row(top, 22)
    sheet.set_row(top + 1, 22)
    _table(sheet, styles, placed, top, 19, "各部分报送情况", parts, states)
    rows = top + 2, top + 1 + len(parts)
    _chart(workbook, sheet, rows, (19, 21, 23, 25), (top + len(parts) + 3, 19), "各部分报送份数", 525)


def _table(
    sheet: Worksheet,
    styles: Styles,
    placed: LedgerSheet,
    top: int,
    left: int,
    title: str,
    lines: Sequence[tuple[str, str, tuple[str, ...], list[Standing]]],
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
    for row, (label, caption, values, of) in enumerate(lines, start=top + 2):
        put(row, 0, styles.cell(bold=True), label)
        sheet.set_row(row, 26)
        for n, state in enumerate(states, start=1):
            counted = "+".join(
                _counted(placed, f"{placed.range(caption)},{_text(value)}", _state(placed, state)) for value in values
            )
            put(row, n, styles.cell(align="center"), formula=f"={counted}", cached=_count(of, state=state))
        numbers = [f"{xl_col_to_name(start)}{row + 1}" for start in starts[1:4]]
        total = "+".join(numbers)
        share = _count(of, state=ReportState.ACCEPTED) / len(of) if of else 0
        style = styles.cell(align="center", num_format="0%")
        put(row, 4, style, formula=f"=IF({total}=0,0,{numbers[0]}/({total}))", cached=share)


def _text(value: str) -> str:
    escaped = value.replace('"', '""').replace("\n", '"&CHAR(10)&"')
    return f'"{escaped}"'


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
    for (name, colour, pattern), column in zip(_SERIES, columns[1:], strict=True):
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
    height = 35 * (rows[1] - rows[0] + 1) + 60
    chart.set_size({"width": width, "height": height})
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})
    sheet.insert_chart(*place, chart, {"x_offset": 6, "object_position": 2, "description": title})


