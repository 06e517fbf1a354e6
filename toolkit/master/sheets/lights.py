"""各事项的灯: item × unit, where there are more items than 总览 has room for.

Knows: standings, formulas over 整改台账, styles. Must not know: where standings come from.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import TIP, cut
from toolkit.master import formulas
from toolkit.master.counting import look_up
from toolkit.master.lights import MOST_ITEMS, has_many_items, legend
from toolkit.master.page import LIST_HEAD, MasterSheet, Page, Table
from toolkit.master.style import colour_lights, lines_needed, print_setup
from toolkit.plan.model import FormKey
from toolkit.standing.tasks import form_key

_HEAD = LIST_HEAD - 1
_FIXED = ((Column.CODE, 13), ("事项", 44))
_NARROW = 4.2  # a unit's name stands upright above it


def draw(page: Page) -> None:
    """Draw 各事项的灯."""
    sheet, styles, snapshot, placed = page.sheet, page.styles, page.snapshot, page.placed
    units, left = snapshot.plan.units, len(_FIXED)
    last = left + len(units) - 1
    title = f"{snapshot.period.name}{Sheet.LIGHTS}"
    sheet.merge_range(0, 0, 0, last, title, styles.title())
    sheet.merge_range(1, 0, 1, last, f"图例：{legend()}灰底：不由该单位填报", styles.small())
    sheet.set_row(0, 30)
    for column, (caption, width) in enumerate(_FIXED):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD, column, caption, styles.head())
    sheet.set_column(left, last, _NARROW)
    for column, unit in enumerate(units, start=left):
        sheet.write_string(_HEAD, column, unit.area, styles.head(bold=False, font_size=10, rotation=270))
    sheet.set_row(_HEAD, min(14.5 * max(len(unit.area) for unit in units) + 12, 200))
    marks, none = styles.cell(align="center", font_size=12), styles.cell(bg_color="#F2F2F2", pattern=1)
    for row, item in enumerate(snapshot.plan.items, start=_HEAD + 1):
        asked = [s for unit in units if (s := snapshot.standing.get(FormKey(item.id, unit.id)))]
        code = styles.cell(align="center")
        if asked:
            place = f"internal:'{Sheet.LEDGER}'!{placed.columns[Column.CODE]}{placed.rows[form_key(asked[0])]}"
            sheet.write_url(row, 0, place, code, item.code, cut(item.title, TIP))
        else:
            sheet.write_string(row, 0, item.code, code)
        sheet.write_string(row, 1, item.title, styles.cell())
        sheet.set_row(row, max(20, 14 * lines_needed(item.title, _FIXED[1][1]) + 6))
        for column, unit in enumerate(units, start=left):
            standing = snapshot.standing.get(FormKey(item.id, unit.id))
            if standing is None:
                sheet.write_blank(row, column, None, none)
            else:
                shown = look_up(placed, Column.LIGHT, form_key(standing))
                sheet.write_formula(row, column, f"=LEFT({shown},1)", marks, formulas.MARKS[standing.light])
    bottom = _HEAD + len(snapshot.plan.items)
    area = f"{xl_col_to_name(left)}{_HEAD + 2}:{xl_col_to_name(last)}{bottom + 1}"
    colour_lights(sheet, area, styles, formulas.MARKS)
    sheet.freeze_panes(_HEAD + 1, left)
    print_setup(sheet, rows=(_HEAD, _HEAD))
    if len(units) > MOST_ITEMS:
        sheet.fit_to_pages(0, 0)
        sheet.set_print_scale(70)
        sheet.repeat_columns(0, left - 1)
    sheet.print_area(0, 0, bottom, last)


SHEET = MasterSheet(Sheet.LIGHTS, 15, draw, table=Table(key=(Column.CODE, "事项"), grows=False), wanted=has_many_items)
