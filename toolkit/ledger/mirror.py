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
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NoReturn, Self

from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import leads_out
from toolkit.base.unpacked import TooMuchError
from toolkit.ledger import Ledger
from toolkit.ledger.database import check_database
from toolkit.ledger.journal import BELOW, Change, HistoryError, Kept, place, read, sha256_of
from toolkit.ledger.schema import TABLES

_FUNCTIONS = {"iif", "min"}  # those that the ledger's own statements use
# Instructions of SQLite, in steps: for a change, and more for each of its rows; a form takes some 100,000.
_STEP, _MOST_STEPS, _MOST_STEPS_A_ROW = 10_000, 5_000, 20
_MOST_SECONDS = 120.0  # of work for one change; a million rows take 10
_MOST_PAGES = 2**18  # of 4 kB: an office's ledger after ten years has 200 MB
_MOST_HEAP = 2**30  # bytes that SQLite may ask for in this process
_MOST_CHANGES = 100_000  # files in a history; a busy office writes some thousands a year
_RESTORE = "请对方从备份恢复 archive 文件夹。"
_TOO_MUCH = "请对方查明来历；确实有这么多内容的，请改用上报包（toolkit handup）上报。"
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2**20,  # of a value or a row; a cell of Excel holds 32,767 characters
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
}
_KEPT = (
    "CREATE TABLE IF NOT EXISTS mirrored (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL,"
    " changed INTEGER NOT NULL) STRICT"
)
Seen = tuple[int, int]
"""Size and time of change of a file."""


class Mirror(Ledger):
    """An open mirror; use it in a ``with`` statement. It can be read and not written.

    ``cut`` says in words that the history ends earlier than it did, "" where it does not.
    """

    cut = ""
    _most = BELOW

    @classmethod
    def of(cls, path: Path, history: Path) -> Self:
        """Open the mirror at ``path`` and catch up with ``history``; it is made anew where it follows another one.

        Raises `WorkspaceError` when there is no history, or it is damaged, incomplete, mixed with another one, or does
        what it must not.
        """
        if leads_out(history, history.parents[1]):
            raise WorkspaceError("archive/history 是通到别处的链接，没有跟着读。请对方删去链接，把真正的文件夹放回来。")
        there = _listed(history)
        if not there:
            raise WorkspaceError("没有 archive/history 里的记录。请确认文件夹完整，或者请对方先运行一次 toolkit run。")
        check_database(path)
        try:
            before = _taken_up_to(path)
            if path.exists() and not _follows(path, history, there):
                for old in path.parent.glob(f"{path.name}*"):
                    old.unlink()
            path.parent.mkdir(parents=True, exist_ok=True)
            mirror = cls(path, history)
        except HistoryError as error:
            too_much = isinstance(error.__cause__, TooMuchError | MemoryError)
            raise WorkspaceError(error.what + (_TOO_MUCH if too_much else _RESTORE)) from error
        if mirror.position < before:
            mirror.cut = (
                f"archive/history 只到第 {mirror.position} 号，上次已经到第 {before} 号，像是从较早的备份恢复的。"
            )
        return mirror

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
                raise WorkspaceError("台账副本坏了。请删去 .toolkit/mirrors 文件夹，再运行一次。") from error
            raise

    def _stands(self, history: Path, number: int, sha256: str) -> bool:
        return True  # `_follows` has looked at every change

    def _keep_whole(self) -> None:
        """Nothing: the history belongs to somebody else."""

    def _transaction(self) -> NoReturn:
        raise WorkspaceError("这是别处台账的副本，只能看，不能改。")

    def _change(self, number: int) -> Kept | None:
        assert self._history is not None
        status = None
        with suppress(OSError):
            status = place(self._history, number).lstat()
        kept = read(self._history, number, self._most)
        if kept is None or status is None:
            return None
        self._db.execute(_KEPT)
        seen = (number, kept.sha256, status.st_size, status.st_mtime_ns)
        self._db.execute("INSERT OR REPLACE INTO mirrored VALUES (?, ?, ?, ?)", seen)
        return kept

    def _open(self) -> None:
        """Limit what a statement from outside may come to, before the first of them is run."""
        for what, most in _LIMITS.items():
            self._db.setlimit(what, most)
        self._db.execute(f"PRAGMA max_page_count = {_MOST_PAGES}")
        self._db.execute("PRAGMA temp_store = MEMORY")
        self._db.execute(f"PRAGMA hard_heap_limit = {_MOST_HEAP}")
        super()._open()

    def _repeat(self, change: Change) -> None:
        steps, end = 0, time.process_time() + _MOST_SECONDS

        def tired() -> int:
            nonlocal steps
            steps += 1
            return steps > most or time.process_time() > end

        most = _MOST_STEPS + _MOST_STEPS_A_ROW * sum(len(rows) for _, rows in change.statements)
        self._db.set_authorizer(_allowed)
        self._db.set_progress_handler(tired, _STEP)
        try:
            super()._repeat(change)
        except (sqlite3.Error, ValueError, TypeError, OverflowError, MemoryError) as error:
            said = "内容太多" if isinstance(error, MemoryError) else str(error)
            raise WorkspaceError(
                f"archive/history 里有不该有的内容，没有采用（{said}）。请对方查明来历，从备份恢复 archive 文件夹。"
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
            if not folder.name.isdigit() or not folder.is_dir(follow_symlinks=False):
                continue
            for file in os.scandir(folder):
                if file.name.endswith(".json.gz") and file.name[:8].isdigit():
                    status = file.stat(follow_symlinks=False)
                    found[int(file.name[:8])] = status.st_size, status.st_mtime_ns
                    if len(found) > _MOST_CHANGES:
                        raise WorkspaceError(
                            f"archive/history 里的记录超过 {_MOST_CHANGES} 个，不像是正常的记录，没有读取。"
                            "请对方运行 toolkit rebuild --from ledger，重新开始记录，或者用上报包上报。"
                        )
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WorkspaceError(f"archive/history 读不出来（{error.strerror}）。请检查网络和文件夹权限。") from error
    return found


def _taken_up_to(path: Path) -> int:
    """The newest change that a mirror has taken, 0 where there is none."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            (last,) = database.execute("SELECT last FROM history").fetchone()
            return int(last)
    except (sqlite3.Error, TypeError, ValueError):
        return 0


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
                    if sha256_of(history, number) != sha256:
                        return False
                    with suppress(sqlite3.Error):
                        database.execute("UPDATE mirrored SET size = ?, changed = ? WHERE number = ?",
                                         (*there[number], number))  # fmt: skip
            database.commit()
    except (sqlite3.Error, OSError, WorkspaceError):
        return False
    return True
