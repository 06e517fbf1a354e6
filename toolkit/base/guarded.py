"""Files as bytes, whoever put them there: only plain files, within limits, never through a link that leads out.

Knows: what may lie at a path, and why it cannot be read. Must not know: what is in a file. Everything that the toolkit
reads by a path goes through here, because whatever lies in a folder may have been put there by anybody: a pipe under
the name of a workbook keeps a program waiting for ever, a link makes it read another's files, and a file may be gone,
growing or huge by the time that it is opened.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.visible import visible

MOST = 100 * 2**20  # bytes, where nobody says otherwise
_BLOCK = 2**20
_LOOKS = 3  # at a file that changes while it is read
PAUSE = 0.1  # seconds between them


class Trouble(Enum):
    """Why a file is not read."""

    MISSING = "找不到{what}"
    SPECIAL = "{what} 打不开，它不是文件（是文件夹、管道或者设备）"
    LINK = "{what} 是通到外面的链接，没有跟着读"
    DENIED = "{what} 打不开，没有权限或者正被占用"
    LARGE = "{what} 有 {size} MB，超过 {most} MB，没有读取"
    EMPTY = "{what} 是空的（0 字节），可能没有存完"
    CHANGING = "{what} 正在被别的程序改写，没有读取"
    FAILED = "{what} 读不出来（{why}）"


_REMEDY = {
    Trouble.MISSING: "请确认文件名和位置。",
    Trouble.SPECIAL: "请把它移走，换成真正的文件。",
    Trouble.LINK: "请删去链接，把真正的文件放在这里。",
    Trouble.DENIED: "请在 Excel 或 WPS 里关闭它再试。",
    Trouble.LARGE: "请核对是不是放错了文件；没有放错的，请删去里面的图片等内容。",
    Trouble.EMPTY: "请重新保存，或者从备份恢复。",
    Trouble.CHANGING: "请等它写完，再运行一次。",
    Trouble.FAILED: "请检查磁盘、网络和文件夹权限。",
}


class UnreadableError(WorkspaceError):
    """A file that is not read: ``trouble`` says why, ``wrong`` says it in words, and the text also what to do."""

    def __init__(self, trouble: Trouble, what: str, *, size: int = 0, most: int = 0, why: str = "") -> None:
        self.trouble = trouble
        self.wrong = trouble.value.format(what=what, size=-(-size // 2**20), most=max(most // 2**20, 1), why=why)
        super().__init__(f"{self.wrong}。{_REMEDY[trouble]}")


def read_guarded(path: Path, what: str, *, most: int = MOST, inside: Path | None = None, empty: bool = False) -> bytes:
    """The bytes of a plain file.

    ``what`` says in Chinese what the file is, before its name in the sentence. At most ``most`` bytes are read. With
    ``inside`` no link is followed out of that folder; without it the path is one that a person has typed, and links
    are followed. A file of 0 bytes is only read where it may be ``empty``.

    Raises `UnreadableError`, and nothing else, whatever lies there.
    """
    said = named(path, what)
    for look in range(_LOOKS):
        if look:
            time.sleep(PAUSE)
        with opened(path, what, inside=inside) as descriptor:
            before = os.fstat(descriptor)
            if before.st_size > most:
                raise UnreadableError(Trouble.LARGE, said, size=before.st_size, most=most)
            data = b"".join(_blocks(descriptor, most + 1))
            after = os.fstat(descriptor)
        if len(data) == before.st_size and _stamp(before) == _stamp(after):
            if not data and not empty:
                raise UnreadableError(Trouble.EMPTY, said)
            return data
    raise UnreadableError(Trouble.CHANGING, said)


def hashed(path: Path, what: str, *, inside: Path | None = None) -> str:
    """The SHA-256 of a plain file of any size, as hex. Raises `UnreadableError` as `read_guarded` does."""
    whole = hashlib.sha256()
    with opened(path, what, inside=inside) as descriptor:
        for block in _blocks(descriptor):
            whole.update(block)
    return whole.hexdigest()


def check_plain(path: Path, what: str, *, inside: Path | None = None) -> os.stat_result:
    """Prove that a plain file lies at a path, for a library that opens it by itself. Raises `UnreadableError`."""
    what = named(path, what)
    with _told(what):
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            found = path.stat()
    if inside is not None and leads_out(path, inside):
        raise UnreadableError(Trouble.LINK, what)
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError(Trouble.SPECIAL, what)
    return found


def is_plain(path: Path) -> bool:
    """Whether a plain file lies at a path, and no link, pipe, device or folder."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def leads_out(path: Path, root: Path) -> bool:
    """Whether a path that should lie in a folder lies elsewhere, because it or what it lies in is a link.

    Links that lead in a circle lead nowhere, and so out.
    """
    try:
        real = Path(os.path.realpath(path))
        return not real.is_relative_to(os.path.realpath(root)) or real.is_symlink()
    except (OSError, ValueError):
        return True


def named(path: Path, what: str) -> str:
    """How a file is called in a sentence: what it is, and its name as it can be seen."""
    return f"{what} {visible(path.name or str(path))}"


@contextmanager
def opened(path: Path, what: str, *, inside: Path | None = None) -> Iterator[int]:
    """A plain file, open for reading. Raises `UnreadableError`."""
    check_plain(path, what, inside=inside)
    what = named(path, what)
    # Not to wait for whoever writes, should it have become a pipe since; not to hand it on to other programs.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    with _told(what):
        descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableError(Trouble.SPECIAL, what)
        with _told(what):
            yield descriptor
    finally:
        os.close(descriptor)


def _blocks(descriptor: int, most: int | None = None) -> Iterator[bytes]:
    left = most
    while left is None or left > 0:
        block = os.read(descriptor, _BLOCK if left is None else min(_BLOCK, left))
        if not block:
            return
        left = None if left is None else left - len(block)
        yield block


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_mtime_ns, status.st_size


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Turn what the system says into a sentence."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableError(Trouble.MISSING, what) from None
    except PermissionError:
        raise UnreadableError(Trouble.DENIED, what) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnreadableError(Trouble.LINK, what) from None
        raise UnreadableError(Trouble.FAILED, what, why=error.strerror or type(error).__name__) from error
    except ValueError:  # a name with a NUL in it
        raise UnreadableError(Trouble.MISSING, what) from None
