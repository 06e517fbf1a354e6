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

BUSY = 30.0  # seconds to wait for another program that has the ledger in hand
SCHEMA_VERSION = 5
_CHUNK = 500  # below SQLite's oldest limit of 999 parameters in one statement

# What each version adds to the one before; an older ledger is brought up to date when it is opened.
_STEPS = (
    """
CREATE TABLE receipt (
    sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, received_on TEXT NOT NULL,
    outcome TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE TABLE submission (
    id INTEGER PRIMARY KEY, item_id TEXT NOT NULL, unit_id TEXT NOT NULL, period_id TEXT NOT NULL,
    version INTEGER NOT NULL, received_on TEXT NOT NULL, accepted INTEGER NOT NULL,
    file_name TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE, sheet TEXT NOT NULL
) STRICT;
CREATE INDEX submission_period ON submission (period_id);
CREATE TABLE value (
    submission_id INTEGER NOT NULL REFERENCES submission (id), field_id TEXT NOT NULL,
    value TEXT NOT NULL, raw TEXT NOT NULL, sheet TEXT NOT NULL, cell TEXT NOT NULL, repair TEXT NOT NULL,
    PRIMARY KEY (submission_id, field_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding (
    submission_id INTEGER NOT NULL REFERENCES submission (id), number INTEGER NOT NULL,
    code TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT NOT NULL,
    sheet TEXT NOT NULL, cell TEXT NOT NULL, field TEXT NOT NULL, found TEXT NOT NULL, expected TEXT NOT NULL,
    PRIMARY KEY (submission_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
    id INTEGER PRIMARY KEY, day TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL
) STRICT
""",
    """
ALTER TABLE submission ADD COLUMN saved_at TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN known_on TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN run_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN assigned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipt RENAME TO receipt_1;
CREATE TABLE receipt (
    sha256 TEXT NOT NULL, name TEXT NOT NULL, received_on TEXT NOT NULL, outcome TEXT NOT NULL, note TEXT NOT NULL,
    unit_id TEXT NOT NULL, known_on TEXT NOT NULL, run_id INTEGER NOT NULL, PRIMARY KEY (sha256, outcome)
) STRICT, WITHOUT ROWID;
INSERT INTO receipt SELECT sha256, name, received_on, outcome, note, '', received_on, 0 FROM receipt_1;
DROP TABLE receipt_1;
CREATE INDEX submission_form ON submission (item_id, unit_id);
CREATE TABLE run (id INTEGER PRIMARY KEY, day TEXT NOT NULL, answered INTEGER NOT NULL) STRICT;
CREATE TABLE issued (
    item_id TEXT NOT NULL, unit_id TEXT NOT NULL, period_id TEXT NOT NULL, version INTEGER NOT NULL,
    digest TEXT NOT NULL, issued_on TEXT NOT NULL, basis TEXT NOT NULL,
    prior_period TEXT NOT NULL, prior TEXT NOT NULL,
    PRIMARY KEY (item_id, unit_id, period_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (
    sha256 TEXT NOT NULL, item_id TEXT NOT NULL, unit_id TEXT NOT NULL, period_id TEXT NOT NULL,
    name TEXT NOT NULL, how TEXT NOT NULL, received_on TEXT NOT NULL, known_on TEXT NOT NULL,
    run_id INTEGER NOT NULL, PRIMARY KEY (sha256, item_id, unit_id, period_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE office (
    id INTEGER PRIMARY KEY, item_id TEXT NOT NULL, unit_id TEXT NOT NULL, period_id TEXT NOT NULL,
    measure_no INTEGER NOT NULL, caption TEXT NOT NULL, value TEXT NOT NULL, decided_on TEXT NOT NULL,
    saved_at TEXT NOT NULL, known_on TEXT NOT NULL, file_name TEXT NOT NULL, sheet TEXT NOT NULL,
    cell TEXT NOT NULL, applied INTEGER NOT NULL, conflict TEXT NOT NULL
) STRICT;
CREATE TABLE master_read (sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, known_on TEXT NOT NULL) STRICT
""",
    """
ALTER TABLE submission ADD COLUMN letter_id TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt ADD COLUMN letter_id TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN letter_id TEXT NOT NULL DEFAULT '';
ALTER TABLE issued ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
CREATE TABLE letter (
    id TEXT PRIMARY KEY, sender TEXT NOT NULL, subject TEXT NOT NULL, references_ TEXT NOT NULL, sent_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE fetched (
    mailbox TEXT NOT NULL, validity INTEGER NOT NULL, uid INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    fetched_on TEXT NOT NULL, PRIMARY KEY (mailbox, validity, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery (
    message_id TEXT NOT NULL, address TEXT NOT NULL, outcome TEXT NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (message_id, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE carried (
    sha256 TEXT NOT NULL, message_id TEXT NOT NULL, PRIMARY KEY (sha256, message_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE history (last INTEGER NOT NULL) STRICT;
INSERT INTO history VALUES (0)
""",
    """
ALTER TABLE receipt ADD COLUMN hint TEXT NOT NULL DEFAULT '';
UPDATE receipt SET hint = substr(note, instr(note, '确认的话，')), note = substr(note, 1, instr(note, '确认的话，') - 1)
    WHERE instr(note, '确认的话，') > 0
""",
)
TABLES = ("submission", "value", "finding", "receipt", "run", "issued", "evidence", "office", "master_read", "letter",
          "fetched", "delivery", "carried", "event")  # fmt: skip


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
        """Bring the tables up to a version, within a transaction."""
        for step in _STEPS[self._version() : version]:
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
