"""What the office itself has to do on a day, and in the week after it; pure.

Knows: what the office has written down. Must not know: sheets, mails, how it is said on a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from toolkit.base.captions import Column
from toolkit.plan.closing import StepKind
from toolkit.plan.deadlines import last_day
from toolkit.plan.states import SETTLED
from toolkit.standing.closing import waited_for
from toolkit.standing.snapshot import Snapshot

SOON = timedelta(days=7)


class Task(StrEnum):
    """What is to be done."""

    FOLLOW_UP = "督办"
    NOTICE = "公示期满"
    REVISIT = StepKind.REVISIT.value


@dataclass(frozen=True, slots=True)
class Agendum:
    """One thing to do: by which day, what, and about whom and what in words."""

    day: date
    task: Task
    about: str

    def when(self, as_of: date) -> str:
        """The day, and whether it is past."""
        late = (as_of - self.day).days
        said = f"，已过 {late} 天" if late > 0 else "，就是今天" if late == 0 else ""
        return f"{self.day.month}月{self.day.day}日{said}"

    def sentence(self, as_of: date) -> str:
        """What is to be done, with the day and whether it is past."""
        return f"{self.task} {self.about}（{self.when(as_of)}）"


def agenda(snapshot: Snapshot) -> list[Agendum]:
    """What is to be done by the end of the next seven days, what is overdue first."""
    until = snapshot.as_of + SOON
    found = []
    for one in snapshot.supervised:
        if one.next_on is not None and one.next_on <= until:
            whom = " ".join(filter(None, (one.row.text(Column.UNIT), one.row.text(Column.CODE))))
            found.append(Agendum(one.next_on, Task.FOLLOW_UP, " ".join(filter(None, (whom, one.said)))))
    found += [one for one in _closing(snapshot) if one.day <= until]
    return sorted(found, key=lambda one: (one.day, one.task, one.about))


def _closing(snapshot: Snapshot) -> Iterator[Agendum]:
    """The notices that hang, and the looks after an item was closed."""
    for standing in snapshot.standings:
        chain = snapshot.closings.get(standing.form)
        if chain is None:
            continue
        about = f"{standing.unit.area} {standing.item.code}"
        now, closed = chain.current, standing.reviewed.closed_on
        if now is not None and now.until is not None and not now.objections:
            yield Agendum(now.until, Task.NOTICE, about)
        look = chain.looks[-1] if chain.looks else None
        if closed is not None and look is not None and look.day is None and look.step.length is not None:
            yield Agendum(last_day(look.step.length, closed), Task.REVISIT, f"{about} {look.by}")


def waiting(snapshot: Snapshot) -> dict[StepKind, int]:
    """How many forms wait for each step of 销号, in the order of the steps."""
    turns = Counter(
        chain.current.step.kind
        for one in snapshot.standings
        if (chain := snapshot.closings.get(one.form)) is not None
        and chain.current is not None
        and (one.reviewed.state not in SETTLED or chain.current.step.kind is StepKind.FILING)
        and waited_for(chain, one.reviewed.state)
    )
    return {kind: turns[kind] for kind in StepKind if turns[kind]}
