"""What is looked at in an office's folder and in a region's alike: programs, disk, folders, links, keys, history.

Knows: what may be missing, damaged or too open, and what to do about it. Must not know: which folder it is, plans.
Nothing is changed but a file written and deleted again in each folder.
"""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from psutil import pid_exists

from toolkit.base.errors import ToolkitError
from toolkit.base.files import left_over, of_process
from toolkit.base.visible import visible
from toolkit.ledger import Ledger, journal
from toolkit.ledger.sealing import Seals

PACKAGE = "rectification-toolkit"
LEAST_SPACE = 500 * 2**20  # bytes; a year of an office's returns with scans
SHOWN = 5  # names in a sentence
_OLD = 3600  # seconds after which nobody is writing a temporary file any more,
_GONE = 60  # and where its process is not on this computer, whoever may be at work on another one


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: its name, whether it is in order, and a sentence (what to do if it is not)."""

    what: str
    good: bool
    said: str


class TroubleError(Exception):
    """Something is not in order; the sentence says what to do."""


def looked_at(looks: Sequence[tuple[str, Callable[[], str]]]) -> list[Checked]:
    """What each look found: a sentence for what is in order, and what it raised for what is not."""
    found = []
    for what, look in looks:
        try:
            found.append(Checked(what, True, look()))
        except (ToolkitError, TroubleError) as trouble:
            found.append(Checked(what, False, str(trouble)))
        except OSError as error:
            name = visible(Path(str(error.filename)).name) if error.filename else what
            found.append(Checked(what, False, f"{name} 读写出错（{error.strerror}）。请检查文件夹权限和磁盘。"))
    return found


def names_of(paths: Sequence[Path], root: Path) -> str:
    """The first few of some paths below a folder, as they can be seen."""
    return "、".join(visible(path.relative_to(root).as_posix()) for path in paths[:SHOWN])


def versions() -> str:
    """The program and what it needs."""
    try:
        needed = [line.partition(";")[0].strip() for line in requires(PACKAGE) or [] if "extra ==" not in line]
        ours = version(PACKAGE)
    except PackageNotFoundError:
        raise TroubleError("程序没有装好。请照使用说明第一部分重新安装。") from None
    missing = []
    for line in needed:
        name, _, least = line.partition(">=")
        try:
            have = version(name)
        except PackageNotFoundError:
            missing.append(name)
            continue
        if least and _numbers(have) < _numbers(least):
            missing.append(f"{name}（现有 {have}，要 {least} 以上）")
    if missing:
        raise TroubleError(f"缺少组件：{'、'.join(missing)}。请照使用说明第一部分重新安装。")
    return f"程序 {ours}，Python {platform.python_version()}，组件 {len(needed)} 个都在。"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


def space(root: Path) -> str:
    """Whether there is room on the disk."""
    free = shutil.disk_usage(root).free
    if free < LEAST_SPACE:
        raise TroubleError(f"磁盘只剩 {free // 2**20} MB。请清理磁盘，或者把工作区移到别的盘。")
    return f"还有 {free / 2**30:.1f} GB。"


def folders(paths: Sequence[Path]) -> str:
    """Whether the folders are there and can be written."""
    for path in paths:
        if not path.is_dir():
            raise TroubleError(f"没有 {path.name} 文件夹。请新建一个；archive 和 .toolkit 请从备份恢复。")
        probe = path / f".probe.{os.getpid()}.tmp"
        probe.write_bytes(b"x")
        probe.unlink()
    return f"{'、'.join(path.name for path in paths)} 都能读写。"


def links(found: Sequence[Path], root: Path) -> str:
    """Whether a folder leads out."""
    if found:
        raise TroubleError(
            f"{names_of(found, root)} 是通到工作区外面的链接，不会往里写。请删去链接，换成普通的文件夹。"
        )
    return "没有通到工作区外面的。"


def temporaries(root: Path) -> str:
    """Whether a killed run has left something half written."""
    now = time.time()
    left = []
    for path in left_over(root):
        with suppress(OSError):  # whoever is writing it may be done with it by now
            age = now - path.lstat().st_mtime
            if age > _OLD or (age > _GONE and not pid_exists(of_process(path))):
                left.append(path)
    if left:
        raise TroubleError(
            f"有 {len(left)} 个没有写完的临时文件（{names_of(left, root)}），是中途断掉的运行留下的，请删去。"
        )
    return "没有剩下的。"


def private(paths: Sequence[Path]) -> None:
    """Prove that nobody else can read some files, where the system tells."""
    for path in paths:
        if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
            where = f"{path.parent.name}/{path.name}"
            raise TroubleError(f"{path.name} 别人也能读。请运行 chmod 600 {where}，只留给自己。")


def sound(ledger: Ledger) -> None:
    """Prove that a ledger's file is sound."""
    if faults := ledger.faults():
        raise TroubleError(f"台账数据库有损坏（{faults[0]}）。请运行 toolkit rebuild，用存档重建。")


def unproven(path: Path, seals: Seals) -> tuple[int, ...]:
    """The numbers of the changes that somebody else has written, or that were put where they are."""
    found = journal.listed(path)
    before, wrong = seals.unsealed, []
    for number in range(found.start or 1, found.newest + 1) if seals.keys else ():
        if (kept := journal.read(path, number)) is not None:
            try:
                before = journal.check_seal(number, kept, seals, before)
            except journal.UnprovenError:
                wrong.append(number)
    return tuple(wrong)


def history(path: Path, seals: Seals) -> str:
    """Whether a history can be repeated without a gap, each change after the one before and under the office's seal."""
    found = journal.listed(path)
    journal.check_start(path, found)
    before = ""
    chained = False
    age, bare = seals.unsealed, 0
    for number in range(found.start or 1, found.newest + 1):
        kept = journal.read(path, number)
        if kept is None:
            raise journal.gap(found)
        journal.check_link(number, kept.change, before, chained=chained)
        before, chained = kept.sha256, kept.change.before is not None
        if seals.proves:
            age = journal.check_seal(number, kept, seals, age)
            bare += not kept.seal
    if found.strays:
        raise TroubleError(
            f"archive/history 里有 {len(found.strays)} 个不是这份记录的文件（{names_of(found.strays, path)}），"
            "没有采用。像是另一份记录或者复制出来的，请移到别处。"
        )
    number = found.newest - found.start + 1 if found.newest else 0
    sealed = f"{f'前 {bare} 步是以前的程序写的，没有封印，' if bare else ''}封印都对。" if seals.proves else ""
    return f"{number} 步都读得出来，前后接得上。{sealed}"
