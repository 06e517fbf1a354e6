"""Ledger and history that do not belong together: one defined outcome and one sentence for each way it can be so.

Nothing is repeated over what is newer, nothing is lost silently, and each refusal names a way out that works.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms, copy_of
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.acts.rebuild import Source
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.ledger import EventKind, Ledger
from toolkit.ledger.journal import HistoryError, listed, place

D25, D28, D29, D2 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29), date(2021, 2, 2)


@pytest.fixture(scope="module")
def three_days(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace with three returns, each from a run of its own; a backup of its first day lies beside it."""
    workspace = new_small_workspace(tmp_path_factory.mktemp("三天") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    for number, unit in enumerate(("fuyun", "fuhai", "qinghe")):
        (workspace.inbox / f"{unit}.xlsx").write_bytes(forms.filled("3.1.1", unit))
        workspace.collect(as_of=date(2021, 1, 26 + number))
        if not number:
            shutil.copytree(workspace.root, backup(workspace))
    return workspace


@pytest.fixture
def lived(three_days: Workspace, tmp_path: Path) -> Workspace:
    lived = copy_of(three_days, tmp_path)
    shutil.copytree(backup(three_days), backup(lived))
    return lived


def backup(workspace: Workspace) -> Path:
    return workspace.root.with_name("备份")


def returns(workspace: Workspace) -> int:
    with Workspace(workspace.root).ledger() as ledger:
        return len(ledger.submissions())


def lose_ledger(workspace: Workspace) -> None:
    for path in workspace.ledger_path.parent.glob("ledger.db*"):
        path.unlink()


def newest(workspace: Workspace) -> int:
    return listed(workspace.history_path).newest


def history_from_backup(workspace: Workspace) -> None:
    shutil.rmtree(workspace.history_path)
    shutil.copytree(backup(workspace) / "archive" / "history", workspace.history_path)


def ledger_from_backup(workspace: Workspace) -> None:
    lose_ledger(workspace)
    shutil.copyfile(backup(workspace) / ".toolkit" / "ledger.db", workspace.ledger_path)


def cut_at_the_end(workspace: Workspace) -> None:
    for number in range(newest(workspace) - 1, newest(workspace) + 1):
        place(workspace.history_path, number).unlink()


def missing_in_the_middle(workspace: Workspace) -> None:
    place(workspace.history_path, 4).unlink()


def first_missing(workspace: Workspace) -> None:
    place(workspace.history_path, 1).unlink()


def all_gone(workspace: Workspace) -> None:
    shutil.rmtree(workspace.history_path)


def newest_damaged(workspace: Workspace) -> None:
    place(workspace.history_path, newest(workspace)).write_bytes(b"spoilt")


def mixed_at_the_end(workspace: Workspace) -> None:
    """The newest change is another history's: a copy that was worked in meanwhile."""
    other = Workspace(backup(workspace))
    with other.ledger() as ledger:
        while ledger.position < newest(workspace):
            ledger.log(D29, EventKind.REMIND, "在另一台电脑上")
    number = newest(workspace)
    shutil.copyfile(place(other.history_path, number), place(workspace.history_path, number))


def mixed_longer(workspace: Workspace) -> None:
    """A history that went another way has more numbers than this one: they follow changes that are not here."""
    other = Workspace(backup(workspace))
    mine = newest(workspace)
    with other.ledger() as ledger:
        while ledger.position < mine + 3:
            ledger.log(D29, EventKind.REMIND, "在另一台电脑上")
    for number in range(mine + 1, mine + 4):
        shutil.copyfile(place(other.history_path, number), place(workspace.history_path, number))


def another_whole(workspace: Workspace) -> None:
    """All of another office's history in the place of this one's."""
    shutil.rmtree(workspace.history_path)
    with Ledger(workspace.root / "fremd.db", workspace.history_path) as ledger:
        for number in range(30):
            ledger.log(D29, EventKind.REMIND, f"别处 {number}")


BROKEN: list[tuple[Callable[[Workspace], None], str]] = [
    (history_from_backup, "像是从较早的备份恢复的"),
    (cut_at_the_end, "像是从较早的备份恢复的"),
    (all_gone, "里没有记录"),
    (missing_in_the_middle, "缺第 4 号"),
    (first_missing, "缺第 1 号"),
    (newest_damaged, "不是这个台账数据库记下的那一份"),
    (mixed_at_the_end, "不是这个台账数据库记下的那一份"),
    (mixed_longer, "接不上第"),
    (another_whole, "不是这个台账数据库记下的那一份"),
]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(("harm", "said"), BROKEN)
def test_a_broken_history_beside_a_sound_ledger_is_refused_and_begun_anew_from_it(
    lived: Workspace, harm: Callable[[Workspace], None], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    harm(lived)
    files = {path: path.read_bytes() for path in lived.archive.rglob("*") if path.is_file()}
    for command in (["run"], ["status"], ["remind"], ["rebuild"]):
        assert main(["-w", str(lived.root), *command]) == 2
        err = capsys.readouterr().err
        assert said in err or "会丢掉后来的内容" in err or "没有记录" in err
        assert "--from ledger" in err
    assert {path: path.read_bytes() for path in lived.archive.rglob("*") if path.is_file()} == files
    assert main(["-w", str(lived.root), "rebuild", "--from", "ledger"]) == 0
    assert "3 份原件" in capsys.readouterr().out
    assert returns(lived) == 3
    if harm is not all_gone:
        assert list(lived.archive.glob("history.old1"))
    for doctor in (c for c in Workspace(lived.root).doctor(today=D2) if c.what in ("存档记录", "台账数据库")):
        assert doctor.good, doctor.said
    lose_ledger(lived)
    assert returns(lived) == 3


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (missing_in_the_middle, "缺第 4 号"),
        (first_missing, "缺第 1 号"),
        (newest_damaged, "读不出来"),
        (mixed_at_the_end, "接不上第"),
        (mixed_longer, "接不上第"),
    ],
)
def test_a_broken_history_without_a_ledger_is_refused_and_the_originals_are_read_again(
    lived: Workspace, harm: Callable[[Workspace], None], said: str
) -> None:
    harm(lived)
    lose_ledger(lived)
    for source in (None, Source.HISTORY):
        with pytest.raises(WorkspaceError, match=said):
            lived.rebuild(today=D2, source=source)
    with pytest.raises(HistoryError, match=said):
        Workspace(lived.root).run(as_of=D2)
    with pytest.raises(WorkspaceError, match=r"空的|没有台账"):
        lived.rebuild(today=D2, source=Source.LEDGER)
    lived.rebuild(today=D2, source=Source.ORIGINALS)
    Workspace(lived.root).run(as_of=D2)
    assert returns(lived) == 3


