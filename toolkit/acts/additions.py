"""What the office has added to a file of the master goes into the one that takes its place.

Knows: where the file lies, under which name the office's own stays. Must not know: how additions are found or drawn. A
file that the toolkit has written without any, and nobody has touched since, is not even read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from toolkit.acts.fingerprints import is_made, note
from toolkit.base.files import free_path
from toolkit.base.guarded import Trouble, UnreadableError
from toolkit.intake.spool import digest
from toolkit.standing.volumes import original_name


class Keeping(Protocol):
    """The folder in which a workbook lies, an office's or a region's."""

    @property
    def fingerprints_path(self) -> Path:
        """The notes of what was made of what."""

    def read(self, path: Path, what: str) -> bytes:
        """A file in it; raises `toolkit.base.guarded.UnreadableError`."""

    def put(self, path: Path, data: bytes) -> object:
        """Write a file in it, whole."""


@dataclass(frozen=True, slots=True)
class LeftBeside:
    """A file of the office's of which something could not be carried over: where it lies now, what is missed.

    ``sentences`` say in Chinese what.
    """

    master: Path
    beside: Path
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithAdditions:
    """A file as it is to be written: its bytes, whether the office has a part in it, and what stays beside it."""

    data: bytes
    added: bool = False
    left: LeftBeside | None = None
    original: bytes = b""


def with_additions(folder: Keeping, path: Path, fresh: bytes, seen: str | None, as_of: date) -> WithAdditions | None:
    """What the toolkit has made anew for a path, with what the office had added to the file there.

    ``seen`` is the hash of that file, None where there is none. None where another lies there now.
    """
    if seen is None or is_made(folder.fingerprints_path, _bare(path), seen):
        return WithAdditions(fresh)
    try:
        old = folder.read(path, "总台账")
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING:
            return None
        if error.trouble is Trouble.EMPTY:
            return WithAdditions(fresh)
        raise
    if digest(old) != seen:
        return None
    from toolkit.additions.carry import carried  # only here: most masters have nothing of the kind

    beside = free_path(path.with_name(original_name(path.stem, as_of)), old)
    done = carried(old, fresh, beside.name)
    left = LeftBeside(path, beside, tuple(lost.sentence for lost in done.lost)) if done.lost else None
    return WithAdditions(done.data, done.added, left, old)


@dataclass(slots=True)
class Kept:
    """Whether the office's file stays beside: it does not where the new one could not be written after all."""

    stays: bool = False


@contextmanager
def kept_beside(folder: Keeping, done: WithAdditions) -> Iterator[Kept]:
    """Put the office's own file beside before the new one is written, where something could not be carried over."""
    kept = Kept()
    is_new = done.left is not None and not done.left.beside.exists()
    if done.left is not None:
        folder.put(done.left.beside, done.original)
    yield kept
    if is_new and not kept.stays and done.left is not None:
        done.left.beside.unlink(missing_ok=True)


def remember(folder: Keeping, path: Path, done: WithAdditions) -> None:
    """Remember of a file that was written that nothing of the office's is in it."""
    if not done.added:
        note(folder.fingerprints_path, _bare(path), digest(done.data))


def _bare(path: Path) -> str:
    return f"{path.name} without additions"
