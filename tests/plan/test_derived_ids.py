from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.plan.derived_ids import indicator_id, item_id, item_ids, rule_id, unit_id

CODES = st.text("一二三十（）().、1234567890水气第项条-问题", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("code", "id_"),
    [("三（一）1", "3.1.1"), ("一2", "1.2"), ("12", "12"), ("（十二）", "12"), ("3.1.1", "3.1.1"),
     ("五、（二）③", "5.2.3"), ("第三项", "3"), ("A-1", "A-1")],
)  # fmt: skip
def test_a_number_is_its_figures(code: str, id_: str) -> None:
    assert item_id(code) == id_


@given(CODES)
def test_an_id_is_one_that_the_workbook_takes(code: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*", item_id(code)) and len(item_id(code)) <= 40


@pytest.mark.parametrize(("one", "other"), [("水1", "气1"), ("问题一", "任务一"), ("问题", "任务")])
def test_words_in_a_number_tell_it_apart(one: str, other: str) -> None:
    assert item_id(one) != item_id(other)


@given(st.lists(CODES, unique=True, min_size=1, max_size=8))
def test_no_two_items_have_one_id(codes: list[str]) -> None:
    ids = item_ids(("", code) for code in codes)
    if len({re.sub(r"\s", "", code) for code in codes}) == len(codes):
        assert len({id_.casefold() for id_ in ids}) == len(ids)


@given(st.lists(st.sampled_from(["一1", "一2", "二1", "三（一）1", "四（五）"]), unique=True, min_size=2))
def test_rows_that_are_added_or_moved_leave_the_ids_of_others(codes: list[str]) -> None:
    whole = dict(zip(codes, item_ids(("", code) for code in codes), strict=True))
    fewer = dict(zip(codes[1:][::-1], item_ids(("", code) for code in codes[1:][::-1]), strict=True))
    assert all(whole[code] == id_ for code, id_ in fewer.items())


def test_units_figures_and_rules_are_told_by_their_words() -> None:
    assert unit_id("青山县人民政府") == unit_id(" 青山县 人民政府") != unit_id("青水县人民政府")
    assert indicator_id("1", "学校数") != indicator_id("2", "学校数")
    assert re.fullmatch(r"[a-z][a-z0-9_]*", indicator_id("1", "学校数"))
    assert rule_id("1", "[甲] > 0") != rule_id("1", "[乙] > 0")
