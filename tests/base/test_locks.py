"""The lock: one at a time, who holds it, and what a crash leaves."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from toolkit.base.errors import WorkspaceError
from toolkit.base.locks import held, holder

HOLD = """
import pathlib, sys, time
from toolkit.base.locks import held
with held(pathlib.Path(sys.argv[1]), "汇总"):
    print("held", flush=True)
    time.sleep(60)
"""


def holding(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline().strip() == "held"
    return process


def test_another_process_is_named_with_what_it_does_since_when(tmp_path: Path) -> None:
    process = holding(tmp_path / "lock")
    try:
        with (
            pytest.raises(
                WorkspaceError, match=r".+ 上的 .+ 从 \d{4}-\d\d-\d\d \d\d:\d\d 起正在汇总。请等它结束再试。"
            ),
            held(tmp_path / "lock", "收件", wait=0.1),
        ):
            raise AssertionError
    finally:
        process.kill()
        process.communicate()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    process = holding(tmp_path / "lock")
    process.kill()
    process.communicate()
    with held(tmp_path / "lock", "收件", wait=120):
        assert "收件" in holder(tmp_path / "lock.holder")
    assert not (tmp_path / "lock.holder").exists()


def test_it_waits_for_its_turn(tmp_path: Path) -> None:
    done: list[str] = []

    def work(name: str) -> None:
        with held(tmp_path / "lock", "收件", wait=120):
            done.append(f"{name}+")
            time.sleep(0.1)
            done.append(f"{name}-")

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one[:-1] == other[:-1] for one, other in zip(done[::2], done[1::2], strict=True)) and len(done) == 8


def test_a_note_that_cannot_be_read_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "lock.holder").write_bytes(b"\xff{")
    assert holder(tmp_path / "lock.holder") == "另一个窗口正在处理这个工作区"
    with held(tmp_path / "lock", "收件"):
        assert "收件" in holder(tmp_path / "lock.holder")
