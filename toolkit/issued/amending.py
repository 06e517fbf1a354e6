"""An amended document over a plan that is in use: what the document says anew, what the office has filled in before.

Knows: which parts of a plan a document gives and which an office does. Must not know: documents, workbooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.issued.document import PlanDraft
from toolkit.plan.measures import Measure
from toolkit.plan.model import Item, Plan


def amending(before: Plan, draft: PlanDraft) -> PlanDraft:
    """The draft as an amended version of the plan ``before``.

    Items, measures, limits and roles are the document's. Where it says the same words, what the office made of them
    stays, and so do units, indicators, rules, choices, periods and settings; what belongs to items that are gone goes.
    """
    plan = draft.plan
    known = {unit.id for unit in before.units}
    units = (*before.units, *(unit for unit in plan.units if unit.id not in known))
    items = tuple(_item(before.item.get(item.id), item, [unit.id for unit in units]) for item in plan.items)
    there = {item.id for item in items}
    figures = {one.id for one in before.indicators if one.item_id in there}
    same = {i.id for i in items if i.id in before.item and i.time_limit == before.item[i.id].time_limit}
    settings = replace(
        before.settings,
        disclosed_items=tuple(one for one in before.settings.disclosed_items if one in there),
        disclosures=tuple(one for one in before.settings.disclosures if one in figures),
    )
    amended = replace(
        before,
        units=units,
        items=items,
        indicators=tuple(one for one in before.indicators if one.item_id in there),
        rules=tuple(one for one in before.rules if one.item_id in there),
        rosters=tuple(one for one in before.rosters if one.item_id in there),
        extensions=tuple(one for one in before.extensions if one.item_id in there),
        stages=(
            *(one for one in before.stages if one.item_id in same),
            *(one for one in plan.stages if one.item_id not in same),
        ),
        settings=settings,
    )
    in_order = {one: number for number, one in enumerate(amended.item)}
    stages = sorted(amended.stages, key=lambda one: in_order[one.item_id])
    # What was open or inferred where the office has decided it before is so no more.
    decided = {i.id for i in items if i.id in before.item and i.unit_ids == before.item[i.id].unit_ids}
    return replace(
        draft,
        plan=replace(amended, stages=tuple(stages)),
        questions=tuple(q for q in draft.questions if q.item_id and q.item_id not in decided),
        repairs=tuple(r for r in draft.repairs if r.item_id not in decided),
        inferred=tuple(one for one in draft.inferred if one.row in there and one.row not in decided),
        asked={item: text for item, text in draft.asked.items() if item not in decided},
    )


def _item(then: Item | None, now: Item, order: Sequence[str]) -> Item:
    """An item as the document has it now, with what the office made of words that are the same."""
    if then is None:
        return replace(now, unit_ids=tuple(one for one in order if one in now.unit_ids))
    same_units = then.units_as_written == now.units_as_written and then.lead_unit == now.lead_unit
    return replace(
        now,
        kind=then.kind,
        note=then.note,
        summary=then.summary,
        unit_ids=then.unit_ids if same_units else tuple(one for one in order if one in now.unit_ids),
        units_proposed=then.units_proposed if same_units else now.units_proposed,
        time_limit=then.time_limit if then.time_limit.as_written == now.time_limit.as_written else now.time_limit,
        measures=tuple(_measure(then.measures, one) for one in now.measures),
    )


def _measure(then: Sequence[Measure], now: Measure) -> Measure:
    """A measure that says the same as one with its number stays as the office has it."""
    return next((one for one in then if (one.no, one.text) == (now.no, now.text)), now)
