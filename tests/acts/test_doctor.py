"""The doctor: in order where all is well, and one sentence for everything that is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms
from toolkit import Workspace
from toolkit.acts import doctor
from toolkit.cli.parser import main
from toolkit.ledger import journal

D28, TODAY = date(2021, 1, 28), date(2021, 2, 2)


@pytest.fixture
def lived(workspace: Workspace, forms: Forms) -> Workspace:
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    (workspace.inbox / "照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    workspace.collect(as_of=D28)
    return Workspace(workspace.root)


def original(workspace: Workspace) -> Path:
    return next(path for path in workspace.archive.glob("??/*.xlsx"))


def damage_ledger(workspace: Workspace) -> None:
    with workspace.ledger():
        pass
    data = bytearray(workspace.ledger_path.read_bytes())
    data[5000:9000] = b"\x55" * 4000
    workspace.ledger_path.write_bytes(data)


def test_a_sound_workspace_is_sound(lived: Workspace) -> None:
    found = lived.doctor(today=TODAY)
    assert [one.what for one in found if not one.good] == [] and len(found) == 11
    assert "登记了 1 份" in next(one.said for one in found if one.what == "台账数据库")
    assert not list(lived.root.rglob(".probe*"))


@pytest.mark.parametrize(
    ("harm", "what", "said"),
    [
        (lambda w: w.plan_path.write_bytes(b"x"), "整改方案", "plan.xlsx"),
        (lambda w: w.key_path.unlink(), "密钥", "从备份恢复"),
        (lambda w: w.key_path.write_text("zz", encoding="ascii"), "密钥", "从备份恢复"),
        (damage_ledger, "台账数据库", "toolkit rebuild"),
        (lambda w: journal.place(w.archive / "history", 1).unlink(), "存档记录", "缺第 1 号"),
        (lambda w: journal.place(w.archive / "history", 2).write_bytes(b"x"), "存档记录", "备份恢复 archive"),
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
    assert len(found) == 11


def test_little_space_and_unknown_holidays_are_said(lived: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_SPACE", 2**62)
    found = {one.what: one for one in lived.doctor(today=date(2190, 1, 1))}
    assert not found["磁盘空间"].good and not found["放假安排"].good


def test_doctor_from_the_command_line(lived: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    lived.key_path.unlink()
    assert main(["-w", str(lived.root), "doctor"]) == 1
    out = capsys.readouterr().out
    assert "有问题　密钥" in out and "正常　表样" in out and "要处理" in out
