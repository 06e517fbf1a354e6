"""What the periods come to one after the other: items by progress, forms in time, figures, and what moved; pure.

Knows: snapshots, progress, figures. Must not know: where earlier snapshots come from, how anything is drawn. A period
in which nothing came has no point. Sums are compared only where they are made of everybody's figures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from toolkit.kinds.field import NO, YES
from toolkit.ledger import CellValue
from toolkit.plan.model import Aggregation, Indicator, Period, Unit
from toolkit.standing.counts import Rate, by_unit, in_time
from toolkit.standing.figures import FigureState, indicator_rows, totals
from toolkit.standing.progress import Progress, overall
from toolkit.standing.snapshot import Snapshot

MOST_POINTS = 6  # periods, this one included; more would be too narrow to read
_LARGE = 0.5  # of the figure before: a rise of so much is named
_POINTS = 10  # percentage points: the same for shares
_WITHIN_A_YEAR, _ALWAYS = "年度累计", "累计"  # of figures that cannot fall


@dataclass(frozen=True)
class FigurePoint:
    """An indicator in one period: its total, its figure by unit id (none where it is not asked), who is missing."""

    total: float | str | None
    of: Mapping[str, CellValue]
    missing: tuple[Unit, ...]


@dataclass(frozen=True)
class Point:
    """One period as it stood on a day: how many items of each progress, the units' reports, the figures by id."""

    period: Period
    items: Mapping[Progress, int]
    rates: Mapping[str, Rate]
    figures: Mapping[str, FigurePoint]

    @property
    def rate(self) -> Rate:
        """The reports of all units together."""
        return sum(self.rates.values(), Rate())


class Move(Enum):
    """How a figure differs from the one before."""

    FELL = auto()
    ROSE = auto()
    JUMPED = auto()
    SAME = auto()


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sums that may be compared: of so many ``units`` that gave a figure both times, of everybody where 0."""

    before: float
    now: float
    units: int = 0


@dataclass(frozen=True, slots=True)
class UnitMove:
    """A unit whose figure fell or jumped."""

    unit: Unit
    move: Move
    before: float
    now: float


def point_of(snapshot: Snapshot) -> Point:
    """What a period comes to on the day of its snapshot."""
    rows = indicator_rows(snapshot)
    sums = totals(snapshot, rows)
    figures = {
        row.indicator.id: FigurePoint(
            sums.get(row.indicator.id),
            {unit: figure.value for unit, figure in row.figures.items() if figure.state is not FigureState.NOT_OWED},
            row.missing,
        )
        for row in rows
    }
    forms = by_unit(snapshot.standings, snapshot.plan.unit)
    rates = {unit: in_time(of) for unit, of in forms.items()}
    return Point(snapshot.period, dict(overall(snapshot).of_items), rates, figures)


def followed(indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators of which it can be told how they move: numbers, and answers of 是 that are counted."""
    return [one for one in indicators if one.type.is_number or one.aggregation is Aggregation.COUNT_TRUE]


def is_share(indicator: Indicator) -> bool:
    """Whether an indicator is measured in hundredths, so that its moves are points."""
    return "%" in indicator.measured_in or indicator.aggregation is Aggregation.RATIO_OF_SUMS


def move_of(indicator: Indicator, before: float, now: float) -> Move:
    """How a figure moved: it fell, it rose, it rose by half or more (of shares by ten points), it is the same."""
    if now == before:
        return Move.SAME
    if now < before:
        return Move.FELL
    large = now - before >= _POINTS if is_share(indicator) else now - before >= _LARGE * before
    return Move.JUMPED if large else Move.ROSE


def compared(indicator: Indicator, before: FigurePoint | None, now: FigurePoint) -> Compared | None:
    """The totals where they are everybody's, else the sums of the units that gave a figure both times.

    None where there is nothing that may be compared; of shares, which are no sums, the totals alone are.
    """
    if before is None:
        return None
    if not before.missing and not now.missing:
        if isinstance(before.total, int | float) and isinstance(now.total, int | float):
            return Compared(before.total, now.total)
        return None
    if indicator.aggregation not in (Aggregation.SUM, Aggregation.COUNT_TRUE):
        return None
    pairs = [(as_number(value), as_number(now.of.get(unit))) for unit, value in before.of.items()]
    both = [(then, today) for then, today in pairs if then is not None and today is not None]
    if not both:
        return None
    return Compared(math.fsum(then for then, _ in both), math.fsum(today for _, today in both), len(both))


def unit_moves(
    indicator: Indicator, before: FigurePoint | None, now: FigurePoint, units: Sequence[Unit]
) -> list[UnitMove]:
    """The units whose figure fell or jumped, those that fell first."""
    found: list[UnitMove] = []
    if before is None:
        return found
    for unit in units:
        then, today = as_number(before.of.get(unit.id)), as_number(now.of.get(unit.id))
        if then is None or today is None:
            continue
        move = move_of(indicator, then, today)
        if move in (Move.FELL, Move.JUMPED):
            found.append(UnitMove(unit, move, then, today))
    return sorted(found, key=lambda one: one.move is Move.JUMPED)


def as_number(value: CellValue) -> float | None:
    """A figure as a number: 是 is 1 and 否 is 0, any other text is none."""
    if isinstance(value, int | float):
        return value
    return {YES: 1.0, NO: 0.0}.get(value) if isinstance(value, str) else None


def cannot_fall(indicator: Indicator, before: Period, now: Period) -> bool:
    """Whether a figure adds up from period to period, so that a fall is a mistake somewhere."""
    same_year = before.due_date.year == now.due_date.year
    return indicator.basis == _ALWAYS or (indicator.basis == _WITHIN_A_YEAR and same_year)
