"""Whatever lies at a path: its bytes, or one sentence; nothing waits, nothing leads out, nothing is endless."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.base import guarded
from toolkit.base.guarded import Trouble, UnreadableError, check_plain, hashed, is_plain, leads_out, read_guarded

posix = pytest.mark.skipif(os.name != "posix", reason="these kinds of file are posix's")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处" / "表.xlsx").write_bytes(b"secret")
    (tmp_path / "工作区").mkdir()
    return tmp_path / "工作区"


def put_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path may have 100 bytes
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def link_in_circles(path: Path) -> None:
    other = path.with_name("又一个")
    other.symlink_to(path)
    path.symlink_to(other)


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("管道"))
    path.symlink_to(path.with_name("管道"))


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


def linked_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.symlink_to(path.parent.parent.parent / "别处")


ODD: dict[str, tuple[Callable[[Path], object], Trouble]] = {
    "nothing": (lambda path: None, Trouble.MISSING),
    "pipe": (lambda path: os.mkfifo(path), Trouble.SPECIAL),
    "socket": (put_socket, Trouble.SPECIAL),
    "folder": (lambda path: path.mkdir(), Trouble.SPECIAL),
    "link_to_a_device": (lambda path: path.symlink_to("/dev/zero"), Trouble.LINK),
    "link_to_the_system": (lambda path: path.symlink_to("/proc/self/environ"), Trouble.LINK),
    "link_out": (lambda path: path.symlink_to(path.parents[2] / "别处" / "表.xlsx"), Trouble.LINK),
    "link_to_a_pipe_beside": (
        link_to_a_pipe,
        Trouble.SPECIAL,
    ),
    "dangling_link": (lambda path: path.symlink_to(path.with_name("没有")), Trouble.MISSING),
    "links_in_circles": (link_in_circles, Trouble.LINK),
    "folder_that_is_a_link_out": (linked_folder, Trouble.LINK),
    "huge": (huge, Trouble.LARGE),
    "empty": (lambda path: path.touch(), Trouble.EMPTY),
}


@posix
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_to_read_is_a_sentence(root: Path, kind: str) -> None:
    put, trouble = ODD[kind]
    path = root / "outbox" / "表.xlsx"
    path.parent.mkdir()
    put(path)
    with pytest.raises(UnreadableError) as raised:
        read_guarded(path, "总台账", inside=root)
    assert raised.value.trouble is trouble
    assert "总台账 表.xlsx" in str(raised.value) and "请" in str(raised.value) and str(raised.value).endswith("。")
    if trouble not in (Trouble.LARGE, Trouble.EMPTY):
        for other in (hashed, check_plain):
            with pytest.raises(UnreadableError):
                other(path, "总台账", inside=root)
    assert is_plain(path) is (kind in ("huge", "empty", "folder_that_is_a_link_out"))


@posix
@pytest.mark.parametrize("target", ["/dev/zero", "/dev/tty", "/dev/stdin"])
def test_a_device_that_a_person_names_is_not_read_either(target: str) -> None:
    with pytest.raises(UnreadableError):
        read_guarded(Path(target), "文件")


@posix
@pytest.mark.parametrize("target", ["/proc/self/status", "/proc/cpuinfo", "/proc/self/maps"])
def test_a_file_of_the_system_that_says_it_is_empty_is_not_read(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "PAUSE", 0.0)
    if not Path(target).exists():
        pytest.skip("this system has none")
    with pytest.raises(UnreadableError) as raised:
        read_guarded(Path(target), "文件")
    assert raised.value.trouble is Trouble.CHANGING


def test_what_may_be_read_is_read(root: Path) -> None:
    path = root / "表.xlsx"
    path.write_bytes(b"x" * 3_000_000)
    assert read_guarded(path, "", inside=root) == b"x" * 3_000_000
    (root / "空.txt").touch()
    assert read_guarded(root / "空.txt", "", empty=True) == b""


@posix
def test_links_within_the_workspace_and_a_workspace_that_is_a_link_do_no_harm(root: Path) -> None:
    (root / "真.xlsx").write_bytes(b"x")
    (root / "表.xlsx").symlink_to("真.xlsx")
    whole = root.with_name("链接")
    whole.symlink_to(root)
    for at in (root, whole):
        assert read_guarded(at / "表.xlsx", "", inside=at) == b"x" and not leads_out(at / "表.xlsx", at)
    assert read_guarded(root / "表.xlsx", "", inside=whole) == b"x"


@pytest.mark.parametrize("name", ["a\0b", "a" * 300, "没有/表.xlsx"])
def test_names_that_no_system_takes_are_missing(root: Path, name: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        read_guarded(root / name, "文件", inside=root)
    assert raised.value.trouble in (Trouble.MISSING, Trouble.FAILED, Trouble.LINK)


@posix
def test_a_name_is_shown_as_it_can_be_seen(root: Path) -> None:
    with pytest.raises(UnreadableError, match=r"a〔U\+DCFF〕〔U\+202E〕b"):
        read_guarded(root / "a\udcff\u202eb", "文件", inside=root)


def test_a_file_that_no_one_may_read_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "表.xlsx").write_bytes(b"x")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableError, match="正被占用"):
        read_guarded(root / "表.xlsx", "总台账")


@pytest.mark.parametrize("grows", [True, False])
def test_a_file_that_changes_while_it_is_read(root: Path, monkeypatch: pytest.MonkeyPatch, grows: bool) -> None:
    """Looked at again as often as it is worth it; what is read is the file of one moment."""
    path = root / "表.xlsx"
    path.write_bytes(b"old")
    changes = [b"longer", b"longest"] if grows else [b"%03d" % n for n in range(100)]
    real, number = os.read, 0

    def changing(descriptor: int, size: int) -> bytes:
        nonlocal number
        data = real(descriptor, size)
        if data and number < len(changes):
            path.write_bytes(changes[number])
            os.utime(path, (number, number))
            number += 1
        return data

    monkeypatch.setattr(guarded, "PAUSE", 0.0)
    monkeypatch.setattr(os, "read", changing)
    if grows:
        assert read_guarded(path, "") == b"longest"
    else:
        with pytest.raises(UnreadableError, match="正在被别的程序改写"):
            read_guarded(path, "总台账")


def test_a_file_that_is_gone_between_two_looks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "表.xlsx"
    path.write_bytes(b"x")
    real = os.open

    def gone(name: Path, flags: int) -> int:
        path.unlink()
        return real(name, flags)

    monkeypatch.setattr(os, "open", gone)
    with pytest.raises(UnreadableError, match="找不到"):
        read_guarded(path, "总台账")


@posix
def test_a_file_that_has_become_a_pipe_keeps_nobody_waiting(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "表.xlsx"
    path.write_bytes(b"x")
    real = os.open

    def becomes(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(name, flags)

    monkeypatch.setattr(os, "open", becomes)
    said: list[UnreadableError] = []

    def read() -> None:
        try:
            read_guarded(path, "总台账")
        except UnreadableError as error:
            said.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(20)
    assert [error.trouble for error in said] == [Trouble.SPECIAL]
