"""Everything that a period's master shows, gathered from plan and ledger as it was known on a day.

Knows: which facts belong to a period and a day. Must not know: how they are kept, how the master is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from toolkit.acts.reasked import answers
from toolkit.acts.succeeding import asked_before
from toolkit.ledger import NOT_FILED, Ledger, said_anew
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.plan.succession import formers_of
from toolkit.standing.decisions import decisions
from toolkit.standing.status import REPORTED, reported_in, standings
from toolkit.standing.succession import Followed, followed

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot


def gather(
    plan: Plan,
    ledger: Ledger,
    period: Period,
    as_of: date,
    *,
    whole: bool,
    only: Collection[str] | None = None,
    seen_on: date | None = None,
) -> Snapshot:
    """The snapshot; without the values, findings and standings that only the sheets need if not ``whole``.

    ``seen_on`` is the day whose plan it is, where that is another: answers to what is asked otherwise are left out.
    With ``only`` what belongs to other units than these is left aside (``plan`` is `toolkit.standing.volumes.plan_of`).
    What was reported for an item or by a unit that the plan has no more stays in the ledger and counts no more.
    """
    from toolkit.standing.review import Facts, asked_of, review
    from toolkit.standing.snapshot import Snapshot

    until = plan.periods[: plan.periods.index(period) + 1]
    owed = {FormKey(item.id, unit.id) for item, unit in plan.obligations()}
    told = _told(plan, ledger, until, as_of, only)
    came = [s for s in told.submissions if s.form in owed]
    known = said_anew(came)
    mine = [s for s in came if s.period_id == period.id]
    counted = [s for s in known if s.period_id == period.id]
    cells = [c for c in told.cells if (c.item_id, c.unit_id) in owed]
    papers = [e for e in told.papers if (e.item_id, e.unit_id) in owed or (not e.item_id and e.unit_id in plan.unit)]
    unknown = ledger.arrivals(*NOT_FILED, on=as_of)
    if only is not None:
        cells, papers = [c for c in cells if c.unit_id in only], [e for e in papers if e.unit_id in only]
        unknown = [r for r in unknown if r.unit_id in only]
    seen = seen_on or as_of
    values = answers(ledger, {s.id: s.item_id for s in mine}, seen) if whole else {}
    rest = {s.id: s.item_id for s in known if s.accepted and s.id not in values}
    asked = {**values, **answers(ledger, rest, seen, (*asked_of(plan), *REPORTED))}
    said = {number: {name: v.value for name, v in of.items()} for number, of in asked.items()}
    reviewed = review(plan, period, Facts(known, said, papers, decisions(plan, cells)), as_of)
    reported = {s.id: reported_in(plan, asked.get(s.id, {})) for s in mine if s.accepted}
    before = {s.form: reported_in(plan, asked.get(s.id, {})) for s in known if s.accepted and s.period_id != period.id}
    earlier = until[-2] if len(until) > 1 and whole else None
    same_day = earlier.due_date + (as_of - period.due_date) if earlier else as_of
    before_it = gather(plan, ledger, earlier, same_day, whole=False, only=only, seen_on=seen) if earlier else None
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
        previous=before_it.standings if before_it else (),
        office=tuple(c for c in cells if c.period_id == period.id),
        evidence=tuple(e for e in papers if e.period_id == period.id),
        joined=tuple(one for one in told.joined if one.form in owed),
    )


def _told(plan: Plan, ledger: Ledger, until: Sequence[Period], as_of: date, only: Collection[str] | None) -> Followed:
    """The returns, decisions and papers of some periods that were known on a day, under the units they count for."""
    units = None if only is None else {*only, *formers_of(plan.former, only)}
    of_periods = (s for p in until for s in ledger.submissions(p.id, units=units))
    came = [s for s in of_periods if (s.known_on or s.received_on) <= as_of]
    cells = [c for p in until for c in ledger.office(p.id) if c.known_on <= as_of]
    papers = [e for p in until for e in ledger.evidence(p.id) if (e.known_on or e.received_on) <= as_of]
    asked = (form for form in asked_before(plan, ledger) if form.issued_on <= as_of)
    return followed(plan.former, asked, came, cells, papers)
