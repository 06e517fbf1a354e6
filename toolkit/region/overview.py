"""总览 of a region: the one page that a leader reads in ten seconds.

Knows: what is kept of offices, styles, charts. Must not know: where it comes from. The sums are formulas over the
table of offices, with their cached values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.base.excel_limits import cell_text
from toolkit.base.visible import visible
from toolkit.master import formulas
from toolkit.master.page import Table
from toolkit.master.style import HEI, Styles, across, colour_lights, on_one_page
from toolkit.region.charts import Bars, draw_bars
from toolkit.region.counts import Included, ItemId, ItemLight, LeftOut, shared_items
from toolkit.region.ledger_sheet import AREA
from toolkit.standing.counts import Counts

MOST_ITEMS = 60  # columns of the matrix; more would be too narrow to read on the page
_WIDE, _NARROW = 32, 6.3  # columns of so many characters; the table and the chart share the page's width
_ROOM, _LOW, _HIGH = 700, 21.0, 42.0  # points: of all rows of offices together, of one at least and at most
_CARD, _TO_DO = 3, 6
_COLUMNS = (
    "单位数",
    "应报",
    "已接收",
    "退回待改",
    "未报",
    "逾期未报",
    "接收率",
    "申请销号",
    "已销号",
    "截至日期",
    "最近入账",
)
_CHART = (5, 7, 9)  # of the sheet, from 0: where 已接收, 退回待改 and 未报 stand
_SHOWN = 4  # offices that are not included, by name


def write_region_overview(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    styles: Styles,
    period: str,
    as_of: date,
    offices: Sequence[Included],
    left_out: Sequence[LeftOut],
) -> Table:
    """Draw 总览; gives how the offices' rows are known again."""
    items = shared_items(offices)
    items = items if len(items) <= MOST_ITEMS else []
    last = max(len(items), _WIDE)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, last, _NARROW)
    sheet.merge_range(0, 0, 0, last, "整改情况汇总", styles.title())
    sheet.set_row(0, 34)
    sheet.write_string(1, 0, period, styles(bold=True, font_size=11))
    sheet.merge_range(1, 1, 1, 12, f"截至日期 {as_of}", styles(bold=True, font_size=11))
    dues = sorted({one.due for one in offices})
    said = f"应报日期 {dues[0]}" + (f" 至 {dues[-1]}（各上报单位不同）" if len(dues) > 1 else "")
    sheet.merge_range(1, last - 11, 1, last, said, styles(align="right", font_size=11))
    sheet.set_row(1, 22)
    row = _to_do(sheet, styles, offices, last)
    row = _left_out(sheet, styles, left_out, row, last)
    head = row + 1
    line = min(max(_ROOM / (len(offices) * (2 if items else 1) + 1), _LOW), _HIGH)
    _cards(sheet, styles, offices, head + 1 + len(offices), last)
    bottom = _table(workbook, sheet, styles, offices, head, last, line)
    if items:
        bottom = _matrix(sheet, styles, offices, items, bottom + 2, last, line)
    on_one_page(sheet, bottom, last)
    return Table(head + 1, (AREA,), grows=False)


def _total(offices: Sequence[Included]) -> Counts:
    return sum((one.counts for one in offices), Counts())


def _cards(sheet: Worksheet, styles: Styles, offices: Sequence[Included], sums: int, last: int) -> None:
    """The five figures, taken from the row of sums (from 0)."""
    total = _total(offices)
    units = sum(len(one.units) for one in offices)
    cards = (
        ("应报（份）", 2, total.owed, f"{len(offices)} 个上报单位、{units} 个填报单位", False),
        ("已接收", 3, total.accepted, "核对无误、已入各上报单位的台账", False),
        ("退回待改", 4, total.returned, "有错误，等改正重报", True),
        ("逾期未报", 6, total.late, "过了应报日还没有接收", True),
        ("已销号", 9, total.closed, f"申请销号 {total.asked} 份待核定", False),
    )
    width = (last + 1) // len(cards)
    for number, (caption, column, value, small, alarming) in enumerate(cards):
        first = number * width
        right = last if number == len(cards) - 1 else first + width - 1
        box = {"bg_color": "#F7F9FC", "align": "center"}
        colour = {"font_color": "#C00000" if alarming and value else "#1F3864"}
        sheet.merge_range(
            _CARD - 1, first, _CARD - 1, right, caption, styles(font_size=11, top=1, left=1, right=1, **box)
        )
        big = styles(font_name=HEI, font_size=26, left=1, right=1, **box, **colour)
        sheet.merge_range(_CARD, first, _CARD, right, "", big)
        sheet.write_formula(_CARD, first, f"={_letter(column)}{sums + 1}", big, value)
        sheet.merge_range(_CARD + 1, first, _CARD + 1, right, small, styles.small(bottom=1, left=1, right=1, **box))
    sheet.set_row(_CARD - 1, 20)
    sheet.set_row(_CARD, 46)
    sheet.set_row(_CARD + 1, 18)


