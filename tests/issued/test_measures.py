from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.issued.measures import split_measures
from toolkit.plan.measures import Measure


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("加强领导。", [("", "加强领导。")]),
        ("一是甲；二是乙。三是丙。", [("一是", "甲；"), ("二是", "乙。"), ("三是", "丙。")]),
        ("（1）甲；（2）乙。", [("（1）", "甲；"), ("（2）", "乙。")]),
        ("①甲②乙", [("①", "甲"), ("②", "乙")]),
        ("1.甲；2.乙；3.丙", [("1.", "甲；"), ("2.", "乙；"), ("3.", "丙")]),
        ("（一）甲；（二）乙", [("（一）", "甲；"), ("（二）", "乙")]),
        # a lead-in belongs to the first measure
        ("围绕目标，一是甲；二是乙", [("", "围绕目标，一是甲；"), ("二是", "乙")]),
        # what looks like a mark and is no number
        ("抓好四三是甲；五四是乙", [("", "抓好四三是甲；五四是乙")]),
        ("一是甲；四三是乙；二是丙", [("一是", "甲；四三是乙；"), ("二是", "丙")]),
        # one mark alone, or marks that do not count on, are part of the text
        ("一是甲", [("", "一是甲")]),
        ("二是甲；三是乙", [("", "二是甲；三是乙")]),
        ("提高1.5倍；2.5倍", [("", "提高1.5倍；2.5倍")]),
        ("一是甲（其中：1.子；2.丑）；二是乙", [("一是", "甲（其中：1.子；2.丑）；"), ("二是", "乙")]),
    ],
)
def test_measures_are_cut_at_their_marks(text: str, marked: list[tuple[str, str]]) -> None:
    expected = tuple(Measure(no, words, mark) for no, (mark, words) in enumerate(marked, start=1))
    assert split_measures(text) == expected


def test_no_text_has_no_measures() -> None:
    assert split_measures("") == ()


def test_more_than_ten() -> None:
    marks = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    assert len(split_measures("".join(f"{mark}是做好工作；" for mark in marks))) == 12


@given(st.text(alphabet="一二三四是（）1234①②③.、；。甲乙 ", max_size=40))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(measure.marker + measure.text for measure in split_measures(text)) == text
