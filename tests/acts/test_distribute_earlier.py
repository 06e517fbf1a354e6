"""What forms take over from earlier periods: only what a form last said is read, and nothing else counts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.acts.test_gather import END, kept, shuffled
from tests.effort import first
from tests.small import small_plan
from tests.standing.histories import at_random
from toolkit.acts.distribute import last_said, newest_accepted, people_of, returns_before
from toolkit.catalogue import PHONE, REPORTER
from toolkit.plan.model import FormKey


@pytest.mark.parametrize("seed", first(1, range(60)))
def test_what_is_not_read_of_earlier_periods_changes_no_form(tmp_path: Path, seed: int) -> None:
    plan = small_plan()
    made = shuffled(at_random(plan, seed, 4, END), plan, random.Random(seed))
    with kept(made, tmp_path) as ledger:
        for number, period in enumerate(plan.periods):
            every = [s for before in plan.periods[:number] for s in ledger.submissions(before.id)]
            read = returns_before(plan, ledger, period)
            assert {s.period_id for s in read} <= {before.id for before in plan.periods[:number]}
            newest = newest_accepted(plan, every)
            assert [*newest_accepted(plan, read).items()] == [*newest.items()]
            assert last_said(ledger, read, END) == last_said(ledger, every, END)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["甲", "乙"], "乙"),
        (["乙", "甲"], "甲"),
        (["甲", "甲", "乙"], "甲"),
        (["甲", "乙", "乙", "甲"], "甲"),
        (["甲", "乙", "丙"], "丙"),
    ],
)
def test_who_fills_in_is_who_most_forms_name_else_the_newest(said: list[str], expected: str) -> None:
    period = small_plan().periods[0]
    before = {FormKey(f"{n}", "fuyun"): (period, {REPORTER: name, PHONE: name * 2}) for n, name in enumerate(said)}
    assert people_of(before) == {"fuyun": {REPORTER: expected, PHONE: expected * 2}}
