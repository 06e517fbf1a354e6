"""催报: who is reminded, how often already, what was made.

Knows: standings, reminders and the files that they come to, as they are shown. Must not know: how one is written.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from toolkit.base.guarded import UnreadableError
from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.home import rows_of
from toolkit.desk.screens.screen import Screen
from toolkit.workspace import Workspace

_CHAT = 2**16  # bytes of a text for chats
_NAMES = {"电话单": "电话单", "通报": "通报（公文格式，可以接着改）", "群消息": "群消息"}


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/remind")
    def remind() -> str:
        workspace = desk.workspace()
        period = workspace.period()
        standings = workspace.status(as_of=desk.today(), period=period.id)
        areas = {unit.area: unit for unit in workspace.plan.units}
        days = workspace.reminded(period)
        rows = [(row, areas[row.area], days.get(areas[row.area].id, [])) for row in rows_of(standings)]
        rows = [one for one in rows if one[0].missing or one[0].returned]
        made = _made(workspace, desk.today())
        return render_template(
            "remind.html", rows=rows, made=made, chat=_chat(workspace, made), period=period,
            mails=workspace.mails_path(period), begun=workspace.forms_path(period).exists(),
        )  # fmt: skip

    @pages.post("/remind/make")
    def make() -> AnyResponse:
        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            done = workspace.remind(as_of=day)
            if not done.reminders:
                return Told(["都报齐了，没有要催的。通报做好了。"], "/remind", "看做好的")
            lines = [f"催报邮件草稿 {len(done.reminders)} 封、群消息、电话单、通报都做好了。"]
            lines += [f"{one.unit.area}没有邮箱，请打电话。" for one in done.reminders if not one.unit.emails]
            return Told(lines, "/remind", "看做好的")

        desk.start("做催报", act)
        return redirect("/job", 303)


def _made(workspace: Workspace, day: date) -> list[tuple[str, Path]]:
    """What was made for a day: its name and its file."""
    folder = workspace.of_period(workspace.period()) / "remind"
    found = sorted(path for path in folder.glob(f"*_{day}*") if path.is_file())
    return [(_NAMES.get(path.name.partition("_")[0], path.name), path) for path in found]


def _chat(workspace: Workspace, made: list[tuple[str, Path]]) -> str:
    """The text for chats, "" where there is none for today."""
    for name, path in made:
        if name == _NAMES["群消息"]:
            try:
                return workspace.read(path, "群消息", most=_CHAT).decode("utf-8-sig", "replace")
            except UnreadableError:
                return ""
    return ""


SCREEN = Screen(url="/remind", title="催报", place=50, register=_register, waiting=lambda found: found.to_remind)
