"""The sheet 单位: units in whose place others stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from tests.acts.test_succeeding import CHANGES
from toolkit.base.errors import PlanError
from toolkit.plan.model import Plan
from toolkit.planbook.differences import Way, differences
from toolkit.planbook.workbook import plan_of_bytes
from toolkit.planbook.writing import plan_workbook

DAY = date(2021, 6, 1)


def written(plan: Plan, cells: Mapping[str, Mapping[str, object]] = {}) -> bytes:
    """The workbook of a plan with cells of 单位 typed over, by short name and caption."""
    book = plan_workbook(plan)
    sheet = book["单位"]
    captions = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for caption, value in cells.get(str(row[captions.index("简称")].value), {}).items():
            row[captions.index(caption)].value = value  # type: ignore[assignment]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", CHANGES)
def test_a_plan_with_former_units_is_read_as_it_was_written(plan: Plan, name: str) -> None:
    change, unit = CHANGES[name]
    now = plan_of_bytes(written(change(plan)))
    assert now.unit[unit].aliases[-1] in ("富蕴", "布尔津")
    assert plan_of_bytes(written(now)) == now
    told = {str(one) for one in differences(plan, now) if one.way is Way.SUCCEEDED}
    assert told == {f"{one.area}并入{now.unit[unit].area}" for one in now.former}
    assert not [one for one in differences(plan, now) if one.part == "分工"]


def test_whoever_is_asked_under_the_old_name_is_asked_under_the_new_one(plan: Plan) -> None:
    now = plan_of_bytes(written(plan, {"富蕴县": {"并入单位": "布尔津县", "并入日期": DAY}}))
    assert [unit.area for unit in now.units] == [unit.area for unit in plan.units if unit.area != "富蕴县"]
    for item in plan.items:
        wanted = {"burqin" if unit == "fuyun" else unit for unit in item.unit_ids}
        assert {*now.item[item.id].unit_ids} == wanted


WRONG: dict[str, tuple[Mapping[str, Mapping[str, object]], str]] = {
    "nobody of that name": ({"富蕴县": {"并入单位": "乌有市", "并入日期": DAY}}, "没有另一个单位叫“乌有市”"),
    "itself": ({"富蕴县": {"并入单位": "富蕴县", "并入日期": DAY}}, "没有另一个单位叫“富蕴县”"),
    "no day": ({"富蕴县": {"并入单位": "布尔津县"}}, "请写明从哪一天起"),
    "no unit": ({"富蕴县": {"并入日期": DAY}}, "没有写并入哪个单位"),
    "a day that is none": ({"富蕴县": {"并入单位": "布尔津县", "并入日期": "六月"}}, "不是日期"),
    "in a circle": (
        {"富蕴县": {"并入单位": "布尔津县", "并入日期": DAY}, "布尔津县": {"并入单位": "富蕴县", "并入日期": DAY}},
        "绕了一圈",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_a_fault_at_its_cell(plan: Plan, name: str) -> None:
    cells, word = WRONG[name]
    with pytest.raises(PlanError, match=word) as raised:
        plan_of_bytes(written(plan, cells))
    assert {fault.sheet for fault in raised.value.faults} == {"单位"}


def test_a_renamed_unit_may_keep_its_code(plan: Plan) -> None:
    change, unit = CHANGES["renamed"]
    now = change(plan)
    kept = tuple(replace(one, code=plan.unit["fuyun"].code) if one.id == unit else one for one in now.units)
    assert plan_of_bytes(written(replace(now, units=kept))).unit[unit].code == plan.unit["fuyun"].code
