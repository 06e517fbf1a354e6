"""The doctor: in order where all is well, and one sentence for everything that is not."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.conftest import Forms, copy_of, new_workspace
from toolkit import Workspace
from toolkit.acts import examining
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.ledger import Delivery, DeliveryOutcome, journal

D28, TODAY = date(2021, 1, 28), date(2021, 2, 2)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    workspace = new_workspace(tmp_path_factory.mktemp("体检") / "工作区")
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    (workspace.inbox / "照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    workspace.collect(as_of=D28)
    return workspace


@pytest.fixture
def lived(begun: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(begun, tmp_path)


def original(workspace: Workspace) -> Path:
    return next(path for path in workspace.archive.glob("??/*.xlsx"))


def damage_ledger(workspace: Workspace) -> None:
    with workspace.ledger():
        pass
    data = bytearray(workspace.ledger_path.read_bytes())
    data[5000:9000] = b"\x55" * 4000
    workspace.ledger_path.write_bytes(data)


def old_left_over(workspace: Workspace) -> None:
    path = workspace.archive / "ab" / "表.xlsx.4711.tmp"
    path.parent.mkdir()
    path.write_bytes(b"half")
    os.utime(path, (0, 0))


def link(workspace: Workspace, path: Path) -> None:
    """Something outside the workspace in the place of one of its folders."""
    if path.is_dir():
        shutil.rmtree(path)
    elsewhere = workspace.root.with_name(f"别处{path.name}")
    elsewhere.mkdir()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(elsewhere, target_is_directory=True)


def unsure_draft(workspace: Workspace) -> None:
    """A mail whose answer was lost after the final dot."""
    path = workspace.outbox / "2021-01" / "mail" / "可能已发" / "富蕴县_填报表.eml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"To: a@example.com\r\nSubject: x\r\nMessage-ID: <1@example.com>\r\n\r\nx\r\n")
    with workspace.ledger() as ledger:
        at = datetime(2021, 1, 28, tzinfo=UTC)
        ledger.intend([Delivery("<1@example.com>", "a@example.com", DeliveryOutcome.UNSURE, "", at)], [])


def unread_draft(workspace: Workspace) -> None:
    path = workspace.outbox / "2021-01" / "mail" / "大.eml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.truncate(path, 2**40)


def spoiled_master(workspace: Workspace) -> None:
    path = workspace.master_path(workspace.plan.periods[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"with a password")


@pytest.mark.parametrize("where", ["inbox/未识别", "outbox", "outbox/2021-01", "archive", "archive/ab", ".toolkit"])
def test_nothing_is_written_through_a_link_that_leads_out(lived: Workspace, where: str) -> None:
    link(lived, lived.root / where)
    (lived.inbox / "别的.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(WorkspaceError, match=f"{where} 是通到工作区外面的链接"):
        Workspace(lived.root).run(as_of=TODAY)
    assert list(lived.root.with_name(f"别处{Path(where).name}").iterdir()) == []


@pytest.mark.parametrize("where", ["outbox/2021-01/forms/富蕴县/表.xlsx", "archive/ab/x.xlsx", ".toolkit/made.json"])
def test_what_a_killed_run_left_is_cleared_by_the_next(lived: Workspace, where: str) -> None:
    path = lived.root / where
    path.parent.mkdir(parents=True, exist_ok=True)
    left, others = (path.with_name(f"{path.name}.{number}.tmp") for number in (4711, 4712))
    own = path.with_name("我的.tmp")
    for one in (left, others, own):
        one.write_bytes(b"half")
    said = {"user": "x", "computer": platform.node(), "process": 4711, "doing": "发表", "since": "2021-01-28 09:00"}
    lived.ledger_path.with_name("lock.holder").write_text(json.dumps(said), encoding="utf-8")
    lived.collect(as_of=TODAY)
    assert not left.exists() and others.exists() and own.exists()


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    "where",
    ["plan.xlsx", "templates/mail/催报.txt", "inbox/信.eml", "inbox/未识别/表.xlsx",
     "outbox/2021-01/mail/已发送/信.eml", "outbox/2021-01/review/公开审看.xlsx", "archive/history/000001.json.gz",
     ".toolkit/ledger.key", "科室/方案.xlsx"],
)  # fmt: skip
def test_what_a_killed_act_left_is_named_wherever_it_lies(lived: Workspace, where: str) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, being_written = (lived.root / f"{where}.{process}.tmp" for process in (gone.pid, os.getpid()))
    left.parent.mkdir(parents=True, exist_ok=True)
    for path in (left, being_written):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - 120,) * 2)
    (said,) = [one.said for one in lived.doctor(today=TODAY) if not one.good]
    assert "1 个没有写完的临时文件" in said and left.name in said


def test_a_sound_workspace_is_sound(lived: Workspace) -> None:
    found = lived.doctor(today=TODAY)
    assert [one.what for one in found if not one.good] == [] and len(found) == 15
    assert "登记了 1 份" in next(one.said for one in found if one.what == "台账数据库")
    assert not list(lived.root.rglob(".probe*"))


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("harm", "what", "said"),
    [
        (lambda w: w.plan_path.write_bytes(b"x"), "整改方案", "plan.xlsx"),
        (lambda w: w.key_path.unlink(), "密钥", "从备份恢复"),
        (lambda w: w.key_path.write_text("zz", encoding="ascii"), "密钥", "从备份恢复"),
        (damage_ledger, "台账数据库", "toolkit rebuild"),
        (lambda w: journal.place(w.archive / "history", 1).unlink(), "存档记录", "缺第 1 号"),
        (lambda w: journal.place(w.archive / "history", 2).write_bytes(b"x"), "存档记录", "备份恢复 archive"),
        (lambda w: w.key_path.chmod(0o644), "密钥", "chmod 600"),
        (lambda w: w.key_path.chmod(0o640), "密钥", "chmod 600"),
        (old_left_over, "临时文件", "1 个没有写完的临时文件"),
        (lambda w: link(w, w.inbox / "未识别"), "链接", "inbox/未识别 是通到工作区外面的链接"),
        (lambda w: link(w, w.outbox / "2021-01"), "链接", "outbox/2021-01 是通到工作区外面的链接"),
        (lambda w: spoiled_master(w), "总台账", "读不懂"),
        (unsure_draft, "邮件草稿", "1 处可能已发（富蕴县_填报表.eml 给 a@example.com）"),
        (unsure_draft, "邮件草稿", "toolkit mail settle 富蕴县_填报表.eml --again"),
        (unread_draft, "邮件草稿", "超过 100 MB"),
        (lambda w: (w.credential_path.write_text("x"), w.credential_path.chmod(0o604)), "密钥", "handup.key"),
        (lambda w: original(w).unlink(), "存档原件", "1 份找不到"),
        (lambda w: original(w).write_bytes(b"changed"), "存档原件", "1 份原件和登记时不一样"),
        (lambda w: w.base_path.write_bytes(b"x"), "表样", "report_template.xlsx"),
        (lambda w: (w.texts / "回复.txt").write_text("没有主题", encoding="utf-8"), "邮件文本", "主题"),
        (lambda w: shutil.rmtree(w.inbox), "文件夹", "没有 inbox 文件夹"),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_said_with_what_to_do(
    lived: Workspace, harm: Callable[[Workspace], object], what: str, said: str
) -> None:
    harm(lived)
    found = {one.what: one for one in Workspace(lived.root).doctor(today=TODAY)}
    assert not found[what].good and said in found[what].said and found[what].said.endswith("。")
    assert len(found) == 15


def test_little_space_and_unknown_holidays_are_said(lived: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "LEAST_SPACE", 2**62)
    found = {one.what: one for one in lived.doctor(today=date(2190, 1, 1))}
    assert not found["磁盘空间"].good and not found["放假安排"].good


def test_doctor_from_the_command_line(lived: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    lived.key_path.unlink()
    assert main(["-w", str(lived.root), "doctor"]) == 1
    out = capsys.readouterr().out
    assert "有问题　密钥" in out and "正常　表样" in out and "要处理" in out


def empty(root: Path) -> None:
    root.mkdir()


def gone(root: Path) -> None:
    pass


def of_others(root: Path) -> None:
    (root / "inbox").mkdir(parents=True)
    (root / "inbox" / "表.xlsx").write_bytes(b"x")


def with_a_desk(root: Path) -> None:
    (root / ".toolkit").mkdir(parents=True)
    (root / ".toolkit" / "desk-jobs.json").write_text("[]", encoding="utf-8")


@pytest.mark.parametrize("make", [empty, gone, of_others, with_a_desk])
def test_of_a_folder_that_is_no_workspace_one_thing_is_said(
    tmp_path: Path, make: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    make(root := tmp_path / "文件夹")
    before = sorted(tmp_path.rglob("*"))
    (found,) = Workspace(root).doctor(today=TODAY)
    assert (found.what, found.good) == ("工作区", False) and "请" in found.said
    assert main(["-w", str(root), "doctor"]) == 1 and "有 1 项" in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kept", ["plan.xlsx", ".toolkit", "archive"])
def test_of_what_is_left_of_a_workspace_every_fault_is_said(lived: Workspace, tmp_path: Path, kept: str) -> None:
    (tmp_path / "剩下").mkdir()
    (lived.root / kept).rename(tmp_path / "剩下" / kept)
    found = Workspace(tmp_path / "剩下").doctor(today=TODAY)
    assert sum(not one.good for one in found) > 1 and {"整改方案", "密钥"} <= {one.what for one in found}
