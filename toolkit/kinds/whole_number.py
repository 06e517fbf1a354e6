"""Whole numbers: what is counted.

Knows: when a figure is whole. Must not know: how figures are typed, where cells stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from toolkit.kinds.field import Field
from toolkit.kinds.kind import Validation
from toolkit.kinds.numbers import Number
from toolkit.kinds.values import Normalised, as_read, problem, repaired
from toolkit.plan.model import ValueType


@dataclass(frozen=True, kw_only=True)
class WholeNumber(Number):
    """A number without a fraction."""

    word: str = "整数"
    type: ValueType = ValueType.INTEGER
    how: str = "填整数，没有的填 0，不要带单位"
    asks: str = "请填整数"
    number_format: str = "0"
    computed_format: str = "0"
    master_format: str = "#,##0"
    digits: int = 0

    def read(self, field: Field, raw: object) -> Normalised:
        """The number; nearly every cell holds a whole one."""
        if type(raw) is float and raw.is_integer() and abs(raw) < 1e15:
            return Normalised(int(raw))
        return super().read(field, raw)

    def taken(self, raw: object, number: float, *, percent_sign: bool) -> Normalised:
        """The number, if it is whole."""
        # Sums in Excel come to 29.999999999999996 where 30 is shown; Excel tells whole numbers by 15 digits.
        whole = float(f"{number:.15g}")
        if not whole.is_integer():
            return problem("number.not_integer", f"填的是 {as_read(number)}，这里要填整数。", "请核对后填整数。")
        return repaired(raw, int(whole))

    def live(self, field: Field, cell: str) -> list[tuple[str, str]]:
        """Whether it is whole, too."""
        number, *limits = super().live(field, cell)
        return [number, (f"{cell}<>INT({cell})", "请填整数"), *limits]

    def validation(self, field: Field) -> Validation:
        """A whole number within the limits."""
        return replace(super().validation(field), type="whole")


KIND = WholeNumber()
