"""Names in what people write, and that no text keeps one after masking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.publish.masking import MASKED, Secrets, phones_in
from toolkit.publish.people import names_in

ALTERED = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
names = st.builds(
    lambda family, given_: family + given_, st.sampled_from(ALTERED), st.text(GIVEN, min_size=1, max_size=2)
) | st.builds(lambda a, b: f"{a}·{b}", st.text(GIVEN, min_size=3, max_size=5), st.text(GIVEN, min_size=3, max_size=5))
phones = st.from_regex(r"1[3-9][0-9]{9}|09[0-9]{2}-[1-9][0-9]{6}", fullmatch=True)
fillers = st.text("教育局已经完成整改，由负责。（）、：电话 \n0123456789", max_size=20)
POSTS = [
    "{}",
    "副县长{}",
    "{}副县长",
    "县教育局局长 {}",
    "{}（县教育局党组书记）",
    "{}同志",
    "分管领导：{}",
    "教育局{}局长",
    " {} ",
]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("张甲", ["张甲"]), ("张 甲", ["张甲"]), ("副县长 张甲", ["张甲"]), ("张甲（副县长）", ["张甲"]),
        ("富蕴县教育局局长张甲（兼）", ["张甲"]), ("县教育局张甲局长", ["张甲"]), ("张甲、李乙乙", ["张甲", "李乙乙"]),
        ("张甲和李乙", ["张甲", "李乙"]), ("阿甲乙·买丙丁 副县长", ["阿甲乙·买丙丁", "阿甲乙", "买丙丁"]),
        ("张甲13900000000", ["张甲"]), ("Zhang Jia", ["Zhang Jia"]), ("王园", ["王园"]),
        ("分管副县长", []), ("教育局长", []), ("住房和城乡建设局局长", []), ("富蕴县教育局", []), ("教育局", []),
        ("×××", []), ("某某", []), ("无", []), ("", []), ("主要领导", []), ("0906-0000000", []),
    ],
)  # fmt: skip
def test_names_are_told_from_posts_and_offices(written: str, found: list[str]) -> None:
    assert names_in(written) == found


def test_a_units_own_name_is_nobody() -> None:
    assert names_in("青河", {"青河"}) == [] and names_in("青河") == ["青河"]


@given(names, st.sampled_from(POSTS))
def test_a_name_is_found_whatever_post_stands_beside_it(name: str, post: str) -> None:
    assert name in names_in(post.format(name))


@given(st.lists(names, max_size=4), st.lists(phones, max_size=3), st.lists(fillers, max_size=6), st.data())
def test_nothing_planted_is_left(people: list[str], numbers: list[str], texts: list[str], data: st.DataObject) -> None:
    known = {name for person in people for name in names_in(person)}
    digits = {number for phone in numbers for number in phones_in(phone)}
    secrets = Secrets(frozenset(known), frozenset(digits), frozenset({"someone@example.com"}))
    planted = data.draw(st.permutations([*people, *numbers, "Someone@example.com", *texts]))
    masked = secrets.masked("，".join(planted))
    assert not [one for one in (*people, *numbers) if one in masked]
    assert "example.com" not in masked.lower() and not secrets.known_in(masked)
    assert secrets.masked(masked) == masked


@pytest.mark.parametrize("written", ["张甲", "张 甲", "张\u3000甲", "张\n甲", "张\u200b甲", "请联系张甲同志"])
def test_a_name_is_found_however_it_is_spelled(written: str) -> None:
    assert MASKED in Secrets(frozenset({"张甲"})).masked(written)


@pytest.mark.parametrize("dot", "·•・．")
def test_the_dot_in_a_name_may_be_any(dot: str) -> None:
    assert Secrets(frozenset({"阿甲·买乙"})).masked(f"阿甲{dot}买乙负责") == f"{MASKED}负责"


@pytest.mark.parametrize(
    "written",
    ["13900000000", "139 0000 0000", "139-0000-0000", "１３９００００００００", "0906-2000000", "（0906）2000000",
     "someone.else@mail.example.com", "65432119800101001X"],
)  # fmt: skip
def test_numbers_are_known_by_their_form(written: str) -> None:
    assert Secrets().masked(f"电话{written}。") == f"电话{MASKED}。"


@pytest.mark.parametrize(
    "written", ["2021年1月31日", "投入1390.5万元", "28959人", "第1251号", "阿行办发〔2021〕2号", "322所"]
)
def test_figures_and_dates_are_left_alone(written: str) -> None:
    assert Secrets(frozenset({"张甲"}), frozenset({"2000000"})).masked(written) == written


def test_who_may_be_named_is_named() -> None:
    secrets = Secrets(frozenset({"张甲", "张甲乙"}), allowed=("张甲乙",))
    assert secrets.masked("张甲乙、张甲") == f"张甲乙、{MASKED}"
    assert secrets.known_in("张甲乙") == []
