"""Sentences that are formulas: each piece with what it says on the day of writing.

Knows: how formulas join and choose texts. Must not know: what is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.master.formulas import text


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a sentence: its formula, without the “=”, and its cached text."""

    formula: str
    cached: str

    def __add__(self, other: Said) -> Said:
        return Said(f"{self.formula}&{other.formula}", self.cached + other.cached)


def words(said: str) -> Said:
    """A piece that is always the same."""
    return Said(text(said), said)


def number(place: str, cached: int) -> Said:
    """The number in a cell."""
    return Said(place, str(cached))


def either(test: str, holds: bool, yes: Said, no: Said) -> Said:
    """One of two pieces; ``holds`` says which on the day of writing."""
    return Said(f"IF({test},{yes.formula},{no.formula})", (yes if holds else no).cached)
