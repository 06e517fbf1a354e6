"""收件: files are dropped, looked at before they are booked, and taken, all or some.

Knows: a preview as it is shown. Must not know: how a file is read, checked or filed.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.collected import Collected, Taken
from toolkit.acts.drop import put_in_inbox
from toolkit.acts.preview import Lying, Previewed
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.base.workers import cores
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.screen import Screen
from toolkit.workspace import Workspace

_CELLS, _KINDS, _FILES = 30, 60, 120  # of one row of faults, of all faults, of all files that are shown


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings of one kind: what is wrong, how it is mended, and each cell with what stands there."""

    severity: Severity
    message: str
    remedy: str
    forms: int
    cells: Sequence[tuple[str, str, str]]
    more: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file and what would become of it."""

    file: Lying
    holds: str
    becomes: str
    bad: bool


@dataclass
class Looked:
    """What was looked at last."""

    seen: Previewed | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def alike(taken: Iterable[Taken]) -> list[Alike]:
    """The findings of some returns, those of one kind in one row; what sends back comes first."""
    groups: dict[tuple[str, str, str], list[tuple[Taken, Finding]]] = {}
    for one in taken:
        for finding in one.findings:
            groups.setdefault((finding.severity, finding.code, finding.remedy), []).append((one, finding))
    rows = []
    for found in groups.values():
        first = found[0][1]
        cells = [(f"{one.unit.area} {one.item_code}", f.cell, f.found) for one, f in found]
        forms = len({(one.unit.id, one.item_code, one.period_id) for one, _ in found})
        rows.append(
            Alike(first.severity, first.message, first.remedy, forms, cells[:_CELLS], max(0, len(cells) - _CELLS))
        )
    order = [Severity.ERROR, Severity.WARNING]
    return sorted(rows, key=lambda row: (order.index(row.severity) if row.severity in order else 2, -row.forms))


def file_rows(seen: Previewed) -> list[FileRow]:
    """Each file of the inbox with what is in it and what would become of that."""
    collected = seen.collected
    left = {one.name: one.reason for one in collected.left}
    rows = []
    for file in seen.files:
        taken = [one for one in collected.taken if one.file == file.name]
        aside = [one for one in collected.set_aside if one.file == file.name]
        accepted = sum(one.accepted for one in taken)
        holds = [f"填报表 {len(taken)} 份"] * bool(taken) + [f"认不出来的 {len(aside)} 个"] * bool(aside)
        becomes = [f"接收 {accepted} 份"] * bool(accepted) + [f"退回 {len(taken) - accepted} 份"] * (
            accepted < len(taken)
        )
        becomes += ["放到“认领”"] * bool(aside)
        if file.name in left:
            holds, becomes = holds or ["读不了"], [*becomes, left[file.name]]
        bad = accepted < len(taken) or bool(aside) or file.name in left
        rows.append(
            FileRow(file, "，".join(holds) or "没有新的填报表", "，".join(becomes) or "存档（材料、重复的或空表）", bad)
        )
    return sorted(rows, key=lambda row: not row.bad)


def mark_of(seen: Previewed) -> str:
    """What tells a preview from a later one."""
    return hashlib.sha256("".join(one.sha256 for one in seen.files).encode()).hexdigest()[:16]


def headline(collected: Collected) -> str:
    """What the preview comes to, in a sentence."""
    accepted = sum(one.accepted for one in collected.taken)
    number = len(collected.taken)
    if not number:
        return "没有认出新的填报表。现在还没有登记。"
    back = f"，要退回 {number - accepted} 份" if accepted < number else ""
    return f"{number} 份填报表：可以接收 {accepted} 份{back}。现在还没有登记。"


def _chosen(looked: Looked) -> set[str]:
    """The hashes of the files that the form names, and of those that its page had no room for.

    Raises `WorkspaceError` where another preview has been made since that page.
    """
    chosen = set(request.form.getlist("file"))
    if request.form.get("rest"):
        with looked.lock:
            seen = looked.seen
        if seen is None or mark_of(seen) != request.form.get("mark"):
            raise WorkspaceError("收到的文件又看过一遍了，和这一页不一样。请回到“收件”再看一遍。")
        chosen |= {row.file.sha256 for row in file_rows(seen)[_FILES:]}
    return chosen - {""}


def _look(desk: Desk, looked: Looked) -> AnyResponse:
    def act(workspace: Workspace, day: date, watch: Watch) -> Told:
        seen = workspace.preview(as_of=day, progress=watch, hire=cores)
        if watch.stopped:
            return Told(["没有看完，什么也没有登记，收到的文件都还在收件箱里。"], "/in", "回收件")
        with looked.lock:
            looked.seen = seen
        return Told([headline(seen.collected)], "/in", "看结果", at_once=True)

    desk.start("看收到的文件", act, stops=True)
    return redirect("/job", 303)


def _take_drops(pages: Blueprint, desk: Desk, looked: Looked) -> None:
    """Files that are dropped: one by one by the script, or as a form."""

    @pages.post("/in/drop")
    def drop() -> Response:
        name = unquote(request.args.get("name", ""), errors="replace")
        put_in_inbox(desk.workspace(), name, request.stream)
        return jsonify(name=name)

    @pages.post("/in/files")
    def drop_form() -> AnyResponse:
        for one in request.files.getlist("files"):
            if one.filename:
                put_in_inbox(desk.workspace(), one.filename, one.stream)
        return _look(desk, looked)


def _register(pages: Blueprint, desk: Desk) -> None:
    looked = Looked()
    _take_drops(pages, desk, looked)

    @pages.get("/in")
    def incoming() -> str:
        with looked.lock:
            seen = looked.seen
        waiting = desk.workspace().next_step(as_of=desk.today()).waiting.files
        if seen is None or not waiting:
            return render_template("in.html", waiting=waiting)
        rows, faults = file_rows(seen), alike(seen.collected.taken)
        return render_template(
            "preview.html",
            seen=seen,
            mark=mark_of(seen),
            headline=headline(seen.collected),
            waiting=waiting,
            rows=rows[:_FILES],
            rest=rows[_FILES:],
            faults=faults[:_KINDS],
            kinds=max(0, len(faults) - _KINDS),
            aside=seen.collected.set_aside[:_KINDS],
        )

    @pages.post("/in/preview")
    def look() -> AnyResponse:
        return _look(desk, looked)

    @pages.post("/in/accept")
    def accept() -> AnyResponse:
        chosen = _chosen(looked)

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            collected, done = workspace.run(as_of=day, only=chosen, progress=watch, hire=cores)
            with looked.lock:
                looked.seen = None
            rest = [f"其余 {watch.left} 个文件没有收，都还在收件箱里。"] if watch.stopped else []
            return Told([*booked(collected), *rest, f"总台账更新好了：{done.master.name}。"])

        desk.start("收件", act, stops=True)
        return redirect("/job", 303)


def said_of(taken: Taken) -> list[str]:
    """What became of one return, for people: the cells to mend, if it was sent back."""
    if taken.older:
        return ["比已经收到的旧，没有采用。"]
    if taken.accepted:
        return ["接收了。"]
    wrong = [finding for finding in taken.findings if finding.severity is Severity.ERROR]
    return [f"有 {len(wrong)} 处要改，退回了：", *map(str, wrong)]


def booked(collected: Collected) -> list[str]:
    """What was booked, for people."""
    accepted = sum(one.accepted for one in collected.taken)
    replies = collected.replies
    lines = [f"接收 {accepted} 份，退回 {len(collected.taken) - accepted} 份。"]
    if collected.papers:
        lines.append(f"佐证材料 {len(collected.papers)} 件，已存档。")
    if collected.duplicates or collected.blank:
        lines.append(f"重复的 {len(collected.duplicates)} 份、空表 {len(collected.blank)} 份，没有再收。")
    if collected.set_aside:
        lines.append(f"认不出来的 {len(collected.set_aside)} 个，放到“认领”里了。")
    if replies:
        copies, receipts = len(replies.corrections), len(replies.receipts)
        lines.append(f"做好了退回修改件 {copies} 份、收件回执 {receipts} 份，回复的邮件草稿也做好了。")
    return [*lines, *(f"{one.name} 没有收：{one.reason}" for one in collected.left)]


SCREEN = Screen(url="/in", title="收件", place=20, register=_register, waiting=lambda found: found.waiting.files)
