"""日程: what the office has to do by which day, which papers are due, what falls due next, what was supervised.

Knows: the agenda as it is shown. Must not know: what any of it follows from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from toolkit.base.captions import Column
from toolkit.desk.desk import Desk
from toolkit.desk.screens.screen import Screen
from toolkit.standing.agenda import Task, agenda
from toolkit.standing.duties import PaperDue
from toolkit.standing.upcoming import upcoming

_LINES, _NEXT = 80, 12  # of 督办记录, of what falls due next
_DONE_AT = {Task.NOTICE: "/closure", Task.REVISIT: "/closure"}
"""Where a task is done."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that is due by a day: how many are owed and came, and who owes it still."""

    name: str
    due: date
    owed: int
    came: int
    missing: Sequence[str]


def papers_of(duties: Sequence[PaperDue]) -> list[PaperRow]:
    """The papers that are due, those that are due first before the others."""
    found: dict[tuple[date, str], list[PaperDue]] = {}
    for one in duties:
        found.setdefault((one.due, one.duty.name), []).append(one)
    return [
        PaperRow(
            name, due, len(of), sum(not one.owing for one in of),
            list(dict.fromkeys(one.unit.area for one in of if one.owing)),
        )
        for (due, name), of in sorted(found.items(), key=lambda pair: pair[0])
    ]  # fmt: skip


def _register(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/dates")
    def dates() -> str:
        workspace, today = desk.workspace(), desk.today()
        period = workspace.period()
        state = desk.shown(f"state {period.id}", lambda: workspace.state(as_of=today, period=period.id))
        to_do, lines = agenda(state), state.supervised
        return render_template(
            "dates.html", to_do=[(one, _DONE_AT.get(one.task, "#watched")) for one in to_do],
            late=sum(one.day <= today for one in to_do), papers=papers_of(state.duties),
            next=upcoming(state)[:_NEXT], lines=lines[::-1][:_LINES], more=max(0, len(lines) - _LINES),
            master=workspace.master_path(period), columns=Column,
        )  # fmt: skip


SCREEN = Screen(url="/dates", title="日程", place=65, register=_register)
