"""An act over many files in a process of its own, so that the pages answer while it works.

Knows: processes, how progress and what an act comes to are brought back. Must not know: any act. In a thread it would
take the interpreter from the pages for seconds. It ends with the desk, as a thread would: killed at any moment it loses
nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import TypeVar

from toolkit.base import workers
from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.progress import Progress

Result = TypeVar("Result")
_PAUSE = 0.1  # seconds between two words of progress
_LOST = "做到一半停下了，可能是内存不够。已经收下的不会丢，请关掉别的程序再做一次。"


def done_aside(files: int, act: Callable[..., Result], *asked: object, progress: Progress) -> Result:
    """What ``act(*asked, progress)`` comes to; where it has so many ``files`` that it pays, in a process of its own.

    The act is a function of a module, and what it is asked and gives can be pickled. Raises what it raises: a
    `ToolkitError` as a `WorkspaceError` of the same words, anything else with its trace as words.
    """
    if files < workers.ENOUGH:
        return act(*asked, progress)
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe(duplex=False)
    stop = fresh.Event()
    process = fresh.Process(target=_work, args=(there, stop, act, asked), name="act")
    process.start()
    there.close()
    try:
        while True:
            kind, said = here.recv()
            if kind == "progress":
                if progress(*said):
                    stop.set()
            elif kind == "done":
                return said  # type: ignore[no-any-return]
            elif kind == "told":
                raise WorkspaceError(said)
            else:
                raise RuntimeError(said)
    except EOFError:
        raise WorkspaceError(_LOST) from None
    finally:
        here.close()
        process.join(_PAUSE)
        process.terminate()
        process.join()


def _work(there: Connection, stop: Event, act: Callable[..., object], asked: tuple[object, ...]) -> None:
    """Do an act in the process apart and say what it comes to; ``stop`` is set where it is to stop."""
    # Ctrl+C in the terminal is for the desk, which waits for the act.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.setsid()
    workers.end_with_parent()
    last = 0.0

    def progress(doing: str, done: int, total: int) -> bool:
        nonlocal last
        stopping = stop.is_set()
        if time.monotonic() - last > _PAUSE or done == total or stopping:
            last = time.monotonic()
            there.send(("progress", (doing, done, total)))
        return stopping

    try:
        reply: tuple[str, object] = "done", act(*asked, progress)
    except ToolkitError as error:
        reply = "told", str(error)
    except Exception:
        reply = "failed", traceback.format_exc()
    there.send(reply)
