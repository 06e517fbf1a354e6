"""Telephone numbers.

Knows: how they are written. Must not know: where cells stand, whose they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.kinds import live
from toolkit.kinds.field import Field
from toolkit.kinds.text import Text
from toolkit.kinds.values import Normalised, Value, narrow, problem, quoted
from toolkit.plan.model import ValueType

_FEWEST = 7  # digits of a number within a town
_LEAST = 10 ** (_FEWEST - 1)
_DIGITS = "0123456789"


@dataclass(frozen=True, kw_only=True)
class Telephone(Text):
    """A telephone number, perhaps with an area code, an extension, a name before it or a second number."""

    word: str = "电话"
    type: ValueType = ValueType.TEXT
    how: str = "填电话号码，座机请带区号"
    when_blank: str = "请填电话号码。"
    lines: int = 1
    max_length: int = 50
    refused: tuple[str, ...] = ("#REF!", "12345")

    def read(self, field: Field, raw: object) -> Normalised:
        """The number as it was typed, if it has enough digits."""
        read = super().read(field, raw)
        odd = not isinstance(raw, str) and not (isinstance(raw, int | float) and raw >= _LEAST and raw == int(raw))
        if isinstance(read.value, str) and (odd or _digits(read.value) < _FEWEST):
            said = quoted(read.value)
            return problem("text.not_a_phone", f"填的“{said}”不像电话号码。", "请填完整的号码，座机请带区号。")
        return read

    def limits(self, field: Field, cell: str, value: str) -> list[tuple[str, str]]:
        """Whether it has enough digits."""
        digits = ",".join(live.text(digit) for digit in _DIGITS)
        count = f'SUMPRODUCT(LEN({cell})-LEN(SUBSTITUTE(ASC({cell}),{{{digits}}},"")))'
        short = f"IF(ISNUMBER({cell}),OR({cell}<>INT({cell}),{cell}<{_LEAST}),{count}<{_FEWEST})"
        return [(short, "请填完整的电话号码，座机请带区号")]

    def fits(self, field: Field, value: Value) -> bool:
        """A text with enough digits does."""
        return super().fits(field, value) and _digits(str(value)) >= _FEWEST


def _digits(text: str) -> int:
    return sum(character in _DIGITS for character in narrow(text))


KIND = Telephone()
