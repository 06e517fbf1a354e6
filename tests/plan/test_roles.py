"""Names in a document's words, looked up among a plan's units."""

from __future__ import annotations

import pytest

from tests.elsewhere import units_of
from toolkit.plan.model import Item, ItemKind, Unit
from toolkit.plan.options import Role
from toolkit.plan.roles import names_in, near_name, roles_of, units_named

UNITS = (
    Unit("a", "某县教育局", "教育局", ("县教育局", "县教体局"), "", "部门"),
    Unit("b", "青山镇人民政府", "青山镇", (), "", "乡镇"),
    Unit("c", "红旗乡人民政府", "红旗乡", (), "", "乡镇（街道）"),
    Unit("d", "城投公司", "城投公司", (), "", "企业"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("教育局", "a"), ("县教体局、青山镇", "ab"), ("青山镇人民政府，城投公司；教育局", "abd"), ("各乡镇", "bc"),
        ("各单位", "abcd"), ("各部门、各企业", "ad"), ("教育局（配合：城投公司）", "a"), ("教育局（学前教育股）", "a"),
        ("牵头单位：教育局", "a"), ("城投公司\n教育局", "ad"), ("", ""),
        ("教 育 局", "a"), ("青山镇　", "b"), ("城投公司\xa0、教育局", "ad"), ("Ｂ、b", "b"),
    ],
)  # fmt: skip
def test_names_mean_the_units_that_are_called_so(text: str, found: str) -> None:
    named = units_named(text, UNITS)
    assert ("".join(named.unit_ids), named.unknown, named.ambiguous) == (found, (), ())


@pytest.mark.parametrize("text", ["教育", "青山", "各学校", "县财政局", "各", "城投"])
def test_what_is_only_like_a_name_means_nobody(text: str) -> None:
    named = units_named(text, UNITS)
    assert (named.unit_ids, named.unknown) == ((), (text,))


def test_a_name_that_two_units_have_means_neither() -> None:
    twins = (*UNITS, Unit("e", "某县教体局", "教体局", ("县教体局",)))
    assert units_named("县教体局、青山镇", twins).ambiguous == ("县教体局",)


@pytest.mark.parametrize(
    ("name", "near"), [("教育局局", "教育局"), ("青山镇政府", "青山镇"), ("红旗镇", "红旗乡"), ("某某", "")]
)
def test_near_names_are_proposed(name: str, near: str) -> None:
    assert near_name(name, UNITS) == near


def test_lists_are_not_cut_within_brackets() -> None:
    assert names_in("甲局（乙科、丙科）、丁局") == ("甲局（乙科、丙科）", "丁局")


def test_a_unit_has_every_role_that_names_it() -> None:
    item = Item("1", "1", "", "", "", "", "题", ItemKind.RECTIFICATION, lead_unit="教育局", units_as_written="各乡镇",
                cooperating="教育局、城投公司", supervising="督查组", accepting="青山镇")  # fmt: skip
    found = {unit.id: roles_of(item, unit, UNITS) for unit in UNITS}
    assert found == {
        "a": (Role.LEAD, Role.COOPERATING), "b": (Role.RESPONSIBLE, Role.ACCEPTING), "c": (Role.RESPONSIBLE,),
        "d": (Role.COOPERATING,),
    }  # fmt: skip


def test_units_of_every_kind_are_dealt() -> None:
    assert len({unit.area for unit in units_of(40)}) == 40
    assert {unit.kind for unit in units_of(5)} == {"部门", "科室", "乡镇", "学校", "企业"}
