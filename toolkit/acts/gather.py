"""Everything that a period's master shows, gathered from plan and ledger as it was known on a day.

Knows: which facts belong to a period and a day. Must not know: how they are kept, how the master is drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from toolkit.ledger import NOT_FILED, Ledger, OfficeCell, said_anew
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.standing.closing import closings, with_closings
from toolkit.standing.decisions import decisions
from toolkit.standing.duties import papers_due
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
    from toolkit.standing.review import Facts, asked_of, review
    from toolkit.standing.snapshot import Snapshot

    until = plan.periods[: plan.periods.index(period) + 1]
    of_periods = (s for p in until for s in ledger.submissions(p.id, units=only))
    owed = {FormKey(item.id, unit.id) for item, unit in plan.obligations()}
    came = [s for s in of_periods if (s.known_on or s.received_on) <= as_of and s.form in owed]
    known = said_anew(came)
    mine = [s for s in came if s.period_id == period.id]
    counted = [s for s in known if s.period_id == period.id]
    written = [c for p in until for c in ledger.office(p.id) if c.known_on <= as_of and not c.row]
    cells = [c for c in written if (c.item_id, c.unit_id) in owed]
    records = _records(ledger, until, as_of, owed)
    papers = [e for p in until for e in ledger.evidence(p.id) if (e.known_on or e.received_on) <= as_of]
    papers = [e for e in papers if (e.item_id, e.unit_id) in owed or (not e.item_id and e.unit_id in plan.unit)]
    unknown = ledger.arrivals(*NOT_FILED, on=as_of)
    if only is not None:
        cells, papers = [c for c in cells if c.unit_id in only], [e for e in papers if e.unit_id in only]
        unknown = [r for r in unknown if r.unit_id in only]
    values = ledger.values(s.id for s in mine) if whole else {}
    rest = [s.id for s in known if s.accepted and s.id not in values]
    asked = {**values, **ledger.values(rest, (*asked_of(plan), *REPORTED))}
    said = {number: {name: v.value for name, v in of.items()} for number, of in asked.items()}
    made = decisions(plan, cells)
    chains = closings(plan, made, records, as_of)
    reviewed = review(plan, period, Facts(known, said, papers, with_closings(made, chains), chains), as_of)
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
        evidence=tuple(e for e in papers if e.period_id == period.id),
        closings=chains,
        duties=papers_due(plan, period, papers, as_of),
        records=tuple(records if only is None else [c for c in records if c.unit_id in ("", *only)]),
    )


def _records(
    ledger: Ledger, until: Collection[Period], as_of: date, owed: Collection[tuple[str, str]]
) -> list[OfficeCell]:
    """What the office wrote into rows that go on over the periods, in whichever period's master up to this one."""
    periods = {period.id for period in until}
    every = (c for c in ledger.office_rows() if c.period_id in periods and c.known_on <= as_of)
    return [c for c in every if not c.item_id or (c.item_id, c.unit_id) in owed]
