"""Percentages, written as the figure before the sign.

Knows: the sign, and when a figure may be a share instead. Must not know: how figures are typed, where cells stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.kinds.field import Field
from toolkit.kinds.kind import ListName
from toolkit.kinds.live import LONGEST, literal, wrong
from toolkit.kinds.numbers import Number, plain_number
from toolkit.kinds.values import Normalised, Value, as_read, problem
from toolkit.plan.model import ValueType

_MOST_TYPED = 2.0  # who writes 150% as a share writes 1.5; above 200% nobody means a share where nothing limits it


@dataclass(frozen=True, kw_only=True)
class Percent(Number):
    """A number of hundredths.

    What is typed with the sign is told by how the cell looks: programs give a cell without a format of its own that of
    a percentage. A plain number that may be a share of 1 just as well is a question, never a guess.
    """

    word: str = "百分数"
    type: ValueType = ValueType.PERCENT
    how: str = "填百分号前面的数，如 95.68"
    when_blank: str = "请填百分号前面的数，如 95.68。"
    number_format: str = "General"
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

    def wanted(self, field: Field, at: Sequence[str]) -> str:
        """The number, if it cannot be a share of 1."""
        clean, figure, number, _ = at
        share = f"AND({number}<>0,ABS({number})<={literal(_most_of_a_share(field))},EXACT({clean},{figure}))"
        return f"IF({share},{wrong('请带上 % 填写，如 95.68%')},{number})"

    def untaken(self, field: Field, cell: str, lists: ListName) -> str:
        """A figure that can be a share of 1 cannot stand."""
        share = f"IF(ISNUMBER({cell}),AND({cell}<>0,ABS({cell})<=1),FALSE)"
        return f"OR({share},{super().untaken(field, cell, lists)})"

    def taken(self, field: Field, raw: object, number: float, *, percent_sign: bool) -> Normalised:
        """The number, if it cannot be a share of 1."""
        if _may_be_share(field, number) and not percent_sign:
            seen, hundredfold = as_read(number), as_read(float(f"{number * 100:.15g}"))
            return problem(
                "number.ambiguous",
                f"填的是 {seen}，不知道是百分之 {seen} 还是 {hundredfold}%。",
                f"请带上百分号，填 {seen}% 或者 {hundredfold}%。",
            )
        return plain_number(raw, number)

    def typed(self, field: Field, value: Value) -> Value:
        """With the sign, where the number alone would be asked about."""
        if isinstance(value, int | float) and _may_be_share(field, value):
            return f"{as_read(value)}%"
        return value


def _may_be_share(field: Field, number: float) -> bool:
    return 0 < abs(number) <= _most_of_a_share(field)


def _most_of_a_share(field: Field) -> float:
    """Up to which number a figure may be a share of 1: one whose hundredfold the field takes as well."""
    return 1.0 if isinstance(field.maximum, int | float) and field.maximum <= 100 else _MOST_TYPED


KIND = Percent()
