"""What the ledger knows, as it counts for the units of a plan in whose place no other stands.

Knows: which rows of the ledger belong together. Must not know: what counts for whom, SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from toolkit.ledger import Issued, Ledger, OfficeCell, Submission
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.plan.succession import formers_of, now_called, successors
from toolkit.standing.succession import Followed, followed


def asked_before(plan: Plan, ledger: Ledger) -> list[Issued]:
    """The forms that went out to units which are no more, and to those that stand in their place."""
    if not plan.former:
        return []
    now = successors(plan.former)
    return list(ledger.issued(units={*now, *now.values()}).values())


def returns_of(
    plan: Plan, ledger: Ledger, periods: Iterable[Period], on: date = date.max
) -> Mapping[str, list[Submission]]:
    """The returns of some periods by period, oldest first, each under the unit for which it counts.

    What was not known ``on`` a day is none of them, and says nothing of who was asked.
    """
    ids, steps = [period.id for period in periods], ledger.period_steps()
    found = {period: [s for s in ledger.submissions(period) if steps.known_on(s) <= on] for period in ids}
    if not plan.former:
        return found
    told = _followed(plan, ledger, ids, on)
    by_period: dict[str, list[Submission]] = {period: [] for period in ids}
    for one in told.submissions:
        by_period[one.period_id].append(one)
    return {period: sorted(of, key=lambda s: s.order) for period, of in by_period.items()}


def office_of(plan: Plan, ledger: Ledger) -> list[OfficeCell]:
    """What the office wrote, in the order in which it counts, each under the unit for which it counts."""
    if not plan.former:
        return ledger.office()
    return [*_followed(plan, ledger, [period.id for period in plan.periods], date.max).cells]


def counts_for(plan: Plan, ledger: Ledger, on: date) -> dict[FormKey, FormKey]:
    """The form for which what a form of a unit that is no more said counts on a day, where one does."""
    if not plan.former:
        return {}
    ids = [period.id for period in plan.periods]
    then = {s.id: s.form for s in ledger.submissions()}
    return {then[s.id]: s.form for s in _followed(plan, ledger, ids, on).submissions if then[s.id] != s.form}


def _followed(plan: Plan, ledger: Ledger, periods: Iterable[str], on: date) -> Followed:
    """All that was known of some periods on a day, under the units for which it counts."""
    ids, steps = {*periods}, ledger.period_steps()
    return followed(
        plan.former,
        [form for form in asked_before(plan, ledger) if form.issued_on <= on],
        [s for s in ledger.submissions() if s.period_id in ids and steps.known_on(s) <= on],
        [cell for cell in ledger.office() if cell.period_id in ids and cell.known_on <= on],
        [paper for paper in ledger.evidence() if paper.period_id in ids and steps.known_on(paper) <= on],
    )


def under_now(plan: Plan, returns: Iterable[Submission]) -> list[Submission]:
    """Returns under the units that stand there now, whether they count or not: as they are told."""
    if not plan.former:
        return list(returns)
    return [replace(s, unit_id=now_called(plan.former, s.unit_id)) for s in returns]


def and_formers(plan: Plan, form: FormKey) -> list[FormKey]:
    """A form, after those of the units in whose place its unit stands."""
    return [*(FormKey(form.item_id, old) for old in sorted(formers_of(plan.former, [form.unit_id]))), form]
