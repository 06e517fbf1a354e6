"""How much a unit must type: cells of all its items, in the first period and in one in which nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.catalogue import Catalogue, catalogues
from toolkit.cli.demo import answers_of
from toolkit.form.cover import covered_fields, said_by_all
from toolkit.form.derived import DERIVED, derived_from, follows
from toolkit.form.prefill import NOTHING, Prefill, prefill
from toolkit.kinds.field import SAME_ALL
from toolkit.kinds.normalise import normalise
from toolkit.kinds.values import Value
from toolkit.plan.model import Plan
from toolkit.plan.options import Signing

UNIT = "fuyun"
ONE_BY_ONE, LATER = 284, 81
"""The cells that 25 forms asked in the first period and in a later one, before there were covers and ticks for all."""


def said(plan: Plan, catalogue: Catalogue) -> dict[str, Value]:
    """What the unit answers, as it is read."""
    right = answers_of(plan, catalogue, plan.unit[UNIT])
    return {name: normalise(catalogue.field[name], value).value for name, value in right.items()}


def typed_in_form(catalogue: Catalogue, answers: Mapping[str, Value], given: Mapping[str, Value]) -> set[str]:
    """The cells that must be typed of what a form asks, where this is said and that already stands in it."""
    needed = set()
    for field in catalogue.fields:
        when = field.required_when
        if field.required or (when is not None and answers.get(when.field_id) in when.labels):
            needed.add(field.id)
    alike = bool(derived_from(catalogue)) and follows(catalogue, answers)
    return {name for name in needed if given.get(name) is None and not (alike and name == DERIVED)}


def counted(plan: Plan, catalogue_of: Mapping[str, Catalogue], *, later: bool) -> int:
    """The cells of a book: those of its cover once, and of its forms."""
    first, second = plan.periods[:2]
    of = [catalogue_of[item.id].of(UNIT) for item, unit in plan.obligations() if unit.id == UNIT]
    answers = {one.item.id: said(plan, one) for one in of}
    given: dict[str, Prefill] = {
        one.item.id: prefill(one, second, first, answers[one.item.id]) if later else NOTHING for one in of
    }
    on_cover = covered_fields(of, later=later)
    known = said_by_all(on_cover, (one.answers for one in given.values()))
    names = {field.id for field in on_cover}
    cover = {field.id for field in on_cover if (field.required or field.id == SAME_ALL) and field.id not in known}
    return len(cover) + sum(
        len(typed_in_form(one, answers[one.item.id], given[one.item.id].answers) - names) for one in of
    )


def test_in_the_first_period_a_unit_types_what_only_it_knows(plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    """How far each measure is, what was done, what is next, the figures: under a half, though a third was wanted."""
    assert counted(plan, catalogue_of, later=False) == 121 < ONE_BY_ONE / 2


def test_where_nothing_changed_a_tenth_is_typed(plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    """The day, the signature, one tick, and whether three explanations still hold."""
    assert counted(plan, catalogue_of, later=True) == 6 <= LATER / 10


def test_a_signed_page_takes_the_place_of_an_answer(plan: Plan) -> None:
    by_page = replace(plan, settings=replace(plan.settings, signing=Signing.PAGE))
    assert counted(by_page, catalogues(by_page), later=True) == 5
