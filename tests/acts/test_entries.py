"""What is understood of a form beside what it showed of the period before: ticks, and the one that stands for all."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import KEY, Forms
from toolkit.acts.entries import reading_of
from toolkit.base.findings import Finding, Severity
from toolkit.check.batch import check
from toolkit.form.book import read_book
from toolkit.form.filling import fill_form
from toolkit.form.identify import Identified, identify
from toolkit.form.prefill import prefill, remembered
from toolkit.form.writer import write_form
from toolkit.kinds.field import SAME, SAME_ALL, TICK
from toolkit.ledger import Issued
from toolkit.reading.forms import read_form

ITEM, UNIT, FIGURE = "3.1.1", "fuyun", "rural_kg_count"
DAY = date(2021, 4, 20)


def errors(forms: Forms, answers: dict[str, object]) -> list[Finding]:
    """What is wrong with a form of the second period, of which everything else is right and ticked."""
    plan, catalogue = forms.plan, forms.catalogue_of[ITEM]
    right = forms.right(ITEM, UNIT)
    figures = {field.id: right[field.id] for field in catalogue.fields if field.has_prior and field.id in right}
    given = prefill(catalogue, plan.periods[1], plan.periods[0], figures)  # type: ignore[arg-type]
    blank = write_form(forms.base, plan, catalogue, plan.unit[UNIT], plan.periods[1], KEY, 1, given)
    data = fill_form(blank, catalogue, {**right, "signoff_reported_on": DAY, SAME_ALL: TICK, **answers})
    book = read_book(data)
    assert book is not None
    (whose,) = identify(book, plan, KEY)
    assert isinstance(whose, Identified)
    i, prior = whose.identity, remembered(catalogue, given)
    form = Issued(i.item_id, i.unit_id, i.period_id, i.version, i.digest, DAY, prior=prior)
    issued = {(i.item_id, i.unit_id, i.period_id, i.version): form}
    (findings,) = check([reading_of(catalogue, read_form(whose, catalogue, plan), DAY, issued)])
    return [finding for finding in findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("tick", [None, TICK, "是"])
@pytest.mark.parametrize("blank", [True, False])
def test_one_tick_stands_for_figures_that_are_as_they_were(forms: Forms, tick: object, *, blank: bool) -> None:
    assert errors(forms, {f"{FIGURE}_{SAME}": tick, **({FIGURE: None} if blank else {})}) == []


@pytest.mark.parametrize("tick", ["也许", "大概一样", "见附件"])
def test_a_tick_that_cannot_be_read_is_asked_about_whatever_else_is_ticked(forms: Forms, tick: str) -> None:
    (said,) = errors(forms, {f"{FIGURE}_{SAME}": tick})
    assert (said.field, said.found) == (f"{FIGURE}_{SAME}", tick)