def test_a_ledger_from_an_older_backup_catches_up(lived: Workspace) -> None:
    ledger_from_backup(lived)
    assert returns(lived) == 3


@pytest.mark.parametrize("harm", [history_from_backup, cut_at_the_end])
def test_an_older_history_is_followed_only_if_that_is_asked_for(
    lived: Workspace, harm: Callable[[Workspace], None]
) -> None:
    harm(lived)
    with pytest.raises(WorkspaceError, match="会丢掉后来的内容"):
        lived.rebuild(today=D2)
    assert len(lived.rebuild(today=D2, source=Source.HISTORY).kept) == 1
    assert returns(lived) < 3


def test_an_older_history_without_a_ledger_is_known_by_the_archive(
    lived: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    history_from_backup(lived)
    lose_ledger(lived)
    assert main(["-w", str(lived.root), "rebuild"]) == 1
    assert "存档里有 2 份台账没有登记" in capsys.readouterr().out
    done = lived.rebuild(today=D2)
    assert len(done.unaccounted) == 2 and done.originals == 3
    for name in done.unaccounted:
        shutil.copyfile(next(lived.archive.rglob(name)), lived.inbox / name)
    Workspace(lived.root).run(as_of=D2)
    assert returns(lived) == 3
    assert lived.rebuild(today=D2).unaccounted == ()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"changed")])
