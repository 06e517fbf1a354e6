"""Many at once: they run, consolidate, remind, publish, hand up, ask for the status, drop files and decide in the master.

    python -m tests.promises.crowd 20 120     # twenty of them for two minutes

Afterwards the ledger is sound, no form is in it twice, everything that was dropped is in the archive, and whatever was
decided last about each form stands.
"""

from __future__ import annotations

import hashlib
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
from tests.promises.crash import prepare
from toolkit import Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form

DAY = date(2021, 1, 29)
_OTHERS = ("consolidate", "remind", "publish", "distribute")


@dataclass
class Crowd:
    """What everybody did: commands run, files dropped by hash, decisions by form, and what went wrong."""

    commands: int = 0
    waited: int = 0
    dropped: set[str] = field(default_factory=set)
    decided: dict[tuple[str, str], str] = field(default_factory=dict)
    decisions: int = 0
    wrong: list[str] = field(default_factory=list)


def once_and_until(end: float) -> Iterator[None]:
    """Once, and again as long as it is not yet ``end``: on the busiest machine something is done."""
    yield
    while time.monotonic() < end:
        yield


def _lying(path: Path) -> bytes:
    """A file that may be in the middle of being replaced."""
    for _ in range(1000):
        with suppress(FileNotFoundError):
            return path.read_bytes()
        time.sleep(0.01)
    raise AssertionError(f"{path.name} is nowhere")


def let_loose(workspace: Workspace, people: int, seconds: float) -> Crowd:
    """Let people work at once: a fifth drop files, a fifth decide in the master, the others give commands."""
    crowd, until = Crowd(), time.monotonic() + seconds
    desk = threading.Lock()  # two who save the same file over one another lose something without any help
    master = workspace.consolidate(as_of=DAY).master

    def command(*words: str) -> None:
        call = [sys.executable, "-m", "toolkit", "-w", str(workspace.root), *words, "--as-of", DAY.isoformat()]
        done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False)
        crowd.commands += 1
        waited = done.returncode == 2 and "请等它结束再试" in done.stderr
        crowd.waited += waited
        if "Traceback" in done.stderr or (done.returncode not in (0, 1) and not waited):
            crowd.wrong.append(f"{words}: {done.returncode} {done.stderr[-300:]}")

    def drop(who: int) -> None:
        owed = workspace.plan.obligations()
        number = who
        for _ in once_and_until(until):
            item, unit = owed[number % len(owed)]
            number += 3
            form = workspace.form_path(workspace.period(), item, unit)
            answers = answers_of(workspace.plan, workspace.catalogues[item.id], unit)
            if number // len(owed) % 2:
                answers["signoff_reporter"] = f"某某{number}"
            data = fill_form(form.read_bytes(), workspace.catalogues[item.id], answers)
            (workspace.inbox / f"{who}_{number}.xlsx").write_bytes(data)
            crowd.dropped.add(hashlib.sha256(data).hexdigest())

    def decide(who: int) -> None:
        owed = workspace.plan.obligations()
        for number in itertools.count():
            item, unit = owed[(who + number) % len(owed)]
            with desk:
                said = f"{who} 第{number}次"
                saving = master.with_name(f"saving{who}~")
                saving.write_bytes(with_words(_lying(master), {(item.id, unit.id): {"核定意见": said}}))
                saving.replace(master)
                crowd.decided[item.id, unit.id] = said
                crowd.decisions += 1
            if time.monotonic() > until:
                return

    def work(who: int) -> None:
        for number, _ in enumerate(once_and_until(until)):
            command(*("status", "run", "run")[who % 5 - 1 :][:1] if number % 3 else _OTHERS[number // 3 % len(_OTHERS)])

    def one(who: int) -> None:
        try:
            (drop, work, work, work, decide)[who % 5](who)
        except Exception as error:
            crowd.wrong.append(f"{who}: {error!r}")

    threads = [threading.Thread(target=one, args=(who,)) for who in range(people)]
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
