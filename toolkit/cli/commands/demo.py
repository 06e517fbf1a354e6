"""The demonstration: ``demo``.

Knows: the words for what happened. Must not know: what is made up, how it is played.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.collected import CollectedJson, collected_json, collected_lines
from toolkit.cli.command import DONE_ONLY, Command, file
from toolkit.cli.commands.standing import status_lines
from toolkit.cli.context import watching
from toolkit.cli.outcome import ExitStatus, Outcome

if TYPE_CHECKING:
    from toolkit.cli.demo.play import Shown


class DemoJson(TypedDict):
    """A period of the shipped plan, played once."""

    workspace: Annotated[str, "path of its workspace"]
    forms: Annotated[int, "forms that went out"]
    first: Annotated[CollectedJson, "what came back in time"]
    second: Annotated[CollectedJson, "what came later"]
    master: Annotated[str, "path of the master"]


def demo(options: argparse.Namespace) -> Outcome[DemoJson]:
    """A workspace in which everything has happened once."""
    from toolkit.cli.demo.play import run_demo

    with watching(options) as progress:
        shown = run_demo(options.folder, progress)
    answer: DemoJson = {
        "workspace": str(shown.workspace.root),
        "forms": shown.forms,
        "first": collected_json(shown.first),
        "second": collected_json(shown.second),
        "master": str(shown.done.master),
    }
    return Outcome(ExitStatus.DONE, answer, shown_lines(shown))


def shown_lines(shown: Shown) -> list[str]:
    """What happened in the demonstration, for people."""
    from toolkit.cli.demo.play import FIRST_DAY, ISSUED, SECOND_DAY
    from toolkit.standing.status import ReportState

    late = sum(s.late_workdays > 0 for s in shown.done.standings if s.state is ReportState.ACCEPTED)
    first, second = collected_lines(shown.first), collected_lines(shown.second)
    return [
        f"演示：{shown.workspace.plan.title}",
        f"一、{ISSUED} 发出 {shown.forms} 份填报表。",
        f"二、{FIRST_DAY} 收件。{first[0]}",
        *(f"    {line}" for line in first[1:]),
        f"三、{SECOND_DAY} 再收件（补报和改正）。{second[0]}",
        f"四、截至 {SECOND_DAY} 汇总（其中迟报 {late} 份）：",
        *status_lines(shown.done.standings),
        f"请打开总台账：{shown.done.master}",
        f"发出的表在：{shown.workspace.outbox / shown.done.period.id / 'forms'}",
    ]


COMMANDS = (
    Command(
        name="demo",
        help="用自带的方案完整演示一遍",
        run=demo,
        answer=DemoJson,
        arguments=(file("folder", "文件夹", "一个还不存在的或空的文件夹"),),
        statuses=DONE_ONLY,
        place=190,
    ),
)
