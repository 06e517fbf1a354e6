"""A mirror: it says what the other office's ledger says, and writes nothing there whatever that history holds."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.acts.test_rebuild import everything
from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import read_guarded
from toolkit.ledger import Entry, EventKind, Ledger, Submission, Value
from toolkit.ledger.journal import place, sha256_of
from toolkit.ledger.mirror import Mirror

D1, D2 = date(2021, 1, 28), date(2021, 1, 29)


def entry(item: str, unit: str, on: date = D1) -> Entry:
    sha256 = f"{item}{unit}{on}".ljust(64, "0")
    submission = Submission(0, item, unit, "2021-01", 1, on, True, "表.xlsx", sha256, "填报表", known_on=on)
    return Entry(submission, (Value("a", 3, "3", "填报表", "F5"), Value("b", "无", "无", "填报表", "F6")), ())


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder of a ledger with some changes."""
    with Ledger(tmp_path / "ledger.db", tmp_path / "history") as ledger:
        ledger.log(D1, EventKind.DISTRIBUTE, "2021-01")
        number = ledger.begin_run(D1)
        ledger.record([entry("1", "u"), entry("2", "u")], [])
        ledger.end_run(number)
    return tmp_path


def mirrored(office: Path) -> dict[str, list[tuple[object, ...]]]:
    mirror = office / "mirror" / "ledger.db"
    with Mirror.of(mirror, office / "history"):
        pass
    found = everything(mirror)
    del found["mirrored"]
    return found


def test_it_says_the_same_and_catches_up(office: Path) -> None:
    assert mirrored(office) == everything(office / "ledger.db")
    with Ledger(office / "ledger.db", office / "history") as ledger:
        ledger.record([entry("3", "u", D2)], [])
    assert mirrored(office) == everything(office / "ledger.db")
    with Mirror.of(office / "mirror" / "ledger.db", office / "history") as mirror:
        assert mirror.newest_day(D2) == D2 and mirror.newest_day(D1) == D1


def test_it_reads_only_what_is_new(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirrored(office)
    with Ledger(office / "ledger.db", office / "history") as ledger:
        ledger.record([entry("3", "u", D2)], [])
    read: list[str] = []
    real = read_guarded

    def noted(path: Path, what: str, *, most: int, inside: Path) -> bytes:
        data = real(path, what, most=most, inside=inside)
        read.append(path.name)
        return data

    monkeypatch.setattr("toolkit.ledger.journal.read_guarded", noted)
    mirrored(office)
    assert [name for name in read if name.endswith(".gz")] == ["00000005.json.gz"]


def test_nothing_can_be_written(office: Path) -> None:
    with (
        Mirror.of(office / "mirror" / "ledger.db", office / "history") as mirror,
        pytest.raises(WorkspaceError, match="不能改"),
    ):
        mirror.log(D1, EventKind.REMIND, "x")


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_history_that_is_cut_at_the_end_is_not_followed_silently(office: Path, gone: int) -> None:
    """Put back from an older backup: that is said, and nothing is written there."""
    mirrored(office)
    for number in range(5 - gone, 5):
        place(office / "history", number).unlink()
    before = sorted(path.name for path in office.rglob("*.gz"))
    with Mirror.of(office / "mirror" / "ledger.db", office / "history") as mirror:
        assert mirror.position == 4 - gone
        assert f"只到第 {4 - gone} 号，上次已经到第 4 号" in mirror.cut
    assert sorted(path.name for path in office.rglob("*.gz")) == before
    with Mirror.of(office / "mirror" / "ledger.db", office / "history") as mirror:
        assert not mirror.cut


def mixed(office: Path) -> None:
    """The third change is that of a ledger that went another way after the first."""
    with Ledger(office / "other.db", office / "other") as ledger:
        for number in range(4):
            ledger.log(D2, EventKind.REMIND, str(number))
    shutil.copyfile(place(office / "other", 3), place(office / "history", 3))


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (mixed, "接不上第"),
        (lambda office: place(office / "history", 3).unlink(), "缺第 3 号"),
        (lambda office: place(office / "history", 1).unlink(), "缺第 1 号"),
        (lambda office: place(office / "history", 3).write_bytes(b"spoilt"), "读不出来"),
    ],
)
def test_a_broken_history_is_not_followed(office: Path, harm: Callable[[Path], object], said: str, known: bool) -> None:
    if known:
        mirrored(office)
    harm(office)
    for _ in range(2):
        with pytest.raises(WorkspaceError, match=f"{said}.*请对方从备份恢复"):
            Mirror.of(office / "mirror" / "ledger.db", office / "history")


def test_another_history_with_the_same_last_change(office: Path, tmp_path: Path) -> None:
    """Put back to an older state and gone another way: the last file may well read the same."""
    mirrored(office)
    other = tmp_path / "other"
    other.mkdir()
    with Ledger(other / "ledger.db", other / "history") as ledger:
        ledger.log(D1, EventKind.DISTRIBUTE, "2021-01")
        number = ledger.begin_run(D1)
        ledger.record([entry("7", "u"), entry("8", "u")], [])
        ledger.end_run(number)
    shutil.rmtree(office / "history")
    shutil.copytree(other / "history", office / "history")
    assert mirrored(office) == everything(other / "ledger.db")


