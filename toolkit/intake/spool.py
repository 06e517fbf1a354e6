"""The inbox and the archive: files in, by content; nothing is ever lost on the way.

Knows: folders and bytes. Must not know: what is in a file. The order that makes intake crash-safe: a file's bytes
reach the archive (written, synced, renamed) before the ledger commits, and the inbox file is removed last. A run that
is cut off leaves the file in the inbox, and dropping the same bytes again changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from toolkit.base.file_names import SUFFIX, safe_name
from toolkit.base.files import free_path, write_all, write_whole
from toolkit.base.guarded import Trouble, UnreadableError, is_plain, leads_out, read_guarded
from toolkit.base.visible import paired

UNIDENTIFIED = "未识别"
NOTE_SUFFIX = ".说明.txt"
_SYSTEM = re.compile(r"~\$.*|\..*|.*\.(tmp|part|crdownload|lnk)|thumbs\.db|desktop\.ini|.*\.说明\.txt", re.IGNORECASE)
PAUSE = 1.0  # seconds between two looks at a file that has changed just now
RECENT = 3.0  # seconds; a file that has not changed for longer is not being copied
# An Excel file or zip without its end is still being copied, or broken; after so many quiet seconds it is broken.
UNFINISHED = 30.0
LARGEST = 100 * 2**20  # no mail or zip of forms comes near it; a larger file is left where it is


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file in the inbox: where it is, its bytes, and their SHA-256; ``stamp`` tells whether it has changed."""

    path: Path
    data: bytes
    sha256: str
    changed_at: datetime
    stamp: tuple[int, int] = (0, 0)


def is_system(name: str) -> bool:
    """Whether a file is not a return but something that systems and programs leave lying about."""
    return bool(_SYSTEM.fullmatch(name))


PASSED_OVER = "这不是文件（是链接、管道或者设备），没有收。请把它删去，把真正的文件放进 inbox。"


class StillComingError(Exception):
    """A file is being copied, and is to be taken another time."""


def stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file changes: time and size; None where there is none."""
    with suppress(OSError):
        status = path.lstat()
        return status.st_mtime_ns, status.st_size
    return None


def growing(paths: Sequence[Path]) -> set[Path]:
    """Those of some files that change while one looks; waits only where one has changed just now."""
    now = time.time()
    before = {path: stamp(path) for path in paths}
    recent = [path for path, seen in before.items() if seen and abs(now - seen[0] / 1e9) < RECENT]
    if not recent:
        return set()
    time.sleep(PAUSE)
    return {path for path in recent if stamp(path) != before[path]}


def dropped_files(inbox: Path) -> Iterator[Path]:
    """The files in the inbox, oldest first; system files, links and the 未识别 folder are left alone."""
    found = []
    for folder, _, names in _walked(inbox):
        for name in names:
            path = folder / name
            with suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and not is_system(name):
                    found.append((status.st_mtime_ns, path))
    yield from (path for _, path in sorted(found))


def number_dropped(inbox: Path) -> int:
    """How many files `dropped_files` would give: told by the folders' own lists, without a look at each file."""
    number, places = 0, [inbox]
    while places:
        with suppress(OSError), os.scandir(places.pop()) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    number += not is_system(entry.name)
                elif entry.is_dir(follow_symlinks=False) and entry.name != UNIDENTIFIED and entry.name[0] != ".":
                    places += [path for path in (Path(entry.path),) if not leads_out(path, inbox)]
    return number


