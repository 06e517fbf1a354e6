"""收件: files are dropped, looked at before they are booked, and taken, all or some.

Knows: a preview as it is shown. Must not know: how a file is read, checked or filed.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.collected import Collected, SetAside, Taken
from toolkit.acts.consolidate import Consolidated
from toolkit.acts.drop import put_in_inbox
from toolkit.acts.preview import Lying, Previewed
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.base.progress import Progress
from toolkit.base.workers import cores
from toolkit.desk.aside import done_aside
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.screen import Screen
from toolkit.standing.counts import Counts
from toolkit.workspace import Workspace

Held = TypeVar("Held", Taken, SetAside)
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


@dataclass(frozen=True, slots=True)
class Sight:
    """A preview as its page shows it; ``mark`` tells it from a later one.

    Of the files for which the page has no room there are the hashes (``rest``), and how many are ``bad`` of them.
    """

    mark: str
    headline: str
    rows: Sequence[FileRow]
    rest: Sequence[str]
    bad: int
    faults: Sequence[Alike]
    aside: Sequence[SetAside]
    supplied: str
    before: Counts
    after: Counts


@dataclass
class Looked:
    """What was looked at last."""

    seen: Sight | None = None
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
    taken_of, aside_of = _by_file(collected.taken), _by_file(collected.set_aside)
    rows = []
    for file in seen.files:
        taken, aside = taken_of.get(file.name, []), aside_of.get(file.name, [])
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


def _by_file(every: Iterable[Held]) -> dict[str, list[Held]]:
    """What was in each file."""
    found: dict[str, list[Held]] = {}
    for one in every:
        found.setdefault(one.file, []).append(one)
    return found


def headline(collected: Collected) -> str:
    """What the preview comes to, in a sentence."""
    accepted = sum(one.accepted for one in collected.taken)
    number = len(collected.taken)
    if not number:
        return "没有认出新的填报表。现在还没有登记。"
    back = f"，要退回 {number - accepted} 份" if accepted < number else ""
    return f"{number} 份填报表：可以接收 {accepted} 份{back}。现在还没有登记。"


def supplied(taken: Iterable[Taken], then: str) -> list[str]:
    """What is said of returns whose period is closed: they change no number there; ``then`` is what becomes of them."""
    late = sum(one.supplied for one in taken)
    return [f"其中补报 {late} 份：那一期已经关账，{then}，不计入已报数。要计入的，到“关账”里重新开账。"] if late else []


def sight_of(seen: Previewed) -> Sight:
    """A preview as its page shows it."""
    collected, rows = seen.collected, file_rows(seen)
    rest = rows[_FILES:]
    return Sight(
        mark=hashlib.sha256("".join(one.sha256 for one in seen.files).encode()).hexdigest()[:16],
        headline=headline(collected),
        rows=rows[:_FILES],
        rest=[row.file.sha256 for row in rest],
        bad=sum(row.bad for row in rest),
        faults=alike(collected.taken),
        aside=collected.set_aside,
        supplied="".join(supplied(collected.taken, "收下以后归档备查")),
        before=seen.before,
        after=seen.after,
    )


def _chosen(looked: Looked) -> set[str]:
    """The hashes of the files that the form names, and of those that its page had no room for.

    Raises `WorkspaceError` where there is none, where the page had not all come when the button was pressed, or where
    another preview has been made since that page.
    """
    if "mark" not in request.form:  # the last thing on the page
        raise WorkspaceError("这一页还没有显示完，什么也没有登记。请回到“收件”，等文件都列出来，再点“收下”。")
    chosen = set(request.form.getlist("file"))
    if request.form.get("rest"):
        with looked.lock:
            seen = looked.seen
        if seen is None or seen.mark != request.form.get("mark"):
            raise WorkspaceError("收到的文件又看过一遍了，和这一页不一样。请回到“收件”再看一遍。")
        chosen |= {*seen.rest}
    if not chosen - {""}:
        raise WorkspaceError("没有勾选文件，什么也没有登记。请回到“收件”，勾上要收的文件，再点“收下”。")
    return chosen - {""}


def _looked(root: Path, day: date, progress: Progress) -> Sight:
    return sight_of(Workspace(root).preview(as_of=day, progress=progress, hire=cores))


def _taken_in(root: Path, day: date, chosen: set[str], progress: Progress) -> tuple[Collected, Consolidated]:
    return Workspace(root).run(as_of=day, only=chosen, progress=progress, hire=cores)


def _look(desk: Desk, looked: Looked) -> AnyResponse:
    waiting = desk.now().waiting.files

    def act(workspace: Workspace, day: date, watch: Watch) -> Told:
        seen = done_aside(waiting, _looked, workspace.root, day, progress=watch)
        if watch.stopped:
            return Told(["没有看完，什么也没有登记，收到的文件都还在收件箱里。"], "/in", "回收件")
        with looked.lock:
            looked.seen = seen
        return Told([seen.headline], "/in", "看结果", at_once=True)

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
        waiting = desk.now().waiting.files
        if seen is None or not waiting:
            return render_template("in.html", waiting=waiting)
        return render_template(
            "preview.html",
            seen=seen,
            waiting=waiting,
            rows=seen.rows,
            faults=seen.faults[:_KINDS],
            kinds=max(0, len(seen.faults) - _KINDS),
            aside=seen.aside[:_KINDS],
        )

    @pages.post("/in/preview")
    def look() -> AnyResponse:
        return _look(desk, looked)

    @pages.post("/in/accept")
    def accept() -> AnyResponse:
        chosen = _chosen(looked)

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            collected, done = done_aside(len(chosen), _taken_in, workspace.root, day, chosen, progress=watch)
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
    lines += supplied(collected.taken, "登记了，归档备查")
    if collected.papers:
        lines.append(f"佐证材料 {len(collected.papers)} 件，已存档。")
    if collected.duplicates or collected.blank:
        lines.append(f"重复的 {len(collected.duplicates)} 份、空表 {len(collected.blank)} 份，没有再收。")
    if collected.set_aside:
        lines.append(f"认不出来的 {len(collected.set_aside)} 个，放到“认领”里了。")
    if replies:
        copies = f"退回修改件 {len(replies.corrections)} 份、" if replies.corrections else ""
        lines.append(f"做好了{copies}收件回执 {len(replies.receipts)} 份，回复的邮件草稿也做好了。")
    return [*lines, *(f"{one.name} 没有收：{one.reason}" for one in collected.left)]


SCREEN = Screen(url="/in", title="收件", place=20, register=_register, waiting=lambda found: found.waiting.files)
