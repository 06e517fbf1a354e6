"""Drafts that people go on writing in: one that somebody has changed is never overwritten.

Knows: what the toolkit wrote itself, by hash. Must not know: what is in a draft.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.base.files import write_whole
from toolkit.intake.spool import digest
from toolkit.ledger import Ledger

if TYPE_CHECKING:
    from datetime import date

    from toolkit.workspace import Workspace

_KIND = "draft"


def put_draft(workspace: Workspace, ledger: Ledger, path: Path, data: bytes, day: date) -> Path:
    """Write a draft to ``path``, or beside it with a number where a person has changed what lies there."""
    ours = {detail for _, detail in ledger.events(_KIND)}
    target, number = path, 1
    while target.exists() and (there := digest(target.read_bytes())) not in ours and there != digest(data):
        number += 1
        target = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    if digest(data) not in ours:
        ledger.log(day, _KIND, digest(data))
    with workspace.writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
    return target
