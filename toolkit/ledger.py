"""The ledger: what was received, what it said and what was found, in SQLite.

Knows: submissions, values, findings and receipts, and how to store them so that history is only ever added to. Must not
know: Excel, the plan's contents, what a finding means.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from toolkit.errors import WorkspaceError
from toolkit.findings import Finding, Severity

CellValue = int | float | str | bool | date | None
SCHEMA_VERSION = 1
_CHUNK = 500  # below SQLite's oldest limit of 999 parameters in one statement

_SCHEMA = """
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
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Submission:
    """One return of one form (报送): ``received_on`` is the day it counts as received.

    ``id`` grows with the order of receipt, so the greatest id of a form is its newest return; ``file_name`` is the
    name it came under ("邮件.eml › 表.xlsx"); ``version`` the form's version as it was distributed.
    """

    id: int
    item_id: str
    unit_id: str
    period_id: str
    version: int
    received_on: date
    accepted: bool
    file_name: str
    sha256: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Value:
    """One answer as read: ``value`` typed, ``raw`` the text that stood in ``sheet``!``cell``.

    ``repair`` says in Chinese how the text was understood, "" when it was taken as it stood.
    """

    field_id: str
    value: CellValue
    raw: str
    sheet: str
    cell: str
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file that came: ``outcome`` is "filed", "unidentified" or "refused"; ``note`` says why."""

    name: str
    sha256: str
    received_on: date
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission to be recorded (its ``id`` is given by the ledger) with its values and findings."""

    submission: Submission
    values: tuple[Value, ...]
    findings: tuple[Finding, ...]


class Ledger:
    """An open ledger; use it in a ``with`` statement."""

    def __init__(self, path: Path) -> None:
        """Open or create the ledger at ``path``.

        Raises `WorkspaceError` when it is damaged, busy, or of a newer version.
        """
        self._path = path
        with self._sentences():
            # Transactions are begun by hand, so that each is exactly as long as what belongs together.
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            try:
                self._open()
            except BaseException:
                self._db.close()
                raise

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            with self._transaction():
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif version > SCHEMA_VERSION:
            raise WorkspaceError("台账数据库是较新版本的程序建立的。请升级程序后再用。")

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
                f"台账数据库 {self._path.name} 已损坏（{error}）。请从备份恢复 .toolkit 文件夹。"
            ) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def filed(self) -> set[str]:
        """The hashes of all files and forms that have been filed already."""
        with self._sentences():
            rows = self._db.execute(
                "SELECT sha256 FROM submission UNION SELECT sha256 FROM receipt WHERE outcome = 'filed'"
            )
            return {sha256 for (sha256,) in rows}

    def record(self, entries: Sequence[Entry], receipts: Sequence[Receipt]) -> list[int]:
        """Add submissions and receipts in one transaction; returns the new submissions' ids in order.

        A receipt for a file that was unidentified before replaces the old one; nothing else is ever changed.
        """
        with self._sentences(), self._transaction():
            ids = [self._add(entry) for entry in entries]
            self._db.executemany(
                "INSERT INTO receipt VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET"
                " name = excluded.name, received_on = excluded.received_on, outcome = excluded.outcome,"
                " note = excluded.note WHERE receipt.outcome <> 'filed'",
                [(r.sha256, r.name, r.received_on.isoformat(), r.outcome, r.note) for r in receipts],
            )
        return ids

    def _add(self, entry: Entry) -> int:
        s = entry.submission
        cursor = self._db.execute(
            "INSERT INTO submission VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (s.item_id, s.unit_id, s.period_id, s.version, s.received_on.isoformat(), int(s.accepted),
             s.file_name, s.sha256, s.sheet),
        )  # fmt: skip
        number = cursor.lastrowid
        assert number is not None
        self._db.executemany(
            "INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, v.field_id, _pack(v.value), v.raw, v.sheet, v.cell, v.repair) for v in entry.values],
        )
        self._db.executemany(
            "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, n, f.code, f.severity.value, f.message, f.remedy, f.sheet, f.cell, f.field, f.found,
                 f.expected)
                for n, f in enumerate(entry.findings)
            ],
        )  # fmt: skip
        return number

    def log(self, day: date, kind: str, detail: str) -> None:
        """Add a line to the event log: what was done on which day."""
        with self._sentences(), self._transaction():
            self._db.execute("INSERT INTO event (day, kind, detail) VALUES (?, ?, ?)", (day.isoformat(), kind, detail))

    def last(self, kind: str) -> str | None:
        """The detail of the newest line of one kind in the event log."""
        with self._sentences():
            row = self._db.execute(
                "SELECT detail FROM event WHERE kind = ? ORDER BY id DESC LIMIT 1", (kind,)
            ).fetchone()
        return row[0] if row else None

    def submissions(self, period_id: str) -> list[Submission]:
        """All submissions of a period, oldest first."""
        with self._sentences():
            rows = self._db.execute("SELECT * FROM submission WHERE period_id = ? ORDER BY id", (period_id,))
            return [
                Submission(i, item, unit, period, version, date.fromisoformat(day), bool(accepted), *rest)
                for i, item, unit, period, version, day, accepted, *rest in rows
            ]

    def values(self, ids: Iterable[int]) -> dict[int, dict[str, Value]]:
        """The values of the given submissions: id → field id → value."""
        found: dict[int, dict[str, Value]] = {number: {} for number in ids}
        for number, name, value, *rest in self._of_submissions("value", found):
            found[number][name] = Value(name, _unpack(value), *rest)
        return found

    def findings(self, ids: Iterable[int]) -> dict[int, tuple[Finding, ...]]:
        """The findings of the given submissions, by id, in the order they were recorded."""
        found: dict[int, list[Finding]] = {number: [] for number in ids}
        for row in self._of_submissions("finding", found):
            code, severity, message, remedy, sheet, cell, field, value, expected = row[2:]
            found[row[0]].append(
                Finding(code=code, severity=Severity(severity), message=message, remedy=remedy, sheet=sheet,
                        cell=cell, field=field, found=value, expected=expected)
            )  # fmt: skip
        return {number: tuple(findings) for number, findings in found.items()}

    def receipts(self, *outcomes: str) -> list[Receipt]:
        """The receipts with one of ``outcomes``, in order of receipt."""
        marks = ", ".join("?" * len(outcomes))
        with self._sentences():
            rows = self._db.execute(
                "SELECT name, sha256, received_on, outcome, note FROM receipt"
                f" WHERE outcome IN ({marks}) ORDER BY rowid",
                outcomes,
            )
            return [Receipt(n, h, date.fromisoformat(day), o, note) for n, h, day, o, note in rows]

    def _of_submissions(self, table: str, ids: Iterable[int]) -> Iterator[tuple[Any, ...]]:
        numbers = sorted(ids)
        with self._sentences():
            for start in range(0, len(numbers), _CHUNK):
                chunk = numbers[start : start + _CHUNK]
                marks = ", ".join("?" * len(chunk))
                with closing(self._db.cursor()) as cursor:
                    yield from cursor.execute(
                        f"SELECT * FROM {table} WHERE submission_id IN ({marks}) ORDER BY 1, 2", chunk
                    )


def _pack(value: CellValue) -> str:
    """A value as JSON; dates as {"date": …} so that a text that looks like one stays a text."""
    return json.dumps({"date": value.isoformat()} if isinstance(value, date) else value, ensure_ascii=False)


def _unpack(packed: str) -> CellValue:
    value = json.loads(packed)
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    assert value is None or isinstance(value, int | float | str)
    return value
