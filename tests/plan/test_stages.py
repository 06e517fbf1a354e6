"""The days of a limit that are watched each by itself, and the limit that measures set together."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.plan.measures import LimitType, Measure, TimeLimit, limit_over
from toolkit.plan.stages import Stage, listed_days, stage_days, stages_in

ISSUED = date(2026, 3, 2)


def days(text: str, around: date, due: date | None = None) -> list[str]:
    return [str(one.day) for one in stage_days(TimeLimit(text, LimitType.STAGED, due), ISSUED, around)]


@pytest.mark.parametrize(
    ("text", "around", "found"),
    [
        ("每年11月底前", date(2026, 11, 20), ["2026-11-30"]),
        ("每年十一月底前完成检修", date(2027, 12, 5), ["2027-11-30"]),
        ("每年6月、12月底前报送，长期坚持", date(2026, 10, 1), ["2026-06-30", "2026-12-31"]),
        ("每年3月15日前", date(2026, 12, 31), ["2027-03-15"]),
        ("每年2月底前", date(2028, 2, 1), ["2028-02-29"]),
        ("每年2月30日前", date(2026, 2, 1), []),
        ("每年", date(2026, 2, 1), []),
        ("每年度考核", date(2026, 2, 1), []),
    ],
)
def test_what_recurs_every_year_has_a_day_in_every_year(text: str, around: date, found: list[str]) -> None:
    assert days(text, around) == found


def test_stages_have_days_of_their_own_and_the_last_is_the_limit() -> None:
    text = "2026年6月底前完成方案，2026年9月底前完成一半，2026年12月底前全部完成"
    assert days(text, ISSUED, date(2026, 12, 31)) == ["2026-06-30", "2026-09-30"]


ITEMS = TimeLimit("2026年12月底前", LimitType.FIXED, date(2026, 12, 31))
EARLY = TimeLimit("2026年5月底前", LimitType.FIXED, date(2026, 5, 31))
LATE = TimeLimit("2027年1月底前", LimitType.FIXED, date(2027, 1, 31))
EVER = TimeLimit("长期坚持", LimitType.ONGOING)
UNREAD = TimeLimit("条件成熟时", LimitType.UNSTATED)


@pytest.mark.parametrize(
    ("own", "limit"),
    [
        ((), ITEMS), ((None,), ITEMS), ((EARLY,), EARLY), ((EARLY, LATE), LATE), ((EARLY, None), ITEMS),
        ((LATE, None), LATE), ((EVER,), EVER), ((EVER, EARLY), EARLY), ((EVER, None), ITEMS), 
        ((UNREAD,), ITEMS), ((UNREAD, LATE), LATE),
    ],
)  # fmt: skip
def test_the_latest_day_of_the_measures_is_the_limit(own: tuple[TimeLimit | None, ...], limit: TimeLimit) -> None:
    assert limit_over([Measure(n, "做。", time_limit=one) for n, one in enumerate(own, 1)], ITEMS) == limit


@pytest.mark.parametrize(
    ("day", "yearly", "around", "found"),
    [
        (date(2026, 6, 30), False, date(2030, 1, 1), ["2026-06-30"]),
        (date(2026, 11, 30), True, date(2028, 11, 20), ["2028-11-30"]),
        (date(2026, 2, 28), True, date(2028, 2, 1), ["2028-02-29"]),
        (date(2026, 3, 15), True, date(2026, 12, 31), ["2027-03-15"]),
    ],
)
def test_stages_that_the_plan_lists_have_their_days(day: date, yearly: bool, around: date, found: list[str]) -> None:
    assert [str(one.day) for one in listed_days([Stage("1", 0, "检修", day, yearly)], around)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("每年11月底前", [("2026-11-30", True)]),
        ("每年1月底前", [("2027-01-31", True)]),
        ("每年6月、12月底前报送", [("2026-06-30", True), ("2026-12-31", True)]),
        ("2026年6月底前完成方案，2026年12月底前全部完成", [("2026-06-30", False)]),
        ("2026年12月底前", []),
        ("长期坚持", []),
    ],
)
def test_the_words_of_a_limit_give_the_stages_that_a_draft_lists(text: str, found: list[tuple[str, bool]]) -> None:
    limit = TimeLimit(text, LimitType.STAGED, date(2026, 12, 31) if not text.startswith("每") else None)
    assert [(str(one.day), one.yearly) for one in stages_in("1", 0, limit, ISSUED)] == found
