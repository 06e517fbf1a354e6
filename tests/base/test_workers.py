"""Whoever reads, alone, over the cores or over a cluster: the same comes out, also where workers are lost midway."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import Client, LocalCluster

from toolkit import Workspace
from toolkit.acts import take_in
from toolkit.base import workers
from toolkit.base.errors import WorkspaceError
from toolkit.cli.demo import answers_of
from toolkit.cli.parser import main
from toolkit.form.loaded_base import load_base
from toolkit.form.prefill import Prefill
from toolkit.form.stamp import Press
from toolkit.reading.forms import Desk, NoForm, Source, read, read_packed

ISSUED, DAY = date(2021, 1, 25), date(2021, 1, 29)
FILES = 30
ESSENTIAL = ("item_id", "unit_id", "period_id", "version", "accepted", "file_name", "sha256", "saved_at")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with forms in its inbox, some of them wrong, and what is no form."""
    made = Workspace.init(tmp_path_factory.mktemp("crew") / "工作区", example=True)
    press = Press(load_base(made.base_path), made.plan, made.key)
    for number, (item, unit) in enumerate((made.plan.obligations() * 2)[:FILES]):
        answers: dict[str, Any] = dict(answers_of(made.plan, made.catalogues[item.id], unit))
        if number % 10 == 3:
            answers.pop("overall_leader", None)
        if number % 10 == 7:
            answers["overall_completed_on"] = "12月份"
        answers["signoff_reporter"] = f"测试 {number}"
        data = press.form(made.catalogues[item.id], unit, made.plan.periods[0], 1, Prefill("", {}, answers, again=True))
        (made.inbox / f"{number:03}.xlsx").write_bytes(data)
    (made.inbox / "认不出.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (made.inbox / "阿勒泰市通知.docx").write_bytes(b"PK\x03\x04 no paper")
    shutil.copy(made.inbox / "000.xlsx", made.inbox / "副本.xlsx")
    for number, path in enumerate(sorted(made.inbox.iterdir())):
        os.utime(path, (1_611_800_000 + number, 1_611_800_000 + number))
    return made


@pytest.fixture(autouse=True)
def little_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CHUNK", 4)
    monkeypatch.setattr(workers, "ENOUGH", 1)
    monkeypatch.setattr(take_in, "BATCH", 12)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)  # each process reads the whole package before it does anything


def outcome(template: Workspace, folder: Path, hire: workers.Hire | None) -> tuple[object, ...]:
    """All that a run comes to: the master's bytes, what the ledger knows, what was said, what goes back to whom."""
    shutil.copytree(template.root, folder)
    workspace = Workspace(folder)
    collected, done = workspace.run(as_of=DAY, hire=hire)
    with workspace.ledger() as ledger:
        submissions = sorted(ledger.submissions(), key=lambda s: s.file_name)
        ids = {s.id: s.file_name for s in submissions}
        values = {ids[number]: of for number, of in ledger.values(ids).items()}
        findings = {ids[number]: of for number, of in ledger.findings(ids).items()}
    known = [[getattr(s, name) for name in ESSENTIAL] for s in submissions]
    said = (len(collected.taken), collected.duplicates, sorted(collected.set_aside))
    kept = sorted(path.name for path in workspace.archive.glob("??/*"))
    replies = {p.relative_to(folder): p.read_bytes() for p in collected.replies.workbooks}
    return done.master.read_bytes(), known, values, findings, said, kept, replies