def test_a_copy_with_new_times_is_the_same_history(office: Path) -> None:
    mirrored(office)
    kept = (office / "mirror" / "ledger.db").stat().st_ino
    shutil.copytree(office / "history", office / "copy", copy_function=shutil.copy)
    with Mirror.of(office / "mirror" / "ledger.db", office / "copy") as mirror:
        assert mirror.position == 4
    assert (office / "mirror" / "ledger.db").stat().st_ino == kept


def test_a_damaged_mirror_is_made_anew(office: Path) -> None:
    mirrored(office)
    (office / "mirror" / "ledger.db").write_bytes(b"spoilt" * 1000)
    assert mirrored(office) == everything(office / "ledger.db")


def put(office: Path, number: int, *statements: tuple[str, list[list[object]]]) -> None:
    before = sha256_of(office / "history", number - 1)
    said = {"schema": 4, "whole": False, "before": before, "statements": statements}
    path = place(office / "history", number)
    path.write_bytes(gzip.compress(json.dumps(said).encode()))


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '{there}' AS x",
        "PRAGMA user_version = 9",
        "PRAGMA journal_mode = DELETE",
        "DROP TABLE submission",
        "CREATE TABLE x (y)",
        "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM value; END",
        "DELETE FROM history",
        "DELETE FROM mirrored",
        "INSERT INTO event (day, kind, detail) SELECT '2021-01-01', 'x', sql FROM sqlite_master",
        "INSERT INTO event (day, kind, detail) VALUES ('2021-01-01', 'x', readfile('/etc/passwd'))",
        "INSERT INTO event (day, kind, detail) VALUES ('2021-01-01', 'x', randomblob(1000000000))",
        "INSERT INTO event (day, kind, detail) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT '2021-01-01', 'x', i FROM n",
        "VACUUM INTO '{there}'",
        "DELETE FROM value; DELETE FROM submission",
        "no sql at all",
        "SELECT 1",
    ],
)
def test_what_a_history_must_not_say(office: Path, sql: str) -> None:
    there = office / "there.db"
    put(office, 5, (sql.format(there=there), [[]]))
    path = office / "mirror" / "ledger.db"
    with pytest.raises(WorkspaceError, match="不该有的内容"):
        Mirror.of(path, office / "history")
    assert not there.exists()
    place(office / "history", 5).unlink()
    assert mirrored(office) == everything(office / "ledger.db")


@pytest.mark.parametrize(
    "rows", [[[1, 2]], 5, [5], ["x"], [[{}, "a", "b"]], [[2**70, "a", "b"]], [["\ud800", "a", "b"]]]
)
def test_rows_that_are_none(office: Path, rows: object) -> None:
    put(office, 5, ("INSERT INTO event (day, kind, detail) VALUES (?, ?, ?)", rows))  # type: ignore[arg-type]
    with pytest.raises(WorkspaceError):
        Mirror.of(office / "mirror" / "ledger.db", office / "history")


def test_an_endless_statement_is_stopped(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.ledger.mirror._MOST_STEPS", 5)
    many = ", ".join(f"value {name}" for name in "abcdefghijk")
    said = " || ".join(f"{name}.raw" for name in "abcdefghijk")
    sql = f"INSERT INTO value SELECT a.submission_id, 'x', 'x', 'x', 'x', 'x', 'x' FROM {many} WHERE {said} = 'y'"
    put(office, 5, (sql, [[]]))
    with pytest.raises(WorkspaceError, match="不该有的内容"):
        Mirror.of(office / "mirror" / "ledger.db", office / "history")


def test_what_is_missing_is_said(office: Path) -> None:
    with pytest.raises(WorkspaceError, match="没有 archive/history"):
        Mirror.of(office / "mirror" / "ledger.db", office / "nowhere")
    shutil.copyfile(place(office / "history", 2), office / "kept")
    place(office / "history", 2).write_bytes(b"spoilt")
    with pytest.raises(WorkspaceError, match="读不出来"):
        Mirror.of(office / "mirror" / "ledger.db", office / "history")
    place(office / "history", 2).unlink()
    with pytest.raises(WorkspaceError, match="缺第 2 号"):
        Mirror.of(office / "mirror" / "ledger.db", office / "history")
    place(office / "history", 1).unlink()
    shutil.copyfile(office / "kept", place(office / "history", 2))
    with pytest.raises(WorkspaceError, match="缺第 1 号"):
        Mirror.of(office / "mirror" / "ledger.db", office / "history")


def test_a_history_that_begins_late_with_everything(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.record([entry("1", "u")], [])
    with Ledger(tmp_path / "ledger.db", tmp_path / "history") as ledger:
        ledger.log(D2, EventKind.REMIND, "x")
    assert mirrored(tmp_path) == everything(tmp_path / "ledger.db")


def test_an_interrupted_catching_up_is_done_again(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "_migrate", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk full")))
        with pytest.raises(WorkspaceError):
            Mirror.of(office / "mirror" / "ledger.db", office / "history")
    assert mirrored(office) == everything(office / "ledger.db")
