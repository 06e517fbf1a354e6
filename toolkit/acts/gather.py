"""Everything that a period's master shows, gathered from plan and ledger as it was known on a day.

Knows: which facts belong to a period and a day. Must not know: how they are kept, how the master is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit.ledger import NOT_FILED, Evidence, Ledger, Submission, said_anew
from toolkit.plan.model import FormKey, Period, Plan
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
    from toolkit.standing.review import Facts, asked_of, review
    from toolkit.standing.snapshot import Snapshot

    until = plan.periods[: plan.periods.index(period) + 1]
    cells = [c for c in ledger.office() if c.known_on <= as_of and c.period_id in {p.id for p in until}]
    cells = [c for c in cells if (c.item_id, c.unit_id) in plan.asked and (only is None or c.unit_id in only)]
    decided = decisions(plan, cells)
    came = _came(plan, ledger, until, as_of, only, decided)
    mine, counted = came.mine, said_anew(came.mine)
    known = [*said_anew(came.before), *counted]
    unknown = [r for r in ledger.arrivals(*NOT_FILED, on=as_of) if only is None or r.unit_id in only]
    values = ledger.values(s.id for s in mine) if whole else {}
    rest = [s.id for s in known if s.accepted and s.id not in values]
    asked = {**values, **ledger.values(rest, (*asked_of(plan), *REPORTED))}
    said = {number: {name: v.value for name, v in of.items()} for number, of in asked.items()}
    reviewed = review(plan, period, Facts(known, said, [*came.first_papers, *came.papers], decided), as_of)
    reported = {s.id: reported_in(plan, asked.get(s.id, {})) for s in mine if s.accepted}
    before = {s.form: reported_in(plan, asked.get(s.id, {})) for s in known if s.accepted and s.period_id != period.id}
    earlier = until[-2] if len(until) > 1 and whole else None
    same_day = earlier.due_date + (as_of - period.due_date) if earlier else as_of
    previous = gather(plan, ledger, earlier, same_day, whole=False, only=only).standings if earlier else ()
    found = tuple(standings(plan, period, counted, reported, as_of, reviewed, before, came.supplied))
    counts = [s.accepted.id for s in found if s.accepted is not None] if whole and plan.rosters else []
    return Snapshot(
        plan=plan,
        period=period,
        as_of=as_of,
        standings=found,
        rows=ledger.list_rows(counts),
        submissions=tuple(mine),
        values=values,
        findings=ledger.findings(s.id for s in (*mine, *came.supplied)) if whole else {},
        unidentified=tuple(unknown),
        previous=previous,
        office=tuple(c for c in cells if c.period_id == period.id),
        evidence=tuple(came.papers),
        supplied=tuple(came.supplied),
        closed_on=came.closed_on,
    )


@dataclass(frozen=True, slots=True)
class _Came:
    """What came: the period's returns and papers, those after it was closed, and what counts of earlier periods."""

    mine: list[Submission]
    supplied: list[Submission]
    before: list[Submission]
    papers: list[Evidence]
    first_papers: list[Evidence]
    closed_on: date | None


def _came(
    plan: Plan,
    ledger: Ledger,
    until: Sequence[Period],
    as_of: date,
    only: Collection[str] | None,
    decided: Collection[FormKey],
) -> _Came:
    """What is known on a day of the last of some periods and, as far as it counts, of those before."""
    from toolkit.standing.review import telling_of, whole_of

    ids, period, closings = [p.id for p in until], until[-1], ledger.closings()
    closing, left_out = closings.closing(period.id, as_of), closings.left_out(period.id, as_of)
    came = [s for s in ledger.submissions(period.id, units=only) if s.form in plan.asked]
    came = [s for s in came if closings.known_on(s) <= as_of]
    last = ledger.last_words(
        ids, as_of, units=only, whole=whole_of(plan, decided), telling=telling_of(plan), left_out=left_out
    )
    papers = [e for e in ledger.evidence(period.id) if closings.known_on(e) <= as_of]
    papers = [e for e in papers if (e.item_id, e.unit_id) in plan.asked or (not e.item_id and e.unit_id in plan.unit)]
    return _Came(
        [s for s in came if not closings.is_supplied(s, as_of)],
        [s for s in came if closings.is_supplied(s, as_of)],
        [s for s in last if s.form in plan.asked],
        [e for e in papers if only is None or e.unit_id in only],
        ledger.first_papers(ids, as_of, apart=SIGNED_PAGES, units=only, left_out=left_out),
        closing.day if closing else None,
    )
