"""Persons: a name, with or without a post.

Knows: what a name cannot be. Must not know: where cells stand, who anybody is.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.kinds import live
from toolkit.kinds.field import Field
from toolkit.kinds.text import Text
from toolkit.kinds.values import Normalised, narrow, problem, quoted
from toolkit.plan.model import ValueType

_DIGITS = "0123456789"


@dataclass(frozen=True, kw_only=True)
class Person(Text):
    """A name; figures in it are a telephone number or an age that belongs elsewhere."""

    word: str = "姓名"
    type: ValueType = ValueType.TEXT
    how: str = "填姓名和职务"
    when_blank: str = "请填姓名。"
    lines: int = 1
    max_length: int = 50
    refused: tuple[str, ...] = ("#REF!", "张某 13800000000")

    def read(self, field: Field, raw: object) -> Normalised:
        """The name, if there is no figure in it."""
        read = super().read(field, raw)
        if isinstance(read.value, str) and any(digit in narrow(read.value) for digit in _DIGITS):
            return problem("text.not_a_name", f"填的“{quoted(read.value)}”里有数字。", "请只填姓名和职务。")
        return read

    def limits(self, field: Field, cell: str, value: str) -> list[tuple[str, str]]:
        """Whether there is a figure in it."""
        digits = ",".join(live.text(digit) for digit in _DIGITS)
        test = f"SUMPRODUCT(--ISNUMBER(FIND({{{digits}}},ASC({cell}))))>0"
        return [(test, "请只填姓名和职务，不填数字")]


KIND = Person()
