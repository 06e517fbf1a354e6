"""Files that are there whole or not at all. Knows: bytes and paths. Must not know: what is in them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(target: Path, data: bytes) -> None:
    """Write ``data`` to ``target`` through a synced temporary file beside it and a rename.

    After a power cut the file is the old one or the new one, never half of either. Raises `OSError`.
    """
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        _settle(target.parent)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _settle(folder: Path) -> None:
    """Make a rename outlast a power cut, where the system has a way to ask for it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError:
            pass  # some network shares cannot
        finally:
            os.close(descriptor)
