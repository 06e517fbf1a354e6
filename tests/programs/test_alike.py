"""The form and the receipt judge alike: LibreOffice shows what the toolkit finds in the same cells.

Thousands of fillings are typed and pasted into forms over UNO, as a person would; the check cells, the hidden counts
and the line under the title are read, the form is saved by LibreOffice and read as it is on receipt.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.programs.alike.cases import beside_earlier_figures, every_filling, random_plans
from tests.programs.alike.compare import NAMES, Tally, compare
from tests.programs.alike.fillings import fillings
from tests.programs.alike.forms import Mark
from tests.programs.alike.plans import ITEM, VARIANTS, named, plan_of
from toolkit.catalogue import catalogues
from toolkit.form.writer import Base
from toolkit.plan.model import Plan, ValueType

pytestmark = pytest.mark.programs

# How many random plans; each has indicators and rules of its own and is filled alone and along with the others.
PLANS = int(os.environ.get("ALIKE_PLANS", "2000"))
SEED = int(os.environ.get("ALIKE_SEED", "20210131"))


def test_every_kind_of_value_is_tried_with_at_least_eighty_fillings(plan: Plan) -> None:
    tried: Counter[ValueType] = Counter()
    for variant in VARIANTS:
        made = catalogues(plan_of(plan, [named(variant, 1)]))[ITEM]
        tried[variant.indicator.type] = max(tried[variant.indicator.type], len(fillings(made.field["i1"])))
    assert set(tried) == set(ValueType)
    assert min(tried.values()) >= 80, tried


@pytest.fixture(scope="module")
def tallies(plan: Plan, base: Base, soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    """All comparisons, made once."""
    cases = {
        "every kind with every filling": every_filling(base, plan),
        "beside what was reported before": beside_earlier_figures(base, plan, SEED),
        "random plans": random_plans(base, plan, SEED, PLANS),
    }
    return {name: compare(of, NAMES, tmp_path_factory.mktemp("form"), soffice) for name, of in cases.items()}


@pytest.mark.parametrize("of", ["every kind with every filling", "beside what was reported before", "random plans"])
def test_form_and_receipt_say_the_same(tallies: dict[str, Tally], of: str) -> None:
    tally = tallies[of]
    assert not tally.unnamed, tally.report()
    assert not tally.ready_but_wrong
    marks = {mark for mark, times in tally.marks.items() if times > 100}
    assert {Mark.WRONG, Mark.TO_FILL, Mark.ASK, Mark.GOOD, Mark.NOTHING} <= marks, tally.marks


def test_what_has_a_name_is_still_so(tallies: dict[str, Tally]) -> None:
    """A name for a difference that is no longer seen must go."""
    seen = sum((tally.named for tally in tallies.values()), Counter())
    assert set(seen) == {named.name for named in NAMES}, seen
