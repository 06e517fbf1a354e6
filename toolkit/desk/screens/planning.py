"""新方案: an issued document becomes a draft plan; what a person must decide, with its passage; whether it can go out.

Knows: what importing came to and what is wrong with a plan, as they are shown. Must not know: how either is found.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.drop import put_beside
from toolkit.base.errors import Fault, PlanError, WorkspaceError
from toolkit.base.files import free_path
from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.screen import Screen
from toolkit.plan.model import Plan
from toolkit.planbook.empty import is_untouched
from toolkit.workspace import Workspace

if TYPE_CHECKING:
    from toolkit.issued.document import PlanDraft

_DRAFT = "整改方案草稿.xlsx"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decides in a draft: where, what, and the passage that it is about."""

    about: str
    column: str
    sentence: str
    passage: str


@dataclass
class _Imported:
    """What was imported last."""

    draft: PlanDraft | None = None
    path: Path | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def decisions_of(draft: PlanDraft) -> list[Decision]:
    """What a person decides in a draft, in the order of the document."""
    found = []
    for question in draft.questions:
        item = draft.plan.item.get(question.item_id)
        passage = "\n".join((item.title, item.finding, item.description)).strip() if item else draft.plan.title
        found.append(Decision(item.code if item else "方案", question.header, question.sentence, passage))
    return found


def _register(pages: Blueprint, desk: Desk) -> None:
    last = _Imported()

    @pages.get("/plan/new")
    def plan() -> str:
        workspace = desk.workspace()
        with last.lock:
            draft, path = last.draft, last.path
        checked, faults, said = _checked(workspace)
        return render_template(
            "plan.html", draft=draft, draft_path=path, decisions=decisions_of(draft) if draft else (), plan=checked,
            faults=faults, said=said, plan_path=workspace.plan_path, there=workspace.plan_path.exists(),
            to_fill=workspace.blockers() if checked else (),
        )  # fmt: skip

    @pages.post("/plan/read")
    def read() -> AnyResponse:
        sent = request.files.get("document")
        if sent is None or not sent.filename:
            raise WorkspaceError("还没有选文件。请先选下发的文件，再点“读进来”。")
        document = put_beside(desk.root / ".toolkit" / "documents", sent.filename, sent.stream)

        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            if not workspace.plan_path.exists():
                Workspace.init(workspace.root)
            into = None if is_untouched(workspace.plan_path) else free_path(workspace.root / _DRAFT, None)
            draft, path = workspace.import_plan(document, into)
            with last.lock:
                last.draft, last.path = draft, path
            measures = sum(len(item.measures) for item in draft.plan.items)
            lines = [
                f"读到事项 {len(draft.plan.items)} 项，措施 {measures} 条；要由您定的有 {len(draft.questions)} 处。"
            ]
            return Told(lines, "/plan/new", "看读到的", at_once=True)

        desk.start("读下发的文件", act)
        return redirect("/job", 303)

    @pages.post("/plan/empty")
    def empty() -> AnyResponse:
        Workspace.init(desk.root)
        return redirect("/plan/new", 303)


def _checked(workspace: Workspace) -> tuple[Plan | None, tuple[Fault, ...], str]:
    """The plan, if it can be used; else what is wrong with it."""
    if not workspace.plan_path.exists():
        return None, (), ""
    try:
        return workspace.plan, (), ""
    except PlanError as error:
        return None, error.faults, ""
    except WorkspaceError as error:
        return None, (), str(error)


SCREEN = Screen(url="/plan/new", title="新方案", place=80, register=_register, without_plan=True)
