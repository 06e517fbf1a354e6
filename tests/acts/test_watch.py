"""Watching: a run when the inbox has settled, one line of state, a clean end."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.effort import first
from toolkit import Workspace
from toolkit.acts import watch
from toolkit.acts.watch import on_a_share, starter, watch_inbox
from toolkit.intake.spool import dropped_files


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "QUIET", 200)
    monkeypatch.setattr(watch, "AGAIN", 500)


class Work:
    """Takes what lies in the inbox and counts its runs; says that something was left as long as ``left`` is above 0."""

    def __init__(self, inbox: Path, left: int = 0) -> None:
        self.inbox, self.runs, self.left = inbox, 0, left

    def __call__(self) -> bool:
        for path in dropped_files(self.inbox):
            path.unlink()
        self.runs += 1
        self.left -= 1
        return self.left >= 0

    def reaches(self, runs: int) -> bool:
        for _ in range(1200):  # a minute, so that a busy machine is no fault
            if self.runs >= runs:
                return True
            time.sleep(0.05)
        return False


def started(work: Work) -> tuple[threading.Thread, threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=watch_inbox, args=(work.inbox, work, stop), daemon=True)
    thread.start()
    assert work.reaches(1)
    return thread, stop


def ends(thread: threading.Thread, stop: threading.Event) -> bool:
    stop.set()
    thread.join(timeout=60)
    return not thread.is_alive()


@pytest.mark.parametrize("polling", [False, True])
def test_a_new_file_is_worked_on_once_it_is_quiet(
    tmp_path: Path, polling: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "on_a_share", lambda folder: polling)
    monkeypatch.setattr(watch, "POLL", 100)
    work = Work(tmp_path)
    thread, stop = started(work)
    (tmp_path / "深").mkdir()
    (tmp_path / "深" / "表.xlsx").write_bytes(b"x")
    assert work.reaches(2)
    assert ends(thread, stop)


@pytest.mark.parametrize("polling", [False, True])
def test_what_systems_and_runs_leave_about_is_no_news(
    tmp_path: Path, polling: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "on_a_share", lambda folder: polling)
    monkeypatch.setattr(watch, "POLL", 100)
    work = Work(tmp_path)
    thread, stop = started(work)
    (tmp_path / "~$表.xlsx").write_bytes(b"x")
    (tmp_path / "未识别").mkdir()
    (tmp_path / "未识别" / "表.xlsx").write_bytes(b"x")
    time.sleep(1.5)
    assert work.runs <= 2  # the new folder itself may count
    assert ends(thread, stop)


def test_what_was_dropped_before_the_watch_had_begun_is_worked_on(tmp_path: Path) -> None:
    work = Work(tmp_path)

    def and_another_comes() -> bool:
        again = work()
        if work.runs == 1:
            (tmp_path / "表.xlsx").write_bytes(b"x")
        return again

    stop = threading.Event()
    thread = threading.Thread(target=watch_inbox, args=(tmp_path, and_another_comes, stop), daemon=True)
    thread.start()
    assert work.reaches(2) and not list(dropped_files(tmp_path))
    assert ends(thread, stop)


def test_what_was_left_is_looked_at_again_though_nothing_changes(tmp_path: Path) -> None:
    work = Work(tmp_path, left=2)
    thread, stop = started(work)
    assert work.reaches(3)
    time.sleep(1.2)
    assert work.runs == 3
    assert ends(thread, stop)


@pytest.mark.parametrize("polling", [False, True])
def test_a_file_that_is_still_being_written_is_taken_when_it_is_whole(
    tmp_path: Path, polling: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watch does not wait for ever for quiet; what a run finds growing it leaves, and it is looked at again."""
    monkeypatch.setattr(watch, "on_a_share", lambda folder: polling)
    monkeypatch.setattr(watch, "POLL", 50)
    taken: list[int] = []
    whole = threading.Event()

    class Taking(Work):
        def __call__(self) -> bool:
            taken.extend(path.stat().st_size for path in dropped_files(self.inbox) if whole.is_set())
            self.runs += 1
            return not whole.is_set()

    work = Taking(tmp_path)
    thread, stop = started(work)
    with (tmp_path / "大.txt").open("wb") as file:
        for _ in range(20):
            file.write(b"x" * 1000)
            file.flush()
            time.sleep(0.05)
    assert not taken
    whole.set()
    assert work.reaches(work.runs + 1)
    assert ends(thread, stop) and set(taken) == {20_000}


def away(inbox: Path) -> Callable[[], None]:
    """The inbox goes and comes back."""
    other = inbox.rename(inbox.with_name("别处"))

    def back() -> None:
        if inbox.exists():
            inbox.rmdir()
        other.rename(inbox)

    return back


def root_away(inbox: Path) -> Callable[[], None]:
    """The whole workspace goes, as a share does, and comes back."""
    root = inbox.parent
    other = root.rename(root.with_name("卸下"))

    def back() -> None:
        other.rename(root)

    return back


def another_in_place(inbox: Path) -> Callable[[], None]:
    """A file lies in its place for a while."""
    shutil.rmtree(inbox)
    inbox.write_bytes(b"")

    def back() -> None:
        inbox.unlink()
        inbox.mkdir()

    return back


@pytest.mark.parametrize("polling", [False, True])
@pytest.mark.parametrize("go", [away, root_away, another_in_place])
def test_a_folder_that_goes_and_comes_back_is_watched_on(
    tmp_path: Path, go: Callable[[Path], Callable[[], None]], polling: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "on_a_share", lambda folder: polling)
    monkeypatch.setattr(watch, "POLL", 50)
    inbox = tmp_path / "工作区" / "inbox"
    inbox.mkdir(parents=True)
    work = Work(inbox)
    thread, stop = started(work)
    for _ in range(2):  # twice: who comes back may go again
        back = go(inbox)
        time.sleep(1)
        assert thread.is_alive()
        if go is root_away:
            assert not inbox.parent.exists()  # nothing was made where the share is mounted
        back()
        before = work.runs
        (inbox / "表.xlsx").write_bytes(b"x")
        assert work.reaches(before + 1)
        for _ in range(600):
            if not any(dropped_files(inbox)):
                break
            time.sleep(0.05)
        assert not any(dropped_files(inbox))
    assert ends(thread, stop)


def test_a_local_folder_is_no_share(tmp_path: Path) -> None:
    assert not on_a_share(tmp_path)


def test_the_starter_is_for_windows(workspace: Workspace) -> None:
    data = (workspace.root / "开始收件.bat").read_bytes()
    assert data == starter(workspace.root)
    assert data.decode().endswith('"%PROGRAM%" -m toolkit watch\r\npause\r\n')


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
@pytest.mark.parametrize("how", first(1, [signal.SIGINT, signal.SIGTERM]))
def test_watch_takes_what_comes_and_ends_cleanly(workspace: Workspace, forms: Forms, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "toolkit", "-w", str(workspace.root), "watch"]
    # What a shell starts in the background is born deaf to Ctrl+C; it must end all the same.
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    assert process.stdout
    try:
        assert "正在守着" in process.stdout.readline()
        assert "没有新文件" in process.stdout.readline()
        (workspace.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
        assert "接收 1 份" in "".join(process.stdout.readline() for _ in range(2))
    finally:
        process.send_signal(how)
        try:
            rest, _ = process.communicate(timeout=120)
        finally:
            process.kill()
            process.communicate()
    assert process.returncode == 0 and "收件结束" in rest and "Traceback" not in rest
