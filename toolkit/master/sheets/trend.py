"""趋势: whether it is better than in the periods before; a sheet from the second period on.

Knows: which parts the page has. Must not know: how a part is drawn, where the points of the periods come from. This
period's numbers are formulas, those of the periods before stand as they were.
"""

from __future__ import annotations

from toolkit.base.captions import AS_OF, Sheet
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.style import HEI, print_setup
from toolkit.master.trend.figures import draw_figures
from toolkit.master.trend.layout import HEAD, TrendPage
from toolkit.master.trend.progress import draw_progress
from toolkit.master.trend.rates import draw_rates
from toolkit.standing.trend import point_of

_NAME = "名称"


def draw(page: Page) -> None:
    """Draw 趋势."""
    on = TrendPage(page, (*page.earlier, point_of(page.snapshot)))
    sheet, styles = page.sheet, page.styles
    on.set_columns()
    first, last = on.points[0].period.name, on.points[-1].period.name
    sheet.merge_range(0, 0, 0, on.last, f"{first}至{last}整改{Sheet.TREND}", styles.title())
    note = (
        f"本期是到{AS_OF}的情况；以前各期是到下一期应报日期前一天的情况，以后补报的算在后面一期。"
        "没有收到过报表的报送期没有列。"
    )
    sheet.merge_range(1, 0, 1, on.last, note, styles.small())
    sheet.set_row(0, 30)
    captions = (_NAME, "计量", *(point.period.name for point in on.points), "比上期")
    for column, caption in enumerate(captions):
        align = {} if column == 0 else {"align": "center"} if column == 1 else {"align": "right"}
        sheet.write_string(HEAD, column, caption, styles(font_name=HEI, top=2, bottom=1, **align))
    sheet.merge_range(HEAD, on.panel, HEAD, on.last, "", styles(top=2, bottom=1))
    sheet.set_row(HEAD, 20)
    row = draw_progress(on, HEAD + 1)
    row = draw_rates(on, row)
    row, breaks = draw_figures(on, row)
    print_setup(sheet, rows=(HEAD, HEAD), paper=9)
    sheet.set_h_pagebreaks(breaks)
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.outline_settings(True, False, True, False)  # the “+” stands above what it unfolds
    sheet.print_area(0, 0, row - 1, on.last)


_TABLE = Table(HEAD + 1, (_NAME,), grows=False)
SHEET = MasterSheet(Sheet.TREND, 18, draw, table=_TABLE, wanted=lambda snapshot, earlier: bool(earlier))
