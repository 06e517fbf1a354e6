"""督办记录: whom a line is about, also where its unit is no more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.acts.test_succeeding import BURQIN, FUYUN, NEW, gone_into
from tests.small import small_plan
from toolkit.base.captions import Column
from toolkit.ledger import OfficeCell
from toolkit.standing.office_rows import SUPERVISION
from toolkit.standing.supervision import supervised

DAY, SAVED = date(2021, 2, 1), datetime(2021, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("富蕴县", [NEW.id]), ("富蕴县人民政府", [NEW.id]), ("布尔津县、福海县", [NEW.id, "fuhai"]),
        (NEW.area, [NEW.id]), ("没有的县", []),
    ],
)  # fmt: skip
def test_a_line_about_a_unit_that_is_no_more_is_about_the_one_in_its_place(name: str, about: list[str]) -> None:
    plan = gone_into(small_plan(), (FUYUN, BURQIN), NEW, DAY)
    cells = [
        OfficeCell("", "", "2021-01", 0, column, value, None, SAVED, DAY, "台账.xlsx", "督办记录", "A4",
                   row=SUPERVISION.key("1"))
        for column, value in ((Column.WATCHED_ON, DAY), (Column.WAY, "约谈"), (Column.UNIT, name))
    ]  # fmt: skip
    (one,) = supervised(plan, cells)
    assert sorted(one.unit_ids) == sorted(about)
    assert [objection.column for objection in one.objections] == ([] if about else [Column.UNIT])
