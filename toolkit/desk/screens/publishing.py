"""双公开: the passages about which a person decides first, and the editions.

Knows: what publishing came to, as it is shown, the names of what is typed. Must not know: who must not be named, how it
is proved, where a decision is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count, takewhile

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.publish import Published
from toolkit.base.blanks import bare
from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.screen import Screen
from toolkit.publish.passages import Decision, Passage, Verdict, Why
from toolkit.publish.review_book import ReviewRow
from toolkit.workspace import Workspace

_SHOWN = 60  # passages of one page
_FIELDS = ("why", "verdict", "shown", "words", "before", "remark")


@dataclass
class _Asked:
    """What was asked when the editions were made last, by period."""

    rows: dict[str, tuple[ReviewRow, ...]] = field(default_factory=dict)


def _register(pages: Blueprint, desk: Desk) -> None:
    asked = _Asked()

    @pages.get("/publish")
    def publish() -> str:
        workspace = desk.workspace()
        period = workspace.period()
        of_period, rows = workspace.of_period(period), asked.rows.get(period.id, ())
        open_ = [row for row in rows if row.open]
        made = sorted(path for path in (of_period / "publish").glob("*") if path.is_file())
        return render_template(
            "publish.html", reviews=sorted((of_period / "review").glob("*.xlsx")), made=made, period=period,
            open=open_, rows=(open_ or rows)[:_SHOWN], number=len(open_ or rows), verdicts=list(Verdict),
        )  # fmt: skip

    @pages.post("/publish/make")
    def make() -> AnyResponse:
        desk.start("双公开", lambda workspace, day, progress: _made(workspace, day, asked))
        return redirect("/job", 303)

    @pages.post("/publish/decide")
    def decide() -> AnyResponse:
        decisions, seen = _typed(request.form)

        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            done = workspace.settle(decisions, as_of=day, seen=seen)
            lines = [f"记下 {done.written} 处。"]
            lines += [
                f"“{one.passage.words}”没有记：公开审看里另有人定为“{one.verdict or '再看'}”，已经读进来，请再看一遍。"
                for one in done.otherwise
            ]
            told = _made(workspace, day, asked)
            return Told([*lines, *told.lines], told.url, told.words)

        desk.start("双公开", act)
        return redirect("/job", 303)


def _made(workspace: Workspace, day: date, asked: _Asked) -> Told:
    """Make the editions; what is asked is kept for the page."""
    done = workspace.publish(as_of=day)
    asked.rows[done.period.id] = done.rows
    if done.undecided:
        lines = [f"还有 {done.undecided} 处字请您定：可以公开，还是隐去。定好以前一份也不做。"]
        return Told([*lines, *_unread(done)], "/publish", "去定")
    number = len(done.editions) + len(done.volumes) + len(done.pages) + len(done.reports)
    lines = [f"公开版做好了，共 {number} 个文件，已逐个打开检查。"]
    if done.in_plan:
        lines.append(f"方案原文里有、已换成“×××”的：{'、'.join(done.in_plan)}。不是姓名的，请填到“可公开姓名”后重做。")
    return Told([*lines, *_unread(done), "发布以前请通读一遍。"], "/publish", "看做好的")


def _unread(done: Published) -> Sequence[str]:
    return [f"没有读取 {one.sentence}" for one in done.masters.unread]


def _typed(form: Mapping[str, str]) -> tuple[list[Decision], dict[Passage, Verdict | None]]:
    """What was chosen for which passage, and what the page had shown of it.

    Words that were typed over are a passage of their own, as in the workbook: the old ones are asked about again where
    they still stand.
    """
    decisions: list[Decision] = []
    seen: dict[Passage, Verdict | None] = {}
    for number in takewhile(lambda number: f"why{number}" in form, count()):
        # A browser ends a line in its own way.
        said = {name: form.get(f"{name}{number}", "").replace("\r\n", "\n") for name in _FIELDS}
        if said["why"] not in list(Why) or said["verdict"] not in list(Verdict):
            continue
        verdict, words = Verdict(said["verdict"]), bare(said["words"])
        retyped = bool(words) and verdict is Verdict.HIDDEN and words != bare(said["shown"])
        passage = Passage(Why(said["why"]), words if retyped else said["shown"])
        decisions.append(Decision(passage, verdict, "" if retyped else said["remark"]))
        if not retyped:
            seen[passage] = Verdict(said["before"]) if said["before"] in list(Verdict) else None
    return decisions, seen


SCREEN = Screen(url="/publish", title="双公开", place=70, register=_register)
