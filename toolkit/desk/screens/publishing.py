"""双公开: the editions, and the passages about which a person decides first.

Knows: what publishing came to, as it is shown. Must not know: who must not be named, how it is proved.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.screen import Screen
from toolkit.workspace import Workspace


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/publish")
    def publish() -> str:
        workspace = desk.workspace()
        of_period = workspace.of_period(workspace.period())
        reviews = sorted((of_period / "review").glob("*.xlsx"))
        made = sorted(path for path in (of_period / "publish").glob("*") if path.is_file())
        return render_template("publish.html", reviews=reviews, made=made, period=workspace.period())

    @pages.post("/publish/make")
    def make() -> AnyResponse:
        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            done = workspace.publish(as_of=day)
            if done.undecided:
                lines = [f"还有 {done.undecided} 段话请您定：可以公开，还是隐去。定好以前一份也不做。"]
                return Told(lines, "/publish", "去定")
            number = len(done.editions) + len(done.volumes) + len(done.pages) + len(done.reports)
            lines = [f"公开版做好了，共 {number} 个文件，已逐个打开检查。"]
            if done.in_plan:
                lines.append(
                    f"方案原文里有、已换成“×××”的：{'、'.join(done.in_plan)}。不是姓名的，请填到“可公开姓名”后重做。"
                )
            return Told([*lines, "发布以前请通读一遍。"], "/publish", "看做好的")

        desk.start("做双公开", act)
        return redirect("/job", 303)


SCREEN = Screen(url="/publish", title="双公开", place=70, register=_register)
