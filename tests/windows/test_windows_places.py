"""Files that are open, locks, processes apart and folders that move, as Windows has them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.windows.computer import Computer

pytestmark = pytest.mark.windows
EXCEL = """
import ctypes, sys
from ctypes import wintypes
create = ctypes.windll.kernel32.CreateFileW
create.restype = wintypes.HANDLE
create.argtypes = [wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD, wintypes.DWORD,
                   wintypes.HANDLE]
handle = create(sys.argv[1], 0xC0000000, int(sys.argv[2]), None, 3, 0, None)
assert handle != ctypes.c_void_p(-1).value
print("open", flush=True)
sys.stdin.read()
"""
READABLE, LOCKED = "1", "0"  # as Excel opens a workbook; as a scanner does for a moment


def said(data: bytes) -> str:
    return data.decode("gb18030").replace("\r\n", "\n")


@pytest.fixture
def workspace(computer: Computer, demo: dict[str, Any]) -> Iterator[Path]:
    """A copy of the workspace of the demonstration."""
    copy = computer.folder / "副本"
    shutil.copytree(computer.folder / demo["workspace"], copy)
    yield copy
    shutil.rmtree(copy)


@contextmanager
def running(computer: Computer, script: str, *arguments: str) -> Iterator[None]:
    """A script that has begun, until the block ends."""
    with computer.start(computer.python, computer.script(script), *arguments) as process:
        try:
            assert process.stdout is not None and process.stdout.readline().strip()
            yield
        finally:
            process.kill()


MASTER, PLAN = "outbox/2021-01/整改总台账_2021-01.xlsx", "plan.xlsx"
FORM, COPY = "outbox/2021-01/forms/富蕴县/*.xlsx", "outbox/2021-01/returns/富蕴县/退回修改_*.xlsx"
DAY = ("--as-of", "2021-02-08")


@pytest.mark.parametrize(
    ("which", "how", "command", "status"),
    [
        (MASTER, READABLE, ["consolidate", *DAY], 2),
        (MASTER, LOCKED, ["consolidate", *DAY], 1),
        (FORM, READABLE, ["distribute", "--unit", "富蕴县"], 2),
        (FORM, READABLE, ["distribute", "--as", "一册"], 2),
        (COPY, LOCKED, ["remind", *DAY], 2),
        (PLAN, LOCKED, ["status"], 2),
    ],
)
def test_a_file_that_a_program_holds_open_is_named(
    which: str, how: str, command: list[str], status: int, computer: Computer, workspace: Path
) -> None:
    held = next(workspace.glob(which))
    before = held.read_bytes()
    with running(computer, EXCEL, str(held.relative_to(computer.folder)).replace("/", "\\"), how):
        done = computer.toolkit("-w", workspace.name, *command)
    told = said(done.stdout + done.stderr)
    assert done.returncode == status, told
    assert held.name in told and "关闭" in told and "Traceback" not in told
    assert held.read_bytes() == before
    assert not [*workspace.rglob("*.tmp")]
    assert computer.toolkit("-w", workspace.name, *command).returncode in (0, 1)


HOLD = """
import pathlib, sys
from toolkit.base.locks import held
with held(pathlib.Path(sys.argv[1], ".toolkit", "lock"), "试着占住"):
    print("held", flush=True)
    sys.stdin.read()
"""
IMPATIENT = """
import sys
from toolkit.base import locks
from toolkit.cli.parser import main
locks.WAIT = 1
sys.exit(main(sys.argv[1:]))
"""


def test_who_holds_the_lock_is_named_and_a_killed_one_holds_nothing(computer: Computer, workspace: Path) -> None:
    with running(computer, HOLD, workspace.name):
        done = computer.run(computer.python, computer.script(IMPATIENT), "-w", workspace.name, "consolidate", *DAY)
        assert done.returncode == 2 and "起正在试着占住。请等它结束再试。" in said(done.stderr)
        status = computer.toolkit("-w", workspace.name, "status")
        assert status.returncode == 0, said(status.stderr)
    assert computer.toolkit("-w", workspace.name, "consolidate", *DAY).returncode == 0


APART = """
import sys
from toolkit.base.apart import Bounds, Lost, run_apart
assert run_apart("builtins:len", b"abc") == 3
assert run_apart("os:abort", b"") is Lost.DIED
assert run_apart("posixpath:nothing", b"") is Lost.DIED
assert run_apart("builtins:bytearray", b"x" * 10**6, bounds=Bounds(reply=10**5)) is Lost.MEMORY
assert run_apart("base64:b64encode", b"x" * 10**8, bounds=Bounds(memory=10**8)) is Lost.MEMORY
"""


def test_what_is_read_apart_has_limits(computer: Computer) -> None:
    done = computer.run(computer.python, computer.script(APART))
    assert done.returncode == 0, said(done.stderr)


@pytest.mark.parametrize("place", ["搬走了", "盘 1/100%/（新）整改"])
def test_a_folder_that_was_moved_runs_with_all_that_is_in_it(
    place: str, computer: Computer, demo: dict[str, Any], tmp_path: Path
) -> None:
    moved = Computer(computer.prefix, computer.drive / place)
    moved.folder.parent.mkdir(parents=True, exist_ok=True)
    made = computer.folder / "workspace" / "河湖"
    assert computer.toolkit("init", "workspace\\河湖").returncode == 0
    shutil.move(computer.folder, moved.folder)
    try:
        # Its commands, from its own console; and what was written into a workspace before it was moved.
        typed = b"toolkit -w ..\\%s status\r\nexit\r\n" % demo["workspace"].encode("gb18030")
        done = moved.run("cmd", "/c", "命令行.bat", typed=typed)
        assert "合计：应报 182 份" in said(done.stdout), said(done.stdout + done.stderr)
        starter = (moved.folder / "workspace" / "河湖" / "开始收件.bat").read_bytes()
        asking = starter.replace(b"-m toolkit watch", b"-m toolkit doctor")
        (moved.folder / "workspace" / "河湖" / "问.bat").write_bytes(asking)
        done = moved.run("cmd", "/c", "问.bat", where=moved.folder / "workspace" / "河湖", typed=b"\r\n")
        assert "正常　密钥" in said(done.stdout), said(done.stdout + done.stderr)
    finally:
        shutil.move(moved.folder, computer.folder)
        shutil.rmtree(made)


def test_a_folder_that_is_not_whole_says_what_to_do(computer: Computer) -> None:
    lone = computer.drive / "单独"
    lone.mkdir(exist_ok=True)
    shutil.copy(computer.folder / "打开整改工作台.bat", lone)
    done = computer.run("cmd", "/c", "打开整改工作台.bat", where=lone, typed=b"\r\n")
    assert done.returncode == 2 and "全部解压" in done.stdout.decode(errors="replace")
