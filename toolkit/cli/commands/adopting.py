"""The plan that is being made ready: ``plan decide``, ``plan adopt``.

Knows: the words for what is still to be decided and for what comes into force. Must not know: how a plan is kept.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Annotated, TypedDict

from toolkit.base.errors import WorkspaceError
from toolkit.cli.amended import DifferenceJson, FormJson, amended_lines, difference_json, form_json
from toolkit.cli.command import DONE_ONLY, Argument, Command, as_of
from toolkit.cli.commands.plan import PLAN
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day


class ToDecideJson(TypedDict):
    """One cell that is to be decided."""

    place: Annotated[str, "sheet and cell, as in 事项!L5"]
    about: Annotated[str, "what its row is about"]
    column: str
    sentence: Annotated[str, "what is to be decided"]
    now: Annotated[str, "what stands there"]
    choices: Annotated[list[str], "the only words that may stand there; empty where any may"]


class DecideJson(TypedDict):
    """What is still to be decided in the plan that is being made ready."""

    plan: Annotated[str | None, "path of the workbook; null where no plan is being made ready"]
    questions: list[ToDecideJson]
    usable: Annotated[bool, "whether the plan has no faults and may come into force"]


class AdoptJson(TypedDict):
    """The plan that has come into force."""

    number: Annotated[int, "which version of the plan it is, from 1"]
    since: Annotated[Day, "day from which on it is in force"]
    differences: list[DifferenceJson]
    withdrawn: Annotated[list[FormJson], "forms that are out and are owed no more"]
    added: Annotated[list[FormJson], "forms that are owed and not out"]
    changed: Annotated[list[FormJson], "forms that are out, with something in them that was changed"]


def decide(options: argparse.Namespace) -> Outcome[DecideJson]:
    """What is still to be decided; with a cell and an answer, that is typed there first."""
    from toolkit.planbook.to_decide import Place

    workspace = workspace_of(options)
    if options.cell is not None:
        if options.answer is None:
            raise WorkspaceError("请写填什么，如 toolkit plan decide 事项!L5 内容；要照现在的，把现在的再写一遍。")
        workspace.answer_plan({Place.of(options.cell): options.answer})
    found = workspace.plan_in_hand()
    if found is None:
        none: DecideJson = {"plan": None, "questions": [], "usable": True}
        return Outcome(ExitStatus.DONE, none, ["现在没有要定的方案草稿。"])
    answer: DecideJson = {
        "plan": str(found.path),
        "questions": [
            {"place": str(q.place), "about": q.about, "column": q.column, "sentence": q.sentence, "now": q.now,
             "choices": list(q.choices)}
            for q in found.questions
        ],
        "usable": found.plan is not None,
    }  # fmt: skip
    lines = [f"{found.path.name} 还有 {len(found.questions)} 处要定："] if found.questions else []
    lines += [f"  {q.place}　{q.about}：{q.sentence.replace(chr(10), '')}" for q in found.questions]
    lines += [f"  {fault}" for fault in found.faults]
    if found.plan is not None:
        lines.append("方案没有问题，可以启用：运行 toolkit plan adopt。")
    status = ExitStatus.FINDINGS if found.questions or found.faults else ExitStatus.DONE
    return Outcome(status, answer, lines)


def adopt(options: argparse.Namespace) -> Outcome[AdoptJson]:
    """The plan in hand in force, and what that changes."""
    workspace = workspace_of(options)
    found = workspace.plan_in_hand()
    draft = options.draft or (found.path if found is not None else None)
    amended = workspace.amended(draft=draft)
    version = workspace.adopt_plan(as_of=day_of(options), draft=options.draft)
    answer: AdoptJson = {
        "number": version.number,
        "since": version.since.isoformat(),
        "differences": difference_json(amended.differences if amended else ()),
        "withdrawn": form_json(amended.withdrawn if amended else ()),
        "added": form_json(amended.added if amended else ()),
        "changed": form_json(amended.changed if amended else ()),
    }
    lines = [f"方案启用了：{version}。以前的方案存在 archive/plans 里。" if amended else f"方案启用了：{version}。"]
    lines += amended_lines(amended) if amended else ["下一步：运行 toolkit distribute 发表。"]
    return Outcome(ExitStatus.DONE, answer, lines)


COMMANDS = (
    Command(
        name="decide",
        group=PLAN,
        help="列出方案草稿里还要定的；写明一格和内容的，填进去",
        run=decide,
        answer=DecideJson,
        arguments=(
            Argument(names=("cell",), metavar="位置", count="?", help="工作表和格，如 事项!L5"),
            Argument(names=("answer",), metavar="内容", count="?", help="填什么；几个单位的用顿号隔开"),
        ),
        statuses={ExitStatus.DONE: "都定了", ExitStatus.FINDINGS: "还有要定的"},
        place=23,
    ),
    Command(
        name="adopt",
        group=PLAN,
        help="启用方案草稿，或者 plan.xlsx 里的改动；以前的方案留着",
        run=adopt,
        answer=AdoptJson,
        arguments=(
            Argument(names=("draft",), metavar="文件", count="?", read=Path, help="方案工作簿；默认工作区里的草稿"),
            as_of("从哪一天起用"),
        ),
        statuses=DONE_ONLY,
        place=24,
    ),
)
