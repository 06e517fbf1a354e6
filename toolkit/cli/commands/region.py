"""The level above: ``handup`` from below, ``rollup`` above.

Knows: the words for a package and for a region's master. Must not know: what is in a package, how offices are read.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.beside import BesideJson, beside_json, beside_lines
from toolkit.cli.collected import NotTakenJson
from toolkit.cli.command import PERIOD, Argument, Command, as_of
from toolkit.cli.commands.standing import UnreadJson, unread_json
from toolkit.cli.context import day_of, region_of, watching, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day, OfDayJson

if TYPE_CHECKING:
    from toolkit.region.counts import Included
    from toolkit.region.roll_up import RolledUp


class HandupJson(TypedDict):
    """The sealed package for the region."""

    office: Annotated[str, "name under which it is handed up"]
    period: Annotated[str, "id of the period"]
    as_of: Day
    package: Annotated[str, "its path"]
    returns: Annotated[int, "returns that are in it"]
    decided: Annotated[int, "cells of the office's that were read back as new"]
    unread: Annotated[list[UnreadJson], "masters that were not understood; what was decided there is not in it"]


class OfficeJson(TypedDict):
    """One office in the region's master."""

    name: str
    source: Annotated[str, "from where its facts come"]
    as_of: Annotated[Day, "the day up to which they are known"]
    newest: Annotated[Day | None, "the last day from which anything is"]
    units: int
    owed: int
    accepted: int
    returned: int
    missing: int
    late: int
    asked: Annotated[int, "items that a unit asks to be closed"]
    closed: int


class NotIncludedJson(TypedDict):
    """What is not in the region's master."""

    name: Annotated[str, "an office, or a file"]
    reason: Annotated[str, "why, and what to do"]


class PackageJson(TypedDict):
    """One package that was taken in."""

    office: str
    period: Annotated[str, "id of the period"]
    as_of: Day
    file: Annotated[str, "name of the file"]


class RollupJson(OfDayJson):
    """The region's master over its offices."""

    master: Annotated[str, "path of the master"]
    volumes: Annotated[list[str], "paths of its volumes; none where one workbook holds all"]
    changes: Annotated[int | None, "how many things differ from the last time; null where there was none"]
    offices: list[OfficeJson]
    not_included: list[NotIncludedJson]
    notes: Annotated[list[str], "which of two sources counts"]
    doubts: Annotated[list[str], "where it is not the one that was asked for"]
    packages: list[PackageJson]
    duplicates: Annotated[list[str], "names of packages whose bytes were there already"]
    unidentified: Annotated[list[NotTakenJson], "set aside in inbox/未识别"]
    left: Annotated[list[NotTakenJson], "still in the inbox"]
    beside: Annotated[list[BesideJson], "the region's own files of which not everything could be carried over"]


def handup(options: argparse.Namespace) -> Outcome[HandupJson]:
    """The sealed package for the region."""
    done = workspace_of(options).handup(as_of=day_of(options), made_on=date.today(), period=options.period)
    answer: HandupJson = {
        "office": done.office, "period": done.period.id, "as_of": done.as_of.isoformat(),
        "package": str(done.path), "returns": done.returns, "decided": done.decided,
        "unread": unread_json(done.unread),
    }  # fmt: skip
    lines = [f"读回本级核定的内容 {done.decided} 处。"] * bool(done.decided)
    lines += [f"没有读取 {one.sentence}处理好以后再做一次上报包。" for one in done.unread]
    lines += [
        f"{done.office}{done.period.name}上报包做好了，截至 {done.as_of}，有 {done.returns} 份回表：{done.path}",
        "请原样发给上级，不要解开，也不要改里面的内容；以后有更正，再做一次重新报就行。",
    ]
    return Outcome(ExitStatus.FINDINGS if done.unread else ExitStatus.DONE, answer, lines)


def rollup(options: argparse.Namespace) -> Outcome[RollupJson]:
    """The region's master over its offices."""
    with watching(options) as progress:
        done = region_of(options).rollup(
            options.folders, as_of=day_of(options), today=date.today(), period=options.period, progress=progress
        )
    status = ExitStatus.FINDINGS if done.needs_a_person else ExitStatus.DONE
    return Outcome(status, _rolled_up_json(done), _rolled_up_lines(done))


