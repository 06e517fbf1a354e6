"""邮件: drafts with their addresses, sent from here; mails fetched into the inbox; the password, kept by the system.

Knows: what sending and fetching come to, as they are shown. Must not know: servers, MIME.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.desk import passwords
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.screen import Screen
from toolkit.plan.model import Plan
from toolkit.workspace import Workspace


def _no_password(question: str) -> str:
    """Nobody is asked where nothing is sent."""
    return ""


def account_of(plan: Plan) -> str:
    """The login at the mail servers that a plan names, "" where it names none."""
    return plan.settings.mail.account or plan.email


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/mail")
    def mail() -> str:
        workspace = desk.workspace()
        account = account_of(workspace.plan)
        return render_template(
            "mail.html", plan=workspace.plan,
            drafts=desk.shown("mail", lambda: workspace.mail_send(ask=_no_password, dry_run=True)),
            account=account, kept=passwords.kept(), remembered=bool(account and passwords.remembered(account)),
            plan_path=workspace.plan_path,
        )  # fmt: skip

    @pages.post("/mail/send")
    def send() -> AnyResponse:
        password = typed_password(desk.workspace())

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            results = workspace.mail_send(ask=lambda question: password, progress=watch)
            lines = [f"发出 {sum(bool(one.now) for one in results)} 封。"]
            for one in results:
                name = one.path.name
                lines += [f"没有发成 {name} {who}：{why}" for who, why in one.refused]
                lines += [f"服务器暂时没有收，过一会儿再发：{name} {who}" for who, _ in one.waiting]
                lines += [f"可能已发，请到邮箱的“已发送”里看：{name} {who}" for who, _ in one.unsure]
            lines += [f"其余 {watch.left} 封没有发，草稿都在。"] if watch.stopped else []
            return Told(lines, "/mail", "回邮件")

        desk.start("发邮件", act, stops=True)
        return redirect("/job", 303)

    @pages.post("/mail/fetch")
    def fetch() -> AnyResponse:
        password = typed_password(desk.workspace())

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            got = workspace.mail_fetch(ask=lambda question: password, as_of=day, progress=watch)
            lines = [f"收到 {len(got.kept)} 封，放到收件箱了，还没有登记。"]
            lines += [f"其余 {watch.left} 封还在邮箱里，下次再收。"] if watch.stopped else []
            return Told([*lines, *(f"{one.which} 没有收：{one.reason}" for one in got.left)], "/in", "去收件")

        desk.start("收邮件", act, stops=True)
        return redirect("/job", 303)

    @pages.post("/mail/forget")
    def forget() -> AnyResponse:
        passwords.forget(account_of(desk.workspace().plan))
        return redirect("/mail", 303)


def typed_password(workspace: Workspace) -> str:
    """The password that was typed, or that the system keeps; kept from now on, where that is wanted."""
    account, said = account_of(workspace.plan), request.form.get("password", "")
    if said and request.form.get("keep"):
        passwords.remember(account, said)
    return said or passwords.remembered(account)


SCREEN = Screen(url="/mail", title="邮件", place=75, register=_register, waiting=lambda found: found.waiting.drafts)
