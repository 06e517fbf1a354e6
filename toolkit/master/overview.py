"""总览: the one page that a leader reads in ten seconds.

Knows: standings, formulas over 整改台账, styles. Must not know: where standings come from. Every number is a formula
with its cached value, so that sorting or filtering the other sheets changes nothing here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.base.excel_limits import TIP, cell_text, cut
from toolkit.master import formulas
from toolkit.master.ledger_sheet import SHEET as LEDGER
from toolkit.master.ledger_sheet import LedgerSheet
from toolkit.master.lists import FINDINGS, OWING
from toolkit.master.overview_tables import SHEET, count, counted, in_state, write_tables
from toolkit.master.style import HEI, Styles, across, colour_lights, on_one_page
from toolkit.plan.model import ItemKind
from toolkit.plan.states import SETTLED, ItemState
from toolkit.plan.workdays import unannounced
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing
from toolkit.standing.tables import calendar_years

DATE_CELL = "$D$2"
_CARD, _SAY, _PART, _CODES = 3, 6, 8, 9


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
    end = _matrix(sheet, styles, snapshot, placed, last)
    bottom = write_tables(workbook, sheet, styles, snapshot, placed, end + 2)
    on_one_page(sheet, bottom, last)


def _date(workbook: xlsxwriter.Workbook, sheet: Worksheet, styles: Styles, snapshot: Snapshot, last: int) -> None:
    sheet.write_string(1, 0, snapshot.period.name, styles(bold=True, font_size=11))
    sheet.merge_range(1, 1, 1, 2, "截至日期", styles(align="right", font_size=11))
    style = styles(num_format="yyyy-mm-dd", bold=True, font_size=11, bg_color="#FFF9E3", border=1, align="center")
    sheet.merge_range(1, 3, 1, 5, "", style)
    sheet.write_datetime(1, 3, snapshot.as_of, style)
    workbook.define_name(formulas.AS_OF, f"='{SHEET}'!{DATE_CELL}")
    years = calendar_years(snapshot)
    # Beyond the calendar the formulas would count no working days and say nothing.
    sheet.data_validation(
        1, 3, 1, 3,
        {
            "validate": "date", "criteria": "between", "ignore_blank": False,
            "minimum": date(years[0], 1, 1), "maximum": date(years[-1], 12, 31),
            "input_title": "截至日期", "input_message": "可以改成别的日期，如 2021-01-31。",
            "error_title": "日期不能用",
            "error_message": f"请填 {years[0]} 年到 {years[-1]} 年之间的日期；再往后的日期请重新汇总。",
        },
    )  # fmt: skip
    guessed = unannounced(years)
    note = "改这个日期，全部天数和灯会重新计算（收件情况仍是汇总时的）。"
    if guessed:
        note += f"{'、'.join(map(str, guessed))} 年节假日安排程序里没有，按周一至周五计算。"
    sheet.merge_range(1, 6, 1, last - 8, note, styles.small(indent=1))
    due = f"应报日期 {snapshot.period.due_date:%Y-%m-%d}"
    sheet.merge_range(1, last - 7, 1, last, due, styles(align="right", font_size=11))
    sheet.set_row(1, 22)


def _late(placed: LedgerSheet) -> tuple[str, str]:
    return (
        f'{placed.range("报送状态")},"<>{ReportState.ACCEPTED}"',
        f'{placed.range("迟报工作日")},">0"',
    )


def _closed(of: Sequence[Standing]) -> list[Standing]:
    """The rectification forms that are closed; a filed explanation was never one."""
    return [s for s in of if s.reviewed.state in SETTLED and s.item.kind is not ItemKind.EXPLANATION]


def _closed_formula(placed: LedgerSheet) -> str:
    """The same from 整改台账, whether or not a closed form was asked to report."""
    rest = f'{placed.range("首行")},1,{placed.range("类别")},"<>{ItemKind.EXPLANATION.value}"'
    return "+".join(f'COUNTIFS({placed.range("整改状态")},"{state}",{rest})' for state in SETTLED)


def _cards(sheet: Worksheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet, last: int) -> None:
    now, before = snapshot.standings, snapshot.previous
    asked = sum(s.reviewed.state is ItemState.CLOSURE_REQUESTED for s in now)
    closed, was_closed = len(_closed(now)), len(_closed(before))

    def change(**of: object) -> int | None:
        return count(now, **of) - count(before, **of) if before else None  # type: ignore[arg-type]

    accepted, returned = ReportState.ACCEPTED, ReportState.RETURNED
    cards = (
        _Card("应报（份）", counted(placed), count(now), change(), f"{len(snapshot.plan.units)} 个单位", LEDGER),
        _Card("已接收", counted(placed, in_state(placed, accepted)), count(now, state=accepted),
              change(state=accepted), "核对无误、已入台账", LEDGER),
        _Card("退回待改", counted(placed, in_state(placed, returned)), count(now, state=returned),
              change(state=returned), "有错误，等改正重报", FINDINGS),
        _Card("逾期未报", counted(placed, *_late(placed)), count(now, late=True), change(late=True),
              "过了应报日还没有接收", OWING),
        _Card("已销号", _closed_formula(placed), closed, closed - was_closed if before else None,
              f"申请销号 {asked} 份待核定", LEDGER),
    )  # fmt: skip
    width = (last + 1) // len(cards)
    for number, card in enumerate(cards):
        left = number * width
        right = last if number == len(cards) - 1 else left + width - 1
        box = {"bg_color": "#F7F9FC", "align": "center"}
        alert = card.value > 0 and card.caption in ("退回待改", "逾期未报")
        colour = {"font_color": "#C00000"} if alert else {"font_color": "#1F3864"}
        caption = styles(font_size=11, top=1, left=1, right=1, **box)
        sheet.merge_range(_CARD - 1, left, _CARD - 1, right, card.caption, caption)
        big = styles(font_name=HEI, font_size=26, left=1, right=1, **box, **colour)
        sheet.merge_range(_CARD, left, _CARD, right, "", big)
        sheet.write_formula(_CARD, left, f"={card.formula}", big, card.value)
        since = "首期" if not snapshot.previous else "" if card.change is None else f"比上期 {card.change:+d}"
        small = "　".join(filter(None, (card.small, since)))
        style = styles.small(bottom=1, left=1, right=1, **box)
        sheet.merge_range(_CARD + 1, left, _CARD + 1, right, small, style)
        sheet.write_url(_CARD + 1, left, f"internal:'{card.place}'!A1", style, small)
    sheet.set_row(_CARD - 1, 20)
    sheet.set_row(_CARD, 46)
    sheet.set_row(_CARD + 1, 18)


def _say(sheet: Worksheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet, last: int) -> None:
    """One line on what needs a decision today; the numbers are live, the names are those of the day of writing."""
    missing = Counter(s.unit.area for s in snapshot.standings if s.state is ReportState.NOT_RECEIVED)
    returned = Counter(s.unit.area for s in snapshot.standings if s.state is ReportState.RETURNED)
    states = {state: count(snapshot.standings, state=state) for state in ReportState}
    if not missing and not returned:
        cached = "今天要办：全部已接收，没有需要催办的。"
        formula = formulas.text(cached)
    else:
        named = [f"{area}未报 {n} 份" for area, n in missing.most_common(3)]
        named += [f"{area}退回待改 {n} 份" for area, n in returned.most_common(3)]
        tail = f"请催办：{'、'.join(named)}。"
        parts = (
            ("今天要办：未报 ", ReportState.NOT_RECEIVED, " 份，"),
            ("退回待改 ", ReportState.RETURNED, " 份。"),
        )
        formula = "&".join(
            f'"{before}"&{counted(placed, in_state(placed, state))}&"{after}"' for before, state, after in parts
        )
        formula += f"&{formulas.text(tail)}"
        cached = "".join(f"{before}{states[state]}{after}" for before, state, after in parts) + tail
    style = styles(font_name=HEI, font_size=12, bg_color="#FFF2CC", border=1, border_color="#BFBFBF", indent=1)
    sheet.merge_range(_SAY, 0, _SAY, last, "", style)
    sheet.write_formula(_SAY, 0, f"={formula}", style, cached)
    sheet.set_row(_SAY, 26)


def _matrix(sheet: Worksheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet, last: int) -> int:
    """County × item lights; returns the row of the legend."""
    items, units = snapshot.plan.items, snapshot.plan.units
    by_form = {(s.item.id, s.unit.id): s for s in snapshot.standings}
    sheet.merge_range(_PART, 0, _CODES, 0, "单位 ＼ 事项", styles.head())
    begin = 1
    for part in dict.fromkeys(item.part for item in items):
        of_part = [item for item in items if item.part == part]
        text = f"{part}、{of_part[0].part_title}"
        style = styles.head(bg_color="#BDD7EE", text_wrap=False, shrink=True)
        across(sheet, _PART, begin, begin + len(of_part) - 1, text, style)
        begin += len(of_part)
    for column, item in enumerate(items, start=1):
        rows = [placed.rows[f"{item.id}|{unit.id}"] for unit in units if (item.id, unit.id) in by_form]
        style = styles.head(bold=False, font_size=9, underline=0, font_color="#000000", text_wrap=False, shrink=True)
        short = item.code.removeprefix(item.part)  # the band above says which part
        if not rows:
            sheet.write_string(_CODES, column, short, style)
        else:
            place = f"internal:'{LEDGER}'!{placed.columns['事项编号']}{rows[0]}"
            sheet.write_url(_CODES, column, place, style, short, cut(item.title, TIP))
        sheet.write_comment(_CODES, column, cell_text(f"{item.code} {item.title}"), {"x_scale": 2, "author": ""})
    sheet.set_row(_PART, 20)
    sheet.set_row(_CODES, 24)
    marks = styles.cell(align="center", font_size=13)
    for number, unit in enumerate(units, start=_CODES + 1):
        sheet.write_string(number, 0, unit.area, styles.cell(bold=True))
        sheet.set_row(number, 32)
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
    for light, meaning in formulas.MEANINGS:
        legend += [f"{formulas.MARKS[light]} {meaning}　　"]
    text = "图例：" + "".join(map(str, legend)) + "灰底：不由该单位填报"
    sheet.merge_range(end + 1, 0, end + 1, last, text, styles.small())
    return end + 1
