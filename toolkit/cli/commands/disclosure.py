"""What is disclosed (双公开): ``publish``.

Knows: the words for the editions. Must not know: who must not be named, how it is proved.
"""

from __future__ import annotations

import argparse
from typing import Annotated

from toolkit.cli.command import PERIOD, Command, as_of
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import OfDayJson


class PublishJson(OfDayJson):
    """The two editions of what is disclosed."""

    editions: Annotated[list[str], "paths of the workbooks"]
    reports: Annotated[list[str], "paths of the drafts of the reports"]
    in_plan: Annotated[list[str], "words that were crossed out although the plan's own text has them"]


def publish(options: argparse.Namespace) -> Outcome[PublishJson]:
    """The two editions of what is disclosed."""
    done = workspace_of(options).publish(as_of=day_of(options), period=options.period)
    answer: PublishJson = {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "editions": [str(path) for path in done.editions],
        "reports": [str(path) for path in done.reports],
        "in_plan": list(done.in_plan),
    }
    lines = [f"{done.period.name}，截至 {done.as_of}，公开版做好了，已逐个打开检查，没有姓名、电话和邮箱："]
    lines += [f"  {path}" for path in done.editions]
    lines.append("通报稿（标黄的地方请补写，定稿前请再看一遍有没有姓名和电话）：")
    lines += [f"  {path}" for path in done.reports]
    if done.in_plan:
        lines.append(
            f"下面的词在责任人、填报人里出现过，方案原文里也有，都已换成“×××”：{'、'.join(done.in_plan)}。"
            "不是姓名的，请填到“方案”的“可公开姓名”后重做。"
        )
    return Outcome(ExitStatus.FINDINGS if done.in_plan else ExitStatus.DONE, answer, lines)


COMMANDS = (
    Command(
        name="publish",
        help="双公开：做党内公开版和社会公开版，不带姓名、电话",
        run=publish,
        answer=PublishJson,
        arguments=(PERIOD, as_of("截至日期")),
        statuses={ExitStatus.DONE: "做好了", ExitStatus.FINDINGS: "做好了，有换成“×××”的词要核对"},
        place=70,
    ),
)
