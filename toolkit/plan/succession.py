"""Units in whose place others stand: one that was renamed, several that were put together.

Knows: who stands in whose place from which day on. Must not know: workbooks, what was reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Former:
    """A unit that is no more: what it was (as `toolkit.plan.model.Unit`), the id of the unit ``into`` which it went.

    ``since`` is the day from which on that unit stands in its place.
    """

    id: str
    name: str
    area: str
    aliases: tuple[str, ...]
    code: str
    kind: str
    emails: tuple[str, ...]
    contact: str
    phone: str
    leader: str
    leader_email: str
    into: str
    since: date

    @property
    def names(self) -> tuple[str, ...]:
        """What people call it."""
        return tuple(dict.fromkeys((self.area, self.name, *self.aliases)))


@lru_cache(maxsize=64)
def successors(former: tuple[Former, ...]) -> dict[str, str]:
    """The id of the unit that stands in the place of each former one now, whatever came in between."""
    into = {one.id: one.into for one in former}
    found = {}
    for one in former:
        now, seen = one.into, {one.id}
        while now in into and now not in seen:
            seen.add(now)
            now = into[now]
        found[one.id] = now
    return found


def now_called(former: tuple[Former, ...], unit_id: str) -> str:
    """The id of the unit that stands in the place of one now: itself, unless it is no more."""
    return successors(former).get(unit_id, unit_id)


def formers_of(former: tuple[Former, ...], units: Iterable[str]) -> frozenset[str]:
    """The ids of the former units in whose place some units stand."""
    wanted = {*units}
    return frozenset(old for old, new in successors(former).items() if new in wanted)


def in_steps(former: tuple[Former, ...]) -> Iterator[tuple[date, str, tuple[str, ...]]]:
    """Day by day who went into whom: the day, the id of the unit, the ids of those that went into it on that day.

    Of one day, what went into a unit that went on itself comes first.
    """
    steps: dict[tuple[date, str], list[str]] = {}
    for one in former:
        steps.setdefault((one.since, one.into), []).append(one.id)
    into_of = {one.id: one.into for one in former}

    def goes_on(unit_id: str) -> int:
        seen = {unit_id}
        while (unit_id := into_of.get(unit_id, unit_id)) not in seen:
            seen.add(unit_id)
        return len(seen)

    for (since, into), ids in sorted(steps.items(), key=lambda step: (step[0][0], -goes_on(step[0][1]), step[0][1])):
        yield since, into, tuple(ids)
