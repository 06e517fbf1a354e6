"""One desk: its workspace, which day it is, its jobs, the files that its pages name.

Knows: what the screens ask of it. Must not know: any screen, HTTP.
"""

from __future__ import annotations

import os
import secrets
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from toolkit.base.errors import ToolkitError
from toolkit.base.guarded import check_plain
from toolkit.desk.jobs import Job, Jobs, Told, Watch
from toolkit.desk.listed import Listed
from toolkit.standing.next_step import NextStep
from toolkit.workspace import Workspace

Shown = TypeVar("Shown")
_LOG = 2**20  # bytes; then it begins anew


@dataclass
class Desk:
    """One desk: its workspace, which day it is, its jobs, the files that its pages name."""

    root: Path
    today: Callable[[], date] = date.today
    over: threading.Event = field(default_factory=threading.Event)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    listed: Listed = field(default_factory=Listed)
    _shown: dict[str, object] = field(default_factory=dict, repr=False)

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs of this desk."""
        return Jobs(self.root / ".toolkit" / "desk-jobs.json", self.failed)

    def workspace(self) -> Workspace:
        """The workspace as it is now: whoever keeps one shows an old plan."""
        return Workspace(self.root)

    def shown(self, what: str, look: Callable[[], Shown]) -> Shown:
        """What a page shows of the workspace: what ``look`` gives, or, while an act runs, what it gave last.

        So no page waits for what an act is busy with; when the act is done everything is looked at anew.
        """
        if self.jobs.running is None or what not in self._shown:
            self._shown[what] = look()
        return self._shown[what]  # type: ignore[return-value]

    def now(self) -> NextStep:
        """Where the office stands, and what comes next, as the pages show it (`shown`)."""
        return self.shown("now", lambda: self.workspace().next_step(as_of=self.today()))

    def start(self, what: str, act: Callable[[Workspace, date, Watch], Told], *, stops: bool = False) -> Job:
        """Begin an act; ``stops`` says that it asks whether to stop.

        Raises `toolkit.desk.jobs.BusyError` while another one runs.
        """
        workspace, day = self.workspace(), self.today()
        return self.jobs.start(what, lambda watch: act(workspace, day, watch), stops=stops)

    def failed(self, error: Exception) -> str:
        """The sentence for an error that nobody has foreseen; its trace goes to the log under the number in it."""
        number = f"{datetime.now():%m%d-%H%M%S}"
        log = self.root / ".toolkit" / "desk.log"
        with suppress(OSError, ToolkitError):
            if os.path.lexists(log):
                check_plain(log, "记录", inside=log.parent)
            old = log.exists() and log.stat().st_size > _LOG
            with log.open("w" if old else "a", encoding="utf-8") as file:
                file.write(f"== {number}\n{''.join(traceback.format_exception(error))}\n")
        return (
            f"程序出错，没有做完（编号 {number}）。已经收下的不会丢。请再做一次；还不行的，"
            "把编号和 .toolkit 里的 desk.log 发给管程序的人。"
        )
