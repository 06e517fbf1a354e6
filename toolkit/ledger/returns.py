"""What came back: submissions with their values and findings, and the files that were no returns.

Knows: SQL. Must not know: Excel, the plan's contents, what a finding means. History is only ever added to.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from toolkit.base.findings import Finding, Severity
from toolkit.base.letters import Letter
from toolkit.ledger.list_rows import ADD_ROW, packed_rows
from toolkit.ledger.records import (
    Arrival,
    ArrivalOutcome,
    Entry,
    Evidence,
    Run,
    Submission,
    Value,
    day,
    moment,
    pack,
    unpack,
)
from toolkit.ledger.store import Store
from toolkit.plan.model import FormKey


class Returns(Store):
    """The returns in the ledger."""

    def filed(self) -> set[str]:
        """The hashes of all files and forms that have been filed already; a paper may serve several forms."""
        rows = self._rows("SELECT sha256 FROM submission UNION SELECT sha256 FROM receipt WHERE outcome = 'filed'")
        return {sha256 for (sha256,) in rows}

    def sent_back(self) -> set[str]:
        """The hashes of all files in which a return was sent back, whatever became of it since."""
        return {sha256 for (sha256,) in self._rows("SELECT DISTINCT sha256 FROM submission WHERE accepted = 0")}

    def originals(self) -> dict[str, str]:
        """The names of all that came and is kept in the archive, by hash."""
        rows = self._rows(
            "SELECT sha256, name FROM receipt UNION SELECT sha256, name FROM evidence"
            " UNION SELECT sha256, file_name FROM submission ORDER BY 1, 2"
        )
        return dict(rows)

    def met(self) -> set[str]:
        """The hashes of all files that the ledger has ever met: what came, went out, was fetched or read back."""
        rows = self._rows(
            "SELECT sha256 FROM issued UNION SELECT sha256 FROM fetched UNION SELECT sha256 FROM master_read"
        )
        return {*self.originals(), *(sha256 for (sha256,) in rows)}

    def begin_run(self, on: date) -> int:
        """Open a run of taking in; returns its number."""
        with self._sentences(), self._transaction():
            return self._write("INSERT INTO run (day, answered) VALUES (?, 0)", (on.isoformat(),))

    def end_run(self, number: int) -> None:
        """Note that a run's receipts and correction copies have been written; a run that took nothing is forgotten."""
        with self._sentences(), self._transaction():
            self._write("UPDATE run SET answered = 1 WHERE id = ?", (number,))
            self._write(
                "DELETE FROM run WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM submission WHERE run_id = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM receipt WHERE run_id = ?1)",
                (number,),
            )

    def runs(self, *, unanswered: bool = False) -> list[Run]:
        """The runs, oldest first; or only those that were cut off before their receipts were written."""
        condition = "WHERE answered = 0" if unanswered else ""
        rows = self._rows(f"SELECT id, day, answered FROM run {condition} ORDER BY id")
        return [Run(number, date.fromisoformat(on), bool(answered)) for number, on, answered in rows]

    def reported_in(self, run: int) -> list[tuple[str, str]]:
        """The periods and units, by id, for which a return came in a run."""
        rows = self._rows("SELECT DISTINCT period_id, unit_id FROM submission WHERE run_id = ? ORDER BY 1, 2", (run,))
        return [(period_id, unit_id) for period_id, unit_id in rows]

    def came_from(self, run: int) -> set[str]:
        """The ids of the units that something came from in a run, as far as it is known of whom."""
        rows = self._rows(
            "SELECT unit_id FROM submission WHERE run_id = ?1 UNION SELECT unit_id FROM evidence WHERE run_id = ?1"
            " UNION SELECT unit_id FROM receipt WHERE run_id = ?1 AND outcome <> 'filed'",
            (run,),
        )
        return {unit for (unit,) in rows if unit}

    def record(
        self,
        entries: Sequence[Entry],
        arrivals: Sequence[Arrival],
        evidence: Sequence[Evidence] = (),
        letters: Sequence[Letter] = (),
    ) -> list[int]:
        """Add what one batch has come to in one transaction; returns the new submissions' ids in order.

        Of a file that is not recognised again, the day on which it first came stays.
        """
        with self._sentences(), self._transaction():
            ids = [self._add(entry) for entry in entries]
            self._write_many(
                "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " run_id = excluded.run_id,"
                " name = iif(excluded.received_on < received_on, excluded.name, name),"
                " note = iif(excluded.received_on < received_on, excluded.note, note),"
                " hint = iif(excluded.received_on < received_on, excluded.hint, hint),"
                " received_on = min(excluded.received_on, received_on)",
                [
                    (r.sha256, r.name, r.received_on.isoformat(), r.outcome, r.note, r.unit_id,
                     (r.known_on or r.received_on).isoformat(), r.run_id, r.letter_id, r.hint)
                    for r in arrivals
                ],
            )  # fmt: skip
            self._write_many(
                "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [
                    (e.sha256, e.item_id, e.unit_id, e.period_id, e.name, e.how, e.received_on.isoformat(),
                     (e.known_on or e.received_on).isoformat(), e.run_id, e.letter_id)
                    for e in evidence
                ],
            )  # fmt: skip
            self._write_many(
                "INSERT OR IGNORE INTO letter VALUES (?, ?, ?, ?, ?)",
                [
                    (one.id, one.sender, one.subject, " ".join(one.references),
                     one.sent_on.isoformat() if one.sent_on else "")
                    for one in letters
                ],
            )  # fmt: skip
        return ids

    def _add(self, entry: Entry) -> int:
        s = entry.submission
        number = self._write(
            "INSERT INTO submission VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (s.item_id, s.unit_id, s.period_id, s.version, s.received_on.isoformat(), int(s.accepted),
             s.file_name, s.sha256, s.sheet, s.saved_at.isoformat() if s.saved_at else "",
             (s.known_on or s.received_on).isoformat(), s.run_id, int(s.assigned),
             s.letter_id, s.sent_at.isoformat() if s.sent_at else "", s.says),
        )  # fmt: skip
        self._write_many(
            "INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, v.field_id, pack(v.value), v.raw, v.sheet, v.cell, v.repair) for v in entry.values],
        )
        self._write_many(
            "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, n, f.code, f.severity.value, f.message, f.remedy, f.sheet, f.cell, f.field, f.found,
                 f.expected)
                for n, f in enumerate(entry.findings)
            ],
        )  # fmt: skip
        self._write_many(ADD_ROW, packed_rows(number, entry.rows))
        return number

    def submissions(
        self,
        period_id: str | None = None,
        *,
        form: FormKey | None = None,
        units: Collection[str] | None = None,
    ) -> list[Submission]:
        """The submissions of a period, of one form (item id, unit id), or of some units; oldest first.

        Oldest means saved first by the unit (`Submission.order`), not received first.
        """
        # Of some units few returns are of any period, so these are not looked for among all of the period's.
        of_period = "period_id = ?" if units is None else "+period_id = ?"
        conditions: dict[str, object] = {of_period: period_id} if period_id is not None else {}
        if form is not None:
            conditions |= {"item_id = ?": form[0], "unit_id = ?": form[1]}
        if units is not None:
            conditions["unit_id IN (SELECT value FROM json_each(?))"] = json.dumps([*units])
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._rows(f"SELECT * FROM submission {where}", list(conditions.values()))
        return sorted((submission_of(row) for row in rows), key=lambda s: s.order)

    def values(
        self, ids: Iterable[int], fields: Sequence[str] = (), *, or_repaired: bool = False
    ) -> dict[int, dict[str, Value]]:
        """The values of the given submissions: id → field id → value.

        With ``fields`` only those, where "%" stands for any text ("%_evidence"), and with ``or_repaired`` those that
        were understood otherwise than they stood.
        """
        found: dict[int, dict[str, Value]] = {number: {} for number in ids}
        also = "repair <> ''" if or_repaired else ""
        for number, name, value, *rest in self._of_submissions("value", found, fields, also):
            found[number][name] = Value(name, unpack(value), *rest)
        return found

    def texts_in(self, fields: Sequence[str]) -> list[str]:
        """All that ever stood in some fields, as it was read and as it was typed, each text once."""
        rows = self._rows(
            "SELECT DISTINCT v.value, v.raw FROM submission AS s CROSS JOIN value AS v ON v.submission_id = s.id"
            " AND v.field_id IN (SELECT value FROM json_each(?)) ORDER BY 1, 2",
            (json.dumps([*fields]),),
        )
        return list(dict.fromkeys(text for value, raw in rows for text in (str(unpack(value) or ""), raw) if text))

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

    def arrivals(self, *outcomes: ArrivalOutcome, on: date = date.max) -> list[Arrival]:
        """The files that came with one of ``outcomes`` as known on a day, in order of receipt.

        A file that has been filed by then is not among the others any more.
        """
        marks = ", ".join("?" * len(outcomes))
        rows = self._rows(
            "SELECT name, sha256, received_on, outcome, note, unit_id, known_on, run_id, letter_id, hint"
            " FROM receipt AS r"
            f" WHERE outcome IN ({marks}) AND known_on <= ? AND NOT (outcome <> 'filed' AND EXISTS"
            " (SELECT 1 FROM receipt WHERE sha256 = r.sha256 AND outcome = 'filed' AND known_on <= ?))"
            " ORDER BY received_on, name, sha256",
            (*outcomes, on.isoformat(), on.isoformat()),
        )
        return [
            Arrival(
                name, sha256, date.fromisoformat(on), ArrivalOutcome(outcome), note, unit, day(known), run, letter, hint
            )
            for name, sha256, on, outcome, note, unit, known, run, letter, hint in rows
        ]

    def letters(self, ids: Iterable[str]) -> list[Letter]:
        """The mails with these ids that are known, in order of their sending, then of their ids."""
        rows = self._rows("SELECT * FROM letter WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([*ids]),))
        found = [
            Letter(name, sender, subject, tuple(references.split()), moment(sent_on))
            for name, sender, subject, references, sent_on in rows
        ]
        return sorted(found, key=lambda one: (one.sent_on.timestamp() if one.sent_on else 0.0, one.id))


def submission_of(row: tuple[Any, ...]) -> Submission:
    """A return from its row."""
    number, item, unit, period, version, on, accepted, name, sha256, sheet, saved, known, run, assigned, *of_mail = row
    letter, sent, says = of_mail
    return Submission(
        number, item, unit, period, version, date.fromisoformat(on), bool(accepted), name, sha256, sheet,
        _utc(saved), day(known) or date.fromisoformat(on), run, bool(assigned), letter,
        _utc(sent), says,
    )  # fmt: skip


def _utc(text: str) -> datetime | None:
    found = moment(text)
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
