from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ledger import CellValue, Fate, OfficeCell
from toolkit.plan.model import FormKey, Plan
from toolkit.standing.decisions import OF_FORM, OFFICE, Decision, decisions, standing_cells

FORM = ("3.2.3", "altay_city")
P1, P2 = "2021-01", "2021-04"
Said = Mapping[str, CellValue]


def on(day: int, month: int = 2) -> date:
    return date(2021, month, day)


def read(  # noqa: PLR0913 - what a master says, by name
    known: date,
    said: Said,
    *,
    form: tuple[str, str] = FORM,
    period: str = P1,
    file: str = "总台账.xlsx",
    conflict: str = "",
    applied: bool = True,
    measure: int = 0,
) -> list[OfficeCell]:
    """What one reading of a master adds: the cells that had changed, from left to right."""
    moment = datetime(known.year, known.month, known.day, 9, tzinfo=UTC)
    day = said.get("核定日期")
    return [
        OfficeCell(
            *form, period, measure, caption, said[caption], day if isinstance(day, date) else None, moment, known, file,
            "整改台账", f"{letter}5", Fate(int(applied)), conflict,
        )
        for letter, caption in zip("ABCDEF", OFFICE, strict=True)
        if caption in said
    ]  # fmt: skip


def made_of(plan: Plan, *readings: list[OfficeCell]) -> list[Decision]:
    return decisions(plan, [cell for cells in readings for cell in cells]).get(FormKey(*FORM), [])


def brief(made: list[Decision]) -> list[tuple[str, date | None]]:
    return [(decision.verdict, decision.decided_on) for decision in made]


CLOSED: Said = {"核定结论": "同意销号", "核定人": "×××", "核定日期": on(5)}
REOPENED: Said = {"核定结论": "重新挂号", "核定日期": on(10, 5), "核定意见": "回头看发现反弹"}
CLEARED: Said = dict.fromkeys(OF_FORM)


def test_the_cells_of_a_row_are_one_decision(plan: Plan) -> None:
    (decision,) = made_of(plan, read(on(8), {**CLOSED, "核定意见": "材料齐全", "备案号": "1 号"}))
    assert (decision.item_id, decision.unit_id, decision.period_id) == (*FORM, P1)
    assert (decision.verdict, decision.decided_on, decision.known_on) == ("同意销号", on(5), on(8))
    assert [decision.text(caption) for caption in OF_FORM] == ["同意销号", "材料齐全", "×××", "2021-02-05", "1 号"]
    assert decision.place.startswith("总台账.xlsx 整改台账!")


# What is read one after the other, each a day later, and the decisions that it comes to.
LATER: dict[str, tuple[tuple[Said, ...], list[tuple[str, date | None]]]] = {
    "a cell filled in": (({"核定结论": "同意销号"}, {"核定日期": on(5)}), [("同意销号", on(5))]),
    "another date": ((CLOSED, {"核定日期": on(6)}), [("同意销号", on(6))]),
    "another verdict of the same day": ((CLOSED, {"核定结论": "退回", "核定意见": "不齐"}), [("退回", on(5))]),
    "another verdict of another day": ((CLOSED, REOPENED), [("同意销号", on(5)), ("重新挂号", on(10, 5))]),
    "anew, then corrected": (
        (CLOSED, REOPENED, {"核定日期": on(11, 5)}), [("同意销号", on(5)), ("重新挂号", on(11, 5))],
    ),
    "three times": (
        (CLOSED, REOPENED, {"核定结论": "继续整改", "核定日期": on(1, 6)}),
        [("同意销号", on(5)), ("重新挂号", on(10, 5)), ("继续整改", on(1, 6))],
    ),
    "the verdict alone cleared": ((CLOSED, {"核定结论": None}), [("", on(5))]),
    "cleared where nothing stood": ((CLEARED,), []),
    "all cleared": ((CLOSED, CLEARED), []),
    "cleared cell by cell": ((CLOSED, {"核定结论": None}, {"核定人": None}, {"核定日期": None}), []),
    "cleared and written again": ((CLOSED, CLEARED, {"核定结论": "退回", "核定日期": on(9)}), [("退回", on(9))]),
    "what was made anew cleared": ((CLOSED, REOPENED, CLEARED), [("同意销号", on(5))]),
    "cleared in two copies": ((CLOSED, REOPENED, CLEARED, CLEARED), [("同意销号", on(5))]),
    "a date that cannot be read": (({**CLOSED, "核定日期": "二月初"},), [("同意销号", None)]),
}  # fmt: skip


