"""Drafts that people go on writing in: one that somebody has changed is never overwritten.

Knows: what the toolkit wrote itself, by hash. Must not know: what is in a draft.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.base.guarded import UnreadableError, is_plain, read_guarded
from toolkit.folder import Folder
from toolkit.intake.spool import digest
from toolkit.ledger import EventKind, Ledger

if TYPE_CHECKING:
    from datetime import date


def beside(path: Path, replaceable: Callable[[bytes], bool], mark: str = "（{}）") -> Path:
    """Where a draft may be written: ``path``, or beside it with a numbered mark where what lies there must stay."""
    target, number = path, 1
    while os.path.lexists(target) and not _replaceable(target, replaceable):
        number += 1
        target = path.with_name(f"{path.stem}{mark.format(number)}{path.suffix}")
    return target


def _replaceable(path: Path, replaceable: Callable[[bytes], bool]) -> bool:
    """Whether what lies there may go; what cannot be read stays."""
    with suppress(UnreadableError):
        return is_plain(path) and replaceable(read_guarded(path, "", empty=True))
    return False


def put_draft(folder: Folder, ledger: Ledger, path: Path, data: bytes, day: date) -> Path:
    """Write a draft to ``path``, or beside it with a number where a person has changed what lies there."""
    ours = {detail for _, detail in ledger.events(EventKind.DRAFT)}
    target = beside(path, lambda there: digest(there) in ours or there == data)
    if digest(data) not in ours:
        ledger.log(day, EventKind.DRAFT, digest(data))
    folder.put(target, data)
    return target


def is_ours(ledger: Ledger, path: Path) -> bool:
    """Whether what lies there is a draft that nobody has changed."""
    ours = {detail for _, detail in ledger.events(EventKind.DRAFT)}
    return _replaceable(path, lambda there: digest(there) in ours)
