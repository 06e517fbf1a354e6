"""Collect N filled returns, beside a clerk's script, a plain reader and the floor, on the same files.

    python -m benchmarks.collect                        # 250 and 2,500 returns, some five minutes
    python -m benchmarks.collect 25000 100000           # the large sizes, some forty minutes
    python -m benchmarks.collect 60                     # a small run
    python -m benchmarks.collect --keep FILE 250 …      # the numbers also as JSON, for benchmarks.chart

- script: pandas.read_excel with openpyxl, one pandera call a file, concat, to_excel (`clerk.py`); of more than 2,500
  files it is given the first 2,500, and what it needs for each is taken for the rest;
- plain: python-calamine for each file, answers from fixed addresses, one frame; no checks, no archive;
- floor: inflating every XML part of every file and running expat over it;
- toolkit: `Workspace.collect` on one core: guard, identity, answers, checks, archive, ledger; and "answers", what it
  writes for the units (correction copies, receipts, drafts of mails), which neither of the others does;
- cores: the same spread over all cores.

Each side runs in a process of its own. "CPU s" is all of it, "ms/file" without start-up (imports); "peak" is the
memory of the process, "child" that of its largest child.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.parsers import expat

from benchmarks.measured import in_its_own_process, megabytes, said
from toolkit import Workspace

DAY = date(2021, 1, 30)
SCRIPT_AT_MOST = 2500


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--side"]:
        return side(arguments[1], Path(arguments[2]))
    keep = Path(arguments[1]) if arguments[:1] == ["--keep"] else None
    sizes = [int(argument) for argument in arguments[2 if keep else 0 :]] or [250, 2500]
    every: dict[int, dict[str, dict[str, float]]] = {}
    heads = ("returns", "side", "files", "CPU s", "ms/file", "answers", "peak MB", "child")
    print(" ".join(f"{head:>8}" for head in heads))
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = every[size] = _measured(Path(folder), size)
        for name, it in found.items():
            answers = f"{_each(it, 'answers'):.2f}" if "answers" in it else ""
            print(
                f"{size:>8} {name:>8} {it['files']:>8.0f} {it['cpu']:>8.1f} {_each(it):>8.2f} {answers:>8}"
                f" {it['peak']:>8.0f} {it['child']:>8.0f}"
            )
        _compared(size, found)
        if keep is not None:
            keep.write_text(json.dumps(every, indent=1) + "\n", encoding="utf-8")
    if len(every) > 1:
        small, large = min(every), max(every)
        ratio = _each(every[large]["toolkit"]) / _each(every[small]["toolkit"])
        print(f"CPU per file at {large} is {ratio:.2f} times that at {small}")
    return 0


def _compared(size: int, found: dict[str, dict[str, float]]) -> None:
    ours, cores = found["toolkit"], found["cores"]
    floor, script, plain = (_each(found[name]) for name in ("floor", "script", "plain"))
    for words, each in (("without answers", _each(ours)), ("answers included", _each(ours) + _each(ours, "answers"))):
        print(
            f"{size:>8}: {words}: {each / floor:.1f} times the floor; the script needs {script / each:.1f} times, the"
            f" plain reader {plain / each:.2f} times as much; of the script, the floor is 1/{script / floor:.0f}"
        )
    print(
        f"{size:>8}: over the cores {ours['whole'] / cores['whole']:.2f} times as fast"
        f" ({ours['whole']:.1f} s, {cores['whole']:.1f} s); master {ours['master']:.1f} s of CPU,"
        f" nothing new {ours['again']:.2f} s"
    )


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


def _each(it: dict[str, float], what: str = "work") -> float:
    """ms of CPU for a file."""
    return 1000 * it[what] / it["files"]


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

    import pandas as pd
    import pandera.pandas as pa

    from toolkit.acts import reply, take_in  # noqa: F401 - loaded before the clock runs
    from toolkit.base import workers

    pa.DataFrameSchema({}).validate(pd.DataFrame())  # pandera loads the rest of itself with the first frame
    answers = _timed(reply, "reply")
    before = time.process_time()
    begun = time.perf_counter()
    collected = workspace.collect(as_of=DAY, hire=workers.cores if over_cores else None)
    wall, total = time.perf_counter() - begun, time.process_time() - before
    held, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    total += children.ru_utime + children.ru_stime
    cpu = answers()
    before = time.process_time()
    workspace.consolidate(as_of=DAY)
    master = time.process_time() - before
    begun = time.perf_counter()
    Workspace(workspace.root).run(as_of=DAY)
    again = time.perf_counter() - begun
    return {
        "work": total - cpu, "answers": cpu, "master": master, "again": again, "whole": wall,
        "files": len(collected.taken), "peak": megabytes(held.ru_maxrss),
    }  # fmt: skip


def _timed(module: object, name: str) -> Callable[[], float]:
    """Measure a function of a module from now on; gives its CPU seconds so far."""
    real, spent = getattr(module, name), [0.0]

    def timed(*given: object) -> object:
        since = time.process_time()
        try:
            return real(*given)
        finally:
            spent[0] += time.process_time() - since

    setattr(module, name, timed)
    return lambda: spent[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
