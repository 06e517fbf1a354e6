"""体检与设置: what is in order in the workspace, a backup, the key, the mail account, and what the program is.

Knows: what was looked at and where copies go, as it is shown. Must not know: what may be damaged, how a copy is proven.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit import __version__
from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.desk import passwords
from toolkit.desk.desk import Desk
from toolkit.desk.drives import places
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.mailing import account_of, typed_password
from toolkit.desk.screens.screen import Screen
from toolkit.mail.fetch import FOLDER
from toolkit.plan.model import Plan
from toolkit.workspace import Workspace

if TYPE_CHECKING:
    from toolkit.acts.examining import Checked
    from toolkit.acts.keys import KeyStanding

_OFTEN = 7  # days after which a backup is old


@dataclass
class _Examined:
    found: list[Checked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def _plan(workspace: Workspace) -> Plan | None:
    with suppress(ToolkitError):
        return workspace.plan
    return None


def _key(workspace: Workspace, day: date) -> KeyStanding | None:
    with suppress(ToolkitError):
        return workspace.key_standing(on=day)
    return None


def _place(desk: Desk) -> Path:
    """The folder that the form names by its id. Raises `WorkspaceError` where none is chosen, or it is gone."""
    chosen = request.form.get("place", "")
    if not chosen:
        raise WorkspaceError("还没有选放在哪里。请插好移动硬盘，选一个地方再做。")
    return desk.listed.path_of(chosen)


def _register(pages: Blueprint, desk: Desk) -> None:
    last = _Examined()

    @pages.get("/health")
    def health() -> str:
        with last.lock:
            found = list(last.found)
        workspace = desk.workspace()
        plan, kept = _plan(workspace), workspace.last_backup()
        account = account_of(plan) if plan is not None else ""
        return render_template(
            "health.html", found=found, bad=[one for one in found if not one.good], root=desk.root.resolve(),
            version=__version__, python=sys.version.split()[0], last=kept, plan=plan,
            old=kept is not None and (desk.today() - kept.at.date()).days > _OFTEN, account=account, folder=FOLDER,
            places=places(desk.root, kept.path.parent if kept is not None else None),
            key=_key(workspace, desk.today()), kept=passwords.kept(), plan_path=workspace.plan_path,
            remembered=bool(account and passwords.remembered(account)), begun=workspace.plan_path.exists(),
        )  # fmt: skip

    @pages.post("/health/check")
    def check() -> AnyResponse:
        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            found = workspace.doctor(today=day)
            with last.lock:
                last.found = found
            bad = sum(not one.good for one in found)
            return Told([f"{bad} 项要处理。" if bad else "都正常。"], "/health", "看结果", at_once=True)

        desk.start("体检", act)
        return redirect("/job", 303)

    _copies(pages, desk)
    _mail(pages, desk)


def _copies(pages: Blueprint, desk: Desk) -> None:
    @pages.post("/health/backup")
    def backup() -> AnyResponse:
        place = _place(desk)

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            now = datetime.combine(day, datetime.now().time())
            return Told(workspace.backup(place, now=now, progress=watch).lines, "/health", "回体检与设置")

        desk.start("备份", act, stops=True)
        return redirect("/job", 303)

    @pages.post("/health/key")
    def key() -> AnyResponse:
        place = _place(desk)

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            lines = [
                f"密钥的副本：{workspace.copy_key(place)}",
                "请收好，不要发到群里。要用的时候改名为 key，放回 .toolkit 文件夹。",
            ]
            return Told(lines, "/health", "回体检与设置")

        desk.start("复制密钥", act)
        return redirect("/job", 303)


def _mail(pages: Blueprint, desk: Desk) -> None:
    @pages.post("/health/mail")
    def mail() -> AnyResponse:
        password = typed_password(desk.workspace())

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            found = workspace.mail_check(ask=lambda question: password)
            return Told([f"{one.what}：{one.said}" for one in found], "/health", "回体检与设置")

        desk.start("试邮箱", act)
        return redirect("/job", 303)

    @pages.post("/health/forget")
    def forget() -> AnyResponse:
        passwords.forget(account_of(desk.workspace().plan))
        return redirect("/health", 303)


SCREEN = Screen(url="/health", title="体检与设置", place=100, register=_register, without_plan=True)
