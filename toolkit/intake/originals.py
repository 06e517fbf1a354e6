"""The originals in the archive: every file that came, kept under its hash.

Knows: how an original's file is called. Must not know: the ledger, what is in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.base.guarded import hashed, is_plain

_NAME = re.compile(r"[0-9a-f]{64}(\..{1,10})?")


def originals_in(archive: Path) -> Iterator[Path]:
    """The files that are kept under their hash; a temporary file of a run that was cut off is none.

    Nor is a link, a pipe or a folder.
    """
    for path in sorted(archive.glob("??/*")):
        if _NAME.fullmatch(path.name) and path.suffix != ".tmp" and is_plain(path):
            yield path


def whole_originals(archive: Path) -> tuple[dict[str, Path], list[Path]]:
    """The originals of an archive by their hash, and those that are not what their name says.

    Raises `toolkit.base.guarded.UnreadableError` where one cannot be read.
    """
    whole: dict[str, Path] = {}
    damaged = []
    for path in originals_in(archive):
        if hashed(path, "存档原件", inside=archive) == path.name[:64]:
            whole[path.name[:64]] = path
        else:
            damaged.append(path)
    return whole, damaged
