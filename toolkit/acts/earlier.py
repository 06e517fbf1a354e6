"""The periods before one, as 趋势 shows them: each as it stood on its last day.

Knows: which periods count, and the day on which each is looked at. Must not know: what a point holds, how it is drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from toolkit.acts.gather import gather
from toolkit.acts.reasked import answers
from toolkit.ledger import Ledger

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot
    from toolkit.standing.trend import Point


def earlier_points(snapshot: Snapshot, ledger: Ledger, only: Collection[str] | None = None) -> tuple[Point, ...]:
    """The points of the last periods before that of a snapshot, oldest first, as far as anything came in them.

    A period's last day is the one before the next is due; what came for it and was decided later counts for the next.
    ``only`` as in `gather`. One period is in memory at a time.
    """
    from toolkit.standing.figures import figure_fields
    from toolkit.standing.trend import MOST_POINTS, point_of

    plan, as_of, seen = snapshot.plan, snapshot.as_of, snapshot.told_as_on
    number, fields = plan.periods.index(snapshot.period), figure_fields(plan)
    found = []
    for earlier, following in list(zip(plan.periods[:number], plan.periods[1:], strict=False))[1 - MOST_POINTS :]:
        day = min(as_of, following.due_date - timedelta(1))
        then = gather(plan, ledger, earlier, day, whole=False, only=only, seen_on=seen)
        if not then.submissions:
            continue
        accepted = {one.accepted.id: one.item.id for one in then.standings if one.accepted is not None}
        values = answers(ledger, accepted, seen, fields) if fields else {}
        found.append(point_of(replace(then, values=values)))
    return tuple(found)
