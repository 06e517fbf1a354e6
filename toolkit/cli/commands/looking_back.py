"""What was: ``history``, ``trace``.

Knows: the words and the JSON of a form's life, of where a value comes from. Must not know: how any of it comes about.
"""

from __future__ import annotations

import argparse
from typing import Annotated, TypedDict

from toolkit.cli.command import DONE_ONLY, ITEM, PERIOD, UNIT, Argument, Command, as_of
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day


class EventJson(TypedDict):
    """One thing that happened to a form."""

    day: Annotated[Day, "the day it counts for"]
    period_id: Annotated[str, "id of the period"]
    what: Annotated[str, "what happened"]
    details: list[str]


class HistoryJson(TypedDict):
    """The whole life of one form, oldest first."""

    events: list[EventJson]


class TraceJson(TypedDict):
    """Where a value comes from."""

    lines: Annotated[list[str], "one sentence a step"]


def history(options: argparse.Namespace) -> Outcome[HistoryJson]:
    """The whole life of one form."""
    events = workspace_of(options).history(unit=options.unit, item=options.item)
    lines = []
    for event in events:
        period = f"〔{event.period_id}〕" if event.period_id else ""
        lines.append(f"{event.day} {period}{event.what}")
        lines += [f"    {detail}" for detail in event.details]
    answer: HistoryJson = {
        "events": [
            {"day": e.day.isoformat(), "period_id": e.period_id, "what": e.what, "details": list(e.details)}
            for e in events
        ]
    }
    return Outcome(ExitStatus.DONE, answer, lines or ["还没有记录：没有发过表，也没有收到过。"])


def trace(options: argparse.Namespace) -> Outcome[TraceJson]:
    """Where a figure of the master comes from."""
    lines = workspace_of(options).trace(
        options.cell, unit=options.unit, item=options.item, field=options.field, period=options.period,
        as_of=day_of(options),
    )  # fmt: skip
    return Outcome(ExitStatus.DONE, {"lines": lines}, lines)


COMMANDS = (
    Command(
        name="history",
        help="看一份表的全部经过：发出、收到、退回、改动、核定",
        run=history,
        answer=HistoryJson,
        arguments=(UNIT, ITEM),
        statuses=DONE_ONLY,
        place=110,
    ),
    Command(
        name="trace",
        help="查总台账里一个数是从哪里来的",
        run=trace,
        answer=TraceJson,
        arguments=(
            Argument(names=("cell",), metavar="单元格", help="如 台账!H37", count="?"),
            Argument(names=("--unit",), metavar="单位", help="单位的简称，见方案的“单位”工作表"),
            Argument(names=("--item",), metavar="事项", help="如 三（一）1"),
            Argument(names=("--field",), metavar="栏目", help="台账上的栏目名，或者指标名称"),
            PERIOD,
            as_of("截至日期"),
        ),
        statuses=DONE_ONLY,
        place=120,
    ),
)
