"""The items of 总览 by unit: how far each is, at whom, and the units' sums below.

Knows: progress, styles. Must not know: what stands beside it.
"""

from __future__ import annotations

import math
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import TIP, cell_text, cut
from toolkit.base.texts import text_width
from toolkit.master.counting import Condition, Sign, counted, in_state
from toolkit.master.page import Page
from toolkit.master.progress_cells import MARKS, ProgressCells
from toolkit.master.rows import Formula, serial_of
from toolkit.master.style import QUIET, Styles
from toolkit.plan.model import FormKey, Plan, Unit
from toolkit.standing.counts import counts_of, in_time
from toolkit.standing.progress import FINISHED, ItemProgress, Progress
from toolkit.standing.status import ReportState
from toolkit.standing.tasks import form_key

FIRST_UNIT = 5  # column, after 编号, 事项, 时限, 整改状态, 完成
_HEAD_ROOM = 3.2  # ems of a unit's name in a line
HEADS = ("编号", "事项", "时限", Column.ITEM_STATE, "完成")
LATE = {"bg_color": "#A61B1B", "font_color": "#FFFFFF", "bold": True}
MISSING = {"bg_color": "#FFE08A", "font_color": "#000000", "bold": True}
CLOSED = {"bg_color": "#DDEEDC", "font_color": "#1E6B2E"}
_LOOKS: tuple[tuple[str, dict[str, Any]], ...] = (
    (MARKS[Progress.LATE], LATE), ("未", MISSING), ("退", MISSING), (MARKS[Progress.CLOSED], CLOSED),
    (MARKS[Progress.DONE], {"font_color": "#1E6B2E"}), (MARKS[Progress.OPEN], {"font_color": QUIET}),
    (MARKS[Progress.EXPLAINED], {"font_color": QUIET}),
    # how far an item is as a whole
    ("已销号", CLOSED), ("待核定", {"font_color": "#1E6B2E", "bold": True}), ("情况", {"font_color": QUIET}),
)  # fmt: skip
LEGEND = (
    "● 已销号　◎ 完成、待核定　○ 正在整改　超n 过了整改时限 n 个工作日没有完成　"
    "未报、退回（超未、超退）本期报表没有收到、有错待改　－ 情况说明　空白 不由该单位办"
)
RULE = {
    False: "整改状态：责任单位都销号的为“已销号”；都完成了、没有都销号的为“待核定”；有单位过了时限没有完成的为"
    "“超时限”；其余为“整改中”。“完成”是完成的单位数／责任单位数。",
    True: "整改状态按牵头单位定（没有写明牵头单位的，看全部责任单位）。“完成”是完成的单位数／责任单位数。",
}


def draw_grid(page: Page, cells: ProgressCells, head: int, height: float) -> int:
    """Draw the grid with its captions in a row (from 0); returns the row below its sums."""
    sheet, styles, plan = page.sheet, page.styles, page.snapshot.plan
    for column, caption in enumerate((*HEADS, *(unit.area for unit in plan.units))):
        sheet.write_string(head, column, caption, _head(styles, left=column == 1))
    sheet.set_row(head, 14 * head_lines(plan) + 4)
    for row, one in enumerate(cells.overall.items, start=head + 1):
        before = cells.overall.items[row - head - 2].item.part if row > head + 1 else one.item.part
        line: dict[str, Any] = {"top": 1} if before != one.item.part else {}
        _item(page, cells, row, one, line)
        sheet.set_row(row, height)
    last = head + len(cells.overall.items)
    area = f"D{head + 2}:{xl_col_to_name(FIRST_UNIT + len(plan.units) - 1)}{last + 1}"
    colour_progress(page, area)
    return _sums(page, cells, last + 1, height)


def head_lines(plan: Plan) -> int:
    """How many lines the longest name of a unit takes above its column."""
    return max(math.ceil(text_width(unit.area) / _HEAD_ROOM) for unit in plan.units)


def colour_progress(page: Page, area: str) -> None:
    """Colour the marks and words of progress in an area."""
    for begins, look in _LOOKS:
        rule = {"type": "text", "criteria": "begins with", "value": begins, "format": page.styles(**look)}
        page.sheet.conditional_format(area, rule)


def _item(page: Page, cells: ProgressCells, row: int, one: ItemProgress, line: dict[str, Any]) -> None:
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    base: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF", "text_wrap": False, **line}
    middle = styles(**base, align="center")
    write_code(page, row, one, styles(**base))
    title = short_title(one.item.title, 16)
    sheet.write_string(row, 1, title, styles(**base))
    if title != one.item.title:
        sheet.write_comment(row, 1, cell_text(one.item.title), {"x_scale": 2, "author": ""})
    write_due(page, cells, row, 2, one, base)
    state = cells.state(one)
    sheet.write_formula(row, 3, f"={cells.state_place(one.item.id)}", middle, state.cached)
    owed = len(one.standings)
    if one.progress is Progress.EXPLAINED or not owed:
        sheet.write_blank(row, 4, None, middle)
    else:
        finished = f'={cells.finished_place(one.item.id)}&"/{owed}"'
        sheet.write_formula(row, 4, finished, middle, f"{one.finished}/{owed}")
    for column, unit in enumerate(snapshot.plan.units, start=FIRST_UNIT):
        standing = snapshot.standing.get(FormKey(one.item.id, unit.id))
        if standing is None:
            sheet.write_blank(row, column, None, middle)
        else:
            shown = cells.shown(standing)
            sheet.write_formula(row, column, shown.text, middle, shown.cached)


