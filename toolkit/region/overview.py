"""总览 of a region: which office and which item lags, whom to ask today; a leader reads it in ten seconds.

Knows: what is kept of offices, styles. Must not know: where it comes from. The sums are formulas over the table of
offices, with their cached values; what is counted is a unit of an item (家次).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.base.visible import visible
from toolkit.master.page import Table
from toolkit.master.style import A4, HEI, QUIET, Styles, across, note_height, on_one_page, print_setup
from toolkit.region.counts import Included, LeftOut, share
from toolkit.region.ledger_sheet import AREA
from toolkit.region.urgent import draw_owing, draw_slowest, owing
from toolkit.standing.counts import Counts
from toolkit.standing.progress import FINISHED, Progress

_TITLE, _DATE, _SENTENCE, _CAPTIONS, _NUMBERS, _GAP, _BANDS, _HEAD = range(8)
_ONE_PAGE = 22  # rows of offices that one page of A4 holds at a size that can be read
_SHOWN = 4  # offices that are not included, by name
_RED = "#A61B1B"
_STALE = "数旧，请重报"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table: its caption, pixels, how its numbers look."""

    caption: str
    pixels: int
    format: str = '#,##0;-#,##0;"·"'


_COLUMNS = (
    _Column(AREA, 128), _Column("单位数", 52), _Column("应整改", 62), _Column("＝已销号", 62), _Column("＋待核定", 62),
    _Column("＋整改中", 62), _Column("＋超时限", 62), _Column("完成率", 58, "0%"), _Column("完成事项", 66),
    _Column("应报", 58), _Column("＝已接收", 62), _Column("＋退回", 54), _Column("＋未报", 54),
    _Column("接收率", 54, "0%"), _Column("截至日期", 80), _Column("说明", 100),
)  # fmt: skip
_PLACE = {column.caption: number for number, column in enumerate(_COLUMNS)}
_LAST = len(_COLUMNS) - 1
_WORK, _FORMS, _DATA = ("应整改", "完成事项"), ("应报", "接收率"), ("截至日期", "说明")


def write_region_overview(
    sheet: Worksheet,
    styles: Styles,
    period: str,
    as_of: date,
    offices: Sequence[Included],
    left_out: Sequence[LeftOut],
) -> Table:
    """Draw 总览; gives how the offices' rows are known again."""
    for number, column in enumerate(_COLUMNS):
        sheet.set_column_pixels(number, number, column.pixels)
    order = sorted(offices, key=lambda one: share(_finished(one), _work(one)))
    sums = _HEAD + 1 + len(order)
    _top(sheet, styles, period, as_of, order)
    _sentence(sheet, styles, order, left_out)
    _tiles(sheet, styles, order, sums)
    row = _table(sheet, styles, order, sums)
    row = _left_out(sheet, styles, left_out, row)
    note = (
        "家次：一个单位办一项算一家次。完成率＝（已销号＋待核定）／应整改。“完成事项”是各单位都完成了的事项数／事项数。"
    )
    sheet.merge_range(row, 0, row, _LAST, note, styles.small())
    bottom = max(draw_slowest(sheet, styles, order, row + 2), draw_owing(sheet, styles, order, row + 2))
    if len(order) <= _ONE_PAGE:
        on_one_page(sheet, bottom, _LAST, A4)
    else:
        print_setup(sheet, rows=(_BANDS, _HEAD), last=_LAST, paper=A4)
        sheet.print_area(0, 0, bottom, _LAST)
        sheet.activate()
    return Table(_HEAD + 1, (AREA,), grows=False)


def _work(one: Included) -> int:
    """How many units of an item have to rectify in an office."""
    return sum(number for progress, number in one.progress.items() if progress is not Progress.EXPLAINED)


def _finished(one: Included) -> int:
    return sum(one.progress.get(progress, 0) for progress in FINISHED)


def _total(offices: Sequence[Included]) -> Counts:
    return sum((one.counts for one in offices), Counts())


def _top(sheet: Worksheet, styles: Styles, period: str, as_of: date, offices: Sequence[Included]) -> None:
    title = styles(font_name=HEI, font_size=16, align="center")
    sheet.merge_range(_TITLE, 0, _TITLE, _LAST, "整改情况汇总", title)
    sheet.set_row(_TITLE, 26)
    dues = sorted({one.due for one in offices})
    units = sum(len(one.units) for one in offices)
    said = f"{period}报送　截至日期 {as_of}　{len(offices)} 个上报单位、{units} 个填报单位"
    if dues:
        said += f"　应报日期 {dues[0]}" + (f" 至 {dues[-1]}（各上报单位不同）" if len(dues) > 1 else "")
    sheet.merge_range(_DATE, 0, _DATE, _LAST, said, styles(bold=True, text_wrap=False))
    sheet.set_row(_DATE, 18)


