"""What became of the inbox, in words and as JSON: ``collect``, ``run``, ``watch``, ``assign`` and ``demo`` tell it.

Knows: what `Workspace.collect` gives. Must not know: how a file is read, checked or filed; arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict

from toolkit.base.codes import Code
from toolkit.cli.counted import CountsJson, counts_json

if TYPE_CHECKING:
    from toolkit.acts.collected import Collected, Taken
    from toolkit.acts.preview import Previewed
    from toolkit.base.findings import Severity


class FindingJson(TypedDict):
    """One thing to mend or to explain."""

    code: Annotated[str, "stable code of the kind of finding"]
    severity: Annotated[Severity, "an error sends the form back, a warning asks for a word"]
    sheet: Annotated[str, "name of the sheet; empty where the whole file is meant"]
    cell: Annotated[str, "A1 address; empty where the whole file is meant"]
    field: Annotated[str, "id of the field in the catalogue"]
    found: Annotated[str, "what the cell holds, as text"]
    message: Annotated[str, "what is wrong"]
    remedy: Annotated[str, "what to do"]


class SubmissionJson(TypedDict):
    """One return that was filed."""

    file: Annotated[str, "name of the file"]
    unit: Annotated[str, "id of the unit"]
    item: Annotated[str, "code of the item"]
    period: Annotated[str, "id of the period"]
    accepted: Annotated[bool, "accepted, or sent back"]
    older: Annotated[bool, "whether a return that was saved later is there already, so that this one does not count"]
    supplied: Annotated[bool, "whether its period had been closed, so that it changes nothing there (补报)"]
    repairs: Annotated[int, "cells that were read as they were meant"]
    findings: list[FindingJson]


class PaperJson(TypedDict):
    """One paper that was filed as evidence."""

    file: Annotated[str, "name of the file"]
    unit: Annotated[str, "id of the unit"]
    item: Annotated[str, "id of the item; empty where only the unit is known"]
    period: Annotated[str, "id of the period"]
    how: Annotated[str, "by what it was told"]


class NotTakenJson(TypedDict):
    """One file that was not filed."""

    file: Annotated[str, "name of the file"]
    reason: Annotated[str, "why, and what to do"]


class SetAsideJson(NotTakenJson):
    """One file that was not recognised."""

    hint: Annotated[str, "how the office may claim it; empty where nobody can guess whose it is"]


class RepliesJson(TypedDict):
    """What answers the units."""

    corrections: Annotated[list[str], "paths of the correction copies"]
    receipts: Annotated[list[str], "paths of the receipts"]
    drafts: Annotated[list[str], "paths of the drafts of mails that carry both"]


class CollectedJson(TypedDict):
    """What became of everything in the inbox."""

    accepted: Annotated[int, "returns that were accepted"]
    returned: Annotated[int, "returns that were sent back"]
    duplicates: Annotated[list[str], "names of files whose bytes were there already"]
    blank: Annotated[list[str], "names of forms that came back as they went out"]
    unidentified: Annotated[list[SetAsideJson], "set aside in inbox/未识别"]
    left: Annotated[list[NotTakenJson], "still in the inbox, for the next run"]
    papers: list[PaperJson]
    replies: RepliesJson
    submissions: list[SubmissionJson]


class LyingJson(TypedDict):
    """One file of the inbox as it was looked at."""

    file: Annotated[str, "name in the inbox"]
    sha256: Annotated[str, "hash of its bytes, for --only; empty where it could not be read"]
    size: Annotated[int, "bytes"]


class PreviewJson(TypedDict):
    """What was looked at, and how the period in hand stands before and after."""

    period: Annotated[str, "id of the period"]
    files: list[LyingJson]
    before: CountsJson
    after: CountsJson


class CollectJson(CollectedJson):
    """What became of everything in the inbox; with --preview, what would become of it: then nothing is booked."""

    preview: NotRequired[PreviewJson]


def preview_json(seen: Previewed) -> PreviewJson:
    """What `Workspace.preview` looked at, for programs."""
    files: list[LyingJson] = [{"file": one.name, "sha256": one.sha256, "size": one.size} for one in seen.files]
    return {
        "period": seen.period.id,
        "files": files,
        "before": counts_json(seen.before),
        "after": counts_json(seen.after),
    }


def preview_lines(seen: Previewed) -> list[str]:
    """What `Workspace.preview` gave, for people."""
    after = seen.after
    return [
        f"收件预览：{len(seen.files)} 个文件，还没有登记，inbox 没有动。收下会是这样：",
        *collected_lines(seen.collected),
        f"收下以后，{seen.period.name}应报 {after.owed}＝已接收 {after.accepted}＋退回 {after.returned}"
        f"＋未报 {after.missing}。",
        "收下：toolkit run。",
    ]


def submission_json(taken: Taken) -> SubmissionJson:
    """One return that was filed, for programs."""
    return {
        "file": taken.file_name,
        "unit": taken.unit.id,
        "item": taken.item_code,
        "period": taken.period_id,
        "accepted": taken.accepted,
        "older": taken.older,
        "supplied": taken.supplied,
        "repairs": taken.repairs,
        "findings": [
            {
                "code": f.code, "severity": f.severity, "sheet": f.sheet, "cell": f.cell,
                "field": f.field, "found": f.found, "message": f.message, "remedy": f.remedy,
            }
            for f in taken.findings
        ],
    }  # fmt: skip


def collected_json(collected: Collected) -> CollectedJson:
    """What `Workspace.collect` came to, for programs."""
    return {
        "accepted": sum(taken.accepted for taken in collected.taken),
        "returned": sum(not taken.accepted for taken in collected.taken),
        "duplicates": list(collected.duplicates),
        "blank": list(collected.blank),
        "unidentified": [{"file": one.name, "reason": one.reason, "hint": one.hint} for one in collected.set_aside],
        "left": [{"file": one.name, "reason": one.reason} for one in collected.left],
        "papers": [
            {"file": p.name, "unit": p.unit_id, "item": p.item_id, "period": p.period_id, "how": p.how}
            for p in collected.papers
        ],
        "replies": {
            "corrections": [str(path) for path in collected.replies.corrections],
            "receipts": [str(path) for path in collected.replies.receipts],
            "drafts": [str(path) for path in collected.replies.drafts],
        },
        "submissions": [submission_json(taken) for taken in collected.taken],
    }


def collected_lines(collected: Collected) -> list[str]:
    """What `Workspace.collect` came to, for people."""
    return [
        *_counted(collected),
        *_replied(collected),
        *(line for taken in collected.taken for line in _taken_lines(taken)),
        *(f"未识别 {one.name}：{one.reason}{one.hint}" for one in collected.set_aside),
        *(f"没收 {one.name}：{one.reason}" for one in collected.left),
    ]


def _taken_lines(taken: Taken) -> list[str]:
    """What a person must know of one return; nothing where it was accepted without a doubt."""
    from toolkit.base.findings import Severity

    lines = []
    if taken.from_elsewhere:
        doubt = next(f for f in taken.findings if f.code == Code.SENDER_ELSEWHERE)
        lines.append(f"核实 {taken.unit.area} {taken.item_code}：{doubt.message}{doubt.remedy}")
    if taken.supplied:
        whose = f"{taken.unit.area} {taken.item_code}（{taken.period_id}）"
        lines.append(f"补报 {whose}：本期已经关账，归档备查，不改变已经公布的。")
    if taken.older:
        lines.append(f"旧稿 {taken.unit.area} {taken.item_code}（{taken.file_name}）：比已经收到的旧，没有采用。")
    elif not taken.accepted:
        lines.append(f"退回 {taken.unit.area} {taken.item_code}（{taken.file_name}）")
        lines += [f"     {f}" for f in taken.findings if f.severity is Severity.ERROR]
    return lines


def _counted(collected: Collected) -> list[str]:
    accepted = sum(taken.accepted for taken in collected.taken)
    repairs = sum(taken.repairs for taken in collected.taken)
    parts = [f"接收 {accepted} 份", f"退回 {len(collected.taken) - accepted} 份"]
    if collected.duplicates:
        parts.append(f"重复 {len(collected.duplicates)} 份（没有再收）")
    if collected.blank:
        parts.append(f"空表 {len(collected.blank)} 份（和发下去的一样，没有填，没有收）")
    if collected.set_aside:
        parts.append(f"认不出 {len(collected.set_aside)} 份（在 inbox/未识别）")
    lines = [f"收取：{'，'.join(parts)}。"]
    if collected.papers:
        lines.append(f"      佐证材料 {len(collected.papers)} 件，已存档并对到事项（见总台账“佐证材料”）。")
    if repairs:
        lines.append(f"      有 {repairs} 格写法不规范，已按原意读取并记录。")
    return lines


def _replied(collected: Collected) -> list[str]:
    replies = collected.replies
    if not replies.workbooks:
        return []
    said = f"退回修改件 {len(replies.corrections)} 份、" if replies.corrections else ""
    folders = dict.fromkeys(str(path.parent.parent) for path in replies.workbooks)
    return [
        f"      做好了{said}收件回执 {len(replies.receipts)} 份，在 {'、'.join(folders)}；"
        "回复的邮件草稿在旁边的 mail 文件夹，请发给各单位。"
    ]
