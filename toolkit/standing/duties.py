"""Papers that units owe besides their forms (应报材料) against the papers that came; pure.

Knows: the plan's duties, papers with the forms they are tied to. Must not know: how a paper is recognised, sheets. A
paper is the one that is due where its name holds the duty's name; of several names that stand in it the longest counts.
What names an item in its own name is about that item, and no paper of the unit as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.base.names import folded_name
from toolkit.ledger import Evidence
from toolkit.plan.deadlines import period_of, report_due
from toolkit.plan.duties import Duty
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.workdays import workdays_between
from toolkit.standing.paper_ties import SIGNED_PAGES, Tie


@dataclass(frozen=True, slots=True)
class PaperDue:
    """One paper that one unit owes by a day, for an item or as a whole (None), and what came of it, oldest first.

    ``late`` are the working days past that day: up to the day on which it came, else up to the day asked about.
    """

    duty: Duty
    unit: Unit
    item: Item | None
    due: date
    papers: tuple[Evidence, ...]
    late: int

    @property
    def came_on(self) -> date | None:
        """The day on which the first came."""
        return self.papers[0].received_on if self.papers else None

    @property
    def owing(self) -> bool:
        """Whether nothing has come."""
        return not self.papers

    @property
    def code(self) -> str:
        """The code of its item, "" where it is the unit's as a whole."""
        return self.item.code if self.item else ""


def papers_due(plan: Plan, period: Period, papers: Iterable[Evidence], as_of: date) -> tuple[PaperDue, ...]:
    """What is due by the end of a period, unit by unit in official order; ``papers`` are those up to that period.

    What is due on a day counts whenever it comes; what is due in every period has to come in this one. What is not due
    before the period's own day is left out, unless that day has passed.
    """
    if not plan.settings.duties:
        return ()
    end = report_due(period, plan.settings)
    of_unit: dict[str, list[Evidence]] = {}
    for paper in sorted(papers, key=lambda paper: (paper.received_on, paper.name, paper.sha256)):
        if paper.how not in SIGNED_PAGES:
            of_unit.setdefault(paper.unit_id, []).append(paper)
    found: list[PaperDue] = []
    for unit in plan.units:
        mine = of_unit.get(unit.id, [])
        for duty in plan.settings.duties:
            due = duty.due or report_due(period_of(period, plan.settings, unit.id), plan.settings)
            if (duty.unit_ids and unit.id not in duty.unit_ids) or due > max(end, as_of):
                continue
            of = [paper for paper in mine if duty.due is not None or paper.period_id == period.id]
            for item in _items(plan, duty, unit):
                came = tuple(paper for paper in of if _is(plan, duty, item, paper))
                until = came[0].received_on if came else as_of
                found.append(PaperDue(duty, unit, item, due, came, max(0, workdays_between(due, until))))
    return tuple(found)


def _items(plan: Plan, duty: Duty, unit: Unit) -> Iterator[Item | None]:
    """The items for which a unit owes a paper; None for one of the unit as a whole."""
    if not duty.item_ids:
        yield None
    for item_id in duty.item_ids:
        if unit.id in plan.owing[item_id]:
            yield plan.item[item_id]


def _is(plan: Plan, duty: Duty, item: Item | None, paper: Evidence) -> bool:
    if _named(plan.settings.duties, paper) != duty.name:
        return False
    if item is None:
        return paper.how != Tie.ITEM
    return paper.item_id == item.id or (not paper.item_id and len(duty.item_ids) == 1)


def _named(duties: Sequence[Duty], paper: Evidence) -> str:
    """The duty's name that stands in the name of a paper, the longest of several, "" where none does."""
    name = folded_name(paper.name).casefold()
    return max((d.name for d in duties if folded_name(d.name).casefold() in name), key=len, default="")
