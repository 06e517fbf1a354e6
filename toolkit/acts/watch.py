"""Watching the inbox: `run` whenever something new has settled there, a line of state each time.

Knows: watchfiles, which folders are network shares. Must not know: what a run does.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from watchfiles import Change, watch

from toolkit.base.clicked import batch
from toolkit.intake.spool import UNIDENTIFIED, dropped_files, is_system

T = TypeVar("T")
QUIET = 2_000  # milliseconds without a change, after which a copy is taken for done
AGAIN = 20_000  # milliseconds after which what was left (locked, half copied) is looked at again
POLL = 2_000  # milliseconds between two looks at a network share, which reports no changes
_SHARES = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "vboxsf", "fuse.vmhgfs-fuse", "drvfs")
_REMOTE_DRIVE = 4  # GetDriveTypeW: DRIVE_REMOTE


def watch_inbox(inbox: Path, work: Callable[[], bool], stop: threading.Event) -> None:
    """Do ``work`` at once and whenever the inbox has changed and is quiet, until ``stop`` is set.

    ``work`` says whether something was left that should be looked at again although nothing changes. What came
    unseen, because it was dropped before the watch had begun, is found when nothing has changed for a while. A folder
    that has gone, with its share or by hand, is waited for.
    """
    again = work()
    while not stop.is_set():
        if not _made(inbox):
            stop.wait(AGAIN / 1000)
            continue
        here = _identity(inbox)
        changes = watch(
            inbox,
            watch_filter=lambda change, path: change is not Change.deleted and _counts(inbox, Path(path)),
            debounce=QUIET,
            step=QUIET // 4,
            stop_event=stop,
            rust_timeout=AGAIN,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=on_a_share(inbox),
            poll_delay_ms=POLL,
        )
        for seen in _until_odd(changes):
            if stop.is_set():
                return
            if seen is None:
                stop.wait(QUIET / 1000)  # as long as the library would have waited for more
            if seen or seen is None or again or any(dropped_files(inbox)):
                again = work()
            if seen is None or _identity(inbox) != here:
                break  # removed and made again: the system tells nothing of the new one
        else:
            return  # interrupted


def _until_odd(changes: Iterable[set[T]]) -> Iterator[set[T] | None]:
    """The changes as they are seen; None, and no more, where the library ends.

    It does at a name that is no text, and at a folder that goes while it begins to look; it has to be begun anew once
    that file is taken, or the folder is back.
    """
    try:
        yield from changes
    except (RuntimeError, OSError):
        yield None


def _made(inbox: Path) -> bool:
    """Whether the inbox is there, made anew where only it is gone: never the workspace, which comes back by itself."""
    try:
        inbox.mkdir(exist_ok=True)
    except OSError:
        return False
    return True


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another of the same name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _counts(inbox: Path, path: Path) -> bool:
    """Whether a change is one of somebody else's: not what a run itself sets aside there."""
    try:
        inside = path.relative_to(inbox)
    except ValueError:
        return True  # the same folder by another name
    return UNIDENTIFIED not in inside.parts and not is_system(path.name)


def on_a_share(folder: Path) -> bool:
    """Whether a folder lies on another computer."""
    path = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        drive = path.drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    kinds = {where.replace("\\040", " "): kind for _, where, kind, *_ in (line.split(" ") for line in mounts if line)}
    inside = [where for where in kinds if path == Path(where) or Path(where) in path.parents]
    return kinds[max(inside, key=len)] in _SHARES if inside else False


def starter(folder: Path) -> bytes:
    """The file in a workspace that a double-click on Windows starts watching with (开始收件.bat)."""
    return batch(folder, Path(sys.executable), "整改报送工具 - 收件", '"%PROGRAM%" -m toolkit watch', "pause")
