"""首页: what comes next, how the period stands, who owes what, what else waits.

Knows: a next step and standings as they are shown. Must not know: how they come about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, current_app, g, render_template

from toolkit.desk.desk import Desk
from toolkit.desk.screens.screen import Screen
from toolkit.standing.agenda import agenda
from toolkit.standing.counts import Counts, by_unit, counts_of
from toolkit.standing.next_step import NextStep, Step
from toolkit.standing.status import ReportState, Standing
from toolkit.workspace import Workspace

_SHOWN = 12  # items of a unit that are named
_TO_DO = 5  # of what has to be done by a day
BUTTONS = {
    Step.PLAN: ("/plan/new", "选下发的文件"),
    Step.CORRECT: ("/plan/new", "看哪里要改"),
    Step.TAKE_IN: ("/in", "看收到的文件"),
    Step.FILL: ("/issue", "看哪里要填"),
    Step.DISTRIBUTE: ("/issue", "去发表"),
    Step.CLAIM: ("/claim", "去认领"),
    Step.DECIDE: ("/closure", "去核定"),
    Step.REMIND: ("/remind", "去催报"),
    Step.WAIT: ("/remind", "看催报"),
    Step.PUBLISH: ("/publish", "去做双公开"),
    Step.NEXT_PERIOD: ("/issue", "去发下一期的表"),
    Step.REST: ("/health", "去备份"),
}
"""Where each step is taken."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What a unit owes, as a row: its counts, and the items in words."""

    area: str
    counts: Counts
    missing: str
    returned: str


def rows_of(standings: Sequence[Standing]) -> list[UnitRow]:
    """The units, those that owe most first."""
    units = {s.unit.id: s.unit for s in standings}
    rows = []
    for unit_id, of in by_unit(standings, units).items():
        rows.append(
            UnitRow(
                units[unit_id].area,
                counts_of(of),
                _codes(of, ReportState.NOT_RECEIVED),
                _codes(of, ReportState.RETURNED),
            )
        )
    return sorted(rows, key=lambda row: -(row.counts.missing + row.counts.returned))


def _codes(of: Sequence[Standing], state: ReportState) -> str:
    codes = [s.item.code for s in of if s.state is state]
    return "、".join(codes[:_SHOWN]) + (f"等 {len(codes)} 份" if len(codes) > _SHOWN else "")


def also(found: NextStep) -> list[tuple[str, str, str]]:
    """What else waits beside the next step: a sentence, where it is done, and what the link says."""
    waiting = found.waiting
    every = (
        (Step.TAKE_IN, waiting.files, f"收到的文件 {waiting.files} 个，还没有登记", "/in", "去收件"),
        (Step.CLAIM, waiting.unclaimed, f"认不出来的文件 {waiting.unclaimed} 个，等认领", "/claim", "去认领"),
        (Step.DECIDE, len(found.asked), f"等核定的 {len(found.asked)} 件", "/closure", "去核定"),
        (None, waiting.drafts, f"邮件草稿 {waiting.drafts} 封，还没有发", "/mail", "去发送"),
        (Step.REMIND, found.to_remind, f"{found.to_remind} 个单位没有报齐", "/remind", "去催报"),
    )
    return [(said, url, words) for step, number, said, url, words in every if number and step is not found.step]


def _next_of(workspace: Workspace, found: NextStep) -> str:
    """Where the period after the one in hand is sent out."""
    periods = workspace.plan.periods
    after = next((one for before, one in pairwise(periods) if before == found.period), periods[-1])
    return f"{BUTTONS[Step.NEXT_PERIOD][0]}?period={quote(after.id)}"


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/")
    def home() -> str:
        workspace = desk.workspace()
        found = g.now = desk.now()
        there = {rule.rule for rule in current_app.url_map.iter_rules()}
        url, words = BUTTONS[found.step]
        url = _next_of(workspace, found) if found.step is Step.NEXT_PERIOD else url if url in there else ""
        if found.period is None:
            return render_template(
                "empty.html", url=url, words=words, there=workspace.plan_path.exists(),
                plan=workspace.plan_path,
            )  # fmt: skip
        period = found.period.id
        state = desk.shown(f"state {period}", lambda: workspace.state(as_of=desk.today(), period=period))
        folders: list[tuple[str, Path]] = [
            ("总台账", workspace.master_path(found.period)),
            ("发出的表", workspace.forms_path(found.period)),
            ("回执和退回修改件", workspace.of_period(found.period) / "returns"),
            ("邮件草稿", workspace.mails_path(found.period)),
            ("收件箱", workspace.inbox),
        ]
        return render_template(
            "home.html",
            url=url,
            words=words,
            rows=rows_of(state.standings),
            to_do=agenda(state)[:_TO_DO],
            also=[one for one in also(found) if one[1] in there],
            folders=[(name, path) for name, path in folders if path.exists()],
            jobs=desk.jobs.every[:3],
        )


SCREEN = Screen(url="/", title="首页", place=10, register=_register, without_plan=True)
