from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ready import ready
from toolkit.plan.model import Plan
from toolkit.plan.placeholders import is_example, is_no_number, placeholders, stands_for_something


@pytest.mark.parametrize(
    "text",
    [
        "×××",
        "××",
        "XX",
        "xxx",
        "待填",
        "（待定）",
        "联系人待补",
        "***",
        "____",
        "？？",
        "某某",
        "市××局",
        "Ｘ Ｘ Ｘ".replace(" ", ""),
    ],
)
def test_what_holds_a_place(text: str) -> None:
    assert stands_for_something(text)


@pytest.mark.parametrize("text", ["", "王某某办公室主任", "市水务局", "欧阳待荣", "Max", "张三丰"])
def test_what_is_real(text: str) -> None:
    assert not stands_for_something(text)


@pytest.mark.parametrize(
    "text", ["000-0000000", "0000-00000000", "0906-0000000", "1111111", "010-1234567", "０００００００"]
)
def test_a_number_that_is_none(text: str) -> None:
    assert is_no_number(text)


@pytest.mark.parametrize("text", ["0906-2145678", "13999912345", "", "110", "8001000"])
def test_a_number_that_may_be_one(text: str) -> None:
    assert not is_no_number(text)


@pytest.mark.parametrize(
    "text", ["a@example.com", "a@mail.example.org", "a@EXAMPLE.net", "xxx@163.com", "a@xx.com", "a@example"]
)
def test_an_address_of_nobody(text: str) -> None:
    assert is_example(text)


@pytest.mark.parametrize("text", ["", "a@163.com", "example@163.com", "a@county.test", "a@myexample.com"])
def test_an_address_of_somebody(text: str) -> None:
    assert not is_example(text)


def test_every_place_that_is_printed_or_used_is_looked_at(plan: Plan) -> None:
    real = ready(plan)
    assert list(placeholders(real)) == []
    unit = replace(real.units[1], emails=("a@county.test", "b@example.com"), leader_email="c@example.com")
    spoiled = replace(
        real, contact="×××", phone="000-0000000", report_to="××局", email="o@example.com", units=(real.units[0], unit)
    )
    assert [(one.sheet, one.row, one.column) for one in placeholders(spoiled)] == [
        ("方案", "受理单位", "内容"), ("方案", "联系人", "内容"), ("方案", "联系电话", "内容"),
        ("方案", "报送邮箱", "内容"),
        ("单位", unit.area, "邮箱"), ("单位", unit.area, "抄送邮箱"),
    ]  # fmt: skip
