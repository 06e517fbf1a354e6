"""A run that is killed: at every step that changes a file, or at random moments, and done again.

    python -m tests.promises.crash 500        # as many random moments of a run over 200 files
    python -m tests.promises.crash cores 100  # the same where the reading and drawing is spread over the cores
    python -m tests.promises.crash steps      # before every change of a file in a run over 14

After every kill the run is done again; then the master is that of an undisturbed run, every dropped byte is in the
archive or the inbox, and no form is taken twice. What is checked raises `AssertionError`.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from toolkit import Workspace
from toolkit.acts import take_in
from toolkit.base import workers
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.intake import spool

ISSUED, DAY = date(2021, 1, 25), date(2021, 1, 29)
_CHANGES = ("os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.truncate")


def prepare(root: Path, files: int, plan: Path | None = None) -> Workspace:
    """A workspace, of the shipped plan or another, with as many filled forms in its inbox; some wrong, blank, twice."""
    workspace = Workspace.init(root, plan, example=plan is None)
    returns = (workspace.plan.obligations() * 2)[:files]
    for item_id in dict.fromkeys(item.id for item, _ in returns):
        workspace.distribute(as_of=ISSUED, item=item_id)
    for number, (item, unit) in enumerate(returns):
        path = workspace.form_path(workspace.period(), item, unit)
        catalogue = workspace.catalogues[item.id]
        answers = answers_of(workspace.plan, catalogue, unit)
        if number % 10 == 3:
            answers.pop("overall_leader", None)
        data = path.read_bytes() if number % 17 == 16 else fill_form(path.read_bytes(), catalogue, answers)
        target = workspace.inbox / f"{number:04}_{path.name}"
        target.write_bytes(data)
        os.utime(target, (1_611_800_000 + number, 1_611_800_000 + number))
    (workspace.inbox / "认不出.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (workspace.inbox / "照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(1000))
    for name in ("认不出.xlsx", "照片.jpg"):
        os.utime(workspace.inbox / name, (1_611_700_000, 1_611_700_000))
    return workspace


def dropped(workspace: Workspace) -> set[str]:
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in spool.dropped_files(workspace.inbox)}


def run(workspace: Workspace) -> bytes:
    _, done = workspace.run(as_of=DAY)
    return done.master.read_bytes()


def run_over_cores(workspace: Workspace) -> bytes:
    workers.ENOUGH, take_in.BATCH = 1, 30
    _, done = workspace.run(as_of=DAY, hire=workers.cores)
    return done.master.read_bytes()


def die_at(step: int, inside: Path) -> Callable[[], None]:
    """What makes the process kill itself right before the step-th change to a file of the workspace."""
    prefix, seen = str(inside), 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "open":
            flags = arguments[2]
            changing = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        else:
            changing = event in _CHANGES
        if changing and str(arguments[0]).startswith(prefix):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.addaudithook(hook)


def killed(
    workspace: Workspace,
    prepare_: Callable[[], None],
    after: float | None = None,
    work: Callable[[Workspace], bytes] = run,
) -> bool:
    """Run in a child process that dies at a step, or is killed ``after`` so many seconds; False if it lived."""
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        try:
            prepare_()
            work(Workspace(workspace.root))
        finally:
            os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def check(workspace: Workspace, bytes_dropped: set[str], expected: bytes) -> None:
    """Do the run again; it must come to what an undisturbed one comes to."""
    fresh = Workspace(workspace.root)
    kept = {path.stem for path in fresh.archive.glob("??/*")}
    kept |= {hashlib.sha256(path.read_bytes()).hexdigest() for path in fresh.inbox.rglob("*") if path.is_file()}
    assert bytes_dropped <= kept, "something that was dropped is nowhere"
    master = run(fresh)
    with fresh.ledger() as ledger:
        forms = [(s.item_id, s.unit_id, s.period_id, s.sha256) for s in ledger.submissions()]
        assert len(forms) == len(set(forms)), "a form was taken twice"
        assert not ledger.runs(unanswered=True), "an answer is still owed"
    assert master == expected, "the master is another one"
    assert dropped(fresh) == set(), "something was left in the inbox"


def every_step(folder: Path, files: int) -> int:
    """Kill a run before its first change of a file, its second, and so on; gives how many there are."""
    template = prepare(folder / "template", files)
    bytes_dropped = dropped(template)
    shutil.copytree(template.root, folder / "whole")
    expected = run(Workspace(folder / "whole"))
    for step in range(1, 10_000):
        root = folder / "hit"
        shutil.copytree(template.root, root)
        workspace = Workspace(root)
        struck = killed(workspace, die_at(step, root))
        check(workspace, bytes_dropped, expected)
        shutil.rmtree(root)
        if not struck:
            return step - 1
    raise AssertionError("a run without an end")


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["steps"]:
        spool.PAUSE = 0.0
        with tempfile.TemporaryDirectory() as folder:
            print(f"killed at each of {every_step(Path(folder), 12)} steps: nothing lost, nothing twice")
        return 0
    work = run_over_cores if arguments[:1] == ["cores"] else run
    arguments = arguments[work is run_over_cores :]
    times, files = int(arguments[0]) if arguments else 500, int(arguments[1]) if arguments[1:] else 200
    spool.PAUSE = 0.0
    with tempfile.TemporaryDirectory() as folder:
        template = prepare(Path(folder) / "template", files)
        bytes_dropped = dropped(template)
        whole = Path(folder) / "whole"
        shutil.copytree(template.root, whole)
        started = time.perf_counter()
        expected = work(Workspace(whole))
        took = time.perf_counter() - started
        chance = random.Random(2021)
        struck = 0
        for number in range(times):
            root = Path(folder) / "hit"
            shutil.copytree(template.root, root)
            workspace = Workspace(root)
            for _ in range(1 + chance.randrange(2)):  # sometimes the second run is killed, too
                struck += killed(workspace, lambda: None, chance.uniform(0, took), work)
            check(workspace, bytes_dropped, expected)
            shutil.rmtree(root)
            print(f"\r{number + 1} of {times}, {struck} kills", end="", flush=True)
        print(f"\n{files} files, {times} runs, {struck} kills: every master the same, nothing lost, nothing twice")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
