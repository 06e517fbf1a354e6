"""Files that come bit by bit: whole under their name or not at all, over no other, whatever disk they come to."""

from __future__ import annotations

import errno
import os
from io import BytesIO
from pathlib import Path

import pytest

from toolkit import Workspace
from toolkit.acts.drop import forget_unfinished, put_beside, put_in_inbox
from toolkit.base.errors import WorkspaceError
from toolkit.intake.spool import number_dropped

NOBODY = 2**22 + 1  # above the highest number of a process


@pytest.mark.parametrize("trouble", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS])
def test_a_disk_without_second_names_takes_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: int
) -> None:
    """As a USB stick is."""

    def link(*_: object, **__: object) -> None:
        raise OSError(trouble, os.strerror(trouble))

    monkeypatch.setattr("os.link", link)
    for data in (b"1", b"2", b"3"):
        put_beside(tmp_path, "表.xlsx", BytesIO(data))
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == [b"1", b"2", b"3"]


def test_what_was_still_coming_when_its_program_was_killed_is_taken_away(tmp_path: Path) -> None:
    gone = [f".0123.{NOBODY}.tmp", f".ab.{os.getpid()}.tmp", f"未识别/.cd.{NOBODY}.tmp"]
    kept = ["表.xlsx", f".ef.{os.getppid()}.tmp", "x.tmp", ".x.part", f"1.{NOBODY}.xlsx"]
    for name in (*gone, *kept):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    forget_unfinished(tmp_path, tmp_path / "没有")
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*kept}


class Broken(BytesIO):
    """A browser that goes away."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError(errno.ECONNRESET, "reset")
        return super().read(1)


def test_what_does_not_come_to_its_end_is_nowhere(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match=r"表\.xlsx"):
        put_in_inbox(workspace, "表.xlsx", Broken(b"abc"))
    assert [*workspace.inbox.iterdir()] == [] and number_dropped(workspace.inbox) == 0
