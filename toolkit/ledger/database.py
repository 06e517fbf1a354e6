"""The ledger's file: opening, transactions, what goes wrong with it, and how an older one is brought up to date.

Knows: SQLite. Must not know: the history, what the rows mean.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import check_plain
from toolkit.ledger.schema import SCHEMA_VERSION, STEPS

BUSY = 30.0  # seconds to wait for another program that has the ledger in hand
_CHUNK = 500  # below SQLite's oldest limit of 999 parameters in one statement


def check_database(path: Path) -> None:
    """Prove that what SQLite is about to open is a plain file of this workspace, or not there yet.

    Raises `toolkit.base.guarded.UnreadableError`.
    """
    if os.path.lexists(path):
        check_plain(path, "台账数据库", inside=path.parent.parent)


class Database:
    """An open ledger file."""

    def __init__(self, path: Path) -> None:
        """Open or create the ledger at ``path``.

        Raises `WorkspaceError` when it is damaged, busy, or of a newer version.
        """
        self._path = path
        check_database(path)
        with self._sentences():
            # Transactions are begun by hand, so that each is exactly as long as what belongs together.
            self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY)
            try:
                self._open()
            except BaseException:
                self._db.close()
                raise

    def _open(self) -> None:
        """Set up the connection."""
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        if self._version() > SCHEMA_VERSION:
            raise WorkspaceError("台账数据库是较新版本的程序建立的。请升级程序后再用。")

    def _migrate(self, version: int) -> None:
        """Bring the tables up to a version, within a transaction; they never go back to an older one."""
        if version <= self._version():
            return
        for step in STEPS[self._version() : version]:
            for statement in step.split(";"):
                self._db.execute(statement)
        self._db.execute(f"PRAGMA user_version = {version}")

    def _version(self) -> int:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        return int(version)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise WorkspaceError("台账数据库正被另一个程序使用。请等它结束再试。") from error
            raise WorkspaceError(
                f"台账数据库 {self._path.name} 打不开或写不进去（{error}）。请检查磁盘空间和文件夹权限。"
            ) from error
        except sqlite3.IntegrityError as error:
            raise WorkspaceError("同一份文件登记了两次，本次没有写入。请再运行一次。") from error
        except sqlite3.DatabaseError as error:
            raise WorkspaceError(
                f"台账数据库 {self._path.name} 已损坏（{error}）。请运行 toolkit rebuild，用存档重建。"
            ) from error

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """Whatever is asked is answered as of one moment, whoever is writing meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.rollback()

    @contextmanager
    def _begun(self) -> Iterator[None]:
        """A transaction of the ledger alone."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except OSError as error:
            self._db.rollback()
            raise WorkspaceError(
                f"archive 文件夹写不进去（{error.strerror}），这一步没有记下。请检查磁盘空间和文件夹权限后再运行一次。"
            ) from error
        except BaseException:
            self._db.rollback()  # nothing where SQLite has done it already
            raise
        self._db.execute("COMMIT")

    def _rows(self, statement: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        with self._sentences():
            return self._db.execute(statement, values if isinstance(values, Mapping) else tuple(values)).fetchall()

    def _of_submissions(
        self, table: str, ids: Iterable[int], fields: Sequence[str] = (), also: str = ""
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of some submissions; with ``fields`` those of these fields, and those for which ``also`` holds."""
        numbers = sorted(ids)
        conditions = [*(["field_id LIKE ?"] * len(fields)), *([also] if also else [])]
        like = f"AND ({' OR '.join(conditions)})" if conditions else ""
        with self._sentences():
            for start in range(0, len(numbers), _CHUNK):
                chunk = numbers[start : start + _CHUNK]
                marks = ", ".join("?" * len(chunk))
                with closing(self._db.cursor()) as cursor:
                    yield from cursor.execute(
                        f"SELECT * FROM {table} WHERE submission_id IN ({marks}) {like} ORDER BY 1, 2",
                        (*chunk, *fields),
                    )

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing for a sound one."""
        found = [str(said) for (said,) in self._rows("PRAGMA integrity_check(5)")]
        return [] if found == ["ok"] else found
