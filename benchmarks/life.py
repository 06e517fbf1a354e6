"""A plan through its periods: what acts cost after one period and after 24, of as many returns each.

    python -m benchmarks.life                       # 24 periods of 250 and 2,500 returns, some ten minutes
    python -m benchmarks.life 25000                 # the large size; the ledger comes to some 5 GB
    python -m benchmarks.life --periods 4 60        # a small run

Every form of every period is reported and accepted but for one in twenty, so that somebody is to be reminded. Each act
runs in a process of its own, on its last period: `status`, `remind`, `distribute` to one unit (its forms have been
drawn for another), `collect` of one return, `consolidate` where nothing has changed since (`again`), and `publish`.
"work" is its CPU without start-up (imports), "a return" what it costs more after all periods than after one, for each
return of the periods before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.master import make_ledger
from benchmarks.measured import in_its_own_process, said
from benchmarks.returns import model_of
from toolkit import Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.ledger import Ledger, Reviewed
from toolkit.plan.deadlines import periods_from
from toolkit.plan.model import Period, Unit
from toolkit.planbook.writing import write_plan
from toolkit.publish.passages import Verdict
from toolkit.publish.review_read import read_review
from toolkit.reading.apart import open_book

PERIODS = 24
MISSING = 20  # one form in so many is not reported
SIDES = ("status", "remind", "distribute", "collect", "again", "publish")


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--side"]:
        said(side(arguments[1], Path(arguments[2]), int(arguments[3])))
        return 0
    parser = argparse.ArgumentParser("benchmarks.life")
    parser.add_argument("--periods", type=int, default=PERIODS)
    parser.add_argument("--sides", nargs="*", default=SIDES)
    parser.add_argument("sizes", type=int, nargs="*", default=[250, 2500])
    asked = parser.parse_args(arguments)
    heads = ("returns", "periods", "act", "work s", "CPU s", "peak MB", "times", "a return")
    print(" ".join(f"{head:>9}" for head in heads))
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            _measured(Path(folder) / "workspace", size, asked.periods, asked.sides)
    return 0


def _measured(root: Path, size: int, periods: int, sides: list[str]) -> None:
    workspace = make_life(root, size, periods)
    first: dict[str, dict[str, float]] = {}
    for number in (1, periods):
        if number > 1:
            live_on(workspace, range(1, number))
        for name in sides:
            found = in_its_own_process("benchmarks.life", name, root, str(number - 1))
            before = first.setdefault(name, found)
            times, more = found["work"] / before["work"], found["work"] - before["work"]
            each = 1e6 * more / (size * (number - 1)) if number > 1 else 0.0
            print(
                f"{size:>9} {number:>9} {name:>9} {found['work']:>9.2f} {found['cpu']:>9.2f} {found['peak']:>9.0f}"
                f" {times:>9.2f} {each:>6.1f} µs"
            )


def make_life(root: Path, size: int, periods: int) -> Workspace:
    """A workspace of a plan of so many periods, with ``size`` returns of the first in its ledger."""
    workspace = make_ledger(root, size)
    plan = workspace.plan
    disclosure = replace(plan.settings.disclosure, names=())
    months = periods_from(plan.periods[0].due_date, "每月", periods)
    settings = replace(plan.settings, disclosure=disclosure, trial=True)
    write_plan(replace(plan, periods=months, settings=settings), workspace.plan_path)
    return Workspace(root)


def live_on(workspace: Workspace, numbers: range) -> None:
    """The returns of the first period again in further ones, accepted, but for one in twenty."""
    periods = workspace.plan.periods
    with _Life(workspace.ledger_path, workspace.history_path, workspace.seals()) as ledger:
        for number in numbers:
            days = (periods[number].due_date - periods[0].due_date).days
            ledger.again(periods[0].id, periods[number].id, days)


class _Life(Ledger):
    """A ledger that can repeat a period in one change of its history."""

    def again(self, first: str, period: str, days: int) -> None:
        """The returns of ``first`` again in ``period``, so many ``days`` later."""
        ((shift,),) = self._rows("SELECT max(id) FROM submission")
        with self._transaction():
            self._write(
                "INSERT INTO submission SELECT id + ?1, item_id, unit_id, ?2, version, date(received_on, ?3), accepted,"
                " file_name, ?2 || sha256, sheet, strftime('%Y-%m-%dT%H:%M:%S+00:00', saved_at, ?3),"
                " date(known_on, ?3), run_id, assigned, letter_id, sent_at, says FROM submission"
                " WHERE period_id = ?4 AND id % ?5 > 0",
                (shift, period, f"+{days} days", first, MISSING),
            )
            self._write(
                "INSERT INTO value SELECT submission_id + ?1, field_id, value, raw, sheet, cell, repair FROM value"
                " WHERE submission_id IN (SELECT id FROM submission WHERE period_id = ?2 AND id % ?3 > 0)",
                (shift, first, MISSING),
            )


def side(name: str, root: Path, number: int) -> dict[str, float]:
    """One act on a period; what it costs without imports."""
    workspace = Workspace(root)
    period, unit = workspace.plan.periods[number], workspace.plan.units[0]
    day = period.due_date + timedelta(days=2)
    acts: Mapping[str, Callable[[], object]] = {
        "status": lambda: workspace.status(as_of=day, period=period.id),
        "remind": lambda: workspace.remind(as_of=day, period=period.id),
        "distribute": lambda: workspace.distribute(as_of=day, period=period.id, unit=unit.id),
        "collect": lambda: workspace.collect(as_of=day),
        "again": lambda: workspace.consolidate(as_of=day, period=period.id),
        "publish": lambda: workspace.publish(as_of=day, period=period.id),
    }
    if name == "distribute":
        workspace.distribute(as_of=day, period=period.id, unit=workspace.plan.units[1].id)
    if name == "collect":
        _come_back(workspace, day, period, unit)
    if name == "publish":
        _decide(workspace, day, period.id)
    if name == "again":
        workspace.consolidate(as_of=day, period=period.id)
        workspace.remind(as_of=day, period=period.id)
    before = time.process_time()
    acts[name]()
    return {"work": time.process_time() - before}


def _come_back(workspace: Workspace, day: date, period: Period, unit: Unit) -> None:
    """Put one filled-in form of a unit into the inbox."""
    item = next(item for item, owing in workspace.plan.obligations() if owing.id == unit.id)
    workspace.distribute(as_of=day, period=period.id, unit=unit.id, item=item.id)
    catalogue, path = workspace.catalogues[item.id].of(unit.id), workspace.form_path(period, item, unit)
    answers = answers_of(workspace.plan, catalogue, model_of(workspace.plan, unit.id))
    (workspace.inbox / path.name).write_bytes(fill_form(path.read_bytes(), catalogue, answers))


def _decide(workspace: Workspace, day: date, period: str) -> None:
    """Let everything be published about which a person would have to decide."""
    review = workspace.publish(as_of=day, period=period).review
    book = open_book(review.read_bytes(), review.name) if review else ""
    read = None if isinstance(book, str) else read_review(book)
    said = read.decisions if read else ()
    with workspace.ledger() as ledger:
        passages = (one.passage for one in said)
        public = [Reviewed(p.why, p.words, Verdict.PUBLIC, "", "benchmark") for p in passages]
        ledger.record_reviewed(public, day)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
