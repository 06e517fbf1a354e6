"""Collect N filled returns, beside what others would do with the same files.

    python -m benchmarks.collect                        # 250 and 2,500 returns, some five minutes
    python -m benchmarks.collect 25000 100000           # the large sizes, some forty minutes
    python -m benchmarks.collect 60                     # a small run
    python -m benchmarks.collect --keep FILE 250 …      # the numbers also as JSON, for benchmarks.chart

- script: pandas.read_excel with openpyxl, one pandera call a file, concat, to_excel (`clerk.py`); of more than 2,500
  files it is given the first 2,500, and what it needs for each is taken for the rest; calamine: the same with
  pandas' engine "calamine";
- competent: python-calamine, polars, xlsxwriter, one frame for each item (`competent.py`);
- limit: the least for anything that keeps what it is given: the form's sheet parsed by python-calamine, the file
  hashed and put into an archive with fsync, its identity's HMAC, a row in SQLite; no checks;
- floor: inflating every XML part of every file and running expat over it;
- toolkit: `Workspace.collect` on one core: guard, identity, answers, checks, archive, ledger; and "answers", what it
  writes for the units (correction copies, receipts, drafts of mails), which none of the others does;
- cores: the same spread over all cores.

Where LibreOffice is installed, forty of the files were saved by it. Each side runs in a process of its own. "CPU s" is
all of it, "ms/file" without start-up (imports); "peak" is the memory of the process, "child" that of its largest child.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measured import in_its_own_process

SIDES = ("script", "calamine", "competent", "limit", "floor", "toolkit", "cores")
SCRIPT_AT_MOST = 2500


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--side"]:
        from benchmarks.sides import side

        return side(arguments[1], Path(arguments[2]))
    keep = Path(arguments[1]) if arguments[:1] == ["--keep"] else None
    sizes = [int(argument) for argument in arguments[2 if keep else 0 :]] or [250, 2500]
    every: dict[int, dict[str, dict[str, float]]] = {}
    heads = ("returns", "side", "files", "CPU s", "ms/file", "answers", "peak MB", "child")
    print(" ".join(f"{head:>{9 if head == 'side' else 8}}" for head in heads))
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = every[size] = _measured(Path(folder), size)
        for name, it in found.items():
            answers = f"{_each(it, 'answers'):.2f}" if "answers" in it else ""
            print(
                f"{size:>8} {name:>9} {it['files']:>8.0f} {it['cpu']:>8.1f} {_each(it):>8.2f} {answers:>8}"
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
    for words, each in (("without answers", _each(ours)), ("answers included", _each(ours) + _each(ours, "answers"))):
        others = ", ".join(f"{each / _each(found[name]):.2f} times {name}" for name in SIDES[:5])
        print(f"{size:>8}: {words}: {others}")
    print(
        f"{size:>8}: over the cores {ours['whole'] / cores['whole']:.2f} times as fast"
        f" ({ours['whole']:.1f} s, {cores['whole']:.1f} s) with"
        f" {(cores['work'] + cores['answers']) / (ours['work'] + ours['answers']):.2f} times the CPU;"
        f" master {ours['master']:.1f} s of CPU, nothing new {ours['again']:.2f} s"
    )


def _measured(folder: Path, size: int) -> dict[str, dict[str, float]]:
    from benchmarks.returns import make_workspace, save_some_anew

    template = folder / "template"
    make_workspace(template, size)
    save_some_anew(template / "inbox")
    found = {}
    for name in SIDES:
        root = template
        if name in ("toolkit", "cores"):
            root = folder / name
            shutil.copytree(template, root)  # with the files' times
        found[name] = in_its_own_process("benchmarks.collect", name, root)
        wanted = min(size, SCRIPT_AT_MOST) if name in ("script", "calamine") else size
        if found[name]["files"] != wanted:
            raise SystemExit(f"{name} took {found[name]['files']:.0f} of {wanted} files")
        if root != template:
            shutil.rmtree(root)
    return found


def _each(it: dict[str, float], what: str = "work") -> float:
    """ms of CPU for a file."""
    return 1000 * it[what] / it["files"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
