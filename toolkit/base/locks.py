"""One operator at a time: a lock that says who holds it since when, and that a crash gives back.

Knows: lock files. Must not know: what is done under a lock. The lock itself is the operating system's (it works over
network shares, and ends with the process that holds it); who holds it is written beside it for people to read.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import check_plain, read_guarded
from toolkit.base.unpacked import parsed_json

_LARGEST = 2**16  # bytes of a note
WAIT = 20.0  # seconds; what another window does mostly takes less


@contextmanager
def held(path: Path, doing: str, wait: float | None = None) -> Iterator[int | None]:
    """Hold the lock ``path`` while ``doing`` something, in words; wait for whoever holds it at most ``wait`` seconds.

    Gives the number of the process that held it last, if that was killed on this computer.
    Raises `WorkspaceError` that says who holds it since when.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    note = path.with_name(f"{path.name}.holder")
    if os.path.lexists(path):
        check_plain(path, "锁文件", inside=path.parent)  # the lock is opened for writing
    lock = FileLock(path)
    try:
        lock.acquire(timeout=WAIT if wait is None else wait)
    except Timeout:
        raise WorkspaceError(f"{holder(note)}。请等它结束再试。") from None
    except OSError as error:
        raise WorkspaceError(f"{path.parent.name} 文件夹写不进去（{error.strerror}）。请检查文件夹权限。") from error
    killed = _killed(note)
    try:
        said = {"user": _user(), "computer": platform.node(), "process": os.getpid(), "doing": doing,
                "since": f"{datetime.now():%Y-%m-%d %H:%M}"}  # fmt: skip
        with suppress(OSError):
            note.unlink(missing_ok=True)  # what lies there may be a pipe or a link
            with note.open("x", encoding="utf-8") as file:
                file.write(json.dumps(said, ensure_ascii=False))
        yield killed
    finally:
        with suppress(OSError):
            note.unlink()
        lock.release()


@contextmanager
def working(path: Path, doing: str) -> Iterator[int | None]:
    """Hold the lock ``path`` while ``doing`` something, and say in a sentence where a file could not be had.

    Gives what `held` gives.
    """
    with held(path, doing) as killed:
        try:
            yield killed
        except PermissionError as error:
            # On Windows nothing can be taken away or replaced that a program holds open.
            raise WorkspaceError(
                f"{doing}没有做完：{_named(error)} 改不了，可能正在 Excel 或 WPS 里打开着，或者文件夹是只读的。"
                "已经收下的不会丢，请关闭它、检查文件夹权限后再运行一次。"
            ) from error
        except OSError as error:
            raise WorkspaceError(
                f"{doing}没有做完：{_named(error)} 读写出错（{error.strerror or error}）。已经收下的不会丢，"
                "请检查磁盘空间和文件夹权限后再运行一次。"
            ) from error


def _named(error: OSError) -> str:
    return Path(str(error.filename)).name if error.filename else "文件"


def holder(note: Path) -> str:
    """Who holds a lock, in words, as far as it is known."""
    try:
        said = _said(note)
        return f"{said['computer']} 上的 {said['user']} 从 {said['since']} 起正在{said['doing']}"
    except (WorkspaceError, ValueError, KeyError, TypeError):
        return "另一个窗口正在处理这个工作区"


def _killed(note: Path) -> int | None:
    """The process whose note still lies there, though it does not hold the lock any more."""
    try:
        said = _said(note)
        return int(said["process"]) if said["computer"] == platform.node() else None
    except (WorkspaceError, ValueError, KeyError, TypeError, OverflowError):
        return None


def _said(note: Path) -> Any:
    return parsed_json(read_guarded(note, "", most=_LARGEST).decode())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "某个用户"
