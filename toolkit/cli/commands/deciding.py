"""The office's own decisions without a workbook: ``decide list``, ``decide item``, ``decide step``.

Knows: the words and the JSON for what waits and what was written down. Must not know: what a decision leads to, how it
is judged.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.command import ITEM, PERIOD, UNIT, Argument, Command, Group, as_of, day
from toolkit.cli.commands.standing import UnreadJson, unread_json, unread_lines
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day, OfDayJson
from toolkit.plan.states import ItemState

if TYPE_CHECKING:
    from toolkit.acts.decide import Decided
    from toolkit.standing.deciding import Matter

GROUP = Group("decide", "核定、销号环节、公开审看：不打开台账，直接登记")


class StepJson(TypedDict):
    """One try at a step of 销号."""

    step: Annotated[str, "what the try is called"]
    by: Annotated[str, "who does it"]
    state: Annotated[str, "where it stands, in words"]
    day: Annotated[Day | None, "day on which it was passed or sent back"]


class MatterJson(TypedDict):
    """One form about which the office has to do something next."""

    item: Annotated[str, "code of the item"]
    unit: Annotated[str, "id of the unit"]
    item_state: Annotated[ItemState, "where the item of this unit stands"]
    lacking: Annotated[list[str], "what 销号 still asks for"]
    choices: Annotated[list[str], "the decisions that may be made now"]
    turn: Annotated[str, "the step whose turn it is; empty where there is none"]
    steps: Annotated[list[StepJson], "the steps of 销号; empty where one decision closes it"]


class ToDecideJson(OfDayJson):
    """What waits for the office's decision."""

    forms: list[MatterJson]


class DecidedJson(OfDayJson):
    """What was written down."""

    form: MatterJson
    cells: Annotated[int, "cells of the office's that were written down"]
    read_back: Annotated[int, "cells in the masters that were read back as new before that"]
    unread: Annotated[list[UnreadJson], "masters that were not understood; what is decided there is not known"]


def matter_json(one: Matter) -> MatterJson:
    """A form as the office decides about it, for programs."""
    steps = (*one.chain.tries, *one.chain.looks) if one.chain else ()
    return {
        "item": one.standing.item.code,
        "unit": one.standing.unit.id,
        "item_state": one.standing.reviewed.state,
        "lacking": list(one.standing.reviewed.lacking),
        "choices": [verdict.label for verdict in one.choices],
        "turn": one.turn.label if one.turn else "",
        "steps": [
            {"step": s.label, "by": s.by, "state": s.state, "day": s.day.isoformat() if s.day else None} for s in steps
        ],
    }


def to_decide(options: argparse.Namespace) -> Outcome[ToDecideJson]:
    """What waits for the office's decision, and what each lacks."""
    workspace, on = workspace_of(options), day_of(options)
    period = workspace.period(options.period)
    found = workspace.to_decide(as_of=on, period=period.id)
    answer: ToDecideJson = {
        "period": period.id, "as_of": on.isoformat(), "forms": [matter_json(one) for one in found]
    }  # fmt: skip
    lines = [f"{period.name}，截至 {on}，等核定的 {len(found)} 件：", *(f"  {_line(one)}" for one in found)]
    return Outcome(ExitStatus.FINDINGS if found else ExitStatus.DONE, answer, lines if found else ["没有等着核定的。"])


def _line(one: Matter) -> str:
    standing = one.standing
    lacking = standing.reviewed.lacking
    said = f"缺{'、'.join(lacking)}" if lacking else "条件齐了"
    turn = f"，轮到“{one.turn.label}”（{one.turn.by}）" if one.turn else ""
    return f"{standing.unit.area} {standing.item.code} {standing.item.title}：{standing.reviewed.state}，{said}{turn}"


