"""How the public is told of an item: what was wrong, what is done about it, by whom, until when.

Knows: the plan's texts, how far each unit is. Must not know: figures, layout, who has reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.base.grouped import grouped
from toolkit.base.texts import chinese_date
from toolkit.plan.deadlines import ONGOING
from toolkit.plan.groups import called_together
from toolkit.plan.measures import LimitType
from toolkit.plan.model import Item, Plan, Unit
from toolkit.standing.progress import FINISHED, ItemProgress, Progress, progress_of
from toolkit.standing.snapshot import Snapshot

_PROBLEM, _MEASURE = 24, 32  # characters of a problem and of a measure
_ASIDE = re.compile("^(按照|根据|围绕|针对|结合|通过|依托|充分|对标|为|在|着力)")
_SENTENCE = re.compile(r"[。；;！\n]")


def problem(item: Item, *, titled: bool = True) -> str:
    """What was wrong: the item's title, shortened at a comma; where that is not told, what was found."""
    return _clauses(item.title, _PROBLEM) if titled else _SENTENCE.split(item.finding or item.title)[0]


def done_about(item: Item) -> str:
    """What is done: in the office's own words for the public, else how the first of its measures begins."""
    if item.summary or not item.measures:
        return item.summary
    more = f"等{len(item.measures)}条措施" if len(item.measures) > 1 else ""
    return _measure(item.measures[0].text) + more


def _measure(text: str) -> str:
    sentence = next(filter(None, _SENTENCE.split(text)), text)
    clauses = sentence.split("，")
    while len(clauses) > 1 and _ASIDE.match(clauses[0]):
        clauses = clauses[1:]
    return _clauses("，".join(clauses), _MEASURE)


def _clauses(text: str, most: int) -> str:
    """A text as far as its clauses go into so many characters, at least its first."""
    first, *others = text.split("，")
    for clause in others:
        if len(first) + 1 + len(clause) > most:
            break
        first += f"，{clause}"
    return first


def kind_of(plan: Plan, units: Sequence[Unit]) -> str:
    """What several units are called together."""
    return called_together(units, plan.units, plan.settings.words.unit)


def who(plan: Plan, one: ItemProgress, *, named: bool = True) -> str:
    """Who has done it and who is at work; only numbers where units are not ``named``."""
    done = [form.unit.area for form in one.deciding if progress_of(form) in FINISHED]
    left = [form.unit.area for form in one.deciding if progress_of(form) not in FINISHED]
    kind = kind_of(plan, [form.unit for form in one.deciding])
    if named:
        return grouped(done, left, kind)
    if not done or not left:
        return "已完成" if done else "正在整改"
    return f"{len(done)}个{kind}已完成，{len(left)}个{kind}正在整改"


def until(snapshot: Snapshot, one: ItemProgress) -> str:
    """By when what is open is to be done; "" where nobody has set a day."""
    days = [form.deadline.due for form in one.open if form.deadline.due]
    late = sum(progress_of(form) is Progress.LATE for form in one.open)
    limit = one.item.time_limit
    if days:
        last = chinese_date(max(days))
        if max(days) < snapshot.as_of:
            return f"原定{last}前，已超过时限"
        return f"{last}前（部分已超过时限）" if late else f"{last}前"
    if limit.type is LimitType.COMPLETED:
        return "正在核实"
    return limit.as_written if limit.type in ONGOING else ""
