"""What was reported by units that are no more, as far as it counts for those that stand in their place; pure.

Knows: who went into whom, returns, decisions, papers. Must not know: the ledger's tables, sheets.

Of each item: where only one unit was asked for it, or told anything of it, before another took its place, all of that
goes on as the other's. Where several were, nobody can put together what they said: the unit that stands there now has
what it says itself, the rest is kept and counts for nothing; that is told until the unit has said something since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.ledger import Evidence, Issued, OfficeCell, Submission
from toolkit.plan.model import FormKey
from toolkit.plan.succession import Former, in_steps, now_called
from toolkit.standing.office_rows import CLOSING


@dataclass(frozen=True, slots=True)
class Joined:
    """A form for which several units answered before ``since``: their ids; the form's own unit has not, since then."""

    form: FormKey
    units: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Followed:
    """Returns, decisions and papers under the units for which they count now; ``joined`` is what has to be said anew.

    What counts for nobody stays under the unit that said it.
    """

    submissions: Sequence[Submission]
    cells: Sequence[OfficeCell]
    papers: Sequence[Evidence]
    joined: Sequence[Joined] = ()


def followed(
    former: tuple[Former, ...],
    asked: Iterable[Issued],
    submissions: Sequence[Submission],
    cells: Sequence[OfficeCell],
    papers: Sequence[Evidence],
) -> Followed:
    """What ``former`` units said, under those that stand in their place; ``asked`` are the forms that went out."""
    if not former:
        return Followed(submissions, cells, papers)
    told = [(f.item_id, f.unit_id, f.issued_on) for f in asked]
    told += [(s.item_id, s.unit_id, s.known_on or s.received_on) for s in submissions]
    told += [(c.item_id, c.unit_id, c.known_on) for c in cells if c.applied]
    told += [(e.item_id, e.unit_id, e.known_on or e.received_on) for e in papers if e.item_id]
    facts: dict[tuple[str, str], set[date]] = {}
    for item, unit, day in told:
        facts.setdefault((item, unit), set()).add(day)
    place: dict[tuple[str, str], str] = {}  # where what a unit said of an item counts now
    joined: dict[FormKey, Joined] = {}
    for since, into, ids in in_steps(former):
        for item in dict.fromkeys(item for item, unit in facts if unit in ids):
            days = facts.get((item, into), set())
            before = [unit for unit in ids if (item, unit) in facts] + [into] * any(day < since for day in days)
            if len(before) > 1:
                joined[FormKey(item, into)] = Joined(FormKey(item, into), tuple(before), since)
                continue
            (unit,) = before
            place[item, unit] = into
            facts[item, into] = days | facts[item, unit]
    open_ones = [one for one in joined.values() if not _said_since(one, submissions, cells)]

    def unit_of(item_id: str, unit_id: str) -> str:
        while (item_id, unit_id) in place:
            unit_id = place[item_id, unit_id]
        return unit_id

    return Followed(
        [_under(s, unit_of(s.item_id, s.unit_id)) for s in submissions],
        [_written_for(c, unit_of(c.item_id, c.unit_id)) for c in cells],
        [
            e if (unit := unit_of(e.item_id, e.unit_id) if e.item_id else now_called(former, e.unit_id)) == e.unit_id
            else replace(e, unit_id=unit)
            for e in papers
        ],
        open_ones,
    )  # fmt: skip


def _under(one: Submission, unit: str) -> Submission:
    return one if unit == one.unit_id else replace(one, unit_id=unit)


def _written_for(one: OfficeCell, unit: str) -> OfficeCell:
    """A cell as one of a unit's; a row of 销号 has its unit in its key too."""
    if unit == one.unit_id:
        return one
    parts = CLOSING.parts(one.row)
    row = CLOSING.key(parts[0], unit, *parts[2:]) if parts else one.row
    return replace(one, unit_id=unit, row=row)


def _said_since(one: Joined, submissions: Iterable[Submission], cells: Iterable[OfficeCell]) -> bool:
    """Whether the unit that stands there now was accepted since, or the office has decided about it since."""
    days = [s.known_on or s.received_on for s in submissions if s.form == one.form and s.accepted]
    days += [c.known_on for c in cells if (c.item_id, c.unit_id) == one.form and c.applied]
    return any(day >= one.since for day in days)
