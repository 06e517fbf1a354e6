"""Several people at the same workspace at once; `python -m tests.promises.crowd` lets twenty loose for two minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.effort import first
from tests.promises import crowd
from tests.promises.crash import prepare
from tests.small import small_plan_file


@pytest.mark.exhaustive
@pytest.mark.parametrize(("seconds", "small"), first(1, [(0.5, True), (8, False)]))
def test_many_at_once_lose_nothing_and_take_nothing_twice(tmp_path: Path, seconds: float, small: bool) -> None:
    workspace = prepare(tmp_path / "工作区", 0, small_plan_file(tmp_path) if small else None)
    seen = crowd.let_loose(workspace, people=5, seconds=seconds)
    assert crowd.check(workspace, seen) >= len(seen.dropped) > 0 and seen.commands > 2 and seen.decisions