def item(options: argparse.Namespace) -> Outcome[DecidedJson]:
    """A decision on a form."""
    from toolkit.acts.decide import Ruling

    on = day_of(options)
    verdict = "" if options.take_back else options.verdict
    ruling = Ruling(verdict, options.opinion, options.by, options.on or (on if verdict else None), options.filing_no)
    done = workspace_of(options).decide(
        ruling, unit=options.unit, item=options.item, period=options.period, as_of=on
    )  # fmt: skip
    return _decided(done, options)


def step(options: argparse.Namespace) -> Outcome[DecidedJson]:
    """What came of a step of 销号."""
    from toolkit.acts.decide import StepDone

    on, written = day_of(options), (options.result or "", options.paper or "", options.note or "")
    done = workspace_of(options).take_step(
        StepDone(options.step, options.on or on, options.by, *written),
        unit=options.unit, item=options.item, period=options.period, as_of=on,
    )  # fmt: skip
    return _decided(done, options)


def _decided(done: Decided, options: argparse.Namespace) -> Outcome[DecidedJson]:
    standing = done.matter.standing
    answer: DecidedJson = {
        "period": done.period.id,
        "as_of": day_of(options).isoformat(),
        "form": matter_json(done.matter),
        "cells": done.cells,
        "read_back": done.masters.decided,
        "unread": unread_json(done.masters.unread),
    }
    lines = [f"读回核定的内容 {done.masters.decided} 处。"] if done.masters.decided else []
    lines += unread_lines(done.masters.unread)
    lines += [
        f"记下了：{standing.unit.area} {standing.item.code} {standing.item.title}，{standing.reviewed.state}。",
        f"下次汇总时写进{done.period.name}的总台账。",
    ]
    return Outcome(ExitStatus.FINDINGS if done.masters.unread else ExitStatus.DONE, answer, lines)


_BY = Argument(names=("--by",), metavar="姓名", help="谁核定、谁经办", required=True)
_ON = Argument(names=("--on",), metavar="日期", help="核定、办理的日期；默认登记的那天", read=day)
_STATUSES = {ExitStatus.DONE: "记下了", ExitStatus.FINDINGS: "记下了，有总台账读不懂，里面的核定不知道"}
COMMANDS = (
    Command(
        name="list",
        help="列出等着核定的，各缺什么、轮到哪个环节",
        run=to_decide,
        answer=ToDecideJson,
        arguments=(PERIOD, as_of("截至日期")),
        statuses={ExitStatus.DONE: "没有等着核定的", ExitStatus.FINDINGS: "有等着核定的"},
        group=GROUP,
        place=82,
    ),
    Command(
        name="item",
        help="核定一个单位的一个事项，或者补备案号、取消核定",
        run=item,
        answer=DecidedJson,
        arguments=(
            UNIT,
            ITEM,
            Argument(names=("--verdict",), metavar="结论", help="核定结论，如 同意销号、退回、继续整改、说明成立"),
            Argument(names=("--opinion",), metavar="意见", help="核定意见；退回、重新挂号要写理由"),
            Argument(names=("--by",), metavar="姓名", help="核定人"),
            _ON,
            Argument(names=("--filing-no",), metavar="备案号", help="销号以后的备案号"),
            Argument(names=("--take-back",), help="取消这一期的核定"),
            PERIOD,
            as_of("登记日期"),
        ),
        statuses=_STATUSES,
        group=GROUP,
        place=83,
    ),
    Command(
        name="step",
        help="登记销号环节的办理：通过、退回，或者公示开始",
        run=step,
        answer=DecidedJson,
        arguments=(
            UNIT,
            ITEM,
            Argument(names=("--step",), metavar="环节", help="如 现场核查、验收、验收（第2次）、回头看", required=True),
            Argument(names=("--result",), metavar="结果", help="通过、退回；公示刚开始的不写"),
            _BY,
            _ON,
            Argument(names=("--paper",), metavar="文号", help="材料名称或者文号"),
            Argument(names=("--note",), metavar="意见", help="办理意见；退回要写理由"),
            PERIOD,
            as_of("登记日期"),
        ),
        statuses=_STATUSES,
        group=GROUP,
        place=84,
    ),
)
