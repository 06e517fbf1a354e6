"""What tells two plans apart: every kind of difference once, and nothing where nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planbook.plans import SMALL
from toolkit.plan.model import Indicator, Item, Plan, Unit
from toolkit.planbook.differences import Difference, Part, Way, differences

ITEM = SMALL.items[0]


def with_item(plan: Plan, **changes: object) -> Plan:
    return replace(plan, items=(replace(plan.items[0], **changes), *plan.items[1:]))  # type: ignore[arg-type]


def with_unit(plan: Plan, **changes: object) -> Plan:
    return replace(plan, units=(replace(plan.units[0], **changes), *plan.units[1:]))  # type: ignore[arg-type]


def more_units(plan: Plan) -> Plan:
    return replace(plan, units=(*plan.units, Unit("new", "新设区人民政府", "新设区")))


CHANGES: dict[str, tuple[Callable[[Plan], Plan], Part, Way, str]] = {
    "unit added": (more_units, Part.UNIT, Way.ADDED, "新设区"),
    "unit called otherwise": (lambda p: with_unit(p, area="富蕴市"), Part.UNIT, Way.CHANGED, "富蕴市"),
    "title": (lambda p: with_item(p, title="另一个题目"), Part.TEXT, Way.CHANGED, "另一个题目"),
    "finding": (lambda p: with_item(p, finding="另有问题。"), Part.TEXT, Way.CHANGED, "另有问题"),
    "leading unit": (lambda p: with_item(p, lead_unit="某局"), Part.ROLE, Way.CHANGED, "某局"),
    "who is asked": (lambda p: with_item(p, unit_ids=p.items[0].unit_ids[:1]), Part.ROLE, Way.CHANGED, "填报单位"),
    "limit": (
        lambda p: with_item(p, time_limit=replace(p.items[0].time_limit, due_date=date(2030, 1, 1))),
        Part.LIMIT, Way.CHANGED, "2030-01-01",
    ),
    "measure withdrawn": (
        lambda p: with_item(p, measures=p.items[0].measures[:-1]), Part.MEASURE, Way.WITHDRAWN, "措施",
    ),
    "measure reworded": (
        lambda p: with_item(p, measures=(replace(p.items[0].measures[0], text="另一条措施。"),
                                         *p.items[0].measures[1:])),
        Part.TEXT, Way.CHANGED, "另一条措施",
    ),
    "item withdrawn": (
        lambda p: replace(p, items=p.items[1:], indicators=(), rules=()), Part.ITEM, Way.WITHDRAWN, ITEM.title,
    ),
    "indicator's unit of measure": (
        lambda p: replace(p, indicators=(replace(p.indicators[0], measured_in="万所"), *p.indicators[1:])),
        Part.INDICATOR, Way.CHANGED, "万所",
    ),
    "rules withdrawn": (lambda p: replace(p, rules=()), Part.RULE, Way.WITHDRAWN, ""),
    "period moved": (
        lambda p: replace(p, periods=(replace(p.periods[0], due_date=date(2030, 2, 1)), *p.periods[1:])),
        Part.PERIOD, Way.CHANGED, "2030-02-01",
    ),
    "setting": (lambda p: replace(p, contact="另一位"), Part.SETTING, Way.CHANGED, "另一位"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_by_what_it_is_in_and_which_way(name: str) -> None:
    change, part, way, word = CHANGES[name]
    found = differences(SMALL, change(SMALL))
    assert any(one.part is part and one.way is way and word in str(one) for one in found), [*map(str, found)]


@pytest.mark.parametrize("name", CHANGES)
def test_the_other_way_round_what_was_added_is_withdrawn(name: str) -> None:
    other = {Way.ADDED: Way.WITHDRAWN, Way.WITHDRAWN: Way.ADDED, Way.CHANGED: Way.CHANGED}
    after = CHANGES[name][0](SMALL)

    def counted(found: tuple[Difference, ...]) -> list[tuple[Part, Way]]:
        return sorted((one.part, one.way) for one in found)

    there, back = counted(differences(SMALL, after)), counted(differences(after, SMALL))
    assert there == sorted((part, other[way]) for part, way in back)


def test_a_plan_does_not_differ_from_itself() -> None:
    assert differences(SMALL, SMALL) == ()


@given(st.permutations(SMALL.units), st.permutations(SMALL.items), st.permutations(SMALL.indicators))
def test_the_order_of_rows_is_no_difference(
    units: Sequence[Unit], items: Sequence[Item], indicators: Sequence[Indicator]
) -> None:
    mixed = replace(SMALL, units=tuple(units), items=tuple(items), indicators=tuple(indicators))
    assert differences(SMALL, mixed) == ()


def test_a_unit_that_is_called_otherwise_is_the_same_unit_everywhere() -> None:
    found = differences(SMALL, with_unit(SMALL, area="富蕴市"))
    assert {one.part for one in found} == {Part.UNIT}


def test_long_texts_are_quoted_where_they_differ() -> None:
    long = "很长的一段话，" * 30
    before, after = with_item(SMALL, finding=long + "甲"), with_item(SMALL, finding=long + "乙")
    (one,) = differences(before, after)
    assert len(str(one)) < 200 and "甲”" in str(one) and "乙”" in str(one)
