from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.issued.units_named import units_named
from toolkit.plan.model import Plan

SEVEN = ("altay_city", "burqin", "fuyun", "fuhai", "habahe", "qinghe", "jeminay")
ALL = (*SEVEN, "kanas")


@pytest.mark.parametrize(
    "phrase",
    ["各县（市）人民政府", "各县(市)人民政府", "各县（市）", "各县市", "各县、市", "各县（市、区）", "各县市区",
     "各县（市）政府", "各县（市、区）人民政府", "各县（市）党委和政府", "各县（市）党委、政府", "各县（市）党委",
     "所有县（市）", "各 县（市） 人民政府"],
)  # fmt: skip
def test_phrases_for_every_county(phrase: str, plan: Plan) -> None:
    named = units_named(phrase, plan.units)
    assert (named.unit_ids, named.repairs, named.unknown) == (SEVEN, (), ())


def test_the_scenic_area_only_where_it_is_named(plan: Plan) -> None:
    assert units_named("各县（市、景区）", plan.units).unit_ids == ALL
    assert units_named("各县（市）、喀纳斯景区管委会", plan.units).unit_ids == ALL


@pytest.mark.parametrize(
    ("phrase", "ids", "repairs", "unknown"),
    [
        ("富蕴县", ("fuyun",), (), ()),
        ("富蕴县人民政府", ("fuyun",), (), ()),
        ("富蕴", ("fuyun",), (), ()),
        ("福海县、富蕴县", ("fuyun", "fuhai"), (), ()),
        ("福海县和富蕴县", ("fuyun", "fuhai"), (), ()),
        ("福海县人民政府及富蕴县人民政府", ("fuyun", "fuhai"), (), ()),
        ("清河县", ("qinghe",), (("清河县", "青河县"),), ()),
        ("清河县人民政府", ("qinghe",), (("清河县人民政府", "青河县"),), ()),
        ("哈巴合县", (), (), ("哈巴合县",)),
        ("布尔津县教育局", ("burqin",), (("布尔津县教育局", "布尔津县"),), ()),
        ("各有关部门（单位）", (), (), ("各有关部门（单位）",)),
        ("各乡镇", (), (), ("各乡镇",)),
        ("富蕴县、地区生态环境局", ("fuyun",), (), ("地区生态环境局",)),
        ("和田县", (), (), ("和田县",)),
        ("", (), (), ()),
    ],
)
def test_names(
    phrase: str, ids: tuple[str, ...], repairs: tuple[tuple[str, str], ...], unknown: tuple[str, ...], plan: Plan
) -> None:
    named = units_named(phrase, plan.units)
    assert (named.unit_ids, named.repairs, named.unknown) == (ids, repairs, unknown)


@given(phrase=st.text(alphabet="各县（市）区、人民政府富蕴福海清河 和及", max_size=20))
def test_any_phrase_is_resolved_or_listed(phrase: str, plan: Plan) -> None:
    named = units_named(phrase, plan.units)
    if phrase.strip(" 、和及"):
        assert named.unit_ids or named.unknown
