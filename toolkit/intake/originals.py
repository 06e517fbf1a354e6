"""The originals in the archive: every file that came, kept under its hash.

Knows: how an original's file is called. Must not know: the ledger, what is in a file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}(\..{1,10})?")


def originals_in(archive: Path) -> Iterator[Path]:
    """The files that are kept under their hash; a temporary file of a run that was cut off is none, nor is a link."""
    for path in sorted(archive.glob("??/*")):
        if _NAME.fullmatch(path.name) and path.suffix != ".tmp" and not path.is_symlink():
            yield path


def whole_originals(archive: Path) -> tuple[dict[str, Path], list[Path]]:
    """The originals of an archive by their hash, and those that are not what their name says. Raises `OSError`."""
    whole: dict[str, Path] = {}
    damaged = []
    for path in originals_in(archive):
        # Read apart, so that only one is in memory.
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if sha256 == path.name[:64]:
            whole[sha256] = path
        else:
            damaged.append(path)
    return whole, damaged