def _sentence(sheet: Worksheet, styles: Styles, order: Sequence[Included], left_out: Sequence[LeftOut]) -> None:
    """How far all are, who lags, what is to be done today."""
    work, finished = sum(map(_work, order)), sum(map(_finished, order))
    late = sum(one.progress.get(Progress.LATE, 0) for one in order)
    total = _total(order)
    said = f"应整改 {work:,} 家次，已完成 {finished:,}（{share(finished, work):.0%}），超过时限 {late:,}。"
    if len(order) > 1 and finished < work:
        said += f"完成率最低的是{order[0].name}（{share(_finished(order[0]), _work(order[0])):.0%}）。"
    asked = owing(order)
    if asked:
        named = "、".join(f"{one.name}（{one.counts.missing + one.counts.returned} 份）" for one in asked[:3])
        said += f"今天要办：报表还差 {total.missing + total.returned:,} 份，先找{named}"
        said += f"等 {len(asked)} 个上报单位。" if len(asked) > 3 else "。"
    else:
        said += "今天要办：各上报单位全部已接收，没有需要催办的。"
    said += f"申请销号待核定 {total.asked:,} 份。" if total.asked else ""
    said += f"{len(left_out)} 个没有列入，见下。" if left_out else ""
    style = styles(font_name=HEI, bold=True, font_size=11.5, bg_color="#F7F3E3", indent=1)
    sheet.merge_range(_SENTENCE, 0, _SENTENCE, _LAST, said, style)
    sheet.set_row(_SENTENCE, note_height(sheet, said, 0, _LAST, 12))


def _letter(caption: str) -> str:
    return str(xl_col_to_name(_PLACE[caption]))


def _tiles(sheet: Worksheet, styles: Styles, order: Sequence[Included], sums: int) -> None:
    """The figures that add up, taken from the row of sums (from 0)."""
    numbers = _numbers_of_all(order)
    tiles = (
        ("应整改（家次）", "应整改", (0, 1), "", ""), ("已销号", "＝已销号", (2, 3), "＝", ""),
        ("完成、待核定", "＋待核定", (4, 5), "＋", ""), ("正在整改", "＋整改中", (6, 7), "＋", ""),
        ("超过时限", "＋超时限", (8, 8), "＋", _RED), ("应报（份）", "应报", (9, 10), "", ""),
        ("已接收", "＝已接收", (11, 12), "＝", ""), ("退回待改", "＋退回", (13, 14), "＋", _RED),
        ("未报", "＋未报", (15, 15), "＋", _RED),
    )  # fmt: skip
    for caption, source, place, sign, colour in tiles:
        across(sheet, _CAPTIONS, *place, caption, styles(font_color=QUIET, align="center", top=2, text_wrap=False))
        look: dict[str, Any] = {"font_name": HEI, "font_size": 13, "bold": True, "align": "center", "bottom": 2}
        look |= {"font_color": colour} if colour and numbers[source] else {}
        style = styles(**look, num_format=f'"{sign} "#,##0' if sign else "#,##0", text_wrap=False)
        across(sheet, _NUMBERS, *place, "", style)
        sheet.write_formula(_NUMBERS, place[0], f"={_letter(source)}{sums + 1}", style, numbers[source])
    sheet.set_row(_CAPTIONS, 15)
    sheet.set_row(_NUMBERS, 26)
    sheet.set_row(_GAP, 4)


def _numbers_of(one: Included) -> dict[str, int]:
    c, of = one.counts, one.progress
    return {
        "单位数": len(one.units), "应整改": _work(one), "＝已销号": of.get(Progress.CLOSED, 0),
        "＋待核定": of.get(Progress.DONE, 0), "＋整改中": of.get(Progress.OPEN, 0),
        "＋超时限": of.get(Progress.LATE, 0),
        "应报": c.owed, "＝已接收": c.accepted, "＋退回": c.returned, "＋未报": c.missing,
    }  # fmt: skip


def _numbers_of_all(order: Sequence[Included]) -> Counter[str]:
    found: Counter[str] = Counter(dict.fromkeys(("应整改", "应报"), 0))
    for one in order:
        found.update(_numbers_of(one))
    return found


