"""Numbers before parts, items and measures, in the schemes that offices use.

Knows: numerals. Must not know: plans.
"""

from __future__ import annotations

from dataclasses import dataclass

_CHINESE = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 199 in Chinese numerals."""
    if number >= 100:
        rest = number - 100
        return "一百" + ("" if not rest else f"零{chinese(rest)}" if rest < 10 else _tens(rest))
    return _tens(number).removeprefix("一") if 10 <= number < 20 else _tens(number)


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (f"{_CHINESE[tens]}十" if tens else "") + (_CHINESE[ones] if ones or not tens else "")


def circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else f"({number})"


@dataclass(frozen=True)
class Scheme:
    """How the levels are numbered: {c} a Chinese numeral, {n} a digit, {o} a circled digit, {p} the part's number."""

    part: str
    item: str
    measure: str
    through: bool = False  # items go on counting from part to part

    def of_part(self, number: int) -> str:
        return _filled(self.part, number, 0)

    def of_item(self, number: int, part: int = 1) -> str:
        return _filled(self.item, number, part)

    def of_measure(self, number: int) -> str:
        return _filled(self.measure, number, 0)


def _filled(pattern: str, number: int, part: int) -> str:
    return pattern.format(c=chinese(number), n=number, o=circled(number), p=part)


OFFICIAL = Scheme("{c}、", "（{c}）", "{n}.")
SCHEMES = (
    OFFICIAL,
    Scheme("{c}、", "（{c}）", "（{n}）"),
    Scheme("{c}、", "{n}.", "（{n}）"),
    Scheme("{c}、", "{n}、", "（{n}）", through=True),
    Scheme("（{c}）", "{n}．", "（{n}）"),
    Scheme("（{c}）", "{n}.", "{o}"),
    Scheme("{c}、", "({c})", "{n}、"),
    Scheme("{c}、", "{n}. ", "{n}) ", through=True),
    Scheme("第{c}部分  ", "{c}、", "{n}."),
    Scheme("{n} ", "{p}.{n} ", "（{n}）"),
    Scheme("{c}.", "{n}.", "({n})"),
    Scheme("{c}、", "问题{n}：", "{n}.", through=True),
    Scheme("{c}、", "问题{c}：", "（{n}）", through=True),
    Scheme("{c}、", "第{n}项 ", "{n}.", through=True),
    Scheme("（{c}）", "整改任务{c}：", "（{n}）", through=True),
    Scheme("{c}、", "{p}.{n}、", "（{n}）"),
    Scheme("{c}、", "{o}", "（{n}）"),
    Scheme("{c}、", "（{n}）", "{o}"),
    Scheme("{c} 、", "（ {c} ）", "{n} ."),
)
