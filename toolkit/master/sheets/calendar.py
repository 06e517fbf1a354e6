"""工作日历: the hidden sheet of working days and thresholds, and the names that formulas use for them.

Knows: working days, the plan's settings. Must not know: which formulas look it up.
"""

from __future__ import annotations

from datetime import date

from toolkit.master import formulas
from toolkit.master.page import MasterSheet, Page
from toolkit.plan.workdays import workdays_of
from toolkit.standing.tasks import calendar_years

CAPTION = "工作日历"


def draw(page: Page) -> None:
    """Draw 工作日历."""
    sheet, book, settings = page.sheet, page.book, page.snapshot.plan.settings
    plain, dates = book.add_format(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, (formulas.WORKDAYS, "", "设置", "值"), plain)
    # A day before all others, so that a look-up always finds something.
    days = [date(1900, 1, 1)]
    for year in calendar_years(page.snapshot):
        days += workdays_of(year)
    for row, day in enumerate(days, start=1):
        sheet.write_datetime(row, 0, day, dates)
    sheet.set_column(0, 0, 12)
    limits = ((formulas.BLUE, settings.blue_within), (formulas.YELLOW, settings.yellow_up_to))
    for row, (name, value) in enumerate(limits, start=1):
        sheet.write_string(row, 2, name)
        sheet.write_number(row, 3, value)
        book.define_name(name, f"='{CAPTION}'!$D${row + 1}")
    book.define_name(formulas.WORKDAYS, f"='{CAPTION}'!$A$2:$A${len(days) + 1}")
    sheet.hide()


SHEET = MasterSheet(CAPTION, 900, draw, first=10, table=None)
