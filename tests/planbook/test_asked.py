"""Who is asked where an item lists nobody: by the roles that the plan names, never by what is only alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.elsewhere import plan_elsewhere, read_back
from toolkit.base.errors import PlanError
from toolkit.plan.measures import Measure
from toolkit.plan.model import Item, Plan
from toolkit.plan.options import Role
from toolkit.plan.roles import roles_of
from toolkit.planbook.workbook import read_plan

PLAN = plan_elsewhere(1, 5, 3)
NAMES = [unit.area for unit in PLAN.units]
LEAD, FIRST, SECOND, HELPING, OTHER = NAMES


def item(measures: tuple[Measure, ...] = (Measure(1, "做。"),), **said: object) -> Item:
    bare = replace(PLAN.items[0], lead_unit="", units_as_written="", cooperating="", supervising="", accepting="")
    return replace(bare, measures=measures, unit_ids=(), **said)  # type: ignore[arg-type]


def plan_of(one: Item, *roles: Role) -> Plan:
    settings = replace(PLAN.settings, asked=roles) if roles else PLAN.settings
    return replace(PLAN, items=(one,), settings=settings)


def asked(path: Path, one: Item, *roles: Role) -> list[str]:
    read = read_back(path, plan_of(one, *roles))
    return [unit.area for _, unit in read.obligations()]


def test_who_leads_and_who_answers_report_unless_something_else_is_set(tmp_path: Path) -> None:
    one = item(lead_unit=LEAD, units_as_written=FIRST, cooperating=HELPING)
    assert asked(tmp_path, one) == [LEAD, FIRST]
    assert asked(tmp_path, one, Role.RESPONSIBLE, Role.COOPERATING) == [FIRST, HELPING]
    assert asked(tmp_path, one, Role.LEAD) == [LEAD]


def test_what_the_office_lists_wins(tmp_path: Path) -> None:
    assert asked(tmp_path, replace(item(lead_unit=LEAD), unit_ids=(PLAN.units[4].id,))) == [OTHER]


def test_a_unit_that_only_a_measure_names_answers_that_measure(tmp_path: Path) -> None:
    measures = (Measure(1, "共同做。"), Measure(2, "单独做。", units_as_written=HELPING))
    read = read_back(tmp_path, plan_of(item(measures, lead_unit=LEAD)))
    own = {unit.area: [m.no for m in one.measures] for one, unit in read.obligations()}
    assert own == {LEAD: [1], HELPING: [2]}


def test_measures_that_name_nobody_are_for_all_where_the_item_names_nobody(tmp_path: Path) -> None:
    measures = (
        Measure(1, "共同做。"),
        Measure(2, "甲做。", units_as_written=FIRST),
        Measure(3, "乙做。", units_as_written=SECOND),
    )
    read = read_back(tmp_path, plan_of(item(measures)))
    own = {unit.area: [m.no for m in one.measures] for one, unit in read.obligations()}
    assert own == {FIRST: [1, 2], SECOND: [1, 3]}


@pytest.mark.parametrize(
    ("make", "cell"),
    [
        (lambda name: item(lead_unit=name), "N2"),
        (lambda name: item(units_as_written=f"{FIRST}、{name}"), "K2"),
        (lambda name: item((Measure(1, "做。", units_as_written=name),), lead_unit=LEAD), "E2"),
    ],
)
def test_a_name_that_is_no_unit_is_a_fault_with_a_proposal(
    tmp_path: Path, make: Callable[[str], Item], cell: str
) -> None:
    with pytest.raises(PlanError) as caught:
        read_back(tmp_path, plan_of(make(f"{FIRST}局")))
    (fault,) = caught.value.faults
    assert fault.cell == cell
    assert f"没有“{FIRST}局”" in fault.message and f"是不是“{FIRST}”" in fault.message


def test_an_item_that_names_nobody_at_all_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        read_back(tmp_path, plan_of(item(cooperating=HELPING)))
    assert [(fault.cell, fault.message[:8]) for fault in caught.value.faults] == [("L2", "不知道由谁填报。")]


def test_the_rule_and_the_words_come_back_as_they_were_written(tmp_path: Path) -> None:
    plan = plan_elsewhere(3, 8, 5)
    read = read_back(tmp_path, plan)
    assert read.settings == plan.settings
    assert read_back(tmp_path, read) == read


# A word that means several units means the same under every heading. Of the five units one is of each kind.
@pytest.mark.one_in(100)
@pytest.mark.parametrize("word", ["各单位", "全部单位", "各部门", "各科室", "各乡镇", "各学校", "各企业"])
@pytest.mark.parametrize("role", list(Role))
def test_a_word_for_many_means_the_same_in_every_column(tmp_path: Path, word: str, role: Role) -> None:
    said = {
        Role.LEAD: "lead_unit", Role.RESPONSIBLE: "units_as_written", Role.COOPERATING: "cooperating",
        Role.SUPERVISING: "supervising", Role.ACCEPTING: "accepting",
    }[role]  # fmt: skip
    one = replace(item(), **{said: word})  # type: ignore[arg-type]
    found = asked(tmp_path, one, role)
    book = load_workbook(tmp_path / "方案.xlsx")
    heads = [cell.value for cell in book["事项"][1]]
    book["事项"].cell(2, heads.index("填报单位") + 1, word)
    book.save(tmp_path / "listed.xlsx")
    listed = [unit.area for _, unit in read_plan(tmp_path / "listed.xlsx").obligations()]
    assert found == listed and found
    units = {unit.area: unit for unit in PLAN.units}
    assert all(role in roles_of(one, units[area], PLAN.units) for area in found)
    assert not any(roles_of(one, unit, PLAN.units) for unit in PLAN.units if unit.area not in found)
