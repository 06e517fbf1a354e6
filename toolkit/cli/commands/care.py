"""Looking after a workspace: ``doctor``, ``rebuild``.

Knows: the words for what is in order and what is not. Must not know: what may be damaged, how it is mended.
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Annotated, TypedDict

from toolkit.cli.command import DONE_ONLY, Command
from toolkit.cli.context import workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome


class CheckedJson(TypedDict):
    """One thing that was looked at."""

    what: Annotated[str, "which"]
    good: Annotated[bool, "whether it is in order"]
    said: Annotated[str, "how it is, or what to do"]


class DoctorJson(TypedDict):
    """The state of everything in the workspace."""

    checked: list[CheckedJson]


class RebuildJson(TypedDict):
    """The ledger made anew."""

    changes: Annotated[int, "steps of the history that were repeated"]
    kept: Annotated[str | None, "path of the old ledger; null where there was none"]


def doctor(options: argparse.Namespace) -> Outcome[DoctorJson]:
    """The state of everything in the workspace."""
    found = workspace_of(options).doctor(today=date.today())
    lines = [f"{'正常' if one.good else '有问题'}　{one.what}：{one.said}" for one in found]
    bad = sum(not one.good for one in found)
    lines.append(f"有 {bad} 项要处理，请从上往下一项一项来。" if bad else "都正常。")
    answer: DoctorJson = {"checked": [{"what": one.what, "good": one.good, "said": one.said} for one in found]}
    return Outcome(ExitStatus.FINDINGS if bad else ExitStatus.DONE, answer, lines)


def rebuild(options: argparse.Namespace) -> Outcome[RebuildJson]:
    """The ledger made anew from the history."""
    changes, kept = workspace_of(options).rebuild()
    lines = [f"台账数据库重建好了，共 {changes} 步。"] + [f"原来的留在 {kept}。"] * (kept is not None)
    answer: RebuildJson = {"changes": changes, "kept": str(kept) if kept else None}
    return Outcome(ExitStatus.DONE, answer, [*lines, "请运行 toolkit run 核对一遍。"])


COMMANDS = (
    Command(
        name="doctor",
        help="检查工作区：方案、密钥、台账、存档、表样、磁盘",
        run=doctor,
        answer=DoctorJson,
        statuses={ExitStatus.DONE: "都正常", ExitStatus.FINDINGS: "有要处理的"},
        place=170,
    ),
    Command(
        name="rebuild",
        help="台账数据库坏了：用存档重建",
        run=rebuild,
        answer=RebuildJson,
        statuses=DONE_ONLY,
        place=180,
    ),
)
