"""Figures that somebody typed over on 指标汇总, told by their signs.

Knows: the sheet's captions, indicators, units. Must not know: how the sheet is drawn, what a figure means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.base.captions import Column, folded
from toolkit.ledger import OfficePlace
from toolkit.plan.model import Plan
from toolkit.reading.masters.baseline import Baseline, same
from toolkit.reading.masters.opened import Grid, Grids
from toolkit.reading.masters.outcome import Doubt, Why
from toolkit.reading.masters.rows import understood
from toolkit.workbooks.markup import column_letters


def typed_over(grids: Grids, plan: Plan, base: Baseline) -> Iterator[Doubt]:
    """The figures of units that do not say what was written there; a row that is not known says nothing."""
    if not base.figures:
        return
    ids = {(folded(plan.item[one.item_id].code), folded(one.name)): one for one in plan.indicators}
    units = {folded(unit.area): unit.id for unit in plan.units}
    for name, grid in grids.items():
        head, columns, of_units = _head(grid, units)
        if not of_units or not grid.knows_formulas:
            continue
        for number, row in enumerate(grid.rows[head + 1 :], start=head + 1):
            told = [folded(str(row[at])) if at < len(row) else "" for at in columns]
            indicator = ids.get((told[0], told[1]))
            before = base.figures.get(indicator.id, {}) if indicator else {}
            for unit, at in of_units.items():
                place, value = (number, at), row[at] if at < len(row) else None
                odd = place in grid.marks.formulas or place in grid.marks.errors
                if indicator and unit in before and not odd and not same(value, before[unit]):
                    where = OfficePlace(indicator.item_id, unit, 0, indicator.name)
                    yield Doubt(
                        where, understood("", value), Why.NOT_THEIRS, "", name, f"{column_letters(at)}{number + 1}"
                    )


def _head(grid: Grid, units: Mapping[str, str]) -> tuple[int, Sequence[int], dict[str, int]]:
    """The row of captions, the columns of code and name, and those of the units; no units where there is none."""
    wanted = [folded(Column.CODE), folded(Column.INDICATOR)]
    for number, row in enumerate(grid.rows):
        texts = [folded(value) if isinstance(value, str) and len(value) < 80 else "" for value in row]
        if all(text in texts for text in (*wanted, folded(Column.MEASURED_IN))):
            found = {units[text]: at for at, text in enumerate(texts) if text in units}
            return number, [texts.index(text) for text in wanted], found
    return 0, (), {}
