"""The history: a ledger that is lost, damaged or old comes back whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms, copy_of, new_workspace
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.ledger import EventKind, Ledger, journal

D25, D28, D29, D2 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29), date(2021, 2, 2)


@pytest.fixture(scope="module")
def everything_happened(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace in which something of every kind has happened."""
    workspace = new_workspace(tmp_path_factory.mktemp("都有") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    (workspace.inbox / "二.xlsx").write_bytes(forms.filled("3.1.2", "fuyun", {"overall_leader": None}))
    (workspace.inbox / "别的.xlsx").write_bytes(b"PK\x03\x04")
    (workspace.inbox / "照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    workspace.run(as_of=D28)
    workspace.remind(as_of=D2)
    return workspace


@pytest.fixture
def lived(everything_happened: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(everything_happened, tmp_path)


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    database = sqlite3.connect(path)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: sorted(database.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables}
    database.close()
    return found


def drop(workspace: Workspace) -> None:
    for path in workspace.ledger_path.parent.glob("ledger.db*"):
        path.unlink()


def spoil(workspace: Workspace) -> None:
    drop(workspace)
    workspace.ledger_path.write_bytes(b"not a database at all" * 1000)


def test_a_rebuilt_ledger_holds_the_same_and_the_master_is_the_same(lived: Workspace) -> None:
    before, master = everything(lived.ledger_path), lived.consolidate(as_of=D2).master.read_bytes()
    before = everything(lived.ledger_path)
    done = lived.rebuild(today=D2)
    assert done.changes > 5 and len(done.kept) == 1 and done.kept[0].exists()
    assert (done.missing, done.unaccounted) == ((), ()) and done.originals == 4
    assert everything(lived.ledger_path) == before
    assert lived.consolidate(as_of=D2).master.read_bytes() == master


def test_a_lost_ledger_comes_back_by_itself(lived: Workspace) -> None:
    before = everything(lived.ledger_path)
    drop(lived)
    with lived.ledger():
        pass
    assert everything(lived.ledger_path) == before


def test_a_damaged_ledger_says_what_to_do_and_is_rebuilt(lived: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(lived.ledger_path)
    spoil(lived)
    assert main(["-w", str(lived.root), "status"]) == 2
    assert "toolkit rebuild" in capsys.readouterr().err
    assert main(["-w", str(lived.root), "rebuild"]) == 0
    assert "重建好了" in capsys.readouterr().out
    assert everything(lived.ledger_path) == before


def test_an_older_copy_put_back_catches_up(lived: Workspace, forms: Forms) -> None:
    with lived.ledger():
        pass
    old = lived.ledger_path.read_bytes()
    assert not lived.ledger_path.with_name("ledger.db-wal").exists()
    (lived.inbox / "三.xlsx").write_bytes(forms.filled("3.1.1", "fuhai"))
    lived.collect(as_of=D29)
    before = everything(lived.ledger_path)
    drop(lived)
    lived.ledger_path.write_bytes(old)
    assert len([s for s in lived.status(as_of=D29) if s.accepted]) == 2
    assert everything(lived.ledger_path) == before


def test_a_ledger_from_before_the_history_begins_it_with_everything(lived: Workspace) -> None:
    before = everything(lived.ledger_path)
    for path in (lived.archive / "history").rglob("*.gz"):
        path.unlink()
    with closing(sqlite3.connect(lived.ledger_path)) as database:
        database.execute("UPDATE history SET last = 0, sha256 = ''")
        database.commit()
    with lived.ledger() as ledger:
        ledger.log(D2, EventKind.REMIND, "一行")
    drop(lived)
    with lived.ledger():
        pass
    after = everything(lived.ledger_path)
    after["event"].pop()
    assert {t: rows for t, rows in after.items() if t != "history" and t != "event"} == {
        t: rows for t, rows in before.items() if t != "history" and t != "event"
    }
    assert len(after["event"]) == len(before["event"])


def stop_before(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    patch.setattr("toolkit.ledger.store.keep", refuse)


def stop_after(patch: pytest.MonkeyPatch) -> None:
    real = journal.keep

    def keep_and_stop(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    patch.setattr("toolkit.ledger.store.keep", keep_and_stop)


@pytest.mark.parametrize(
    ("stop", "error", "durable"), [(stop_before, WorkspaceError, False), (stop_after, KeyboardInterrupt, True)]
)
def test_a_change_is_there_exactly_when_its_file_is(
    tmp_path: Path,
    stop: Callable[[pytest.MonkeyPatch], None],
    error: type[BaseException],
    durable: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, history = tmp_path / "ledger.db", tmp_path / "history"
    with Ledger(path, history) as ledger:
        ledger.log(D25, EventKind.REMIND, "一")
        with monkeypatch.context() as patch, pytest.raises(error):
            stop(patch)
            ledger.log(D28, EventKind.REMIND, "二")
        ledger.log(D29, EventKind.REMIND, "三")
        said = [detail for _, detail in ledger.events(EventKind.REMIND)]
    assert said == (["一", "二", "三"] if durable else ["一", "三"])
    path.unlink()
    with Ledger(path, history) as ledger:
        assert [detail for _, detail in ledger.events(EventKind.REMIND)] == said


def test_a_damaged_history_is_said_and_the_old_ledger_stays(lived: Workspace) -> None:
    before = everything(lived.ledger_path)
    journal.place(lived.archive / "history", 2).write_bytes(b"spoilt")
    with pytest.raises(WorkspaceError, match="备份恢复 archive"):
        lived.rebuild(today=D2)
    assert everything(lived.ledger_path) == before


def test_without_a_history_nothing_is_rebuilt(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="没有记录"):
        Workspace.init(tmp_path / "新", example=True).rebuild(today=D2)
