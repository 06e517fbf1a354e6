"""Collect and consolidate N filled returns, beside a clerk's script on the same files.

    python -m benchmarks.collect            # 200 and 2,000 returns, some four minutes
    python -m benchmarks.collect 50         # a small run

Each side runs in a process of its own. CPU is that of the whole process, imports included; "per file" leaves out what
the process had used before its first file. What both sides do is said in `clerk.py` and in docs/performance.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

DAY = date(2021, 1, 30)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--side"]:
        print(json.dumps(_side(arguments[1], Path(arguments[2]))))
        return 0
    sizes = [int(argument) for argument in arguments] or [200, 2000]
    per_file: dict[int, float] = {}
    print(f"{'returns':>8} {'side':>8} {'CPU s':>8} {'wall s':>8} {'ms/file':>8} {'refused':>8}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "workspace"
            from benchmarks.returns import make_workspace

            make_workspace(root, size)
            shown = {side: _measured(side, root, size) for side in ("clerk", "toolkit")}
        for side, it in shown.items():
            print(
                f"{size:>8} {side:>8} {it['cpu']:>8.2f} {it['wall']:>8.2f} {1000 * it['work'] / size:>8.2f}"
                f" {it['refused']:>8.0f}"
            )
        per_file[size] = shown["toolkit"]["work"] / size
        ratio = shown["clerk"]["cpu"] / shown["toolkit"]["cpu"]
        print(f"{size:>8}: the script needs {ratio:.1f} times the CPU of the toolkit")
    if len(per_file) > 1:
        small, large = min(per_file), max(per_file)
        print(f"CPU per file at {large} is {per_file[large] / per_file[small]:.2f} times that at {small}")
    return 0


def _measured(side: str, root: Path, size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.collect", "--side", side, str(root)]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    said: dict[str, float] = json.loads(done.stdout)
    said["wall"] = time.perf_counter() - started
    if said["files"] != size:
        raise SystemExit(f"{side} took {said['files']} of {size} files")
    return said


def _side(side: str, root: Path) -> dict[str, float]:
    from toolkit import Workspace

    workspace = Workspace(root)
    if side == "clerk":
        from benchmarks import clerk

        paths = sorted(workspace.inbox.glob("*.xlsx"))
        imported = time.process_time()
        sheets = {item: clerk.Sheet(workspace, catalogue) for item, catalogue in workspace.catalogues.items()}
        before = time.process_time()  # the addresses are written down once, by hand: not counted
        refused = clerk.consolidate(paths, sheets, root / "clerk.xlsx")
        work = time.process_time() - before
        return {"cpu": imported + work, "work": work, "files": len(paths), "refused": refused}

    before = time.process_time()
    collected, _ = workspace.run(as_of=DAY)
    total = time.process_time()
    refused = sum(not taken.accepted for taken in collected.taken)
    return {"cpu": total, "work": total - before, "files": len(collected.taken), "refused": refused}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
