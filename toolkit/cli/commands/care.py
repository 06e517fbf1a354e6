"""Looking after a workspace: ``doctor``, ``backup``, ``rebuild``.

Knows: the words for what is in order and what is not. Must not know: what may be damaged, how it is mended.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.base.errors import WorkspaceError
from toolkit.cli.command import Argument, Command, file
from toolkit.cli.context import region_of, watching, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome

if TYPE_CHECKING:
    from toolkit.acts.rebuild import Rebuilt, Source


class CheckedJson(TypedDict):
    """One thing that was looked at."""

    what: Annotated[str, "which"]
    good: Annotated[bool, "whether it is in order"]
    said: Annotated[str, "how it is, or what to do"]


class DoctorJson(TypedDict):
    """The state of everything in the workspace."""

    checked: list[CheckedJson]


class BackupJson(TypedDict):
    """A copy of the whole workspace."""

    backup: Annotated[str, "path of the folder; copied back it is the workspace"]
    returns: Annotated[int, "returns that its ledger knows"]
    originals: Annotated[int, "files in its archive"]
    files: int
    bytes: int
    passed_over: Annotated[list[str], "links, pipes and the like, which were left out"]
    damaged: Annotated[int, "originals that were damaged or gone in the workspace already"]


class RebuildJson(TypedDict):
    """Ledger and history brought together again, and compared with the archive."""

    source: Annotated[str, "what was believed: history, ledger or originals"]
    changes: Annotated[int, "steps that the history has now"]
    kept: Annotated[list[str], "paths of the old ledger or history; empty where there was none"]
    originals: Annotated[int, "files in the archive"]
    missing: Annotated[list[str], "names of originals that the ledger knows and the archive has not as they came"]
    unaccounted: Annotated[list[str], "names of files in the archive that the ledger does not know"]
    unproven: Annotated[list[int], "numbers of the steps that were believed though their seals are wrong"]


def doctor(options: argparse.Namespace) -> Outcome[DoctorJson]:
    """The state of everything in the workspace, or in a region's folder."""
    region = region_of(options)
    if region.folder.is_one:
        found = region.doctor(options.folders, today=date.today())
    elif options.folders:
        raise WorkspaceError("各上报单位的文件夹只在汇总文件夹里检查。请用 -w 指明汇总文件夹。")
    else:
        found = workspace_of(options).doctor(today=date.today())
    lines = [f"{'正常' if one.good else '有问题'}　{one.what}：{one.said}" for one in found]
    bad = sum(not one.good for one in found)
    lines.append(f"有 {bad} 项要处理，请从上往下一项一项来。" if bad else "都正常。")
    answer: DoctorJson = {"checked": [{"what": one.what, "good": one.good, "said": one.said} for one in found]}
    return Outcome(ExitStatus.FINDINGS if bad else ExitStatus.DONE, answer, lines)


def backup(options: argparse.Namespace) -> Outcome[BackupJson]:
    """A copy of the whole workspace, proven."""
    with watching(options) as progress:
        done = workspace_of(options).backup(options.folder, now=datetime.now(), progress=progress)
    answer: BackupJson = {
        "backup": str(done.path), "returns": done.returns, "originals": done.originals, "files": done.files,
        "bytes": done.size, "passed_over": list(done.passed_over), "damaged": done.damaged,
    }  # fmt: skip
    return Outcome(ExitStatus.FINDINGS if done.damaged or done.passed_over else ExitStatus.DONE, answer, done.lines)


