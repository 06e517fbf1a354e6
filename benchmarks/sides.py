"""The sides of `benchmarks.collect`: each does its work on the files of one inbox, in a process of its own."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from benchmarks import clerk
from benchmarks.collect import SCRIPT_AT_MOST
from benchmarks.measured import megabytes, said
from toolkit import Workspace
from toolkit.base.files import write_whole
from toolkit.form.grid import SHEET

DAY = date(2021, 1, 30)


def side(name: str, root: Path) -> int:
    """Run one side over the files of a workspace, and print what it has to say."""
    workspace = Workspace(root)
    paths = sorted(workspace.inbox.glob("*.xlsx"))
    match name:
        case "script" | "calamine":
            said(_script(workspace, paths, "openpyxl" if name == "script" else "calamine"))
        case "competent":
            said(_competent(workspace, paths))
        case "limit":
            said(_limit(workspace, paths))
        case "floor":
            said(_floor(paths))
        case _:
            said(_toolkit(workspace, over_cores=name == "cores"))
    return 0


def _script(workspace: Workspace, paths: list[Path], engine: clerk.Engine) -> dict[str, float]:
    paths = paths[:SCRIPT_AT_MOST]
    # The addresses are written down once, by hand: not counted.
    sheets = {item: clerk.Sheet(workspace, catalogue) for item, catalogue in workspace.catalogues.items()}
    before = time.process_time()
    refused = clerk.consolidate(paths, sheets, workspace.root / "script.xlsx", engine)
    return {"work": time.process_time() - before, "files": len(paths), "refused": refused}


def _competent(workspace: Workspace, paths: list[Path]) -> dict[str, float]:
    from benchmarks import competent

    sheets = competent.item_sheets(workspace)
    before = time.process_time()
    refused = competent.consolidate(paths, sheets, workspace.root / "competent.xlsx")
    return {"work": time.process_time() - before, "files": len(paths), "refused": refused}


def _limit(workspace: Workspace, paths: list[Path]) -> dict[str, float]:
    from python_calamine import CalamineWorkbook

    target, key = workspace.root / "limit", workspace.key
    target.mkdir()
    before = time.process_time()
    with closing(sqlite3.connect(target / "limit.db")) as ledger:
        ledger.execute("CREATE TABLE came (file TEXT, sha256 TEXT, identity TEXT, mark TEXT)")
        for path in paths:
            data = path.read_bytes()
            grid = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(SHEET).to_python()
            identity, sha256 = str(grid[0][0]), hashlib.sha256(data).hexdigest()
            mark = hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()
            write_whole(target / sha256, data)
            ledger.execute("INSERT INTO came VALUES (?, ?, ?, ?)", (path.name, sha256, identity, mark))
        ledger.commit()
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
