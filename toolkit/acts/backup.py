"""The act of backing up: the whole workspace copied to another place, proven there, and put under its name at the end.

Knows: what of a workspace is worth keeping, how a copy is proven. Must not know: which places there are, how anything
is shown. Nobody works in the workspace meanwhile, so that plan, key, ledger, history and originals are those of one
moment; what lies there is a workspace, and restoring is copying it back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from psutil import pid_exists

from toolkit.acts.places import check_place
from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.file_names import part
from toolkit.base.files import free_path, is_temporary, of_process, settle, write_whole, writing
from toolkit.base.guarded import Trouble, UnreadableError, hashed, is_plain, leads_out, named, opened, read_guarded
from toolkit.base.progress import Progress, no_progress
from toolkit.base.unpacked import parsed_json
from toolkit.base.visible import visible
from toolkit.folder import Folder
from toolkit.form.seal import all_keys
from toolkit.intake.originals import whole_originals
from toolkit.ledger import Ledger
from toolkit.ledger.sealing import Seals

NOTE = "备份说明.txt"
_BLOCK = 2**20
_SHOWN = 5  # names in a sentence
_LOOKS = 3  # at a file that changes while it is copied
_LARGEST = 2**16  # bytes of the note of the last backup
# Of .toolkit: the ledger is copied by SQLite; what belongs to a program that runs, or is made anew by itself, is not.
_OWN = {"ledger.db", "ledger.db-wal", "ledger.db-shm", "desk.json", "preview", "drawings", "backup.json"}
_OF_PROGRAMS = (".lock", ".holder")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup: where it lies, and what it holds.

    ``returns`` are those that the ledger knows, ``originals`` the files of the archive, ``passed_over`` what is no file
    (links, pipes) and was left out. ``damaged`` are originals that were not whole before either.
    """

    path: Path
    at: datetime
    title: str
    returns: int
    originals: int
    files: int
    size: int
    passed_over: tuple[str, ...] = ()
    damaged: int = 0

    @property
    def sentence(self) -> str:
        """What it holds, on one line."""
        plan = f"《{self.title}》的" if self.title else ""
        return (
            f"{plan}方案、密钥、台账（登记 {self.returns} 份回表）、存档原件 {self.originals} 份、收件和发件，"
            f"共 {self.files} 个文件，{self.size / 2**20:.1f} MB，逐个核对过。"
        )

    @property
    def lines(self) -> list[str]:
        """The same for people, with what was left out and what is to be minded."""
        lines = [f"备份好了：{self.path}", self.sentence]
        if self.passed_over:
            shown = "、".join(map(visible, self.passed_over[:_SHOWN]))
            lines.append(f"有 {len(self.passed_over)} 个不是文件的（链接等）没有备份：{shown}。")
        if self.damaged:
            lines.append(f"存档里有 {self.damaged} 份原件早已损坏或者找不到，备份里也是这样。请先做“体检”。")
        return [*lines, "备份里有密钥，请收好，不要发到群里。恢复的时候把里面的全部内容复制回来就行。"]


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was made of a workspace: when, where, and what it holds."""

    at: datetime
    path: Path
    sentence: str


def backup(folder: Folder, place: Path, *, now: datetime, progress: Progress = no_progress) -> BackedUp:
    """Copy the whole workspace into a new folder in ``place``, and prove the copy.

    Raises `WorkspaceError` where the place will not do, or anything cannot be read, written or proven; then nothing
    lies there under the name of a backup.
    """
    with folder.locked("备份"), folder.mail_locked("备份"):
        paths = list(_kept(folder))
        size = sum(path.stat().st_size for path in paths) + folder.ledger_path.stat().st_size
        check_place(folder, place, "备份", size)
        name = f"整改备份_{part(folder.root.resolve().name) or '工作区'}"
        _clear(place, name)
        making = place / f"{name}.{os.getpid()}.tmp"
        with writing(place / name):
            try:
                done = _copied(folder, paths, making, now, progress)
                target = free_path(place / f"{name}_{now:%Y-%m-%d_%H%M}", None)
                making.replace(target)
                settle(place)
            except BaseException:
                shutil.rmtree(making, ignore_errors=True)
                raise
        made = replace(done, path=target, passed_over=tuple(_odd(folder)))
        said = {"at": now.isoformat(timespec="minutes"), "path": str(target.resolve()), "held": made.sentence}
        folder.put(_note_path(folder), json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
    return made


def last_backup(folder: Folder) -> LastBackup | None:
    """The last backup that was made, None where none was, or nobody can tell."""
    try:
        said = parsed_json(read_guarded(_note_path(folder), "", most=_LARGEST, inside=folder.root).decode())
        return LastBackup(datetime.fromisoformat(said["at"]), Path(said["path"]), str(said["held"]))
    except (ToolkitError, ValueError, TypeError, KeyError):
        return None


def _note_path(folder: Folder) -> Path:
    return folder.ledger_path.with_name("backup.json")


def _walked(folder: Folder) -> Iterator[Path]:
    """Everything of the workspace but folders and what is made anew by itself; links are not followed."""
    own = folder.ledger_path.parent
    for at, folders, names in os.walk(folder.root):
        here = Path(at)
        if here == own:
            folders[:] = [name for name in folders if name not in _OWN]
            names = [name for name in names if name not in _OWN and name != "lock" and not name.endswith(_OF_PROGRAMS)]
        linked = [name for name in folders if leads_out(here / name, folder.root) or (here / name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in linked)
        yield from (here / name for name in sorted([*names, *linked]) if not is_temporary(name))


def _kept(folder: Folder) -> Iterator[Path]:
    return (path for path in _walked(folder) if is_plain(path))


def _odd(folder: Folder) -> Iterator[str]:
    return (path.relative_to(folder.root).as_posix() for path in _walked(folder) if not is_plain(path))


def _clear(place: Path, name: str) -> None:
    """Take away what a backup has left that was cut off on this computer."""
    for left in place.glob("整改备份_*.tmp"):
        with suppress(ValueError, IndexError):
            if left.name == f"{name}.{of_process(left)}.tmp" and not pid_exists(of_process(left)):
                shutil.rmtree(left, ignore_errors=True)


def _copied(folder: Folder, paths: list[Path], making: Path, now: datetime, progress: Progress) -> BackedUp:
    """Make the copy and prove it."""
    size = 0
    (making / ".toolkit").mkdir(parents=True)
    copy = Folder(making)
    with folder.ledger() as ledger:
        ledger.copy_to(copy.ledger_path)
        position, returns = ledger.position, len(ledger.submissions())
    for number, path in enumerate(paths, start=1):
        target = making / path.relative_to(folder.root)
        if (copied := _copy(path, target, folder.root, private=target.parent == making / ".toolkit")) is not None:
            size += copied
        if progress("备份", number, len(paths)):
            raise WorkspaceError("备份停下了，没有备份成；写到一半的已经删掉。要备份的，请再做一次。")
    for own in (folder.inbox, folder.outbox, folder.archive):
        (making / own.name).mkdir(exist_ok=True)  # also where nothing lies in it
    title = _title(copy)
    originals, damaged = _proven(copy, position)
    files = sum(1 for found in making.rglob("*") if found.is_file())
    write_whole(making / NOTE, _note(folder, title, now))
    size += copy.ledger_path.stat().st_size
    return BackedUp(making, now, title, returns, originals, files, size, damaged=damaged)


def _copy(path: Path, target: Path, root: Path, *, private: bool) -> int | None:
    """Copy a file as it is at one moment and read it again; its size, None where it is gone meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(_LOOKS):
        with suppress(FileNotFoundError):
            target.unlink()
        whole, size = hashlib.sha256(), 0
        try:
            with opened(path, "文件", inside=root) as source, _new(target, private=private) as file:
                before = os.fstat(source)
                while block := os.read(source, _BLOCK):
                    whole.update(block)
                    size += file.write(block)
                file.flush()
                os.fsync(file.fileno())
                after = os.fstat(source)
        except UnreadableError as error:
            if error.trouble is Trouble.MISSING:  # somebody has taken it away just now
                return None
            raise
        if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size) and size == after.st_size:
            os.utime(target, ns=(after.st_atime_ns, after.st_mtime_ns))
            if hashed(target, "备份", inside=target.parent) != whole.hexdigest():
                raise WorkspaceError(f"{path.name} 写到备份里和原来的不一样，没有备份成。这个盘可能坏了，请换一个盘。")
            return size
    raise UnreadableError(Trouble.CHANGING, named(path, "文件"))


