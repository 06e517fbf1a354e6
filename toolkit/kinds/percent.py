"""Percentages, written as the figure before the sign.

Knows: the sign, and when a figure may be a share instead. Must not know: how figures are typed, where cells stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.kinds.field import Field
from toolkit.kinds.kind import ListName
from toolkit.kinds.live import LONGEST, wrong
from toolkit.kinds.numbers import Number, plain_number
from toolkit.kinds.values import Normalised, as_read, problem
from toolkit.plan.model import ValueType


@dataclass(frozen=True, kw_only=True)
class Percent(Number):
    """A number of hundredths."""

    word: str = "百分数"
    type: ValueType = ValueType.PERCENT
    how: str = "填百分号前面的数，如 95.68"
    when_blank: str = "请填百分号前面的数，如 95.68。"
    refused: tuple[str, ...] = (*Number.refused, "0.95")

    def unit(self, field: Field) -> str:
        """The sign, whatever the plan calls the unit."""
        return "%"

    def without_unit(self, text: str, unit: str) -> str:
        """The text without the sign, or without the words for it."""
        figure = super().without_unit(text, unit)
        return text.removeprefix("百分之") if figure == text else figure

    def bare_figure(self, field: Field, text: str) -> str:
        """A text without the sign, or without the words for it, as a formula."""
        return f'IF(LEFT({text},3)="百分之",MID({text},4,{LONGEST}),{super().bare_figure(field, text)})'

    def wanted(self, clean: str, figure: str, number: str, value: str) -> str:
        """The number, if it cannot be a share of 1."""
        share = f"AND({number}<>0,ABS({number})<=1,EXACT({clean},{figure}))"
        return f"IF({share},{wrong('请填百分号前面的数，如 95.68')},{number})"

    def untaken(self, field: Field, cell: str, lists: ListName) -> str:
        """A figure that can be a share of 1 cannot stand."""
        share = f"IF(ISNUMBER({cell}),AND({cell}<>0,ABS({cell})<=1),FALSE)"
        return f"OR({share},{super().untaken(field, cell, lists)})"

    def taken(self, raw: object, number: float, *, percent_sign: bool) -> Normalised:
        """The number, if it cannot be a share of 1."""
        if 0 < abs(number) <= 1 and not percent_sign:
            seen, hundredfold = as_read(number), as_read(number * 100)
            return problem(
                "number.ambiguous",
                f"填的是 {seen}，不知道是百分之 {seen} 还是 {hundredfold}%。",
                "请填百分号前面的数，如 95.68。",
            )
        return plain_number(raw, number)


KIND = Percent()
