"""A form that went out to a unit which is no more: whether what it says can stand for the unit that is there now.

Knows: who was asked for the same item. Must not know: how a form is read, what counts in the end.
"""

from __future__ import annotations

from toolkit.acts.arriving import Known
from toolkit.acts.entries import Read
from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.ledger import Ledger
from toolkit.plan.everybody import everybody
from toolkit.plan.model import FormKey, Plan
from toolkit.plan.succession import formers_of, now_called


def of_former(plan: Plan, ledger: Ledger, known: Known, one: Read) -> tuple[Finding, ...]:
    """What is to be said of a form of a unit that is no more, where others were asked for the same item."""
    old = next((former for former in plan.former if former.id == one.identity.unit_id), None)
    if old is None:
        return ()
    item_id = one.identity.item_id
    now = plan.unit[now_called(plan.former, old.id)]
    its = formers_of(plan.former, [now.id])
    asked = {f.unit_id for f in known.issued.values() if f.item_id == item_id and f.unit_id in its}
    asked |= {
        f.unit_id
        for f in known.issued.values()
        if (f.item_id, f.unit_id) == (item_id, now.id) and f.issued_on < old.since
    }
    asked |= {s.unit_id for u in its for s in ledger.submissions(form=FormKey(item_id, u))}
    others = [unit.area for unit in everybody(plan) if unit.id in asked | {old.id}]
    if len(others) < 2:
        return ()
    return (
        finding(
            Code.PLAN_SUCCEEDED, one.sheet, former=old.area, since=old.since.isoformat(), others="、".join(others),
            unit=now.area,
        ),
    )  # fmt: skip
