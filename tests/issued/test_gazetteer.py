from __future__ import annotations

import pytest

from toolkit.issued.gazetteer import place_of


@pytest.mark.parametrize(
    ("office", "name", "first"),
    [("临沂市人民政府办公室", "临沂市", "兰山区"), ("中共大理白族自治州委员会", "大理白族自治州", "大理市"),
     ("锡林郭勒盟行政公署", "锡林郭勒盟", "二连浩特市"), ("山东省临沂市教育局", "临沂市", "兰山区"),
     ("上海市人民政府办公厅", "上海市", "黄浦区")],
)  # fmt: skip
def test_a_prefectures_office_has_its_counties(office: str, name: str, first: str) -> None:
    place = place_of(office, 2023)
    assert place is not None and (place.name, place.year, place.counties[0].name) == (name, 2023, first)
    assert [county.code for county in place.counties] == sorted(county.code for county in place.counties)


@pytest.mark.parametrize(
    "office", ["襄阳市襄州区人民政府", "临江市人民政府", "云溪市人民政府办公室", "市教育局", "", "县"]
)
def test_a_countys_or_a_made_up_office_has_none(office: str) -> None:
    assert place_of(office, 2023) is None


@pytest.mark.parametrize(
    ("year", "there", "gone"), [(2019, "江干区", "钱塘区"), (2022, "钱塘区", "江干区")]
)  # fmt: skip
def test_abolished_counties_are_those_of_a_document_of_before(year: int, there: str, gone: str) -> None:
    place = place_of("杭州市人民政府", year)
    assert place is not None
    names = [county.name for county in place.counties]
    assert there in names and gone not in names


def test_after_the_last_year_that_year_is_named() -> None:
    place = place_of("临沂市人民政府", 2099)
    assert place is not None and 2024 <= place.year < 2099
