"""What was drawn in earlier runs, kept in .toolkit for the next.

Knows: where it lies, all that a drawing follows from. Must not know: what is drawn. Losing it is harmless.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole
from toolkit.base.guarded import read_guarded
from toolkit.folder import Folder
from toolkit.form.drawings import Drawings
from toolkit.form.loaded_base import Base

_LARGEST = 2**26  # bytes; a drawing has some 25,000


def drawings_of(folder: Folder, base: Base) -> Drawings:
    """What has been drawn for the folder's plan from this base, by this version of the program."""
    kept = b""
    with suppress(WorkspaceError):
        kept = read_guarded(folder.drawings_path, "", most=_LARGEST, inside=folder.root)
    of = f"{_program()} {base.sha256} {folder.plan!r}"
    return Drawings(hashlib.sha256(of.encode()).hexdigest(), kept, folder.key)


def keep(folder: Folder, drawings: Drawings) -> None:
    """Keep what was drawn, if anything was drawn anew."""
    if drawings.anew and len(packed := drawings.packed(folder.key)) <= _LARGEST:
        with suppress(OSError):
            write_whole(folder.drawings_path, packed)


@cache
def _program() -> str:
    """What the program is: its files, by size and time, and the library that draws."""
    files = sorted(Path(__file__).parents[1].rglob("*.py"))
    stamps = ((file.name, (state := file.stat()).st_size, state.st_mtime_ns) for file in files)
    return f"{list(stamps)} {version('openpyxl')}"
