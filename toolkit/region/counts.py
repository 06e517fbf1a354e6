"""What a region's master says of its offices: counts, progress, sums, and what has changed.

Knows: snapshots, one at a time, and what is kept of each. Must not know: sheets, files, where a snapshot comes from.
Everything is counted from standings as the office's own master counts it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from toolkit.base.captions import Column
from toolkit.kinds.field import NO, YES
from toolkit.ledger import CellValue
from toolkit.plan.model import Aggregation, Plan
from toolkit.plan.rules import Expression
from toolkit.plan.targets import computed
from toolkit.standing.counts import Counts, by_unit, counts_of
from toolkit.standing.figures import computed_indicators, indicator_rows, totals
from toolkit.standing.progress import Progress, overall, progress_of
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tasks import form_key


class ItemId(NamedTuple):
    """What tells an item of one office's plan from one of another's."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ItemStand:
    """How far an item is in an office: at how many of its units it is finished, closed, late."""

    code: str
    part: str
    units: int
    finished: int
    closed: int
    late: int

    @property
    def done(self) -> bool:
        """Whether all its units have finished it."""
        return self.finished == self.units


@dataclass(frozen=True, slots=True)
class OfficeFigure:
    """One indicator of an office: what it comes to there, and what the region needs to add it up.

    ``low`` and ``high`` are of its units' figures, ``operands`` the sums that a ratio follows from; ``missing`` is how
    many units owe it and have none accepted.
    """

    code: str
    total: float | str | None
    low: float | None
    high: float | None
    operands: Mapping[str, float | str | None]
    expression: Expression | None
    missing: int


class FigureId(NamedTuple):
    """What must be the same for two offices' indicators to be one."""

    id: str
    name: str
    measured_in: str
    aggregation: Aggregation
    formula: str


class Fact(NamedTuple):
    """One thing that can differ from one time to the next: whose, of which item, what it is, and what stands there."""

    unit: str
    item: str
    what: str
    now: str


@dataclass(frozen=True)
class Included:
    """One office in the region's master.

    ``where`` says from where its facts come, ``as_of`` up to which day they are known, ``newest`` the last day from
    which anything is. ``progress`` counts units of an item (家次). ``state`` is what 变动 compares (`states_of`).
    """

    name: str
    where: str
    as_of: date
    newest: date | None
    due: date
    units: tuple[tuple[str, Counts], ...]
    counts: Counts
    progress: Mapping[Progress, int]
    items: Mapping[ItemId, ItemStand]
    figures: Mapping[FigureId, OfficeFigure]
    state: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the master: an office, or a file; why, and what to do, in one or two sentences."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different; ``before`` and ``now`` are "" where there was or is nothing."""

    office: str
    unit: str
    item: str
    what: str
    before: str
    now: str


def included(name: str, where: str, newest: date | None, snapshot: Snapshot) -> Included:
    """What the master keeps of an office's snapshot."""
    of_unit = by_unit(snapshot.standings, snapshot.plan.unit)
    return Included(
        name,
        where,
        snapshot.as_of,
        newest,
        snapshot.period.due_date,
        tuple((unit.area, counts_of(of_unit[unit.id])) for unit in snapshot.plan.units),
        counts_of(snapshot.standings),
        overall(snapshot).of_forms,
        _items(snapshot),
        _figures(snapshot),
        states_of(snapshot),
    )


def _items(snapshot: Snapshot) -> dict[ItemId, ItemStand]:
    """How far each item is that is to be rectified; one that only asks for an explanation is none."""
    found: dict[ItemId, ItemStand] = {}
    for one in overall(snapshot).items:
        of = [state for form in one.standings if (state := progress_of(form)) is not Progress.EXPLAINED]
        if of:
            closed, late = of.count(Progress.CLOSED), of.count(Progress.LATE)
            key = ItemId(one.item.id, one.item.title)
            finished = closed + of.count(Progress.DONE)
            found[key] = ItemStand(one.item.code, one.item.part, len(of), finished, closed, late)
    return found


