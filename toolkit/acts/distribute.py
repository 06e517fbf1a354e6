"""The act of distributing: which forms go out, in which version, with what already in them.

Knows: the order of the steps. Must not know: how a form is drawn or what a value means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.catalogue import Catalogue
from toolkit.form.prefill import NOTHING, Prefill, prefill, remembered
from toolkit.ledger import CellValue, Issued, Ledger
from toolkit.plan.model import FormKey, Item, Period, Plan, Unit

"""Item id and unit id."""


@dataclass(frozen=True)
class Outgoing:
    """A form about to go out: its record for the ledger, and what already stands in it."""

    item: Item
    unit: Unit
    issued: Issued
    given: Prefill


def outgoing(
    plan: Plan,
    catalogues: Mapping[str, Catalogue],
    ledger: Ledger,
    owed: Sequence[tuple[Item, Unit]],
    period: Period,
    on: date,
) -> list[Outgoing]:
    """The forms of a period with their versions and what they take over from the last accepted returns.

    The same form made again keeps its version; one whose questions or figures have changed since gets the next.
    """
    before = last_accepted(plan, ledger, period)
    issued = ledger.issued(period.id)
    forms = []
    for item, unit in owed:
        earlier, values = before.get(FormKey(item.id, unit.id), (None, {}))
        catalogue = catalogues[item.id]
        given = prefill(catalogue, period, earlier, values) if earlier else NOTHING
        prior = remembered(catalogue, given)
        mine = [form for key, form in issued.items() if key[:2] == (item.id, unit.id)]
        same = [f for f in mine if not f.basis and f.digest == catalogue.digest and f.prior == prior]
        version = same[-1].version if same else max((f.version for f in mine), default=0) + 1
        prior_period = earlier.id if earlier else ""
        record = Issued(item.id, unit.id, period.id, version, catalogue.digest, on, "", prior_period, prior)
        forms.append(Outgoing(item, unit, same[-1] if same else record, given))
    return forms


def last_accepted(plan: Plan, ledger: Ledger, period: Period) -> dict[FormKey, tuple[Period, Mapping[str, CellValue]]]:
    """For each form, the nearest earlier period in which a return was accepted, and its values by field id."""
    newest: dict[FormKey, tuple[Period, int]] = {}
    for earlier in plan.periods[: plan.periods.index(period)]:
        for submission in ledger.submissions(earlier.id):
            if submission.accepted:
                newest[submission.form] = earlier, submission.id
    values = ledger.values(number for _, number in newest.values())
    return {
        form: (earlier, {name: value.value for name, value in values[number].items()})
        for form, (earlier, number) in newest.items()
    }
