"""Whole numbers: what is counted.

Knows: when a figure is whole. Must not know: how figures are typed, where cells stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from toolkit.kinds import live
from toolkit.kinds.field import Field
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
    refused: tuple[str, ...] = (*Number.refused, "30.5", "95%")

    def read(self, field: Field, raw: object) -> Normalised:
        """The number; nearly every cell holds a whole one."""
        if type(raw) is float and raw.is_integer() and abs(raw) < 1e15:
            return Normalised(int(raw))
        return super().read(field, raw)

    def taken(self, field: Field, raw: object, number: float, *, percent_sign: bool) -> Normalised:
        """The number, if it is whole within the tolerance of rules."""
        whole = floor(number + 0.5)
        if abs(number - whole) >= float(live.WITHIN):
            return problem("number.not_integer", f"填的是 {as_read(number)}，这里要填整数。", "请核对后填整数。")
        return repaired(raw, whole)

    def wanted(self, field: Field, at: Sequence[str]) -> str:
        """The number, if it is whole."""
        number = at[2]
        return f"IF({_whole(number)},ROUND({number},0),{live.wrong('请填整数')})"

    def more(self, cell: str) -> list[str]:
        """Whether it is whole."""
        return [_whole(cell)]


def _whole(number: str) -> str:
    return f"ABS({number}-ROUND({number},0))<{live.WITHIN}"


KIND = WholeNumber()