def _to_do(sheet: Worksheet, styles: Styles, offices: Sequence[Included], last: int) -> int:
    """One line on what needs a decision today; gives the next row."""
    total = _total(offices)
    by = {
        "未报": Counter({one.name: one.counts.missing for one in offices}),
        "退回待改": Counter({one.name: one.counts.returned for one in offices}),
        "申请销号": Counter({one.name: one.counts.asked for one in offices}),
    }
    named = [f"{name}{what} {n} 份" for what, of in by.items() for name, n in of.most_common(2) if n]
    if named:
        said = f"今天要办：未报 {total.missing} 份，退回待改 {total.returned} 份，申请销号待核定 {total.asked} 份。"
        said += f"最多的：{'、'.join(named)}。"
    else:
        said = "今天要办：各上报单位全部已接收，没有需要催办的。"
    style = styles(font_name=HEI, font_size=12, bg_color="#FFF2CC", border=1, border_color="#BFBFBF", indent=1)
    sheet.merge_range(_TO_DO, 0, _TO_DO, last, said, style)
    sheet.set_row(_TO_DO, 26)
    return _TO_DO + 1


def _left_out(sheet: Worksheet, styles: Styles, left_out: Sequence[LeftOut], row: int, last: int) -> int:
    """Which offices are not included and why, in red; gives the next row."""
    style = styles(font_size=11, font_color="#C00000", border=1, border_color="#BFBFBF", indent=1)
    lines = [f"未列入　{visible(one.name)}：{visible(one.reason)}" for one in left_out[:_SHOWN]]
    if len(left_out) > _SHOWN:
        lines.append(f"未列入的还有 {len(left_out) - _SHOWN} 个，见“未列入”工作表。")
    for number, line in enumerate(lines, start=row):
        sheet.merge_range(number, 0, number, last, line, style)
        sheet.set_row(number, 22 if len(line) < 95 else 36)
    return row + len(lines)


def _letter(column: int) -> str:
    """The letter of a column of the table, from 1."""
    return str(xl_col_to_name(2 * column - 1))


