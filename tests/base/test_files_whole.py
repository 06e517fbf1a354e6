"""Whatever lies where a temporary file is to be: it is neither followed nor waited for."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.base.files import abandoned, write_all, write_whole
from toolkit.base.swap import swap

pytestmark = pytest.mark.skipif(os.name != "posix", reason="these kinds of file are posix's")


def readable_by_all(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o666)


LYING: dict[str, Callable[[Path], object]] = {
    "link out": lambda path: path.symlink_to(path.parents[1] / "别处.txt"),
    "dangling link out": lambda path: path.symlink_to(path.parents[1] / "没有.txt"),
    "pipe": os.mkfifo,
    "another name of a file elsewhere": lambda path: os.link(path.parents[1] / "别处.txt", path),
    "file that all may write": readable_by_all,
}


def swapped(target: Path, data: bytes) -> None:
    assert swap(target, data, hashlib.sha256(target.read_bytes()).hexdigest(), target.with_name("换下"))


WRITERS: dict[str, Callable[[Path, bytes], object]] = {
    "whole": write_whole,
    "private": lambda target, data: write_whole(target, data, private=True),
    "together": lambda target, data: write_all([(target, data)]),
    "swapped": swapped,
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("kind", LYING)
def test_what_lies_where_a_temporary_file_is_to_be(tmp_path: Path, kind: str, writer: str) -> None:
    elsewhere, target = tmp_path / "别处.txt", tmp_path / "工作区" / "台账.xlsx"
    elsewhere.write_bytes(b"of somebody else")
    target.parent.mkdir()
    target.write_bytes(b"before")
    LYING[kind](target.with_name(f"{target.name}.{os.getpid()}.tmp"))
    WRITERS[writer](target, b"after")
    assert target.read_bytes() == b"after" and not target.is_symlink()
    assert elsewhere.read_bytes() == b"of somebody else" and not (tmp_path / "没有.txt").exists()
    assert [*target.parent.iterdir()] == [target]
    assert target.stat().st_mode & 0o022 == 0 and target.stat().st_nlink == 1
    assert writer != "private" or target.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["方案.xlsx", "[草稿] (1).xlsx", "a.7.tmp.xlsx"])
def test_what_was_abandoned_is_of_this_file_and_of_no_process_that_lives(tmp_path: Path, name: str) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, living, other = (
        tmp_path / f"{of}.{process}.tmp" for of, process in ((name, gone.pid), (name, os.getpid()), ("b", gone.pid))
    )
    own = tmp_path / f"{name}.我的.tmp"
    for path in (left, living, other, own):
        path.write_bytes(b"half")
    assert [*abandoned(tmp_path / name)] == [left]
