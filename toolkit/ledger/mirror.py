"""A ledger that follows another office's history, which it only reads: nothing is written where that office works.

Knows: SQLite, the history's files, which of them were taken. Must not know: whose it is, what the rows mean. The other
office may be at work while it is read: a change's file is whole or not there. Its statements are text from outside, so
they may only add, change and delete rows of the ledger's own tables. Where the history is another one than before (put
back from a backup), the ledger is made anew.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NoReturn, Self

from toolkit.base.errors import WorkspaceError
from toolkit.ledger import Ledger
from toolkit.ledger.journal import Change, parsed, place
from toolkit.ledger.schema import TABLES

_FUNCTIONS = {"iif", "min"}  # those that the ledger's own statements use
_STEP, _MOST_STEPS = (
    1_000_000,
    500,
)  # instructions of SQLite for one statement and row by row; a form takes some 100,000
_KEPT = (
    "CREATE TABLE IF NOT EXISTS mirrored (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL,"
    " changed INTEGER NOT NULL) STRICT"
)
Seen = tuple[int, int]
"""Size and time of change of a file."""


class Mirror(Ledger):
    """An open mirror; use it in a ``with`` statement. It can be read and not written."""

    @classmethod
    def of(cls, path: Path, history: Path) -> Self:
        """Open the mirror at ``path`` and catch up with ``history``; it is made anew where it follows another one.

        Raises `WorkspaceError` when there is no history, or it is damaged, incomplete, or does what it must not.
        """
        there = _listed(history)
        if not there:
            raise WorkspaceError(
                "没有 archive/history 里的记录。请确认文件夹完整，或者在该地区先运行一次 toolkit run。"
            )
        oldest, newest = min(there), max(there)
        gone = next((number for number in range(oldest, newest) if number not in there), None)
        if gone is not None:
            raise WorkspaceError(f"archive/history 缺第 {gone} 号记录。请该地区从备份恢复 archive 文件夹。")
        if path.exists() and not _follows(path, history, there):
            for old in path.parent.glob(f"{path.name}*"):
                old.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(path, history)

    @property
    def mark(self) -> str:
        """One word for the whole history that was taken."""
        rows = self._rows("SELECT number, sha256 FROM mirrored ORDER BY number")
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    # -- what the store does otherwise ---------------------------------------------------------------------------------

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            with super()._sentences():
                yield
        except WorkspaceError as error:
            if isinstance(error.__cause__, sqlite3.DatabaseError) and "已损坏" in str(error):
                raise WorkspaceError("台账副本坏了。请删去 .toolkit/prefectures 文件夹，再运行一次。") from error
            raise

    def _keep_whole(self) -> None:
        """Nothing: the history belongs to somebody else."""

    def _transaction(self) -> NoReturn:
        raise WorkspaceError("这是别处台账的副本，只能看，不能改。")

    def _change(self, number: int) -> Change | None:
        assert self._history is not None
        path = place(self._history, number)
        try:
            data, status = path.read_bytes(), path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorkspaceError(
                f"archive/history 里的 {path.name} 读不出来（{error.strerror}）。请检查网络和文件夹权限后再运行一次。"
            ) from error
        change = parsed(data, path.name)
        self._db.execute(_KEPT)
        (first,) = self._db.execute("SELECT count(*) = 0 FROM mirrored").fetchone()
        if first and number > 1 and not change.whole:
            raise WorkspaceError("archive/history 缺第 1 号记录。请该地区从备份恢复 archive 文件夹。")
        seen = (number, hashlib.sha256(data).hexdigest(), status.st_size, status.st_mtime_ns)
        self._db.execute("INSERT OR REPLACE INTO mirrored VALUES (?, ?, ?, ?)", seen)
        return change

    def _repeat(self, change: Change) -> None:
        steps = 0

        def tired() -> int:
            nonlocal steps
            steps += 1
            return steps > most

        most = _MOST_STEPS + sum(len(rows) for _, rows in change.statements if isinstance(rows, list))
        self._db.set_authorizer(_allowed)
        self._db.set_progress_handler(tired, _STEP)
        try:
            super()._repeat(change)
        except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
            raise WorkspaceError(
                f"archive/history 里有不该有的内容，没有采用（{error}）。请该地区查明来历，从备份恢复 archive 文件夹。"
            ) from error
        finally:
            self._db.set_authorizer(None)
            self._db.set_progress_handler(None, 0)


def _allowed(action: int, table: str | None, name: str | None, _base: str | None, _by: str | None) -> int:
    """What a statement from outside may do: add, change, delete and read rows of the ledger's own tables."""
    rows = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_READ)
    good = (
        action == sqlite3.SQLITE_SELECT
        or (action in rows and table in TABLES)
        or (action == sqlite3.SQLITE_FUNCTION and name in _FUNCTIONS)
    )
    return sqlite3.SQLITE_OK if good else sqlite3.SQLITE_DENY


def _listed(history: Path) -> dict[int, Seen]:
    """The changes in a history by number. Raises `WorkspaceError` when the folder cannot be read."""
    found: dict[int, Seen] = {}
    try:
        for folder in os.scandir(history):
            if not folder.name.isdigit() or not folder.is_dir():
                continue
            for file in os.scandir(folder):
                if file.name.endswith(".json.gz") and file.name[:8].isdigit():
                    status = file.stat()
                    found[int(file.name[:8])] = status.st_size, status.st_mtime_ns
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WorkspaceError(f"archive/history 读不出来（{error.strerror}）。请检查网络和文件夹权限。") from error
    return found


def _follows(path: Path, history: Path, there: dict[int, Seen]) -> bool:
    """Whether all that a mirror has taken still stands in the history.

    The last file alone would not tell: what follows different changes may read the same.
    """
    try:
        with closing(sqlite3.connect(path)) as database:
            taken = database.execute("SELECT number, sha256, size, changed FROM mirrored ORDER BY number").fetchall()
            (last,) = database.execute("SELECT last FROM history").fetchone()
            if not taken or taken[-1][0] != last:
                return False
            for number, sha256, *seen in taken:
                if number not in there:
                    return False
                if there[number] != tuple(seen):
                    if hashlib.sha256(place(history, number).read_bytes()).hexdigest() != sha256:
                        return False
                    with suppress(sqlite3.Error):
                        database.execute("UPDATE mirrored SET size = ?, changed = ? WHERE number = ?",
                                         (*there[number], number))  # fmt: skip
            database.commit()
    except (sqlite3.Error, OSError):
        return False
    return True
