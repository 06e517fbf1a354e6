"""The files in which masters lie in outbox/PERIOD/: which may be masters, how one is replaced by a new one.

Knows: names, the archive, which bytes the toolkit itself has written. Must not know: how a master is read or drawn.
Nothing is overwritten or removed before its bytes are in the archive; only what the toolkit wrote itself, and nobody
has touched since, is not kept twice.
"""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from toolkit.acts.fingerprints import is_made, note
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.guarded import Trouble, UnreadableError, hashed, read_guarded
from toolkit.base.swap import move_new, swap
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.ledger import Ledger
from toolkit.plan.model import Period
from toolkit.reading.masters.outcome import Reason
from toolkit.standing.volumes import is_original, volume_path, volumes, volumes_beside

_ASIDE = "换下_"  # a master while it is being replaced; after a run that was cut off it is read like any copy
_WORD = "台账"  # in the name of whatever may be a master
_TABLES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".et", ".ett", ".ods", ".ots", ".fods"}
# What people make of a master and keep beside it, and what programs leave lying about.
_OTHERS = {
    ".pdf", ".ofd", ".doc", ".docx", ".wps", ".ppt", ".pptx", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".zip", ".rar",
    ".7z", ".eml", ".msg", ".txt", ".md", ".tmp", ".lnk",
}  # fmt: skip
_WHAT = "总台账"
_CERTAIN = {
    Trouble.LARGE: Reason.TOO_LARGE, Trouble.SPECIAL: Reason.NOT_A_FILE, Trouble.LINK: Reason.NOT_A_FILE,
}  # fmt: skip
_LOCKS = ("~$", ".")
ROUNDS = 20  # in which somebody saves a file while a new one is put, before a sentence asks to stop


@dataclass(frozen=True, slots=True)
class Found:
    """A file of outbox/PERIOD that may be a master: its bytes and their hash, or the trouble with it.

    ``may_be_one`` says that it matters if it cannot be read.
    """

    path: Path
    changed_at: datetime
    may_be_one: bool = True
    data: bytes | None = None
    sha256: str = ""
    trouble: Reason | None = None


def own_paths(folder: Folder, period: Period) -> list[Path]:
    """Where the master of a period lies, its volumes, and volumes that it had once."""
    path, number = folder.master_path(period), len(volumes(folder.plan))
    parts = [volume_path(path, part) for part in range(1, number + 1)] if number > 1 else []
    return [path, *parts, *sorted(set(volumes_beside(path)) - set(parts))]


def candidates(folder: Folder, period: Period) -> Iterator[Found]:
    """The files of a period's folder that may be masters, in the order of their names; lock files are none."""
    here = folder.of_period(period)
    for path in sorted(here.iterdir()) if here.is_dir() else ():
        suffix, table = path.suffix.lower(), path.suffix.lower() in _TABLES
        named = _WORD in unicodedata.normalize("NFKC", path.name) and suffix not in _OTHERS
        if path.name.startswith(_LOCKS) or is_original(path.name) or not (table or named):
            continue
        try:
            status = path.lstat()
            changed_at = datetime.fromtimestamp(status.st_mtime, UTC)
            if not stat.S_ISREG(status.st_mode):
                yield Found(path, changed_at, named, trouble=Reason.NOT_A_FILE)
                continue
            data = read_guarded(path, _WHAT, most=spool.LARGEST, inside=folder.root, empty=True)
            yield Found(path, changed_at, data=data, sha256=spool.digest(data))
        except FileNotFoundError:
            continue
        except UnreadableError as error:
            if error.trouble is not Trouble.MISSING:
                named = named or error.trouble not in _CERTAIN
                yield Found(path, datetime.now(UTC), named, trouble=_CERTAIN.get(error.trouble, Reason.IN_USE))
        except OSError:
            yield Found(path, datetime.now(UTC), trouble=Reason.IN_USE)


def put_aside_again(folder: Folder, ledger: Ledger) -> None:
    """Undo what a run that was cut off left half done: a master that was moved aside goes back, or is removed."""
    known = ledger.masters_read()
    for period in folder.plan.periods:
        for aside in sorted(folder.of_period(period).glob(f"{_ASIDE}*")):
            target = aside.with_name(aside.name.removeprefix(_ASIDE))
            with writing(target):
                if not move_new(aside, target) and spool.digest(data := folder.read(aside, _WHAT)) in known:
                    spool.archive(folder.archive, data, spool.digest(data), aside.suffix)
                    aside.unlink()


def replace(folder: Folder, ledger: Ledger, path: Path, data: bytes, seen: str | None, as_of: date) -> bool:
    """Write a master over the one whose hash is ``seen`` (None: there was none); False where another lies there now.

    Raises `WorkspaceError` with a sentence when it cannot be written.
    """
    folder.check_inside(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _kept(path, seen, folder.archive, folder.fingerprints_path) or not swap(
            path, data, seen, path.with_name(f"{_ASIDE}{path.name}")
        ):
            return False
    sha256 = spool.digest(data)
    ledger.record_office([], [(sha256, path.name)], as_of)
    note(folder.fingerprints_path, _written(path), sha256)
    return True


def remove(folder: Folder, path: Path, seen: str) -> bool:
    """Take a master away that has none in its place, once it is kept; False where another lies there now."""
    with writing(path):
        if not _kept(path, seen, folder.archive, folder.fingerprints_path):
            return False
        path.unlink()
    return True


def put_over(path: Path, data: bytes | None, archive: Path, notes: Path) -> None:
    """Write a file that nobody reads back (with no data: take it away), once what lies there is kept.

    Raises `WorkspaceError` with a sentence when it cannot be written.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(ROUNDS):
            if put_over_seen(path, data, seen_of(path, archive), archive, notes):
                return
    raise rewritten(path)


def put_over_seen(path: Path, data: bytes | None, seen: str | None, archive: Path, notes: Path) -> bool:
    """The same over the file whose hash is ``seen`` (None: there was none); False where another lies there now."""
    if not _kept(path, seen, archive, notes):
        return False
    if data is None:
        path.unlink(missing_ok=True)
        return True
    done = swap(path, data, seen, path.with_name(f"{_ASIDE}{path.name}"))
    if done:
        note(notes, _written(path), spool.digest(data))
    return done


def seen_of(path: Path, archive: Path) -> str | None:
    """The hash of the file that is to be replaced, None where there is none."""
    return hashed(path, _WHAT, inside=archive.parent) if path.exists() else None


def rewritten(path: Path) -> WorkspaceError:
    """The error where somebody saves a file again and again while it is replaced."""
    return WorkspaceError(f"{path.name} 正在被别的程序反复改写，没有重写。请关闭它再试。")


def _kept(path: Path, seen: str | None, archive: Path, notes: Path) -> bool:
    """Whether what lies there is what was seen, and its bytes are in the archive, or nobody's but the toolkit's."""
    try:
        data = read_guarded(path, _WHAT, inside=archive.parent, empty=True)
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING:
            return seen is None
        raise
    sha256 = spool.digest(data)
    if sha256 != seen:
        return False
    if not is_made(notes, _written(path), sha256):
        spool.archive(archive, data, sha256, spool.suffix_of(path.name))
    return True


def _written(path: Path) -> str:
    return f"{path.name} as written"
