"""How many forms are owed, accepted, sent back, late, closed: what the masters of both levels count; pure.

Knows: standings. Must not know: formulas, sheets. The formulas of the master count the same from its own rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.plan.model import ItemKind
from toolkit.plan.states import SETTLED, ItemState
from toolkit.standing.status import ReportState, Standing


@dataclass(frozen=True, slots=True)
class Counts:
    """How many forms are owed, accepted, sent back, not reported, late; asked to be closed, closed."""

    owed: int = 0
    accepted: int = 0
    returned: int = 0
    missing: int = 0
    late: int = 0
    asked: int = 0
    closed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.owed + other.owed, self.accepted + other.accepted, self.returned + other.returned,
            self.missing + other.missing, self.late + other.late, self.asked + other.asked,
            self.closed + other.closed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rate:
    """How many forms were accepted in time, of how many that are owed."""

    in_time: int = 0
    owed: int = 0

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.in_time + other.in_time, self.owed + other.owed)

    @property
    def share(self) -> float | None:
        """The share, None where nothing is owed."""
        return self.in_time / self.owed if self.owed else None


def in_time(of: Iterable[Standing]) -> Rate:
    """How many of some forms were accepted in time."""
    owed = [one for one in of if one.state is not ReportState.SETTLED]
    return Rate(sum(one.state is ReportState.ACCEPTED and one.late_workdays == 0 for one in owed), len(owed))


def counts_of(of: Sequence[Standing]) -> Counts:
    """The counts of some forms; late are those past the reporting date that are not accepted."""
    owed = [s for s in of if s.state is not ReportState.SETTLED]
    return Counts(
        len(owed),
        sum(s.state is ReportState.ACCEPTED for s in owed),
        sum(s.state is ReportState.RETURNED for s in owed),
        sum(s.state is ReportState.NOT_RECEIVED for s in owed),
        sum(s.late_workdays > 0 and s.state is not ReportState.ACCEPTED for s in owed),
        sum(s.reviewed.state is ItemState.CLOSURE_REQUESTED for s in of),
        sum(is_closed(s) for s in of),
    )


def is_closed(standing: Standing) -> bool:
    """Whether a form of rectification is closed; a filed explanation was never one."""
    return standing.reviewed.state in SETTLED and standing.item.kind is not ItemKind.EXPLANATION


def by_unit(standings: Iterable[Standing], unit_ids: Iterable[str]) -> dict[str, list[Standing]]:
    """The forms of each unit, also of those that have none."""
    found: dict[str, list[Standing]] = {unit_id: [] for unit_id in unit_ids}
    for standing in standings:
        found[standing.unit.id].append(standing)
    return found