def _figures(snapshot: Snapshot) -> dict[FigureId, OfficeFigure]:
    rows = indicator_rows(snapshot)
    found = totals(snapshot, rows)
    formulas = computed_indicators(snapshot)
    figures: dict[FigureId, OfficeFigure] = {}
    for row in rows:
        indicator = row.indicator
        numbers = [
            float(figure.value)
            for figure in row.figures.values()
            if figure.counts and isinstance(figure.value, int | float)
        ]
        formula = formulas.get(indicator.id)
        ratio = formula if indicator.aggregation is Aggregation.RATIO_OF_SUMS else None
        operands = {name: found.get(name) for name in ratio.expression.names} if ratio else {}
        key = FigureId(indicator.id, indicator.name, indicator.measured_in, indicator.aggregation, indicator.formula)
        figures[key] = OfficeFigure(
            snapshot.plan.item[indicator.item_id].code,
            found.get(indicator.id),
            min(numbers, default=None),
            max(numbers, default=None),
            operands,
            ratio.expression if ratio else None,
            len(row.missing),
        )
    return figures


def region_total(key: FigureId, figures: Sequence[OfficeFigure]) -> float | str | None:
    """What an indicator comes to over all offices that have it; None where there is nothing."""
    numbers = [float(f.total) for f in figures if isinstance(f.total, int | float)]
    match key.aggregation:
        case Aggregation.SUM | Aggregation.COUNT_TRUE if numbers:
            return math.fsum(numbers)
        case Aggregation.MIN_MAX:
            lows, highs = [f.low for f in figures if f.low is not None], [f.high for f in figures if f.high is not None]
            return f"{min(lows):.15g}—{max(highs):.15g}" if lows and highs else None
        case Aggregation.RATIO_OF_SUMS:
            return _ratio(figures)
        case _:
            return None


def _ratio(figures: Sequence[OfficeFigure]) -> float | None:
    expression = next((f.expression for f in figures if f.expression is not None), None)
    if expression is None:
        return None
    summed: dict[str, float | None] = {}
    for name in expression.names:
        there = [float(v) for f in figures if isinstance(v := f.operands.get(name), int | float)]
        summed[name] = math.fsum(there) if there else None
    (value,) = computed(expression, {name: [number] for name, number in summed.items()}, 1)
    return value


def states_of(snapshot: Snapshot) -> dict[str, Fact]:
    """What can differ from one time to the next, by a key of ids."""
    found: dict[str, Fact] = {}
    reported: dict[str, list[tuple[str, str]]] = {i.item_id: [] for i in snapshot.plan.indicators}
    for indicator in snapshot.plan.indicators:
        if not indicator.computed:
            reported[indicator.item_id].append((indicator.id, indicator.name))
    for s in snapshot.standings:
        form, whose = form_key(s), (s.unit.area, s.item.code)
        states = (
            (Column.REPORT_STATE, s.state.value),
            (Column.ITEM_STATE, s.reviewed.state.value),
            (Column.LIGHT, s.light.value),
        )
        for column, now in states:
            found[f"{form}|{column}"] = Fact(*whose, column.value, now)
        values = snapshot.accepted_values(s)
        for name, label in reported.get(s.item.id, ()):
            if (value := values.get(name)) is not None and value.value is not None:
                found[f"{form}|{name}"] = Fact(*whose, label, in_words(value.value))
    return found


def in_words(value: CellValue) -> str:
    """A value as 变动 shows it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def share(part: int, whole: int) -> float:
    """A share; who has nothing to do has done it."""
    return part / whole if whole else 1.0


def shared_items(offices: Sequence[Included]) -> list[tuple[ItemId, ItemStand]]:
    """The items that at least two offices have (all of them where there is but one), in the order of the plans."""
    has: Counter[ItemId] = Counter()
    first: dict[ItemId, ItemStand] = {}
    for one in offices:
        has.update(one.items.keys())
        for key, light in one.items.items():
            first.setdefault(key, light)
    return [(key, light) for key, light in first.items() if has[key] >= min(2, len(offices))]


def alike(plan: Plan) -> tuple[str, str, tuple[str, ...]]:
    """What tells that two plans are the same office's: plan, issuer, units."""
    return plan.id, plan.issuer, tuple(unit.name for unit in plan.units)
