"""A snapshot in which every form shows what it last said, be it in an earlier period; pure.

Knows: snapshots, what an indicator's basis says. Must not know: the ledger's tables, who reads it. For what is told as
results: who has closed an item reports no more, and what it reached stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.kinds.field import OF_A_YEAR
from toolkit.ledger import Submission, Value
from toolkit.plan.model import FormKey
from toolkit.standing.snapshot import Snapshot


def last_accepted(snapshot: Snapshot, earlier: Iterable[Submission]) -> dict[FormKey, Submission]:
    """The last return that was accepted in an earlier period of each form that has none in this one.

    ``earlier`` are returns of earlier periods as they were known on the snapshot's day.
    """
    order = {period.id: number for number, period in enumerate(snapshot.plan.periods)}
    now = order[snapshot.period.id]
    asked = {one.form for one in snapshot.standings if one.accepted is None}
    found: dict[FormKey, Submission] = {}
    for one in sorted((s for s in earlier if s.accepted and s.period_id in order), key=lambda s: s.order):
        if one.form not in asked or order[one.period_id] >= now:
            continue
        before = found.get(one.form)
        if before is None or order[one.period_id] >= order[before.period_id]:
            found[one.form] = one
    return found


def carried(
    snapshot: Snapshot, last: Mapping[FormKey, Submission], values: Mapping[int, Mapping[str, Value]]
) -> Snapshot:
    """The snapshot with ``last`` where nothing was accepted; ``values`` are those of these returns, by their ids.

    Figures that are counted for a year are not carried into the next.
    """
    plan, year = snapshot.plan, snapshot.period.due_date.year
    of_a_year = {indicator.id for indicator in plan.indicators if indicator.basis in OF_A_YEAR}

    def kept(of: Submission) -> Mapping[str, Value]:
        own = values.get(of.id, {})
        if plan.period[of.period_id].due_date.year == year:
            return own
        return {name: value for name, value in own.items() if name not in of_a_year}

    standings = tuple(
        replace(one, accepted=last[one.form]) if one.accepted is None and one.form in last else one
        for one in snapshot.standings
    )
    return replace(
        snapshot, standings=standings, values={**snapshot.values, **{one.id: kept(one) for one in last.values()}}
    )
