"""办公室: several workspaces in one list, what is due in all of them, whom to ring, and returns that find their plan.

Knows: the overview and what routing came to, as they are shown. Must not know: how a form is proven, where lists lie.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.desk import browser
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.screen import Screen
from toolkit.office.facade import Office
from toolkit.office.routing import Kept, Routed
from toolkit.workspace import Workspace

_SHOWN = 100  # rows of a list


@dataclass
class _Last:
    """What routing came to last: why files lie there still."""

    kept: dict[Path, Kept] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, done: Routed) -> None:
        """Remember why files were kept."""
        with self.lock:
            self.kept |= {one.path: one for one in done.kept if one.path is not None}


def office_of(desk: Desk) -> Office:
    """The office of a desk."""
    return Office.beside(desk.root)


def _route(desk: Desk, last: _Last, files: tuple[Path, ...] = (), to: Path | None = None) -> AnyResponse:
    def act(workspace: Workspace, day: date, watch: Watch) -> Told:
        done = office_of(desk).route(files, to=to, progress=watch)
        last.note(done)
        left = [f"其余 {watch.left} 个没有分，还在办公室的收件箱里。"] if watch.stopped else []
        return Told([*routed(done), *left], "/office", "回办公室")

    desk.start("分件", act, stops=True)
    return redirect("/job", 303)


def routed(done: Routed) -> list[str]:
    """What was given to which workspace, for people."""
    names = dict.fromkeys(one.name for one in done.given)
    lines = [f"{name} {sum(one.name == name for one in done.given)} 个，在它的收件箱里，还没有登记。" for name in names]
    lines = lines or ["没有分出去的。"]
    lines += [f"{one} 里有几个方案的表，各归各的了，原件留在办公室的存档里。" for one in done.parted]
    return [*lines, *(f"没有分 {one.file}：{one.reason}" for one in done.kept[:_SHOWN])]


def _take_drops(pages: Blueprint, desk: Desk, last: _Last) -> None:
    """Files that are dropped: one by one by the script, or as a form."""

    def put(name: str, data: IO[bytes]) -> None:
        office_of(desk).put(name, data)

    @pages.post("/office/drop")
    def drop() -> Response:
        name = unquote(request.args.get("name", ""), errors="replace")
        put(name, request.stream)
        return jsonify(name=name)

    @pages.post("/office/files")
    def drop_form() -> AnyResponse:
        for one in request.files.getlist("files"):
            if one.filename:
                put(one.filename, one.stream)
        return _route(desk, last)

    @pages.post("/office/route")
    def route() -> AnyResponse:
        return _route(desk, last)

    @pages.post("/office/give")
    def give() -> AnyResponse:
        file, to = (desk.listed.path_of(request.form.get(name, "")) for name in ("file", "to"))
        return _route(desk, last, (file,), to)


def _register(pages: Blueprint, desk: Desk) -> None:
    last = _Last()
    _take_drops(pages, desk, last)

    @pages.get("/office")
    def office() -> str:
        found = desk.shown("office", lambda: office_of(desk).overview(as_of=desk.today()))
        lying = office_of(desk).lying()
        with last.lock:
            last.kept = {path: one for path, one in last.kept.items() if path in lying}
            reasons = {path: one.reason for path, one in last.kept.items()}
        return render_template(
            "office.html", found=found, own_root=desk.root.resolve(), lying=lying[:_SHOWN], reasons=reasons,
            more=max(0, len(lying) - _SHOWN), own=office_of(desk).folder.own.resolve(), due=found.due[:_SHOWN],
        )  # fmt: skip

    @pages.post("/office/add")
    def add() -> AnyResponse:
        for id_ in request.form.getlist("folder"):
            office_of(desk).add(desk.listed.path_of(id_))
        return redirect("/office", 303)

    @pages.post("/office/remove")
    def remove() -> AnyResponse:
        office_of(desk).remove(desk.listed.path_of(request.form.get("folder", ""), gone=True))
        return redirect("/office", 303)

    @pages.post("/office/open")
    def open_() -> AnyResponse:
        root = desk.listed.path_of(request.form.get("folder", ""))
        if root.resolve() == desk.root.resolve():
            return redirect("/", 303)
        browser.open_desk(root)
        return redirect("/office", 303)


SCREEN = Screen(url="/office", title="办公室", place=90, register=_register, without_plan=True)
