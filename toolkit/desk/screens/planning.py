"""新方案: an issued document becomes a draft plan, its units, what a person decides one by one, and the plan in force.

Knows: what importing came to, what is to be decided in a plan and what a changed one means, as they are shown. Must not
know: how either is found, typed or put in force.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.drop import put_beside
from toolkit.acts.import_plan import DRAFT
from toolkit.base.errors import PlanError, WorkspaceError
from toolkit.base.plan_captions import PlanSheet
from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.plan_answers import answered, place_asked, shown, units_typed
from toolkit.desk.screens.screen import Screen
from toolkit.plan.deadlines import MONTHS
from toolkit.plan.model import Plan
from toolkit.planbook.empty import is_untouched
from toolkit.workspace import Workspace

if TYPE_CHECKING:
    from toolkit.acts.plan_draft import PlanInHand
    from toolkit.acts.plan_versions import Amended
    from toolkit.issued.document import PlanDraft

_SHOWN = 60  # of many differences, faults and texts


@dataclass
class _Imported:
    """What was imported last, for what the workbook does not hold."""

    draft: PlanDraft | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def _register(pages: Blueprint, desk: Desk) -> None:
    last = _Imported()
    _import(pages, desk, last)
    _decide(pages, desk)
    _put_in_force(pages, desk)

    @pages.get("/plan/new")
    def plan() -> str:
        workspace = desk.workspace()
        there = workspace.plan_path.exists() and not is_untouched(workspace.plan_path)
        found, using, said = None, None, ""
        try:
            found, using = (workspace.plan_in_hand(), _in_use(workspace)) if there else (None, None)
        except WorkspaceError as error:
            said = str(error)
        with last.lock:
            draft = last.draft
        return render_template(
            "plan.html", found=found, using=using, said=said, there=there, draft=draft, plan_path=workspace.plan_path,
            amended=_amended(workspace, found), versions=workspace.plan_versions() if there else (), most=_SHOWN,
            to_fill=workspace.blockers() if using and not found else (),
            empty=not there and workspace.plan_path.exists(),
        )  # fmt: skip


def _import(pages: Blueprint, desk: Desk, last: _Imported) -> None:
    @pages.post("/plan/read")
    def read() -> AnyResponse:
        sent = request.files.get("document")
        if sent is None or not sent.filename:
            raise WorkspaceError("还没有选文件。请先选下发的文件，再点“读进来”。")
        document = put_beside(desk.root / ".toolkit" / "documents", sent.filename, sent.stream)

        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            if not workspace.plan_path.exists():
                Workspace.init(workspace.root)
            fresh = is_untouched(workspace.plan_path)
            found = None if fresh else workspace.plan_in_hand()
            if found is not None and not found.in_place:
                raise WorkspaceError(
                    f"还有一份没有启用的 {found.path.name}。请先启用，或者点“不用这份草稿”，再读新的。"
                )
            # What was never used has nothing that an amended document would be laid over.
            into = None if fresh or workspace.plan_versions() else workspace.root / DRAFT
            draft, _ = workspace.import_plan(document, into)
            with last.lock:
                last.draft = draft
            measures = sum(len(item.measures) for item in draft.plan.items)
            return Told(
                [f"读到事项 {len(draft.plan.items)} 项，措施 {measures} 条。"], "/plan/new", "看读到的", at_once=True
            )

        desk.start("读下发的文件", act)
        return redirect("/job", 303)

    @pages.post("/plan/empty")
    def empty() -> AnyResponse:
        Workspace.init(desk.root)
        return redirect("/plan/new", 303)


def _decide(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/plan/decide")
    def decide() -> str | AnyResponse:
        found = _found(desk.workspace())
        question = place_asked(found, request.args.get("at", ""))
        if question is None:
            return redirect("/plan/new", 303)
        at = found.questions.index(question)
        return render_template(
            "decide.html", found=found, one=shown(found, question), at=at, cadences=MONTHS,
            before=found.questions[at - 1] if at else None,
            after=found.questions[at + 1] if at + 1 < len(found.questions) else None,
        )  # fmt: skip

    @pages.post("/plan/answer")
    def decided() -> AnyResponse:
        workspace = desk.workspace()
        found = _found(workspace)
        question = place_asked(found, request.form.get("at", ""))
        if question is None:
            raise WorkspaceError("这一处已经定了。请回到“新方案”看还有哪些。")
        answered(workspace, found, question, request.form)
        after = found.questions[found.questions.index(question) :]
        return redirect(_next(desk.workspace(), [str(one.place) for one in after]), 303)

    @pages.post("/plan/units")
    def units() -> AnyResponse:
        desk.workspace().add_to_plan(PlanSheet.UNITS, units_typed(request.form), seen=request.form.get("seen", ""))
        return redirect("/plan/new", 303)


def _next(workspace: Workspace, places: list[str]) -> str:
    """Where one goes on after an answer: the next of these places that is open, else the overview."""
    found = workspace.plan_in_hand()
    still = {str(one.place) for one in found.questions} if found is not None else set()
    at = next((place for place in places[1:] if place in still), "")
    return f"/plan/decide?at={at}" if at else "/plan/new"


def _put_in_force(pages: Blueprint, desk: Desk) -> None:
    @pages.post("/plan/adopt")
    def adopt() -> AnyResponse:
        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            first = not workspace.plan_versions()
            version = workspace.adopt_plan(as_of=day)
            lines = [f"方案启用了：{version}。"]
            if first:
                return Told(lines, "/issue", "去发表")
            workspace.consolidate(as_of=day)
            lines.append("以前的方案留着，总台账更新好了。要再发的表，请到“发表”里发；不再要报的，信已经拟好。")
            return Told(lines, "/issue", "去发表")

        desk.start("启用方案", act)
        return redirect("/job", 303)

    @pages.post("/plan/drop")
    def drop() -> AnyResponse:
        desk.workspace().drop_draft()
        return redirect("/plan/new", 303)


def _found(workspace: Workspace) -> PlanInHand:
    found = workspace.plan_in_hand() if workspace.plan_path.exists() else None
    if found is None:
        raise WorkspaceError("现在没有要定的方案草稿。请先在“新方案”里选下发的文件。")
    return found


def _in_use(workspace: Workspace) -> Plan | None:
    """The plan as it lies there, if it can be used."""
    try:
        return workspace.plan
    except PlanError:
        return None


def _amended(workspace: Workspace, found: PlanInHand | None) -> Amended | None:
    """What a plan in hand changes, once it can be used."""
    if found is None or found.plan is None:
        return None
    return workspace.amended(draft=None if found.in_place else found.path)


SCREEN = Screen(url="/plan/new", title="新方案", place=80, register=_register, without_plan=True)
