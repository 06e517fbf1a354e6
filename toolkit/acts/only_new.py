"""What of a unit's forms is to go out when an amended plan is distributed in mid-period: only what it has not got.

Knows: where forms lie, what has gone out and come back. Must not know: how a form is drawn, what a value means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.acts.reasked import answers, asked_otherwise_since, reasked
from toolkit.catalogue import Catalogue
from toolkit.folder import Folder
from toolkit.ledger import CellValue, EventKind, Issued, Ledger, Submission
from toolkit.plan.model import FormKey, Item, Period, Plan, Unit
from toolkit.plan.options import Binding
from toolkit.standing.status import Standing


def only_new(
    folder: Folder, period: Period, way: Binding, forms: Iterable[tuple[Item, Unit, Issued]]
) -> dict[str, Sequence[Item]]:
    """Of each unit that has most of its forms the items that are asked anew, by unit id.

    That is what never went out as it is, or was taken back; what the unit has lies there as it went out, in the ``way``
    in which forms are to go out now: who has single forms and is to have a book gets all of them in it.
    """
    new: dict[str, list[Item]] = {}
    has: set[str] = set()
    for item, unit, issued in forms:
        paths = (folder.form_path(period, item, unit), folder.book_path(period, unit))
        if issued.sha256 and issued.in_book is (way is Binding.BOOK) and paths[issued.in_book].exists():
            has.add(unit.id)
        else:
            new.setdefault(unit.id, []).append(item)
    return {unit: items for unit, items in new.items() if unit in has}


def told_by_former(plan: Plan, ledger: Ledger, period: Period, standing: Standing) -> bool:
    """Whether a unit that never got a form has it accepted from the one in whose place it stands."""
    if not plan.former or standing.accepted is None:
        return False
    return standing.accepted.id not in {s.id for s in ledger.submissions(period.id, form=standing.form)}


@dataclass(frozen=True, slots=True)
class Told:
    """What a unit has said in the period already, under an earlier version of the plan.

    ``whole`` says that it answers all that is asked now; else ``answers`` are what still stands, by field id.
    """

    whole: bool
    answers: Mapping[str, CellValue]


def told_already(
    catalogues: Mapping[str, Catalogue], ledger: Ledger, period: Period, standings: Iterable[Standing], on: date
) -> dict[FormKey, Told]:
    """Of every form whose questions were amended after it was accepted in the period, what has been said already."""
    if len(ledger.events(EventKind.PLAN)) < 2:
        return {}
    issued, changed = ledger.issued(period.id), reasked(ledger, on)
    amended: list[tuple[Standing, Submission, Catalogue]] = []
    for one in standings:
        if one.accepted is None or one.accepted.period_id != period.id:
            continue
        catalogue = catalogues[one.item.id].of(one.unit.id)
        sent = issued.get((*one.form, period.id, one.accepted.version))
        if sent is not None and (sent.digest != catalogue.digest or asked_otherwise_since(changed, sent)):
            amended.append((one, one.accepted, catalogue))
    then = ledger.values(accepted.id for _, accepted, _ in amended)
    now = answers(ledger, {accepted.id: one.item.id for one, accepted, _ in amended}, on)
    found = {}
    for one, accepted, catalogue in amended:
        said, before = now[accepted.id], then[accepted.id]
        stands = {name: v.value for name, v in said.items() if name in catalogue.field and v.value is not None}
        asked = [
            f.id for f in catalogue.fields if f.id not in said and (f.id in before or f.required or f.required_when)
        ]
        found[one.form] = Told(not asked, stands)
    return found
