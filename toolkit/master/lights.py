"""The lights of units and items on paper: when a matrix of them is too wide for one page, and what the marks mean.

Knows: snapshots, marks. Must not know: sheets.
"""

from __future__ import annotations

from toolkit.master import formulas
from toolkit.standing.snapshot import Snapshot

MOST_ITEMS = 60  # columns that can be read on one page of A3


def has_many_items(snapshot: Snapshot) -> bool:
    """Whether the lights of all items are a sheet of their own, because 总览 has no room for them."""
    return len(snapshot.plan.items) > MOST_ITEMS


def legend() -> str:
    """What every mark means."""
    return "".join(f"{formulas.MARKS[light]} {meaning}　　" for light, meaning in formulas.MEANINGS)
