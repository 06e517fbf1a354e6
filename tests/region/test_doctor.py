"""The doctor of a region's folder: in order where all is well, and one sentence for everything that is not."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.region.offices import ALTAY, D2, TACHENG, office, plan_for
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.ledger.journal import place
from toolkit.region.facade import Region


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region with one office's folder and another's package."""
    root = tmp_path_factory.mktemp("template")
    altay = office(root / "阿勒泰", ALTAY, plan_for(ALTAY, ("3.1.1",), 2))
    tacheng = office(root / "塔城", TACHENG, plan_for(TACHENG, ("3.1.1",), 2))
    region = Region(root / "全区")
    tacheng.take_key(region.share_key(TACHENG))
    handed = tacheng.handup(as_of=D2, made_on=D2)
    shutil.copy(handed.path, region.folder.inbox)
    region.rollup([altay.root], as_of=D2)
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "都", symlinks=True)


def wrong(root: Path, *folders: Path) -> dict[str, str]:
    found = Region(root / "全区").doctor(folders, today=D2)
    return {one.what: one.said for one in found if not one.good}


def link_out(path: Path) -> None:
    if path.is_dir():
        path.rename(path.with_name("weg"))
    (path.parent.parent.parent / "elsewhere").mkdir()
    path.symlink_to(path.parent.parent.parent / "elsewhere")


def old_left_over(region: Path) -> None:
    left = region / "outbox" / "x.xlsx.4711.tmp"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))


def package(region: Path) -> Path:
    return next(path for path in region.glob("archive/??/*.zip"))


def spoil_mirror(region: Path) -> None:
    (path,) = region.glob(".toolkit/mirrors/*/ledger.db")
    data = bytearray(path.read_bytes())
    data[5000:9000] = b"\x55" * 4000
    path.write_bytes(data)


def test_a_sound_region_is_sound(root: Path) -> None:
    assert wrong(root) == {} and wrong(root, root / "阿勒泰", root / "塔城") == {}
    said = {one.what: one.said for one in Region(root / "全区").doctor([root / "阿勒泰"], today=D2)}
    assert "1 个文件夹、1 个上报单位的上报包" in said["各上报单位"] and "1 个上报包" in said["台账数据库"]
    assert not list(root.rglob(".probe*"))


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("harm", "what", "said"),
    [
        (lambda r: (r / ".toolkit" / "region.key").unlink(), "密钥", "重新发凭证"),
        (lambda r: (r / ".toolkit" / "region.key").write_text("zz"), "密钥", "备份恢复"),
        (lambda r: (r / ".toolkit" / "region.key").chmod(0o644), "密钥", "chmod 600 .toolkit/region.key"),
        (lambda r: (r / "outbox" / f"上报凭证_{TACHENG}.txt").chmod(0o640), "密钥", "chmod 600 outbox/"),
        (old_left_over, "临时文件", "1 个没有写完的临时文件（outbox/x.xlsx.4711.tmp）"),
        (lambda r: link_out(r / "outbox" / "2021-01"), "链接", "outbox/2021-01"),
        (lambda r: link_out(r / ".toolkit" / "mirrors"), "链接", ".toolkit/mirrors"),
        (lambda r: place(r / "archive" / "history", 1).unlink(), "台账数据库", "里没有记录"),
        (lambda r: place(r / "archive" / "history", 1).write_bytes(b"x"), "存档记录", "读不出来"),
        (lambda r: package(r).unlink(), "存档原件", "1 个上报包找不到"),
        (lambda r: package(r).write_bytes(b"x"), "存档原件", "1 份原件和登记时不一样"),
        (lambda r: package(r).write_bytes(b"x"), "各上报单位", f"{TACHENG}：上报包的原件"),
        (spoil_mirror, "台账副本", "台账副本坏了"),
        (lambda r: shutil.rmtree(r / "inbox"), "文件夹", "没有 inbox 文件夹"),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_said_with_what_to_do(
    root: Path, harm: Callable[[Path], object], what: str, said: str
) -> None:
    harm(root / "全区")
    found = wrong(root)
    assert said in found[what] and "请" in found[what] and found[what].endswith("。")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda w: w.plan_path.unlink(), "没有 plan.xlsx"),
        (lambda w: shutil.rmtree(w.archive / "history"), "没有 archive/history"),
        (lambda w: place(w.archive / "history", 1).write_bytes(b"x"), "读不出来"),
        (lambda w: shutil.rmtree(w.root), "没有这个文件夹"),
    ],
)
def test_offices_that_cannot_be_read_are_named(root: Path, harm: Callable[[Workspace], object], said: str) -> None:
    harm(Workspace(root / "阿勒泰"))
    found = wrong(root, root / "阿勒泰", root / "塔城")
    assert "1 个上报单位读不了" in found["各上报单位"] and said in found["各上报单位"]


def test_from_the_command_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-w", str(root / "全区"), "doctor", str(root / "阿勒泰")]) == 0
    assert "正常　各上报单位" in capsys.readouterr().out
    (root / "阿勒泰" / "plan.xlsx").unlink()
    assert main(["-w", str(root / "全区"), "doctor", str(root / "阿勒泰")]) == 1
    assert "有问题　各上报单位" in capsys.readouterr().out
    assert main(["-w", str(root / "塔城"), "doctor", str(root / "阿勒泰")]) == 2
    assert "请用 -w 指明汇总文件夹" in capsys.readouterr().err


@pytest.mark.parametrize("where", ["inbox", "outbox", "outbox/2021-01", "archive", ".toolkit"])
def test_nothing_is_written_through_a_link_that_leads_out(root: Path, where: str) -> None:
    path = root / "全区" / where
    path.rename(root / "weg")
    (root / "elsewhere").mkdir()
    path.symlink_to(root / "elsewhere")
    with pytest.raises(WorkspaceError, match=f"{where} 是通到外面的链接"):
        Region(root / "全区").rollup([root / "阿勒泰"], as_of=D2)
    left = [path.name for path in (root / "elsewhere").iterdir()]
    assert left in ([], ["ledger.db"], ["lock"]) or where == ".toolkit"


def test_what_a_killed_run_left_is_cleared_by_the_next(root: Path) -> None:
    region = root / "全区"
    left, others = (region / "outbox" / f"x.xlsx.{number}.tmp" for number in (4711, 4712))
    for one in (left, others):
        one.write_bytes(b"half")
    said = {"user": "x", "computer": platform.node(), "process": 4711, "doing": "x", "since": "2021-01-28 09:00"}
    (region / ".toolkit" / "lock.holder").write_text(json.dumps(said), encoding="utf-8")
    Region(region).rollup([root / "阿勒泰"], as_of=D2)
    assert not left.exists() and others.exists()


def test_a_credential_is_its_owners(root: Path) -> None:
    path = Region(root / "全区").share_key("哈密市")
    assert path.stat().st_mode & 0o077 == 0 or path.drive