def test_originals_that_the_archive_has_not_are_named(
    lived: Workspace, harm: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    harm(next(lived.archive.glob("??/*.xlsx")))
    assert main(["-w", str(lived.root), "rebuild"]) == 1
    assert "1 份在存档里找不到原样的" in capsys.readouterr().out


def copied_beside(workspace: Workspace) -> None:
    path = place(workspace.history_path, 2)
    shutil.copyfile(path, path.with_name("00000002.json (2).gz"))


def copied_into(workspace: Workspace) -> None:
    shutil.copytree(backup(workspace) / "archive" / "history", workspace.history_path / "history")


def misplaced(workspace: Workspace) -> None:
    shutil.copyfile(place(workspace.history_path, 2), workspace.history_path / "0000" / "00001002.json.gz")


@pytest.mark.parametrize("harm", [copied_beside, copied_into, misplaced])
def test_copies_in_the_folder_are_not_followed_and_named(lived: Workspace, harm: Callable[[Workspace], None]) -> None:
    harm(lived)
    assert returns(lived) == 3
    found = {one.what: one for one in Workspace(lived.root).doctor(today=D2)}["存档记录"]
    assert not found.good and "请移到别处" in found.said
    lose_ledger(lived)
    assert returns(lived) == 3


def empty_ledger(workspace: Workspace) -> None:
    lose_ledger(workspace)
    workspace.ledger_path.touch()


def never_used_ledger(workspace: Workspace) -> None:
    lose_ledger(workspace)
    with Ledger(workspace.ledger_path, workspace.root / "nowhere"):
        pass


@pytest.mark.one_in(3)
@pytest.mark.parametrize("harm", [lose_ledger, empty_ledger, never_used_ledger])
def test_ledger_and_history_gone_while_the_archive_holds_originals(
    lived: Workspace, harm: Callable[[Workspace], None], capsys: pytest.CaptureFixture[str]
) -> None:
    harm(lived)
    all_gone(lived)
    for command in (["run"], ["status"], ["consolidate"], ["distribute"], ["rebuild"]):
        assert main(["-w", str(lived.root), *command]) == 2
        assert "--from originals" in capsys.readouterr().err
    assert not list(lived.outbox.rglob("整改总台账*"))
    assert main(["-w", str(lived.root), "rebuild", "--from", "originals"]) == 0
    assert main(["-w", str(lived.root), "run"]) in (0, 1)
    assert returns(lived) == 3
    assert not list((lived.inbox / "存档原件").glob("*"))


def test_numbers_never_collide(tmp_path: Path) -> None:
    history = tmp_path / "history"
    with Ledger(tmp_path / "a.db", history) as one, Ledger(tmp_path / "b.db", history) as other:
        for number in range(6):  # two ledgers over one history: each takes what the other has written
            (one, other)[number % 2].log(D2, EventKind.REMIND, str(number))
        one.log(D2, EventKind.REMIND, "6")
        assert [said for _, said in one.events(EventKind.REMIND)] == [str(number) for number in range(7)]
    assert listed(history).newest == 7
    before = place(history, 7).read_bytes()
    with pytest.raises(HistoryError, match="没有覆盖"):
        from toolkit.ledger.journal import Change, keep

        keep(history, 7, Change(6, ()))
    assert place(history, 7).read_bytes() == before


def test_a_history_from_before_the_hashes_is_read_and_goes_on_with_them(tmp_path: Path) -> None:
    history = tmp_path / "history"
    for number in range(1, 4):
        rows = [["2021-02-02", "remind", str(number)]]
        said = {"schema": 5, "whole": False,
                "statements": [["INSERT INTO event (day, kind, detail) VALUES (?, ?, ?)", rows]]}  # fmt: skip
        place(history, number).parent.mkdir(parents=True, exist_ok=True)
        place(history, number).write_bytes(gzip.compress(json.dumps(said).encode()))
    said_now: list[str] = []
    for name in ("a.db", "b.db"):
        with Ledger(tmp_path / name, history) as ledger:
            ledger.log(D2, EventKind.REMIND, name)
            said_now = [said for _, said in ledger.events(EventKind.REMIND)]
    assert said_now == ["1", "2", "3", "a.db", "b.db"]
    shutil.copyfile(place(history, 3), place(history, 6))  # one without a hash cannot follow one that has it
    with pytest.raises(HistoryError, match="第 6 号记录接不上第 5 号"):
        Ledger(tmp_path / "a.db", history)


def test_a_gap_before_a_change_that_holds_everything_does_no_harm(tmp_path: Path) -> None:
    history = tmp_path / "history"
    with Ledger(tmp_path / "a.db", history) as ledger:
        for number in range(3):
            ledger.log(D2, EventKind.REMIND, str(number))
        ledger.keep_everything(history, 9)
    for _ in range(2):
        with Ledger(tmp_path / "b.db", history) as ledger:
            assert ledger.position == 9 and len(ledger.events(EventKind.REMIND)) == 3
