"""What is being done and what came of it; opening a file; ending the desk.

Knows: jobs, listed files. Must not know: any act.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.base.guarded import read_guarded
from toolkit.desk import browser
from toolkit.desk.desk import Desk
from toolkit.desk.gate import is_own
from toolkit.desk.screens.screen import Screen


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/job")
    def job() -> str:
        return render_template("job.html", job=desk.jobs.last, jobs=desk.jobs.every[1:6])

    @pages.get("/job.json")
    def job_json() -> Response:
        last = desk.jobs.last
        if last is None:
            return jsonify(state="none")
        return jsonify(
            state=last.state, doing=last.doing or last.what, done=last.done, total=last.total, stopping=last.stopping
        )

    @pages.post("/job/stop")
    def stop() -> AnyResponse:
        number = request.form.get("job", "")
        desk.jobs.stop(int(number) if number.isascii() and number.isdecimal() else 0)
        return redirect("/job", 303)

    @pages.post("/open")
    def open_() -> AnyResponse:
        browser.open_file(desk.listed.path_of(request.form.get("id", "")))
        back = request.form.get("back", "")
        return redirect(back if is_own(back) else "/", 303)

    @pages.get("/file/<id_>")
    def file(id_: str) -> Response:
        path = desk.listed.path_of(id_)
        data = read_guarded(path, "文件", inside=desk.root)
        made = Response(data, content_type="application/octet-stream")
        made.headers.set("Content-Disposition", "attachment", filename=path.name)
        return made

    @pages.post("/quit")
    def quit_() -> str:
        page = render_template("over.html", running=desk.jobs.running)
        desk.over.set()
        return page


SCREEN = Screen(url="/job", title="", place=0, register=_register)
