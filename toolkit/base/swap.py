"""Putting a new file in the place of one that somebody else may be saving just now; nothing is overwritten.

Knows: bytes and paths. Must not know: what is in them, why a file is replaced.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from toolkit.base.files import settle, write_beside
from toolkit.base.guarded import hashed


def swap(target: Path, data: bytes, seen: str | None, aside: Path) -> bool:
    """Put ``data`` in the place of the file whose SHA-256 is ``seen`` (None: of none); whether that was done.

    What lies there is moved to ``aside``, where nothing may lie, and looked at after that: only if it is the file that
    was seen the new one is put, and the old one removed; else it goes back. Whoever saves in between finds either
    file, and what is saved stays: then nothing is put. A process that is killed may leave the old file at ``aside``.
    Raises `OSError`.
    """
    temporary = write_beside(target, data)
    try:
        done = _swapped(target, temporary, seen, aside)
    finally:
        with suppress(OSError):
            temporary.unlink()
    settle(target.parent)
    return done


def _swapped(target: Path, fresh: Path, seen: str | None, aside: Path) -> bool:
    if seen is None:
        return move_new(fresh, target)
    try:
        target.rename(aside)
    except FileNotFoundError:
        return False
    try:
        if _digest(aside) == seen and move_new(fresh, target):
            aside.unlink()
            return True
    except BaseException:
        move_new(aside, target)
        raise
    # Back to where it was; where somebody has saved another file there, both stay.
    if not move_new(aside, target) and _digest(aside) == seen:
        aside.unlink()
    return False


def move_new(source: Path, target: Path) -> bool:
    """Move a file to where nothing lies; False where something does, and then nothing is moved. Raises `OSError`."""
    try:
        if os.name == "nt":
            source.rename(target)  # fails where something lies
            return True
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if target.exists():
                return False
            source.rename(target)
            return True
        source.unlink()
    except FileExistsError:
        return False
    return True


def _digest(path: Path) -> str:
    return hashed(path, "文件")
