"""Whatever may be answered comes back as it was answered: valid values → form → read → equal."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Forms
from tests.effort import share
from tests.form.answers import values_of
from toolkit.form.filling import answer_cells, fill_form
from toolkit.kinds.field import SAME, SAME_ALL, Field
from toolkit.plan.model import ValueType

# What a cell can hold; openpyxl refuses other control characters, and a carriage return does not survive XML.
_TYPED = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"], include_characters="\n")
WORDS = st.text(_TYPED, min_size=1)


def values(field: Field) -> st.SearchStrategy[object]:
    low, high = field.minimum, field.maximum
    if field.choices:
        return st.sampled_from(field.choices)
    if field.type is ValueType.TEXT:
        return WORDS.map(lambda text: text.strip()[: field.max_length].strip()).filter(
            lambda text: text[:1] not in ("", "#")
        )
    if field.type is ValueType.DATE:
        first = low if isinstance(low, date) else date(2000, 1, 1)
        return st.dates(first, high if isinstance(high, date) else date(2090, 1, 1))
    assert not isinstance(low, date) and not isinstance(high, date)
    if field.type is ValueType.INTEGER:
        return st.integers(int(low or 0), int(10**9 if high is None else high))
    return st.integers(int((low or 0) * 100) + 200, int((10**6 if high is None else high) * 100)).map(lambda n: n / 100)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("item", "unit"), [("3.1.3", "fuyun"), ("3.2.2", "kanas"), ("6.2", "qinghe")])
@settings(max_examples=share(7))
@given(data=st.data())
def test_valid_answers_come_back(data: st.DataObject, forms: Forms, item: str, unit: str) -> None:
    catalogue = forms.catalogue_of[item]
    cells = answer_cells(forms.blank(item, unit), catalogue)
    asked = [field for field in catalogue.fields if field.id in cells]
    assert [field.id for field in catalogue.fields if field.id not in cells] == [
        field.id for field in catalogue.fields if field.column == SAME or field.id == SAME_ALL
    ]
    chosen = {field.id: data.draw(st.none() | values(field), field.label) for field in asked}
    answers = {name: value for name, value in chosen.items() if value is not None}
    read, codes = values_of(fill_form(forms.blank(item, unit), catalogue, answers), catalogue)
    yes_no = {"是": True, "否": False}
    booleans = {field.id for field in catalogue.fields if field.type is ValueType.BOOLEAN}
    assert read == {n: yes_no[str(v)] if n in booleans else v for n, v in answers.items()}
    assert not codes
