from __future__ import annotations

import pytest

from toolkit.plan.groups import is_group, members, split_names
from toolkit.plan.model import Unit

UNITS = [
    Unit(name, name, name)
    for name in (
        "青山县",
        "白水市",
        "东湖区",
        "北原旗",
        "月牙景区",
        "高新园区",
        "柳河镇",
        "松林乡",
        "城关街道",
        "市水务局",
    )
]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("各县（市）", "青山县 白水市 北原旗"), ("各县（市、区）人民政府", "青山县 白水市 东湖区 北原旗"),
        ("各县市区", "青山县 白水市 东湖区 北原旗"), ("各旗县区", "青山县 白水市 东湖区 北原旗"),
        ("各县（市、景区）", "青山县 白水市 北原旗 月牙景区"),
        ("全市各县（市、区）党委和政府", "青山县 白水市 东湖区 北原旗"),
        ("各乡镇", "柳河镇 松林乡"), ("各乡（镇）人民政府", "柳河镇 松林乡"),
        ("各乡镇（街道）", "柳河镇 松林乡 城关街道"),
        ("各街道办事处", "城关街道"), ("全县各乡镇", "柳河镇 松林乡"),
    ],
)  # fmt: skip
def test_a_word_for_many_means_the_listed_units_of_its_kind(text: str, meant: str) -> None:
    assert is_group(text)
    assert [unit.area for unit in members(text, UNITS)] == meant.split()


@pytest.mark.parametrize("text", ["青山县", "各有关部门（单位）", "市水务局", "各单位", "", "县"])
def test_a_name_or_whoever_is_concerned_is_no_group(text: str) -> None:
    assert not is_group(text) and not members(text, UNITS)


def test_names_are_not_cut_within_brackets() -> None:
    assert split_names("各县（市、区）、市水务局；青山县") == ("各县（市、区）", "市水务局", "青山县")
