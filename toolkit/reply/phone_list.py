"""The phone list (电话单): whom to ring about what, with room for what they say; one printed page.

Knows: what is owed, xlsxwriter, the house style. Must not know: folders, the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter

from toolkit.base.excel_limits import PROPERTY, cut
from toolkit.base.texts import chinese_date
from toolkit.master.rows import TextSheet
from toolkit.master.style import Styles, print_setup, row_height
from toolkit.plan.deadlines import report_due
from toolkit.plan.model import Period, Plan, Unit

SHEET = "电话单"
_CAPTIONS = ("序号", "单位", "联系人", "电话", "从哪里来的", "还差", "哪些表", "催过几次", "通话时间", "对方答复")
_WIDTHS = (5.0, 12.0, 9.0, 15.0, 14.0, 6.0, 36.0, 6.0, 10.0, 22.0)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ring: a name or "", a number or "", and where both are from."""

    name: str
    phone: str
    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """One line: the unit, whom to ring (one line each), how many forms it owes, which, how often it was reminded."""

    unit: Unit
    contacts: Sequence[Contact]
    owing: int
    which: str
    times: int


def write_phone_list(plan: Plan, period: Period, as_of: date, calls: Sequence[Call]) -> bytes:
    """The list as a workbook; the same facts give the same bytes."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties(
        {
            "title": cut(f"{period.name}催报电话单", PROPERTY),
            "author": "整改报送工具",
            "created": datetime.combine(as_of, time.min),
        }
    )
    sheet, styles = workbook.add_worksheet(SHEET, TextSheet), Styles(workbook)
    last = len(_WIDTHS) - 1
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    sheet.merge_range(0, 0, 0, last, f"{period.name}整改情况催报电话单", styles.title())
    sheet.set_row(0, 32)
    due = chinese_date(report_due(period, plan.settings))
    said = f"{plan.report_to}　应报日期{due}　截至{chinese_date(as_of)}，还差得多的在前"
    sheet.merge_range(1, 0, 1, last, said, styles.small(align="right"))
    for index, caption in enumerate(_CAPTIONS):
        sheet.write_string(2, index, caption, styles.head())
    sheet.set_row(2, 24)
    middle, left = styles.cell(align="center"), styles.cell(indent=1)
    for number, call in enumerate(calls, start=1):
        row = 2 + number
        people = call.contacts or [Contact("", "", "方案里没有填")]
        texts: list[str | int] = [
            number, call.unit.area, "\n".join(c.name for c in people), "\n".join(c.phone for c in people),
            "\n".join(c.source for c in people), f"{call.owing}份", call.which, call.times or "", "", "",
        ]  # fmt: skip
        for index, text in enumerate(texts):
            style = left if index in (6, 9) else middle
            if isinstance(text, int):
                sheet.write_number(row, index, text, style)
            else:
                sheet.write_string(row, index, text, style)
        sheet.set_row(row, row_height([(t, w) for t, w in zip(texts, _WIDTHS, strict=True)], least=34))
    sheet.freeze_panes(3, 2)
    print_setup(sheet, rows=(2, 2), paper=9)
    workbook.close()
    return out.getvalue()
