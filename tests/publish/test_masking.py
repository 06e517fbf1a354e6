"""The mask: whoever is known is crossed out in every official writing, and so are personal numbers."""

from __future__ import annotations

import re

import pytest

from tests.publish import writings
from toolkit.publish.masking import MASKED, Secrets, phones_in
from toolkit.publish.people import names_in

MANY = frozenset(half for name in writings.NAMES for half in names_in(name))


def left_of(name: str, text: str) -> bool:
    bare = re.sub(r"[\s·•.\u200b]", "", text)
    return any(part in bare for part in (re.sub("·", "", name), *(h for h in name.split("·") if len(h) > 1)))


@pytest.mark.parametrize("post", writings.POSTED)
def test_a_name_is_known_from_an_answer_with_posts_around_it(post: str) -> None:
    lost = [name for name in writings.NAMES if not left_of(name, "、".join(names_in(post.format(name))))]
    assert not lost


@pytest.mark.one_in(4)
@pytest.mark.parametrize("post", writings.POSTED)
def test_who_is_known_is_crossed_out_with_posts_around_it(post: str) -> None:
    secrets = Secrets(MANY)
    left = [name for name in writings.NAMES if left_of(name, secrets.masked(f"会上，{post.format(name)}作了汇报。"))]
    assert not left


@pytest.mark.parametrize(
    "spell",
    [
        lambda n: " ".join(n), lambda n: "\n".join(n), lambda n: "\u200b".join(n), lambda n: "\u3000".join(n),
        lambda n: n.replace("·", ""),
        lambda n: n.replace("·", "•"), lambda n: n.replace("·", "・"), lambda n: n.replace("·", "."),
        lambda n: n.replace("·", "．"),
        lambda n: n.replace("·", " · "), lambda n: n.replace("·", "-"),
        lambda n: n[:1] + "\u0336" + n[1:], lambda n: n[:2] + "\r\n" + n[2:],
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelled(spell) -> None:  # type: ignore[no-untyped-def]
    secrets = Secrets(MANY)
    assert not [name for name in writings.NAMES if left_of(name, secrets.masked(f"请{spell(name)}负责"))]


@pytest.mark.parametrize(("plain", "other"), writings.TRADITIONAL.items())
def test_traditional_and_simplified_are_one(plain: str, other: str) -> None:
    for known, written in ((plain, other), (other, plain)):
        assert Secrets(frozenset({known})).masked(f"由{written}牵头") == f"由{MASKED}牵头"


@pytest.mark.parametrize(
    "written", ["Zhang San", "ZHANG SAN", "ｚｈａｎｇ　ｓａｎ", "San Zhang", "zhang  san", "Zhang-San", "ZhangSan"]
)
def test_a_latin_name_is_found_in_any_width_and_order(written: str) -> None:
    secrets = Secrets(frozenset({"Zhang San"}))
    assert secrets.masked(f"由{written}牵头") == f"由{MASKED}牵头"
    assert secrets.masked("kuzhang sanitation") == "kuzhang sanitation"


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("陈建国", "陈正局长"), ("陈建国", "陈局长"), ("陈建国", "陈副主任"), ("欧阳雪", "欧阳书记"), ("马有福",
        "马园长"), ("李娜", "李老师"),
        ("张伟明", "伟明同志"), ("张伟明", "原张局长"), ("张伟明", "张大队长"),
    ],
)  # fmt: skip
def test_somebody_called_by_a_part_of_the_name_and_a_post_is_known(known: str, written: str) -> None:
    masked = Secrets(frozenset({known})).masked(f"会议由{written}主持。")
    assert MASKED in masked and known[0] not in masked and known[1:] not in masked


@pytest.mark.parametrize(
    "text", ["要长期坚持，全县长效推进", "高度重视", "常务副县长", "方案长远", "马上办", "文化和旅游局局长"]
)
def test_ordinary_words_that_begin_like_somebody_stay(text: str) -> None:
    assert Secrets(frozenset({"全县英", "高度明", "常青山", "马前进"})).masked(text) == text


@pytest.mark.parametrize(
    ("allowed", "longer"), [("张伟", "张伟明"), ("阿依古丽", "阿依古丽·买买提"), ("李娜", "李娜娜")]
)
def test_half_of_a_longer_name_is_not_allowed_by_a_shorter_one(allowed: str, longer: str) -> None:
    secrets = Secrets(frozenset(names_in(longer)), allowed=(allowed,))
    assert secrets.masked(f"{longer}负责，{allowed}配合") == f"{MASKED}负责，{allowed}配合"


@pytest.mark.parametrize("number", writings.SURE)
def test_numbers_that_are_personal_are_crossed_out(number: str) -> None:
    for around in writings.AROUND:
        masked = Secrets().masked(around.format(number))
        assert MASKED in masked and not re.search(r"\d{3}|example", masked), masked


@pytest.mark.parametrize(
    "written",
    ["212-3456", "２１２３４５６", "二一二三四五六", "0906-2123456", "212 34 56", "2123456转2", "+86-906-2123456"],
)
def test_a_number_that_is_known_is_crossed_out_however_it_is_grouped(written: str) -> None:
    secrets = Secrets(phones=frozenset(phones_in("0906-2123456")))
    assert not re.search(r"[\d一二三四五六]{2}", secrets.masked(f"请拨{written}。"))


@pytest.mark.parametrize(
    "text",
    [
        "2021年1月31日", "投入1390.5万元", "28959人", "阿行办发〔2021〕2号", "三（一）1、三（一）2",
        "2020-2021学年", "5000—12000人", "第12345号文件",
        "①摸底；②整改；③验收", "电话会议12场", "手机银行3家", "一是、二是、三是", "100%", "新建H型教学楼",
        "每周3—5次", "1,234,567元",
    ],
)  # fmt: skip
def test_figures_and_numbers_of_other_things_stay(text: str) -> None:
    assert Secrets(MANY, frozenset({"2123456"})).masked(text) == text
