"""A form that is stamped is the form that would have been drawn, byte for byte."""

from __future__ import annotations

import random
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.conftest import KEY
from tests.effort import first
from toolkit.catalogue import Catalogue
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import Prefill, prefill
from toolkit.form.stamp import Press
from toolkit.form.writer import write_form
from toolkit.kinds.field import Field
from toolkit.plan.model import Plan, ValueType


@pytest.fixture(scope="module")
def press(base: Base, plan: Plan) -> Press:
    return Press(base, plan, KEY)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.mark.exhaustive
@pytest.mark.parametrize("every", first(1, [4, 1]))
def test_every_form_of_the_plan_is_the_same_part_by_part(
    press: Press, base: Base, plan: Plan, catalogue_of: dict[str, Catalogue], every: int
) -> None:
    for item in (*{item.kind: item for item in plan.items}.values(), *plan.items[::every]):
        for unit_id in (item.unit_ids[0], item.unit_ids[-1]):
            unit, catalogue = plan.unit[unit_id], catalogue_of[item.id]
            drawn = write_form(base, plan, catalogue, unit, plan.periods[0], KEY)
            stamped = press.form(catalogue, unit, plan.periods[0])
            assert parts(stamped) == parts(drawn)
            assert stamped == drawn


@pytest.mark.parametrize("due", [date(2021, 2, 28), date(2021, 11, 3), date(2021, 12, 31), date(2022, 1, 1)])
def test_the_drawn_shape_may_be_another_periods(
    base: Base, plan: Plan, catalogue_of: dict[str, Catalogue], due: date
) -> None:
    first, unit = plan.periods[0], plan.unit["fuyun"]
    later = replace(first, id="2021-99", name="另一期", due_date=due)
    periods = replace(plan, periods=(first, later))
    press = Press(base, periods, KEY)
    for period in (first, later, first):
        drawn = write_form(base, periods, catalogue_of["3.1.1"], unit, period, KEY)
        assert press.form(catalogue_of["3.1.1"], unit, period) == drawn


def test_the_drawn_shape_may_be_another_units_and_version(
    press: Press, base: Base, plan: Plan, catalogue_of: dict[str, Catalogue]
) -> None:
    catalogue, period = catalogue_of["3.1.1"], plan.periods[1]
    for unit_id, version in (("fuyun", 3), ("fuhai", 1), ("altay_city", 12)):
        unit = plan.unit[unit_id]
        assert press.form(catalogue, unit, period, version) == write_form(
            base, plan, catalogue, unit, period, KEY, version
        )


def value_of(field: Field, dice: random.Random) -> object:
    if field.type is ValueType.BOOLEAN:
        return dice.random() < 0.5
    if field.choices:
        return dice.choice(field.choices)
    if field.type is ValueType.DATE:
        return date(2021, 1, dice.randint(1, 28))
    if field.type is ValueType.INTEGER:
        return dice.choice((0, 5, 123456))
    if field.type.is_number:
        return dice.choice((0, 0.1, 95.68, 100, 1 / 3, 1e-7, 0.1 + 0.2))
    return dice.choice(
        (
            "已完成。",
            " 前后有空格 ",
            "两行\n第二行",
            "<&>\"'",
            "=1+1",
            "制表\t符",
            "𠮷",
            "2021-01-31",
            "58",
            "",
            "回\r车",
        )
    )


@pytest.mark.one_in(100)
@pytest.mark.parametrize("seed", first(10, range(120)))
def test_what_is_given_is_written_the_same(
    seed: int, press: Press, base: Base, plan: Plan, catalogue_of: dict[str, Catalogue]
) -> None:
    dice = random.Random(seed)
    item_id, unit_id = dice.choice((("3.1.1", "fuyun"), ("3.1.2", "burqin"), ("3.4.1", "qinghe"), ("6.2", "kanas")))
    catalogue, unit = catalogue_of[item_id], plan.unit[unit_id]
    values = {field.id: value_of(field, dice) for field in catalogue.fields if dice.random() < 0.7}
    known = prefill(catalogue, plan.periods[1], plan.periods[0], values)  # type: ignore[arg-type]
    drawn = write_form(base, plan, catalogue, unit, plan.periods[1], KEY, 1, known)
    assert press.form(catalogue, unit, plan.periods[1], 1, known) == drawn
    assert known.prior_name


def test_a_text_that_no_workbook_can_hold_is_refused_as_in_a_drawn_one(
    press: Press, plan: Plan, catalogue_of: dict[str, Catalogue]
) -> None:
    bad = Prefill("", {}, {"overall_person": "a\x01"})
    with pytest.raises(IllegalCharacterError):
        press.form(catalogue_of["3.1.1"], plan.unit["fuyun"], plan.periods[0], 1, bad)


def test_a_longer_name_of_a_unit_makes_its_row_higher(
    press: Press, base: Base, plan: Plan, catalogue_of: dict[str, Catalogue]
) -> None:
    unit = replace(plan.unit["fuyun"], name="富蕴县人民政府" * 8)
    period = plan.periods[0]
    assert press.form(catalogue_of["3.1.1"], unit, period) == write_form(
        base, plan, catalogue_of["3.1.1"], unit, period, KEY
    )
