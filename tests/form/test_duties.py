"""What a form's guide says of who does what, and what is sealed of it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.conftest import KEY
from tests.elsewhere import plan_elsewhere
from toolkit.catalogue import catalogues
from toolkit.form.book import read_book
from toolkit.form.duties import guide_lines
from toolkit.form.grid import SHEET
from toolkit.form.loaded_base import Base
from toolkit.form.unread import unread
from toolkit.form.writer import write_form
from toolkit.plan.measures import Measure
from toolkit.plan.model import Item, ItemKind, Plan

PLAN = plan_elsewhere(1, 5, 3)
UNIT, OTHER = PLAN.units[0], PLAN.units[1]
BARE = replace(
    PLAN.items[0], unit_ids=(UNIT.id,), units_as_written=UNIT.area, lead_unit="", cooperating="", supervising="",
    accepting="", leaders="", target="", measures=(Measure(1, "完善制度。"),),
)  # fmt: skip
SAID: list[tuple[dict[str, object], str]] = [
    ({"lead_unit": OTHER.area}, f"牵头单位：{OTHER.area}。由其汇总"),
    ({"cooperating": "督查组"}, "配合单位：督查组。要填报的，填配合"),
    ({"supervising": "督导室"}, "督导单位：督导室。要填报的，填督导"),
    ({"accepting": "验收组"}, "验收单位：验收组。要填报的，填验收"),
    ({"leaders": "×××（分管领导）"}, "责任领导：×××（分管领导）。有变动的"),
    ({"measures": (Measure(1, "完善制度。", limit_as_written="2026年5月底前"),)}, "以括号里的为准"),
]


def plan_of(item: Item) -> Plan:
    return replace(PLAN, items=(item,))


def guide_of(base: Base, item: Item) -> str:
    plan = plan_of(item)
    data = write_form(base, plan, catalogues(plan)[item.id], UNIT, plan.periods[0], KEY)
    return "\n".join(str(cell.value) for row in load_workbook(BytesIO(data))["填报说明"] for cell in row if cell.value)


@pytest.mark.one_in(2)
@pytest.mark.parametrize(("change", "said"), SAID)
def test_the_guide_says_who_fills_in_what_where_the_plan_does(base: Base, change: dict[str, object], said: str) -> None:
    item = replace(BARE, **change)  # type: ignore[arg-type]
    guide = guide_of(base, item)
    assert "责任分工" in guide and said in guide


def test_the_guide_is_silent_where_the_plan_is(base: Base) -> None:
    assert guide_lines(BARE) == [] and "责任分工" not in guide_of(base, BARE)


@pytest.mark.parametrize(
    "change", [*(change for change, _ in SAID), {"target": "年底前整改到位。"},
               {"measures": (Measure(1, "完善制度。", "", OTHER.area),)}],
)  # fmt: skip
def test_what_is_asked_of_whom_is_sealed(change: dict[str, object]) -> None:
    item = replace(BARE, **change)  # type: ignore[arg-type]
    before, after = (catalogues(plan_of(one))[one.id].digest for one in (BARE, item))
    assert before != after


@pytest.mark.parametrize("change", [{"note": "内部"}, {"part": "三"}, {"units_proposed": True}])
def test_what_is_not_asked_is_not_sealed(change: dict[str, object]) -> None:
    item = replace(BARE, **change)  # type: ignore[arg-type]
    before, after = (catalogues(plan_of(one))[one.id].digest for one in (BARE, item))
    assert before == after


@pytest.mark.parametrize(
    "change",
    [*(change for change, _ in SAID), {"target": "年底前整改到位。"}, {"target": "整改到位。" * 400},
     {"measures": (Measure(1, "完善制度。", "", OTHER.area),)}, {"units_proposed": True}, {"finding": "制度不全。"},
     {"kind": ItemKind.EXPLANATION, "description": "正在修订制度。"}],
)  # fmt: skip
def test_what_a_form_says_of_its_item_is_not_taken_for_what_the_unit_wrote(
    base: Base, change: dict[str, object]
) -> None:
    item = replace(BARE, **change)  # type: ignore[arg-type]
    plan = plan_of(item)
    catalogue = catalogues(plan)[item.id]
    book = read_book(write_form(base, plan, catalogue, UNIT, plan.periods[0], KEY))
    assert book is not None
    assert [*unread(book, catalogue, {SHEET})] == []
