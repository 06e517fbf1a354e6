"""No page of a master has a text that is cut, less than eight points, a heading alone or nothing on it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter

from tests.conftest import KEY
from tests.effort import first
from tests.measured import complaints
from tests.standing.histories import at_random, extended
from tests.standing.plans import large
from toolkit.master.workbook import master_bytes
from toolkit.plan.model import Plan

SIZES = [
    ("shipped", 4),
    ("30x8", 2),
    ("5x200", 2),
    ("150x40", 2),
    ("5x200", 4),
    ("150x40", 4),
    ("60x12", 3),
    ("1x1", 2),
]


def plan_of(plan: Plan, size: str) -> Plan:
    """A plan of a size."""
    if size == "shipped":
        return extended(plan, 1)
    items, units = map(int, size.split("x"))
    return large(plan, items, units)


@pytest.mark.parametrize(("size", "periods"), first(1, SIZES))
def test_every_page_of_a_master_can_be_read(plan: Plan, size: str, periods: int) -> None:
    several = plan_of(plan, size)
    period = several.periods[periods - 1]
    for day in (period.due_date + timedelta(4), period.due_date - timedelta(9)):
        snapshot, earlier = at_random(several, periods, periods, day).shown(several, period, day)
        assert complaints(master_bytes(snapshot, KEY, earlier)) == []


def drawn(**said: object) -> bytes:
    """A small workbook with one fault or none."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, style = book.add_worksheet("页"), book.add_format({"font_size": 10, "text_wrap": bool(said.get("wrap"))})
    sheet.set_paper(9)
    sheet.set_column_pixels(0, 0, 100)
    sheet.write_string(0, 0, "一二三四五" * int(str(said.get("times", 1))), style)
    sheet.write_string(0, 1, "旁边", style)
    sheet.set_row(0, 20)
    if said.get("small"):
        sheet.set_column_pixels(1, 2, 1000)
        sheet.write_string(0, 2, "远", style)
        sheet.fit_to_pages(1, 0)
    if said.get("empty"):
        sheet.set_h_pagebreaks([1, 2])
        sheet.write_string(3, 0, "下", style)
    if said.get("heading"):
        bold = book.add_format({"bold": True})
        sheet.merge_range(1, 0, 1, 5, "一、标题", bold)
        sheet.write_string(2, 0, "下", style)
        sheet.set_h_pagebreaks([2])
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({}, ""), ({"times": 3}, "cut beside"), ({"times": 3, "wrap": True}, "cut below"),
        ({"times": 1, "wrap": True}, ""), ({"small": True}, "points"), ({"empty": True}, "is empty"),
        ({"heading": True}, "ends with a heading"),
    ],
)  # fmt: skip
def test_the_measure_sees_each_fault(fault: dict[str, object], said: str) -> None:
    found = complaints(drawn(**fault))
    assert (found == []) if not said else any(said in one for one in found), found
