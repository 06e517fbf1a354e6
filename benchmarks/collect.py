"""Collect N filled returns, beside a clerk's script, a plain reader and the floor, on the same files.

    python -m benchmarks.collect                        # 250 and 2,500 returns, some five minutes
    python -m benchmarks.collect 25000 100000           # the large sizes, some hours of which the script has most
    python -m benchmarks.collect 60                     # a small run

- script: pandas.read_excel with openpyxl, one pandera call a file, concat, to_excel (`clerk.py`); of more than 2,500
  files it is given the first 2,500, and what it needs for each is taken for the rest;
- plain: python-calamine for each file, answers from fixed addresses, one frame; no checks, no archive;
- floor: inflating every XML part of every file and running expat over it;
- toolkit: `Workspace.collect` on one core: guard, identity, answers, checks, archive, ledger. What it writes for the
  counties (correction copies, receipts, drafts of mails) is told apart as "answers", the master as "master";
- cores: the same with the reading spread over all cores.

Each side runs in a process of its own. "ms/file" is CPU without start-up; "peak" the memory of the process, with that
of its largest child beside.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.parsers import expat

from benchmarks.measured import in_its_own_process, said
from toolkit import Workspace, answer

DAY = date(2021, 1, 30)
SCRIPT_AT_MOST = 2500


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--side"]:
        return side(arguments[1], Path(arguments[2]))
    sizes = [int(argument) for argument in arguments] or [250, 2500]
    per_file: dict[int, float] = {}
    print(
        f"{'returns':>8} {'side':>8} {'files':>7} {'CPU s':>8} {'wall s':>8} {'ms/file':>8} {'peak MB':>8} {'child':>6}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = _measured(Path(folder), size)
        for name, it in found.items():
            print(
                f"{size:>8} {name:>8} {it['files']:>7.0f} {it['cpu']:>8.1f} {it['wall']:>8.1f} {_each(it):>8.2f}"
                f" {it['peak']:>8.0f} {it['child']:>6.0f}"
            )
        ours, cores, floor = found["toolkit"], found["cores"], found["floor"]
        script, plain = _each(found["script"]) / _each(ours), _each(found["plain"]) / _each(ours)
        print(
            f"{size:>8}: {_each(ours) / _each(floor):.1f} times the floor; the script needs {script:.1f} times, the"
            f" plain reader {plain:.2f} times the CPU; over the cores {ours['reading'] / cores['reading']:.2f} times as"
            " fast"
        )
        print(
            f"{size:>8}: answers {1000 * ours['answers'] / ours['refused']:.1f} ms for each return that was sent back,"
            f" master {ours['master']:.1f} s, nothing new {ours['again']:.2f} s"
        )
        per_file[size] = _each(ours)
    if len(per_file) > 1:
        small, large = min(per_file), max(per_file)
        print(f"CPU per file at {large} is {per_file[large] / per_file[small]:.2f} times that at {small}")
    return 0


def _measured(folder: Path, size: int) -> dict[str, dict[str, float]]:
    from benchmarks.returns import make_workspace

    template = folder / "template"
    make_workspace(template, size)
    found = {}
    for name in ("script", "plain", "floor", "toolkit", "cores"):
        root = template
        if name in ("toolkit", "cores"):
            root = folder / name
            shutil.copytree(template, root)  # with the files' times
        found[name] = in_its_own_process("benchmarks.collect", name, root)
        wanted = min(size, SCRIPT_AT_MOST) if name == "script" else size
        if found[name]["files"] != wanted:
            raise SystemExit(f"{name} took {found[name]['files']:.0f} of {wanted} files")
        if root != template:
            shutil.rmtree(root)
    return found


def _each(it: dict[str, float]) -> float:
    """ms of CPU for a file."""
    return 1000 * it["work"] / it["files"]


def side(name: str, root: Path) -> int:
    workspace = Workspace(root)
    paths = sorted(workspace.inbox.glob("*.xlsx"))
    if name in ("script", "plain"):
        said(_script(workspace, paths) if name == "script" else _plain(workspace, paths))
    else:
        said(_floor(paths) if name == "floor" else _toolkit(workspace, over_cores=name == "cores"))
    return 0


def _script(workspace: Workspace, paths: list[Path]) -> dict[str, float]:
    from benchmarks import clerk

    paths = paths[:SCRIPT_AT_MOST]
    # The addresses are written down once, by hand: not counted.
    sheets = {item: clerk.Sheet(workspace, catalogue) for item, catalogue in workspace.catalogues.items()}
    before = time.process_time()
    refused = clerk.consolidate(paths, sheets, workspace.root / "script.xlsx")
    return {"work": time.process_time() - before, "files": len(paths), "refused": refused}


def _plain(workspace: Workspace, paths: list[Path]) -> dict[str, float]:
    import pandas as pd
    from python_calamine import CalamineWorkbook

    from benchmarks import clerk

    cells = {item: clerk.Sheet(workspace, c).cells for item, c in workspace.catalogues.items()}
    before, rows = time.process_time(), []
    for path in paths:
        grid = CalamineWorkbook.from_path(path).get_sheet_by_name("填报表").to_python(skip_empty_area=False)
        its = cells[str(grid[1][1]).split("/")[1]]
        rows.append({"file": path.name, **{name: grid[r][c] for name, (r, c) in its.items()}})
    pd.DataFrame(rows).to_csv(workspace.root / "plain.csv")
    return {"work": time.process_time() - before, "files": len(paths)}


def _floor(paths: list[Path]) -> dict[str, float]:
    before = time.process_time()
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels", ".vml")):
                    expat.ParserCreate().Parse(archive.read(part), True)
    return {"work": time.process_time() - before, "files": len(paths)}


def _toolkit(workspace: Workspace, *, over_cores: bool) -> dict[str, float]:
    import resource

    from toolkit import crew

    answers = _timed(answer, "answer")
    before = time.process_time()
    begun = time.perf_counter()
    collected = workspace.collect(as_of=DAY, hire=crew.cores if over_cores else None)
    wall, total = time.perf_counter() - begun, time.process_time() - before
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    total += children.ru_utime + children.ru_stime
    cpu, waited = answers()
    before = time.process_time()
    workspace.consolidate(as_of=DAY)
    master = time.process_time() - before
    begun = time.perf_counter()
    Workspace(workspace.root).run(as_of=DAY)
    again = time.perf_counter() - begun
    refused = sum(not taken.accepted for taken in collected.taken)
    return {
        "work": total - cpu, "answers": cpu, "master": master, "again": again, "reading": wall - waited,
        "files": len(collected.taken), "refused": refused,
    }  # fmt: skip


def _timed(module: object, name: str) -> Callable[[], tuple[float, float]]:
    """Measure a function of a module from now on; gives its CPU and wall seconds so far."""
    real, spent = getattr(module, name), [0.0, 0.0]

    def timed(*given: object) -> object:
        begun, since = time.process_time(), time.perf_counter()
        try:
            return real(*given)
        finally:
            spent[0] += time.process_time() - begun
            spent[1] += time.perf_counter() - since

    setattr(module, name, timed)
    return lambda: (spent[0], spent[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
