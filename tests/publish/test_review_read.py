"""公开审看 as it is read: captions, words, rows, however the office leaves them."""

from __future__ import annotations

import pytest

from toolkit.form.book import Book
from toolkit.publish.passages import Decision, Passage, Verdict, Why
from toolkit.publish.review_book import CAPTIONS
from toolkit.publish.review_read import ReviewRead, read_review

ZHANG, LI = Passage(Why.NAME, "张伟明"), Passage(Why.CALLED, "李")


def row(passage: Passage, verdict: object = "", remark: object = "") -> list[object]:
    return [1.0, "某表 A1", "由【张伟明】牵头", passage.words, passage.why.value, verdict, remark]


def read(*rows: list[object], captions: list[object] | None = None, above: int = 2) -> ReviewRead | None:
    return read_review(Book({"公开审看": [["公开审看"]] * above + [captions or [*CAPTIONS], *rows]}, {}))


def decided(*rows: list[object]) -> dict[Passage, Verdict | None]:
    found = read(*rows)
    assert found is not None and not found.doubts
    return {one.passage: one.verdict for one in found.decisions}


@pytest.mark.parametrize("typed", ["隐去", "隐去 ", "\u3000隐去", "隐 去", "隐\u200b去", "隐去\n"])
def test_blanks_around_a_decision_do_no_harm(typed: str) -> None:
    assert decided(row(ZHANG, typed)) == {ZHANG: Verdict.HIDDEN}


@pytest.mark.parametrize("typed", [None, "", " ", "\u3000", "\u200b", "\n", "\ufeff"])
def test_a_blank_decides_nothing(typed: object) -> None:
    assert decided(row(ZHANG, typed), row(LI, "可以公开")) == {ZHANG: None, LI: Verdict.PUBLIC}


@pytest.mark.parametrize("typed", ["同意", "可以", "不隐去", "#REF!", "#N/A", 1.0, True, "×", "公开隐去", "可以公开？"])
def test_a_word_that_nobody_knows_is_a_finding_with_its_cell(typed: object) -> None:
    found = read(row(LI, "隐去"), row(ZHANG, typed))
    assert found is not None and [doubt.cell for doubt in found.doubts] == ["F5"]
    assert "“可以公开”或“隐去”" in found.doubts[0].sentence
    assert {one.passage: one.verdict for one in found.decisions} == {LI: Verdict.HIDDEN, ZHANG: None}


@pytest.mark.parametrize("caption", ["处 理", "处\n理", "处理*", "处理（必填）", "＊处理：", " 处理 ", "处理(请选)"])
def test_captions_are_folded(caption: str) -> None:
    captions = [caption if name == "处理" else name for name in CAPTIONS]
    found = read(row(ZHANG, "隐去", "本人要求"), captions=[*captions], above=7)
    assert found is not None and found.decisions == (Decision(ZHANG, Verdict.HIDDEN, "本人要求"),)


@pytest.mark.parametrize("missing", ["要看的字", "为什么列出", "处理"])
def test_without_its_captions_it_is_none(missing: str) -> None:
    assert read(row(ZHANG, "隐去"), captions=["" if name == missing else name for name in CAPTIONS]) is None


def test_columns_and_rows_may_be_moved() -> None:
    order = [5, 3, 6, 0, 4, 1, 2]
    captions = [[*CAPTIONS][n] for n in order]
    rows = [[row(p, v)[n] for n in order] for p, v in ((LI, "可以公开"), (ZHANG, "隐去"))]
    found = read(*rows, [], ["", None], captions=[*captions])
    assert found is not None and len(found.decisions) == 2 and not found.doubts


def test_rows_that_say_different_things_of_the_same_words_are_a_finding() -> None:
    found = read(row(ZHANG, "隐去"), row(ZHANG, "可以公开"))
    assert found is not None and found.doubts[0].cell == "F5" and "F4" in found.doubts[0].sentence
    assert found.decisions[0].verdict is None
    assert decided(row(ZHANG, "隐去"), row(ZHANG, "隐去"), row(ZHANG)) == {ZHANG: Verdict.HIDDEN}


@pytest.mark.parametrize(("words", "why"), [("张伟明", "改过的理由"), ("张伟明", ""), ("", "像姓名")])
def test_a_row_that_nobody_knows_any_more_is_a_finding(words: str, why: str) -> None:
    changed = row(ZHANG, "隐去")
    changed[3:5] = [words, why]
    found = read(changed)
    assert found is not None and not found.decisions and "照原样补上" in found.doubts[0].sentence


def test_numbers_that_a_program_made_of_texts_are_read() -> None:
    number = Passage(Why.NUMBER, "2123456")
    typed = row(number, "隐去")
    typed[3] = 2123456.0
    assert decided(typed) == {number: Verdict.HIDDEN}
