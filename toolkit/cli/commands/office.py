"""Several workspaces at once: ``office show``, ``office add``, ``office remove``, ``office route``.

Knows: the words and the JSON for what they come to. Must not know: how workspaces are found, how a form is proven.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Annotated, TypedDict

from toolkit.cli.command import DONE_ONLY, Argument, Command, Group, as_of, file
from toolkit.cli.context import day_of, office_of, watching
from toolkit.cli.office import OfficeShowJson, overview_json, overview_lines
from toolkit.cli.outcome import ExitStatus, Outcome

GROUP = Group("office", "办公室（几个方案一起）")


class OfficeMemberJson(TypedDict):
    """A workspace that was put on the list or taken off it."""

    folder: Annotated[str, "its path"]
    office: Annotated[str, "path of the folder that holds the list"]


class GivenJson(TypedDict):
    """A file that was put into the inbox of a workspace."""

    file: str
    path: Annotated[str, "where it lies now"]
    plan: Annotated[str, "name of the workspace's folder"]
    forms: Annotated[int, "files in it that a key has proven; 0 where a person said to whom it goes"]


class KeptJson(TypedDict):
    """What nobody was given."""

    file: str
    reason: Annotated[str, "why, and what to do"]
    path: Annotated[str | None, "where it lies; null where it is within another file"]


class OfficeRouteJson(TypedDict):
    """What was given to which workspace."""

    given: list[GivenJson]
    kept: list[KeptJson]
    parted: Annotated[list[str], "files that held forms of several plans, archived as they came"]


def show(options: argparse.Namespace) -> Outcome[OfficeShowJson]:
    """Where all workspaces stand."""
    found = office_of(options).overview(as_of=day_of(options))
    troubled = any(row.trouble for row in found.rows)
    return Outcome(ExitStatus.FINDINGS if troubled else ExitStatus.DONE, overview_json(found), overview_lines(found))


def add(options: argparse.Namespace) -> Outcome[OfficeMemberJson]:
    """A workspace on the list."""
    office = office_of(options)
    done = office.add(options.folder)
    answer: OfficeMemberJson = {"folder": str(done.path), "office": str(office.folder.root)}
    lines = [f"{done.name} 加入了，名单在 {office.folder.own}。", "看一看：toolkit office show。"]
    return Outcome(ExitStatus.DONE, answer, lines)


def remove(options: argparse.Namespace) -> Outcome[OfficeMemberJson]:
    """A workspace taken off the list."""
    office = office_of(options)
    done = office.remove(options.folder)
    answer: OfficeMemberJson = {"folder": str(done.path), "office": str(office.folder.root)}
    return Outcome(ExitStatus.DONE, answer, [f"{done.name} 从名单里去掉了，工作区里的东西没有动。"])


def route(options: argparse.Namespace) -> Outcome[OfficeRouteJson]:
    """What came, given to the workspaces to which it belongs."""
    with watching(options) as progress:
        done = office_of(options).route(options.files, to=options.to, progress=progress)
    answer: OfficeRouteJson = {
        "given": [
            {"file": one.file, "path": str(one.path), "plan": one.name, "forms": one.forms} for one in done.given
        ],
        "kept": [
            {"file": one.file, "reason": one.reason, "path": str(one.path) if one.path else None} for one in done.kept
        ],
        "parted": list(done.parted),
    }
    lines = [f"分好了 {len(done.given)} 份。" if done.given else "没有可以分的文件。"]
    lines += [f"{one.file} → {one.name}（{one.path}）" for one in done.given]
    lines += [f"{one} 里有几个方案的表，各归各的了；原件在办公室的 archive 里。" for one in done.parted]
    lines += [f"没有分 {one.file}：{one.reason}" for one in done.kept]
    if any(one.path for one in done.kept):
        lines.append("没有分的还在办公室的 inbox 里。指明方案：toolkit office route 文件 --to 工作区的文件夹名。")
    return Outcome(ExitStatus.FINDINGS if done.kept else ExitStatus.DONE, answer, lines)


COMMANDS = (
    Command(
        name="show",
        group=GROUP,
        help="看几个方案各到了哪一步、一周内什么到期、哪个单位一共欠几份",
        run=show,
        answer=OfficeShowJson,
        arguments=(as_of("截至日期"),),
        statuses={ExitStatus.DONE: "列出来了", ExitStatus.FINDINGS: "列出来了，有看不了的工作区"},
        place=190,
    ),
    Command(
        name="add",
        group=GROUP,
        help="把工作区加进办公室的名单",
        run=add,
        answer=OfficeMemberJson,
        arguments=(file("folder", "工作区", "工作区的文件夹"),),
        statuses=DONE_ONLY,
        place=191,
    ),
    Command(
        name="remove",
        group=GROUP,
        help="把工作区从名单里去掉，工作区本身不动",
        run=remove,
        answer=OfficeMemberJson,
        arguments=(file("folder", "工作区", "位置，或者文件夹名"),),
        statuses=DONE_ONLY,
        place=192,
    ),
    Command(
        name="route",
        group=GROUP,
        help="分件：收到的文件按表里的封印分到各个方案的 inbox，认不出来的留着",
        run=route,
        answer=OfficeRouteJson,
        arguments=(
            Argument(
                names=("files",), metavar="文件", help="收到的文件；不写就分办公室 inbox 里的", read=Path, count="*"
            ),
            Argument(
                names=("--to",), metavar="工作区", help="认不出来的，由您指明给哪个方案（工作区的文件夹名）", read=Path
            ),
        ),
        statuses={ExitStatus.DONE: "都分好了", ExitStatus.FINDINGS: "有没有分的，原因列出来了"},
        place=193,
    ),
)
