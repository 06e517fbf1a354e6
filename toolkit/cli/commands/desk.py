"""Where one stands, and the desk: ``next`` (also ``toolkit`` alone), ``desk``.

Knows: the words and the JSON of a next step, by which command each step is taken. Must not know: which step comes next.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.command import DONE_ONLY, Command, as_of
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.counted import CountsJson, counts_json
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day

if TYPE_CHECKING:
    from toolkit.standing.next_step import NextStep, Step

HOW = {
    "plan": "toolkit plan import 文件名（有下发的文件），或者填好 plan.xlsx 后 toolkit plan check",
    "correct": "toolkit plan check（逐处列出来）",
    "take_in": "toolkit collect --preview（先看一遍），再 toolkit run",
    "fill": "toolkit plan check（逐处列出来）",
    "distribute": "toolkit distribute",
    "claim": "toolkit claims（逐个列出来），再 toolkit assign",
    "decide": "在总台账的核定栏里填，再 toolkit consolidate",
    "remind": "toolkit remind",
    "wait": "把收到的文件放进 inbox，再 toolkit run",
    "publish": "toolkit publish",
    "next_period": "toolkit distribute --period 报送期（有哪些：toolkit period show）",
    "rest": "toolkit status",
}


class NextJson(TypedDict):
    """Where the office stands, and what it does next."""

    as_of: Day
    plan: Annotated[str, "title of the plan; empty where there is none that can be used"]
    period: Annotated[str, "id of the period in hand; empty without a plan"]
    due: Annotated[Day | None, "day by which it is due"]
    workdays_left: Annotated[int, "working days to that day, below 0 after it"]
    counts: CountsJson
    files: Annotated[int, "files in the inbox"]
    unclaimed: Annotated[int, "files that were not recognised"]
    drafts: Annotated[int, "drafts of mails that have not been sent"]
    to_decide: Annotated[int, "forms about which the office has to decide"]
    step: Annotated[Step, "what comes next"]
    sentence: Annotated[str, "the same in words"]


def next_(options: argparse.Namespace) -> Outcome[NextJson]:
    """Where the office stands, and what it does next."""
    found = workspace_of(options).next_step(as_of=day_of(options))
    answer: NextJson = {
        "as_of": found.as_of.isoformat(),
        "plan": found.title,
        "period": found.period.id if found.period else "",
        "due": found.due.isoformat() if found.due else None,
        "workdays_left": found.left,
        "counts": counts_json(found.counts),
        "files": found.waiting.files,
        "unclaimed": found.waiting.unclaimed,
        "drafts": found.waiting.drafts,
        "to_decide": len(found.asked),
        "step": found.step,
        "sentence": found.sentence,
    }
    return Outcome(ExitStatus.DONE, answer, next_lines(found))


def next_lines(found: NextStep) -> list[str]:
    """Where the office stands and what it does next, in five lines."""
    counts, waiting = found.counts, found.waiting
    if found.period is None:
        lines = ["整改报送工具：发表、收表、核对、汇总成整改总台账。", "现在还没有可以用的整改方案。"]
    else:
        lines = [
            f"《{found.title}》{found.period.name}，应于 {found.due} 前报送，今天 {found.as_of}。",
            f"应报 {counts.owed}＝已接收 {counts.accepted}＋退回 {counts.returned}＋未报 {counts.missing}；"
            f"待收 {waiting.files} 个文件，待认领 {waiting.unclaimed} 个，待核定 {len(found.asked)} 件，"
            f"没有发的邮件 {waiting.drafts} 封。",
        ]
    return [
        *lines,
        f"下一步：{found.sentence}",
        f"用命令：{HOW[found.step]}。全部命令：toolkit --help。",
        "不想敲命令的：双击工作区里的“打开整改工作台”，或者运行 toolkit desk。",
    ]


class DeskJson(TypedDict):
    """The desk, told when it has ended."""

    ran: Annotated[bool, "false where it was open already: then a page of that one was opened"]


def desk(options: argparse.Namespace) -> Outcome[DeskJson]:
    """The desk, until it is ended."""
    from toolkit.desk.serve import serve  # only here: the help does not wait for it

    def said(line: str) -> None:
        print(line, file=sys.stderr if options.json else sys.stdout, flush=True)

    ran = serve(options.workspace, lambda: day_of(options), said)
    return Outcome(ExitStatus.DONE, {"ran": ran}, ["工作台关闭了。"] if ran else [])


COMMANDS = (
    Command(
        name="desk",
        help="打开整改工作台：在浏览器里用鼠标做全部的事",
        run=desk,
        answer=DeskJson,
        arguments=(as_of("当作今天的日期"),),
        statuses={ExitStatus.DONE: "工作台关闭了，或者已经开着、打开了它的页面"},
        place=6,
    ),
    Command(
        name="next",
        help="看现在到了哪一步、下一步做什么（只敲 toolkit 也是这个）",
        run=next_,
        answer=NextJson,
        arguments=(as_of("截至日期"),),
        statuses=DONE_ONLY,
        place=5,
    ),
)
