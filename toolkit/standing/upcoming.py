"""What falls due next: items at their units, measures with a day of their own, stages; pure.

Knows: progress, stages. Must not know: sheets, formulas.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from toolkit.plan.measures import DATED
from toolkit.plan.model import Item
from toolkit.standing.limits import open_stages
from toolkit.standing.progress import Progress, progress_of
from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Due:
    """An item that falls due on a day at some units that have not finished it; ``about`` names a measure or stage."""

    day: date
    item: Item
    units: int
    about: str = ""


def upcoming(snapshot: Snapshot) -> list[Due]:
    """What falls due from today on and is not finished, the next first; an item once for each of its days."""
    found: Counter[tuple[date, str, str]] = Counter()
    for one in snapshot.standings:
        if progress_of(one) is not Progress.OPEN:
            continue
        days = {one.deadline.due: ""}
        for measure in one.item.measures:
            limit = measure.time_limit
            if limit and limit.type in DATED and measure.no not in one.reported.measures_done:
                days.setdefault(limit.due_date, f"措施{measure.no}")
        for day, about in days.items():
            if day is not None and day >= snapshot.as_of:
                found[day, one.item.id, about] += 1
    for item, standings, about, stage in open_stages(snapshot):
        units = sum(progress_of(one) in (Progress.OPEN, Progress.DONE) for one in standings)
        if stage.day >= snapshot.as_of and units and not any((stage.day, item.id, a) in found for a in ("", about)):
            found[stage.day, item.id, f"{about}阶段"] = units
    order = {item.id: number for number, item in enumerate(snapshot.plan.items)}
    days_of = sorted(found, key=lambda key: (key[0], order[key[1]], key[2]))
    return [Due(day, snapshot.plan.item[name], found[day, name, about], about) for day, name, about in days_of]
