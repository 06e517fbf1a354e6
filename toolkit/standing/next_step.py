"""Where an office stands, and what it does next; pure.

Knows: standings, what waits in the folder, the order in which things are done. Must not know: files, commands, screens:
who shows the next step says how it is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from toolkit.plan.deadlines import report_due
from toolkit.plan.model import Period, Plan
from toolkit.plan.states import ItemState
from toolkit.plan.workdays import workdays_between
from toolkit.standing.counts import Counts, counts_of
from toolkit.standing.status import Standing

WAITS_FOR_THE_OFFICE = (ItemState.CLOSURE_REQUESTED, ItemState.EXPLAINED)
"""The states in which the next move is the office's."""


class Step(StrEnum):
    """What comes next, in the order in which it is looked for."""

    PLAN = "plan"
    CORRECT = "correct"
    TAKE_IN = "take_in"
    FILL = "fill"
    DISTRIBUTE = "distribute"
    CLAIM = "claim"
    DECIDE = "decide"
    REMIND = "remind"
    WAIT = "wait"
    PUBLISH = "publish"
    NEXT_PERIOD = "next_period"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in the folder, each as a number.

    ``to_fill`` are places of the plan that are to be filled in before anything goes out, ``files`` those in the inbox,
    ``unclaimed`` those that were not recognised, ``drafts`` mails that have not been sent, ``unsent`` forms of a period
    that has begun which are owed and were never sent out, as those of an item or a unit that was added since.
    """

    to_fill: int = 0
    files: int = 0
    unclaimed: int = 0
    drafts: int = 0
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where an office stands on a day: the period in hand, its counts, what waits, and the next step as a sentence.

    ``left`` are the working days to the day on which the period is due, below 0 after it; ``asked`` are the forms about
    which the office has to decide, also those that lack something. A ``closed`` period (关账) is not reminded of, and
    nothing is sent out for it; nor is one reminded of that has not ``begun``, as nobody has its forms. Without a plan
    that can be used there is no period.
    """

    step: Step
    sentence: str
    as_of: date
    title: str = ""
    period: Period | None = None
    due: date | None = None
    left: int = 0
    counts: Counts = field(default_factory=Counts)
    waiting: Waiting = field(default_factory=Waiting)
    asked: tuple[Standing, ...] = ()
    owing_units: int = 0
    closed: bool = False
    begun: bool = True

    @property
    def to_remind(self) -> int:
        """How many units may be reminded."""
        return self.owing_units if self.begun and not self.closed else 0


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a period in hand: its standings, whether it was sent out, reminded of, disclosed, closed."""

    standings: Sequence[Standing]
    begun: bool
    reminded_today: bool
    disclosed: bool
    closed: bool
    waiting: Waiting


def next_step(plan: Plan, period: Period, known: Known, as_of: date) -> NextStep:
    """Where an office stands that has a plan."""
    due = report_due(period, plan.settings)
    left = workdays_between(as_of, due)
    asked = tuple(s for s in known.standings if s.reviewed.state in WAITS_FOR_THE_OFFICE)
    owing = [s for s in known.standings if s.owing]
    units = len({s.unit.id for s in owing})
    ready = sum(not s.reviewed.lacking for s in asked)
    near = left <= plan.settings.blue_within
    step = _step(plan, known, ready, owing=bool(owing) and not known.closed, near=near, period=period)
    counts = counts_of(known.standings)
    sentence = _sentence(step, plan, period, known, ready, units, left)
    return NextStep(
        step, sentence, as_of, plan.title, period, due, left, counts, known.waiting, asked, units, known.closed,
        known.begun,
    )  # fmt: skip


def _step(plan: Plan, known: Known, ready: int, *, owing: bool, near: bool, period: Period) -> Step:
    waiting = known.waiting
    steps = (
        (Step.TAKE_IN, waiting.files),
        (Step.FILL, waiting.to_fill),
        (Step.DISTRIBUTE, not known.closed and (waiting.unsent or not known.begun)),
        (Step.CLAIM, waiting.unclaimed),
        (Step.DECIDE, ready),
        (Step.REMIND, owing and near and not known.reminded_today),
        (Step.WAIT, owing),
        (Step.PUBLISH, not known.disclosed),
        (Step.NEXT_PERIOD, period != plan.periods[-1]),
    )
    return next((step for step, holds in steps if holds), Step.REST)


def _sentence(step: Step, plan: Plan, period: Period, known: Known, ready: int, units: int, left: int) -> str:
    owing = sum(s.owing for s in known.standings)
    owed = sum(s.owed for s in known.standings)
    when = f"已逾期 {-left} 个工作日" if left < 0 else f"离报送日期还有 {left} 个工作日" if left else "今天就要报"
    reminded = "今天已经催过，等各单位报来。" if known.reminded_today else "等各单位报来。"
    after = plan.periods[min(plan.periods.index(period) + 1, len(plan.periods) - 1)]
    sentences = {
        Step.TAKE_IN: f"收到 {known.waiting.files} 个文件，还没有登记。先看一遍，再收下。",
        Step.FILL: f"还差 {known.waiting.to_fill} 处没有填，填好才能发{period.name}的表。",
        Step.DISTRIBUTE: (
            f"{period.name}还有 {known.waiting.unsent} 份表没有发。"
            if known.begun
            else f"{period.name}的表还没有发，共 {owed} 份。"
        ),
        Step.CLAIM: f"{known.waiting.unclaimed} 个文件认不出来，等您认领。",
        Step.DECIDE: f"{ready} 件条件齐了，等您核定。",
        Step.REMIND: f"{units} 个单位还差 {owing} 份，{when}。今天还没有催过。",
        Step.WAIT: f"{units} 个单位还差 {owing} 份，{when}。{reminded}",
        Step.PUBLISH: (
            f"{period.name}{'已经关账' if known.closed and owing else f'的 {owed} 份表都报齐了'}，可以做双公开的文稿。"
        ),
        Step.NEXT_PERIOD: f"{period.name}的事办完了。下一期是{after.name}，要在 {after.due_date} 前收回。",
        Step.REST: "各期都办完了。",
    }
    return sentences[step]
