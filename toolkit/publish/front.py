"""What every edition tells in front, gathered from one part of the units after the other.

Knows: snapshots, how far a form is, sums of figures. Must not know: what an edition may tell, whence snapshots come.
Of a form only what says how far it is stays in memory, and of a figure a number: the rest of a snapshot may go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from toolkit.plan.model import FormKey, Period, Plan
from toolkit.plan.states import ItemState
from toolkit.publish.told_figures import Complete, complete
from toolkit.standing.figures import Sums, indicator_rows
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Reported, Reviewed, Standing

_REPORTED = {done: Reported(completed=done) for done in (True, False)}
_REVIEWED = {state: Reviewed(state) for state in ItemState}


@dataclass(frozen=True)
class Front:
    """How far all forms are (``snapshot`` has nothing else), and the whole figures of the period and of the first one.

    ``first`` is None in the first period itself, or where nothing has come for it.
    """

    snapshot: Snapshot
    now: Complete
    first: Complete | None


class Gathered:
    """What has been taken in so far, part by part."""

    def __init__(self, plan: Plan, period: Period, as_of: date) -> None:
        self._whole = Snapshot(plan, period, as_of, ())
        self._standings: dict[FormKey, Standing] = {}
        self._now, self._first = Sums(), Sums()
        self._first_period: Period | None = None

    def add(self, now: Snapshot, first: Snapshot | None) -> None:
        """Take in some units: with what every form last said, and as the first period is known now."""
        self._standings |= {one.form: _outline(one) for one in now.standings}
        self._now.add(now, indicator_rows(now))
        if first is not None:
            self._first_period = first.period
            self._first.add(first, indicator_rows(first))

    def front(self) -> Front:
        """What it comes to, once all units have been taken in."""
        plan = self._whole.plan
        owed = (FormKey(item.id, unit.id) for item, unit in plan.obligations())
        snapshot = replace(self._whole, standings=tuple(self._standings[form] for form in owed))
        first = complete(snapshot, self._first, self._first_period) if self._first_period else None
        return Front(snapshot, complete(snapshot, self._now, snapshot.period), first)


def _outline(one: Standing) -> Standing:
    """A standing with what says how far the item is, and nothing that belongs to a return."""
    return replace(
        one,
        accepted=None,
        latest=None,
        supplied=None,
        deadlines=(),
        reported=_REPORTED[one.reported.completed],
        reviewed=_REVIEWED[one.reviewed.state],
    )
