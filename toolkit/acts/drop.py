"""The act of putting a file into the inbox that came another way than by a folder: whole, and over no other.

Knows: how a file comes to the inbox bit by bit. Must not know: what is in it, where it comes from.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from psutil import pid_exists

from toolkit.base.errors import WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.files import free_path, left_over, of_process, settle, writing
from toolkit.folder import Folder
from toolkit.intake.spool import LARGEST, UNIDENTIFIED, is_system

_BLOCK = 2**20
_naming = threading.Lock()


def put_in_inbox(folder: Folder, name: str, data: IO[bytes]) -> Path:
    """Put what a stream holds into inbox/ under a name of somebody else's, or one beside it; gives its path.

    Until it is whole nobody takes it for a file of the inbox. Raises `WorkspaceError` when it is empty, too large, or
    cannot be written; then nothing is left.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    called = safe_name(last)
    if called == UNIDENTIFIED:
        called = f"_{called}"  # a folder's name
    if is_system(last) or is_system(called):
        raise WorkspaceError(f"{called} 不是填报表，是系统或者程序留下的，没有收。")
    _ = folder.plan_bytes  # there is no inbox without a workspace
    folder.check_inside(folder.inbox / called)
    return put_beside(folder.inbox, called, data)


def put_beside(place: Path, name: str, data: IO[bytes]) -> Path:
    """Put what a stream holds into a folder under a name of somebody else's, or one beside it; gives its path.

    Raises `WorkspaceError` as `put_in_inbox` does.
    """
    called = safe_name(name.replace("\\", "/").rpartition("/")[2])
    part = place / f".{secrets.token_hex(8)}.{os.getpid()}.tmp"  # hidden, and known for what it is (`left_over`)
    with writing(place / called):
        place.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                size = 0
                while block := data.read(_BLOCK):
                    size += len(block)
                    if size > LARGEST:
                        raise WorkspaceError(f"{called} 超过 {LARGEST // 2**20} MB，没有收。请核对是不是放错了。")
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise WorkspaceError(f"{called} 是空的（0 字节），没有收。请重新保存后再放。")
            return _renamed(part, place / called)
        finally:
            with suppress(OSError):
                part.unlink()


def forget_unfinished(*places: Path) -> None:
    """Take away what was half written into some folders when the program that wrote it was killed.

    Whoever begins to put files there calls it, before the first.
    """
    for place in places:
        for part in left_over(place):
            if of_process(part) == os.getpid() or not pid_exists(of_process(part)):
                with suppress(OSError):
                    part.unlink()


def _renamed(part: Path, target: Path) -> Path:
    """Give a file its name where nothing lies under it, not even what has come there at the same moment."""
    while True:
        path = free_path(target, None)
        try:
            if sys.platform == "win32":
                part.rename(path)  # which does not write over anything there
            else:
                _linked(part, path)
        except FileExistsError:
            continue
        settle(path.parent)
        return path


def _linked(part: Path, path: Path) -> None:
    """A second name for a file; where the disk has none (a USB stick) its only one, if nobody has it."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        with _naming:
            if os.path.lexists(path):
                raise FileExistsError from None
            part.rename(path)
