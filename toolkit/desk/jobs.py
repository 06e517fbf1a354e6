"""Long work: one act at a time, in a thread of its own, with its progress and what it came to.

Knows: what is being done, how far it is, whether it is to stop, what came of it; the last of them are kept in a file.
Must not know: any act, any page. Whoever leaves the page loses nothing: the act goes on, and what it came to is told on
the next one. No act is broken off: one that can stop between two files or forms is asked to, and what is done by then
stays done. The workspace's own lock says whether somebody else works; an act waits for it, or says who it is.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.files import write_whole
from toolkit.base.guarded import UnreadableError, read_guarded
from toolkit.base.progress import Progress, no_progress
from toolkit.base.unpacked import parsed_json

KEPT = 20
_LARGEST = 2**20  # bytes of the file
CUT_OFF = "程序在做这件事的时候关掉了，没有做完。已经收下的不会丢，请再做一次。"


class State(StrEnum):
    """What became of a job."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Told:
    """What a job came to: lines for people, and the page on which one goes on; at once, where it is to be looked at."""

    lines: Sequence[str]
    url: str = "/"
    words: str = "回首页"
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what is done, how far it is, what it came to.

    ``stops`` says whether it can be stopped between two files or forms, ``stopping`` that somebody has asked for it.
    """

    number: int
    what: str
    began: str
    state: State = State.RUNNING
    doing: str = ""
    done: int = 0
    total: int = 0
    lines: tuple[str, ...] = ()
    url: str = "/"
    words: str = "回首页"
    at_once: bool = False
    ended: str = ""
    stops: bool = False
    stopping: bool = False


class Watch:
    """Who watches an act: hears how far it is, and answers whether it is to stop there (`toolkit.base.progress`)."""

    def __init__(self, seen: Progress) -> None:
        """Nobody wants it to stop yet; ``seen`` is told how far it is."""
        self._seen = seen
        self._wanted = threading.Event()
        self._done = self._total = 0

    def __call__(self, doing: str, done: int, total: int) -> bool:
        """How far the act is; gives whether it is to stop."""
        self._done, self._total = done, total
        self._seen(doing, done, total)
        return self._wanted.is_set()

    def ask(self) -> None:
        """Somebody wants it to stop."""
        self._wanted.set()

    @property
    def left(self) -> int:
        """How many of what was counted last have not been done."""
        return self._total - self._done

    @property
    def stopped(self) -> bool:
        """Whether the act has ended because it was to stop: something was left undone."""
        return self._wanted.is_set() and self.left > 0


class BusyError(ToolkitError):
    """Something else is being done."""


class Jobs:
    """The jobs of one desk, the newest last."""

    def __init__(self, path: Path, failed: Callable[[Exception], str]) -> None:
        """Read the last ones from ``path``; ``failed`` gives the sentence for an error that nobody has foreseen."""
        self._path, self._failed = path, failed
        self._lock = threading.Lock()
        self._watch = Watch(no_progress)
        self._jobs = [
            replace(job, state=State.FAILED, lines=(CUT_OFF,)) if job.state is State.RUNNING else job
            for job in _kept(path)
        ]

    @property
    def last(self) -> Job | None:
        """The job that runs, or the last that did."""
        with self._lock:
            return self._jobs[-1] if self._jobs else None

    @property
    def every(self) -> tuple[Job, ...]:
        """The last jobs, the newest first."""
        with self._lock:
            return tuple(reversed(self._jobs))

    @property
    def running(self) -> Job | None:
        """The job that runs, if one does."""
        last = self.last
        return last if last is not None and last.state is State.RUNNING else None

    def start(self, what: str, act: Callable[[Watch], Told], *, stops: bool = False) -> Job:
        """Begin an act; ``what`` is done in words, ``stops`` says that it asks whether to stop.

        Raises `BusyError` while another one runs.
        """
        with self._lock:
            if self._jobs and self._jobs[-1].state is State.RUNNING:
                raise BusyError(f"正在{self._jobs[-1].what}，做完再做下一件。")
            number = self._jobs[-1].number + 1 if self._jobs else 1
            job = Job(number, what, f"{datetime.now():%m-%d %H:%M}", stops=stops)
            watch = self._watch = Watch(self._seen)
            self._jobs = [*self._jobs[-KEPT + 1 :], job]
            self._keep()
        # Not a daemon: who quits meanwhile waits for the act, which is a matter of seconds and loses nothing.
        threading.Thread(target=self._work, args=(act, watch), name="job").start()
        return job

    def stop(self, number: int) -> None:
        """Ask a job to stop where it can. Raises `WorkspaceError` where it cannot, or does not run any more."""
        with self._lock:
            job = self._jobs[-1] if self._jobs else None
            if job is None or job.number != number or job.state is not State.RUNNING:
                raise WorkspaceError("这件事已经做完了，不用停。")
            if not job.stops:
                raise WorkspaceError(f"{job.what}要一口气做完，不能停在半路。请稍等。")
            self._jobs[-1] = replace(job, stopping=True)
            self._watch.ask()

    def _work(self, act: Callable[[Watch], Told], watch: Watch) -> None:
        try:
            told = act(watch)
        except ToolkitError as error:
            self._now(State.FAILED, Told(str(error).splitlines()))
        except Exception as error:  # told with a number; the trace goes to the log
            self._now(State.FAILED, Told([self._failed(error)]))
        else:
            self._now(State.STOPPED if watch.stopped else State.DONE, told)

    def _seen(self, doing: str, done: int, total: int) -> None:
        with self._lock:
            self._jobs[-1] = replace(self._jobs[-1], doing=doing, done=done, total=total)

    def _now(self, state: State, told: Told) -> None:
        with self._lock:
            self._jobs[-1] = replace(
                self._jobs[-1],
                state=state,
                lines=tuple(told.lines),
                url=told.url,
                words=told.words,
                at_once=told.at_once,
                ended=f"{datetime.now():%m-%d %H:%M}",
            )
            self._keep()

    def _keep(self) -> None:
        """Write the jobs down; where that cannot be done they are told as long as the desk runs."""
        with suppress(OSError):
            data = json.dumps([asdict(job) for job in self._jobs], ensure_ascii=False)
            write_whole(self._path, data.encode("utf-8", "replace"), private=True)


def _kept(path: Path) -> list[Job]:
    """The jobs that were written down; none where the file cannot be read, of which nothing depends."""
    try:
        said = parsed_json(read_guarded(path, "", most=_LARGEST, inside=path.parent).decode())
        return [
            Job(**{**one, "state": State(one["state"]), "lines": tuple(map(str, one["lines"]))}) for one in said[-KEPT:]
        ]
    except (UnreadableError, ToolkitError, ValueError, TypeError, KeyError, AttributeError):
        return []
