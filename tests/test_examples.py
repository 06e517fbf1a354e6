"""The examples run as they are, and say what they claim to say."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import toolkit
from toolkit import Workspace

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(name: str, *arguments: str | Path) -> str:
    command = [sys.executable, "-X", "utf8", str(EXAMPLES / name), *map(str, arguments)]
    # A script has its own folder on the path; the package meant is the one that the tests have.
    found = os.environ | {"PYTHONPATH": str(Path(toolkit.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=found)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("example") / "workspace"
    return folder, run("one_period.py", folder)


def test_one_period_accepts_sends_back_and_reminds(played: tuple[Path, str]) -> None:
    folder, said = played
    workspace = Workspace(folder)
    owing = [s for s in workspace.status(as_of=date(2021, 2, 8)) if s.item.id == "3.1.1" and s.owing]
    assert said.count("sent back") == 1 and said.count("accepted") == len(workspace.plan.item["3.1.1"].unit_ids) - 2
    assert "rule.3.1.1-r1" in said
    assert len(owing) == 2 and all(s.unit.area in said.splitlines()[-1] for s in owing)
    assert workspace.master_path(workspace.period()).exists()


def test_status_as_a_frame_counts_every_form_once(played: tuple[Path, str]) -> None:
    folder, _ = played
    lines = run("status_as_frame.py", folder, "2021-02-08").splitlines()
    states = lines[0].split()[1:]
    counts = [list(map(int, line.split()[1:])) for line in lines[2:]]
    workspace = Workspace(folder)
    assert sum(map(sum, counts)) == len(workspace.plan.obligations())
    column = states.index("退回")
    assert sum(row[column] for row in counts) == 1


def test_one_period_needs_no_folder(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["one_period.py"])
    runpy.run_path(str(EXAMPLES / "one_period.py"), run_name="__main__")
    assert "master:" in capsys.readouterr().out
