"""A file as a book: what is small and plain is read here, what could blow up in a process of its own.

Knows: the guard, the limits of memory and time. Must not know: what a form is, folders. A file that takes the parser
down takes only the parser's process with it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

from toolkit.form.book import Book, read_book
from toolkit.intake import guard, parts
from toolkit.intake.guard import Kind, Refused
from toolkit.reading.formats import format_of, formats
from toolkit.reading.sentences import BROKEN, TOO_MUCH

# A form of the shipped plan comes to 90 kB, and 3 MB at most if every one of its texts were in every cell.
LIGHT = 4 * 2**20  # bytes inflated, and cells times 20; what is above is read in a process of its own
LIGHT_TEXT = 32 * 2**20
MOST_MEMORY = 300 * 2**20
MOST_SECONDS = 10.0  # of work: how long that takes depends on what else the machine has to do
MOST_WAIT = 120.0  # seconds by the clock, for a process that neither works nor ends
MOST_REPLY = 64 * 2**20  # bytes of what was read; all texts of a full form are 1 MB
_TICK = 0.02
_OUT_OF_MEMORY = 3  # exit status of the process

_TOO_LONG = f"文件读了 {MOST_SECONDS:.0f} 秒还没有读完，不是正常的填报表。请用发下去的原表重新填报。"


def open_book(data: bytes, name: str) -> Book | str:
    """The values of a workbook, or the sentence that says why there are none. Never raises on what ``data`` is."""
    passed = guard.inspect(data, name)
    if isinstance(passed, Refused):
        # The guard knows the formats of office programs; what else is read here is read apart.
        word = format_of(data, name) if passed.by_kind else None
        return open_apart(data, word=word) if word else passed.sentence
    if passed.kind is not Kind.XLSX or passed.inflated > LIGHT:
        return open_apart(data)
    try:
        weight = parts.inspect_parts(data)
        if isinstance(weight, Refused):
            return weight.sentence
        if not weight.plain or weight.text > LIGHT_TEXT or weight.cells > parts.MOST_CELLS:
            return open_apart(data)
        return read_book(data) or BROKEN
    except MemoryError:
        return TOO_MUCH


def open_apart(data: bytes, memory: int = MOST_MEMORY, seconds: float = MOST_SECONDS, word: str = "") -> Book | str:
    """The same in a process of its own, with at most ``memory`` bytes and ``seconds`` of work.

    ``word`` is the format, where its bytes alone do not tell it.
    """
    package = str(Path(__file__).parents[2])
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        # -P: what lies in the current folder is not to be taken for a module.
        command = [sys.executable, "-P", "-m", "toolkit.reading.apart", str(memory), word]
        found = {"PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))}
        with subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | found,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:  # fmt: skip
            try:
                reply = _reply(process, memory, seconds)
            finally:
                process.kill()
    if isinstance(reply, str):
        return reply
    if process.returncode == 0:
        answer: Book | str = pickle.loads(reply)  # from this program's own process, which holds no key
        return answer
    # Rust ends the process where an allocation fails.
    return TOO_MUCH if process.returncode in (_OUT_OF_MEMORY, -6) else BROKEN


def _reply(process: subprocess.Popen[bytes], memory: int, seconds: float) -> bytes | str:
    """What the process says; a sentence when it went beyond its limits."""
    end = time.monotonic() + MOST_WAIT
    while time.monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=_TICK)[0]
        with suppress(psutil.Error):
            reader = psutil.Process(process.pid)
            if reader.memory_info().rss > memory:
                return TOO_MUCH
            spent = reader.cpu_times()
            if spent.user + spent.system > seconds:
                return _TOO_LONG
    return _TOO_LONG


def _read(data: bytes, word: str = "") -> Book | str:
    """Any workbook, as the process of its own reads it."""
    known = word or format_of(data, "")
    book = formats()[known].read(data) if known else guard.refusal(guard.kind_of(data)).sentence
    if isinstance(book, str):
        return book
    area = 0
    for grid in book.sheets.values():
        rows, columns = len(grid), max(map(len, grid), default=0)
        area += rows * columns
        if rows > parts.MOST_ROWS or columns > parts.MOST_COLUMNS or rows * columns > parts.MOST_CELLS:
            return parts.beyond(rows, columns).sentence
    if area > parts.MOST_CELLS:
        return TOO_MUCH
    return book


def _process() -> None:
    memory = int(sys.argv[1])
    with suppress(ImportError, ValueError, OSError):  # Windows has none; the parent looks at the memory too
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        reply = pickle.dumps(_read(sys.stdin.buffer.read(), sys.argv[2]))
        if len(reply) > MOST_REPLY:
            reply = pickle.dumps(TOO_MUCH)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(reply)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _process()
