"""Files that are there whole or not at all. Knows: bytes and paths, why one cannot be written. Must not know: what is
in them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
from io import FileIO
from pathlib import Path

from psutil import pid_exists

from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import UnreadableError, is_plain, read_guarded

_NUMBERED = re.compile(r".+\.[0-9]{1,9}\.tmp")
_TOGETHER = 200  # files open at a time; macOS allows 256


def write_whole(target: Path, data: bytes, *, private: bool = False) -> None:
    """Write ``data`` to ``target`` through a synced temporary file beside it and a rename.

    After a power cut the file is the old one or the new one, never half of either. A ``private`` one can be read by its
    owner only, from the first moment on. Raises `OSError`.
    """
    temporary = write_beside(target, data, private=private)
    try:
        temporary.replace(target)
        settle(target.parent)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def write_beside(target: Path, data: bytes, *, private: bool = False) -> Path:
    """Write ``data`` to a synced temporary file beside ``target``, made anew; gives its path. Raises `OSError`."""
    temporary = _temporary(target)
    try:
        with open(temporary, "wb", opener=_for_owner if private else _for_all) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _temporary(target: Path) -> Path:
    return target.with_name(f"{target.name}.{os.getpid()}.tmp")


def _for_owner(path: str, flags: int) -> int:
    return _anew(path, flags, 0o600)


def _for_all(path: str, flags: int) -> int:
    return _anew(path, flags, 0o666)


def _anew(path: str, flags: int, mode: int) -> int:
    """A file that was not there before: one that is keeps who may read it, and may be a link or a pipe."""
    try:
        return os.open(path, flags | os.O_EXCL, mode)
    except FileExistsError:
        Path(path).unlink()
        return os.open(path, flags | os.O_EXCL, mode)


def left_over(root: Path, process: int | None = None) -> Iterator[Path]:
    """The temporary files under a folder that a killed process left; of any process where none is named.

    Links are not followed.
    """
    ours = _NUMBERED if process is None else re.compile(rf".+\.{process}\.tmp")
    for folder, _, names in os.walk(root):
        yield from (Path(folder, name) for name in names if ours.fullmatch(name))


def is_temporary(name: str) -> bool:
    """Whether a file is called as one is that takes another's place once it is whole (`write_whole`)."""
    return bool(_NUMBERED.fullmatch(name))


def of_process(temporary: Path) -> int:
    """The number of the process that wrote a temporary file (`left_over`)."""
    return int(temporary.name.split(".")[-2])


def abandoned(target: Path) -> Iterator[Path]:
    """The temporary files beside a file that were to take its place, and whose process is no more on this computer."""
    for path in target.parent.glob(f"{escape(target.name)}.*.tmp"):
        if _NUMBERED.fullmatch(path.name) and not pid_exists(of_process(path)):
            yield path


def write_all(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write many files as `write_whole` does one; what a rename has made visible is whole. Raises `OSError`.

    Everything is written before the first is synced: the disk then has them all in hand at once.
    """
    for start in range(0, len(files), _TOGETHER):
        _write_together(files[start : start + _TOGETHER])
    for folder in {target.parent for target, _ in files}:
        settle(folder)


def _write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    temporaries = [_temporary(target) for target, _ in files]
    try:
        with ExitStack() as opened:
            # Unbuffered: the data comes in one piece.
            handles = [opened.enter_context(open(path, "wb", buffering=0, opener=_for_all)) for path in temporaries]
            for handle, (_, data) in zip(handles, files, strict=True):
                _write(handle, data)
            for handle in handles:
                os.fsync(handle.fileno())
        for temporary, (target, _) in zip(temporaries, files, strict=True):
            temporary.replace(target)
    except BaseException:
        for temporary in temporaries:
            with suppress(OSError):
                temporary.unlink()
        raise


def _write(handle: FileIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[handle.write(left) :]


def settle(folder: Path) -> None:
    """Make a rename outlast a power cut, where the system has a way to ask for it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError:
            pass  # some network shares cannot
        finally:
            os.close(descriptor)


def free_path(path: Path, data: bytes | None) -> Path:
    """A path that nothing else holds: the one asked for, or one beside it with a number; where these bytes lie is free.

    So two things never come to one path, and the same thing lies there once. Without bytes only a path that nobody
    has is free.
    """
    target, number = path, 1
    while os.path.lexists(target) and not (data is not None and holds(target, data)):
        number += 1
        target = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    return target


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files are there and hold the same."""
    with suppress(UnreadableError):
        return holds(other, read_guarded(one, "", empty=True))
    return False


def holds(path: Path, data: bytes) -> bool:
    """Whether a plain file lies at a path and holds just these bytes."""
    with suppress(UnreadableError, OSError):
        return (
            is_plain(path)
            and path.stat().st_size == len(data)
            and (read_guarded(path, "", most=len(data), empty=True) == data)
        )
    return False


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say in a sentence why a file cannot be written."""
    try:
        yield
    except PermissionError:
        raise WorkspaceError(
            f"{path.name} 写不进去，可能正在 Excel 或 WPS 里打开着，或者文件夹是只读的。"
            "请关闭它、检查文件夹权限后再试。"
        ) from None
    except OSError as error:
        raise WorkspaceError(f"{path.name} 写不进去（{error.strerror}）。请检查磁盘空间和文件夹权限。") from error
