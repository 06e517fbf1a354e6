"""关账: which periods are planned, out or closed, by whom; one is closed or opened again; units with their own days.

Knows: where periods stand, as it is shown. Must not know: what a closing does to returns.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.periods import PeriodState
from toolkit.base.errors import WorkspaceError
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.screen import Screen
from toolkit.standing.counts import counts_of
from toolkit.workspace import Workspace

_SAID = 500  # characters of a name or a reason


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/period")
    def period() -> str:
        workspace = desk.workspace()
        every = workspace.periods()
        chosen = next((one for one in every if one.period.id == request.args.get("period")), None)
        chosen = chosen or next((one for one in every if one.period == workspace.period()), every[0])
        own = [
            (plan_unit.area, one.due_date, one.reason)
            for one in workspace.plan.settings.own_dates
            if one.period_id == chosen.period.id and (plan_unit := workspace.plan.unit.get(one.unit_id))
        ]
        owed = counts_of(workspace.status(as_of=desk.today(), period=chosen.period.id))
        return render_template(
            "period.html", every=every, chosen=chosen, own=own, owed=owed, states=PeriodState, plan=workspace.plan,
            plan_path=workspace.plan_path,
        )  # fmt: skip

    @pages.post("/period/close")
    def close() -> AnyResponse:
        id_, by, reason = _asked()

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            done = workspace.close_period(period=id_, by=by, as_of=day, reason=reason)
            workspace.consolidate(as_of=day, period=done.period.id)
            lines = [f"{done.period.name}关账了。以后报来的照收照查，按补报登记，不改变已经公布的台账、通报和公开版。"]
            if done.waiting:
                lines.append(f"收件箱里还有 {done.waiting} 个文件没有收，收的时候按补报登记。")
            return Told(lines, f"/period?period={done.period.id}", "回关账")

        desk.start("关账", act)
        return redirect("/job", 303)

    @pages.post("/period/reopen")
    def reopen() -> AnyResponse:
        id_, by, reason = _asked()
        if not reason:
            raise WorkspaceError("没有写为什么重新开账。请写上原因再做，以后查得到。")

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            done = workspace.reopen_period(period=id_, by=by, as_of=day, reason=reason)
            workspace.consolidate(as_of=day, period=done.period.id)
            lines = [f"{done.period.name}重新开账了，补报的从 {done.steps[-1].day} 起计入本期，总台账已经更新。"]
            return Told(lines, f"/period?period={done.period.id}", "回关账")

        desk.start("重新开账", act)
        return redirect("/job", 303)


def _asked() -> tuple[str, str, str]:
    """Which period, who decides, and why. Raises `WorkspaceError` where nobody is named."""
    by, reason = (" ".join(request.form.get(name, "").split())[:_SAID] for name in ("by", "reason"))
    if not by:
        raise WorkspaceError("没有写谁决定的。请写上姓名或者职务再做，以后查得到。")
    return request.form.get("period", ""), by, reason


SCREEN = Screen(url="/period", title="关账", place=78, register=_register)
