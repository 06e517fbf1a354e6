"""The ledger's file: opening, transactions, what goes wrong with it, and how an older one is brought up to date.

Knows: SQLite. Must not know: what the rows mean.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from toolkit.base.errors import WorkspaceError
from toolkit.ledger.journal import Change, Statement, bounds, keep, place, read
from toolkit.ledger.records import EventKind
from toolkit.ledger.schema import SCHEMA_VERSION, STEPS, TABLES

BUSY = 30.0  # seconds to wait for another program that has the ledger in hand
_CHUNK = 500  # below SQLite's oldest limit of 999 parameters in one statement


class Store:
    """An open ledger file, and beside it the history of its changes."""

    def __init__(self, path: Path, history: Path | None = None) -> None:
        """Open or create the ledger at ``path``; what ``history`` has and the ledger has not is caught up with.

        Raises `WorkspaceError` when it is damaged, busy, or of a newer version.
        """
        self._path, self._history = path, history
        self._said: list[Statement] = []
        with self._sentences():
            # Transactions are begun by hand, so that each is exactly as long as what belongs together.
            self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY)
            try:
                self._open()
            except BaseException:
                self._db.close()
                raise

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        if self._version() > SCHEMA_VERSION:
            raise WorkspaceError("台账数据库是较新版本的程序建立的。请升级程序后再用。")
        if self._version() < SCHEMA_VERSION:
            oldest = bounds(self._history)[0] if self._history is not None else 0
            first = read(self._history, oldest) if self._history is not None and oldest else None
            # Asked again inside: another program may have done it in the meantime.
            with self._begun():
                new = not self._version()
                self._migrate(first.schema if first and new else SCHEMA_VERSION)
                if first and new:  # a history may begin late, with everything there was
                    self._db.execute("UPDATE history SET last = ?", (oldest - 1,))
        if self._history is not None:
            last = self._last()
            behind = place(self._history, last + 1).exists()
            ahead = (last or self._holds_anything()) and not place(self._history, last).exists()
            if behind or ahead or self._version() < SCHEMA_VERSION:
                with self._begun():
                    self._catch_up()
                    self._migrate(SCHEMA_VERSION)
                    self._keep_whole()

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

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Changes that belong together: first into the history, then into the ledger (see `toolkit.ledger.journal`)."""
        with self._begun():
            self._catch_up()
            self._said.clear()
            yield
            if self._said and self._history is not None:
                number = self._last() + 1
                keep(self._history, number, Change(SCHEMA_VERSION, tuple(self._said)))
                self._db.execute("UPDATE history SET last = ?", (number,))

    def _write(self, sql: str, values: Sequence[object]) -> int:
        """Run a changing statement; gives the number of the row that it added last."""
        self._said.append((sql, [values]))
        return int(self._db.execute(sql, values).lastrowid or 0)

    def _write_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a changing statement for every row."""
        if rows:
            self._said.append((sql, rows))
            self._db.executemany(sql, rows)

    # -- the history ---------------------------------------------------------------------------------------------------

    @property
    def position(self) -> int:
        """How many changes there have been: what has not moved has not changed."""
        return self._last()

    def _last(self) -> int:
        """The number of the newest change that the ledger has."""
        (last,) = self._db.execute("SELECT last FROM history").fetchone()
        return int(last)

    def _catch_up(self) -> None:
        """Repeat the changes that are in the history and not in the ledger."""
        if self._history is None:
            return
        number = self._last()
        while (change := self._change(number + 1)) is not None:
            number += 1
            if change.schema > SCHEMA_VERSION:
                raise WorkspaceError("archive/history 是较新版本的程序写的。请升级程序后再用。")
            self._migrate(change.schema)
            for table in reversed(TABLES) if change.whole else ():
                self._db.execute(f"DELETE FROM {table}")
            self._repeat(change)
            self._db.execute("UPDATE history SET last = ?", (number,))

    def _change(self, number: int) -> Change | None:
        """A change of the history, None where there is none of this number."""
        return read(self._history, number) if self._history is not None else None

    def _repeat(self, change: Change) -> None:
        """Run what a change says."""
        for sql, rows in change.statements:
            self._db.executemany(sql, rows)

    def _holds_anything(self) -> bool:
        return any(self._db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in TABLES)

    def _keep_whole(self) -> None:
        """Where the history lacks what the ledger has (it is older than the history), begin it with everything."""
        if self._history is None or place(self._history, self._last()).exists():
            return
        number = max(self._last(), 1)
        statements = []
        for table in TABLES:
            rows = self._db.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                statements.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows))
        keep(self._history, number, Change(SCHEMA_VERSION, tuple(statements), whole=True))
        self._db.execute("UPDATE history SET last = ?", (number,))

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._sentences():
            return self._db.execute(statement, tuple(values)).fetchall()

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

    def log(self, day: date, kind: EventKind, detail: str) -> None:
        """Add a line to the event log: what was done on which day."""
        with self._sentences(), self._transaction():
            self._write("INSERT INTO event (day, kind, detail) VALUES (?, ?, ?)", (day.isoformat(), kind, detail))

    def events(self, kind: EventKind) -> list[tuple[date, str]]:
        """The lines of one kind in the event log, oldest first: day and detail."""
        rows = self._rows("SELECT day, detail FROM event WHERE kind = ? ORDER BY id", (kind,))
        return [(date.fromisoformat(day), detail) for day, detail in rows]

    def last(self, kind: EventKind) -> str | None:
        """The detail of the newest line of one kind in the event log."""
        rows = self._rows("SELECT detail FROM event WHERE kind = ? ORDER BY id DESC LIMIT 1", (kind,))
        return rows[0][0] if rows else None
