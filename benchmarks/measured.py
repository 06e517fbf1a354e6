"""Each side of a benchmark in a process of its own: what it says, its CPU and its peak memory, children included."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def in_its_own_process(module: str, side: str, root: Path, *more: str) -> dict[str, float]:
    """Run ``python -m module --side side root``; gives what it said, with "wall" in seconds."""
    command = [sys.executable, "-m", module, "--side", side, str(root), *more]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "wall": time.perf_counter() - started}


def said(found: dict[str, float]) -> None:
    """Print what a side has to say, with the whole process's CPU in seconds and its peak memory in MB."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(part for usage in (own, children) for part in (usage.ru_utime, usage.ru_stime))
    memory = {"peak": megabytes(own.ru_maxrss), "child": megabytes(children.ru_maxrss)}
    print(json.dumps({"cpu": cpu, **memory, **found}))


def megabytes(peak: int) -> float:
    """A peak of memory as the system gives it (`resource.getrusage`), in MB."""
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
