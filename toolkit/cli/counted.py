"""How many forms of a period stand how, as JSON.

Knows: counts. Must not know: what they count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypedDict

if TYPE_CHECKING:
    from toolkit.standing.counts import Counts


class CountsJson(TypedDict):
    """How many forms of a period stand how."""

    owed: Annotated[int, "forms that are asked for"]
    accepted: int
    returned: Annotated[int, "sent back and not mended yet"]
    missing: Annotated[int, "of which nothing has come"]


def counts_json(counts: Counts) -> CountsJson:
    """Counts for programs."""
    return {
        "owed": counts.owed, "accepted": counts.accepted, "returned": counts.returned, "missing": counts.missing
    }  # fmt: skip
