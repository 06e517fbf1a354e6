"""Decimal numbers: what is measured.

Knows: nothing more than any number does. Must not know: how figures are typed, where cells stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.kinds.field import Field
from toolkit.kinds.numbers import Number, plain_number
from toolkit.kinds.values import Normalised
from toolkit.plan.model import ValueType


@dataclass(frozen=True, kw_only=True)
class DecimalNumber(Number):
    """A number that may have a fraction."""

    def taken(self, field: Field, raw: object, number: float, *, percent_sign: bool) -> Normalised:
        """The number as it is."""
        return plain_number(raw, number)

    def wanted(self, field: Field, at: Sequence[str]) -> str:
        """The number as it is."""
        return at[2]


KIND = DecimalNumber(word="小数", type=ValueType.DECIMAL)
