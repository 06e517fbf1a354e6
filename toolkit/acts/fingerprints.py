"""Which master was made of what, so that one of which nothing has changed is not made again.

Knows: fingerprints. Must not know: what they are of, how a master is drawn. Forgetting is harmless: a master whose
fingerprint is lost is made once more, byte for byte the same.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from toolkit.base.files import write_whole


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
    with suppress(OSError, ValueError):
        known = json.loads(notes.read_bytes())
        if isinstance(known, dict):
            return known
    return {}
