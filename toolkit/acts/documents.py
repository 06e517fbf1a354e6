"""Drafts that people go on writing in: one that somebody has changed is never overwritten.

Knows: what the toolkit wrote itself, by hash. Must not know: what is in a draft.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.folder import Folder
from toolkit.intake.spool import digest
from toolkit.ledger import EventKind, Ledger

if TYPE_CHECKING:
    from datetime import date


def put_draft(folder: Folder, ledger: Ledger, path: Path, data: bytes, day: date) -> Path:
    """Write a draft to ``path``, or beside it with a number where a person has changed what lies there."""
    ours = {detail for _, detail in ledger.events(EventKind.DRAFT)}
    target, number = path, 1
    while target.exists() and (there := digest(target.read_bytes())) not in ours and there != digest(data):
        number += 1
        target = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    if digest(data) not in ours:
        ledger.log(day, EventKind.DRAFT, digest(data))
    folder.put(target, data)
    return target
