"""核定: what waits for the office's decision and what it lacks; what stands in the masters is read back.

Knows: standings as they are shown. Must not know: how a decision is read or judged.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.screen import Screen
from toolkit.workspace import Workspace


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/closure")
    def closure() -> str:
        workspace = desk.workspace()
        found = desk.now()
        period = workspace.period()
        return render_template(
            "closure.html", asked=found.asked, master=workspace.master_path(period), period=period,
            ready=[one for one in found.asked if not one.reviewed.lacking],
            steps=bool(workspace.plan.settings.chain),
        )  # fmt: skip

    @pages.post("/closure/read")
    def read() -> AnyResponse:
        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            done = workspace.consolidate(as_of=day)
            lines = [f"读回核定的内容 {done.decided} 处，总台账更新好了。"]
            lines += [f"没有读取 {one.sentence}" for one in done.unread]
            lines += [one.line for one in done.problems]
            return Told(lines, "/closure", "回核定")

        desk.start("读回核定", act)
        return redirect("/job", 303)


SCREEN = Screen(url="/closure", title="核定", place=60, register=_register, waiting=lambda found: len(found.asked))
