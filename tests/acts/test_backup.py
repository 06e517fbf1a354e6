"""A backup is the workspace as it was, proven, or there is none; a copy of the key is the key."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import Forms, copy_of
from tests.small import F1, F2, ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.acts import backup as act
from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.cli.parser import main

NOW, DAY = datetime(2021, 2, 8, 9, 30), date(2021, 2, 8)
# The moments at which a file was read are not what is kept.
MADE_ANEW = ("lock", "holder", "drawings", "ledger.db", "backup.json", act.NOTE)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """One that has sent out, taken in, and has files that wait."""
    made = new_small_workspace(tmp_path_factory.mktemp("备份") / "学前教育")
    made.distribute(as_of=ISSUED)
    (made.inbox / "好.xlsx").write_bytes(forms.filled(*F2))
    made.run(as_of=DAY)
    (made.inbox / "等着.xlsx").write_bytes(forms.filled(*F1))
    return made


@pytest.fixture
def workspace(lived: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(lived, tmp_path)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "移动硬盘").mkdir()
    return tmp_path / "移动硬盘"


def held(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not any(word in path.relative_to(root).as_posix() for word in MADE_ANEW)
    }


def spoil_plan(workspace: Workspace) -> None:
    workspace.plan_path.write_bytes(b"PK\x03\x04junk")


def leave_rubbish(workspace: Workspace) -> None:
    own = workspace.ledger_path.parent
    (own / "preview").mkdir()
    (own / "preview" / "x").write_bytes(b"x")
    (own / "desk.json").write_bytes(b"{}")
    (workspace.outbox / "x.xlsx.4294967.tmp").write_bytes(b"half")


def nothing(workspace: Workspace) -> None:
    pass


@pytest.mark.parametrize("before", [nothing, spoil_plan, leave_rubbish])
def test_copied_back_it_is_the_workspace(
    workspace: Workspace, place: Path, tmp_path: Path, before: Callable[[Workspace], None]
) -> None:
    there = held(workspace.root)
    before(workspace)
    plan = workspace.plan_path.read_bytes()
    made = workspace.backup(place, now=NOW)
    assert made.path == place / "整改备份_工作区_2021-02-08_0930" and [*place.iterdir()] == [made.path]
    assert held(made.path) == {**there, "plan.xlsx": plan}
    assert (made.returns, made.originals, made.damaged, made.passed_over) == (1, 1, 0, ())
    back = Workspace(tmp_path / "恢复")
    shutil.copytree(made.path, back.root)
    if before is spoil_plan:
        shutil.copy(tmp_path / "工作区" / "plan.xlsx", back.plan_path)
        back.plan_path.write_bytes(there["plan.xlsx"])
    assert [one for one in back.doctor(today=DAY) if not one.good] == []
    assert [*map(str, back.status(as_of=DAY))] != [] and back.next_step(as_of=DAY).waiting.files == 1
    assert sum(one.accepted for one in back.run(as_of=DAY)[0].taken) == 1


def test_the_last_one_is_known_and_a_second_lies_beside(workspace: Workspace, place: Path) -> None:
    assert workspace.last_backup() is None
    first, second = (workspace.backup(place, now=NOW) for _ in range(2))
    assert first.path != second.path and {first.path, second.path} == {*place.iterdir()}
    last = workspace.last_backup()
    assert last is not None and (last.at, last.path, last.sentence) == (NOW, second.path.resolve(), second.sentence)
    assert "密钥" in last.sentence and "登记 1 份回表" in last.sentence
    for odd in ("", "[]", "{}", '{"at": 1}', '{"at": "x", "path": "", "held": ""}', "é"):
        (workspace.ledger_path.with_name("backup.json")).write_text(odd, encoding="utf-8")
        assert workspace.last_backup() is None


def within(workspace: Workspace, place: Path) -> Path:
    return workspace.archive


def by_a_link(workspace: Workspace, place: Path) -> Path:
    (place / "链接").symlink_to(workspace.root, target_is_directory=True)
    return place / "链接"


def itself(workspace: Workspace, place: Path) -> Path:
    return workspace.root


def missing(workspace: Workspace, place: Path) -> Path:
    return place / "没有"


def a_file(workspace: Workspace, place: Path) -> Path:
    (place / "文件").write_bytes(b"x")
    return place / "文件"


def odd_name(workspace: Workspace, place: Path) -> Path:
    return place / "a\0b"


PLACES = [within, by_a_link, itself, missing, a_file, odd_name]


@pytest.mark.parametrize("bad", PLACES)
def test_a_place_that_will_not_do_is_said_and_nothing_is_written(
    workspace: Workspace, place: Path, bad: Callable[[Workspace, Path], Path]
) -> None:
    where = bad(workspace, place)
    before, beside = held(workspace.root), sorted(place.iterdir())
    for copy in (lambda: workspace.backup(where, now=NOW), lambda: workspace.copy_key(where)):
        with pytest.raises(WorkspaceError, match="请"):
            copy()
    assert held(workspace.root) == before and sorted(place.iterdir()) == beside


def test_a_full_disk_is_said_before_anything_is_written(
    workspace: Workspace, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=2**20))
    with pytest.raises(WorkspaceError, match="放不下"):
        workspace.backup(place, now=NOW)
    assert [*place.iterdir()] == []


class CutOffError(Exception):
    """Stands for whatever stops a backup."""


def stopped(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(*_: object) -> None:
        raise CutOffError

    monkeypatch.setattr(act, "free_path", rename)


def a_bad_disk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act, "hashed", lambda *_, **__: "another")


def no_key(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.key_path.unlink()


def a_cut_history(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sorted(workspace.history_path.rglob("*.gz"))[-1].unlink()


@pytest.mark.parametrize("stop", [stopped, a_bad_disk, no_key, a_cut_history])
def test_what_is_not_proven_is_no_backup(
    workspace: Workspace, place: Path, monkeypatch: pytest.MonkeyPatch, stop: Callable[..., None]
) -> None:
    stop(workspace, monkeypatch)
    with pytest.raises((ToolkitError, CutOffError)):
        workspace.backup(place, now=NOW)
    assert [*place.iterdir()] == [] and workspace.last_backup() is None


def test_what_a_killed_one_left_goes_with_the_next(workspace: Workspace, place: Path) -> None:
    (place / "整改备份_工作区.99999999.tmp").mkdir()
    (place / "整改备份_别的.99999999.tmp").mkdir()
    (place / f"整改备份_工作区.{os.getppid()}.tmp").mkdir()
    workspace.backup(place, now=NOW)
    left = {path.name for path in place.iterdir() if path.suffix == ".tmp"}
    assert left == {"整改备份_别的.99999999.tmp", f"整改备份_工作区.{os.getppid()}.tmp"}


def test_what_is_no_file_is_left_out_and_told(workspace: Workspace, place: Path, tmp_path: Path) -> None:
    (tmp_path / "外面.txt").write_text("PRIVATE", encoding="utf-8")
    (workspace.inbox / "链接.xlsx").symlink_to(tmp_path / "外面.txt")
    os.mkfifo(workspace.inbox / "管道.xlsx")
    (workspace.root / "别处").symlink_to(tmp_path, target_is_directory=True)
    made = workspace.backup(place, now=NOW)
    assert {*made.passed_over} == {"inbox/链接.xlsx", "inbox/管道.xlsx", "别处"}
    assert not any(b"PRIVATE" in path.read_bytes() for path in made.path.rglob("*") if path.is_file())
    assert any("没有备份" in line for line in made.lines)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"other")])
def test_what_was_damaged_before_is_kept_as_it_is_and_told(
    workspace: Workspace, place: Path, damage: Callable[[Path], object]
) -> None:
    damage(next(path for path in workspace.archive.glob("??/*.xlsx")))
    made = workspace.backup(place, now=NOW)
    assert made.damaged and any("早已损坏" in line for line in made.lines)
    assert main(["-w", str(workspace.root), "backup", str(place)]) == 1


def test_a_file_that_is_taken_away_meanwhile_stops_nothing(workspace: Workspace, place: Path) -> None:
    def take(doing: str, done: int, total: int) -> None:
        (workspace.inbox / "等着.xlsx").unlink(missing_ok=True)

    made = workspace.backup(place, now=NOW, progress=take)
    assert made.path.exists() and (made.path / "inbox").is_dir()


def test_a_copy_of_the_key_is_the_key(workspace: Workspace, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    standing = workspace.key_standing(on=DAY)
    path = workspace.copy_key(place)
    assert path.read_bytes() == workspace.key_path.read_bytes() and standing.fingerprint in path.name
    assert workspace.copy_key(place) == path, "the same key lies there once"
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
    workspace.rotate_key(until=date(2021, 5, 1))
    now = workspace.key_standing(on=DAY)
    assert now.fingerprint != standing.fingerprint and (now.older, standing.older) == (1, 0)
    assert workspace.copy_key(place) != path
    key = workspace.key_path.read_text(encoding="ascii").split()[0]
    assert main(["-w", str(workspace.root), "key", "show"]) == 0
    said = capsys.readouterr().out
    assert now.fingerprint in said and key not in said and key[:8] not in said.lower().replace("-", "")


def test_where_asked_to_stop_there_is_none(workspace: Workspace, place: Path) -> None:
    with pytest.raises(WorkspaceError, match="停下了"):
        workspace.backup(place, now=NOW, progress=lambda doing, number, total: number == 3)
    assert [*place.iterdir()] == [] and workspace.last_backup() is None
