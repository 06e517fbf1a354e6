"""What is measured by calculation is so on LibreOffice's paper too: eight points or more, no page without a word."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pdfplumber
import pytest

from tests.conftest import KEY
from tests.master.test_workbook_measured import plan_of
from tests.programs.real import printed
from tests.standing.histories import at_random
from toolkit.master.workbook import write_master
from toolkit.plan.model import Plan

pytestmark = pytest.mark.programs


@pytest.mark.parametrize(("size", "periods"), [("30x8", 2), ("5x70", 3)])
def test_every_page_is_printed_as_it_was_measured(
    plan: Plan, tmp_path: Path, soffice: str, size: str, periods: int
) -> None:
    several = plan_of(plan, size)
    period = several.periods[periods - 1]
    day = period.due_date + timedelta(4)
    snapshot, earlier = at_random(several, periods, periods, day).shown(several, period, day)
    write_master(snapshot, tmp_path / "master.xlsx", KEY, earlier)
    pages = printed(tmp_path / "master.xlsx", tmp_path, soffice)
    bare = [number for number, page in enumerate(pages, start=1) if sum(map(len, page.split())) < 30]
    assert bare == []
    small: dict[int, float] = {}
    with pdfplumber.open(tmp_path / "master.pdf") as paper:
        for number, page in enumerate(paper.pages, start=1):
            least = min((char["size"] for char in page.chars if char["text"].strip()), default=9.0)
            # LibreOffice knows a page's scale to a hundredth only, and without 宋体 its digits are wider than there.
            if least < 7.9:
                small[number] = round(least, 2)
            page.close()
    assert small == {}