def write_code(page: Page, row: int, one: ItemProgress, style: Any, column: int = 0) -> None:
    """Write an item's number so that it leads to its rows in 整改台账."""
    if not one.standings:
        page.sheet.write_string(row, column, one.item.code, style)
        return
    first = page.placed.rows[form_key(one.standings[0])]
    place = f"internal:'{Sheet.LEDGER}'!{page.placed.columns[Column.CODE]}{first}"
    page.sheet.write_url(row, column, place, style, one.item.code, cut(one.item.title, TIP))


def write_due(page: Page, cells: ProgressCells, row: int, column: int, one: ItemProgress, base: dict[str, Any]) -> None:
    """Write the day by which an item must be done, else the document's words, as far as they are short."""
    middle = page.styles(**base, align="center")
    due = cells.due(one)
    if due is not None and one.progress is not Progress.EXPLAINED:
        style = page.styles(**base, align="center", num_format="yyyy-mm-dd")
        if isinstance(due, Formula):
            page.sheet.write_formula(row, column, due.text, style, serial_of(one.due))
        else:
            page.sheet.write_datetime(row, column, due, style)
        return
    words = one.item.time_limit.as_written or "没有定"
    said = "－" if one.progress is Progress.EXPLAINED else short_title(words, 5.5)
    page.sheet.write_string(row, column, said, middle)


def short_title(title: str, most: float) -> str:
    """A title as far as it fits into so many ems; what is cut ends with “…”."""
    one_line = " ".join(title.split())
    if text_width(one_line) <= most:
        return one_line
    kept = one_line
    while text_width(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip("，、；：,;: ") + "…"


def short_name(name: str, most: float) -> str:
    """A unit's name as far as it fits into so many ems; the middle is left out, because the end tells units apart."""
    if text_width(name) <= most:
        return name
    kept = len(name) - 1
    while text_width(f"{name[: kept - kept // 2]}…{name[-(kept // 2) :]}") > most and kept > 2:
        kept -= 1
    return f"{name[: kept - kept // 2]}…{name[-(kept // 2) :]}"


def _sums(page: Page, cells: ProgressCells, top: int, height: float) -> int:
    """What each unit comes to: finished items, reports, and how many were in time."""
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    captions = ("完成／应办（项）", "已接收／应报（份）", "退回待改（份）", "未报（份）", "按期报送率")
    for row, caption in enumerate(captions, start=top):
        line: dict[str, Any] = {"top": 2} if row == top else {}
        line |= {"bottom": 2} if row == top + len(captions) - 1 else {}
        style = styles(bold=True, align="right", text_wrap=False, **line)
        sheet.merge_range(row, 0, row, FIRST_UNIT - 1, caption, style)
        sheet.set_row(row, height)
        for column, unit in enumerate(snapshot.plan.units, start=FIRST_UNIT):
            said = _sum(page, cells, unit, row - top, xl_rowcol_to_cell(top, column))
            form = {"num_format": "0%"} if row - top == 4 else {"num_format": '0;-0;"·"'}
            sheet.write_formula(row, column, said.text, styles(align="center", **line, **form), said.cached)
    return top + len(captions)


def _sum(page: Page, cells: ProgressCells, unit: Unit, which: int, top: str) -> Formula:
    of = Condition(Column.UNIT, unit.area)
    mine = cells.forms_of(unit)
    counts, placed = counts_of(mine), page.placed
    match which:
        case 0:
            places = "+".join(cells.unit_number(unit, p) for p in FINISHED)
            finished = sum(int(str(cells.of_unit(unit, p).cached)) for p in FINISHED)
            all_of = sum(int(str(cells.of_unit(unit, p).cached)) for p in (*FINISHED, Progress.OPEN, Progress.LATE))
            return Formula(f'={places}&"/{all_of}"', f"{finished}/{all_of}")
        case 1:
            accepted = counted(placed, of, in_state(ReportState.ACCEPTED))
            return Formula(f'={accepted}&"/"&{counted(placed, of)}', f"{counts.accepted}/{counts.owed}")
        case 2:
            return Formula(f"={counted(placed, of, in_state(ReportState.RETURNED))}", counts.returned)
        case 3:
            return Formula(f"={counted(placed, of, in_state(ReportState.NOT_RECEIVED))}", counts.missing)
        case _:
            return in_time_rate(page, unit)


def in_time_rate(page: Page, unit: Unit | None) -> Formula:
    """The share of a unit's forms, or of all, that were accepted in time, "" where none is owed."""
    of = () if unit is None else (Condition(Column.UNIT, unit.area),)
    share = in_time(page.snapshot.standings if unit is None else page.progress.forms_of(unit)).share
    accepted = counted(page.placed, *of, in_state(ReportState.ACCEPTED))
    late = counted(page.placed, *of, in_state(ReportState.ACCEPTED), Condition(Column.LATE, 0, Sign.ABOVE))
    every = counted(page.placed, *of)
    return Formula(f'=IF({every}=0,"",({accepted}-{late})/{every})', "" if share is None else share)


def _head(styles: Styles, *, left: bool = False) -> Any:
    return styles(bold=True, align="left" if left else "center", top=2, bottom=1)
