"""Whatever stands beside the steps of 销号, in whatever order: each row is shown once, and only what follows counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.acts.test_read_back_closing import CHAIN, FORM, with_chain
from tests.small import small_plan
from toolkit.base.captions import Column
from toolkit.ledger import CellValue, OfficeCell
from toolkit.plan.closing import Length, Span, StepKind, length_in
from toolkit.plan.deadlines import last_day
from toolkit.standing.closing import Closing, closings, with_closings
from toolkit.standing.closing_tries import StepResult, StepState, step_label, step_of
from toolkit.standing.decisions import Decision
from toolkit.standing.office_rows import CLOSING

PLAN = with_chain(small_plan(), CHAIN)
DAY = date(2021, 3, 1)
DAYS = st.dates(date(2021, 1, 28), date(2021, 3, 3))
ROW = st.fixed_dictionaries(
    {},
    optional={
        Column.STEP_DAY: st.one_of(DAYS, st.just("下周")),
        Column.HANDLER: st.just("×××"),
        Column.STEP_RESULT: st.sampled_from(["通过", "退回", "合格"]),
        Column.STEP_PAPER: st.just("1号"),
        Column.STEP_NOTE: st.just("理由"),
    },
)
ROWS = st.dictionaries(st.tuples(st.sampled_from(list(StepKind)[1:]), st.integers(1, 3)), ROW, max_size=9)
VERDICTS = st.lists(st.tuples(st.sampled_from(["退回", "继续整改", "重新挂号", "同意销号"]), DAYS), max_size=4)


def cells(rows: dict[tuple[StepKind, int], dict[Column, CellValue]]) -> list[OfficeCell]:
    return [
        OfficeCell(
            *FORM, "2021-01", 0, column, value, None, datetime(2021, 3, 1, tzinfo=UTC), DAY, "台账.xlsx", "销号", "A1",
            row=CLOSING.key(*FORM, kind.value, str(number)),
        )
        for (kind, number), of in rows.items()
        for column, value in of.items()
    ]  # fmt: skip


def closing(
    rows: dict[tuple[StepKind, int], dict[Column, CellValue]], verdicts: list[tuple[str, date]]
) -> tuple[Closing, list[Decision]]:
    own = [
        Decision(*FORM, "2021-01", {Column.VERDICT: verdict, Column.DECIDED_ON: day}, day, "台账.xlsx")
        for verdict, day in verdicts
    ]
    found = closings(PLAN, {FORM: own}, cells(rows), DAY)
    return found[FORM], list(with_closings({FORM: own}, found).get(FORM, ()))


@given(ROWS, VERDICTS)
def test_every_row_is_shown_once_and_passes_follow_one_another(
    rows: dict[tuple[StepKind, int], dict[Column, CellValue]], verdicts: list[tuple[str, date]]
) -> None:
    found, decided = closing(rows, verdicts)
    every = [*found.tries, *found.looks]
    shown = [one.key for one in every]
    assert len(shown) == len(set(shown))
    assert {CLOSING.key(*FORM, kind.value, str(number)) for (kind, number), of in rows.items() if of} <= set(shown)
    for one in every:
        if one.state in (StepState.PASSED, StepState.SENT_BACK):
            assert one.row is not None and one.row.text(Column.HANDLER) and not one.objections
            assert one.row.text(Column.STEP_RESULT) in list(StepResult)
        elif one.row is not None and one.row.text(Column.STEP_RESULT):
            assert one.objections, one  # what does not count is said
    order: list[StepKind] = [kind for kind in StepKind if kind not in (StepKind.REQUEST, StepKind.REVISIT)]
    at = 0
    for _, kind in found.passed:
        at = 0 if kind is None else order.index(kind) + 1 if order.index(kind) == at else -1
        assert at >= 0
    assert all(a <= b for (a, _), (b, _) in pairwise(found.passed))
    assert len(decided) == len(verdicts) + len(found.decisions)


def test_labels_and_lengths_say_what_they_are_read_as() -> None:
    for kind in StepKind:
        for number in (1, 2, 12):
            assert step_of(step_label(kind, number)) == (kind, number)
    assert step_of("复查") is None and step_of("验收(第2次)") == (StepKind.ACCEPTANCE, 2)
    for text, length in (
        ("5个工作日", Length(5, Span.WORKDAYS)), ("7天", Length(7, Span.DAYS)), ("１０日", Length(10, Span.DAYS)),
        ("7个自然日", Length(7, Span.DAYS)), ("6 个月", Length(6, Span.MONTHS)),
    ):  # fmt: skip
        assert length_in(text) == length and length_in(str(length)) == length
    assert [length_in(text) for text in ("五天", "0天", "5", "半年", "")] == [None] * 5


def test_a_length_ends_on_its_last_day() -> None:
    assert last_day(Length(5, Span.WORKDAYS), date(2021, 2, 1)) == date(2021, 2, 7)  # a Sunday that is worked
    assert last_day(Length(7, Span.DAYS), date(2021, 2, 1)) == date(2021, 2, 1) + timedelta(7)
    assert last_day(Length(1, Span.MONTHS), date(2021, 1, 31)) == date(2021, 2, 28)
    assert last_day(Length(12, Span.MONTHS), date(2020, 2, 29)) == date(2021, 2, 28)
