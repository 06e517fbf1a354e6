"""Everything that a period's master shows, gathered from plan and ledger as it was known on a day.

Knows: which facts belong to a period and a day. Must not know: how they are kept, how the master is drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from toolkit.ledger import NOT_FILED, Ledger, said_anew
from toolkit.plan.model import Period, Plan
from toolkit.standing.decisions import decisions
from toolkit.standing.papers import SIGNED_PAGES
from toolkit.standing.status import REPORTED, reported_in, standings

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot


def gather(
    plan: Plan, ledger: Ledger, period: Period, as_of: date, *, whole: bool, only: Collection[str] | None = None
) -> Snapshot:
    """The snapshot; without the values, findings and standings that only the sheets need if not ``whole``.

    With ``only`` what belongs to other units than these is left aside (``plan`` is `toolkit.standing.volumes.plan_of`).
    What was reported for an item or by a unit that the plan has no more stays in the ledger and counts no more.
    """
    from toolkit.standing.review import Facts, asked_of, review, telling_of, whole_of
    from toolkit.standing.snapshot import Snapshot

    until = plan.periods[: plan.periods.index(period) + 1]
    ids = [p.id for p in until]
    owed = plan.asked.keys()
    cells = [c for c in ledger.office() if c.period_id in ids and c.known_on <= as_of]
    cells = [c for c in cells if (c.item_id, c.unit_id) in owed and (only is None or c.unit_id in only)]
    decided = decisions(plan, cells)
    came = [s for s in ledger.submissions(period.id, units=only) if (s.known_on or s.received_on) <= as_of]
    mine = [s for s in came if s.form in owed]
    counted = said_anew(mine)
    last = ledger.last_words(ids, as_of, units=only, whole=whole_of(plan, decided), telling=telling_of(plan))
    known = [*said_anew(s for s in last if s.form in owed), *counted]
    papers = [e for e in ledger.evidence(period.id) if (e.known_on or e.received_on) <= as_of]
    papers = [e for e in papers if (e.item_id, e.unit_id) in owed or (not e.item_id and e.unit_id in plan.unit)]
    unknown = ledger.arrivals(*NOT_FILED, on=as_of)
    if only is not None:
        papers = [e for e in papers if e.unit_id in only]
        unknown = [r for r in unknown if r.unit_id in only]
    first = ledger.first_papers(ids, as_of, apart=SIGNED_PAGES, units=only)
    values = ledger.values(s.id for s in mine) if whole else {}
    rest = [s.id for s in known if s.accepted and s.id not in values]
    asked = {**values, **ledger.values(rest, (*asked_of(plan), *REPORTED))}
    said = {number: {name: v.value for name, v in of.items()} for number, of in asked.items()}
    reviewed = review(plan, period, Facts(known, said, [*first, *papers], decided), as_of)
    reported = {s.id: reported_in(plan, asked.get(s.id, {})) for s in mine if s.accepted}
    before = {s.form: reported_in(plan, asked.get(s.id, {})) for s in known if s.accepted and s.period_id != period.id}
    earlier = until[-2] if len(until) > 1 and whole else None
    same_day = earlier.due_date + (as_of - period.due_date) if earlier else as_of
    previous = gather(plan, ledger, earlier, same_day, whole=False, only=only).standings if earlier else ()
    found = tuple(standings(plan, period, counted, reported, as_of, reviewed, before))
    counts = [s.accepted.id for s in found if s.accepted is not None] if whole and plan.rosters else []
    return Snapshot(
        plan=plan,
        period=period,
        as_of=as_of,
        standings=found,
        rows=ledger.list_rows(counts),
        submissions=tuple(mine),
        values=values,
        findings=ledger.findings(s.id for s in mine) if whole else {},
        unidentified=tuple(unknown),
        previous=previous,
        office=tuple(c for c in cells if c.period_id == period.id),
        evidence=tuple(papers),
    )
