"""Everything that a period's master shows, gathered from plan and ledger as it was known on a day.

Knows: which facts belong to a period and a day. Must not know: how they are kept, how the master is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit.acts.plans_used import telling_day
from toolkit.acts.reasked import Values, answers
from toolkit.acts.succeeding import asked_before
from toolkit.acts.withdrawn import withdrawn
from toolkit.base.findings import Finding
from toolkit.ledger import NOT_FILED, Evidence, Ledger, OfficeCell, Submission, said_anew
from toolkit.ledger.periods import Supplied
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.plan.succession import formers_of
from toolkit.standing.closing import closings, with_closings
from toolkit.standing.decisions import decisions
from toolkit.standing.duties import papers_due
from toolkit.standing.paper_ties import SIGNED_PAGES
from toolkit.standing.status import REPORTED, Reported, Standing, reported_in, standings
from toolkit.standing.succession import Followed, followed

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot


def gather(  # noqa: PLR0913 - what tells one snapshot from another
    plan: Plan,
    ledger: Ledger,
    period: Period,
    as_of: date,
    *,
    whole: bool,
    only: Collection[str] | None = None,
    seen_on: date | None = None,
    supposing: Sequence[OfficeCell] = (),
) -> Snapshot:
    """The snapshot; without the values, findings and standings that only the sheets need if not ``whole``.

    ``seen_on`` is the day whose plan it is, where that is not the one that tells the period (`plans_used.telling`).
    With ``only`` what belongs to other units than these is left aside (``plan`` is `toolkit.standing.volumes.plan_of`).
    What is of an item or a unit that the plan has no more counts no more; ``supposing``, what might be written, does.
    """
    from toolkit.standing.review import Facts, review
    from toolkit.standing.snapshot import Snapshot

    until = plan.periods[: plan.periods.index(period) + 1]
    periods, seen = {p.id for p in until}, seen_on or telling_day(ledger, period, as_of)
    told = _told(plan, ledger, periods, as_of, only, supposing)
    cells = _cells(plan, told, periods, as_of, only)
    records = _records(told, periods, as_of, plan)
    made = decisions(plan, cells)
    chains = closings(plan, made, records, as_of)
    decided = with_closings(made, chains)
    came = _came(plan, ledger, told, until, as_of, only, decided)
    mine, counted = came.mine, said_anew(came.mine)
    known = [*said_anew(came.before), *counted]
    values = answers(ledger, {s.id: s.item_id for s in mine}, seen) if whole else {}
    asked = _asked(plan, ledger, known, values, seen)
    said = {number: {name: v.value for name, v in of.items()} for number, of in asked.items()}
    reviewed = review(plan, period, Facts(known, said, came.closing_papers, decided, chains), as_of)
    reported = _reported(plan, until, asked, (*known, *mine))
    before = {s.form: reported[s.id] for s in known if s.accepted and s.period_id != period.id}
    found = tuple(standings(plan, period, counted, reported, as_of, reviewed, before, came.supplied))
    return Snapshot(
        plan=plan,
        period=period,
        as_of=as_of,
        standings=found,
        rows=ledger.list_rows(s.accepted.id for s in found if s.accepted) if whole and plan.rosters else {},
        submissions=tuple(mine),
        values=values,
        findings=_findings(plan, ledger, (*mine, *came.supplied), as_of) if whole else {},
        unidentified=tuple(r for r in ledger.arrivals(*NOT_FILED, on=as_of) if only is None or r.unit_id in only),
        previous=_previous(plan, ledger, until, as_of, only, seen) if whole else (),
        office=tuple(c for c in cells if c.period_id == period.id),
        evidence=tuple(came.papers),
        closings=chains,
        duties=papers_due(plan, period, came.due_papers, as_of),
        records=tuple(records if only is None else [c for c in records if c.unit_id in ("", *only)]),
        withdrawn=withdrawn(ledger, seen),
        supplied=tuple(came.supplied),
        closed_on=came.closed_on,
        joined=tuple(one for one in told.joined if one.form in plan.asked),
    )


def _asked(plan: Plan, ledger: Ledger, known: Iterable[Submission], values: Values, seen: date) -> Values:
    """The values of what was accepted as far as a standing follows from them, beside those that are there."""
    from toolkit.standing.review import asked_of

    rest = {s.id: s.item_id for s in known if s.accepted and s.id not in values}
    return {**values, **answers(ledger, rest, seen, (*asked_of(plan), *REPORTED))}


def _reported(plan: Plan, until: Iterable[Period], asked: Values, returns: Iterable[Submission]) -> dict[int, Reported]:
    """What accepted returns say that lights and limits depend on, by their ids."""
    year = {p.id: p.due_date.year for p in until}
    return {s.id: reported_in(plan, asked.get(s.id, {}), year[s.period_id]) for s in returns if s.accepted}


def _cells(
    plan: Plan, told: Followed, periods: Collection[str], as_of: date, only: Collection[str] | None
) -> list[OfficeCell]:
    """What the office decided about what the plan asks, in the rows of one period."""
    known = (c for c in told.cells if c.known_on <= as_of and c.period_id in periods and not c.row)
    return [c for c in known if (c.item_id, c.unit_id) in plan.asked and (only is None or c.unit_id in only)]


def _previous(
    plan: Plan, ledger: Ledger, until: Sequence[Period], as_of: date, only: Collection[str] | None, seen_on: date
) -> tuple[Standing, ...]:
    """Where every form of the period before stood, as far from its date as this one is looked at from its own."""
    if len(until) < 2:
        return ()
    earlier, period = until[-2:]
    day = earlier.due_date + (as_of - period.due_date)
    return gather(plan, ledger, earlier, day, whole=False, only=only, seen_on=seen_on).standings


def _findings(plan: Plan, ledger: Ledger, shown: Sequence[Submission], as_of: date) -> dict[int, tuple[Finding, ...]]:
    """What was found in returns, by their ids; what has been explained asks for nothing more."""
    from toolkit.acts.explained import with_explanations

    return with_explanations(plan, ledger, shown, ledger.findings(s.id for s in shown), as_of)


@dataclass(frozen=True, slots=True)
class _Came:
    """What came: the period's returns and papers, those after it was closed, and what counts of earlier periods.

    Of the ``papers`` of the period those that came before it was closed count, with those of earlier periods, as far as
    an item may be closed by them (``closing_papers``), or they may be what is due (``due_papers``).
    """

    mine: list[Submission]
    supplied: list[Submission]
    before: list[Submission]
    papers: list[Evidence]
    closing_papers: list[Evidence]
    due_papers: list[Evidence]
    closed_on: date | None


def _came(
    plan: Plan,
    ledger: Ledger,
    told: Followed,
    until: Sequence[Period],
    as_of: date,
    only: Collection[str] | None,
    decided: Collection[FormKey],
) -> _Came:
    """What is known on a day of the last of some periods and, as far as it counts, of those before."""
    from toolkit.standing.review import telling_of, whole_of

    ids, period, steps = [p.id for p in until], until[-1], ledger.period_steps()
    closed, left_out = steps.closed_by(period.id, as_of), steps.left_out(period.id, as_of)
    of_period: Iterable[Submission] = ledger.submissions(period.id, units=only)
    if plan.former:
        of_period = (s for s in told.submissions if s.period_id == period.id)
    came = [s for s in of_period if s.form in plan.asked and steps.known_on(s) <= as_of]
    of_earlier, first, every = _before(told, ids, left_out) if plan.former else (
        ledger.last_words(
            ids, as_of, units=only, whole=whole_of(plan, decided), telling=telling_of(plan), left_out=left_out
        ),
        ledger.first_papers(ids, as_of, apart=SIGNED_PAGES, units=only, left_out=left_out),
        None,
    )  # fmt: skip

    def counting(papers: Iterable[Evidence]) -> list[Evidence]:
        units = plan.unit.keys() if only is None else plan.unit.keys() & {*only}
        theirs = (e for e in papers if e.unit_id in units and steps.known_on(e) <= as_of)
        return [e for e in theirs if not e.item_id or (e.item_id, e.unit_id) in plan.asked]

    papers = counting(ledger.evidence(period.id) if every is None else (e for e in every if e.period_id == period.id))
    in_time = [e for e in papers if not steps.is_supplied(e, as_of)]
    before: list[Evidence] = []
    if any(duty.due is not None for duty in plan.settings.duties):
        before = counting(e for e in (ledger.evidence() if every is None else every) if e.period_id in ids[:-1])
    return _Came(
        [s for s in came if not steps.is_supplied(s, as_of)],
        [s for s in came if steps.is_supplied(s, as_of)],
        [s for s in of_earlier if s.form in plan.asked],
        papers,
        [*(first if every is None else counting(first)), *in_time],
        [*before, *in_time],
        closed.day if closed else None,
    )


def _told(
    plan: Plan, ledger: Ledger, periods: Collection[str], as_of: date, only: Collection[str] | None,
    supposing: Sequence[OfficeCell],
) -> Followed:  # fmt: skip
    """What the office decided; and where units are no more all that came, under the units for which it counts."""
    cells = [*ledger.office(), *supposing]
    if not plan.former:
        return Followed((), cells, ())
    units = None if only is None else {*only, *formers_of(plan.former, only)}
    steps = ledger.period_steps()
    came = [s for s in ledger.submissions(units=units) if s.period_id in periods and steps.known_on(s) <= as_of]
    cells = [c for c in cells if c.known_on <= as_of and c.period_id in periods]
    papers = [e for e in ledger.evidence() if e.period_id in periods and steps.known_on(e) <= as_of]
    asked = (form for form in asked_before(plan, ledger) if form.issued_on <= as_of)
    return followed(plan.former, asked, came, cells, papers)


def _before(
    told: Followed, ids: Sequence[str], left_out: Sequence[Supplied]
) -> tuple[list[Submission], list[Evidence], list[Evidence] | None]:
    """The returns and papers of earlier periods where units are no more; and all papers."""
    counts = [s for s in told.submissions if s.period_id in ids[:-1] and not any(o.holds(s) for o in left_out)]
    papers = [e for e in told.papers if e.period_id in ids[:-1] and not any(o.holds(e) for o in left_out)]
    return counts, papers, [*told.papers]


def _records(told: Followed, periods: Collection[str], as_of: date, plan: Plan) -> list[OfficeCell]:
    """What the office wrote into rows that go on over the periods, in whichever period's master up to this one."""
    every = (c for c in told.cells if c.row and c.period_id in periods and c.known_on <= as_of)
    return [c for c in every if not c.item_id or (c.item_id, c.unit_id) in plan.asked]
