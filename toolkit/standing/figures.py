"""The figures of the indicators: of every unit, in total, and who is missing from a total; pure.

Knows: snapshots, the catalogue's formulas. Must not know: how figures are drawn. A blank stays None; nothing is counted
as 0 that was not reported.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import pandas as pd

from toolkit.kinds.field import YES
from toolkit.ledger import CellValue
from toolkit.plan.form_rules import Computed
from toolkit.plan.model import Aggregation, Indicator, Unit
from toolkit.plan.rosters import is_of_roster
from toolkit.plan.targets import compute
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing
from toolkit.standing.tasks import shown


class FigureState(Enum):
    """What is known of one indicator of one unit.

    MISSING is owed with nothing accepted; its value says 未报 or 退回. BLANK was accepted without a figure.
    """

    GIVEN = auto()
    COMPUTED = auto()
    MISSING = auto()
    BLANK = auto()
    NOT_OWED = auto()


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit."""

    state: FigureState
    value: CellValue = None

    @property
    def counts(self) -> bool:
        """Whether there is a figure that a total takes in."""
        return self.state in (FigureState.GIVEN, FigureState.COMPUTED)


@dataclass(frozen=True)
class IndicatorRow:
    """One row of 指标汇总: the indicator and its figure by unit id.

    ``missing`` are the units whose figure is not in the total although they owe it, in official order.
    """

    indicator: Indicator
    figures: Mapping[str, Figure]
    missing: tuple[Unit, ...]


def indicator_rows(snapshot: Snapshot) -> list[IndicatorRow]:
    """The rows of 指标汇总, in plan order; computed indicators have no figures of their own.

    A blank is missing from a total even where it may be left blank; a computed figure is missing where one of the
    figures it follows from is.
    """
    by_form = {(s.item.id, s.unit.id): s for s in snapshot.standings}
    units = snapshot.plan.units
    figures = {
        indicator.id: {
            unit.id: _figure(snapshot, indicator, by_form.get((indicator.item_id, unit.id))) for unit in units
        }
        for indicator in snapshot.plan.indicators
    }
    formulas = computed_indicators(snapshot)
    figures |= _of_rosters(snapshot, formulas, by_form)
    for name, formula in formulas.items():
        values = _computed(formula, [{part: figures[part][u.id].value for part in figures} for u in units])
        for unit, value in zip(units, values, strict=True):
            if figures[name][unit.id].state == FigureState.COMPUTED:
                figures[name][unit.id] = Figure(FigureState.COMPUTED, value)
    rows = []
    for indicator in snapshot.plan.indicators:
        names = formulas[indicator.id].expression.names if indicator.computed else (indicator.id,)
        gone = {FigureState.MISSING}
        if indicator.required or indicator.aggregation is not Aggregation.NONE:
            gone.add(FigureState.BLANK)
        missing = tuple(unit for unit in units if any(figures[name][unit.id].state in gone for name in names))
        rows.append(IndicatorRow(indicator, figures[indicator.id], missing))
    return rows


def _of_rosters(
    snapshot: Snapshot, formulas: Mapping[str, Computed], by_form: Mapping[tuple[str, str], Standing]
) -> dict[str, dict[str, Figure]]:
    """What the rows of lists come to that formulas name, by id and unit id."""
    found: dict[str, dict[str, Figure]] = {}
    for formula in formulas.values():
        for name in filter(is_of_roster, formula.expression.names):
            item_id = formula.indicator.item_id
            found[name] = {u.id: _reported(snapshot, name, by_form.get((item_id, u.id))) for u in snapshot.plan.units}
    return found


def computed_indicators(snapshot: Snapshot) -> dict[str, Computed]:
    """The computed indicators of the plan with their formulas, by id."""
    return {c.indicator.id: c for catalogue in snapshot.catalogues.values() for c in catalogue.computed}


def _computed(formula: Computed, rows: Sequence[Mapping[str, object]]) -> list[float | None]:
    """What a formula comes to in each row; None where one of its figures is not there or it divides by 0."""
    names = formula.expression.names
    types = formula.expression.types
    frame = pd.DataFrame(
        {
            name: [None if types[name].is_number and isinstance(row.get(name), str) else row.get(name) for row in rows]
            for name in names
        },
        dtype="object",
    )
    return [None if math.isnan(value) else float(value) for value in compute(formula.expression, frame)]


def totals(snapshot: Snapshot, rows: Iterable[IndicatorRow]) -> dict[str, float | str | None]:
    """What 汇总 shows by indicator id: sums, ratios of sums, ranges, numbers of 是; None where there is nothing."""
    found: dict[str, float | str | None] = {}
    for row in rows:
        values = [figure.value for figure in row.figures.values() if figure.counts]
        numbers = [float(value) for value in values if isinstance(value, int | float)]
        total: float | str | None = None
        match row.indicator.aggregation:
            case Aggregation.SUM if numbers:
                total = math.fsum(numbers)
            case Aggregation.MIN_MAX if numbers:
                total = f"{min(numbers):.15g}—{max(numbers):.15g}"
            case Aggregation.COUNT_TRUE if values:
                total = sum(value == YES for value in values)
        found[row.indicator.id] = total
    formulas = computed_indicators(snapshot)
    sums = {
        name: math.fsum(float(f.value) for f in of.values() if f.counts and isinstance(f.value, int | float))
        for name, of in _of_rosters(snapshot, formulas, {s.form: s for s in snapshot.standings}).items()
    }
    for name, formula in formulas.items():
        if formula.indicator.aggregation is Aggregation.RATIO_OF_SUMS:
            (found[name],) = _computed(formula, [{**found, **sums}])
    return found


def _figure(snapshot: Snapshot, indicator: Indicator, standing: Standing | None) -> Figure:
    if indicator.computed and standing is not None and standing.accepted is not None:
        return Figure(FigureState.COMPUTED)
    return _reported(snapshot, indicator.id, standing)


def _reported(snapshot: Snapshot, name: str, standing: Standing | None) -> Figure:
    """What was accepted under an id."""
    if standing is None:
        return Figure(FigureState.NOT_OWED)
    if standing.accepted is None:
        return Figure(FigureState.MISSING, standing.state.value)
    value = snapshot.accepted_values(standing).get(name)
    if value is None or value.value is None:
        return Figure(FigureState.BLANK)
    return Figure(FigureState.GIVEN, shown(value.value))
