"""Several people at the same workspace at once; `python -m tests.promises.crowd` lets twenty loose for two minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.effort import first
from tests.promises import crowd
from tests.promises.crash import prepare


@pytest.mark.parametrize("seconds", first(1, [0, 8]))
def test_many_at_once_lose_nothing_and_take_nothing_twice(tmp_path: Path, seconds: float) -> None:
    workspace = prepare(tmp_path / "工作区", 0)
    seen = crowd.let_loose(workspace, people=5, seconds=seconds)
    assert crowd.check(workspace, seen) >= len(seen.dropped) > 0 and seen.commands > 2 and seen.decisions
