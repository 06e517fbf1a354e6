"""The sheets of an edition and the phone list by calculation: nothing cut, small, alone or empty, for any size."""

from __future__ import annotations

from datetime import date

import pytest

from tests.effort import first
from tests.measured import complaints
from tests.publish.editions import book, plan_of
from toolkit.plan.model import Plan
from toolkit.reply.phone_list import Call, Contact, write_phone_list

SIZES = [("shipped", 4), ("30x8", 2), ("5x200", 2), ("150x40", 2), ("shipped", 2), ("30x8", 4), ("5x200", 4)]
WHICH = ("没有收到：三（一）1", "\n".join(["退回待改：三（一）1 很长很长的事项标题，还有后半句"] * 4))


@pytest.mark.parametrize(("size", "periods"), first(1, SIZES))
def test_an_edition_can_be_read(plan: Plan, size: str, periods: int) -> None:
    assert complaints(book(plan_of(plan, size), periods)) == []


@pytest.mark.parametrize("number", [1, 8, 40, 200])
@pytest.mark.parametrize("which", WHICH)
def test_a_phone_list_can_be_read(plan: Plan, number: int, which: str) -> None:
    people = [Contact("某某", "0906-0000000", "方案"), Contact("某某某", "0906-0000001", "2021年1月填报人")]
    calls = [Call(plan.units[0], people[: 1 + n % 2], 4, which, n % 3) for n in range(number)]
    assert complaints(write_phone_list(plan, plan.periods[0], date(2021, 2, 2), calls)) == []
