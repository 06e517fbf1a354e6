"""What stands in a cell so that it is not empty: signs, words that send elsewhere, lost characters, lost digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Forms
from tests.form.answers import judged
from toolkit.base.placeholders import ELSEWHERE, LATER, SIGNS, folded, lost_characters, only_signs, says_nothing
from toolkit.catalogue import Catalogue, catalogues
from toolkit.check.batch import Reading, check
from toolkit.kinds.field import Block, Field
from toolkit.kinds.normalise import normalise
from toolkit.kinds.values import ReadCell
from toolkit.plan.model import Plan, ValueType

FORM = ("3.1.2", "burqin")


def found_at(forms: Forms, text: object, *names: str) -> list[list[tuple[str, str]]]:
    """Code and severity of what is found where a text is the answer to some questions of one form."""
    form, found = judged(forms, forms.filled(*FORM, dict.fromkeys(names, text)))
    return [[(f.code, f.severity.value) for f in found if f.cell == form.cells[name].cell] for name in names]


SIGN_TEXTS = [
    "—", "——", "。", "。。。", "、", "/", "\\", "…", "......", "- -", "？？", "***", "（）", "－", "·", "●",
    "！！！", "。 。",
]  # fmt: skip
WORDS = [
    "同上", "同上。", "见附件", "（见附件）", "详见附件！", "略", "略。", "null", "NULL", "None", "N/A", "n/a",
    "待定", "待补充", "未填", "xxx", "XXX", "测试", "另附", "与上期相同", "不详", "同上", "同上期",
]  # fmt: skip
LOST_TEXTS = [
    "????", "完成???整改", "\ufffd\ufffd", "已完成\ufffd", "锟斤拷锟斤拷", "å·²å®Œæˆæ•´æ”¹",
    "宸插畬鎴愭暣鏀瑰苟鎶ラ€", "烫烫烫烫",
]  # fmt: skip


@pytest.mark.one_in(4)
@pytest.mark.parametrize("text", SIGN_TEXTS)
def test_signs_are_no_answer_where_words_are_asked_for(forms: Forms, text: str) -> None:
    for found in found_at(forms, text, "m1_progress", "overall_next_step", "signoff_reporter", "signoff_phone"):
        assert ("text.signs", "error") in found


@pytest.mark.one_in(4)
@pytest.mark.parametrize("text", WORDS)
def test_words_that_fill_the_cell_are_asked_about(forms: Forms, text: str) -> None:
    for found in found_at(forms, text, "m1_progress", "overall_next_step"):
        assert found == [("text.placeholder", "warning")]


@pytest.mark.one_in(2)
@pytest.mark.parametrize("text", LOST_TEXTS)
def test_lost_characters_are_sent_back(forms: Forms, text: str) -> None:
    for found in found_at(forms, text, "m1_progress", "overall_difficulty", "m1_evidence"):
        assert ("text.lost", "error") in found


@pytest.mark.one_in(2)
@pytest.mark.parametrize("text", ["无", "无。", "没有", "暂无", "略", "/", "—"])
def test_none_is_an_answer_where_nothing_need_be_written(forms: Forms, text: str) -> None:
    assert found_at(forms, text, "overall_difficulty", "m1_evidence", "overall_person") == [[], [], []]


@pytest.mark.parametrize("text", ["无", "没有", "暂无。"])
def test_none_is_none_to_what_was_done(forms: Forms, text: str) -> None:
    assert found_at(forms, text, "m1_progress") == [[("text.placeholder", "warning")]]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("text", [
    "无新增问题，已全部整改", "同上级部门对接，已落实", "详见附件1，已建成3所幼儿园", "略有进展", "待定岗教师已到位",
    "已完成", "办理中…", "A", "是否达标？已达标！", "1", "国家、自治区要求的—全部落实", "为什么？？因为在建",
    "完成率100%", "Null 值已清理", "é", "Ω",
])  # fmt: skip
def test_short_and_odd_answers_are_answers(forms: Forms, text: str) -> None:
    assert found_at(forms, text, "m1_progress") == [[]]


@pytest.fixture(scope="module")
def asking_why(plan: Plan) -> Catalogue:
    """The catalogue of an item of which one figure is unusual from 1 on."""
    figure = plan.indicators[0]
    item = plan.item[figure.item_id]
    made = replace(plan, items=(item,), indicators=(replace(figure, soft_maximum=1),), rules=())
    return catalogues(made)[item.id]


@pytest.mark.one_in(2)
@pytest.mark.parametrize("word", ["。", "/", "无", "同上", "null", "见附件", "????", "—"])
def test_what_explains_nothing_settles_no_warning(plan: Plan, asking_why: Catalogue, word: str) -> None:
    figure = plan.indicators[0].id

    def reading(note: str) -> Reading:
        typed = {figure: 7.0, f"{figure}_note": note}
        cells = {
            f.id: ReadCell("表", "G1", str(typed.get(f.id, "")), normalise(f, typed.get(f.id)))
            for f in asking_why.fields
        }
        return Reading(asking_why, cells, date(2021, 1, 29))

    told = check([reading(word), reading(""), reading("新建两所幼儿园")])
    severities = [{one.severity.value for one in found if one.code == "range.unusual"} for found in told]
    assert says_nothing(word)
    assert severities == [{"warning"}, {"warning"}, {"info"}]


def text_field(**more: object) -> Field:
    given = {"row": "x", "column": "value", "caption": "甲", "label": "甲", "type": ValueType.TEXT, **more}
    return Field(block=Block.OVERALL, max_length=100, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", [6.5432219800101e17, 1e15, -1e16, 10**17, "6.5432219800101E17", "6.54322E+17",
                                 "1.38E+10",                                 " 6.54322e+17 ", "6E+15"])  # fmt: skip
def test_digits_that_a_program_has_lost_are_named(raw: object) -> None:
    problem = normalise(text_field(), raw).problem
    assert problem is not None
    assert problem.code == "text.digits_lost"


@pytest.mark.parametrize("raw", ["654322198001010000", "6.5", 13800000000.0, 999999999999999.0, "3E5", "E17", "1.2E+05",
                                 "型号 6.5E+17", "2021E", "1e3"])  # fmt: skip
def test_other_numbers_in_words_are_kept(raw: object) -> None:
    assert normalise(text_field(), raw).problem is None


@given(st.text(alphabet=SIGNS + " \n\u3000", min_size=1, max_size=30))
def test_signs_in_any_order_are_only_signs(text: str) -> None:
    assert only_signs(text) is bool(text.strip())
    assert not only_signs(text + "园")


@given(st.text(alphabet=[chr(c) for c in range(0x4E00, 0x9FA5)], min_size=1, max_size=60))
def test_chinese_words_are_not_taken_for_lost(text: str) -> None:
    assert not lost_characters(f"整改情况：{text}。")


def test_the_lists_say_what_they_are_looked_up_as() -> None:
    assert [word for word in (*ELSEWHERE, *LATER) if folded(word) != word] == []
