"""The ledger and its history: what belongs together, who follows whom, and what is said when they part.

Knows: SQL, the history's changes. Must not know: what the rows mean.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.ledger.database import Database
from toolkit.ledger.journal import (
    OWN,
    Change,
    HistoryError,
    Kept,
    Listed,
    Most,
    Statement,
    age_of,
    check_link,
    check_seal,
    check_start,
    keep,
    listed,
    read,
    sha256_of,
)
from toolkit.ledger.records import EventKind
from toolkit.ledger.schema import CHAINED_SINCE, FOLLOWED_SINCE, NOT_SHOWN, SCHEMA_VERSION, SHOWN_SINCE, tables
from toolkit.ledger.sealing import Seals

NO_SEALS = Seals()
_SHOWN_EVENTS = (EventKind.TOLD, EventKind.REASKED)  # what units explained, what is asked otherwise since
_TABLE = re.compile(r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)", re.IGNORECASE)


def _is_shown(sql: str, rows: Iterable[Sequence[object]]) -> bool:
    """Whether a statement is about something that a master shows."""
    table = _table_of(sql)
    return table not in NOT_SHOWN or (table == "event" and any(kind in row for row in rows for kind in _SHOWN_EVENTS))


def _table_of(sql: str) -> str:
    """The table that a statement changes, "" where that cannot be told."""
    found = _TABLE.match(sql)
    return found[1] if found else ""


class Store(Database):
    """An open ledger file, and beside it the history of its changes."""

    _most: Most = OWN  # what a change may come to

    def __init__(self, path: Path, history: Path | None = None, seals: Seals = NO_SEALS) -> None:
        """Open or create the ledger at ``path``; what ``history`` has and the ledger has not is caught up with.

        Changes are sealed, and proven when they are caught up with, by ``seals``. Raises `WorkspaceError` when it is
        damaged, busy, or of a newer version, `UnprovenError` when somebody else has written a change.
        """
        self._history, self._seals = history, seals
        self._said: list[Statement] = []
        super().__init__(path)

    def _open(self) -> None:
        """Prove that ledger and history belong together, and catch up."""
        super()._open()
        if not self._version():
            self._begin()
        elif self._version() < SCHEMA_VERSION:
            # What the history has for it was written for its version or a later one, and is repeated before the rest.
            with self._begun():
                self._migrate(SCHEMA_VERSION if self._history is None else FOLLOWED_SINCE)
        if self._history is None:
            return
        with self._one_moment():
            # The ledger is asked before the folder: the file of a change is there before the ledger says so.
            last, found = self._last(), listed(self._history)
            self._prove(self._history, found, last)
            unknown = not self._followed()[1] and (last or self._holds_anything())
        if found.newest > last or self._version() < SCHEMA_VERSION or unknown:
            with self._begun():
                self._catch_up(found.start)
                self._migrate(SCHEMA_VERSION)
                if self._last():
                    self._follow(self._last(), self._newest_sha256())
                else:
                    self._keep_whole()
                if found.start > 1:
                    self._db.execute("UPDATE history SET start = ?", (found.start,))

    def _begin(self) -> None:
        """Make the tables of a new ledger, in the version with which its history begins, if there is one."""
        found = listed(self._history) if self._history is not None else Listed()
        first = read(self._history, found.start, self._most) if self._history and found.start else None
        # Asked again inside: another program may have done it in the meantime.
        with self._begun():
            if not self._version():
                self._migrate(first.change.schema if first else SCHEMA_VERSION)

    def _prove(self, history: Path, found: Listed, last: int) -> None:
        """Prove that the ledger, which has all up to ``last``, and the history belong together, without a gap.

        Raises `HistoryError` with what is wrong and what can be done.
        """
        if last > found.newest:
            there = f"只到第 {found.newest} 号" if found.newest else "里没有记录"
            raise HistoryError(
                f"archive/history {there}，台账数据库已经到第 {last} 号：archive 文件夹不完整，像是从较早的备份恢复的。"
            )
        start, sha256 = self._followed()
        if found.start > 1 and found.start != start:
            check_start(history, found, self._most)
        if last and found.start <= last and sha256 and not self._stands(history, last, sha256):
            raise HistoryError(
                f"archive/history 里的第 {last} 号记录不是这个台账数据库记下的那一份，可能是另一份记录。"
            )
        if not last and found.newest and self._holds_anything():
            first = read(history, found.start, self._most)
            if first is None or not first.change.whole:
                raise HistoryError("台账数据库里有内容，却不是从 archive/history 来的，两边合不到一起。")

    def _stands(self, history: Path, number: int, sha256: str) -> bool:
        """Whether a change that the ledger has is still what lies in the history."""
        return sha256_of(history, number) == sha256

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Changes that belong together: first into the history, then into the ledger (see `toolkit.ledger.journal`)."""
        with self._begun():
            self._catch_up()
            self._said.clear()
            yield
            if self._said and self._history is not None:
                number, before = self._last() + 1, self._newest_sha256()
                if self._seals.key is None and (last := self._change(number - 1)) is not None and last.seal:
                    raise HistoryError("没有工作区密钥，不能往记录里写。", "请从备份恢复 .toolkit 文件夹。")
                change = Change(SCHEMA_VERSION, tuple(self._said), before=before)
                self._follow(number, keep(self._history, number, change, self._seals.key))
                self._note_shown(number, change)

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

    @property
    def shown(self) -> int:
        """The number of the newest change of anything that a master shows: since then none has to be made again."""
        (number,) = self._db.execute("SELECT shown FROM history").fetchone()
        return int(number)

    def _note_shown(self, number: int, change: Change) -> None:
        """Note whether a change was one of anything that a master shows."""
        if self._version() >= SHOWN_SINCE and any(_is_shown(*one) for one in change.statements):
            self._db.execute("UPDATE history SET shown = ?", (number,))

    def _last(self) -> int:
        """The number of the newest change that the ledger has."""
        (last,) = self._db.execute("SELECT last FROM history").fetchone()
        return int(last)

    def _followed(self) -> tuple[int, str]:
        """From which change on none is missing, and the hash of the newest that the ledger has; 0 and "" if unknown."""
        if self._version() < CHAINED_SINCE:
            return 0, ""
        start, sha256 = self._db.execute("SELECT start, sha256 FROM history").fetchone()
        return int(start), str(sha256)

    def _follow(self, number: int, sha256: str) -> None:
        """Note the newest change that the ledger has, and the hash of its file."""
        self._db.execute("UPDATE history SET last = ?", (number,))
        if self._version() >= CHAINED_SINCE:
            self._db.execute("UPDATE history SET sha256 = ?", (sha256,))

    def _catch_up(self, start: int = 0) -> None:
        """Repeat the changes that are in the history and not in the ledger, each only if it follows the one before.

        A history whose ``start`` is later than what the ledger has begins with everything.
        """
        if self._history is None:
            return
        number = max(self._last() + 1, start)
        before = "" if number == start else self._newest_sha256()
        chained: bool | None = None
        age: int | None = None
        while (kept := self._change(number)) is not None:
            change = kept.change
            if change.before is None and chained is None:
                earlier = read(self._history, number - 1, self._most)
                chained = earlier is not None and earlier.change.before is not None
            check_link(number, change, before, chained=bool(chained))
            if self._seals.proves:
                # Only of the first that is to be proven the one before has to be looked at.
                age = age_of(self._history, number - 1, self._seals, self._most) if age is None else age
                age = check_seal(number, kept, self._seals, age)
            if change.schema > SCHEMA_VERSION:
                raise WorkspaceError("archive/history 是较新版本的程序写的。请升级程序后再用。")
            self._migrate(change.schema)
            for table in reversed(tables(self._version())) if change.whole else ():
                self._db.execute(f"DELETE FROM {table}")
            self._repeat(change)
            self._follow(number, kept.sha256)
            self._note_shown(number, change)
            before, chained, number = kept.sha256, change.before is not None, number + 1

    def _newest_sha256(self) -> str:
        """The hash of the newest change that the ledger has; of an older ledger it is asked of the file."""
        known, last = self._followed()[1], self._last()
        return known or (sha256_of(self._history, last) if self._history is not None and last else "")

    def _change(self, number: int) -> Kept | None:
        """A change of the history, None where there is none of this number."""
        return read(self._history, number, self._most) if self._history is not None else None

    def _repeat(self, change: Change) -> None:
        """Run what a change says."""
        for sql, rows in change.statements:
            self._db.executemany(sql, rows)

    def _holds_anything(self) -> bool:
        return any(self._db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables(self._version()))

    def _keep_whole(self) -> None:
        """Where the ledger is older than the history, begin that with everything."""
        if self._history is not None and self._holds_anything():
            change = self._everything()
            self._follow(1, keep(self._history, 1, change, self._seals.key))
            self._note_shown(1, change)

    def _everything(self, before: str = "") -> Change:
        """All that the ledger holds, as one change."""
        statements = []
        for table in tables(self._version()):
            rows = self._db.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                statements.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows))
        return Change(SCHEMA_VERSION, tuple(statements), whole=True, before=before)

    def copy_to(self, path: Path) -> None:
        """Write the ledger as it is at one moment to another file."""
        with self._sentences(), closing(sqlite3.connect(path)) as copy:
            self._db.backup(copy)

    def keep_everything(self, history: Path, number: int) -> None:
        """Begin a new ``history`` with everything that the ledger holds, as change ``number``.

        Raises `OSError`, `HistoryError` where that history has such a change.
        """
        with self._sentences():
            keep(history, number, self._everything(), self._seals.key)

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