def _table(sheet: Worksheet, styles: Styles, order: Sequence[Included], sums: int) -> int:
    """The offices, who lags most first, and a row of sums; gives the row below."""
    band = styles(font_name=HEI, top=2, align="center", text_wrap=False)
    across(sheet, _BANDS, 0, 1, "完成率低的在前", styles(font_color=QUIET, top=2, text_wrap=False))
    for text, (first, last) in (("整改（家次）", _WORK), ("报表（份）", _FORMS), ("数据", _DATA)):
        across(sheet, _BANDS, _PLACE[first], _PLACE[last], text, band)
    for number, column in enumerate(_COLUMNS):
        align = "left" if number == 0 or column.caption == "说明" else "right"
        look = styles(
            bold=True, font_size=9.5, align=align, bottom=1, text_wrap=False, indent=int(column.caption == "说明")
        )
        sheet.write_string(_HEAD, number, column.caption, look)
    newest = max((one.as_of for one in order), default=None)
    for row, one in enumerate(order, start=_HEAD + 1):
        _row(sheet, styles, row, one, stale=one.as_of != newest)
    line: dict[str, Any] = {"bold": True, "top": 1, "bottom": 2, "text_wrap": False}
    sheet.write_string(sums, 0, "合计", styles(**line))
    numbers = _numbers_of_all(order)
    for number, column in enumerate(_COLUMNS[1:], start=1):
        style = styles(**line, align="right", num_format=column.format)
        letter = xl_col_to_name(number)
        if column.caption in numbers:
            formula = f"=SUM({letter}{_HEAD + 2}:{letter}{sums})" if order else "=0"
            sheet.write_formula(sums, number, formula, style, numbers[column.caption])
        elif column.caption in ("完成率", "接收率"):
            _rate(sheet, sums, column.caption, style, numbers)
        else:
            sheet.write_blank(sums, number, None, style)
    sheet.set_row(sums, 18)
    return sums + 1


def _rate(sheet: Worksheet, row: int, caption: str, style: Any, numbers: dict[str, int] | Counter[str]) -> None:
    """A share as a formula over its row, blank where there is nothing."""
    parts, whole = (("＝已销号", "＋待核定"), "应整改") if caption == "完成率" else (("＝已接收",), "应报")
    cells = "+".join(f"{_letter(part)}{row + 1}" for part in parts)
    value = sum(numbers[part] for part in parts) / numbers[whole] if numbers[whole] else ""
    formula = f'=IF({_letter(whole)}{row + 1}=0,"",({cells})/{_letter(whole)}{row + 1})'
    sheet.write_formula(row, _PLACE[caption], formula, style, value)


def _row(sheet: Worksheet, styles: Styles, row: int, one: Included, *, stale: bool) -> None:
    line: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF", "text_wrap": False}
    numbers = _numbers_of(one)
    sheet.write_string(row, 0, one.name, styles(**line, bold=True))
    for number, column in enumerate(_COLUMNS[1:], start=1):
        red = column.caption in ("＋超时限", "＋退回", "＋未报") and numbers[column.caption]
        look = {"font_color": _RED, "bold": True} if red else {}
        style = styles(**line, align="right", num_format=column.format, **look)
        if column.caption in numbers:
            sheet.write_number(row, number, numbers[column.caption], style)
        elif column.caption in ("完成率", "接收率"):
            _rate(sheet, row, column.caption, style, numbers)
    done = f"{sum(stand.done for stand in one.items.values())}/{len(one.items)}"
    sheet.write_string(row, _PLACE["完成事项"], done, styles(**line, align="right"))
    dates = styles(**line, align="right", num_format="yyyy-mm-dd", bold=stale)
    sheet.write_datetime(row, _PLACE["截至日期"], one.as_of, dates)
    sheet.write_string(row, _LAST, _STALE if stale else "", styles(**line, bold=True, indent=1))
    sheet.set_row(row, 16)


def _left_out(sheet: Worksheet, styles: Styles, left_out: Sequence[LeftOut], row: int) -> int:
    """Which offices are not included and why, in red; gives the next row."""
    style = styles(font_color="#C00000", bottom=4, bottom_color="#BFBFBF")
    lines = [f"未列入　{visible(one.name)}：{visible(one.reason)}" for one in left_out[:_SHOWN]]
    if len(left_out) > _SHOWN:
        lines.append(f"未列入的还有 {len(left_out) - _SHOWN} 个，见“未列入”工作表。")
    for number, line in enumerate(lines, start=row):
        sheet.merge_range(number, 0, number, _LAST, line, style)
        sheet.set_row(number, note_height(sheet, line, 0, _LAST))
    return row + len(lines)