def rebuild(options: argparse.Namespace) -> Outcome[RebuildJson]:
    """Ledger and history brought together again, and compared with the archive."""
    done = workspace_of(options).rebuild(today=date.today(), source=getattr(options, "from"))
    lines = [_MADE[done.source].format(changes=done.changes, originals=done.originals)]
    lines += [f"原来的留在 {kept}。" for kept in done.kept]
    if done.source != "originals":  # else the archive is in the inbox now
        lines += _compared(done)
    answer: RebuildJson = {
        "source": done.source.value,
        "changes": done.changes,
        "kept": [str(path) for path in done.kept],
        "originals": done.originals,
        "missing": list(done.missing),
        "unaccounted": list(done.unaccounted),
        "unproven": list(done.unproven),
    }
    if done.unproven:
        numbers = "、".join(map(str, done.unproven[:_SHOWN]))
        lines.append(f"有 {len(done.unproven)} 步的封印不对（第 {numbers} 号），照样采用了。"
                     "核对无误后请运行 toolkit rebuild --from ledger，重新开始记录。")  # fmt: skip
    status = ExitStatus.FINDINGS if done.missing or done.unaccounted or done.unproven else ExitStatus.DONE
    return Outcome(status, answer, [*lines, "请运行 toolkit run 核对一遍。"])


_MADE = {
    "history": "台账数据库重建好了，共 {changes} 步。",
    "ledger": "已按台账数据库重新开始记录，以后的每一步接着往下记。",
    "originals": "{originals} 份存档原件已放回 inbox，台账从头开始；发表、催报、核定的记录不在原件里，要另外补。",
}
_SHOWN = 5  # names in a line; all are in the JSON


def _compared(done: Rebuilt) -> list[str]:
    """What the comparison with the archive came to."""
    if not done.missing and not done.unaccounted:
        return [f"和存档核对过：{done.originals} 份原件，台账里登记的都在，存档里的都有登记。"]
    lines = []
    if done.missing:
        lines.append(f"台账里登记的有 {len(done.missing)} 份在存档里找不到原样的（{_some(done.missing)}）。"
                     "请从备份恢复 archive 文件夹。")  # fmt: skip
    if done.unaccounted:
        lines.append(f"存档里有 {len(done.unaccounted)} 份台账没有登记（{_some(done.unaccounted)}）。"
                     "可能是没有收完的，请复制到 inbox，再运行 toolkit run。")  # fmt: skip
    return lines


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + (f"等{len(names)}份" if len(names) > _SHOWN else "")


def _source(text: str) -> Source:
    """What is believed, as it is typed."""
    from toolkit.acts.rebuild import Source  # only here: the help does not wait for it

    try:
        return Source(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不行，请写 {'、'.join(Source)} 里的一个") from None


COMMANDS = (
    Command(
        name="doctor",
        help="检查工作区或汇总文件夹：方案、密钥、台账、存档、邮件、表样、磁盘",
        run=doctor,
        answer=DoctorJson,
        arguments=(
            Argument(
                names=("folders",),
                metavar="上报单位文件夹",
                help="汇总文件夹才填：一起检查的各上报单位工作区，只读不写",
                read=Path,
                count="*",
            ),
        ),
        statuses={ExitStatus.DONE: "都正常", ExitStatus.FINDINGS: "有要处理的"},
        place=170,
    ),
    Command(
        name="backup",
        help="备份：把整个工作区复制到另一个文件夹（移动硬盘），逐个核对；恢复就是复制回来",
        run=backup,
        answer=BackupJson,
        arguments=(file("folder", "文件夹", "放备份的文件夹，如移动硬盘；每次在里面新建一个"),),
        statuses={ExitStatus.DONE: "备份好了", ExitStatus.FINDINGS: "备份好了，但有没有备份进去的，或者原件早已损坏"},
        place=175,
    ),
    Command(
        name="rebuild",
        help="台账数据库坏了：用存档重建",
        run=rebuild,
        answer=RebuildJson,
        statuses={ExitStatus.DONE: "重建好了，和存档对得上", ExitStatus.FINDINGS: "重建好了，和存档有对不上的"},
        arguments=(
            Argument(
                names=("--from",),
                metavar="依据",
                help="以什么为准：history 存档记录，ledger 台账数据库，originals 存档原件（重新收一遍）；默认 history",
                read=_source,
            ),
        ),
        version=2,
        place=180,
    ),
)
