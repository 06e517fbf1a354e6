"""``python -m tests.promises.odd_files_measured``: what each odd file costs, in a process of its own.

Exits with 1 where one takes more work than parsing six million elements of XML does (some 2 s where that was set: a
clock, and seconds of the processor too, say as much of the machine as of the program), or more than 300 MB above what
the program has before it comes.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
import zlib
from datetime import date
from pathlib import Path
from xml.parsers import expat

import psutil

from tests.conftest import KEY, Forms
from tests.promises.odd_files import ODD
from toolkit import Workspace
from toolkit.base.opc import parts_of
from toolkit.base.shipped import shipped_plan_path, shipped_template
from toolkit.catalogue import catalogues
from toolkit.form.loaded_base import load_base
from toolkit.intake import spool
from toolkit.planbook.workbook import read_plan

ELEMENTS = 400_000
MOST_YARDSTICKS, MOST_MEGABYTES = 15, 300.0


def yardstick() -> float:
    """Seconds that this machine works on inflating and parsing a sheet of so many elements; the least of five."""
    cells = b"".join(b'<c r="A%d" s="1"><v>%d</v></c>' % (row, row) for row in range(ELEMENTS // 2))
    packed = zlib.compress(b"<sheetData>" + cells + b"</sheetData>")
    least = float("inf")
    for _ in range(5):
        begin = time.process_time()
        parser, seen = expat.ParserCreate(), [0]
        parser.StartElementHandler = lambda _name, marks, seen=seen: seen.append(len(marks))
        parser.Parse(zlib.decompress(packed), True)
        assert len(seen) > ELEMENTS
        least = min(least, time.process_time() - begin)
    return least


def measured(workspace: Workspace, make: Path) -> tuple[float, float]:
    """Seconds of work for one collect, and megabytes: what the process grows by, or the largest that it starts has."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        before = psutil.Process().memory_info().rss
        begin = os.times()
        workspace.collect(as_of=date(2021, 1, 28))
        seconds = sum(os.times()[:4]) - sum(begin[:4])
        held, children = (
            resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        # Linux counts for a child what its parent had when it was started; only what is more than that is its own.
        most = max(held - before, children if children > held else 0)
        os.write(into, f"{seconds} {most / 2**20}".encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as reply:
        seconds, megabytes = map(float, reply.read().split())
    os.waitpid(child, 0)
    return seconds, megabytes


def main() -> int:
    """Measure every kind; print them, the slowest last."""
    spool.PAUSE = spool.UNFINISHED = 0.0
    most_seconds = MOST_YARDSTICKS * yardstick()
    plan = read_plan(shipped_plan_path())
    forms = Forms(plan, catalogues(plan), load_base(shipped_template()))
    parts = parts_of(forms.filled("3.1.1", "fuyun"))
    results = []
    with tempfile.TemporaryDirectory() as folder:
        kept = Workspace.init(Path(folder) / "工作区", example=True)
        kept.key_path.write_text(KEY.hex() + "\n", encoding="ascii")
        kept.collect(as_of=date(2021, 1, 28))
        for name, make in ODD.items():
            file, data = make(parts)
            work = Path(folder) / "one"
            shutil.copytree(kept.root, work)
            (work / "inbox" / file).write_bytes(data)
            del data
            results.append((*measured(Workspace(work), work), name))
            shutil.rmtree(work)
    for seconds, megabytes, name in sorted(results):
        print(f"{seconds:6.2f} s {megabytes:5.0f} MB  {name}")
    slowest, largest = max(r[0] for r in results), max(r[1] for r in results)
    print(f"{len(results)} kinds: at most {slowest:.2f} s and {largest:.0f} MB")
    print(f"the limits: {most_seconds:.2f} s and {MOST_MEGABYTES:.0f} MB")
    return int(slowest > most_seconds or largest > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
