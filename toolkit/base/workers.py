"""Who does the work: this process, others of this machine, or those of a cluster.

Knows: executors (`concurrent.futures.Executor`) and that a worker may be lost. Must not know: what the work is. What a
worker does not bring back is done here, so that what comes out is the same however many there were.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeVar

import psutil

from toolkit.base.errors import WorkspaceError

Job = TypeVar("Job")
Result = TypeVar("Result")
Hire = Callable[[], AbstractContextManager[Executor]]
"""Gives an executor for the time of a ``with`` block; it is asked only when there is enough to do."""

ENOUGH = 400  # files; below, starting the processes takes longer than the reading
CHUNK = 32  # jobs that go to a worker at a time: of files a megabyte
PATIENCE = 10  # seconds to wait for a cluster
_NO_CLUSTER = "连不上计算集群 {address}（{why}）。请核对地址，确认调度器已经启动；不用集群的，去掉 --cluster 再运行。"


def hired(hire: Hire | None, number: int) -> AbstractContextManager[Executor | None]:
    """The executor for so many files: none where nobody hires, or it would not pay."""
    return hire() if hire is not None and number >= ENOUGH else nullcontext()


@contextmanager
def cores() -> Iterator[Executor]:
    """Processes on this machine, one for each core."""
    # Started afresh, not forked: the ledger is open here.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=fresh, initializer=_serve) as executor:
        yield executor


def _serve() -> None:
    """Let others go first, and do not outlive the process that one works for.

    What the workers bring back is filed by one process, which must not wait behind them for a core; nor must whoever
    else works at this computer.
    """
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(10)
    end_with_parent()


def end_with_parent() -> None:
    """Let this process not outlive the one that has started it, which may be killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster whose scheduler is at ``address`` (tcp://host:8786).

    Raises `WorkspaceError` when it cannot be reached, or the extra toolkit[cluster] is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise WorkspaceError(
            "这台电脑没有装集群用的组件。请运行 pip install 'rectification-toolkit[cluster]' 后再试。"
        ) from None

    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        raise WorkspaceError(_NO_CLUSTER.format(address=address, why=type(error).__name__)) from error
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]


def begin(
    here: Callable[[Sequence[Job]], list[Result]],
    there: Callable[[bytes, Sequence[Job]], list[Result]],
    packed: bytes,
    jobs: Sequence[Job],
    executor: Executor | None,
    at_a_time: int | None = None,
) -> Callable[[], list[Result]]:
    """Begin some work; the function that it gives waits for the end and says what came of each job, in their order.

    ``there`` does in a worker, which is given ``packed``, what ``here`` does in this process. Without an executor
    everything is done here, when it is asked for.
    """
    if executor is None:
        return lambda: here(jobs)
    size = at_a_time or CHUNK
    chunks = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    futures = [_submitted(executor, there, packed, chunk) for chunk in chunks]
    return lambda: [
        one for chunk, future in zip(chunks, futures, strict=True) for one in _result(future) or here(chunk)
    ]


def _submitted(
    executor: Executor, there: Callable[[bytes, Sequence[Job]], list[Result]], packed: bytes, chunk: Sequence[Job]
) -> Future[list[Result]] | None:
    try:
        return executor.submit(there, packed, chunk)
    except Exception:  # a pool whose processes were killed, a cluster that is gone: each names it otherwise
        return None


def _result(future: Future[list[Result]] | None) -> list[Result] | None:
    """What a worker brought back, None if it is lost; what cannot be done fails here again and says why."""
    try:
        return future.result() if future else None
    except (Exception, CancelledError):
        return None