def _office_json(one: Included) -> OfficeJson:
    return {
        "name": one.name,
        "source": one.where,
        "as_of": one.as_of.isoformat(),
        "newest": one.newest.isoformat() if one.newest else None,
        "units": len(one.units),
        "owed": one.counts.owed,
        "accepted": one.counts.accepted,
        "returned": one.counts.returned,
        "missing": one.counts.missing,
        "late": one.counts.late,
        "asked": one.counts.asked,
        "closed": one.counts.closed,
    }


def _rolled_up_json(done: RolledUp) -> RollupJson:
    return {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "master": str(done.master),
        "volumes": [str(path) for path in done.volumes],
        "changes": done.changes,
        "offices": [_office_json(one) for one in done.included],
        "not_included": [{"name": one.name, "reason": one.reason} for one in done.left_out],
        "notes": list(done.notes),
        "doubts": list(done.doubts),
        "packages": [
            {"office": one.manifest.office, "period": one.manifest.period_id,
             "as_of": one.manifest.as_of.isoformat(), "file": one.file_name}
            for one in done.taken.taken
        ],
        "duplicates": list(done.taken.duplicates),
        "unidentified": [{"file": one.name, "reason": one.reason} for one in done.taken.set_aside],
        "left": [{"file": one.name, "reason": one.reason} for one in done.taken.waiting],
        "beside": beside_json(done.beside),
    }  # fmt: skip


def _rolled_up_lines(done: RolledUp) -> list[str]:
    from toolkit.standing.counts import Counts

    lines = [
        f"收下{one.manifest.office}的上报包（{one.manifest.period_id}，截至 {one.manifest.as_of}）。"
        for one in done.taken.taken
    ]
    if done.taken.duplicates:
        lines.append(f"重复的上报包 {len(done.taken.duplicates)} 个，没有再收。")
    lines += [f"没有采用 {one.name}（在 inbox/未识别）：{one.reason}" for one in done.taken.set_aside]
    lines += [f"没收 {one.name}：{one.reason}" for one in done.taken.waiting]
    lines.append(f"{done.period.name}，截至 {done.as_of}，汇总 {len(done.included)} 个上报单位：")
    for one in done.included:
        c, width = one.counts, "　" * (8 - len(one.name))
        lines.append(
            f"  {one.name}{width} 应报 {c.owed:>4}  已接收 {c.accepted:>4}  退回 {c.returned:>3}  "
            f"未报 {c.missing:>4}  逾期 {c.late:>4}  已销号 {c.closed:>3}  （{one.where}，截至 {one.as_of}）"
        )
    total = sum((one.counts for one in done.included), Counts())
    lines.append(
        f"合计：应报 {total.owed} 份，已接收 {total.accepted} 份，退回 {total.returned} 份，未报 {total.missing} 份。"
    )
    lines += [f"说明 {said}" for said in done.notes]
    lines += [f"核实 {said}" for said in done.doubts]
    lines += [f"未列入 {one.name}：{one.reason}" for one in done.left_out]
    if done.changes is not None:
        lines.append(f"和上一次汇总相比，变动 {done.changes} 处，列在“变动”工作表里。")
    if done.volumes:
        lines.append(f"台账太长，按上报单位分成 {len(done.volumes)} 册，目录在总台账里：")
        lines += [f"  {path}" for path in done.volumes]
    return [*lines, *beside_lines(done.beside), f"请打开：{done.master}"]


COMMANDS = (
    Command(
        name="handup",
        help="做上报包：把本级的台账封好，报给上级汇总",
        run=handup,
        answer=HandupJson,
        arguments=(PERIOD, as_of("截至日期")),
        statuses={ExitStatus.DONE: "做好了", ExitStatus.FINDINGS: "做好了，但有总台账读不懂，里面核定的内容没有报上去"},
        place=150,
    ),
    Command(
        name="rollup",
        help="汇总：把各上报单位的工作区或上报包汇总成整改汇总台账",
        run=rollup,
        answer=RollupJson,
        arguments=(
            Argument(
                names=("folders",),
                metavar="上报单位文件夹",
                help="各上报单位的工作区，只读不写；上报包放进 inbox",
                read=Path,
                count="*",
            ),
            Argument(names=("--period",), metavar="报送期", help="如 2021-01；默认各上报单位发过表的最新一期"),
            as_of("截至日期"),
        ),
        statuses={ExitStatus.DONE: "汇总好了", ExitStatus.FINDINGS: "汇总好了，有没有列入、没有收下或者要核实的"},
        place=160,
    ),
)
