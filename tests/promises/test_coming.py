"""Files as they come: half copied, growing, locked, a duplicate, a folder; what other programs get wrong."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_all
from toolkit.intake import spool

D29 = date(2021, 1, 29)


def names(workspace: Workspace) -> list[str]:
    return sorted(p.relative_to(workspace.inbox).as_posix() for p in workspace.inbox.rglob("*") if p.is_file())


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "PAUSE", 0.3)
    monkeypatch.setattr(spool, "UNFINISHED", 30.0)


def test_a_growing_file_is_left_and_taken_when_it_is_whole(workspace: Workspace, forms: Forms, waiting: None) -> None:
    """A file that is still growing is not given up: every later run looks at it again."""
    data = forms.filled("3.1.1", "fuyun")
    path = workspace.inbox / "表.xlsx"
    stop = threading.Event()

    def copy() -> None:
        with path.open("wb") as file:
            for start in range(0, len(data), 100):
                file.write(data[start : start + 100])
                file.flush()
                if stop.wait(0.05):
                    break
            file.write(data[start + 100 :])

    copier = threading.Thread(target=copy)
    copier.start()
    while not path.exists() or not path.stat().st_size:
        time.sleep(0.01)
    first = workspace.collect(as_of=D29)
    stop.set()
    copier.join()
    assert first.taken == () and len(first.left) == 1 and "还在复制" in first.left[0].reason
    assert names(workspace) == ["表.xlsx"] and not list(workspace.archive.glob("??/*"))
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted and names(workspace) == []


def test_a_workbook_without_its_end_is_waited_for_and_then_called_broken(
    workspace: Workspace, forms: Forms, waiting: None
) -> None:
    path = workspace.inbox / "表.xlsx"
    path.write_bytes(forms.filled("3.1.1", "fuyun")[:-100])
    assert [one.name for one in workspace.collect(as_of=D29).left] == ["表.xlsx"]
    assert names(workspace) == ["表.xlsx"]
    os.utime(path, (time.time() - 60, time.time() - 60))
    (aside,) = workspace.collect(as_of=D29).set_aside
    said = aside.reason
    assert "不完整" in said and names(workspace) == ["未识别/表.xlsx", "未识别/表.xlsx.说明.txt"]


def test_a_file_that_is_written_anew_meanwhile_is_not_removed(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.inbox / "表.xlsx"
    path.write_bytes(forms.filled("3.1.1", "fuyun"))
    newer = forms.filled("3.1.1", "fuyun", {"rural_kg_count": 39})
    real = spool.archive_all

    def archive_and_overwrite(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        if path.read_bytes() != newer:
            path.write_bytes(newer)

    monkeypatch.setattr(spool, "archive_all", archive_and_overwrite)
    workspace.collect(as_of=D29)
    assert names(workspace) == ["表.xlsx"]
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted and names(workspace) == []


def test_a_duplicate_leaves_the_folder_and_is_said_once(workspace: Workspace, forms: Forms) -> None:
    """A duplicate stays in the folder and raises its error at every start (paperless-ngx)."""
    data = forms.filled("3.1.1", "fuyun")
    for name in ("表.xlsx", "表 - 副本.xlsx"):
        (workspace.inbox / name).write_bytes(data)
    first = workspace.collect(as_of=D29)
    assert len(first.taken) == 1 and len(first.duplicates) == 1 and names(workspace) == []
    assert workspace.collect(as_of=D29).duplicates == ()


def test_a_file_that_goes_while_it_is_looked_at_is_no_error(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is queued twice and the second task fails with “file not found” (paperless-ngx)."""
    for unit in ("fuyun", "fuhai"):
        (workspace.inbox / f"{unit}.xlsx").write_bytes(forms.filled("3.1.1", unit))
    real = spool.growing

    def and_then_gone(paths: Sequence[Path]) -> set[Path]:
        paths[0].unlink()
        return real(paths)

    monkeypatch.setattr(spool, "growing", and_then_gone)
    result = workspace.collect(as_of=D29)
    assert len(result.taken) == 1 and result.left == ()


@pytest.mark.exhaustive
def test_200_files_copied_at_once_are_all_taken(workspace: Workspace, forms: Forms, waiting: None) -> None:
    """Of 200 files copied over SMB 92 are not taken (paperless-ngx)."""
    owed = [pair for pair in workspace.plan.obligations() if pair[0].id.startswith(("3", "4"))][:100]
    data = {f"{item.id}_{unit.id}.xlsx": forms.blank(item.id, unit.id) for item, unit in owed[:8]}
    copies = {f"{n:03}_{name}": bytes(content) + b"\x00" * n for n in range(25) for name, content in data.items()}

    def copy() -> None:
        for name, content in copies.items():
            (workspace.inbox / name).write_bytes(content)
            time.sleep(0.005)

    copier = threading.Thread(target=copy)
    copier.start()
    seen = 0
    while copier.is_alive() or names(workspace):
        result = workspace.collect(as_of=D29)
        seen += len(result.taken) + len(result.duplicates) + len(result.blank) + len(result.set_aside)
        shutil.rmtree(workspace.inbox / spool.UNIDENTIFIED, ignore_errors=True)
    copier.join()
    assert seen == len(copies) == 200


def test_a_full_disk_takes_nothing_away_and_the_next_run_goes_on(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a full disk what was skipped is never done (paperless-ngx)."""
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for place in ("toolkit.intake.spool.write_all", "toolkit.ledger.journal.write_whole"):
        with monkeypatch.context() as patch, pytest.raises(WorkspaceError, match="磁盘空间"):
            patch.setattr(place, full)
            workspace.collect(as_of=D29)
        assert names(workspace) == ["表.xlsx"]
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted


def test_a_folder_moved_in_as_a_whole_is_seen(workspace: Workspace, forms: Forms, tmp_path: Path) -> None:
    """A folder moved in as a whole is not seen (paperless-ngx)."""
    folder = tmp_path / "富蕴县报送" / "深" / "更深"
    folder.mkdir(parents=True)
    (folder / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    (tmp_path / "富蕴县报送").rename(workspace.inbox / "富蕴县报送")
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted and list(workspace.inbox.iterdir()) == []


def test_a_mail_is_done_only_when_every_attachment_is_kept(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail is marked as done though its attachment was not stored (paperless-ngx)."""
    from tests.intake.mail_kinds import KINDS

    data = KINDS["rfc2231_utf8"]([("表.xlsx", forms.filled("3.1.1", "fuyun"))])
    (workspace.inbox / "来信.eml").write_bytes(data)

    def second_fails(files: Sequence[tuple[Path, bytes]]) -> None:
        write_all(files[:1])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(WorkspaceError):
        patch.setattr(spool, "write_all", second_fails)
        workspace.collect(as_of=D29)
    assert names(workspace) == ["来信.eml"]
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted and names(workspace) == []


def test_a_file_that_cannot_be_read_is_named_and_tried_again(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in ("fuyun", "fuhai"):
        (workspace.inbox / f"{unit}.xlsx").write_bytes(forms.filled("3.1.1", unit))
    real = os.open

    def locked(path: Path, *flags: int) -> int:
        if Path(path).name == "fuyun.xlsx":
            raise PermissionError(13, "The process cannot access the file")
        return real(path, *flags)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", locked)
        result = workspace.collect(as_of=D29)
    assert [t.unit.id for t in result.taken] == ["fuhai"] and "正被占用" in result.left[0].reason
    assert [t.unit.id for t in workspace.collect(as_of=D29).taken] == ["fuyun"]