def _new(target: Path, *, private: bool) -> BinaryIO:
    return open(target, "xb", opener=lambda name, flags: os.open(name, flags, 0o600 if private else 0o666))


def _title(copy: Folder) -> str:
    """The title of the plan, "" where it has faults: what lies there is kept all the same."""
    with suppress(ToolkitError):
        return copy.plan.title
    return ""


def _proven(copy: Folder, position: int) -> tuple[int, int]:
    """Prove that key, ledger and history of a copy are whole and belong together.

    Gives how many originals there are, and how many of those that the ledger knows are damaged or gone; these were so
    before, since each file of the copy is what was read.
    """
    keys = all_keys(copy.key_path)
    with Ledger(copy.ledger_path, copy.history_path, Seals(keys)) as ledger:
        faults, reached, needed = ledger.faults(), ledger.position, ledger.originals()
    if faults or reached != position:
        raise WorkspaceError("备份出来的台账和原来的对不上，没有备份成。请先运行 toolkit doctor，处理好再备份。")
    there, damaged = whole_originals(copy.archive)
    return len(there), len(damaged) + sum(1 for sha256 in needed if sha256 not in there)


def _note(folder: Folder, title: str, now: datetime) -> bytes:
    lines = [
        f"这是整改报送工具的备份，{now:%Y-%m-%d %H:%M} 做的。",
        f"方案：{title or '（方案有要改正的地方）'}",
        f"原来的位置：{folder.root.resolve()}",
        "",
        "恢复的办法：把这个文件夹里的全部内容（包括 .toolkit）复制到一个空文件夹，双击里面的“打开整改工作台”。",
        "里面有密钥：拿到的人能冒充本单位发表，请收好，不要发到群里。",
    ]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig", "replace")
