"""Who stands where: report state, lateness and light of every form that is owed.

Knows: the plan, what was received, and the day asked about (``as_of``). Must not know: files, workbooks, the
database. Nothing here is stored; everything follows from dates, so any past day can be asked about again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from toolkit.catalogue import COMPLETED, COMPLETION, STAGE_COMPLETED
from toolkit.ledger import Submission, Value
from toolkit.plan.deadlines import Deadline, Step, deadline, period_of, report_due, resend_due, steps
from toolkit.plan.measures import LimitType
from toolkit.plan.model import FormKey, Item, ItemKind, Period, Plan, Unit
from toolkit.plan.options import Settings
from toolkit.plan.states import SETTLED, ItemState
from toolkit.plan.workdays import workdays_between
from toolkit.standing.decisions import Judged

_MEASURE = re.compile("m([0-9]+)_status")


class ReportState(StrEnum):
    """What became of a form in one period (register: ``states.report_states``); SETTLED ones need not report."""

    NOT_RECEIVED = "未报"
    RETURNED = "退回"
    ACCEPTED = "已接收"
    SETTLED = "不用报"


class Light(StrEnum):
    """The light of a form (register: ``states.lights``); PENDING is a form that is not due yet."""

    GREEN = "绿"
    BLUE = "蓝"
    YELLOW = "黄"
    RED = "红"
    GREY = "灰"
    PENDING = "待报"


@dataclass(frozen=True, slots=True)
class Reported:
    """What an accepted return says that lights and limits depend on.

    Whether the item is completed, and of which measures the work is (``measures_done``, by number), the unit's own
    date, whether evidence is given. What comes every year is completed for the ``year`` of the return's period.
    """

    completed: bool = False
    own_date: date | None = None
    evidenced: bool = False
    measures_done: frozenset[int] = frozenset()
    year: int = date.max.year


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Where an item of one unit stands after what was reported and decided (`toolkit.standing.review`).

    ``decisions`` are all that the office made, each with what is wrong with it; ``lacking`` what 销号 still asks for;
    ``settled_before`` whether it was closed before the period; ``closing`` how far the steps of 销号 are, in words, ""
    where they have not begun.
    """

    state: ItemState = ItemState.UNREPORTED
    decisions: tuple[Judged, ...] = ()
    lacking: tuple[str, ...] = ()
    closed_on: date | None = None
    settled_before: bool = False
    closing: str = ""

    def last_of(self, period_id: str) -> Judged | None:
        """The last decision that was made in a period's master, None where there was none."""
        return next((one for one in reversed(self.decisions) if one.decision.period_id == period_id), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one owed form stands on a day.

    ``accepted`` is the return whose values count, ``latest`` the newest one, accepted or not; ``returned_times``
    counts returns sent back. ``late_workdays`` are working days past the reporting date: up to the day of
    receipt if accepted, else up to ``as_of``. ``overdue_workdays`` are working days past the item's ``deadline``
    while it is not completed; ``deadlines`` say how that changes with the day asked about; ``reported`` is what the
    last accepted return says, also that of an earlier period, ``reviewed`` what the office says. ``supplied`` is the
    newest return that came after the period was closed (补报).
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
    deadline: Deadline = field(default_factory=Deadline)
    deadlines: tuple[Step, ...] = ()
    reported: Reported = field(default_factory=Reported)
    reviewed: Reviewed = field(default_factory=Reviewed)
    supplied: Submission | None = None

    @property
    def form(self) -> FormKey:
        """Which form it is."""
        return FormKey(self.item.id, self.unit.id)

    @property
    def settled(self) -> Light:
        """The light that it has when all is in order."""
        return _settled(self.item, self.reported)

    @property
    def fixed(self) -> Light | None:
        """The light that the office's decision gives it, whatever the dates; None where they tell."""
        return _fixed(self.reviewed)

    @property
    def completed(self) -> bool:
        """Whether the item is completed, be it in an earlier period, and nothing newer says otherwise."""
        return _completed(self.reported, self.reviewed)

    @property
    def owed(self) -> bool:
        """Whether a return is asked for in this period."""
        return self.state is not ReportState.SETTLED

    @property
    def owing(self) -> bool:
        """Whether a return is asked for and not accepted yet."""
        return self.owed and self.state is not ReportState.ACCEPTED

    def resend_by(self, plan: Plan, period: Period) -> date | None:
        """The day by which a form that was sent back is to be sent again; None for one that was not."""
        if self.state is not ReportState.RETURNED or self.latest is None:
            return None
        asked = period_of(period, plan.settings, self.unit.id)
        return resend_due(asked, plan.settings, self.latest.known_on or self.latest.received_on)


REPORTED = ("overall_status", "overall_own_date", "%_evidence", "m%_status")
"""The fields that `reported_in` looks at, as `Ledger.values` takes them."""


def reported_in(plan: Plan, values: Mapping[str, Value], year: int = date.max.year) -> Reported:
    """What the values of an accepted return say about completion."""
    ids = {choice.label: choice.id for choice in plan.choices if choice.group == COMPLETION}
    said = {name: ids.get(str(value.value)) for name, value in values.items() if name.endswith("_status")}
    own = values.get("overall_own_date")
    done = (COMPLETED, STAGE_COMPLETED)
    measures = {name: match for name in said if (match := _MEASURE.fullmatch(name))}
    return Reported(
        completed=said.get("overall_status") == COMPLETED,
        own_date=own.value if own is not None and isinstance(own.value, date) else None,
        evidenced=any(name.endswith("_evidence") and value.value for name, value in values.items()),
        measures_done=frozenset(int(match[1]) for name, match in measures.items() if said[name] in done),
        year=year,
    )


def standings(  # noqa: PLR0913 - the facts that standings follow from
    plan: Plan,
    period: Period,
    submissions: Iterable[Submission],
    reported: Mapping[int, Reported],
    as_of: date,
    reviewed: Mapping[FormKey, Reviewed] | None = None,
    before: Mapping[FormKey, Reported] | None = None,
    supplied: Iterable[Submission] = (),
) -> list[Standing]:
    """Where every owed form stands.

    ``submissions`` are those of the period, oldest first; ``reported`` is by the ids of those accepted, ``reviewed``
    by form, and so is ``before``: what the last return of the earlier periods says, which stands until one of this
    period is accepted. Returns received after ``as_of`` are not known yet on that day. ``supplied`` came after the
    period was closed.
    """
    received: dict[FormKey, list[Submission]] = {}
    for submission in submissions:
        if submission.received_on <= as_of:
            received.setdefault(submission.form, []).append(submission)
    found, earlier, newest = reviewed or {}, before or {}, {s.form: s for s in supplied}
    every = []
    for item, unit in plan.obligations():
        key = FormKey(item.id, unit.id)
        came = received.get(key, [])
        accepted = next((s for s in reversed(came) if s.accepted), None)
        said = reported.get(accepted.id, Reported()) if accepted else earlier.get(key, Reported())
        one = _standing(plan, item, unit, period, came, accepted, said, as_of, found.get(key, Reviewed()))
        every.append(replace(one, supplied=newest[key]) if key in newest else one)
    return every


def _standing(  # noqa: PLR0913 - the facts that a form's standing follows from
    plan: Plan,
    item: Item,
    unit: Unit,
    period: Period,
    received: list[Submission],
    accepted: Submission | None,
    said: Reported,
    as_of: date,
    reviewed: Reviewed,
) -> Standing:
    latest = received[-1] if received else None
    if latest is None:
        state = ReportState.SETTLED if reviewed.settled_before else ReportState.NOT_RECEIVED
    else:
        state = ReportState.ACCEPTED if latest.accepted else ReportState.RETURNED
    due = report_due(period_of(period, plan.settings, unit.id), plan.settings)
    reached = latest.received_on if latest is not None and latest.accepted else as_of
    late = 0 if state is ReportState.SETTLED else max(0, workdays_between(due, reached))
    until = deadline(plan, item, unit.id, said.own_date, as_of)
    overdue = 0 if until.due is None or _completed(said, reviewed) else max(0, workdays_between(until.due, as_of))
    returned_times = sum(not s.accepted for s in received)
    light = _fixed(reviewed) or light_of(
        plan.settings,
        _settled(item, said),
        state,
        returned_times=returned_times,
        late=max(late, overdue),
        left=workdays_between(as_of, due),
    )
    found = steps(plan, item, unit.id, said.own_date)
    return Standing(
        item, unit, state, accepted, latest, returned_times, late, overdue, light, until, found, said, reviewed
    )


def _completed(said: Reported, reviewed: Reviewed) -> bool:
    """What the office decided after the return, and what was reported after its decision, counts more."""
    if reviewed.state is ItemState.UNREPORTED:
        return said.completed
    return reviewed.state in (*SETTLED, ItemState.COMPLETED, ItemState.CLOSURE_REQUESTED)


def _fixed(reviewed: Reviewed) -> Light | None:
    """Closed is green, reopened is red (register: ``states.lights``)."""
    if reviewed.state in SETTLED:
        return Light.GREEN
    return Light.RED if reviewed.state is ItemState.REOPENED else None


def _settled(item: Item, said: Reported) -> Light:
    """The light of a form that is accepted and in time (register: ``states.lights``, ``deadlines``).

    Grey where nothing is to be judged; yellow where the document calls a thing done and no evidence came.
    """
    if item.kind is ItemKind.EXPLANATION or item.time_limit.type in (LimitType.UNSTATED, LimitType.NOT_APPLICABLE):
        return Light.GREY
    if item.time_limit.type is LimitType.COMPLETED and not said.evidenced:
        return Light.YELLOW
    return Light.GREEN


def light_of(
    settings: Settings, settled: Light, state: ReportState, *, returned_times: int, late: int, left: int
) -> Light:
    """The light, all numbers in working days; the master's formula says the same (`master.formulas`).

    Red: later than ``settings.yellow_up_to``, or sent back twice and not yet right. Yellow: late, or sent back.
    Blue: ``settings.blue_within`` days or fewer to the reporting date. ``settled`` is the light of a form that is
    accepted and in time. Otherwise the form is pending.
    """
    open_return = state is ReportState.RETURNED
    if late > settings.yellow_up_to or (open_return and returned_times >= 2):
        return Light.RED
    if late > 0 or open_return:
        return Light.YELLOW
    if state is ReportState.ACCEPTED:
        return settled
    return Light.BLUE if left <= settings.blue_within else Light.PENDING
