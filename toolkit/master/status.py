"""Who stands where: report state, lateness and light of every form that is owed.

Knows: the plan, what was received, and the day asked about (``as_of``). Must not know: files, workbooks, the
database. Nothing here is stored; everything follows from dates, so any past day can be asked about again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.ledger import Submission
from toolkit.plan.model import Item, ItemKind, LimitType, Period, Plan, Settings, Unit
from toolkit.plan.workdays import workdays_between


class ReportState(StrEnum):
    """What became of a form in one period (register: ``states.report_states``)."""

    NOT_RECEIVED = "未报"
    RETURNED = "退回"
    ACCEPTED = "已接收"


class Light(StrEnum):
    """The light of a form (register: ``states.lights``); PENDING is a form that is not due yet."""

    GREEN = "绿"
    BLUE = "蓝"
    YELLOW = "黄"
    RED = "红"
    GREY = "灰"
    PENDING = "待报"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one owed form stands on a day.

    ``accepted`` is the return whose values count, ``latest`` the newest one, accepted or not; ``returned_times``
    counts returns sent back. ``late_workdays`` are working days past the reporting date: up to the day of
    receipt if accepted, else up to ``as_of``. ``overdue_workdays`` are working days past the item's own time
    limit while it is not completed.
    """

    item: Item
    unit: Unit
    state: ReportState
    accepted: Submission | None
    latest: Submission | None
    returned_times: int
    late_workdays: int
    overdue_workdays: int
    light: Light


def standings(
    plan: Plan,
    period: Period,
    submissions: Iterable[Submission],
    completed: Mapping[int, bool],
    as_of: date,
) -> list[Standing]:
    """Where every owed form stands.

    ``submissions`` are those of the period, oldest first; ``completed`` says for a submission's id whether it
    reports the item as completed. Returns received after ``as_of`` are not known yet on that day.
    """
    received: dict[tuple[str, str], list[Submission]] = {}
    for submission in submissions:
        if submission.received_on <= as_of:
            received.setdefault((submission.item_id, submission.unit_id), []).append(submission)
    return [
        _standing(plan.settings, item, unit, period, received.get((item.id, unit.id), []), completed, as_of)
        for item, unit in plan.obligations()
    ]


def _standing(
    settings: Settings,
    item: Item,
    unit: Unit,
    period: Period,
    received: list[Submission],
    completed: Mapping[int, bool],
    as_of: date,
) -> Standing:
    accepted = next((s for s in reversed(received) if s.accepted), None)
    latest = received[-1] if received else None
    if latest is None:
        state = ReportState.NOT_RECEIVED
    else:
        state = ReportState.ACCEPTED if latest.accepted else ReportState.RETURNED
    reached = latest.received_on if latest is not None and latest.accepted else as_of
    late = max(0, workdays_between(period.due_date, reached))
    overdue = 0
    limit = item.time_limit
    if limit.type is LimitType.FIXED and limit.due_date is not None:
        done = accepted is not None and completed.get(accepted.id, False)
        overdue = 0 if done else max(0, workdays_between(limit.due_date, as_of))
    returned_times = sum(not s.accepted for s in received)
    light = light_of(
        settings,
        item.kind,
        state,
        returned_times=returned_times,
        late=max(late, overdue),
        left=workdays_between(as_of, period.due_date),
    )
    return Standing(item, unit, state, accepted, latest, returned_times, late, overdue, light)


def light_of(
    settings: Settings, kind: ItemKind, state: ReportState, *, returned_times: int, late: int, left: int
) -> Light:
    """The light, all numbers in working days; the master's formula says the same (`master.formulas`).

    Red: later than ``settings.yellow_up_to``, or sent back twice and not yet right. Yellow: late, or sent back.
    Blue: ``settings.blue_within`` days or fewer to the reporting date. Green: accepted in time; grey where the
    item is only an explanation. Otherwise the form is pending.
    """
    open_return = state is ReportState.RETURNED
    if late > settings.yellow_up_to or (open_return and returned_times >= 2):
        return Light.RED
    if late > 0 or open_return:
        return Light.YELLOW
    if state is ReportState.ACCEPTED:
        return Light.GREY if kind is ItemKind.EXPLANATION else Light.GREEN
    return Light.BLUE if left <= settings.blue_within else Light.PENDING
