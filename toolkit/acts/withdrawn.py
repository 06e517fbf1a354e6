"""What earlier versions of the plan had and a later one has no more: how it was called, and since when it is gone.

Knows: two versions of the plan, how the ledger keeps the names. Must not know: what is said about what is gone.
"""

from __future__ import annotations

import json
from datetime import date

from toolkit.base.names import folded_name
from toolkit.ledger import EventKind, Ledger
from toolkit.plan.model import Plan
from toolkit.standing.supervision import Gone, Withdrawn


def note_withdrawn(ledger: Ledger, number: int, on: date, before: Plan, now: Plan) -> None:
    """Note which items and units version ``number`` of the plan has no more than the one ``before``."""
    kept = {*now.unit, *(one.id for one in now.former)}
    items = {one.id: [one.code, one.id, one.title] for one in before.items if one.id not in now.item}
    units = {one.id: [one.id, one.area, one.name, *one.aliases] for one in before.units if one.id not in kept}
    if items or units:
        ledger.log(on, EventKind.WITHDRAWN, json.dumps([number, items, units], ensure_ascii=False))


def withdrawn(ledger: Ledger, on: date) -> Withdrawn:
    """What had been withdrawn by a day, by the names that it had; of several with one name the last."""
    noted = ledger.events(EventKind.WITHDRAWN)
    since: dict[int, date] = {}
    for day, detail in ledger.events(EventKind.PLAN) if noted else ():
        number = int(detail.split(" ")[0])
        since[number] = min(day, since.get(number, day))
    found = Withdrawn()
    for day, detail in noted:
        number, items, units = json.loads(detail)
        first = since.get(number, day)
        if first > on:
            continue
        for its, names in items.items():
            gone = Gone(its, first, ledger.was_out(its, None, on))
            found.items.update({folded_name(name): gone for name in names})
        for its, names in units.items():
            gone = Gone(its, first, ledger.was_out(None, its, on))
            found.units.update({folded_name(name): gone for name in names})
    return found
