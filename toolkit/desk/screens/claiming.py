"""认领: what was not recognised, whose it may be, how many cells it has of which form.

Knows: unclaimed files as they are shown. Must not know: how a claim is filed.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.incoming import said_of
from toolkit.desk.screens.screen import Screen
from toolkit.workspace import Workspace


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/claim")
    def claim() -> str:
        workspace = desk.workspace()
        return render_template("claim.html", files=workspace.claims(), plan=workspace.plan, period=workspace.period())

    @pages.post("/claim/make")
    def make() -> AnyResponse:
        path = desk.listed.path_of(request.form.get("id", ""))
        unit, item, period = (request.form.get(name, "") for name in ("unit", "item", "period"))

        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            done = workspace.assign(path, unit=unit, item=item, period=period, as_of=day)
            workspace.consolidate(as_of=day, period=period)
            if done.taken is None:
                return Told([f"{path.name} 认领为佐证材料了。"], "/claim", "回认领")
            return Told([f"{path.name} 认领了，台账里注明“人工认领”。", *said_of(done.taken)], "/claim", "回认领")

        desk.start("认领", act)
        return redirect("/job", 303)


SCREEN = Screen(url="/claim", title="认领", place=30, register=_register, waiting=lambda found: found.waiting.unclaimed)
