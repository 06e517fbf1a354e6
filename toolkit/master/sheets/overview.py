"""总览: the one page that a leader reads in ten seconds.

Knows: standings, formulas over 整改台账, styles. Must not know: where standings come from. Every number is a formula
with its cached value, so that sorting or filtering the other sheets changes nothing here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import AS_OF, Column, Sheet
from toolkit.base.excel_limits import TIP, cell_text, cut
from toolkit.master import formulas
from toolkit.master.columns import Placed
from toolkit.master.completion import draw_completion
from toolkit.master.counting import Condition, Sign, count_formula, counted, in_state, look_up
from toolkit.master.lights import has_many_items, legend
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.style import HEI, across, colour_lights, on_one_page
from toolkit.plan.model import FormKey, ItemKind
from toolkit.plan.states import SETTLED
from toolkit.plan.workdays import unannounced
from toolkit.standing.counts import Counts, counts_of
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState
from toolkit.standing.tasks import calendar_years, form_key

DATE_CELL = "$D$2"
_CARD, _TO_DO, _PART, _CODES = 3, 6, 8, 9
_LEAST = 30  # columns of the page
_UPRIGHT = 24  # units from which on the page is higher than wide
CORNER = "单位 ＼ 事项"  # the caption of the matrix of lights


@dataclass(frozen=True, slots=True)
class _Card:
    """One of the five figures: caption, formula, cached value, change since last period or None, small print, the
    sheet that it leads to; one that leads to a list of what is wrong is red where there is anything.
    """

    caption: str
    formula: str
    value: int
    change: int | None
    small: str
    place: Sheet


def draw(page: Page) -> None:
    """Draw 总览."""
    sheet, snapshot = page.sheet, page.snapshot
    many = has_many_items(snapshot)
    last = _LEAST if many else max(len(snapshot.plan.items), _LEAST)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, last, 5.7)
    sheet.merge_range(0, 0, 0, last, f"{snapshot.plan.title}整改情况总览", page.styles.title())
    sheet.set_row(0, 34)
    _date(page, last)
    _cards(page, last)
    _to_do(page, last)
    end = _lights_of_units(page, last) if many else _matrix(page, last)
    bottom = draw_completion(page, end + 2)
    on_one_page(sheet, bottom, last, upright=len(snapshot.plan.units) > _UPRIGHT)


_TABLE = Table(_CODES + 1, (CORNER,), grows=False)
SHEET = MasterSheet(Sheet.OVERVIEW, 10, draw, table=_TABLE)


def _date(page: Page, last: int) -> None:
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    sheet.write_string(1, 0, snapshot.period.name, styles(bold=True, font_size=11))
    sheet.merge_range(1, 1, 1, 2, AS_OF, styles(align="right", font_size=11))
    style = styles(num_format="yyyy-mm-dd", bold=True, font_size=11, bg_color="#FFF9E3", border=1, align="center")
    sheet.merge_range(1, 3, 1, 5, "", style)
    sheet.write_datetime(1, 3, snapshot.as_of, style)
    page.book.define_name(AS_OF, f"='{Sheet.OVERVIEW}'!{DATE_CELL}")
    years = calendar_years(snapshot)
    # Beyond the calendar the formulas would count no working days and say nothing.
    sheet.data_validation(
        1, 3, 1, 3,
        {
            "validate": "date", "criteria": "between", "ignore_blank": False,
            "minimum": date(years[0], 1, 1), "maximum": date(years[-1], 12, 31),
            "input_title": AS_OF, "input_message": "可以改成别的日期，如 2021-01-31。",
            "error_title": "日期不能用",
            "error_message": f"请填 {years[0]} 年到 {years[-1]} 年之间的日期；再往后的日期请重新汇总。",
        },
    )  # fmt: skip
    guessed = unannounced(years)
    note = "改这个日期，全部天数和灯会重新计算（收件、核定情况和各张清单仍是汇总时的）。"
    if guessed:
        note += f"{'、'.join(map(str, guessed))} 年节假日安排程序里没有，按周一至周五计算。"
    sheet.merge_range(1, 6, 1, last - 8, note, styles.small(indent=1))
    due = f"应报日期 {snapshot.period.due_date:%Y-%m-%d}"
    sheet.merge_range(1, last - 7, 1, last, due, styles(align="right", font_size=11))
    sheet.set_row(1, 22)


def _late() -> tuple[Condition, Condition]:
    return Condition(Column.REPORT_STATE, ReportState.ACCEPTED, Sign.IS_NOT), Condition(Column.LATE, 0, Sign.ABOVE)


def _closed(placed: Placed) -> str:
    """How many forms of rectification are closed, whether or not they were asked to report."""
    rest = Condition(Column.FIRST, 1), Condition(Column.KIND, ItemKind.EXPLANATION.value, Sign.IS_NOT)
    return "+".join(count_formula(placed, Condition(Column.ITEM_STATE, state), *rest) for state in SETTLED)


def _five(snapshot: Snapshot, placed: Placed) -> tuple[_Card, ...]:
    """The five figures."""
    now = counts_of(snapshot.standings)
    before = counts_of(snapshot.previous) if snapshot.previous else None

    def card(caption: str, formula: str, of: Callable[[Counts], int], small: str, place: Sheet) -> _Card:
        change = of(now) - of(before) if before else None
        return _Card(caption, formula, of(now), change, small, place)

    accepted, returned = in_state(ReportState.ACCEPTED), in_state(ReportState.RETURNED)
    asked = f"申请销号 {now.asked} 份待核定"
    return (
        card("应报（份）", counted(placed), lambda c: c.owed, f"{len(snapshot.plan.units)} 个单位", Sheet.LEDGER),
        card("已接收", counted(placed, accepted), lambda c: c.accepted, "核对无误、已入台账", Sheet.LEDGER),
        card("退回待改", counted(placed, returned), lambda c: c.returned, "有错误，等改正重报", Sheet.FINDINGS),
        card("逾期未报", counted(placed, *_late()), lambda c: c.late, "过了应报日还没有接收", Sheet.OWING),
        card("已销号", _closed(placed), lambda c: c.closed, asked, Sheet.LEDGER),
    )


def _cards(page: Page, last: int) -> None:
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    cards = _five(snapshot, page.placed)
    width = (last + 1) // len(cards)
    for number, card in enumerate(cards):
        left = number * width
        right = last if number == len(cards) - 1 else left + width - 1
        box = {"bg_color": "#F7F9FC", "align": "center"}
        wrong = card.place is not Sheet.LEDGER and card.value > 0
        colour = {"font_color": "#C00000" if wrong else "#1F3864"}
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


def _to_do(page: Page, last: int) -> None:
    """One line on what needs a decision today; the numbers are live, the names are those of the day of writing."""
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    missing = Counter(s.unit.area for s in snapshot.standings if s.state is ReportState.NOT_RECEIVED)
    returned = Counter(s.unit.area for s in snapshot.standings if s.state is ReportState.RETURNED)
    now = counts_of(snapshot.standings)
    if not missing and not returned:
        cached = "今天要办：全部已接收，没有需要催办的。"
        formula = formulas.text(cached)
    else:
        named = [f"{area}未报 {n} 份" for area, n in missing.most_common(3)]
        named += [f"{area}退回待改 {n} 份" for area, n in returned.most_common(3)]
        tail = f"请催办：{'、'.join(named)}。"
        parts = (
            ("今天要办：未报 ", ReportState.NOT_RECEIVED, now.missing, " 份，"),
            ("退回待改 ", ReportState.RETURNED, now.returned, " 份。"),
        )
        formula = "&".join(
            f'"{before}"&{counted(page.placed, in_state(state))}&"{after}"' for before, state, _, after in parts
        )
        formula += f"&{formulas.text(tail)}"
        cached = "".join(f"{before}{number}{after}" for before, _, number, after in parts) + tail
    style = styles(font_name=HEI, font_size=12, bg_color="#FFF2CC", border=1, border_color="#BFBFBF", indent=1)
    sheet.merge_range(_TO_DO, 0, _TO_DO, last, "", style)
    sheet.write_formula(_TO_DO, 0, f"={formula}", style, cached)
    sheet.set_row(_TO_DO, 26)


def _lights_of_units(page: Page, last: int) -> int:
    """Unit × light: how many forms have it, where the lights of all items are a sheet of their own.

    Returns the row of the legend.
    """
    sheet, styles, snapshot, placed = page.sheet, page.styles, page.snapshot, page.placed
    sheet.merge_range(_PART, 0, _CODES, 0, CORNER, styles.head())
    width = last // len(formulas.MEANINGS)
    title = f"各单位亮灯的份数（各事项的灯见“{Sheet.LIGHTS}”）"
    across(sheet, _PART, 1, width * len(formulas.MEANINGS), title, styles.head(bg_color="#BDD7EE"))
    lights = Counter((s.unit.id, s.light) for s in snapshot.standings)
    for n, (light, _) in enumerate(formulas.MEANINGS):
        left = 1 + n * width
        across(sheet, _CODES, left, left + width - 1, formulas.light_text(light), styles.head(bold=False))
    for row, unit in enumerate(snapshot.plan.units, start=_CODES + 1):
        sheet.write_string(row, 0, unit.area, styles.cell(bold=True))
        sheet.set_row(row, 20)
        for n, (light, _) in enumerate(formulas.MEANINGS):
            left, number = 1 + n * width, lights[unit.id, light]
            said = (
                Condition(Column.FIRST, 1),
                Condition(Column.UNIT, unit.area),
                Condition(Column.LIGHT, formulas.light_text(light)),
            )
            style = styles.cell(align="center", num_format='0;-0;"—"')
            sheet.merge_range(row, left, row, left + width - 1, "", style)
            sheet.write_formula(row, left, f"={count_formula(placed, *said)}", style, number)
    end = _CODES + len(snapshot.plan.units)
    sheet.merge_range(end + 1, 0, end + 1, last, f"图例：{legend()}", styles.small())
    return end + 1


def _matrix(page: Page, last: int) -> int:
    """Unit × item lights; returns the row of the legend."""
    sheet, styles, snapshot, placed = page.sheet, page.styles, page.snapshot, page.placed
    items, units = snapshot.plan.items, snapshot.plan.units
    sheet.merge_range(_PART, 0, _CODES, 0, CORNER, styles.head())
    begin = 1
    for part in dict.fromkeys(item.part for item in items):
        of_part = [item for item in items if item.part == part]
        text = of_part[0].part_name or "事项"
        style = styles.head(bg_color="#BDD7EE", text_wrap=False, shrink=True)
        across(sheet, _PART, begin, begin + len(of_part) - 1, text, style)
        begin += len(of_part)
    for column, item in enumerate(items, start=1):
        rows = [placed.rows[form_key(s)] for u in units if (s := snapshot.standing.get(FormKey(item.id, u.id)))]
        style = styles.head(bold=False, font_size=9, underline=0, font_color="#000000", text_wrap=False, shrink=True)
        short = item.code.removeprefix(item.part)  # the band above says which part
        if not rows:
            sheet.write_string(_CODES, column, short, style)
        else:
            place = f"internal:'{Sheet.LEDGER}'!{placed.columns[Column.CODE]}{rows[0]}"
            sheet.write_url(_CODES, column, place, style, short, cut(item.title, TIP))
        sheet.write_comment(_CODES, column, cell_text(f"{item.code} {item.title}"), {"x_scale": 2, "author": ""})
    sheet.set_row(_PART, 20)
    sheet.set_row(_CODES, 24)
    marks = styles.cell(align="center", font_size=13)
    for number, unit in enumerate(units, start=_CODES + 1):
        sheet.write_string(number, 0, unit.area, styles.cell(bold=True))
        sheet.set_row(number, 32)
        for column, item in enumerate(items, start=1):
            standing = snapshot.standing.get(FormKey(item.id, unit.id))
            if standing is None:
                sheet.write_blank(number, column, None, styles.cell(bg_color="#F2F2F2", pattern=1))
                continue
            shown = look_up(placed, Column.LIGHT, form_key(standing))
            sheet.write_formula(number, column, f"=LEFT({shown},1)", marks, formulas.MARKS[standing.light])
    end = _CODES + len(units)
    area = f"B{_CODES + 2}:{xl_col_to_name(len(items))}{end + 1}"
    colour_lights(sheet, area, styles, formulas.MARKS)
    text = f"图例：{legend()}灰底：不由该单位填报"
    sheet.merge_range(end + 1, 0, end + 1, last, text, styles.small())
    return end + 1
