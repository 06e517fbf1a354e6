"""How far the rectification is: of a form, and of an item from the forms of its units; pure.

Knows: standings, the rule of the plan's settings. Must not know: sheets, formulas. Whether a report is there never
changes how far an item is; both are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from toolkit.plan.measures import DATED, LimitType
from toolkit.plan.model import Item, ItemKind, Plan
from toolkit.plan.options import Role
from toolkit.plan.roles import roles_of
from toolkit.plan.states import SETTLED, ItemState
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing


class Progress(StrEnum):
    """How far an item is, as a whole or at one unit."""

    CLOSED = "已销号"
    DONE = "待核定"
    OPEN = "整改中"
    LATE = "超时限"
    EXPLAINED = "情况说明"


FINISHED = (Progress.CLOSED, Progress.DONE)


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item with the forms of its units, and how far it is; ``deciding`` are the forms that say so."""

    item: Item
    standings: tuple[Standing, ...]
    deciding: tuple[Standing, ...]

    @property
    def progress(self) -> Progress:
        """How far the item is as a whole."""
        return together(self.item, [progress_of(one) for one in self.deciding])

    @property
    def finished(self) -> int:
        """How many units have finished it."""
        return sum(progress_of(one) in FINISHED for one in self.standings)

    @property
    def open(self) -> tuple[Standing, ...]:
        """The forms of the units that have not finished it."""
        return tuple(one for one in self.standings if progress_of(one) not in FINISHED)

    @property
    def due(self) -> date | None:
        """The day by which the last unit must have finished it, None where no day is set."""
        return max((one.deadline.due for one in self.standings if one.deadline.due), default=None)


@dataclass(frozen=True)
class Overall:
    """All items with their progress, in the order of the plan."""

    items: tuple[ItemProgress, ...]

    @cached_property
    def of_items(self) -> Counter[Progress]:
        """How many items there are of each progress."""
        return Counter(one.progress for one in self.items)

    @cached_property
    def of_forms(self) -> Counter[Progress]:
        """How many forms, that is units of an item, there are of each progress."""
        return Counter(progress_of(form) for one in self.items for form in one.standings)


def progress_of(standing: Standing) -> Progress:
    """How far an item is at one unit."""
    state = standing.reviewed.state
    if standing.item.kind is ItemKind.EXPLANATION and state is not ItemState.REJECTED:
        return Progress.EXPLAINED
    if state in SETTLED:
        return Progress.CLOSED
    if standing.completed:
        return Progress.DONE
    return Progress.LATE if standing.overdue_workdays else Progress.OPEN


def together(item: Item, of: Sequence[Progress]) -> Progress:
    """How far an item is as a whole, after the forms that decide it.

    Closed where all are closed, done where all are closed or done, else late where one is late. An item that asks for
    an explanation is one of its own kind, unless an explanation was rejected.
    """
    if item.kind is ItemKind.EXPLANATION and set(of) <= {Progress.EXPLAINED}:
        return Progress.EXPLAINED
    if of and set(of) <= {Progress.CLOSED}:
        return Progress.CLOSED
    if of and set(of) <= {*FINISHED, Progress.EXPLAINED}:
        return Progress.DONE
    return Progress.LATE if Progress.LATE in of else Progress.OPEN


def overall(snapshot: Snapshot) -> Overall:
    """The progress of all items of a snapshot that any unit is asked about."""
    of: dict[str, list[Standing]] = {item.id: [] for item in snapshot.plan.items}
    for standing in snapshot.standings:
        of[standing.item.id].append(standing)
    return Overall(
        tuple(
            ItemProgress(item, tuple(of[item.id]), _deciding(snapshot.plan, item, of[item.id]))
            for item in snapshot.plan.items
        )
    )


def _deciding(plan: Plan, item: Item, standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """The forms that say how far an item is: of its leading units where the plan wants that and one leads, else all."""
    if plan.settings.lead_decides:
        leads = tuple(one for one in standings if Role.LEAD in roles_of(item, one.unit, plan.units))
        if leads:
            return leads
    return tuple(standings)


def urgent(items: Sequence[ItemProgress]) -> list[ItemProgress]:
    """The items that are not finished, the most urgent first: late at most units, then the next to fall due."""
    open_ = [one for one in items if one.progress not in (*FINISHED, Progress.EXPLAINED) and one.standings]

    def key(one: ItemProgress) -> tuple[int, int, int]:
        late = sum(progress_of(form) is Progress.LATE for form in one.standings)
        days = max((form.overdue_workdays for form in one.standings), default=0)
        return -late, -days, one.due.toordinal() if one.due else 10**7

    return sorted(open_, key=key)


def without_limit(items: Iterable[ItemProgress]) -> list[Item]:
    """The open items for which nobody can say when they must be done."""
    return [
        one.item
        for one in items
        if one.progress is Progress.OPEN
        and (
            one.item.time_limit.type is LimitType.UNSTATED
            or (one.item.time_limit.type in DATED and any(form.deadline.due is None for form in one.standings))
        )
    ]
