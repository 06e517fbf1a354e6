"""Everything that a period's master shows, gathered from plan and ledger as it was known on a day.

Knows: which facts belong to a period and a day. Must not know: how they are kept, how the master is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit.base.findings import Finding
from toolkit.ledger import NOT_FILED, Evidence, Ledger, OfficeCell, Submission, said_anew
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.standing.closing import closings, with_closings
from toolkit.standing.decisions import decisions
from toolkit.standing.duties import papers_due
from toolkit.standing.paper_ties import SIGNED_PAGES
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
    periods = {p.id for p in until}
    cells = [c for c in ledger.office() if c.known_on <= as_of and c.period_id in periods and not c.row]
    cells = [c for c in cells if (c.item_id, c.unit_id) in plan.asked and (only is None or c.unit_id in only)]
    records = _records(ledger, periods, as_of, plan.asked)
    made = decisions(plan, cells)
    chains = closings(plan, made, records, as_of)
    decided = with_closings(made, chains)
    came = _came(plan, ledger, until, as_of, only, decided)
    mine, counted = came.mine, said_anew(came.mine)
    known = [*said_anew(came.before), *counted]
    unknown = [r for r in ledger.arrivals(*NOT_FILED, on=as_of) if only is None or r.unit_id in only]
    values = ledger.values(s.id for s in mine) if whole else {}
    rest = [s.id for s in known if s.accepted and s.id not in values]
    asked = {**values, **ledger.values(rest, (*asked_of(plan), *REPORTED))}
    said = {number: {name: v.value for name, v in of.items()} for number, of in asked.items()}
    facts = Facts(known, said, [*came.first_papers, *came.papers], decided, chains)
    reviewed = review(plan, period, facts, as_of)
    year = {p.id: p.due_date.year for p in until}
    told = {s.id: reported_in(plan, asked.get(s.id, {}), year[s.period_id]) for s in (*known, *mine) if s.accepted}
    before = {s.form: told[s.id] for s in known if s.accepted and s.period_id != period.id}
    earlier = until[-2] if len(until) > 1 and whole else None
    same_day = earlier.due_date + (as_of - period.due_date) if earlier else as_of
    previous = gather(plan, ledger, earlier, same_day, whole=False, only=only).standings if earlier else ()
    found = tuple(standings(plan, period, counted, told, as_of, reviewed, before, came.supplied))
    counts = [s.accepted.id for s in found if s.accepted is not None] if whole and plan.rosters else []
    return Snapshot(
        plan=plan,
        period=period,
        as_of=as_of,
        standings=found,
        rows=ledger.list_rows(counts),
        submissions=tuple(mine),
        values=values,
        findings=_findings(plan, ledger, (*mine, *came.supplied), as_of) if whole else {},
        unidentified=tuple(unknown),
        previous=previous,
        office=tuple(c for c in cells if c.period_id == period.id),
        evidence=tuple(came.papers),
        closings=chains,
        duties=papers_due(plan, period, [*came.due_papers, *came.papers], as_of),
        records=tuple(records if only is None else [c for c in records if c.unit_id in ("", *only)]),
        supplied=tuple(came.supplied),
        closed_on=came.closed_on,
    )


def _findings(plan: Plan, ledger: Ledger, shown: Sequence[Submission], as_of: date) -> dict[int, tuple[Finding, ...]]:
    """What was found in returns, by their ids; what has been explained asks for nothing more."""
    from toolkit.acts.explained import with_explanations

    return with_explanations(plan, ledger, shown, ledger.findings(s.id for s in shown), as_of)


@dataclass(frozen=True, slots=True)
class _Came:
    """What came: the period's returns and papers, those after it was closed, and what counts of earlier periods.

    ``first_papers`` are those of earlier periods by which an item may be closed, ``due_papers`` those that may be asked
    for by a day.
    """

    mine: list[Submission]
    supplied: list[Submission]
    before: list[Submission]
    papers: list[Evidence]
    first_papers: list[Evidence]
    due_papers: list[Evidence]
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

    ids, period, steps = [p.id for p in until], until[-1], ledger.period_steps()
    closed, left_out = steps.closed_by(period.id, as_of), steps.left_out(period.id, as_of)
    came = [s for s in ledger.submissions(period.id, units=only) if s.form in plan.asked]
    came = [s for s in came if steps.known_on(s) <= as_of]
    last = ledger.last_words(
        ids, as_of, units=only, whole=whole_of(plan, decided), telling=telling_of(plan), left_out=left_out
    )

    def counting(papers: Iterable[Evidence]) -> list[Evidence]:
        units = plan.unit.keys() if only is None else plan.unit.keys() & {*only}
        theirs = (e for e in papers if e.unit_id in units and steps.known_on(e) <= as_of)
        return [e for e in theirs if not e.item_id or (e.item_id, e.unit_id) in plan.asked]

    dated = any(duty.due is not None for duty in plan.settings.duties)
    return _Came(
        [s for s in came if not steps.is_supplied(s, as_of)],
        [s for s in came if steps.is_supplied(s, as_of)],
        [s for s in last if s.form in plan.asked],
        counting(ledger.evidence(period.id)),
        ledger.first_papers(ids, as_of, apart=SIGNED_PAGES, units=only, left_out=left_out),
        counting(e for e in ledger.evidence() if e.period_id in ids[:-1]) if dated else [],
        closed.day if closed else None,
    )


def _records(
    ledger: Ledger, periods: Collection[str], as_of: date, owed: Collection[tuple[str, str]]
) -> list[OfficeCell]:
    """What the office wrote into rows that go on over the periods, in whichever period's master up to this one."""
    every = (c for c in ledger.office_rows() if c.period_id in periods and c.known_on <= as_of)
    return [c for c in every if not c.item_id or (c.item_id, c.unit_id) in owed]
