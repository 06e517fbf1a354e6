"""The folder on a Windows computer: it runs there as it does here, wherever it lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.windows.computer import Computer
from toolkit import Workspace
from toolkit.base.progress import no_progress
from toolkit.cli.demo.play import ISSUED, by_form, drop_first_round

pytestmark = pytest.mark.windows
MASTER = "outbox/2021-01/整改总台账_2021-01.xlsx"
RECORD = "报送记录"  # in the order of hashes, which follow from the key


def text(data: bytes) -> str:
    """What stands in a Chinese console."""
    return data.decode("gb18030")


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(path, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book if not sheet.title.startswith("_")}


def test_the_demonstration_comes_to_the_same(
    computer: Computer, demo: dict[str, Any], demo_here: tuple[dict[str, Any], Path]
) -> None:
    said, here = demo_here
    assert json.loads(json.dumps(demo).replace("\\\\", "/")) == said
    ours, theirs = cells(here / MASTER), cells(computer.folder / "演示" / MASTER)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] in ([], [RECORD])
    assert len(ours[RECORD]) == len(theirs[RECORD])


def test_the_doctor_finds_nothing(computer: Computer, demo: dict[str, Any]) -> None:
    done = computer.toolkit("-w", "演示", "doctor")
    assert done.returncode == 0, text(done.stdout)
    assert "�" not in text(done.stdout) and "?" not in text(done.stdout)


WORKERS = """
import sys
from concurrent.futures import process
from toolkit.base import workers

def wakeup(self):
    if not self._closed:
        self._writer.send_bytes(b"x")

process._ThreadWakeup.wakeup = wakeup
from toolkit.cli.parser import main
workers.ENOUGH = 1
if __name__ == "__main__":
    sys.exit(main(["-w", sys.argv[1], "run", "--as-of", "2021-01-29", "--json"]))
"""


def test_work_is_spread_over_processes(computer: Computer) -> None:
    """A workspace that was made elsewhere is taken in by processes that are started afresh.

    Debian's wine (8.0) loses messages of no bytes: of 1,200 that are sent through a pipe somebody waits at, 800 come. A
    pool of CPython's wakes its own thread by such messages, and it waited for ever (three runs of eight; a pool without
    a line of the toolkit did so in two tries of two, in `_ThreadWakeup.clear`). So here it wakes it by a byte.
    """
    here = Workspace.init(computer.folder / "有人帮忙", example=True)
    sent = here.distribute(as_of=ISSUED)
    drop_first_round(here, by_form(here, sent.forms), no_progress)
    done = computer.run(computer.python, computer.script(WORKERS), here.root.name)
    assert done.returncode == 1, text(done.stderr)
    assert json.loads(done.stdout)["collected"]["accepted"] == 171
    assert (here.root / MASTER).is_file()
