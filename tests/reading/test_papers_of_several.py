"""A paper whose name names several items belongs to each of them."""

from __future__ import annotations

import pytest

from toolkit.plan.model import Plan
from toolkit.reading.guess import named_items
from toolkit.reading.papers import Form, tie

PERIOD = "2021-01"


@pytest.mark.parametrize(("name", "items"), [
    ("富蕴县三（一）1、三（一）2方案.pdf", ("3.1.1", "3.1.2")),
    ("富蕴县3.1.1和3.1.2方案.pdf", ("3.1.1", "3.1.2")),
    ("富蕴县三（一）1、2方案.pdf", ("3.1.1", "3.1.2")),
    ("富蕴县三(一)1-2方案.pdf", ("3.1.1", "3.1.2")),
    ("富蕴县三（一）1至3方案.pdf", ("3.1.1", "3.1.2", "3.1.3")),
    ("三（一）2、三（一）1.pdf", ("3.1.2", "3.1.1")),
    ("三（一）1三（一）1.pdf", ("3.1.1",)),
    ("富蕴县三（一）1方案.pdf", ("3.1.1",)),
    ("富蕴县三（一）1-2021年方案.pdf", ("3.1.1",)),
    ("富蕴县三（一）1、99所.pdf", ("3.1.1",)),
    ("富蕴县方案.pdf", ()),
])  # fmt: skip
def test_every_item_that_a_name_names(plan: Plan, name: str, items: tuple[str, ...]) -> None:
    assert named_items(plan, name) == items


@pytest.mark.parametrize("beside", [True, False])
def test_it_is_tied_to_each(plan: Plan, beside: bool) -> None:
    forms = [Form(item, "fuyun", PERIOD, ()) for item in ("3.1.1", "3.1.2", "3.1.3")] if beside else []
    tied = tie(plan, "富蕴县三（一）1、三（一）2方案.pdf", (), forms, PERIOD)
    assert [(one.item_id, one.unit_id) for one in tied] == [("3.1.1", "fuyun"), ("3.1.2", "fuyun")]


def test_a_package_that_names_several_does_not_say_whose_a_paper_is(plan: Plan) -> None:
    forms = [Form(item, "fuyun", PERIOD, ()) for item in ("3.1.1", "3.1.2")]
    (tied,) = tie(plan, "方案.pdf", ("富蕴县三（一）1、三（一）2.zip",), forms, PERIOD)
    assert (tied.item_id, tied.unit_id) == ("", "fuyun")
    (tied,) = tie(plan, "方案.pdf", ("富蕴县三（一）2.zip",), forms, PERIOD)
    assert tied.item_id == "3.1.2"
