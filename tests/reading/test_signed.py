"""Signed pages that come back as scans: told by the number in their name, or by what they are called."""

from __future__ import annotations

import pytest

from tests.conftest import KEY
from toolkit.form.cover import cover_number
from toolkit.form.seal import Identity, form_number
from toolkit.plan.model import Plan
from toolkit.reading.signed import Beside, Page, named_by_number, signed_page
from toolkit.standing.paper_ties import Tie

PERIOD, UNIT, ITEM = "2021-01", "fuyun", "3.1.1"
OTHERS = {"-": "-", "_": "_", "blank": " ", "full width": "／", "colon": "："}


def number_of(plan: Plan, item: str = ITEM, unit: str = UNIT) -> str:
    return form_number(Identity(plan.id, item, unit, PERIOD, 1, ""), plan.unit[unit].code, KEY)


@pytest.mark.parametrize("stroke", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("name", ["{}.pdf", "富蕴县 {} 签字件.jpg", "扫描_{}_1.PNG", "IMG 20210129 {}.pdf"])
def test_a_number_is_found_however_its_strokes_are_written(plan: Plan, stroke: str, name: str) -> None:
    file = name.format(number_of(plan).replace("/", stroke))
    assert named_by_number(plan, file, [KEY]) == Page(ITEM, UNIT, PERIOD, Tie.NUMBER)


def test_the_number_of_a_cover_stands_for_all_forms_of_its_unit(plan: Plan) -> None:
    number = cover_number(plan, plan.unit[UNIT], plan.period[PERIOD], KEY)
    assert named_by_number(plan, number.replace("/", "-") + ".pdf", [KEY]) == Page("", UNIT, PERIOD, Tie.NUMBER)


@pytest.mark.parametrize("change", ["other check", "other unit", "other item", "other key", "no check", "two numbers"])
def test_a_number_that_is_not_proven_ties_nothing(plan: Plan, change: str) -> None:
    number = number_of(plan).replace("/", "-")
    keys = [bytes(32)] if change == "other key" else [KEY]
    other = number_of(plan, "3.1.2").replace("/", "-")
    name = {
        "other check": number[:-1] + ("0" if number[-1] != "0" else "1"),
        "other unit": number.replace(plan.unit[UNIT].code, plan.unit["fuhai"].code),
        "other item": number.replace(ITEM, "3.1.2"),
        "no check": number[:-7],
        "two numbers": f"{number} {other}",
    }.get(change, number)
    assert named_by_number(plan, f"{name}.pdf", keys) is None


FORM, OTHER = Beside(ITEM, UNIT, PERIOD, "甲"), Beside("3.1.2", UNIT, PERIOD, "甲")
ELSEWHERE = Beside("3.1.2", UNIT, PERIOD, "乙")


@pytest.mark.parametrize(
    ("name", "beside", "items"),
    [
        ("签字页.pdf", (FORM,), (ITEM,)),
        ("盖章扫描件.jpg", (FORM, OTHER), ("",)),
        ("封面.pdf", (FORM, OTHER), ("",)),
        ("签字页.pdf", (FORM, ELSEWHERE), ()),
        ("三（一）1签字.pdf", (FORM, ELSEWHERE), (ITEM,)),
        ("富蕴县三（一）1、三（一）2签字盖章.pdf", (), (ITEM, "3.1.2")),
        ("签字页.pdf", (), ()),
        ("实施方案.pdf", (FORM,), ()),
        ("签字页.pdf", (FORM, Beside(ITEM, "fuhai", PERIOD, "甲")), ()),
    ],
)
def test_a_page_is_told_by_its_name_and_its_company(
    plan: Plan, name: str, beside: tuple[Beside, ...], items: tuple[str, ...]
) -> None:
    found = signed_page(plan, name, (), beside, PERIOD, [KEY])
    assert found == tuple(Page(item, UNIT, PERIOD, Tie.SIGNED) for item in items)
