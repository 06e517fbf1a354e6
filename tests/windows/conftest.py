from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.windows.computer import PROGRAMS, ROOT, Computer, end, set_up


@pytest.fixture(scope="session")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Computer]:
    """The computer; what it is made of is kept between runs."""
    lacking = [program for program in PROGRAMS if not shutil.which(program)]
    assert not lacking, f"not installed: {', '.join(lacking)}; see packaging/README.md"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rectification-toolkit"
    made = set_up(tmp_path_factory.mktemp("windows"), cache)
    try:
        yield made
    finally:
        end(made)


@pytest.fixture(scope="session")
def demo(computer: Computer) -> dict[str, Any]:
    """What the demonstration there says; its workspace is 演示."""
    done = computer.toolkit("demo", "--json", "演示")
    assert done.returncode in (0, 1), done.stderr.decode("gb18030")
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="session")
def demo_here(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """The same demonstration on this machine, and its workspace."""
    where = tmp_path_factory.mktemp("here")
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "demo", "--json", "演示"],
        cwd=where, capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr.decode()
    return dict(json.loads(done.stdout)), where / "演示"
