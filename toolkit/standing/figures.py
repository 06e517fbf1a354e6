"""The figures of the indicators: of every unit, in total, and who is missing from a total; pure.

Knows: snapshots, the catalogue's formulas. Must not know: how figures are drawn. A blank stays None; nothing is counted
as 0 that was not reported.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from toolkit.kinds.field import YES
from toolkit.ledger import CellValue
from toolkit.plan.form_rules import Computed
from toolkit.plan.model import Aggregation, Indicator, Plan, Unit
from toolkit.plan.rosters import id_of, is_of_roster, total_id
from toolkit.plan.targets import computed
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


def figure_fields(plan: Plan) -> tuple[str, ...]:
    """The ids of all values that figures follow from: of indicators, and of what lists come to."""
    of_lists = [
        name
        for roster in plan.rosters
        for name in (id_of(roster), *(total_id(roster, column) for column in roster.columns if column.total))
    ]
    return (*(indicator.id for indicator in plan.indicators), *of_lists)


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
    types = formula.expression.types
    columns = {
        name: [None if types[name].is_number and isinstance(row.get(name), str) else row.get(name) for row in rows]
        for name in formula.expression.names
    }
    return computed(formula.expression, columns, len(rows))


class Sums:
    """What the figures of all units come to, also where these are gone through in parts: a number is kept of each."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        """The indicators of which some unit owes a figure that is not there."""
        self._numbers: dict[str, array[float]] = {}
        self._yes: Counter[str] = Counter()
        self._given: set[str] = set()

    def add(self, snapshot: Snapshot, rows: Iterable[IndicatorRow]) -> None:
        """Take in the figures of some units."""
        for row in rows:
            name = row.indicator.id
            if row.missing:
                self.missing.add(name)
            values = [figure.value for figure in row.figures.values() if figure.counts]
            self._add(name, values)
            self._yes[name] += sum(value == YES for value in values)
            self._given |= {name} if values else set()
        by_form: dict[tuple[str, str], Standing] = {s.form: s for s in snapshot.standings}
        for name, of in _of_rosters(snapshot, computed_indicators(snapshot), by_form).items():
            self._add(name, [figure.value for figure in of.values() if figure.counts])

    def _add(self, name: str, values: Iterable[CellValue]) -> None:
        numbers = self._numbers.setdefault(name, array("d"))
        numbers.extend(float(value) for value in values if isinstance(value, int | float))

    def totals(self, snapshot: Snapshot) -> dict[str, float | str | None]:
        """What 汇总 shows by indicator id: sums, ratios of sums, ranges, numbers of 是; None where there is nothing."""
        found: dict[str, float | str | None] = {}
        for indicator in snapshot.plan.indicators:
            numbers = self._numbers.get(indicator.id, array("d"))
            total: float | str | None = None
            match indicator.aggregation:
                case Aggregation.SUM if numbers:
                    total = math.fsum(numbers)
                case Aggregation.MIN_MAX if numbers:
                    total = f"{min(numbers):.15g}—{max(numbers):.15g}"
                case Aggregation.COUNT_TRUE if indicator.id in self._given:
                    total = self._yes[indicator.id]
            found[indicator.id] = total
        of_rosters = {name: math.fsum(of) for name, of in self._numbers.items() if is_of_roster(name)}
        for name, formula in computed_indicators(snapshot).items():
            if formula.indicator.aggregation is Aggregation.RATIO_OF_SUMS:
                (found[name],) = _computed(formula, [{**found, **of_rosters}])
        return found


def totals(snapshot: Snapshot, rows: Iterable[IndicatorRow]) -> dict[str, float | str | None]:
    """The same of all units at once."""
    sums = Sums()
    sums.add(snapshot, rows)
    return sums.totals(snapshot)


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
