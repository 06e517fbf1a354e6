"""The way in: one desk for each workspace, and tickets with which whoever has started it opens a page.

Knows: the file in which a running desk says where it is, who may read it, how a ticket is made and proven. Must not
know: pages, browsers. The secret in that file is the desk's own, and ends with it. A ticket is made by whoever can read
the file, good once and for a minute; what is seen of it on a command line or in a history opens nothing afterwards.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole
from toolkit.base.guarded import UnreadableError, check_plain, read_guarded
from toolkit.base.unpacked import parsed_json

GOOD_FOR = 60  # seconds
_LARGEST = 2**12  # bytes of the file
_TRIES, _PAUSE = 50, 0.1  # to read where a desk is that has just been started
_ESTABLISHED = "01"  # in /proc/net/tcp


@dataclass(frozen=True, slots=True)
class Running:
    """A desk that runs: where it listens, and the secret that tickets are made with."""

    port: int
    secret: str = field(repr=False)

    def address(self) -> str:
        """An address that opens it, good once and for a minute."""
        said = f"{int(time.time())}-{secrets.token_hex(8)}"
        return f"http://127.0.0.1:{self.port}/enter/{said}-{_seal(self.secret, said)}"


def _seal(secret: str, said: str) -> str:
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()


@dataclass
class Tickets:
    """Says of each ticket once whether it is good."""

    secret: str = field(repr=False)
    port: int
    _used: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def good(self, ticket: str, remote_port: str) -> bool:
        """Whether a ticket is good; it is not a second time, and not for another user of this computer."""
        said, _, seal = ticket.rpartition("-")
        if not hmac.compare_digest(seal.encode(), _seal(self.secret, said).encode()):
            return False
        now = time.time()
        with self._lock:
            if said in self._used or abs(now - int(said.partition("-")[0])) > GOOD_FOR:
                return False
            self._used = {one: at for one, at in self._used.items() if now - at < 2 * GOOD_FOR} | {said: now}
        return _is_ours(remote_port, self.port)


def _is_ours(remote_port: str, port: int) -> bool:
    """Whether the program at the other end runs for the same user, where the system tells (Linux)."""
    table = Path("/proc/net/tcp")
    if sys.platform == "win32" or not remote_port.isdigit() or not table.exists():
        return True
    there, here = f"0100007F:{int(remote_port):04X}", f"0100007F:{port:04X}"
    for line in table.read_text(encoding="ascii", errors="replace").splitlines():
        words = line.split()
        if len(words) > 7 and words[1:4] == [there, here, _ESTABLISHED]:
            return words[7] == str(os.getuid())
    return True


def place(root: Path) -> Path:
    """The file in which the desk of a workspace says where it is.

    It can be read by its owner only: in .toolkit, or on Windows, where folders on other drives are everybody's, among
    the user's own settings.
    """
    if sys.platform == "win32" and (own := os.environ.get("LOCALAPPDATA")):
        named = hashlib.sha256(str(root.resolve()).casefold().encode()).hexdigest()[:16]
        return Path(own) / "整改报送" / f"desk-{named}.json"
    return root / ".toolkit" / "desk.json"


@contextmanager
def alone(root: Path) -> Iterator[Running | None]:
    """Be the desk of a workspace as long as the block lasts; gives the one that runs already, else None.

    Raises `WorkspaceError` where the folder cannot be written, or another computer has the desk.
    """
    path = place(root)
    lock = path.with_name("desk.lock") if path.parent == root / ".toolkit" else path.with_suffix(".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(lock):
            check_plain(lock, "锁文件", inside=lock.parent)  # it is opened for writing
        held = FileLock(lock)
        held.acquire(timeout=0)
    except Timeout:
        yield _told(path)
        return
    except OSError as error:
        raise WorkspaceError(f"{path.parent.name} 文件夹写不进去（{error.strerror}）。请检查文件夹权限。") from error
    try:
        with suppress(OSError):
            path.unlink()  # of one that was killed
        yield None
    finally:
        with suppress(OSError):
            path.unlink()
        held.release()


def tell(root: Path, running: Running) -> None:
    """Say where the desk of a workspace is, to whoever may read it."""
    said = json.dumps({"port": running.port, "secret": running.secret})
    write_whole(place(root), said.encode("ascii"), private=True)


def _told(path: Path) -> Running:
    """The desk that runs; one that has just been started says so in a moment."""
    for _ in range(_TRIES):
        with suppress(UnreadableError, ValueError, KeyError, TypeError, WorkspaceError):
            said = parsed_json(read_guarded(path, "工作台", most=_LARGEST, inside=path.parent).decode())
            return Running(int(said["port"]), str(said["secret"]))
        time.sleep(_PAUSE)
    raise WorkspaceError("工作台已经开着，可是找不到它在哪里。请关掉已经打开的工作台，再双击打开一次。")