def _table(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    styles: Styles,
    offices: Sequence[Included],
    head: int,
    last: int,
    line: float,
) -> int:
    """The offices with their counts, a row of sums, and the chart beside them; gives the last row they reach."""

    def put(row: int, column: int, style: object, value: object, formula: str = "") -> None:
        at = 2 * column - 1
        sheet.merge_range(row, at, row, at + 1, "", style)
        if formula:
            sheet.write_formula(row, at, formula, style, value)
        elif isinstance(value, date):
            sheet.write_datetime(row, at, value, style)
        elif value is not None:
            sheet.write(row, at, value, style)

    sheet.write_string(head, 0, AREA, styles.head())
    for column, caption in enumerate(_COLUMNS, start=1):
        put(head, column, styles.head(), caption)
    sheet.set_row(head, 24)
    plain, dates = styles.cell(align="center"), styles.date(font_size=9)
    share = styles.cell(align="center", num_format="0%")
    red = styles.cell(align="center", font_color="#C00000", bold=True)
    for row, one in enumerate(offices, start=head + 1):
        c = one.counts
        sheet.write_string(row, 0, one.name, styles.cell(bold=True))
        numbers = {1: len(one.units), 2: c.owed, 3: c.accepted, 4: c.returned, 5: c.missing, 6: c.late, 8: c.asked,
                   9: c.closed}  # fmt: skip
        for column, number in numbers.items():
            put(row, column, red if column in (4, 6) and number else plain, number)
        put(row, 7, share, c.accepted / c.owed if c.owed else "", _share(row))
        put(row, 10, dates, one.as_of)
        put(row, 11, dates, one.newest)
        sheet.set_row(row, line)
    sums = head + 1 + len(offices)
    total = _total(offices)
    bold = styles.cell(align="center", bold=True, bg_color="#F2F2F2")
    values = {1: sum(len(p.units) for p in offices), 2: total.owed, 3: total.accepted, 4: total.returned,
              5: total.missing, 6: total.late, 8: total.asked, 9: total.closed}  # fmt: skip
    sheet.write_string(sums, 0, "合计", styles.cell(bold=True, bg_color="#F2F2F2"))
    for column, value in values.items():
        put(sums, column, bold, value, f"=SUM({_letter(column)}{head + 2}:{_letter(column)}{sums})")
    rate = styles.cell(align="center", bold=True, bg_color="#F2F2F2", num_format="0%")
    put(sums, 7, rate, total.accepted / total.owed if total.owed else "", _share(sums))
    for column in (10, 11):
        put(sums, column, bold, None)
    sheet.set_row(sums, line)
    left = 2 * len(_COLUMNS) + 1
    table = int((24 + line * (len(offices) + 1)) * 4 / 3)
    height = max(table, 190)
    bars = Bars(head + 1, sums - 1, 0, _CHART)
    size = (last - left + 1) * 49 - 20, height
    draw_bars(workbook, sheet, bars, "各上报单位报送份数", (head, left), size, indent=14)
    return sums + -(-(height - table) // 20)  # rows that nobody sets are 20 pixels high


def _share(row: int) -> str:
    return f'=IF({_letter(2)}{row + 1}=0,"",{_letter(3)}{row + 1}/{_letter(2)}{row + 1})'


def _matrix(
    sheet: Worksheet,
    styles: Styles,
    offices: Sequence[Included],
    items: Sequence[tuple[ItemId, ItemLight]],
    top: int,
    last: int,
    line: float,
) -> int:
    """Office × item: the worst light, and how many units have it; gives the last row."""
    sheet.merge_range(
        top, 0, top, last, "各上报单位各事项最差的灯（灯后的数是亮这个灯的单位数）", styles(bold=True, font_size=11)
    )
    sheet.set_row(top, 22)
    part_row, code_row = top + 1, top + 2
    sheet.merge_range(part_row, 0, code_row, 0, "上报单位 ＼ 事项", styles.head())
    firsts = [next(p.items[key] for p in offices if key in p.items) for key, _ in items]
    begin = 0
    while begin < len(firsts):
        end = begin
        while end + 1 < len(firsts) and firsts[end + 1].part == firsts[begin].part:
            end += 1
        style = styles.head(bg_color="#BDD7EE", text_wrap=False, shrink=True)
        across(sheet, part_row, begin + 1, end + 1, f"{firsts[begin].part}、{firsts[begin].part_title}", style)
        begin = end + 1
    codes = styles.head(bold=False, font_size=9, text_wrap=False, shrink=True)
    for column, ((key, _), light) in enumerate(zip(items, firsts, strict=True), start=1):
        sheet.write_string(code_row, column, light.code.removeprefix(light.part), codes)
        sheet.write_comment(code_row, column, cell_text(f"{light.code} {key.title}"), {"x_scale": 2, "author": ""})
    sheet.set_row(part_row, 20)
    sheet.set_row(code_row, 24)
    marks, none = styles.cell(align="center", font_size=11), styles.cell(bg_color="#F2F2F2", pattern=1)
    for row, one in enumerate(offices, start=code_row + 1):
        sheet.write_string(row, 0, one.name, styles.cell(bold=True))
        sheet.set_row(row, line)
        for column, (key, _) in enumerate(items, start=1):
            if (here := one.items.get(key)) is None:
                sheet.write_blank(row, column, None, none)
            else:
                sheet.write_string(row, column, f"{formulas.MARKS[here.light]}{here.units}", marks)
    end = code_row + len(offices)
    colour_lights(sheet, f"B{code_row + 2}:{xl_col_to_name(len(items))}{end + 1}", styles, formulas.MARKS)
    legend = "图例：" + "　　".join(f"{formulas.MARKS[light]} {meaning}" for light, meaning in formulas.MEANINGS)
    sheet.merge_range(end + 1, 0, end + 1, last, f"{legend}　　灰底：方案里没有这个事项", styles.small())
    return end + 1
