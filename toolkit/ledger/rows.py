"""What goes up to a region: the rows of some tables, taken out of one ledger and put into another.

Knows: SQL, which tables and columns. Must not know: what the rows mean, how they travel. Mails and
addresses stay behind, and so do the ids of letters; of what went out only that goes up by which is told for whom counts
what units that are no more reported.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from toolkit.ledger.store import Store

Row = Sequence[int | str]
Rows = Mapping[str, Sequence[Row]]
"""Rows by table."""

_INTEGERS = {
    "submission": {"id", "version", "accepted", "run_id", "assigned"},
    "value": {"submission_id"},
    "finding": {"submission_id", "number"},
    "receipt": {"run_id"},
    "evidence": {"run_id"},
    "office": {"id", "measure_no", "applied"},
    "event": {"id"},
    "issued": {"version"},
    "period_step": {"id", "closed", "run"},
}
COLUMNS = {
    "submission": (
        "id", "item_id", "unit_id", "period_id", "version", "received_on", "accepted", "file_name", "sha256", "sheet",
        "saved_at", "known_on", "run_id", "assigned", "sent_at", "says",
    ),
    "value": ("submission_id", "field_id", "value", "raw", "sheet", "cell", "repair"),
    "finding": (
        "submission_id", "number", "code", "severity", "message", "remedy", "sheet", "cell", "field", "found",
        "expected",
    ),
    "receipt": ("sha256", "name", "received_on", "outcome", "note", "unit_id", "known_on", "run_id"),
    "evidence": ("sha256", "item_id", "unit_id", "period_id", "name", "how", "received_on", "known_on", "run_id"),
    "office": (
        "id", "item_id", "unit_id", "period_id", "measure_no", "caption", "value", "decided_on", "saved_at",
        "known_on", "file_name", "sheet", "cell", "applied", "conflict",
    ),
    "event": ("id", "day", "kind", "detail"),
    "issued": (
        "item_id", "unit_id", "period_id", "version", "digest", "issued_on", "basis", "prior_period", "prior",
    ),
    "period_step": ("id", "period_id", "closed", "day", "run"),
}  # fmt: skip
"""The columns that go up, by table."""
TYPES: Mapping[str, tuple[type, ...]] = {
    table: tuple(int if column in _INTEGERS[table] else str for column in columns) for table, columns in COLUMNS.items()
}
_RETURNS = "(SELECT id FROM submission WHERE period_id IN ({marks}) AND known_on <= ?)"
_WHICH = {
    "submission": "period_id IN ({marks}) AND known_on <= ? ORDER BY id",
    "value": f"submission_id IN {_RETURNS} ORDER BY submission_id, field_id",
    "finding": f"submission_id IN {_RETURNS} ORDER BY submission_id, number",
    "evidence": "period_id IN ({marks}) AND known_on <= ? ORDER BY received_on, name, sha256, item_id, unit_id",
    # What is said of no form (督办记录, rows that nobody recognised) is the office's own.
    "office": "item_id <> '' AND period_id IN ({marks}) AND known_on <= ? ORDER BY id",
    # What an amended plan asks otherwise, and since when: answers to what was asked before count for nothing.
    "event": "(kind IN ('plan', 'reasked') OR (kind = 'distribute' AND detail IN ({marks}))) AND day <= ? ORDER BY id",
    "issued": "issued_on <= ? ORDER BY item_id, unit_id, period_id, version",
    "period_step": "period_id IN ({marks}) AND day <= ? ORDER BY id",
    # Of files, those that were not recognised at first, and whether they have been since.
    "receipt": "known_on <= ? AND sha256 IN (SELECT sha256 FROM receipt WHERE outcome <> 'filed')"
    " ORDER BY received_on, name, sha256, outcome",
}


class Carried(Store):
    """What goes up, in a ledger."""

    def taken_out(self, periods: Collection[str], on: date) -> dict[str, list[Row]]:
        """The rows of some periods as they were known on a day."""
        marks = ", ".join("?" * len(periods))
        found: dict[str, list[Row]] = {}
        for table, which in _WHICH.items():
            values = (*periods, on.isoformat()) if "{marks}" in which else (on.isoformat(),)
            sql = f"SELECT {', '.join(COLUMNS[table])} FROM {table} WHERE {which.format(marks=marks)}"
            found[table] = list(self._rows(sql, values))
        return found

    def put_in(self, rows: Rows) -> None:
        """Fill an empty ledger that has no history, in one transaction. Raises `sqlite3.Error` as SQLite does."""
        with self._begun():
            for table, columns in COLUMNS.items():
                marks = ", ".join("?" * len(columns))
                sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
                self._db.executemany(sql, rows.get(table, ()))

    def newest_day(self, on: date) -> date | None:
        """The last day up to ``on`` from which anything was known."""
        tables = ("submission", "receipt", "evidence", "office")
        newest = " UNION ALL ".join(f"SELECT max(known_on) AS day FROM {t} WHERE known_on <= ?1" for t in tables)
        ((day,),) = self._rows(f"SELECT max(day) FROM ({newest})", (on.isoformat(),))
        return date.fromisoformat(day) if day else None
