"""The versions of the plan: ``plan diff``.

Knows: the words for versions. Must not know: how plans are kept or told apart.
"""

from __future__ import annotations

import argparse
from typing import Annotated, TypedDict

from toolkit.cli.amended import DifferenceJson, FormJson, amended_lines, difference_json, form_json
from toolkit.cli.command import Argument, Command
from toolkit.cli.commands.plan import PLAN
from toolkit.cli.context import workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day


class VersionJson(TypedDict):
    """One version of the plan."""

    number: int
    since: Annotated[Day, "day from which on it is in force"]
    sha256: Annotated[str, "hash of its workbook in archive/plans"]


class DiffJson(TypedDict):
    """What tells two versions of the plan apart."""

    versions: Annotated[list[VersionJson], "every version that was used, oldest first"]
    then: Annotated[int, "number of the version before; 0 where none was used yet"]
    now: Annotated[int, "number of the version after; 0 for plan.xlsx as it lies there"]
    differences: list[DifferenceJson]
    withdrawn: Annotated[list[FormJson], "forms that are out and are owed no more"]
    added: Annotated[list[FormJson], "forms that are owed and not out"]
    changed: Annotated[list[FormJson], "forms that are out, with something in them that was changed"]


def diff(options: argparse.Namespace) -> Outcome[DiffJson]:
    """What tells a version of the plan from another."""
    workspace = workspace_of(options)
    known = workspace.plan_versions()
    found = workspace.amended(then=options.then, now=options.now)
    versions: list[VersionJson] = [
        {"number": one.number, "since": one.since.isoformat(), "sha256": one.sha256} for one in known
    ]
    if found is None:
        empty: DiffJson = {
            "versions": [], "then": 0, "now": 0, "differences": [], "withdrawn": [], "added": [], "changed": []
        }  # fmt: skip
        return Outcome(ExitStatus.DONE, empty, ["方案还没有用过：发表、收件、汇总以后，每一版都会存下来，可以比较。"])
    answer: DiffJson = {
        "versions": versions,
        "then": found.then.number,
        "now": found.now.number if found.now else 0,
        "differences": difference_json(found.differences),
        "withdrawn": form_json(found.withdrawn),
        "added": form_json(found.added),
        "changed": form_json(found.changed),
    }
    after = str(found.now) if found.now else "plan.xlsx 现在的内容"
    count = len(found.differences)
    lines = [f"用过的方案：{'、'.join(map(str, known))}。"]
    lines.append(f"{after}与{found.then}相比，{f'有 {count} 处改动：' if count else '没有改动。'}")
    status = ExitStatus.FINDINGS if count and found.now is None else ExitStatus.DONE
    return Outcome(status, answer, [*lines, *amended_lines(found)])


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}”不是版号。请写第几版的数字，如 1。")
    return int(text)


COMMANDS = (
    Command(
        name="diff",
        group=PLAN,
        help="列出方案的各版和两版之间的改动",
        run=diff,
        answer=DiffJson,
        arguments=(
            Argument(names=("--then",), metavar="版", help="前一版，如 1；默认最近用过的一版", read=_number),
            Argument(names=("--now",), metavar="版", help="后一版，如 2；默认 plan.xlsx 现在的内容", read=_number),
        ),
        statuses={
            ExitStatus.DONE: "没有还没起用的改动",
            ExitStatus.FINDINGS: "plan.xlsx 有改动，下一次发表、收件、汇总时起用",
        },
        place=22,
    ),
)
