"""Sums of money.

Knows: the signs for money, and how sums are shown. Must not know: how figures are typed otherwise, where cells stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.kinds.decimal_number import DecimalNumber
from toolkit.kinds.field import Field
from toolkit.kinds.values import Normalised, narrow
from toolkit.plan.model import ValueType


@dataclass(frozen=True, kw_only=True)
class Money(DecimalNumber):
    """A sum of money, in the unit that the plan names; ¥ before it says nothing more."""

    word: str = "金额"
    type: ValueType = ValueType.DECIMAL
    how: str = "填金额，没有的填 0，不要带单位"
    asks: str = "请填金额"
    number_format: str = "#,##0.00##"

    def read(self, field: Field, raw: object) -> Normalised:
        """The sum, with or without ¥."""
        if isinstance(raw, str) and narrow(raw).startswith("¥"):
            read = super().read(field, narrow(raw)[1:].strip())
            return read if read.problem else Normalised(read.value, f"{raw.strip()} → {read.value}")
        return super().read(field, raw)

    def bare_figure(self, field: Field, text: str) -> str:
        """A text without ¥ and without the unit, as a formula."""
        inner = super().bare_figure(field, text)
        return f'IF(LEFT({text},1)="¥",TRIM(MID({inner},2,60)),{inner})'


KIND = Money()
