from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from toolkit.plan.deadlines import Deadline, deadline, periods_from, report_due, steps
from toolkit.plan.measures import LimitType, TimeLimit
from toolkit.plan.model import Period, Plan
from toolkit.plan.options import Extension, RestDays
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

LATER = date(2021, 12, 1)


def with_limit(plan: Plan, type_: LimitType, due: date | None, **rest: object) -> Plan:
    item = replace(plan.items[0], time_limit=TimeLimit("限期", type_, due))
    return replace(plan, items=(item, *plan.items[1:]), **rest)  # type: ignore[arg-type]


def until(plan: Plan, own: date | None = None, unit: str = "fuyun", as_of: date = LATER) -> Deadline:
    return deadline(plan, plan.items[0], unit, own, as_of)


@pytest.mark.parametrize("type_", [LimitType.FIXED, LimitType.RELATIVE, LimitType.STAGED])
def test_a_stated_date_is_the_deadline(plan: Plan, type_: LimitType) -> None:
    assert until(with_limit(plan, type_, date(2021, 6, 30)), own=date(2021, 9, 1)) == Deadline(date(2021, 6, 30))


@pytest.mark.parametrize(
    "type_", [LimitType.ONGOING, LimitType.IMMEDIATE_THEN_ONGOING, LimitType.IMMEDIATE, LimitType.STAGED]
)
def test_what_goes_on_is_due_only_on_the_units_own_day(plan: Plan, type_: LimitType) -> None:
    assert until(with_limit(plan, type_, None)) == Deadline()
    assert until(with_limit(plan, type_, None), own=date(2021, 9, 1)) == Deadline(date(2021, 9, 1), own=True)


@pytest.mark.parametrize("type_", [LimitType.COMPLETED, LimitType.NOT_APPLICABLE, LimitType.UNSTATED])
def test_no_deadline_at_all(plan: Plan, type_: LimitType) -> None:
    assert until(with_limit(plan, type_, date(2020, 12, 31)), own=date(2021, 9, 1)) == Deadline()


@pytest.mark.parametrize(
    ("policy", "due"),
    [(RestDays.KEEP, date(2021, 1, 31)), (RestDays.ADVANCE, date(2021, 1, 29)), (RestDays.POSTPONE, date(2021, 2, 1))],
)
def test_rest_days_are_judged_by_the_plans_rule(plan: Plan, policy: RestDays, due: date) -> None:
    settings = replace(plan.settings, rest_days=policy)
    assert until(with_limit(plan, LimitType.FIXED, date(2021, 1, 31), settings=settings)).due == due
    assert report_due(plan.periods[0], settings) == due


def put_off(asked: date, approved: date, new: date, unit: str = "") -> Extension:
    return Extension("3.1.1", unit, asked, approved, new, "施工季节短")


JUNE, SEPTEMBER, DECEMBER = date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31)


@pytest.mark.parametrize(
    ("extensions", "as_of", "expected"),
    [
        ([put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER)], LATER, Deadline(SEPTEMBER, JUNE)),
        # not approved yet on that day
        ([put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER)], date(2021, 6, 9), Deadline(JUNE)),
        # asked on the last day is in time, asked after it is not
        ([put_off(JUNE, date(2021, 7, 5), SEPTEMBER)], LATER, Deadline(SEPTEMBER, JUNE)),
        ([put_off(date(2021, 7, 1), date(2021, 7, 5), SEPTEMBER)], LATER, Deadline(JUNE)),
        # of another unit
        ([put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER, "burqin")], LATER, Deadline(JUNE)),
        ([put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER, "fuyun")], LATER, Deadline(SEPTEMBER, JUNE)),
        # twice
        (
            [put_off(date(2021, 9, 1), date(2021, 9, 10), DECEMBER),
             put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER)],
            LATER, Deadline(DECEMBER, JUNE),
        ),
    ],
)  # fmt: skip
def test_extensions(plan: Plan, extensions: list[Extension], as_of: date, expected: Deadline) -> None:
    changed = with_limit(plan, LimitType.FIXED, JUNE, extensions=tuple(extensions))
    assert until(changed, as_of=as_of) == expected


STEPS = {
    "none": ([], [JUNE]),
    "one": ([put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER)], [JUNE, SEPTEMBER]),
    "two": (
        [
            put_off(date(2021, 9, 1), date(2021, 9, 10), DECEMBER),
            put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER),
        ],
        [JUNE, SEPTEMBER, DECEMBER],
    ),
    "asked for too late": ([put_off(date(2021, 7, 5), date(2021, 7, 9), SEPTEMBER)], [JUNE]),
    "of another unit": ([put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER, "burqin")], [JUNE]),
}


@pytest.mark.parametrize("case", STEPS)
def test_the_steps_say_the_deadline_of_every_day(plan: Plan, case: str) -> None:
    extensions, dues = STEPS[case]
    changed = with_limit(plan, LimitType.FIXED, JUNE, extensions=tuple(extensions))
    found = steps(changed, changed.items[0], "fuyun", None)
    assert [step.deadline.due for step in found] == dues
    for number in range(date(2021, 5, 1).toordinal(), date(2021, 12, 31).toordinal()):
        day = date.fromordinal(number)
        (last,) = [step for step in found if step.since <= day][-1:]
        assert last.deadline == until(changed, as_of=day)


def test_extensions_and_settings_are_kept_in_the_plan_workbook(plan: Plan, tmp_path: Path) -> None:
    settings = replace(plan.settings, rest_days=RestDays.POSTPONE, remind_on=RestDays.KEEP, day_itself=False)
    changed = replace(
        plan, settings=settings, extensions=(put_off(date(2021, 6, 1), date(2021, 6, 10), SEPTEMBER, "fuyun"),)
    )
    write_plan(changed, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == changed


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        ("每季度", ["2021-01-31", "2021-04-30", "2021-07-31", "2021-10-31"]),
        ("每月", ["2021-01-31", "2021-02-28", "2021-03-31", "2021-04-30"]),
        ("每半年", ["2021-01-31", "2021-07-31", "2022-01-31", "2022-07-31"]),
        ("每年", ["2021-01-31", "2022-01-31", "2023-01-31", "2024-01-31"]),
    ],
)
def test_periods_go_on_by_the_cadence(cadence: str, days: list[str]) -> None:
    periods = periods_from(date(2021, 1, 31), cadence, 4)
    assert [str(period.due_date) for period in periods] == days
    assert periods[1] == Period(
        days[1][:7], f"{periods[1].due_date.year}年{periods[1].due_date.month}月", periods[1].due_date
    )