@pytest.mark.parametrize("case", LATER)
def test_corrected_made_anew_taken_back(plan: Plan, case: str) -> None:
    readings, expected = LATER[case]
    found = made_of(plan, *(read(on(day, 7), said) for day, said in enumerate(readings, start=1)))
    assert brief(found) == expected


def test_a_correction_keeps_what_it_does_not_touch_and_names_the_later_day(plan: Plan) -> None:
    (decision,) = made_of(plan, read(on(8), CLOSED), read(on(9), {"备案号": "1 号"}, file="副本.xlsx"))
    assert decision.values == {**CLOSED, "备案号": "1 号"}
    assert decision.known_on == on(9)


def test_what_won_against_another_copy_corrects_and_is_not_a_decision_of_its_own(plan: Plan) -> None:
    other: Said = {"核定结论": "继续整改", "核定日期": on(6)}
    found = made_of(plan, read(on(8), CLOSED), read(on(9), other, file="乙.xlsx", conflict="另一份写的不一样"))
    assert brief(found) == [("继续整改", on(6))]


@pytest.mark.parametrize(
    "cells",
    [
        read(on(8), REOPENED, applied=False, conflict="没有采用"),
        read(on(8), {"备注": "电话已催"}),
        read(on(8), {"备注": "电话已催"}, measure=2),
        read(on(8), CLOSED, period="1999-01"),
    ],
)
def test_what_is_no_decision(plan: Plan, cells: list[OfficeCell]) -> None:
    assert made_of(plan, cells) == []
    assert brief(made_of(plan, read(on(7), CLOSED), cells)) == [("同意销号", on(5))]


def test_periods_come_in_their_order_and_each_has_decisions_of_its_own(plan: Plan) -> None:
    second = read(on(11, 5), REOPENED, period=P2)
    first = read(on(12, 5), CLOSED)
    assert brief(made_of(plan, second, first)) == [("同意销号", on(5)), ("重新挂号", on(10, 5))]
    cleared = read(on(13, 5), CLEARED, period=P2)
    assert brief(made_of(plan, second, first, cleared)) == [("同意销号", on(5))]


def test_forms_do_not_touch_each_other(plan: Plan) -> None:
    other = ("3.1.1", "fuyun")
    found = decisions(plan, read(on(8), CLOSED) + read(on(8), REOPENED, form=other))
    assert {form: brief(made) for form, made in found.items()} == {
        FORM: [("同意销号", on(5))], other: [("重新挂号", on(10, 5))],
    }  # fmt: skip


SAID = st.dictionaries(
    st.sampled_from(OFFICE), st.one_of(st.none(), st.sampled_from(["同意销号", "退回", "好"]), st.just(on(5)))
)


@given(readings=st.lists(st.tuples(SAID, st.booleans()), max_size=8))
def test_the_last_decision_says_what_stands_in_the_row(plan: Plan, readings: list[tuple[Said, bool]]) -> None:
    cells = [
        cell
        for day, (said, applied) in enumerate(readings, start=1)
        for cell in read(on(day), said, applied=applied)
    ]  # fmt: skip
    row = {c.column: c.value for c in standing_cells(cells).values() if c.column in OF_FORM and c.value is not None}
    made = made_of(plan, cells)
    if row:
        assert {caption: value for caption, value in made[-1].values.items() if value is not None} == row
    assert all(any(value is not None for value in decision.values.values()) for decision in made)
