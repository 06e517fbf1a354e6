"""总览 of a large plan: the parts, what is most urgent, whom to ask; everything else stands on sheets of its own.

Knows: progress, styles. Must not know: these other sheets.
"""

from __future__ import annotations

from typing import Any

from toolkit.base.captions import Sheet
from toolkit.master.formulas import text
from toolkit.master.overview.grid import colour_progress, short_title, write_code, write_due
from toolkit.master.overview.panel import Beside, draw_owing, draw_upcoming, draw_waiting
from toolkit.master.overview.top import HEAD, draw_top
from toolkit.master.page import Page
from toolkit.master.progress_cells import ProgressCells
from toolkit.master.style import HEI, across
from toolkit.standing.progress import Progress, urgent

COLUMNS, _PIXELS, _HEIGHT = 20, 58, 15.0
_LEFT, _PANEL = 11, 13  # the last column on the left, the first on the right
_MOST_PARTS, _MOST_URGENT, _MOST_OWING, _MOST_DUE = 12, 14, 12, 8
_MOST_WAITING = 8
_NUMBERS = (
    ("项", None), ("＝已销号", Progress.CLOSED), ("＋待核定", Progress.DONE), ("＋整改中", Progress.OPEN),
    ("＋超时限", Progress.LATE), ("＋说明", Progress.EXPLAINED),
)  # fmt: skip


def draw_first_page(page: Page, cells: ProgressCells) -> int:
    """Draw the page; returns the row below it."""
    page.sheet.set_column_pixels(0, COLUMNS - 1, _PIXELS)
    draw_top(page, cells, (0, _LEFT), (_PANEL, COLUMNS - 1), 7)
    beside = Beside(_PANEL, COLUMNS - 1, _HEIGHT)
    right = draw_owing(page, cells, beside, HEAD, _MOST_OWING)
    right = draw_upcoming(page, beside, right + 1, _MOST_DUE)
    right = draw_waiting(page, cells, beside, right + 1, _MOST_WAITING)
    left = _parts(page, cells, HEAD)
    left = _urgent(page, cells, left)
    for row in range(HEAD, max(left, right)):
        page.sheet.set_row(row, _HEIGHT)
    return max(left, right)


def _parts(page: Page, cells: ProgressCells, top: int) -> int:
    """The items of each part by progress; returns the row below, ``top`` where there are no parts or too many."""
    names = list(dict.fromkeys(one.item.part_name for one in cells.overall.items if one.item.part))
    if not 1 < len(names) <= _MOST_PARTS:
        return top
    sheet, styles = page.sheet, page.styles
    first = _LEFT - len(_NUMBERS) + 1
    head = styles(bold=True, top=2, bottom=1, align="center", text_wrap=False)
    across(sheet, top, 0, first - 1, "部分", styles(font_name=HEI, bold=True, top=2, bottom=1))
    for column, (caption, _) in enumerate(_NUMBERS, start=first):
        sheet.write_string(top, column, caption, head)
    line: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF"}
    for row, name in enumerate(names, start=top + 1):
        mine = [one for one in cells.overall.items if one.item.part_name == name]
        across(sheet, row, 0, first - 1, short_title(name, 22), styles(**line, text_wrap=False))
        style = styles(**line, align="center", num_format='0;-0;"·"')
        for column, (_, progress) in enumerate(_NUMBERS, start=first):
            if progress is None:
                sheet.write_number(row, column, len(mine), style)
                continue
            states = "+".join(f"({cells.state_place(one.item.id)}={text(progress.value)})" for one in mine)
            number = sum(one.progress is progress for one in mine)
            sheet.write_formula(row, column, f"={states}+0", style, number)
    return top + len(names) + 2


def _urgent(page: Page, cells: ProgressCells, top: int) -> int:
    """The items that are late at most units, then those that fall due next; returns the row below."""
    sheet, styles = page.sheet, page.styles
    head: dict[str, Any] = {"bold": True, "top": 2, "bottom": 1, "text_wrap": False}
    across(sheet, top, 0, 6, "最急的事项", styles(**head, font_name=HEI))
    for first, last, caption in ((7, 8, "时限"), (9, 9, "状态"), (10, 11, "完成（家）")):
        across(sheet, top, first, last, caption, styles(**head, align="center"))
    every = urgent(cells.overall.items)
    base: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF", "text_wrap": False}
    middle = styles(**base, align="center")
    for row, one in enumerate(every[:_MOST_URGENT], start=top + 1):
        sheet.merge_range(row, 0, row, 1, "", styles(**base))
        write_code(page, row, one, styles(**base))
        across(sheet, row, 2, 6, short_title(one.item.title, 19), styles(**base))
        sheet.merge_range(row, 7, row, 8, "", middle)
        write_due(page, cells, row, 7, one, base)
        sheet.write_formula(row, 9, f"={cells.state_place(one.item.id)}", middle, one.progress.value)
        sheet.merge_range(row, 10, row, 11, "", middle)
        finished = f'={cells.finished_place(one.item.id)}&"/{len(one.standings)}"'
        sheet.write_formula(row, 10, finished, middle, f"{one.finished}/{len(one.standings)}")
    below = top + 1 + min(len(every), _MOST_URGENT)
    colour_progress(page, f"J{top + 2}:J{max(below, top + 2)}")
    more = len(every) - _MOST_URGENT
    said = f"另有 {more} 项没有完成，见“{Sheet.ITEMS}”。" if more > 0 else f"各项各单位的情况见“{Sheet.ITEMS}”。"
    style = styles(text_wrap=False, underline=0, font_color="#1A1A1A")
    sheet.merge_range(below, 0, below, _LEFT, "", style)
    sheet.write_url(below, 0, f"internal:'{Sheet.ITEMS}'!A1", style, said)
    return below + 1
