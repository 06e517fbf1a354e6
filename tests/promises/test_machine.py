"""Whatever happens to the machine: what a folder, a clock or another program can do to a run."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.effort import first
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_beside, write_whole
from toolkit.cli.parser import main
from toolkit.ledger import database

D27, D29, D30 = date(2021, 1, 27), date(2021, 1, 29), date(2021, 1, 30)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_small_workspace(tmp_path / "工作区")


def test_read_only_files_are_taken(workspace: Workspace, forms: Forms) -> None:
    path = workspace.inbox / "只读.xlsx"
    path.write_bytes(forms.filled("3.1.1", "fuyun"))
    path.chmod(stat.S_IREAD)
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted and not path.exists()


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    "name", ["长" * 80 + ".xlsx", "a" * 250 + ".xlsx", "📋" * 60 + ".xlsx", "无后缀" * 28, "ا" * 100 + ".XLSX"]
)
def test_names_of_any_length_and_script(name: str, workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / name).write_bytes(forms.filled("3.1.1", "fuyun"))
    (workspace.inbox / name[:-1]).write_bytes(b"no form")
    result = workspace.collect(as_of=D29)
    assert [taken.accepted for taken in result.taken] == [True] and len(result.set_aside) == 1
    kept = [path for path in workspace.inbox.rglob("*") if path.is_file()]
    assert len(kept) == 2  # the other file, and the note beside it


@pytest.mark.one_in(100)
@pytest.mark.parametrize("number", first(1, [errno.ENOSPC, errno.EROFS, errno.EACCES]), ids=errno.errorcode.get)
@pytest.mark.parametrize(
    ("place", "which"),
    [
        ("intake.spool.write_all", ""),
        ("ledger.journal.write_whole", ""),
        ("folder.write_whole", "退回修改"),
        ("folder.write_whole", "收件回执"),
        ("folder.write_whole", ".eml"),
        ("base.swap.write_beside", "整改总台账"),
    ],
)
def test_where_nothing_can_be_written_it_is_said_and_the_next_run_goes_on(
    place: str, which: str, number: int, workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = forms.filled("3.1.1", "fuyun", {"rural_kg_count": None})
    (workspace.inbox / "表.xlsx").write_bytes(data)

    real = write_beside if place.endswith("write_beside") else write_whole

    def refuses(path: Path, *rest: bytes) -> object:
        if which not in str(path):
            return real(path, *rest)
        raise OSError(number, os.strerror(number), str(path))

    with monkeypatch.context() as patch, pytest.raises(WorkspaceError, match=r"检查.*文件夹权限"):
        patch.setattr(f"toolkit.{place}", refuses)
        workspace.run(as_of=D29)
    _, done = workspace.run(as_of=D29)
    assert done.master.exists() and not [p for p in workspace.inbox.rglob("*") if p.is_file()]
    with workspace.ledger() as ledger:
        assert len(ledger.submissions("2021-01")) == 1
    assert [*(workspace.outbox / "2021-01" / "returns").rglob("*.xlsx")]
    assert [*(workspace.outbox / "2021-01").rglob("*.eml")]


def test_a_busy_ledger_is_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.run(as_of=D29)
    monkeypatch.setattr(database, "BUSY", 0.1)
    other = sqlite3.connect(workspace.ledger_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    (workspace.inbox / "x.txt").write_bytes(b"x")
    assert main(["-w", str(workspace.root), "run", "--as-of", "2021-01-29"]) == 2
    assert "台账数据库正被另一个程序使用" in capsys.readouterr().err
    assert main(["-w", str(workspace.root), "status"]) in (0, 1)  # readers never wait
    other.execute("ROLLBACK")
    other.close()
    assert main(["-w", str(workspace.root), "run", "--as-of", "2021-01-29"]) == 1


def test_a_clock_set_back_loses_nothing(workspace: Workspace, forms: Forms) -> None:
    """What was saved last counts, whatever day the office's machine believes it is."""
    first, second = forms.filled("3.1.1", "fuyun"), forms.filled("3.1.1", "fuhai")
    (workspace.inbox / "一.xlsx").write_bytes(first)
    os.utime(workspace.inbox / "一.xlsx", (1_611_900_000, 1_611_900_000))
    workspace.run(as_of=D30)
    (workspace.inbox / "二.xlsx").write_bytes(second)
    (workspace.inbox / "一 重发.xlsx").write_bytes(first)
    result, done = workspace.run(as_of=D27)
    assert [taken.unit.id for taken in result.taken] == ["fuhai"] and len(result.duplicates) == 1
    result, done = workspace.run(as_of=D30)
    assert result.taken == () and done.master.exists()
    with workspace.ledger() as ledger:
        assert {s.unit_id for s in ledger.submissions("2021-01")} == {"fuyun", "fuhai"}


def test_a_file_from_the_future_is_taken(workspace: Workspace, forms: Forms) -> None:
    path = workspace.inbox / "明年的.xlsx"
    path.write_bytes(forms.filled("3.1.1", "fuyun"))
    os.utime(path, (4_000_000_000, 4_000_000_000))
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted
