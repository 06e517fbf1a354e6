"""Which master was made of what, so that one of which nothing has changed is not made again.

Knows: fingerprints. Must not know: what they are of, how a master is drawn. Forgetting is harmless: a master whose
fingerprint is lost is made once more, byte for byte the same.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole
from toolkit.base.guarded import read_guarded
from toolkit.base.unpacked import parsed_json

_LARGEST = 2**20  # bytes; a line for each master


def fingerprint(*facts: object) -> str:
    """One word for all that something is made of."""
    return hashlib.sha256(json.dumps([str(fact) for fact in facts]).encode()).hexdigest()


def is_made(notes: Path, name: str, of: str) -> bool:
    """Whether what goes by a name was made of what has this fingerprint."""
    return _read(notes).get(name) == of


def note(notes: Path, name: str, of: str) -> None:
    """Remember what was made of what."""
    write_whole(notes, json.dumps(_read(notes) | {name: of}, indent=0).encode())


def _read(notes: Path) -> dict[str, str]:
    with suppress(WorkspaceError, ValueError):
        known = parsed_json(read_guarded(notes, "", most=_LARGEST, inside=notes.parent.parent).decode())
        if isinstance(known, dict):
            return known
    return {}
