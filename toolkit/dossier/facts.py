"""All that is known of one item, over all its units and periods, as a dossier tells it; pure.

Knows: the shapes. Must not know: where facts come from, how they are told, where papers lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.base.captions import Column
from toolkit.ledger import Evidence, Issued, Submission
from toolkit.plan.groups import called_together
from toolkit.plan.model import Item, Plan, Unit
from toolkit.standing.figures import IndicatorRow
from toolkit.standing.progress import ItemProgress
from toolkit.standing.snapshot import Snapshot

REPORTS, PAPERS = "报表原件", Column.EVIDENCE


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a dossier: what it is, whose, of which day, and its name in the dossier's folder."""

    what: str
    unit: Unit
    day: date
    folder: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one period: the rows of all indicators by id, and what each comes to."""

    period: str
    rows: Mapping[str, IndicatorRow]
    totals: Mapping[str, float | str | None]


@dataclass(frozen=True, slots=True)
class Revised:
    """A version of the plan that changed something of the item: from which day on, its number, what it changed."""

    since: date
    number: int
    what: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What is known of an item on the snapshot's day.

    The snapshot shows what every form last said. ``returns`` are all that came in any period, oldest first, ``wrong``
    how many cells had to be mended in those that were sent back, by id; ``issued`` what went out, ``papers`` what was
    tied to the item, ``figures`` those of the latest periods, oldest first, ``revised`` what new plans changed,
    ``under`` the version of the plan by which everything is told, ``supplied`` the ids of returns that came after their
    period was closed (补报).
    """

    snapshot: Snapshot
    progress: ItemProgress
    returns: Sequence[Submission]
    wrong: Mapping[int, int]
    issued: Sequence[Issued]
    papers: Sequence[Evidence]
    figures: Sequence[Figures]
    revised: Sequence[Revised] = ()
    attached: Sequence[Attached] = ()
    under: str = ""
    supplied: frozenset[int] = frozenset()

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.snapshot.plan

    @property
    def item(self) -> Item:
        """The item, whole."""
        return self.progress.item

    @property
    def kind(self) -> str:
        """What its units are called together."""
        units = [one.unit for one in self.progress.standings]
        return called_together(units, self.plan.units, self.plan.settings.words.unit)
