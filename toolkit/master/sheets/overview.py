"""总览: the page that a leader reads in ten seconds.

Knows: how large a plan is, which parts the page has. Must not know: how a part is drawn, where standings come from.
Every number is a formula with its cached value, so that sorting or filtering the other sheets changes nothing here.
"""

from __future__ import annotations

from toolkit.base.captions import Sheet
from toolkit.base.texts import text_lines, text_width
from toolkit.master.overview.first_page import COLUMNS, draw_first_page
from toolkit.master.overview.grid import FIRST_UNIT, LEGEND, RULE, draw_grid, head_lines
from toolkit.master.overview.panel import Beside, draw_panel
from toolkit.master.overview.size import on_one_page as fits
from toolkit.master.overview.top import HEAD, draw_top
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.progress_cells import ProgressCells
from toolkit.master.style import QUIET, WIDER, on_one_page

_LEAST_ITEMS, _LEAST_UNITS = 22, 5  # rows and columns, so that the panel and the tiles have room
_PIXELS = (216, 78, 52, 38)  # of the columns before the units
_CODE = (64, 130)  # of the column of the numbers, at least and at most
_UNIT, _BETWEEN, _PANEL = 48, 8, (92, 58, 58, 62)
_LOWEST, _HIGHEST = 12.2, 18.0  # points; a row
_FIXED = 165  # points that stand above and below the rows, without the names of the units
_A4, _A3 = (9, 1050, 496), (8, 1485, 750)  # the paper's number, what it holds at full size: pixels across, points down
_SMALLEST = 0.8  # of the full size, so that 10 points print as 8


def draw(page: Page) -> None:
    """Draw 总览."""
    cells = page.progress
    if fits(page.snapshot.plan):
        _one_page(page, cells)
    else:
        below = draw_first_page(page, cells)
        last = COLUMNS - 1
        page.sheet.merge_range(below, 0, below, last, RULE[page.snapshot.plan.settings.lead_decides], page.styles())
        page.sheet.set_row(below, 28)
        on_one_page(page.sheet, below, last, _A4[0])


def _one_page(page: Page, cells: ProgressCells) -> None:
    sheet, plan = page.sheet, page.snapshot.plan
    columns = max(len(plan.units), _LEAST_UNITS)
    panel = FIRST_UNIT + columns + 1
    code = max((text_width(item.code) for item in plan.items), default=0) * 40 / 3 + 6
    widths = (int(min(max(code, _CODE[0]), _CODE[1])), *_PIXELS, *[_UNIT] * columns, _BETWEEN, *_PANEL)
    for column, pixels in enumerate(widths):
        sheet.set_column_pixels(column, column, pixels)
    last = panel + len(_PANEL) - 1
    draw_top(page, cells, (0, panel - 2), (panel, last), 3)
    lines = max(len(plan.items), _LEAST_ITEMS) + 5
    fixed = _FIXED + 14 * head_lines(plan)
    small = min(_A4[1] / sum(widths) / WIDER, _A4[2] / (fixed + lines * _LOWEST)) < _SMALLEST
    paper, across, down = _A3 if small else _A4
    room = down * max(1.0, sum(widths) / across) - fixed  # points, when the page is as wide as it is printed
    height = min(_HIGHEST, max(_LOWEST, room / lines))
    below = draw_grid(page, cells, HEAD, height)
    end = max(below, HEAD + _LEAST_ITEMS + 6)
    draw_panel(page, cells, Beside(panel, last, height), HEAD, end - 1)
    style = page.styles(font_color=QUIET)
    for row, said in ((end, LEGEND), (end + 1, RULE[plan.settings.lead_decides])):
        sheet.merge_range(row, 0, row, last, said, style)
        sheet.set_row(row, 15 * text_lines(said, sum(widths) / 8, 10) + 2)
    on_one_page(sheet, end + 1, last, paper)
    sheet.freeze_panes(HEAD + 1, 2)


_TABLE = Table(HEAD + 1, grows=False)
SHEET = MasterSheet(Sheet.OVERVIEW, 10, draw, table=_TABLE)
