"""The form and the receipt judge alike: LibreOffice shows what the toolkit finds in the same cells.

Thousands of fillings are typed and pasted into forms over UNO, as a person would; the check cells, the hidden counts
and the line under the title are read, the form is saved by LibreOffice and read as it is on receipt.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.programs.alike.cases import Case, as_typed, beside_earlier_figures, every_filling, random_plans, right_answer
from tests.programs.alike.compare import NAMES, Tally, compare
from tests.programs.alike.fillings import Filling, fillings, serial
from tests.programs.alike.forms import READY, Form, Mark, Scene, make, play, read_back, reading, receipts, row_of
from tests.programs.alike.plans import ITEM, VARIANTS, named, plan_of
from toolkit.catalogue import catalogues
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import NOTHING
from toolkit.kinds.registry import KINDS
from toolkit.plan.model import Plan

pytestmark = pytest.mark.programs

# How many random plans. Each has three to five indicators and up to five rules of its own, with names that no other
# plan uses; twenty share one form, where each is filled alone, and all of them are filled together.
PLANS = int(os.environ.get("ALIKE_PLANS", "2000"))
SEED = int(os.environ.get("ALIKE_SEED", "20210131"))
COMPARISONS = ("every kind with every filling", "beside what was reported before", "random plans")


@pytest.fixture(scope="module")
def tallies(plan: Plan, base: Base, soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    """All comparisons, made once."""
    cases = (every_filling(base, plan), beside_earlier_figures(base, plan, SEED), random_plans(base, plan, SEED, PLANS))
    return {
        name: compare(of, NAMES, tmp_path_factory.mktemp("forms"), soffice)
        for name, of in zip(COMPARISONS, cases, strict=True)
    }


def test_every_kind_of_value_is_tried_with_at_least_eighty_fillings(plan: Plan) -> None:
    tried: Counter[str] = Counter()
    for variant in VARIANTS:
        field = catalogues(plan_of(plan, [named(variant, 1)]))[ITEM].field["i1"]
        tried[variant.indicator.word] = max(tried[variant.indicator.word], len(fillings(field)))
    assert set(tried) == set(KINDS)
    assert min(tried.values()) >= 80, tried


@pytest.mark.parametrize("name", COMPARISONS)
def test_form_and_receipt_say_the_same(tallies: dict[str, Tally], name: str) -> None:
    tally = tallies[name]
    assert not tally.unnamed, tally.report()
    assert not tally.ready_but_wrong
    often = {mark for mark, times in tally.marks.items() if times > 20}
    # Beside what was reported before nothing is to fill: what is not ticked is asked about.
    to_fill = set() if name == COMPARISONS[1] else {Mark.TO_FILL}
    assert {Mark.WRONG, Mark.ASK, Mark.GOOD, Mark.NOTHING} | to_fill <= often, tally.marks
    assert min(tally.states[state] for state in (READY[:2], "还有", "有 ")) > 30, tally.states


def test_what_has_a_name_is_still_so(tallies: dict[str, Tally]) -> None:
    """A name for a difference that is no longer seen must go."""
    seen = sum((tally.named for tally in tallies.values()), Counter[str]())
    assert set(seen) == {one.name for one in NAMES}, seen


def one_indicator(base: Base, plan: Plan, maximum: float = 100, usual: float | None = None) -> Form:
    """A form with one figure; what is more than ``usual`` needs a word."""
    indicator = replace(named(VARIANTS[0], 1), maximum=maximum, soft_maximum=usual)
    made = plan_of(plan, [indicator])
    return make(base, made, catalogues(made)[ITEM])


def right_but(form: Form, **answers: object) -> dict[str, Filling]:
    """All answers right but for some."""
    right = {name: right_answer(form.catalogue.field[name], {"i1": VARIANTS[0]}, NOTHING) for name in form.places}
    return {**right, **{name: as_typed(value) for name, value in answers.items()}}


def test_a_form_with_another_limit_than_the_receipt_is_found_out(
    plan: Plan, base: Base, soffice: str, tmp_path: Path
) -> None:
    """The comparison itself can fail: once by an error, once by a warning."""
    form = one_indicator(base, plan, 40, 20)
    for limits in ((29, 20), (40, 30)):
        other = one_indicator(base, plan, *limits)
        mixed = replace(form, plan=other.plan, catalogue=other.catalogue)
        case = Case(mixed, right_but(form), [{"i1": as_typed(30)}], [{"i1": as_typed(30)}])
        tally = compare([case], (), tmp_path / str(limits), soffice)
        assert {seen.difference.at for seen in tally.unnamed} == {"i1"}
        assert len(tally.unnamed) == 3  # all right, all odd, the odd one alone: 30 each time


def test_a_date_between_filling_in_and_receipt_is_only_known_to_the_receipt(
    plan: Plan, base: Base, soffice: str, tmp_path: Path
) -> None:
    """TODAY() is the day of filling in: what lies after it may have happened when the form comes in."""
    form = one_indicator(base, plan)
    later = date.today() + timedelta(days=2)
    scene = Scene({**right_but(form), "signoff_reported_on": Filling("date", serial(later))}, kept=True)
    ((played,),) = play([(form, [scene])], tmp_path / "play", soffice)
    assert played.page.mark(row_of(form.places["signoff_reported_on"])) is Mark.WRONG
    read = read_back(form, played.saved)
    at_once, two_days_on = receipts([reading(form, read, day) for day in (played.day, later)])
    assert (at_once.mark("signoff_reported_on"), at_once.notice) == (Mark.WRONG, played.page.notice)
    assert (two_days_on.mark("signoff_reported_on"), two_days_on.notice) == (Mark.GOOD, READY)
