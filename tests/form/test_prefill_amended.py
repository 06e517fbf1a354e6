"""A form that goes out anew because the plan was amended: what is left to fill in stands out, and is said on top."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.conftest import KEY, Forms
from toolkit.form.bound import Bindery, Leaf
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import Prefill
from toolkit.form.stamp import Press
from toolkit.form.styles import AMBER
from toolkit.form.writer import write_form

ITEMS = ("3.1.1", "3.2.3", "6.2")
UNIT = {"3.1.1": "fuyun", "3.2.3": "altay_city", "6.2": "qinghe"}


def given(forms: Forms, item: str, left: int) -> tuple[Prefill, set[str]]:
    """All answers but the first few that must be given, and which these are."""
    catalogue = forms.catalogue_of[item].of(UNIT[item])
    right = {n: v for n, v in forms.right(item, UNIT[item]).items() if n in catalogue.field}
    needed = [f.id for f in catalogue.fields if f.required and f.id in right][:left]
    answers = {name: value for name, value in right.items() if name not in needed}
    return Prefill(answers=answers, again=True, amended=True), {*needed}  # type: ignore[arg-type]


@pytest.mark.parametrize("item", ITEMS)
def test_what_is_left_is_coloured_and_said_on_top(forms: Forms, base: Base, item: str) -> None:
    catalogue, unit = forms.catalogue_of[item].of(UNIT[item]), forms.plan.unit[UNIT[item]]
    period = forms.plan.periods[0]
    prefill, needed = given(forms, item, 2)
    data = Press(base, forms.plan, KEY).form(catalogue, unit, period, 2, prefill)
    assert data == write_form(base, forms.plan, catalogue, unit, period, KEY, 2, prefill)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    marked = {
        str(area.sqref)
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.dxf is not None and rule.dxf.fill is not None and str(rule.dxf.fill.bgColor.rgb).endswith(AMBER)
    }
    open_now = {cell for cell in marked if sheet[cell].value is None}
    assert len(open_now) == len(needed) == 2 and len(marked) > 2
    (said,) = (str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if "待填" in str(cell.value))
    assert "原来报的已经收到" in said and "只补填标黄的格" in said


def test_other_forms_say_nothing_of_it(forms: Forms, base: Base) -> None:
    item = ITEMS[0]
    catalogue, unit = forms.catalogue_of[item].of(UNIT[item]), forms.plan.unit[UNIT[item]]
    prefill, _ = given(forms, item, 2)
    data = Press(base, forms.plan, KEY).form(catalogue, unit, forms.plan.periods[0], 2, replace(prefill, amended=False))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert not any("标黄" in str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row)


def test_in_a_book_it_is_the_same_sheet(forms: Forms, base: Base) -> None:
    press, period, unit = Press(base, forms.plan, KEY), forms.plan.periods[0], forms.plan.unit["fuyun"]
    prefill, _ = given(forms, "3.1.1", 2)
    leaves = [Leaf(forms.catalogue_of[item].of("fuyun"), 2, prefill if item == "3.1.1" else Prefill())
              for item in ("3.1.1", "3.1.2")]  # fmt: skip
    data = Bindery(press).book(unit, period, leaves)
    with ZipFile(BytesIO(data)) as parts:
        styles = parts.read("xl/styles.xml")
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    number = int(styles.split(b'<dxfs count="')[1].split(b'"')[0])
    used = {int(part.split(b'"')[0]) for sheet in sheets for part in sheet.split(b'dxfId="')[1:]}
    assert used and max(used) < number
    assert load_workbook(BytesIO(data)).worksheets
