"""Several people at the same workspace at once; `python -m tests.promises.crowd` lets twenty loose for two minutes."""

from __future__ import annotations

from pathlib import Path

from tests.promises import crowd
from tests.promises.crash import prepare


def test_many_at_once_lose_nothing_and_take_nothing_twice(tmp_path: Path) -> None:
    workspace = prepare(tmp_path / "工作区", 0)
    seen = crowd.let_loose(workspace, people=5, seconds=6)
    assert crowd.check(workspace, seen) >= len(seen.dropped) > 0 and seen.commands > 3
