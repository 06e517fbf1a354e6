from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.ledger import Arrival, ArrivalOutcome, Entry, EventKind, Ledger, Submission, Value, store
from toolkit.ledger.journal import Change, Listed, keep, listed, place
from toolkit.ledger.records import pack, unpack
from toolkit.ledger.schema import FOLLOWED_SINCE, SCHEMA_VERSION, STEPS

DAY = date(2021, 1, 29)
FINDING = Finding(code="x", severity=Severity.ERROR, message="错。", remedy="改。", sheet="表", cell="A1", field="f")


def entry(sha256: str, *, accepted: bool = True, period: str = "2021-01") -> Entry:
    submission = Submission(0, "3.1.1", "fuyun", period, 1, DAY, accepted, "表.xlsx", sha256, "表")
    values = (
        Value("a", 1, "1", "表", "F1"),
        Value("b", None, "", "表", "F2"),
        Value("c", DAY, "x", "表", "F3", "x → y"),
    )
    return Entry(submission, values, (FINDING,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def test_what_is_recorded_comes_back(path: Path) -> None:
    with Ledger(path) as ledger:
        first, second = ledger.record(
            [entry("a"), entry("b", accepted=False)], [Arrival("包.zip", "z", DAY, ArrivalOutcome.FILED)]
        )
    with Ledger(path) as ledger:
        found = ledger.submissions("2021-01")
        assert [(s.id, s.accepted, s.received_on, s.sha256) for s in found] == [
            (first, True, DAY, "a"),
            (second, False, DAY, "b"),
        ]
        assert ledger.submissions("2021-04") == []
        values = ledger.values([first])[first]
        assert tuple(values.values()) == entry("a").values
        assert ledger.findings([second]) == {second: (FINDING,)}
        assert ledger.filed() == {"a", "b", "z"}


def test_many_submissions_are_read_in_pieces(path: Path) -> None:
    with Ledger(path) as ledger:
        ids = ledger.record([entry(str(n)) for n in range(1200)], [])
        assert set(ledger.values(ids)) == set(ids)
        assert all(len(values) == 3 for values in ledger.values(ids).values())


def test_a_transaction_is_whole_or_nothing(path: Path) -> None:
    with Ledger(path) as ledger:
        with pytest.raises(WorkspaceError):
            ledger.record([entry("a"), entry("a")], [])
        assert ledger.submissions("2021-01") == []


def test_unidentified_may_be_filed_later_but_never_the_other_way(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record([], [Arrival("甲.xlsx", "a", DAY, ArrivalOutcome.UNIDENTIFIED, "认不出")])
        assert [r.note for r in ledger.arrivals(ArrivalOutcome.UNIDENTIFIED)] == ["认不出"]
        ledger.record([], [Arrival("甲.xlsx", "a", DAY, ArrivalOutcome.FILED)])
        assert ledger.arrivals(ArrivalOutcome.UNIDENTIFIED) == []
        ledger.record([], [Arrival("甲.xlsx", "a", DAY, ArrivalOutcome.UNIDENTIFIED, "又认不出")])
        assert ledger.arrivals(ArrivalOutcome.UNIDENTIFIED) == []


def test_event_log(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.last(EventKind.DISTRIBUTE) is None
        ledger.log(DAY, EventKind.DISTRIBUTE, "2021-01")
        ledger.log(DAY, EventKind.DISTRIBUTE, "2021-04")
        assert ledger.last(EventKind.DISTRIBUTE) == "2021-04"


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 20])
def test_damaged_ledger_is_said_in_a_sentence(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="损坏"):
        Ledger(path)


def test_newer_ledger_is_refused(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(WorkspaceError, match="升级"):
        Ledger(path)


_values = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)


@given(_values | st.text() | st.dates())
def test_values_come_back_as_they_were(value: object) -> None:
    packed = unpack(pack(value))  # type: ignore[arg-type]
    assert packed == value and type(packed) is type(value)


# One return and one file that was not recognised, as the ledgers of earlier versions held them.
OLDER = {
    1: (
        "INSERT INTO submission VALUES (1, '3.1.1', 'fuyun', '2021-01', 1, '2021-01-28', 1, '表.xlsx', 'aa', '表')",
        "INSERT INTO receipt VALUES ('bb', '统计.xlsx', '2021-01-28', 'unidentified', '不是填报表')",
    ),
    2: (
        "INSERT INTO submission VALUES"
        " (1, '3.1.1', 'fuyun', '2021-01', 1, '2021-01-28', 1, '表.xlsx', 'aa', '表', '', '2021-01-28', 0, 0)",
        "INSERT INTO receipt VALUES"
        " ('bb', '统计.xlsx', '2021-01-28', 'unidentified', '不是填报表', '', '2021-01-28', 0)",
    ),
}


@pytest.mark.parametrize("version", OLDER)
def test_an_older_ledger_is_brought_up_to_date_and_keeps_everything(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as old:
        for step in STEPS[:version]:
            old.executescript(step)
        for statement in OLDER[version]:
            old.execute(statement)
        old.execute("INSERT INTO value VALUES (1, 'kg_total', '38', '38所', '表', 'E12', '38所 → 38')")
        old.execute(f"PRAGMA user_version = {version}")
        old.commit()
    for _ in range(2):
        with Ledger(path) as ledger:
            (found,) = ledger.submissions("2021-01")
            assert (found.form, found.accepted, found.known_on) == (("3.1.1", "fuyun"), True, date(2021, 1, 28))
            assert (found.saved_at, found.letter_id) == (None, "")
            assert ledger.values([1])[1]["kg_total"].value == 38
            (receipt,) = ledger.arrivals(ArrivalOutcome.UNIDENTIFIED)
            assert (receipt.name, receipt.note, receipt.letter_id) == ("统计.xlsx", "不是填报表", "")
            assert ledger.issued() == {}


@pytest.mark.parametrize("version", range(FOLLOWED_SINCE, SCHEMA_VERSION))
def test_an_older_ledger_behind_its_history_catches_up_before_it_is_brought_up_to_date(
    path: Path, tmp_path: Path, version: int
) -> None:
    """What the history has for it was said for the tables of that time."""
    history = tmp_path / "history"
    rows: dict[str, tuple[object, ...]] = {
        "submission": (1, "3.1.1", "fuyun", "2021-01", 1, "2021-01-28", 1, "表.xlsx", "aa", "表", "",
                       "2021-01-28", 0, 0, ""),
        "receipt": ("bb", "统计.xlsx", "2021-01-28", "unidentified", "不是填报表", "", "2021-01-28", 0, ""),
    }  # fmt: skip
    rows["submission"] += ("",) if version >= 7 else ()
    rows["submission"] += ("",) if version >= 8 else ()
    rows["receipt"] += ("",) if version >= 5 else ()
    with closing(sqlite3.connect(path)) as old:
        for step in STEPS[:version]:
            old.executescript(step)
        old.execute(f"PRAGMA user_version = {version}")
        old.commit()
    for number, (table, row) in enumerate(rows.items(), start=1):
        said = f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"
        keep(history, number, Change(version, ((said, [row]),)))
    for _ in range(2):
        with Ledger(path, history) as ledger:
            (found,) = ledger.submissions("2021-01")
            assert (found.form, found.sent_at) == (("3.1.1", "fuyun"), None)
            (receipt,) = ledger.arrivals(ArrivalOutcome.UNIDENTIFIED)
            assert receipt.note == "不是填报表"
            assert ledger.position == 2


def _written_meanwhile(path: Path, history: Path, changes: int, patch: pytest.MonkeyPatch) -> None:
    """Let another program record something while a ledger is being opened, after that has been asked what it holds."""
    done: list[int] = []

    def listed_later(folder: Path) -> Listed:
        if not done:
            done.append(changes)
            with Ledger(path, history) as other:
                for number in range(changes):
                    other.log(DAY, EventKind.DISTRIBUTE, f"meanwhile {number}")
        return listed(folder)

    patch.setattr(store, "listed", listed_later)


@pytest.mark.parametrize("changes", [1, 2, 3])
@pytest.mark.parametrize("before", [0, 1, 5])
def test_who_opens_while_others_write_sees_no_other_history(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int, changes: int
) -> None:
    history = tmp_path / "history"
    with Ledger(path, history) as ledger:
        for number in range(before):
            ledger.log(DAY, EventKind.DISTRIBUTE, str(number))
    _written_meanwhile(path, history, changes, monkeypatch)
    with Ledger(path, history) as ledger:
        assert ledger.position == before + changes
        assert len(ledger.events(EventKind.DISTRIBUTE)) == before + changes


@pytest.mark.parametrize("hidden", [1, 2, 3, (1, 2)])
def test_what_was_added_while_the_folder_was_listed_is_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidden: object
) -> None:
    """What lists a folder may leave out what is added meanwhile, and give what is added after it."""
    history = tmp_path / "history"
    with Ledger(tmp_path / "ledger.db", history) as ledger:
        for number in range(4):
            ledger.log(DAY, EventKind.DISTRIBUTE, str(number))
    gone = {place(history, n).name for n in (hidden if isinstance(hidden, tuple) else (hidden,))}
    walk = os.walk
    monkeypatch.setattr(
        os,
        "walk",
        lambda *args, **kw: ((r, f, [n for n in names if n not in gone]) for r, f, names in walk(*args, **kw)),
    )
    found = listed(history)
    assert (found.newest, found.missing) == (4, 0)
