from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from toolkit.ledger import Submission
from toolkit.plan.measures import DATED
from toolkit.plan.model import FormKey, Plan
from toolkit.plan.options import Settings
from toolkit.plan.states import ItemState
from toolkit.standing.status import Light, Reported, ReportState, Reviewed, Standing, light_of, standings

ACCEPTED, RETURNED, MISSING = ReportState.ACCEPTED, ReportState.RETURNED, ReportState.NOT_RECEIVED


def sent(number: int, day: date, accepted: bool) -> Submission:
    return Submission(number, "3.1.1", "fuyun", "2021-01", 1, day, accepted, "表.xlsx", f"{number}", "填报表")


def standing_of(plan: Plan, submissions: Sequence[Submission], as_of: date) -> Standing:
    found = standings(plan, plan.periods[0], submissions, {}, as_of)
    return next(s for s in found if (s.item.id, s.unit.id) == ("3.1.1", "fuyun"))


@pytest.mark.parametrize(
    ("returns", "as_of", "state", "late", "light"),
    [
        # due on Sunday 2021-01-31; three working days or fewer before it is “soon”
        ([], date(2021, 1, 25), MISSING, 0, Light.PENDING),
        ([], date(2021, 1, 27), MISSING, 0, Light.BLUE),
        ([], date(2021, 1, 31), MISSING, 0, Light.BLUE),
        ([], date(2021, 2, 1), MISSING, 1, Light.YELLOW),
        ([], date(2021, 2, 5), MISSING, 5, Light.YELLOW),
        ([], date(2021, 2, 7), MISSING, 6, Light.RED),
        ([(29, True)], date(2021, 3, 1), ACCEPTED, 0, Light.GREEN),
        ([(29, False)], date(2021, 1, 30), RETURNED, 0, Light.YELLOW),
        ([(29, False), (30, False)], date(2021, 1, 30), RETURNED, 0, Light.RED),
        ([(29, False), (30, True)], date(2021, 3, 1), ACCEPTED, 0, Light.GREEN),
        ([(29, True), (30, False)], date(2021, 1, 30), RETURNED, 0, Light.YELLOW),
        # what came after the day is not known on it
        ([(29, True)], date(2021, 1, 28), MISSING, 0, Light.BLUE),
    ],
)
def test_where_a_form_stands(
    plan: Plan, returns: list[tuple[int, bool]], as_of: date, state: ReportState, late: int, light: Light
) -> None:
    submissions = [sent(n, date(2021, 1, day), ok) for n, (day, ok) in enumerate(returns, start=1)]
    standing = standing_of(plan, submissions, as_of)
    assert (standing.state, standing.late_workdays, standing.light) == (state, late, light)


def test_late_is_counted_up_to_the_day_of_acceptance(plan: Plan) -> None:
    standing = standing_of(plan, [sent(1, date(2021, 2, 2), True)], date(2021, 6, 1))
    assert (standing.late_workdays, standing.light) == (2, Light.YELLOW)


def test_a_wrong_return_after_a_right_one_takes_no_value_away(plan: Plan) -> None:
    standing = standing_of(
        plan, [sent(1, date(2021, 1, 28), True), sent(2, date(2021, 1, 29), False)], date(2021, 1, 30)
    )
    assert standing.accepted is not None and standing.accepted.id == 1
    assert standing.latest is not None and standing.latest.id == 2
    assert standing.returned_times == 1


def test_an_explanation_that_was_given_is_grey() -> None:
    light = light_of(Settings(), Light.GREY, ACCEPTED, returned_times=0, late=0, left=9)
    assert light is Light.GREY


def test_one_standing_per_owed_form_in_plan_order(plan: Plan) -> None:
    found = standings(plan, plan.periods[0], [], {}, date(2021, 1, 25))
    assert [(s.item, s.unit) for s in found] == list(plan.obligations())


@pytest.mark.parametrize(
    ("state", "before", "completed"),
    [
        (ItemState.COMPLETED, True, True),
        (ItemState.CLOSURE_REQUESTED, True, True),
        (ItemState.CLOSED, False, True),
        (ItemState.UNREPORTED, True, True),
        (ItemState.UNREPORTED, False, False),
        (ItemState.IN_PROGRESS, True, False),
        (ItemState.RETURNED, True, False),
        (ItemState.REOPENED, True, False),
    ],
)
def test_a_completion_of_an_earlier_period_stands_until_something_newer_says_otherwise(
    plan: Plan, state: ItemState, before: bool, completed: bool
) -> None:
    """What says otherwise is a newer return or decision: the review's state is what the newest of them led to."""
    item, unit = next((item, unit) for item, unit in plan.obligations() if item.time_limit.type in DATED)
    form, period = FormKey(item.id, unit.id), plan.periods[1]
    said, reviewed = {form: Reported(completed=before)}, {form: Reviewed(state)}
    as_of = date(2024, 5, 6)
    every = standings(plan, period, [], {}, as_of, reviewed, said)
    standing = next(s for s in every if s.form == form)
    assert standing.deadline.due is not None and standing.deadline.due < as_of
    assert (standing.completed, standing.overdue_workdays == 0) == (completed, completed)


def test_what_this_period_says_counts_more_than_what_an_earlier_one_said(plan: Plan) -> None:
    form, period = FormKey("3.1.1", "fuyun"), plan.periods[0]
    before = {form: Reported(completed=True, measures_done=frozenset({1}))}
    newer = [sent(1, date(2021, 1, 29), True)]
    for submissions, now in (
        (newer, Reported()),
        ([], before[form]),
        ([sent(1, date(2021, 1, 29), False)], before[form]),
    ):
        every = standings(plan, period, submissions, {1: Reported()}, date(2021, 2, 1), None, before)
        assert next(s for s in every if s.form == form).reported == now
