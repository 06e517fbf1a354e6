"""The reporting periods: ``period show``, ``period close``, ``period reopen``.

Knows: the words for a period's state. Must not know: what closing one does.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.command import DONE_ONLY, Argument, Command, Group, as_of
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day

if TYPE_CHECKING:
    from toolkit.acts.periods import PeriodStanding, PeriodState

GROUP = Group("period", "报送期")


class PeriodStepJson(TypedDict):
    """A period was closed, or opened again."""

    closed: Annotated[bool, "closed, or opened again"]
    day: Annotated[Day, "day for which that counts"]
    who: Annotated[str, "who decided it"]
    reason: Annotated[str, "why; empty where nobody said"]


class PeriodJson(TypedDict):
    """Where one period stands."""

    id: Annotated[str, "id of the period"]
    name: str
    due_date: Annotated[Day, "last day in time"]
    state: Annotated[PeriodState, "how far it is"]
    issued_on: Annotated[Day | None, "day on which its forms first went out; null where they have not"]
    steps: Annotated[list[PeriodStepJson], "when it was closed and opened again, oldest first"]
    supplied: Annotated[int, "returns that came after it was closed (补报)"]


class PeriodsJson(TypedDict):
    """Where the periods stand."""

    periods: list[PeriodJson]


def _json(found: Sequence[PeriodStanding]) -> PeriodsJson:
    return {
        "periods": [
            {
                "id": one.period.id,
                "name": one.period.name,
                "due_date": one.period.due_date.isoformat(),
                "state": one.state,
                "issued_on": one.issued_on.isoformat() if one.issued_on else None,
                "steps": [
                    {"closed": step.closed, "day": step.day.isoformat(), "who": step.who, "reason": step.reason}
                    for step in one.steps
                ],
                "supplied": one.supplied,
            }
            for one in found
        ]
    }


def _lines(one: PeriodStanding) -> list[str]:
    issued = f"，{one.issued_on} 发表" if one.issued_on else ""
    supplied = f"，补报 {one.supplied} 份" if one.supplied else ""
    lines = [f"{one.period.id}　{one.period.name}　应报日期 {one.period.due_date}　{one.state}{issued}{supplied}"]
    for step in one.steps:
        reason = f"（{step.reason}）" if step.reason else ""
        lines.append(f"    {step.day} {step.who}{'关账' if step.closed else '重新开账'}{reason}")
    return lines


def show(options: argparse.Namespace) -> Outcome[PeriodsJson]:
    """Where every period stands."""
    found = workspace_of(options).periods()
    return Outcome(ExitStatus.DONE, _json(found), [line for one in found for line in _lines(one)])


def close(options: argparse.Namespace) -> Outcome[PeriodsJson]:
    """A period closed."""
    done = workspace_of(options).close_period(
        period=options.period, by=options.by, as_of=day_of(options), reason=options.reason or ""
    )
    lines = [
        f"{done.period.name}关账了。以后报来的表照收照查，按补报登记，不改变已经公布的台账、通报和公开版。",
        *([f"inbox 里还有 {done.waiting} 个文件没有收，收的时候按补报登记。"] if done.waiting else []),
        f"关错了的，运行 toolkit period reopen {done.period.id}。",
    ]
    return Outcome(ExitStatus.DONE, _json([done]), lines)


def reopen(options: argparse.Namespace) -> Outcome[PeriodsJson]:
    """A closed period opened again."""
    done = workspace_of(options).reopen_period(
        period=options.period, by=options.by, as_of=day_of(options), reason=options.reason
    )
    lines = [f"{done.period.name}重新开账了，关账以后补报的从 {done.steps[-1].day} 起计入本期。请重新汇总。"]
    return Outcome(ExitStatus.DONE, _json([done]), lines)


_PERIOD = Argument(names=("period",), metavar="报送期", help="如 2021-01")
_BY = Argument(names=("--by",), metavar="姓名", help="谁决定的，写姓名或职务", required=True)
COMMANDS = (
    Command(
        name="show",
        group=GROUP,
        help="看各报送期发表、关账的情况",
        run=show,
        answer=PeriodsJson,
        statuses=DONE_ONLY,
        place=132,
    ),
    Command(
        name="close",
        group=GROUP,
        help="关账：以后报来的按补报登记，不改变已经公布的",
        run=close,
        answer=PeriodsJson,
        arguments=(
            _PERIOD,
            _BY,
            Argument(names=("--reason",), metavar="原因", help="可以不写"),
            as_of("关账日期"),
        ),
        statuses=DONE_ONLY,
        place=133,
    ),
    Command(
        name="reopen",
        group=GROUP,
        help="重新开账：补报的计入本期",
        run=reopen,
        answer=PeriodsJson,
        arguments=(
            _PERIOD,
            _BY,
            Argument(names=("--reason",), metavar="原因", help="为什么重新开账", required=True),
            as_of("开账日期"),
        ),
        statuses=DONE_ONLY,
        place=134,
    ),
)
