"""Scans and papers that come with the forms: which form each belongs to.

Knows: names, what came together, what the forms list as evidence. Must not know: folders, the ledger's tables, Excel.
A paper is tied to a form by an item's code in its name, or by the company in which it came; where that leaves several
forms, by the titles that they list. It is never tied by chance: what remains open belongs to the unit alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from toolkit.intake.guard import Kind, kind_of
from toolkit.plan.model import Plan
from toolkit.reading.guess import named_items, named_units
from toolkit.standing.paper_ties import Tie
from toolkit.standing.papers import same_paper

PAPERS = (Kind.PDF, Kind.IMAGE, Kind.DOCX)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that came in the same mail, zip or folder: whose, and the evidence that it lists."""

    item_id: str
    unit_id: str
    period_id: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tied:
    """Where a paper belongs (``item_id`` "" for the unit as a whole), and by what that was told."""

    item_id: str
    unit_id: str
    period_id: str
    how: str


def is_paper(data: bytes, name: str) -> bool:
    """Whether a file is a scan or a paper, by its content."""
    return kind_of(data, name) in PAPERS


def tie(plan: Plan, name: str, around: Sequence[str], beside: Sequence[Form], period_id: str) -> tuple[Tied, ...]:
    """Where a paper belongs: to every form that its name names; nowhere if nobody can tell.

    ``around`` are the names of the mail, zip or folder that it came in, ``beside`` the forms that came there too,
    ``period_id`` the period that counts where no form says one. What holds several papers and names several items
    does not say which is whose.
    """
    items = named_items(plan, name)
    if not items:
        items = next((found for text in around if len(found := named_items(plan, text)) == 1), ())
    period_id = beside[0].period_id if beside else period_id
    units = {form.unit_id for form in beside}
    if len(units) != 1:
        named = {unit.id for text in (name, *around) for unit in named_units(plan.units, text)}
        units = named if len(named) == 1 else set()
    tied = [one for item_id in items if (one := _by_item(plan, item_id, units, beside, period_id))]
    if tied:
        return tuple(tied)
    forms = [form for form in beside if form.item_id in items] if items else list(beside)
    if len(forms) == 1 and not items:
        return (_tied(forms[0], Tie.BESIDE),)
    listing = [form for form in forms if any(same_paper(title, name) for title in form.listed)]
    if len(listing) == 1:
        return (_tied(listing[0], Tie.LISTED),)
    return (Tied("", next(iter(units)), period_id, Tie.UNIT),) if len(units) == 1 else ()


def _by_item(plan: Plan, item_id: str, units: Collection[str], beside: Sequence[Form], period_id: str) -> Tied | None:
    """The form of an item that a paper's name names."""
    how = Tie.ITEM
    forms = [form for form in beside if form.item_id == item_id]
    if len(forms) == 1:
        return _tied(forms[0], how)
    if len(units) == 1 and set(units) <= plan.owing[item_id]:
        return Tied(item_id, next(iter(units)), period_id, how)
    return None


def _tied(form: Form, how: str) -> Tied:
    return Tied(form.item_id, form.unit_id, form.period_id, how)
