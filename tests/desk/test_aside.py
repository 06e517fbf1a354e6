"""What is done in a process of its own comes back as it would from a thread; meanwhile pages show what was known."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.client import Client, heading
from toolkit import Workspace
from toolkit.base import workers
from toolkit.base.errors import SealError, WorkspaceError
from toolkit.base.progress import Progress, no_progress
from toolkit.desk.aside import done_aside
from toolkit.desk.jobs import Told
from toolkit.desk.serve import Served
from toolkit.intake import spool


def act(how: str, progress: Progress) -> tuple[str, int]:
    """What is done aside."""
    if how == "refused":
        raise SealError("密钥不对。")
    if how == "unforeseen":
        print(1 // 0)
    if how == "interrupted":
        os.kill(os.getpid(), signal.SIGINT)
        assert os.getsid(0) == os.getpid(), "nor does it reach whom it works with"
    if how == "killed":
        os._exit(9)
    for number in range(1, 4):
        progress(how, number, 3)
    while how == "stop" and not progress(how, 3, 3):
        time.sleep(0.01)
    return how, os.getpid()


def test_what_is_done_aside_comes_back_with_its_progress() -> None:
    seen: list[tuple[str, int, int]] = []

    def progress(doing: str, done: int, total: int) -> None:
        seen.append((doing, done, total))

    said, process = done_aside(workers.ENOUGH, act, "看", progress=progress)
    assert said == "看" and process != os.getpid()
    assert seen[-1] == ("看", 3, 3)
    assert done_aside(workers.ENOUGH - 1, act, "看", progress=no_progress) == ("看", os.getpid())


def counted(progress: Progress) -> int:
    """An act that counts until it is to stop; gives how far it came."""
    for number in range(1, 10**6):
        if progress("数", number, 10**6):
            return number
    return 0


def test_what_is_done_aside_stops_where_it_is_asked_to() -> None:
    heard: list[int] = []

    def stop(doing: str, done: int, total: int) -> bool:
        heard.append(done)
        return True

    assert done_aside(workers.ENOUGH, counted, progress=stop) == heard[-1] > 0


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [("refused", WorkspaceError, "密钥不对。"), ("unforeseen", RuntimeError, "ZeroDivisionError"),
     ("killed", WorkspaceError, "已经收下的不会丢")],
)  # fmt: skip
def test_what_goes_wrong_aside_goes_wrong_here(how: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as raised:
        done_aside(workers.ENOUGH, act, how, progress=no_progress)
    assert words in str(raised.value)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_an_interrupt_in_the_terminal_is_for_the_desk() -> None:
    assert done_aside(workers.ENOUGH, act, "interrupted", progress=no_progress)[0] == "interrupted"


def test_who_is_told_how_far_it_is_may_ask_it_to_stop() -> None:
    asked: list[object] = []

    def stop(*how: object) -> bool:
        asked.append(how)
        return len(asked) > 2

    said, _ = done_aside(workers.ENOUGH, act, "stop", progress=stop)
    assert said == "stop" and len(asked) > 2


@pytest.fixture
def working(served: Served) -> Iterator[threading.Event]:
    """A desk that is busy until the event is set."""
    ends = threading.Event()
    Client.of(served).get("/")
    served.desk.start("收件", lambda *_: Told(["好了。"]) if ends.wait(60) else Told(["没有等到。"]))
    yield ends
    ends.set()
    Client.of(served).done(served)


def test_while_an_act_works_no_page_looks_through_the_workspace(
    working: threading.Event, served: Served, client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace.inbox / "表.xlsx").write_bytes(b"x")
    looked: list[Path] = []
    monkeypatch.setattr("toolkit.acts.next_step.look_out", lambda *_, **__: looked.append(workspace.root))
    for page in ("/", "/in", "/job", "/job.json"):
        assert client.get(page).status == 200
    assert looked == [] and "没有等着收的文件" in heading(client.get("/in").text)
    monkeypatch.undo()
    working.set()
    client.done(served)
    assert "收到 1 个文件" in heading(client.get("/in").text)


@pytest.mark.parametrize(
    "names",
    [(), ("a.xlsx", "b.pdf"), ("~$a.xlsx", ".x.1.tmp", "a.part", "Thumbs.db", "甲.xlsx"),
     ("夹/a.xlsx", "夹/里/b.xlsx", "未识别/c.xlsx", ".藏/d.xlsx", "夹/未识别/e.xlsx")],
)  # fmt: skip
def test_as_many_files_are_counted_as_are_taken(tmp_path: Path, names: tuple[str, ...]) -> None:
    inbox = tmp_path / "inbox"
    for name in names:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(b"x")
    if names and os.name == "posix":
        (inbox / "链接.xlsx").symlink_to(inbox / names[0])
        (inbox / "出去").symlink_to(tmp_path)
        os.mkfifo(inbox / "管道.xlsx")
    assert spool.number_dropped(inbox) == len([*spool.dropped_files(inbox)])
