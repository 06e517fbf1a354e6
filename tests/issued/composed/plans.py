"""A composed plan and the truth about it, before it has any form on paper.

Knows: what an office's plan says. Must not know: how it is written out, what the importer makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Limit:
    """A time limit as written, the last day that follows from it, and other days that a reader may defend."""

    written: str
    due: date | None = None
    also: tuple[date | None, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A measure, with units and a limit of its own where the plan gives it any."""

    text: str
    units: tuple[str, ...] = ()
    limit: Limit | None = None


@dataclass(frozen=True)
class Item:
    """One item. ``title`` is the first clause of the finding, ``detail`` the rest of it ("" if there is none)."""

    title: str
    detail: str = ""
    part: str = ""
    targets: str = ""
    measures: tuple[Measure, ...] = ()
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    supervising: tuple[str, ...] = ()
    accepting: tuple[str, ...] = ()
    leader: str = ""
    limit: Limit | None = None

    @property
    def finding(self) -> str:
        return f"{self.title}，{self.detail}。" if self.detail else self.title

    @property
    def has_own(self) -> bool:
        """Whether measures have units or limits of their own."""
        return any(measure.units or measure.limit for measure in self.measures)


@dataclass(frozen=True)
class Plan:
    """A plan as a whole. ``title_also`` are other titles in the same document that a reader may take."""

    title: str
    items: tuple[Item, ...]
    issuer: str = ""
    number: str = ""
    issued_on: date | None = None
    report_by: date | None = None
    title_also: tuple[str, ...] = ()
    addressees: str = ""
    subject: str = ""
    place: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.part for item in self.items))

    def of_part(self, part: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.part == part)


def together(limits: Iterable[Limit | None]) -> Limit | None:
    """The limit of an item whose measures have their own: all as written, the last day; None where there is none.

    Where one of them has no day, a reader may also defend that the whole has none.
    """
    known = list(dict.fromkeys(limit for limit in limits if limit))
    if not known:
        return None
    days = [limit.due for limit in known if limit.due]
    due = max(days, default=None)
    also = dict.fromkeys(day for limit in known for day in limit.also)
    if len(days) < len(known):
        also |= {None: None}
    also.pop(due, None)
    return Limit("；".join(dict.fromkeys(limit.written for limit in known)), due, tuple(also))


def settled(item: Item) -> Item:
    """The item with what follows for it as a whole from its measures' own units and limits."""
    if not item.has_own:
        return item
    units = dict.fromkeys(unit for measure in item.measures for unit in measure.units)
    named = {*item.lead, *item.responsible, *item.cooperating}
    more = tuple(unit for unit in units if unit not in named)
    limit = item.limit or together(measure.limit for measure in item.measures)
    return replace(item, responsible=item.responsible + more, limit=limit)


def single_measures_as_items(plan: Plan) -> Plan:
    """The plan with the units and limit of an only measure as those of its item: that is how such builds write it."""
    items = []
    for item in plan.items:
        if len(item.measures) == 1 and item.has_own:
            only = item.measures[0]
            units = item.responsible or only.units
            item = replace(item, responsible=units, limit=item.limit or only.limit, measures=(Measure(only.text),))
        items.append(item)
    return replace(plan, items=tuple(items))


def as_rows_of_measures(plan: Plan) -> Plan:
    """The plan as a table with a row a measure tells it: where no item has two rows, it is a row an item."""
    several = any(len(item.measures) > 1 for item in plan.items)
    return plan if several else single_measures_as_items(plan)


def expected(plan: Plan) -> Json:
    """The truth as the scorer reads it; the first ten characters of a measure are enough to know it by."""
    items = [_item(settled(item)) for item in plan.items]
    asked = dict.fromkeys(unit for item in items for unit in (*item["lead"], *item["responsible"]))
    truth: Json = {
        "title": plan.title,
        "document_number": plan.number or None,
        "issuer": plan.issuer or None,
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        "report_by": plan.report_by.isoformat() if plan.report_by else None,
        "units": list(asked),
        "items": items,
        "is_plan": True,
    }
    return truth | ({"title_also": list(plan.title_also)} if plan.title_also else {})


def _item(item: Item) -> Json:
    limit = item.limit or Limit("")
    truth: Json = {
        "title": item.title,
        "part": item.part or None,
        "limit": limit.written or None,
        "due": limit.due.isoformat() if limit.due else None,
        "lead": list(item.lead),
        "responsible": list(item.responsible),
        # As the scorer has it; which of them supervise is told beside.
        "cooperating": [*item.cooperating, *item.supervising],
        "targets": item.targets or None,
        "measures": [measure.text[:10] for measure in item.measures],
    }
    numbered = list(enumerate(item.measures, start=1))
    if units := {str(n): list(measure.units) for n, measure in numbered if measure.units}:
        truth["measure_units"] = units
    if limits := {str(n): measure.limit.written for n, measure in numbered if measure.limit}:
        truth["measure_limits"] = limits
    if limit.also:
        truth["due_also"] = [day.isoformat() if day else None for day in limit.also]
    for name, units_of in (("supervising", item.supervising), ("accepting", item.accepting)):
        if units_of:
            truth[name] = list(units_of)
    return truth


def refused(title: str) -> Json:
    """The truth about a document that is no plan."""
    return {"title": title, "items": [], "units": [], "is_plan": False}