def _walked(inbox: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """The folders of the inbox with what is in them; 未识别, hidden ones and links are not entered."""
    for folder, folders, names in os.walk(inbox):
        here = Path(folder)
        folders[:] = [name for name in folders if name != UNIDENTIFIED and not name.startswith(".")]
        yield here, list(folders), names
        folders[:] = [name for name in folders if not leads_out(here / name, inbox)]  # also Windows' own kind of link


def passed_over(inbox: Path) -> Iterator[Path]:
    """What lies in the inbox and is no file: links, pipes, devices. Nobody reads them, but somebody has to be told."""
    for folder, folders, names in _walked(inbox):
        yield from (
            path for path in map(folder.joinpath, sorted(folders)) if path.is_symlink() or leads_out(path, inbox)
        )
        for path in map(folder.joinpath, sorted(names)):
            with suppress(OSError):
                if not stat.S_ISREG(path.lstat().st_mode) and not is_system(path.name):
                    yield path


def take(path: Path, inbox: Path | None = None) -> Dropped:
    """Read a file of the ``inbox`` once, or one that a person has named.

    Raises `toolkit.base.guarded.UnreadableError` with a sentence when it cannot be read (locked by another program,
    absurdly large, no file), `StillComingError` when it has changed meanwhile or its end is still missing.
    """
    seen = stamp(path)
    try:
        data = read_guarded(path, "文件", most=LARGEST, inside=inbox, empty=True)
    except UnreadableError as error:
        if error.trouble is Trouble.CHANGING:
            raise StillComingError from None
        raise
    if seen is None or stamp(path) != seen or len(data) != seen[1]:
        raise StillComingError
    changed = seen[0] / 1e9
    if time.time() - changed < UNFINISHED and _unfinished(data):
        raise StillComingError
    return Dropped(path, data, digest(data), datetime.fromtimestamp(changed, UTC), seen)


def _unfinished(data: bytes) -> bool:
    """Whether a file begins like a zip and has no directory, which is written last."""
    return data.startswith(b"PK\x03\x04") and not zipfile.is_zipfile(BytesIO(data))


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, as hex: what a file is known by."""
    return hashlib.sha256(data).hexdigest()


def archive(folder: Path, data: bytes, sha256: str, suffix: str) -> Path:
    """Keep bytes under their hash: ``folder``/ab/abcdef….suffix; already there is as good."""
    archive_all(folder, [(data, sha256, suffix)])
    return folder / sha256[:2] / f"{sha256}{suffix}"


def archive_all(folder: Path, files: Iterable[tuple[bytes, str, str]]) -> None:
    """Keep many files as `archive` does one: bytes, hash and suffix of each. Raises `OSError`."""
    wanted: dict[Path, bytes] = {}
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    for data, sha256, suffix in files:
        target = folder / sha256[:2] / f"{sha256}{suffix}"
        if target.parent.name not in there:
            target.parent.mkdir(parents=True, exist_ok=True)
            there.add(target.parent.name)
        try:
            whole = target.stat().st_size == len(data)
        except FileNotFoundError:
            whole = False
        if not whole:
            wanted[target] = data
    write_all(list(wanted.items()))


def set_aside(inbox: Path, name: str, data: bytes, reason: str) -> Path:
    """Keep a file that could not be recognised under 未识别/, with a plain note beside it."""
    folder = inbox / UNIDENTIFIED
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder / safe_name(name), data)
    if not target.exists():
        write_whole(target, data)
    note = f"{name}\r\n\r\n{reason}\r\n\r\n处理好以后，把文件放回 inbox 文件夹再收一次；确实不需要的可以删除。\r\n"
    # Windows Notepad of old editions needs the mark to read UTF-8.
    write_whole(target.with_name(target.name + NOTE_SUFFIX), note.encode("utf-8-sig"))
    return target


def set_aside_in(inbox: Path) -> Iterator[Path]:
    """The files that were set aside, without their notes."""
    folder = inbox / UNIDENTIFIED
    if folder.is_dir() and not leads_out(folder, inbox):
        yield from (path for path in folder.iterdir() if is_plain(path) and not is_system(path.name))


def forget_note(inbox: Path, name: str) -> None:
    """Take away the note of a file that was set aside and has been filed since."""
    target = inbox / UNIDENTIFIED / safe_name(name)
    if not target.exists():
        with suppress(OSError):
            target.with_name(target.name + NOTE_SUFFIX).unlink()
            target.parent.rmdir()


def remove(path: Path, inbox: Path, seen: tuple[int, int] | None = None) -> None:
    """Take a file out of the inbox once it is safe elsewhere, and the folders it leaves empty.

    A file that has changed since it was ``seen`` stays: what it holds now has not been taken.
    """
    if seen is not None and stamp(path) != seen:
        return
    with suppress(FileNotFoundError):
        path.unlink()
    for folder in path.parents:
        if folder == inbox or inbox not in folder.parents:
            break
        with suppress(OSError):
            folder.rmdir()


def suffix_of(name: str) -> str:
    """The ending of a name as it is kept in the archive: lower case, short, and nothing that a system minds."""
    suffix = Path(paired(name).replace("\0", "")).suffix.lower()[:SUFFIX]
    return suffix if re.fullmatch(r"\.\w+", suffix) else ""
