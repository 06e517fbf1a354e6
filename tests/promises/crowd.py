"""Many at once: they run, consolidate, remind, publish, ask for the status, drop files and decide in the master.

    python -m tests.promises.crowd 20 120     # twenty of them for two minutes

Afterwards the ledger is sound, no form is in it twice, everything that was dropped is in the archive, and whatever was
decided last about each form stands.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.master.masters import with_words
from tests.promises.crash import ISSUED, prepare
from toolkit import Workspace
from toolkit.base.captions import Column
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.intake.spool import digest

DAY = date(2021, 1, 29)
_OTHERS = ("consolidate", "remind", "publish", "distribute")


def _once_and_until(end: float) -> Iterator[int]:
    """Counts: once, and on as long as it is not yet ``end``: on the busiest machine something is done."""
    for number in itertools.count():
        yield number
        if time.monotonic() > end:
            return


@dataclass
class Crowd:
    """People at one workspace until some moment, and what they did.

    ``commands`` were given, of which some were told to wait (``waited``); files were ``dropped`` (by hash), forms
    ``decided`` (the last word of each, and the number of ``decisions``); ``wrong`` is what went wrong.
    """

    workspace: Workspace
    until: float
    commands: int = 0
    waited: int = 0
    dropped: set[str] = field(default_factory=set)
    decided: dict[tuple[str, str], str] = field(default_factory=dict)
    decisions: int = 0
    wrong: list[str] = field(default_factory=list)
    desk: threading.Lock = field(default_factory=threading.Lock)

    def work(self, who: int) -> None:
        """Do one's part; what cannot be done is wrong."""
        try:
            (self.drop, self.look, self.run, self.run, self.decide)[who % 5](who)
        except Exception as error:
            self.wrong.append(f"{who}: {error!r}")

    def look(self, who: int) -> None:
        """Ask for the status, and at times something else."""
        for number in _once_and_until(self.until):
            self.command(_OTHERS[number // 3 % len(_OTHERS)] if number % 3 == 2 else "status")

    def run(self, who: int) -> None:
        """Run, and at times something else."""
        for number in _once_and_until(self.until):
            self.command(_OTHERS[(who + number // 3) % len(_OTHERS)] if number % 3 == 2 else "run")

    def command(self, word: str) -> None:
        """Give a command in a process of its own."""
        call = [sys.executable, "-m", "toolkit", "-w", str(self.workspace.root), word, "--as-of", DAY.isoformat()]
        done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False)
        self.commands += 1
        waited = done.returncode == 2 and "请等它结束再试" in done.stderr
        self.waited += waited
        if "Traceback" in done.stderr or (done.returncode not in (0, 1) and not waited):
            self.wrong.append(f"{word}: {done.returncode} {done.stderr[-300:]}")

    def drop(self, who: int) -> None:
        """Drop filled forms into the inbox."""
        workspace = self.workspace
        owed = workspace.plan.obligations()
        for number in _once_and_until(self.until):
            item, unit = owed[(who + 3 * number) % len(owed)]
            form = workspace.form_path(workspace.period(), item, unit)
            answers = answers_of(workspace.plan, workspace.catalogues[item.id], unit)
            if (who + 3 * number) // len(owed) % 2:
                answers["signoff_reporter"] = f"某某{number}"
            data = fill_form(form.read_bytes(), workspace.catalogues[item.id], answers)
            (workspace.inbox / f"{who}_{number}.xlsx").write_bytes(data)
            self.dropped.add(digest(data))

    def decide(self, who: int) -> None:
        """Decide about one form after the other in the master, and save it as office programs do."""
        master = self.workspace.master_path(self.workspace.period())
        owed = self.workspace.plan.obligations()
        for number in _once_and_until(self.until):
            item, unit = owed[(who + number) % len(owed)]
            said = f"{who} 第{number}次"
            with self.desk:  # two who save the same file over one another lose something without any help
                saving = master.with_name(f"saving{who}~")
                saving.write_bytes(with_words(_lying(master), {(item.id, unit.id): {Column.OPINION: said}}))
                saving.replace(master)
                self.decided[item.id, unit.id] = said
                self.decisions += 1


def _lying(path: Path) -> bytes:
    """A file that may be in the middle of being replaced."""
    for _ in range(1000):
        with suppress(FileNotFoundError):
            return path.read_bytes()
        time.sleep(0.01)
    raise AssertionError(f"{path.name} is nowhere")


def let_loose(workspace: Workspace, people: int, seconds: float) -> Crowd:
    """Let people work at once: a fifth drop files, a fifth decide in the master, the others give commands."""
    workspace.distribute(as_of=ISSUED)
    workspace.consolidate(as_of=DAY)
    crowd = Crowd(workspace, time.monotonic() + seconds)
    threads = [threading.Thread(target=crowd.work, args=(who,)) for who in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd


def check(workspace: Workspace, crowd: Crowd) -> int:
    """See that nothing was lost, taken twice or damaged; gives the number of forms in the ledger."""
    assert crowd.wrong == [], crowd.wrong[0]
    fresh = Workspace(workspace.root)
    fresh.run(as_of=DAY)
    kept = {path.stem for path in fresh.archive.glob("??/*")}
    assert crowd.dropped <= kept, "something that was dropped is nowhere"
    with fresh.ledger() as ledger:
        assert ledger.faults() == []
        hashes = [s.sha256 for s in ledger.submissions()]
        assert len(hashes) == len(set(hashes)), "a form was taken twice"
        assert crowd.dropped <= set(hashes), "a form was not taken"
        said = {(c.item_id, c.unit_id): c.value for c in ledger.office("2021-01") if c.column == Column.OPINION}
        lost = {form: one for form, one in crowd.decided.items() if said.get(form) != one}
        assert not lost, f"decisions that do not stand: {lost}"
    assert all(one.good for one in fresh.doctor(today=DAY)), [one for one in fresh.doctor(today=DAY) if not one.good]
    return len(hashes)


def main(arguments: list[str]) -> int:
    people, seconds = (int(arguments[0]), float(arguments[1])) if arguments else (20, 120.0)
    with tempfile.TemporaryDirectory() as folder:
        workspace = prepare(Path(folder) / "workspace", 0)
        crowd = let_loose(workspace, people, seconds)
        forms = check(workspace, crowd)
        print(
            f"{people} at once for {seconds:.0f} s: {crowd.commands} commands ({crowd.waited} told to wait), "
            f"{len(crowd.dropped)} files dropped, {forms} forms in the ledger, "
            f"{crowd.decisions} decisions in the master, nothing lost, nothing twice"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
