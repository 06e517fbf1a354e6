"""Two at once: two desks, a desk and a command, a desk after one that was killed. Who works is said to both."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.desk.client import Client, ask, heading, request
from toolkit import Workspace
from toolkit.base import locks
from toolkit.desk.jobs import Told
from toolkit.desk.serve import Served

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="tests/windows has its own")
HOLD = """
import pathlib, sys
from toolkit.base.locks import held
with held(pathlib.Path(sys.argv[1], ".toolkit", "lock"), "汇总"):
    print("held", flush=True)
    sys.stdin.read()
"""
IMPATIENT = """
import sys
from toolkit.base import locks
from toolkit.cli.parser import main
locks.WAIT = 0.2
sys.exit(main(["-w", *sys.argv[1:]]))
"""


@contextmanager
def holding(root: Path) -> Iterator[None]:
    """A command that works in a workspace, as long as the block lasts."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(root)], stdin=-1, stdout=-1) as process:
        assert process.stdout is not None and process.stdout.readline().strip() == b"held"
        try:
            yield
        finally:
            process.kill()


def test_a_desk_says_which_command_works_and_does_it_afterwards(
    served: Served, client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT", 0.2)
    with holding(workspace.root):
        for path in ("/remind/make", "/closure/read"):
            client.post(path)
            page = client.done(served).text
            assert "没有做成" in heading(page) and "起正在汇总。请等它结束再试。" in page
        assert client.get("/").status == 200
    monkeypatch.setattr(locks, "WAIT", 60)
    client.post("/remind/make")
    assert "做完了" in heading(client.done(served).text)


def test_a_command_says_what_the_desk_does(served: Served, client: Client, workspace: Workspace) -> None:
    call = [sys.executable, "-c", IMPATIENT, str(workspace.root), "consolidate", "--as-of", "2021-02-08"]
    told: list[subprocess.CompletedProcess[str]] = []

    def act(workspace: Workspace, *_: object) -> Told:
        with workspace.locked("收件"):
            told.append(subprocess.run(call, capture_output=True, encoding="utf-8", check=False))
        return Told(["好了。"])

    served.desk.start("收件", act)
    assert "收件做完了" in heading(client.done(served).text)
    assert told[0].returncode == 2 and "起正在收件。请等它结束再试。" in told[0].stderr, told[0]


class Desk:
    """A desk that somebody has opened by a double click, in a process of its own; what its browser was asked for."""

    def __init__(self, root: Path, number: int) -> None:
        """Begin to open it."""
        self._asked = root.parent / f"asked-{number}"
        browser = root.parent / f"browser-{number}"
        browser.write_text(
            f'#!/bin/sh\nprintf %s "$1" > "{self._asked}.part"\nmv "{self._asked}.part" "{self._asked}"\n'
        )
        browser.chmod(0o755)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "toolkit", "-w", str(root), "desk"], env=os.environ | {"BROWSER": str(browser)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip

    @property
    def said(self) -> str:
        """What it has said when it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.read()

    @property
    def address(self) -> str:
        """What its browser was asked for."""
        while not self._asked.exists():
            assert self.process.poll() in (None, 0)
            time.sleep(0.05)
        return self._asked.read_text(encoding="ascii")


@pytest.mark.exhaustive
def test_of_two_double_clicks_one_opens_the_desk_and_a_killed_desk_is_opened_anew(workspace: Workspace) -> None:
    desks = [Desk(workspace.root, number) for number in range(3)]
    try:
        assert len({urlsplit(desk.address).port for desk in desks}) == 1
        assert len({desk.address for desk in desks}) == 3, "each has a ticket of its own"
        while sum(desk.process.poll() is None for desk in desks) > 1:
            time.sleep(0.05)
        (first,) = [desk for desk in desks if desk.process.poll() is None]
        assert all("工作台已经开着" in desk.said for desk in desks if desk is not first)
        first.process.kill()
        first.process.wait()
        desks.append(Desk(workspace.root, 3))
        address = urlsplit(desks[-1].address)
        assert address.port is not None
        answer = ask(address.port, request("GET", address.path, {"Host": f"127.0.0.1:{address.port}"}))
        assert answer.status == 303
    finally:
        for desk in desks:
            with desk.process as process:
                process.kill()
