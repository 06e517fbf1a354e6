"""The ledger's tables, and what each version of the program adds to those of the one before.

Knows: SQL. Must not know: how a file is opened, what a row means.
"""

from __future__ import annotations

SCHEMA_VERSION = 11
FOLLOWED_SINCE = 4  # the version from which on there is a history, and the ledger knows how much of it it has
CHAINED_SINCE = 6  # the version from which on the ledger knows the hash of the newest change that it has

# What each version adds to the one before; an older ledger is brought up to date when it is opened.
STEPS = (
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
    """
ALTER TABLE history ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN start INTEGER NOT NULL DEFAULT 0
""",
    """
ALTER TABLE submission ADD COLUMN sent_at TEXT NOT NULL DEFAULT ''
""",
    """
ALTER TABLE submission RENAME TO submission_7;
ALTER TABLE value RENAME TO value_7;
ALTER TABLE finding RENAME TO finding_7;
DROP INDEX submission_period;
DROP INDEX submission_form;
CREATE TABLE submission (
    id INTEGER PRIMARY KEY, item_id TEXT NOT NULL, unit_id TEXT NOT NULL, period_id TEXT NOT NULL,
    version INTEGER NOT NULL, received_on TEXT NOT NULL, accepted INTEGER NOT NULL,
    file_name TEXT NOT NULL, sha256 TEXT NOT NULL, sheet TEXT NOT NULL,
    saved_at TEXT NOT NULL DEFAULT '', known_on TEXT NOT NULL DEFAULT '', run_id INTEGER NOT NULL DEFAULT 0,
    assigned INTEGER NOT NULL DEFAULT 0, letter_id TEXT NOT NULL DEFAULT '', sent_at TEXT NOT NULL DEFAULT '',
    says TEXT NOT NULL DEFAULT '', UNIQUE (sha256, item_id, unit_id, period_id)
) STRICT;
CREATE INDEX submission_period ON submission (period_id);
CREATE INDEX submission_form ON submission (item_id, unit_id);
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
INSERT INTO submission SELECT *, '' FROM submission_7;
INSERT INTO value SELECT * FROM value_7;
INSERT INTO finding SELECT * FROM finding_7;
DROP TABLE value_7;
DROP TABLE finding_7;
DROP TABLE submission_7;
ALTER TABLE issued ADD COLUMN in_book INTEGER NOT NULL DEFAULT 0
""",
    """
CREATE TABLE roster_row (
    submission_id INTEGER NOT NULL REFERENCES submission (id), roster_id TEXT NOT NULL, number INTEGER NOT NULL,
    sheet TEXT NOT NULL, cells TEXT NOT NULL, PRIMARY KEY (submission_id, roster_id, number)
) STRICT, WITHOUT ROWID
""",
    """
DROP INDEX submission_form;
CREATE INDEX submission_form ON submission (unit_id, item_id, period_id, accepted, known_on, received_on);
ALTER TABLE history ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;
UPDATE history SET shown = last;
CREATE TABLE period_step (
    id INTEGER PRIMARY KEY, period_id TEXT NOT NULL, closed INTEGER NOT NULL, day TEXT NOT NULL,
    who TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', run INTEGER NOT NULL
) STRICT
""",
    # The same bytes may be judged anew by a later run.
    """
ALTER TABLE submission RENAME TO submission_10;
ALTER TABLE value RENAME TO value_10;
ALTER TABLE finding RENAME TO finding_10;
ALTER TABLE roster_row RENAME TO roster_row_10;
DROP INDEX submission_period;
DROP INDEX submission_form;
CREATE TABLE submission (
    id INTEGER PRIMARY KEY, item_id TEXT NOT NULL, unit_id TEXT NOT NULL, period_id TEXT NOT NULL,
    version INTEGER NOT NULL, received_on TEXT NOT NULL, accepted INTEGER NOT NULL,
    file_name TEXT NOT NULL, sha256 TEXT NOT NULL, sheet TEXT NOT NULL,
    saved_at TEXT NOT NULL DEFAULT '', known_on TEXT NOT NULL DEFAULT '', run_id INTEGER NOT NULL DEFAULT 0,
    assigned INTEGER NOT NULL DEFAULT 0, letter_id TEXT NOT NULL DEFAULT '', sent_at TEXT NOT NULL DEFAULT '',
    says TEXT NOT NULL DEFAULT '', UNIQUE (sha256, item_id, unit_id, period_id, run_id)
) STRICT;
CREATE INDEX submission_period ON submission (period_id);
CREATE INDEX submission_form ON submission (unit_id, item_id, period_id, accepted, known_on, received_on);
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
CREATE TABLE roster_row (
    submission_id INTEGER NOT NULL REFERENCES submission (id), roster_id TEXT NOT NULL, number INTEGER NOT NULL,
    sheet TEXT NOT NULL, cells TEXT NOT NULL, PRIMARY KEY (submission_id, roster_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO submission SELECT * FROM submission_10;
INSERT INTO value SELECT * FROM value_10;
INSERT INTO finding SELECT * FROM finding_10;
INSERT INTO roster_row SELECT * FROM roster_row_10;
DROP TABLE value_10;
DROP TABLE finding_10;
DROP TABLE roster_row_10;
DROP TABLE submission_10
""",
)
TABLES = ("submission", "value", "finding", "roster_row", "receipt", "run", "issued", "evidence", "office",
          "master_read", "letter", "fetched", "delivery", "carried", "event", "period_step")  # fmt: skip
_SINCE = {"roster_row": 9, "period_step": 10}
SHOWN_SINCE = 10  # the version from which on the ledger knows the newest change of what a master shows
# Which acts there were, what was sent and fetched: no master says anything of it.
NOT_SHOWN = frozenset({"run", "issued", "master_read", "letter", "fetched", "delivery", "carried", "event"})


def tables(version: int) -> tuple[str, ...]:
    """The tables that a ledger of a version has, from `FOLLOWED_SINCE` on."""
    return tuple(table for table in TABLES if _SINCE.get(table, 0) <= version)
