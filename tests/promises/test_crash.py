"""A run that is killed loses nothing and takes nothing twice, wherever it is killed."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pytest

from tests.effort import first
from tests.promises import crash
from tests.small import small_plan_file
from toolkit import Workspace

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="processes are not forked there"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("crash")
    return crash.prepare(folder / "template", 12, small_plan_file(folder))


@pytest.fixture(scope="module")
def expected(template: Workspace, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    whole = tmp_path_factory.mktemp("whole") / "whole"
    shutil.copytree(template.root, whole)
    return crash.run(Workspace(whole))


@pytest.mark.parametrize("every", first(1, [60, 6]))
def test_killed_before_a_change_of_a_file(template: Workspace, expected: bytes, tmp_path: Path, every: int) -> None:
    """Some of some 200 steps; `python -m tests.promises.crash steps` takes them all."""
    dropped = crash.dropped(template)
    for step in range(1, 10_000, every):
        root = tmp_path / "hit"
        shutil.copytree(template.root, root)
        workspace = Workspace(root)
        struck = crash.killed(workspace, crash.die_at(step, root))
        crash.check(workspace, dropped, expected)
        shutil.rmtree(root)
        if not struck:
            break
    assert step > 50  # as many places to die there are


@pytest.mark.parametrize("seed", first(1, range(7, 15)))
def test_killed_at_random_moments(template: Workspace, expected: bytes, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    shutil.copytree(template.root, tmp_path / "hit")
    workspace = Workspace(tmp_path / "hit")
    for _ in range(2):
        crash.killed(workspace, lambda: None, chance.uniform(0, 0.8))
    crash.check(workspace, crash.dropped(template), expected)


@pytest.mark.exhaustive
@pytest.mark.parametrize("after", first(1, [1.5, 0.5, 2.5]))
def test_killed_while_others_read_and_draw(template: Workspace, expected: bytes, tmp_path: Path, after: float) -> None:
    """The run over several cores, killed midway, early and late; where it had ended before, nothing is lost either."""
    shutil.copytree(template.root, tmp_path / "hit")
    workspace = Workspace(tmp_path / "hit")
    crash.killed(workspace, lambda: None, after, crash.run_over_cores)
    crash.check(workspace, crash.dropped(template), expected)
