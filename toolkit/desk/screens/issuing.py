"""发表: which period, whom for, in which way; what stops it; what was made.

Knows: a plan's periods and units, what is to be filled in first. Must not know: how a form is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.base.guarded import UnreadableError
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.screen import Screen
from toolkit.plan.model import Period, Unit
from toolkit.plan.options import Binding
from toolkit.standing.next_step import Step
from toolkit.workspace import Workspace

_SHOWN = 60  # units whose files are listed
_TEXT = 2**16  # bytes of a text to paste


@dataclass(frozen=True, slots=True)
class Handed:
    """What goes to a unit by hand: the file, the text to paste, and the draft of the mail, where one lies there."""

    unit: Unit
    file: Path
    text: str
    draft: Path | None


def _handed(workspace: Workspace, period: Period) -> list[Handed]:
    """What was made for the units, each with its text."""
    found = []
    for one in workspace.handed_over(period)[:_SHOWN]:
        try:
            text = workspace.read(one.text, "发送文字", most=_TEXT).decode("utf-8-sig", "replace")
        except UnreadableError:
            text = ""
        draft = workspace.draft_path(period, one.unit, "填报表")
        found.append(Handed(one.unit, one.file, text, draft if draft.is_file() else None))
    return found


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/issue")
    def issue() -> str:
        workspace = desk.workspace()
        period = _asked_for(workspace)
        made = [path for path in _made(workspace, period) if path.exists()]
        standings = workspace.state(as_of=desk.today(), period=period.id).standings
        return render_template(
            "issue.html", plan=workspace.plan, period=period, made=made, to_fill=workspace.blockers(),
            owed=sum(one.owed for one in standings), begun=workspace.forms_path(period).exists(),
            closed=any(one.period == period and one.closed for one in workspace.periods()),
            bindings=tuple(Binding), plan_path=workspace.plan_path, handed=_handed(workspace, period), most=_SHOWN,
        )  # fmt: skip

    def _asked_for(workspace: Workspace) -> Period:
        """The period that the address names; else the one in hand, or the next where that one is done."""
        periods = workspace.plan.periods
        if found := workspace.plan.period.get(request.args.get("period", "")):
            return found
        now = desk.now()
        here = now.period or periods[0]
        done = now.step is Step.NEXT_PERIOD
        return periods[min(periods.index(here) + done, len(periods) - 1)]

    @pages.post("/issue/make")
    def make() -> AnyResponse:
        asked = {name: request.form.get(name) or None for name in ("period", "unit", "item")}
        way = request.form.get("binding")
        binding = Binding(way) if way in list(Binding) and not asked["item"] else None

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            done = workspace.distribute(as_of=day, binding=binding, progress=watch, **asked)
            if done.forms or not watch.stopped:
                workspace.consolidate(as_of=day, period=done.period.id)
            units = len({path.parent for path in done.forms})
            lines = [
                f"给 {units} 个单位做好了 {done.made} 份填报表，{len(done.forms)} 个文件"
                + (f"；另有 {done.number - done.made} 份以前做过，没有变化。" if done.made < done.number else "。"),
                f"邮件草稿 {len(done.drafts)} 封；发到群里、存U盘用的文件 {len(done.bundles)} 个，每个配一段话。",
                f"请在 {done.period.due_date} 前收回。",
            ]
            if watch.stopped:
                lines.append(f"其余 {watch.left} 份没有做，也没有拟邮件。要接着做，请再点“做好填报表”。")
            return Told(lines, f"/issue?period={done.period.id}", "看做好的")

        desk.start("发表", act, stops=True)
        return redirect("/job", 303)


def _made(workspace: Workspace, period: Period) -> tuple[Path, ...]:
    """The folders in which lies what goes out."""
    return workspace.forms_path(period), workspace.of_period(period) / "send", workspace.mails_path(period)


SCREEN = Screen(url="/issue", title="发表", place=40, register=_register)
