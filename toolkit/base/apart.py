"""Work on bytes from outside in a process of its own, with limits of memory and time, that may die alone.

Knows: processes. Must not know: what the work is; it is named as ``module:function``. A parser may end its process
where an allocation fails, and no exception tells; what it reads may keep it busy for ever. Linux and macOS set the
limit of memory in the process; everywhere it is also watched from outside.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

MOST_WAIT = 120.0  # seconds by the clock, for a process that neither works nor ends
_TICK = 0.02
_OUT_OF_MEMORY = 3  # exit status of the process


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the work may take: bytes of memory, seconds of work (not by the clock), bytes of its answer."""

    memory: int = 300 * 2**20
    seconds: float = 10.0  # how long that takes depends on what else the machine has to do
    reply: int = 64 * 2**20


class Lost(Enum):
    """Why there is no answer: it needs too much memory, takes too long, or the process died."""

    MEMORY = "memory"
    TIME = "time"
    DIED = "died"


def run_apart(job: str, data: bytes, *arguments: str, bounds: Bounds = Bounds()) -> Any:
    """What the function ``job`` makes of ``data`` and some words, or `Lost`. Never raises on what ``data`` is.

    The answer is what pickle takes; the process is this program's own and holds no key, so its answer is believed.
    """
    import subprocess  # most commands never come here
    import tempfile

    package = str(Path(__file__).parents[2])
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        # -P: what lies in the current folder is not to be taken for a module.
        command = [sys.executable, "-P", "-m", "toolkit.base.apart", str(bounds.memory), str(bounds.reply), job,
                   *arguments]  # fmt: skip
        found = {"PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))}
        with subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | found,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:  # fmt: skip
            try:
                reply = _reply(process, bounds)
            finally:
                process.kill()
    if isinstance(reply, Lost):
        return reply
    if process.returncode == 0:
        with suppress(Exception):
            return pickle.loads(reply)
    # Rust ends the process where an allocation fails.
    return Lost.MEMORY if process.returncode in (_OUT_OF_MEMORY, -6) else Lost.DIED


def _reply(process: subprocess.Popen[bytes], bounds: Bounds) -> bytes | Lost:
    """What the process says; why it says nothing when it went beyond its limits."""
    import subprocess

    import psutil

    end = time.monotonic() + MOST_WAIT
    while time.monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=_TICK)[0]
        with suppress(psutil.Error):
            reader = psutil.Process(process.pid)
            if reader.memory_info().rss > bounds.memory:
                return Lost.MEMORY
            spent = reader.cpu_times()
            if spent.user + spent.system > bounds.seconds:
                return Lost.TIME
    return Lost.TIME


def _process() -> None:
    memory, most, job, *arguments = sys.argv[1:]
    module, _, name = job.partition(":")
    work = getattr(import_module(module), name)
    with suppress(ImportError, ValueError, OSError):  # Windows has none; the parent looks at the memory too
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        reply = pickle.dumps(work(sys.stdin.buffer.read(), *arguments))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    if len(reply) > int(most):
        os._exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(reply)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _process()
