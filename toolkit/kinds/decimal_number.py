"""Decimal numbers: what is measured.

Knows: nothing more than any number does. Must not know: how figures are typed, where cells stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.kinds.numbers import Number, plain_number
from toolkit.kinds.values import Normalised
from toolkit.plan.model import ValueType


@dataclass(frozen=True, kw_only=True)
class DecimalNumber(Number):
    """A number that may have a fraction."""

    def taken(self, raw: object, number: float, *, percent_sign: bool) -> Normalised:
        """The number as it is."""
        return plain_number(raw, number)

    def wanted(self, clean: str, figure: str, number: str, value: str) -> str:
        """The number as it is."""
        return number


KIND = DecimalNumber(word="小数", type=ValueType.DECIMAL)
