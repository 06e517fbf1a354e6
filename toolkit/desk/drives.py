"""Where a copy for keeping may go: the drives that this computer has, and where the last one went.

Knows: how systems tell of drives. Must not know: what is copied. Pages name a place by an id, never by a path.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

# Where Linux and macOS put what people plug in; all else there is the system's own.
_PLUGGED = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for copies: how much is free there, and whether it lies on the same disk as the workspace."""

    path: Path
    free: int
    same_disk: bool


def places(root: Path, last: Path | None) -> list[Place]:
    """The folders to choose from, other disks first: where the last copy went, each drive, beside the workspace."""
    wanted = [*([last] if last is not None else []), *_drives(), root.resolve().parent]
    found: dict[Path, Place] = {}
    for path in wanted:
        with suppress(OSError, ValueError):
            real = path.resolve()
            if path.is_dir() and os.access(path, os.W_OK) and not real.is_relative_to(root.resolve()):
                same = path.stat().st_dev == root.stat().st_dev
                found.setdefault(real, Place(real, shutil.disk_usage(path).free, same))
    return sorted(found.values(), key=lambda place: place.same_disk)


def _drives() -> Iterator[Path]:
    """The drives that a person would keep something on."""
    with suppress(OSError):
        for one in psutil.disk_partitions(all=False):
            plugged = sys.platform == "win32" or one.mountpoint.startswith(_PLUGGED)
            if plugged and "cdrom" not in one.opts and "ro" not in one.opts.split(","):
                yield Path(one.mountpoint)
