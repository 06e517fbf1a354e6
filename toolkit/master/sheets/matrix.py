"""对照表: every item of a large plan at every unit, on pages of A3 with the captions repeated.

Knows: progress, styles. Must not know: how progress is told.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.master.overview.grid import LEGEND, colour_progress, short_title, write_code
from toolkit.master.overview.size import has_matrix
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.style import HEI, note_height, print_setup
from toolkit.plan.model import FormKey

_HEAD, _FIRST = 2, 3
_PIXELS, _UNIT = (68, 222, 58), 32
_LONGEST = 14  # characters of a unit's name, one below the other
_ACROSS, _SCALE = 40, 80  # units on a page, and at how much of the full size where there are more


def draw(page: Page) -> None:
    """Draw 对照表."""
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    cells = page.progress
    units = snapshot.plan.units
    last = _FIRST + len(units) - 1
    for column, pixels in enumerate((*_PIXELS, *[_UNIT] * len(units))):
        sheet.set_column_pixels(column, column, pixels)
    sheet.merge_range(0, 0, 0, last, f"{snapshot.period.name}各事项各单位{Sheet.MATRIX}", styles.title())
    sheet.merge_range(1, 0, 1, last, LEGEND, styles())
    sheet.set_row(0, 30)
    sheet.set_row(1, note_height(sheet, LEGEND, 0, last))
    head: dict[str, Any] = {"font_name": HEI, "top": 2, "bottom": 1}
    for column, caption in enumerate(("编号", "事项", Column.ITEM_STATE)):
        sheet.write_string(_HEAD, column, caption, styles(**head, align="left" if column == 1 else "center"))
    for column, unit in enumerate(units, start=_FIRST):
        sheet.write_string(_HEAD, column, _stacked(unit.area), styles(**head, rotation=270, align="center"))
    sheet.set_row(_HEAD, 14.5 * max(len(_stacked(unit.area)) for unit in units) + 8)
    before = ""
    for row, one in enumerate(cells.overall.items, start=_HEAD + 1):
        line: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF", "text_wrap": False}
        line |= {"top": 1} if one.item.part != before and row > _HEAD + 1 else {}
        before = one.item.part
        middle = styles(**line, align="center")
        write_code(page, row, one, styles(**line))
        sheet.write_string(row, 1, short_title(one.item.title, 16), styles(**line))
        sheet.write_formula(row, 2, f"={cells.state_place(one.item.id)}", middle, one.progress.value)
        for column, unit in enumerate(units, start=_FIRST):
            standing = snapshot.standing.get(FormKey(one.item.id, unit.id))
            if standing is None:
                sheet.write_blank(row, column, None, middle)
            else:
                shown = cells.shown(standing, narrow=True)
                sheet.write_formula(row, column, shown.text, middle, shown.cached)
        sheet.set_row(row, 15)
    end = _HEAD + len(cells.overall.items)
    colour_progress(page, f"C{_HEAD + 2}:{xl_col_to_name(last)}{end + 1}")
    print_setup(sheet, rows=(0, _HEAD))
    if len(units) > _ACROSS:
        sheet.set_print_scale(_SCALE)
        sheet.repeat_columns(0, _FIRST - 1)
        sheet.set_v_pagebreaks(range(_FIRST + _ACROSS, last + 1, _ACROSS))
    sheet.freeze_panes(_HEAD + 1, _FIRST)
    sheet.print_area(0, 0, end, last)


def _stacked(name: str) -> str:
    """A unit's name as far as it fits one sign below the other; the end tells many units apart."""
    return name if len(name) <= _LONGEST else f"{name[:6]}…{name[-(_LONGEST - 7) :]}"


_TABLE = Table(_HEAD + 1, key=("编号",), grows=False)
SHEET = MasterSheet(Sheet.MATRIX, 16, draw, table=_TABLE, wanted=lambda snapshot, earlier: has_matrix(snapshot.plan))
