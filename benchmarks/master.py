"""The master workbook of N accepted returns of one period, beside the same cells written plainly.

    python -m benchmarks.master             # 2,500, 25,000 and 100,000 returns, some fifteen minutes
    python -m benchmarks.master 500         # a small run

The other side is what xlsxwriter needs at the least: `constant_memory`, every cell of the finished master written as it
stands, without formats, formulas, widths or heights. Each side runs in a process of its own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from benchmarks.measured import in_its_own_process, said
from benchmarks.returns import model_of, with_more_units
from toolkit import Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.filling import answer_cells
from toolkit.form.loaded_base import load_base
from toolkit.form.writer import write_form
from toolkit.ledger import Entry, Submission, Value
from toolkit.planbook.writing import write_plan

DAY = date(2021, 1, 30)
SAVED = datetime(2021, 1, 28, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--side"]:
        said({"consolidate": _consolidate, "plain": _plain}[arguments[1]](Path(arguments[2])))
        return 0
    print(f"{'returns':>8} {'cells':>10} {'side':>12} {'CPU s':>8} {'peak MB':>8} {'file MB':>8}")
    for size in [int(argument) for argument in arguments] or [2500, 25_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "workspace"
            make_ledger(root, size)
            ours = in_its_own_process("benchmarks.master", "consolidate", root)
            plain = in_its_own_process("benchmarks.master", "plain", root)
        for side, it in (("plain", plain), ("consolidate", ours)):
            print(
                f"{size:>8} {plain['cells']:>10.0f} {side:>12} {it['work']:>8.1f} {it['peak']:>8.0f} {it['file']:>8.1f}"
            )
        print(
            f"{size:>8}: gathering {ours['gathering']:.1f} s, writing {ours['writing']:.1f} s of CPU,"
            f" {ours['writing'] / plain['work']:.2f} times the plain writing"
        )
    return 0


def make_ledger(root: Path, size: int) -> Workspace:
    """A workspace of which ``size`` returns of one period are in the ledger, accepted."""
    workspace = Workspace.init(root, example=True)
    shipped = workspace.plan
    write_plan(with_more_units(shipped, -(-size // len(shipped.obligations()))), workspace.plan_path)
    workspace = Workspace(root)
    with workspace.ledger() as ledger:
        run, batch = ledger.begin_run(DAY), []
        for entry in _entries(workspace, run, size):
            batch.append(entry)
            if len(batch) == 1000:
                ledger.record(batch, [])
                batch = []
        ledger.record(batch, [])
        ledger.end_run(run)
    return workspace


def _entries(workspace: Workspace, run: int, size: int) -> Iterator[Entry]:
    plan, period = workspace.plan, workspace.plan.periods[0]
    base, made = load_base(workspace.base_path), 0
    for item in plan.items:
        catalogue = workspace.catalogues[item.id]
        some = plan.unit[item.unit_ids[0]]
        places = answer_cells(write_form(base, plan, catalogue, some, period, workspace.key), catalogue)
        for unit_id in item.unit_ids:
            if made == size:
                return
            made += 1
            answers = answers_of(plan, catalogue, model_of(plan, unit_id))
            digest = sha256(f"{item.id} {unit_id}".encode()).hexdigest()
            name = f"{item.code}{plan.unit[unit_id].area}.xlsx"
            returned = Submission(
                0, item.id, unit_id, period.id, 1, date(2021, 1, 29), True, name, digest, "填报表", SAVED, DAY, run
            )
            values = [Value(f, v, str(v), *places[f]) for f, v in answers.items() if f in places]
            yield Entry(returned, tuple(values), ())


def _consolidate(root: Path) -> dict[str, float]:
    from toolkit.acts import consolidate as room
    from toolkit.acts.gather import gather

    spent = 0.0

    def timed(*given: object, **named: object) -> object:
        nonlocal spent
        begun = time.process_time()
        try:
            return gather(*given, **named)  # type: ignore[arg-type]  # whatever consolidate gives
        finally:
            spent += time.process_time() - begun

    vars(room)["gather"] = timed
    workspace = Workspace(root)
    before = time.process_time()
    done = workspace.consolidate(as_of=DAY)
    work = time.process_time() - before
    size = sum(path.stat().st_size for path in done.master.parent.glob(f"{done.master.stem}*.xlsx"))
    return {"work": work, "gathering": spent, "writing": work - spent, "file": size / 2**20}


def _plain(root: Path) -> dict[str, float]:
    """Every cell of the master again, as plainly as xlsxwriter can."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    (folder,) = (root / "outbox").iterdir()
    target, work, cells = root / "plain.xlsx", 0.0, 0
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    for path in sorted(folder.glob("*.xlsx")):
        master = CalamineWorkbook.from_path(path)
        for number, name in enumerate(master.sheet_names):
            rows = master.get_sheet_by_name(name).to_python()
            begun = time.process_time()
            sheet = book.add_worksheet(f"{path.stem[-6:]}{number}"[-31:])
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value not in (None, ""):
                        cells += 1
                        sheet.write(at, column, value)
            work += time.process_time() - begun
    begun = time.process_time()
    book.close()
    work += time.process_time() - begun
    return {"work": work, "cells": cells, "file": target.stat().st_size / 2**20}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
