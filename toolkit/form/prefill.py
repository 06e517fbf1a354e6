"""What a form already holds when it goes out, so that nothing is typed twice.

Knows: the catalogue, what was accepted in an earlier period. Must not know: Excel, the ledger. Figures come as 上期值,
to be confirmed or changed; people, phones, measures and plans come as they were; what must be said anew in every
period (the signature, the day of reporting, a closure request, the check of an explanation) is never filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.catalogue import Catalogue
from toolkit.kinds.field import NOTE, OF_A_YEAR, SAME, SAME_ALL, Block
from toolkit.kinds.registry import kind_of
from toolkit.kinds.rosters import RowValues, carried
from toolkit.kinds.values import Value
from toolkit.plan.model import Period

_AGAIN = ("overall_closure", "signoff_leader_signed", "signoff_reported_on", SAME_ALL)


@dataclass(frozen=True, slots=True)
class Prefill:
    """What stands in a form when it goes out, by field id: ``prior`` figures, of ``prior_name``, and ``answers``.

    ``covered`` are the cells of the cover of its book that fill in what the form does not say itself. With ``again``
    the answers are what the unit has said already, and may stand: such a form is never taken for one not filled in.
    Where the plan was ``amended`` after the unit had said it, the form says that only the rest is to be filled in.
    ``rosters`` are the rows of its lists, by list id.
    ``answered`` are the figures of which what may be asked has been explained, as long as they are as before.
    With ``derived`` an answer that follows from others is a formula, until another is typed.
    """

    prior_name: str = ""
    prior: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Value] = field(default_factory=dict)
    covered: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    amended: bool = False
    rosters: Mapping[str, Sequence[RowValues]] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    derived: bool = True


NOTHING = Prefill()


def prefill(catalogue: Catalogue, period: Period, earlier: Period, values: Mapping[str, Value]) -> Prefill:
    """What the form of ``period`` takes over from the values accepted in ``earlier``, by field id.

    A figure that is counted anew every year is not taken into another year (register: ``generic_rules`` g2).
    """
    known = {
        f.id: value for f in catalogue.fields if (value := values.get(f.id)) is not None and kind_of(f).fits(f, value)
    }
    same_year = period.due_date.year == earlier.due_date.year
    prior, answers = {}, {}
    for f in catalogue.fields:
        if f.id not in known or f.column == SAME:
            continue
        if f.block is Block.INDICATORS:
            if f.column == "value" and (same_year or f.basis not in OF_A_YEAR):
                prior[f.id] = answers[f.id] = known[f.id]
        elif f.block is not Block.EXPLANATION and f.id not in _AGAIN and f.column != NOTE:
            answers[f.id] = known[f.id]
    return Prefill(earlier.name, prior, answers)


def prefilled_rosters(
    catalogue: Catalogue, rows: Mapping[str, Sequence[RowValues]]
) -> dict[str, tuple[RowValues, ...]]:
    """The rows that a form takes over, by list id: those of the lists that go on from period to period."""
    kept = {one.id: carried(one, rows.get(one.id, ())) for one in catalogue.rosters if one.roster.carried}
    return {name: of for name, of in kept.items() if of}


def told_last(catalogue: Catalogue, given: Prefill, said: Mapping[str, Value]) -> Prefill:
    """The same with the words of a later return that was sent back, by field id; its figures are nobody's yet."""
    words = {
        f.id: value
        for f in catalogue.fields
        if f.block not in (Block.INDICATORS, Block.EXPLANATION)
        and f.id not in _AGAIN
        and (value := said.get(f.id)) is not None
        and kind_of(f).fits(f, value)
    }
    return replace(given, answers={**given.answers, **words}) if words else given


def remembered(catalogue: Catalogue, given: Prefill) -> dict[str, Value]:
    """What the check on receipt needs to know of a form's prefill: the figures, and the progress as it was told."""
    told = {f.id: given.answers[f.id] for f in catalogue.fields if f.has_prior and f.id in given.answers}
    return {**told, **given.prior}
