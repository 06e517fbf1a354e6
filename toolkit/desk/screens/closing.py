"""核定: what waits for the office's decision and what it lacks; it is decided here, or in the master and read back.

Knows: matters as they are shown, the names of what is typed. Must not know: how a decision is written down or judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.decide import Decided, RefusedError, Ruling, StepDone
from toolkit.base.captions import Column
from toolkit.base.errors import ToolkitError
from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import BusyError, Told
from toolkit.desk.screens.screen import Screen
from toolkit.plan.closing import StepKind
from toolkit.plan.model import FormKey
from toolkit.standing.closing_tries import StepResult, StepState
from toolkit.standing.deciding import Matter, matters
from toolkit.workspace import Workspace

_SHOWN, _STORY = 120, 60  # matters of one list, events of one form
NAMES = {
    Column.VERDICT: "verdict", Column.OPINION: "opinion", Column.REVIEWER: "by", Column.DECIDED_ON: "on",
    Column.FILING_NO: "filing_no", Column.STEP_DAY: "on", Column.HANDLER: "by", Column.STEP_RESULT: "result",
    Column.STEP_PAPER: "paper", Column.STEP_NOTE: "note",
}  # fmt: skip
"""What the field of each caption is called."""


@dataclass(frozen=True)
class Typed:
    """What somebody has typed, and what was wrong with it: at a field, or as a whole."""

    fields: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


@dataclass
class _Closure:
    """The page of a desk; ``by`` is who decided last, for the next form."""

    desk: Desk
    by: str = ""

    def page(self, typed: Typed) -> str:
        """What waits, and one matter with its form."""
        workspace, named, today = self.desk.workspace(), request.values, self.desk.today()
        period = workspace.period(named.get("period") or None)
        every = self.desk.shown(f"matters {period.id}", lambda: matters(workspace.state(as_of=today, period=period.id)))
        waiting = [one for one in every if one.waits]
        form = FormKey(named.get("item", ""), named.get("unit", ""))
        chosen = next((one for one in every if one.standing.form == form), waiting[0] if waiting else None)
        about, turn = (chosen.standing, chosen.turn) if chosen else (None, None)
        return render_template(
            "closure.html", waiting=waiting[:_SHOWN], number=len(waiting), chosen=chosen, period=period, typed=typed,
            stepping=sum(one.turn is not None for one in waiting),
            ready=sum(one.turn is None and not one.standing.reviewed.lacking for one in waiting),
            decided=[one for one in every if one.said][:_SHOWN],
            master=workspace.master_path(period), results=list(StepResult), plan_path=workspace.plan_path,
            fields=_fields(chosen, typed, self.by, today) if chosen else {},
            story=workspace.history(unit=about.unit.id, item=about.item.id)[-_STORY:] if about else (),
            notice=turn is not None and turn.step.kind is StepKind.NOTICE,
            begun=turn is not None and turn.state in (StepState.RUNNING, StepState.OVER),
        )  # fmt: skip

    def write(self, typed: Mapping[str, str]) -> tuple[str, int] | AnyResponse:
        """Write down what was typed, and make the master anew; where it could not stand, the page says why."""
        period = typed.get("period", "")
        try:
            if (running := self.desk.jobs.running) is not None:
                raise BusyError(f"正在{running.what}，做完再记。请等一等再点一次。")
            done = _written(self.desk.workspace(), typed, self.desk.today())
        except RefusedError as error:
            wrong = {NAMES[Column(one.column)]: one.sentence for one in reversed(error.objections)}
            return self.page(Typed(typed, wrong, "没有记下，请看标红的地方。")), 400
        except ToolkitError as error:
            return self.page(Typed(typed, {}, str(error))), 400
        self.by = typed.get("by", "") or self.by

        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            return Told([_said(done), *_in_master(workspace, day, period)], "/closure", "回核定")

        with suppress(BusyError):  # what was written down stands in the next master
            self.desk.start("登记核定", act)
            return redirect("/job", 303)
        return redirect("/closure", 303)


def _register(pages: Blueprint, desk: Desk) -> None:
    here = _Closure(desk)

    @pages.get("/closure")
    def closure() -> str:
        return here.page(Typed())

    @pages.post("/closure/decide")
    def decide() -> tuple[str, int] | AnyResponse:
        return here.write(request.form.to_dict())

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


def _fields(chosen: Matter, typed: Typed, by: str, today: date) -> dict[str, str]:
    """What the fields of a matter hold: what was typed, else what stands there and may be gone on from."""
    if typed.fields:
        return dict(typed.fields)
    turn = chosen.turn
    if turn is not None and turn.row is not None:
        row = turn.row
        columns = (Column.STEP_DAY, Column.HANDLER, Column.STEP_PAPER, Column.STEP_NOTE)
        return {NAMES[column]: row.text(column) for column in columns}
    return {"on": today.isoformat(), "by": by}


def _written(workspace: Workspace, typed: Mapping[str, str], today: date) -> Decided:
    """Write down what was typed: a step, a decision, a number under which it was filed, or that it is taken back."""

    def said(name: str) -> str:
        return typed.get(name, "").strip()

    unit, item, period, mark = (typed.get(name, "") for name in ("unit", "item", "period", "mark"))
    on = _day(said("on"))
    if label := said("step"):
        step = StepDone(label, on, said("by"), said("result"), said("paper"), said("note"))
        return workspace.take_step(step, unit=unit, item=item, period=period, as_of=today, mark=mark)
    if typed.get("do") == "back":
        ruling = Ruling(verdict="")
    elif typed.get("do") == "file":
        ruling = Ruling(filing_no=said("filing_no"))
    elif said("verdict"):
        ruling = Ruling(said("verdict"), said("opinion"), said("by"), on, said("filing_no") or None)
    else:
        raise ToolkitError("没有选核定结论。请选一个，再点“记下核定”。")
    return workspace.decide(ruling, unit=unit, item=item, period=period, as_of=today, mark=mark)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _said(done: Decided) -> str:
    standing = done.matter.standing
    closing = f"（{standing.reviewed.closing}）" if standing.reviewed.closing else ""
    return f"{standing.unit.area} {standing.item.code}：{standing.reviewed.state}{closing}，记下了。"


def _in_master(workspace: Workspace, day: date, period: str) -> list[str]:
    """Show it in the master; where that cannot be written, it stands in the next one."""
    try:
        made = workspace.consolidate(as_of=day, period=period)
    except ToolkitError as error:
        return [f"总台账这次没有更新：{error}核定不会丢，下次更新时写进去。"]
    lines = [f"没有读取 {one.sentence}" for one in made.unread] + [one.line for one in made.problems]
    return lines or ["总台账也更新好了。"]


SCREEN = Screen(url="/closure", title="核定", place=60, register=_register, waiting=lambda found: len(found.asked))
