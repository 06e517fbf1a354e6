"""All composed documents: those of the grammar, those written by hand, those that are no plans.

Knows: every build. Must not know: what the importer makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator

# Each registers its builds, or its documents.
from tests.issued.composed import (  # noqa: F401
    builds_at_random,
    builds_of_campaigns,
    builds_of_groups,
    builds_of_inspections,
    builds_of_lists,
    builds_of_mixtures,
    builds_of_odd_lists,
    builds_of_odd_tables,
    builds_of_offices,
    builds_of_tables,
    builds_of_ticks,
    builds_of_word,
    builds_of_workbooks,
    by_hand_lists,
    by_hand_offices,
    by_hand_sheets,
    by_hand_structures,
    by_hand_tables,
)
from tests.issued.composed.builds import Document, document
from tests.issued.composed.hand import HAND


def composed(build: str, seed: int, count: int) -> Iterator[Document]:
    """Documents of a build with consecutive seeds."""
    for number in range(seed, seed + count):
        yield document(build, number)


def by_hand() -> Iterator[Document]:
    """Plans written out by hand."""
    return iter(HAND)
