"""What people wait for: whole commands on the shipped plan, in the order of a period, as they are typed.

    python -m benchmarks.waits                      # two minutes
    python -m benchmarks.waits --keep FILE          # the numbers also as JSON, for benchmarks.chart

Each command is a process of its own, its start and its imports included. CPU is that of the process and its workers;
the seconds by the clock depend on whatever else the machine does. 182 forms go out and all come back, one in ten with
a fault; the second period has 182 more.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.returns import PERIODS, make_workspace


@dataclass(frozen=True)
class Waited:
    """One command: what it does in words, what was typed, seconds of CPU and by the clock."""

    words: str
    command: str
    cpu: float
    wall: float


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = list(_measured(Path(folder)))
    print(f"{'CPU s':>7} {'clock':>7}  command")
    for one in found:
        print(f"{one.cpu:7.2f} {one.wall:7.2f}  {one.command:<44} {one.words}")
    if arguments[:1] == ["--keep"]:
        data = [{"words": one.words, "command": one.command, "cpu": one.cpu} for one in found]
        Path(arguments[1]).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _measured(folder: Path) -> Iterator[Waited]:
    """Every command in its turn."""
    template, here = folder / "template", folder / "workspace"
    forms = len(make_workspace(template, 1, 1).plan.obligations())
    shutil.rmtree(template)
    make_workspace(template, int(forms * PERIODS * 1.05), PERIODS)
    first, second = ("--period", "2021-01"), ("--period", "2021-04")
    yield _timed(folder, "help", "--help")
    yield _timed(folder, "a workspace with the shipped plan", "init", "--example", str(here))
    shutil.copy(template / ".toolkit" / "key", here / ".toolkit" / "key")
    yield _timed(here, f"{forms} forms go out", "distribute", *first, "--as-of", "2021-01-05")
    yield _timed(here, "again, nothing changed", "distribute", *first, "--as-of", "2021-01-05")
    _came(template, here, "2021-01")
    yield _timed(here, f"{forms} come back and are answered", "run", "--as-of", "2021-01-30")
    yield _timed(here, "nothing new", "run", "--as-of", "2021-01-30")
    yield _timed(here, "the master of another day", "run", "--as-of", "2021-02-02")
    yield _timed(here, "who is late", "status", "--as-of", "2021-02-02")
    yield _timed(here, "reminders", "remind", "--as-of", "2021-02-02")
    yield _timed(here, "public editions", "publish", *first, "--as-of", "2021-02-02")
    yield _timed(here, "nothing new after both", "run", "--as-of", "2021-02-02")
    yield _timed(here, "a form's history", "history", "--unit", "富蕴县", "--item", "三（一）1")
    yield _timed(here, "a second period goes out", "distribute", *second, "--as-of", "2021-03-25")
    _came(template, here, "2021-04")
    yield _timed(here, "and comes back", "run", "--as-of", "2021-04-29")
    yield _timed(here, "is all in order", "doctor")
    yield _timed(folder, "the whole demonstration", "demo", str(folder / "demo"))


def _came(template: Path, here: Path, period: str) -> None:
    """Put the returns of a period into the inbox."""
    for path in (template / "inbox").glob(f"*{period}*.xlsx"):
        shutil.copy2(path, here / "inbox" / path.name)


def _timed(at: Path, words: str, *command: str) -> Waited:
    before, begun = os.times(), time.perf_counter()
    line = [sys.executable, "-m", "toolkit", *command]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(line, cwd=at, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    wall, after = time.perf_counter() - begun, os.times()
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command}: {done.stdout}{done.stderr}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    typed = " ".join(part for part in command if not part.startswith(str(at.anchor)))
    return Waited(words, typed, cpu, wall)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