@pytest.fixture(scope="module")
def alone(template: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    return outcome(template, tmp_path_factory.mktemp("alone") / "工作区", None)


@pytest.mark.exhaustive
def test_over_the_cores_the_same_comes_out(template: Workspace, alone: tuple[object, ...], tmp_path: Path) -> None:
    assert len(alone[1]) == FILES  # type: ignore[arg-type]
    assert outcome(template, tmp_path / "工作区", workers.cores) == alone


class Hands(Executor):
    """Passes the work on to another executor and does something harmful before one of the pieces."""

    def __init__(self, other: Executor, harm: Callable[[], None], at: int) -> None:
        self.other, self.harm, self.at, self.given = other, harm, at, 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.given += 1
        if self.given == self.at:
            self.harm()
        return self.other.submit(fn, *args, **kwargs)


def test_processes_that_are_killed_take_nothing_with_them(
    template: Workspace, alone: tuple[object, ...], tmp_path: Path
) -> None:
    killed: list[int] = []

    @contextmanager
    def hire() -> Iterator[Executor]:
        with workers.cores() as pool:
            assert isinstance(pool, ProcessPoolExecutor)

            def harm() -> None:
                killed.extend(pool._processes)  # noqa: SLF001 - the standard library tells them nowhere else
                for pid in killed:
                    os.kill(pid, signal.SIGTERM)

            yield Hands(pool, harm, 5)

    assert outcome(template, tmp_path / "工作区", hire) == alone and killed


_HOLDS_A_CREW = """
import os, sys, time
from toolkit.base import workers
if __name__ == "__main__":
    with workers.cores() as pool:
        print(*{one.result() for one in [pool.submit(os.getpid) for _ in range(50)]}, flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of another kind there")
def test_processes_do_not_outlive_whom_they_work_for(tmp_path: Path) -> None:
    script = tmp_path / "holds_a_crew.py"
    script.write_text(_HOLDS_A_CREW, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        workers = [int(word) for word in holder.stdout.readline().split()]
        assert workers and all(map(psutil.pid_exists, workers))
        holder.kill()
    end = time.monotonic() + 120
    while any(map(alive, workers)):
        assert time.monotonic() < end, "a worker is still there"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Gone(Executor):
    """Takes nothing."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise ConnectionError


def test_an_executor_that_takes_nothing_is_no_harm(
    template: Workspace, alone: tuple[object, ...], tmp_path: Path
) -> None:
    assert outcome(template, tmp_path / "工作区", Gone) == alone


@pytest.fixture(scope="module")
def dask() -> Iterator[LocalCluster]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, worker_dashboard_address=None
    ) as made:
        yield made


@pytest.mark.exhaustive
@pytest.mark.filterwarnings("default")  # distributed's own
def test_a_cluster_of_which_a_worker_is_killed_midway(
    template: Workspace, alone: tuple[object, ...], tmp_path: Path, dask: LocalCluster
) -> None:
    with Client(dask.scheduler_address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        before = set(client.run(os.getpid).values())
        victim = min(before)

        @contextmanager
        def hire() -> Iterator[Executor]:
            with workers.cluster(dask.scheduler_address) as executor:
                yield Hands(executor, lambda: os.kill(victim, signal.SIGKILL), 4)

        assert outcome(template, tmp_path / "工作区", hire) == alone
        client.wait_for_workers(2, timeout=300)
        after = set(client.run(os.getpid).values())
    assert len(before) == 2 and victim not in after


@pytest.mark.filterwarnings("default")
def test_run_on_a_cluster(
    template: Workspace, alone: tuple[object, ...], tmp_path: Path, dask: LocalCluster,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    folder = tmp_path / "工作区"
    shutil.copytree(template.root, folder)
    where = ["--cluster", dask.scheduler_address]
    assert main(["-w", str(folder), "run", "--json", "--as-of", DAY.isoformat(), *where]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert Path(answer["consolidated"]["master"]).read_bytes() == alone[0]


@pytest.mark.filterwarnings("default")
def test_a_cluster_that_is_not_there_is_said(
    template: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.5)
    folder = tmp_path / "工作区"
    shutil.copytree(template.root, folder)
    assert main(["-w", str(folder), "run", "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "连不上计算集群 tcp://127.0.0.1:9" in capsys.readouterr().err
    assert len(list((folder / "inbox").iterdir())) == FILES + 3


def test_a_few_files_are_read_here(template: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ENOUGH", 1000)

    def nobody() -> AbstractContextManager[Executor]:
        raise AssertionError("asked for help with a few files")

    shutil.copytree(template.root, tmp_path / "工作区")
    assert len(Workspace(tmp_path / "工作区").collect(as_of=DAY, hire=nobody).taken) == FILES


@pytest.mark.exhaustive
def test_what_is_read_travels_whole(template: Workspace) -> None:
    desk = Desk(template.plan, (template.key,))
    sources = [Source(path.read_bytes(), path.name) for path in sorted(template.inbox.iterdir())[::-5]]
    here = read(desk, sources)
    there = pickle.loads(pickle.dumps(read_packed(desk.packed(), sources)))
    assert here == there and {type(one) for one in here} == {tuple, NoForm}


@pytest.mark.exhaustive
def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(WorkspaceError, match=r"toolkit\[cluster\]"), workers.cluster("tcp://127.0.0.1:1"):
        pass
