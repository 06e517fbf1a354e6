"""What the office itself has to do, and which papers are due, as commands say it.

Knows: the words and the JSON. Must not know: what it follows from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.schema import Day

if TYPE_CHECKING:
    from toolkit.standing.agenda import Agendum, Task
    from toolkit.standing.duties import PaperDue


class AgendumJson(TypedDict):
    """One thing that the office has to do."""

    day: Annotated[Day, "the day by which it is to be done"]
    task: Annotated[Task, "what kind of thing it is"]
    about: Annotated[str, "whom and what it is about"]


class PaperJson(TypedDict):
    """A paper that a unit owes besides its forms."""

    name: Annotated[str, "what it is called in the plan"]
    unit: Annotated[str, "id of the unit"]
    item: Annotated[str, "code of the item; empty where it is the unit's as a whole"]
    due: Annotated[Day, "the day by which it is due"]
    received_on: Annotated[Day | None, "day on which it came"]


def agenda_json(agenda: Sequence[Agendum]) -> list[AgendumJson]:
    """What is to be done, for programs."""
    return [{"day": one.day.isoformat(), "task": one.task, "about": one.about} for one in agenda]


def agenda_lines(agenda: Sequence[Agendum], as_of: date) -> list[str]:
    """What is to be done, for people; nothing where there is nothing."""
    return ["要办的：", *(f"  {one.sentence(as_of)}" for one in agenda)] if agenda else []


def papers_json(duties: Sequence[PaperDue]) -> list[PaperJson]:
    """Which papers are due, for programs."""
    return [
        {
            "name": one.duty.name,
            "unit": one.unit.id,
            "item": one.code,
            "due": one.due.isoformat(),
            "received_on": one.came_on.isoformat() if one.came_on else None,
        }
        for one in duties
    ]


def paper_lines(duties: Sequence[PaperDue]) -> list[str]:
    """Which papers have not come, a line for each; nothing where the plan asks for none."""
    names = dict.fromkeys(one.duty.name for one in duties)
    lines = []
    for name in names:
        of = [one for one in duties if one.duty.name == name]
        open_ = "、".join(dict.fromkeys(one.unit.area for one in of if one.owing))
        came = sum(not one.owing for one in of)
        lines.append(f"应报材料“{name}”：应报 {len(of)} 份，收到 {came} 份" + (f"，未报：{open_}。" if open_ else "。"))
    return lines
