"""日程: what the office has to do by which day, which papers are due, what falls due next, what was supervised.

Knows: the agenda as it is shown, the form of a line of 督办记录. Must not know: what any of it follows from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.supervise import Line
from toolkit.base.captions import Column, Sheet
from toolkit.base.errors import WorkspaceError
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.screen import Screen
from toolkit.standing.agenda import Task, agenda
from toolkit.standing.duties import PaperDue
from toolkit.standing.supervision import Way
from toolkit.standing.upcoming import upcoming
from toolkit.workspace import Workspace

_LINES, _NEXT = 80, 12  # of 督办记录, of what falls due next
_DONE_AT = {Task.NOTICE: "/closure", Task.REVISIT: "/closure"}
"""Where a task is done."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that is due by a day: how many are owed and came, and who owes it still."""

    name: str
    due: date
    owed: int
    came: int
    missing: Sequence[str]


def papers_of(duties: Sequence[PaperDue]) -> list[PaperRow]:
    """The papers that are due, those that are due first before the others."""
    found: dict[tuple[date, str], list[PaperDue]] = {}
    for one in duties:
        found.setdefault((one.due, one.duty.name), []).append(one)
    return [
        PaperRow(
            name, due, len(of), sum(not one.owing for one in of),
            list(dict.fromkeys(one.unit.area for one in of if one.owing)),
        )
        for (due, name), of in sorted(found.items(), key=lambda pair: pair[0])
    ]  # fmt: skip


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/dates")
    def dates() -> str:
        workspace, today = desk.workspace(), desk.today()
        period = workspace.period()
        state = desk.shown(f"state {period.id}", lambda: workspace.state(as_of=today, period=period.id))
        to_do, lines, papers = agenda(state), state.supervised, papers_of(state.duties)
        return render_template(
            "dates.html", to_do=[(one, _DONE_AT.get(one.task, "#watched")) for one in to_do],
            late=sum(one.day <= today for one in to_do), papers=papers,
            overdue=sum(bool(one.missing) and one.due < today for one in papers),
            next=upcoming(state)[:_NEXT], lines=lines[::-1][:_LINES], more=max(0, len(lines) - _LINES),
            master=workspace.master_path(period), columns=Column, ways=tuple(Way), plan=workspace.plan,
        )  # fmt: skip

    @pages.post("/dates/supervise")
    def supervise() -> AnyResponse:
        form, plan = request.form, desk.workspace().plan
        units = "、".join(unit.area for unit in plan.units if unit.id in form.getlist("unit"))
        items = "、".join(item.code for item in plan.items if item.id in form.getlist("item"))
        way, words, by = (form.get(name, "").strip() for name in ("way", "words", "by"))
        if not way or not words:
            raise WorkspaceError("督办方式或者督办内容没有填。请填好再记。")
        on, next_on = day_typed(form.get("on", "")), day_typed(form.get("next", ""))

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            done = workspace.supervise(Line(on or day, way, words, units, items, by, next_on), as_of=day)
            workspace.consolidate(as_of=day)
            lines = [f"{done.day} {way}{units or '各单位'}，记下了，在总台账的“{Sheet.SUPERVISION}”里。"]
            return Told(lines + [f"到 {next_on} 会列在“日程”里。"] * bool(next_on), "/dates", "回日程")

        desk.start("登记督办", act)
        return redirect("/job", 303)

    @pages.post("/dates/outcome")
    def outcome() -> AnyResponse:
        return _fill_outcome(desk)


def _fill_outcome(desk: Desk) -> AnyResponse:
    """Write down what came of a line, as the page that was sent says."""
    number, mark, outcome = (request.form.get(name, "").strip() for name in ("number", "mark", "outcome"))

    def act(workspace: Workspace, day: date, watch: Watch) -> Told:
        found = workspace.fill_outcome(number, outcome, as_of=day, mark=mark)
        workspace.consolidate(as_of=day)
        said = "记下了" if outcome else "去掉了"
        line = f"{found.day} {found.said}：落实情况{said}，和总台账的“{Sheet.SUPERVISION}”里填的一样。"
        return Told([line], "/dates", "回日程")

    desk.start("登记落实情况", act)
    return redirect("/job", 303)


def day_typed(text: str) -> date | None:
    """A day from a form, None where none is given. Raises `WorkspaceError` for what is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WorkspaceError(f"“{text}”不是日期。请选日期，再记。") from None


SCREEN = Screen(url="/dates", title="日程", place=65, register=_register)
