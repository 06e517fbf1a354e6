"""Whose form a workbook most likely is that could not be identified: a guess, with its reasons, for a person.

Knows: the plan's words, printed form numbers. Must not know: keys, folders. A guess decides nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from toolkit.base.names import folded_name
from toolkit.form.book import Book
from toolkit.form.seal import find_number
from toolkit.plan.model import Plan, Unit
from toolkit.workbooks.sheets import OddCell

_LISTED = re.compile(r"(?:[、,和及与][0-9]{1,3}(?![0-9.(]))+")
_RANGE = re.compile(r"[-—–~至到]([0-9]{1,3})(?![0-9.(])")
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file may be; an id is "" where nothing speaks for any."""

    unit_id: str = ""
    item_id: str = ""
    period_id: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether everything is guessed that filing by hand asks for."""
        return bool(self.unit_id and self.item_id and self.period_id)


def guess(plan: Plan, book: Book | None, names: Sequence[str]) -> Guess:
    """Guess by printed number, by titles, by unit names in the cells, by ``names`` of the file and what it came in."""
    texts = (
        [str(v) for grid in book.sheets.values() for v in chain.from_iterable(grid) if v and not isinstance(v, OddCell)]
        if book
        else []
    )
    number = next((n for text in texts if (n := find_number(text))), None)
    reasons = []
    unit_id = item_id = period_id = ""
    if number is not None:
        unit = next((u for u in plan.units if number.unit_code in (u.code, u.id)), None)
        if unit is not None and number.item_id in plan.item and number.period_id in plan.period:
            unit_id, item_id, period_id = unit.id, number.item_id, number.period_id
            reasons.append(f"表号写的是{unit.area} {plan.item[item_id].code} {plan.period[period_id].name}")
    if not item_id:
        item_id, reason = _item(plan, texts, names)
        reasons += [reason] if reason else []
    if not unit_id:
        unit_id, reason = _unit(plan.units, texts, names)
        reasons += [reason] if reason else []
    if not period_id:
        found = [p for p in plan.periods if any(p.name in text for text in (*texts, *names))]
        if len(found) == 1:
            period_id = found[0].id
            reasons.append(f"写着{found[0].name}")
    return Guess(unit_id, item_id, period_id, tuple(reasons))


def named_items(plan: Plan, name: str) -> tuple[str, ...]:
    """The items whose codes a name holds (三（一）1, 3.1.1), in its order; of two codes at one place the longer counts.

    三（一）1、2 and 三（一）1-3 name every one of them, where the plan has them all.
    """
    folded = folded_name(name)
    codes = {folded_name(code): item.id for item in plan.items for code in (item.code, item.id)}
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for code in sorted(codes, key=len, reverse=True):
        for start in _standing(code, folded):
            end = start + len(code)
            if not any(start < other_end and other < end for other, other_end, _ in found):
                more, size = _more(codes, code, folded[end:])
                found.append((start, end + size, (codes[code], *more)))
    return tuple(dict.fromkeys(item_id for _, _, items in sorted(found) for item_id in items))


def _more(codes: Mapping[str, str], code: str, rest: str) -> tuple[tuple[str, ...], int]:
    """The further items that follow a code as numbers alone, and how many characters these take."""
    stem = code.rstrip("0123456789")
    numbers: list[int] = []
    size = 0
    if stem != code and (match := _LISTED.match(rest)):
        numbers, size = [int(number) for number in _NUMBER.findall(match[0])], match.end()
    elif stem != code and (match := _RANGE.match(rest)):
        numbers, size = list(range(int(code[len(stem) :]) + 1, int(match[1]) + 1)), match.end()
    items = [codes.get(f"{stem}{number}", "") for number in numbers]
    return (tuple(items), size) if items and all(items) else ((), 0)


def named_units(units: Iterable[Unit], name: str) -> list[Unit]:
    """The units that a text names."""
    return [u for u in units if any(word and word in name for word in (u.name, u.area, *u.aliases))]


def _standing(code: str, name: str) -> Iterator[int]:
    """Where a code stands in a name, and not as the beginning of a longer one (3.1.1 in 3.1.12)."""
    start = name.find(code)
    while start >= 0:
        before, after = name[start - 1 : start], name[start + len(code) : start + len(code) + 1]
        figures = code[-1:].isdigit() and after.isdigit()
        if not figures and not (code[:1].isdigit() and (before.isdigit() or before == ".")):
            yield start
        start = name.find(code, start + 1)


def _item(plan: Plan, texts: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    for item in plan.items:
        if any(item.title in text for text in texts):
            return item.id, f"表里有事项标题“{item.title}”"
    for text, where in ((name, "文件名") for name in names):
        if len(named := named_items(plan, text)) == 1:
            return named[0], f"{where}写着 {plan.item[named[0]].code}"
    labels = {indicator.name: indicator.item_id for indicator in plan.indicators}
    found = Counter(labels[text] for text in map(str.strip, texts) if text in labels)
    if found and len(best := found.most_common(2)) and (len(best) == 1 or best[0][1] > best[1][1]):
        return best[0][0], f"表里有这个事项的 {best[0][1]} 个指标名称"
    return "", ""


def _unit(units: Sequence[Unit], texts: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    for name in names:
        if len(found := named_units(units, name)) == 1:
            return found[0].id, f"文件名写着{found[0].area}"
    counted = Counter(unit.id for text in texts for unit in named_units(units, text))
    if len(counted) == 1:
        unit = next(u for u in units if u.id in counted)
        return unit.id, f"表里只写到{unit.area}"
    return "", ""
