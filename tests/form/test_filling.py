"""A form that is filled is what a program makes of it that loads it, types into its cells and saves it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.conftest import Forms
from tests.effort import first
from tests.form.answers import typed_in
from tests.looks import same_looks
from tests.promises.odd_files import packed
from toolkit.base.opc import parts_of
from toolkit.form.filling import answer_cells, fill_form

FORM = ("3.1.1", "fuyun")
NUMBER, TEXT, DAY, PROGRESS = "rural_kg_count", "overall_person", "signoff_reported_on", "m1_progress"
# What people type, by the field in which they type it.
TYPED: dict[str, Mapping[str, object]] = {
    "what is asked for": {NUMBER: 38, TEXT: "×××", DAY: date(2021, 1, 28), PROGRESS: "已完成。"},
    "a date where a number is asked for": {NUMBER: date(1999, 1, 1), TEXT: "之后", DAY: date(2021, 1, 28)},
    "texts like formulas and errors": {NUMBER: "=1/0", TEXT: "=A1", DAY: "#REF!", PROGRESS: "-已完成"},
    "fractions and large numbers": {NUMBER: 0.1 + 0.2, TEXT: 1e300, DAY: -1, PROGRESS: 123456789012345678},
    "what XML must spell otherwise": {NUMBER: "<&>\"'", TEXT: "\r\n两行\t", DAY: " 空 ", PROGRESS: "𠮷]]>\u00a0"},
    "a date where a text is asked for": {TEXT: date(1999, 1, 1), PROGRESS: datetime(2021, 1, 28, 13, 30)},
    "nothing": {},
    "a cell emptied": {NUMBER: None, TEXT: None, DAY: None, PROGRESS: ""},
    "yes and no": {NUMBER: True, TEXT: False, DAY: True, PROGRESS: False},
    "moments": {DAY: datetime(2021, 1, 28, 13, 30), NUMBER: "2021-01-28"},
    "time of day and lengths of time": {NUMBER: timedelta(hours=30), DAY: timedelta(days=2)},
    "more than a cell holds": {PROGRESS: "长" * 40_000},
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("what", first(6, [*TYPED]))
def test_a_filled_form_is_what_openpyxl_saves(forms: Forms, what: str) -> None:
    typed = TYPED[what]
    blank, catalogue = forms.blank(*FORM), forms.catalogue_of[FORM[0]]
    places = answer_cells(blank, catalogue)
    expected = typed_in(blank, {places[name]: value for name, value in typed.items()})
    # Saved once more, because openpyxl draws the borders of merged cells anew.
    same_looks(typed_in(fill_form(blank, catalogue, typed), {}), expected)


def test_it_says_that_it_was_saved_now(forms: Forms) -> None:
    before = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    data = forms.filled(*FORM)
    modified = load_workbook(BytesIO(data)).properties.modified
    assert modified is not None and before <= modified <= datetime.now(UTC).replace(tzinfo=None)


def without_cell(data: bytes, place: str) -> bytes:
    """A form as a program saves it that leaves empty cells out."""
    parts = parts_of(data)
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"], found = re.subn(rb'<c r="%s".*?</c>' % place.encode(), b"", sheet)
    assert found == 1
    return packed(parts)


def test_a_cell_that_another_program_has_left_out_is_filled_too(forms: Forms) -> None:
    catalogue = forms.catalogue_of[FORM[0]]
    place = answer_cells(forms.blank(*FORM), catalogue)[NUMBER][1]
    filled = fill_form(without_cell(forms.blank(*FORM), place), catalogue, {NUMBER: 38})
    assert load_workbook(BytesIO(filled))["填报表"][place].value == 38


def test_what_cannot_be_filled_is_said(forms: Forms) -> None:
    blank, catalogue = forms.blank(*FORM), forms.catalogue_of[FORM[0]]
    with pytest.raises(ValueError, match="not a readable form"):
        fill_form(b"PK\x03\x04", catalogue, {})
    with pytest.raises(KeyError):
        fill_form(blank, catalogue, {"no_such_field": 1})
    with pytest.raises(IllegalCharacterError):
        fill_form(blank, catalogue, {TEXT: "a\x01"})
