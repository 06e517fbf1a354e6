"""体检: what is in order in the workspace, what is not, and what to do about it.

Knows: what was looked at, as it is shown. Must not know: what may be damaged.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from toolkit import __version__
from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.screen import Screen
from toolkit.workspace import Workspace

if TYPE_CHECKING:
    from toolkit.acts.examining import Checked


@dataclass
class _Examined:
    found: list[Checked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def _register(pages: Blueprint, desk: Desk) -> None:
    last = _Examined()

    @pages.get("/health")
    def health() -> str:
        with last.lock:
            found = list(last.found)
        return render_template(
            "health.html", found=found, bad=[one for one in found if not one.good], root=desk.root.resolve(),
            version=__version__, python=sys.version.split()[0],
        )  # fmt: skip

    @pages.post("/health/check")
    def check() -> AnyResponse:
        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            found = workspace.doctor(today=day)
            with last.lock:
                last.found = found
            bad = sum(not one.good for one in found)
            return Told([f"{bad} 项要处理。" if bad else "都正常。"], "/health", "看结果", at_once=True)

        desk.start("体检", act)
        return redirect("/job", 303)


SCREEN = Screen(url="/health", title="体检", place=100, register=_register)
