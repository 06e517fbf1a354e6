"""The files in which masters lie in outbox/PERIOD/: which may be masters, how one is replaced by a new one.

Knows: names, the archive, which bytes the toolkit itself has written. Must not know: how a master is read or drawn.
Nothing is overwritten or removed before its bytes are in the archive; only what the toolkit wrote itself, and nobody
has touched since, is not kept twice.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit.acts.fingerprints import is_made, note
from toolkit.base.files import writing
from toolkit.base.swap import move_new, swap
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.ledger import Ledger

_ASIDE = "换下_"  # a master while it is being replaced; after a run that was cut off it is read like any copy


def put_aside_again(folder: Folder, ledger: Ledger) -> None:
    """Undo what a run that was cut off left half done: a master that was moved aside goes back, or is removed."""
    known = ledger.masters_read()
    for period in folder.plan.periods:
        for aside in sorted(folder.of_period(period).glob(f"{_ASIDE}*")):
            target = aside.with_name(aside.name.removeprefix(_ASIDE))
            with writing(target):
                if not move_new(aside, target) and spool.digest(data := aside.read_bytes()) in known:
                    spool.archive(folder.archive, data, spool.digest(data), aside.suffix)
                    aside.unlink()


def replace(folder: Folder, ledger: Ledger, path: Path, data: bytes, seen: str | None, as_of: date) -> bool:
    """Write a master over the one whose hash is ``seen`` (None: there was none); False where another lies there now.

    Raises `WorkspaceError` with a sentence when it cannot be written.
    """
    folder.check_inside(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _kept(folder, path, seen) or not swap(path, data, seen, path.with_name(f"{_ASIDE}{path.name}")):
            return False
    sha256 = spool.digest(data)
    ledger.record_office([], [(sha256, path.name)], as_of)
    note(folder.fingerprints_path, _written(path), sha256)
    return True


def remove(folder: Folder, path: Path, seen: str) -> bool:
    """Take a master away that has none in its place, once it is kept; False where another lies there now."""
    with writing(path):
        if not _kept(folder, path, seen):
            return False
        path.unlink()
    return True


def _kept(folder: Folder, path: Path, seen: str | None) -> bool:
    """Whether what lies there is what was seen, and its bytes are in the archive, or nobody's but the toolkit's."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return seen is None
    sha256 = spool.digest(data)
    if sha256 != seen:
        return False
    if not is_made(folder.fingerprints_path, _written(path), sha256):
        spool.archive(folder.archive, data, sha256, spool.suffix_of(path.name))
    return True


def _written(path: Path) -> str:
    return f"{path.name} as written"
