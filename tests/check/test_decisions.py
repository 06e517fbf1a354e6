from __future__ import annotations

from datetime import date

import pytest

from toolkit.check.decisions import DECIDED_ON, OPINION, REVIEWER, VERDICT, problems
from toolkit.plan.states import VERDICTS

DAY = date(2021, 2, 5)
CLOSABLE = ("同意销号", "转入长效机制", "继续整改", "退回")


def row(**changes: object) -> dict[str, object]:
    """A complete decision, but for the changes."""
    right = {
        VERDICT: "同意销号", REVIEWER: "×××", DECIDED_ON: DAY, OPINION: None, "state": "申请销号",
        "allowed": CLOSABLE, "lacking": (), "reasoned": False, "known_on": DAY,
    }  # fmt: skip
    assert set(changes) <= set(right)
    return {**right, **changes}


RIGHT = {
    "complete": row(),
    "with an opinion": row(核定意见="材料齐全"),
    "made before the day on which it was read": row(known_on=date(2021, 3, 1)),
    "what asks for a word, with one": row(核定结论="退回", 核定意见="材料不全", reasoned=True),
    "what asks for no conditions, with some lacking": row(核定结论="继续整改"),
}
# What is wrong, and for each cell that is marked the words that must be said.
WRONG: dict[str, tuple[dict[str, object], dict[str, tuple[str, ...]]]] = {
    "no verdict": (row(核定结论=None), {VERDICT: ("没有填", "请补填")}),
    "unknown verdict": (row(核定结论="同意"), {VERDICT: ("没有“同意”这个核定结论", *VERDICTS)}),
    "no name": (row(核定人=None), {REVIEWER: ("没有填", "请补填")}),
    "no date, or none that can be read": (row(核定日期=None), {DECIDED_ON: ("没有填", "不是日期", "请补填")}),
    "tomorrow": (row(核定日期=date(2021, 2, 6)), {DECIDED_ON: ("2021-02-06", "晚于读取台账的日期")}),
    "not allowed in the state": (
        row(核定结论="重新挂号"), {VERDICT: ("整改状态是“申请销号”，不能“重新挂号”", *CLOSABLE)},
    ),
    "nothing allowed in the state": (
        row(state="尚未报送", allowed=()), {VERDICT: ("整改状态是“尚未报送”", "现在还不能核定")},
    ),
    "conditions lacking": (
        row(lacking=("佐证材料", "主要领导签字")), {VERDICT: ("还不能“同意销号”", "缺佐证材料、主要领导签字")},
    ),
    "no word": (row(核定结论="退回", reasoned=True), {OPINION: ("“退回”", "理由", "请补填")}),
    "nothing but a word": (
        row(核定结论=None, 核定人=None, 核定日期=None, 核定意见="再看看"),
        {VERDICT: ("没有填",), REVIEWER: ("没有填",), DECIDED_ON: ("没有填",)},
    ),
    "much at once": (
        row(核定结论="转入长效机制", 核定人=None, 核定日期=date(2021, 2, 6), lacking=("佐证材料",), reasoned=True),
        {VERDICT: ("缺佐证材料",), REVIEWER: ("没有填",), DECIDED_ON: ("2021-02-06",), OPINION: ("理由",)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RIGHT)
def test_nothing_is_wrong(case: str) -> None:
    assert problems({0: RIGHT[case]}) == {}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_once_at_its_cell(case: str) -> None:
    given, expected = WRONG[case]
    (found,) = problems({7: given}).values()
    assert sorted(caption for caption, _ in found) == sorted(expected)
    for caption, sentence in found:
        assert all(word in sentence for word in expected[caption]), sentence
        assert sentence.endswith("。") and "None" not in sentence


def test_what_is_not_allowed_is_not_asked_for_conditions() -> None:
    ((place, sentence),) = problems({0: row(核定结论="同意销号", allowed=("继续整改",), lacking=("佐证材料",))})[0]
    assert (place, "佐证材料" in sentence) == (VERDICT, False)


def test_each_row_is_told_its_own_problems_from_left_to_right() -> None:
    rows = dict(enumerate([given for given, _ in WRONG.values()] + list(RIGHT.values())))
    together = problems(rows)
    alone = {number: problems({number: given}).get(number) for number, given in rows.items()}
    assert together == {number: found for number, found in alone.items() if found}
    cells = (VERDICT, OPINION, REVIEWER, DECIDED_ON)
    for number, (_, said) in enumerate(WRONG.values()):
        assert [place for place, _ in together[number]] == [cell for cell in cells if cell in said]
