"""What was not recognised: ``claims``.

Knows: the words and the JSON for a file that waits to be claimed. Must not know: how a file is compared with a form.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.command import Command
from toolkit.cli.context import workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome

if TYPE_CHECKING:
    from toolkit.acts.claim_look import ClaimLook
    from toolkit.acts.claims import Unclaimed

_SHOWN = 3  # items in a line
_HOW = (
    '认领：toolkit assign "文件" --unit 单位 --item 事项。一格也对不上的不能认领为填报表，请退给对方；'
    "确实不需要的，在 inbox/未识别 里删去。"
)


class MatchJson(TypedDict):
    """How well a file fits the form of an item."""

    item: Annotated[str, "code of the item"]
    found: Annotated[int, "cells of the form that the file has"]
    filled: Annotated[int, "those of them that are filled"]
    asked: Annotated[int, "cells that the form has"]


class UnclaimedJson(TypedDict):
    """A file that waits to be claimed."""

    file: Annotated[str, "path of the file"]
    said: Annotated[str, "why it was not recognised"]
    paper: Annotated[bool, "a scan or letter, which is no form"]
    unit: Annotated[str, "id of the unit that it may be of; empty where nobody can guess"]
    item: Annotated[str, "code of the item that it may be of; empty where nobody can guess"]
    matches: Annotated[list[MatchJson], "the forms that it fits, the best first"]


class ClaimsJson(TypedDict):
    """The files that were not recognised."""

    files: list[UnclaimedJson]


class ClaimedCellJson(TypedDict):
    """One answer of the form."""

    label: str
    before: Annotated[str, "what stands now"]
    after: Annotated[str, "what would stand"]
    there: Annotated[bool, "whether the file has its cell"]


class ClaimPreviewJson(TypedDict):
    """What a claim of a workbook would come to."""

    accepted: Annotated[bool, "whether it would be accepted"]
    refused: Annotated[str, "why it would not be filed; empty where it would"]
    found: Annotated[int, "cells of the form that the file has"]
    filled: Annotated[int, "those of them that are filled"]
    stands: Annotated[str | None, "name of the file whose answers count now"]
    cells: list[ClaimedCellJson]


def claim_json(seen: ClaimLook) -> ClaimPreviewJson:
    """What a claim would come to, for programs."""
    return {
        "accepted": seen.accepted,
        "refused": seen.refused,
        "found": seen.found,
        "filled": seen.filled,
        "stands": seen.stands.file_name if seen.stands else None,
        "cells": [{"label": c.label, "before": c.before, "after": c.after, "there": c.there} for c in seen.cells],
    }


def claim_lines(seen: ClaimLook) -> list[str]:
    """The same for people."""
    if seen.refused:
        return [f"现在认领不了：{seen.refused}"]
    becomes = "算已接收" if seen.accepted else f"会退回，有 {len(seen.errors)} 处要改"
    lines = [f"认领以后{becomes}：{len(seen.cells)} 格对上 {seen.found} 格，填了 {seen.filled} 格。没有登记。"]
    lines += [f"    {one.label}：{one.before} → {one.after}" for one in seen.cells if one.changes]
    return lines + [f"  {one}" for one in seen.errors]


def claims(options: argparse.Namespace) -> Outcome[ClaimsJson]:
    """The files that were not recognised, and whose each may be."""
    workspace = workspace_of(options)
    found = workspace.claims()
    items = workspace.plan.item
    answer: ClaimsJson = {
        "files": [
            {
                "file": str(one.path),
                "said": one.said,
                "paper": one.paper,
                "unit": one.guess.unit_id,
                "item": items[one.guess.item_id].code if one.guess.item_id else "",
                "matches": [
                    {"item": m.item.code, "found": m.found, "filled": m.filled, "asked": m.asked} for m in one.matches
                ],
            }
            for one in found
        ]
    }
    lines = [line for one in found for line in _lines(one)]
    if found:
        lines.append(_HOW)
    status = ExitStatus.FINDINGS if found else ExitStatus.DONE
    return Outcome(status, answer, lines or ["没有等着认领的文件。"])


def _lines(one: Unclaimed) -> list[str]:
    fits = "，".join(f"{m.item.code} 对得上 {m.found}/{m.asked} 格" for m in one.matches[:_SHOWN])
    kind = "不是工作簿，可以认领为佐证材料" if one.paper else fits or "和哪份填报表都对不上"
    return [f"{one.path.name}：{one.said}", f"    {kind}。"]


COMMANDS = (
    Command(
        name="claims",
        help="列出认不出来的文件，和各份填报表对得上几格",
        run=claims,
        answer=ClaimsJson,
        statuses={ExitStatus.DONE: "没有等着认领的", ExitStatus.FINDINGS: "有等着认领的"},
        place=99,
    ),
)
