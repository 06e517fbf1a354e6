"""What the ledger knows, as it counts for the units of a plan in whose place no other stands.

Knows: which rows of the ledger belong together. Must not know: what counts for whom, SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.ledger import Issued, Ledger, Submission
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.plan.succession import formers_of, now_called, successors
from toolkit.standing.succession import followed


def asked_before(plan: Plan, ledger: Ledger) -> list[Issued]:
    """The forms that went out to units which are no more, and to those that stand in their place."""
    if not plan.former:
        return []
    now = successors(plan.former)
    return list(ledger.issued(units={*now, *now.values()}).values())


def returns_of(plan: Plan, ledger: Ledger, periods: Iterable[Period]) -> Mapping[str, list[Submission]]:
    """The returns of some periods by period, oldest first, each under the unit for which it counts."""
    ids = [period.id for period in periods]
    found: dict[str, list[Submission]] = {period: ledger.submissions(period) for period in ids}
    if not plan.former:
        return found
    every = [s for of in found.values() for s in of]
    cells = [cell for period in ids for cell in ledger.office(period)]
    papers = [paper for period in ids for paper in ledger.evidence(period)]
    told = followed(plan.former, asked_before(plan, ledger), every, cells, papers)
    by_period: dict[str, list[Submission]] = {period: [] for period in ids}
    for one in told.submissions:
        by_period[one.period_id].append(one)
    return {period: sorted(of, key=lambda s: s.order) for period, of in by_period.items()}


def under_now(plan: Plan, returns: Iterable[Submission]) -> list[Submission]:
    """Returns under the units that stand there now, whether they count or not: as they are told."""
    if not plan.former:
        return list(returns)
    return [replace(s, unit_id=now_called(plan.former, s.unit_id)) for s in returns]


def and_formers(plan: Plan, form: FormKey) -> list[FormKey]:
    """A form, after those of the units in whose place its unit stands."""
    return [*(FormKey(form.item_id, old) for old in sorted(formers_of(plan.former, [form.unit_id]))), form]
