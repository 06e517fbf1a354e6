"""The figures of an edition: what they come to, and how they have changed since the first period.

Knows: indicators and their totals. Must not know: layout, names of units. Only figures that all units have given are
told: a total with a gap would be no result, and whose gap it is is nobody's business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from toolkit.base.rounding import rounded
from toolkit.kinds.field import OF_A_YEAR
from toolkit.kinds.registry import KINDS
from toolkit.plan.model import Aggregation, Indicator, Period
from toolkit.standing.figures import Sums, computed_indicators
from toolkit.standing.snapshot import Snapshot

MOST = 6  # figures that are told in front; those of an item stand with it
_WHETHER = "是否"


@dataclass(frozen=True, slots=True)
class Told:
    """One figure in words: of which item, its name, what it was before ("" where that is not known), is, and since."""

    item_id: str
    name: str
    before: str
    now: str
    change: str
    weight: float
    rate: bool

    @property
    def short(self) -> str:
        """The same in one phrase."""
        if self.change and self.before:
            return f"{self.name}由{self.before}变为{self.now}"
        return f"{self.name}{'：' if self.name[-1:].isdigit() else ''}{self.now}"


@dataclass(frozen=True)
class Complete:
    """The totals of a period to which every unit has given its figure, by indicator id."""

    period: Period
    totals: Mapping[str, float]


def complete(snapshot: Snapshot, sums: Sums, period: Period) -> Complete:
    """What may be told of the figures of a period; ``snapshot`` has the plan."""
    numbers = {name: float(of) for name, of in sums.totals(snapshot).items() if isinstance(of, int | float)}
    return Complete(period, {name: number for name, number in numbers.items() if name not in sums.missing})


def told(snapshot: Snapshot, now: Complete, first: Complete | None, shown: Collection[str]) -> list[Told]:
    """Every figure that may be told of the items ``shown`` (ids), in the order of the plan of ``snapshot``."""
    present, before = now.totals, first.totals if first else {}
    formulas = computed_indicators(snapshot)
    indicators = snapshot.plan.indicator
    same_year = first is not None and first.period.due_date.year == now.period.due_date.year
    found = []
    for indicator in snapshot.plan.indicators:
        if indicator.id not in present:
            continue
        names = formulas[indicator.id].expression.names if indicator.computed else ()
        if not {indicator.item_id, *(indicators[name].item_id for name in names)} <= set(shown):
            continue  # also what is computed from an item that is not shown
        comparable = indicator.basis not in OF_A_YEAR or same_year
        was = before.get(indicator.id) if comparable else None
        found.append(_told(indicator, was, present[indicator.id]))
    return found


def _told(indicator: Indicator, was: float | None, now: float) -> Told:
    counted = indicator.aggregation is Aggregation.COUNT_TRUE
    rate = indicator.aggregation is Aggregation.RATIO_OF_SUMS
    unit = "家" if counted else indicator.measured_in
    whole = counted or KINDS[indicator.word].counts

    def written(number: float) -> str:
        digits = f"{rounded(number):,.0f}" if whole else f"{rounded(number, 1 if rate else 2):,.{1 if rate else 2}f}"
        return f"{digits}{unit}"

    change, weight = "", 0.0
    if was is not None and written(was) != written(now):
        more = now > was
        if rate and unit == "%":
            change = f"{'提高' if more else '降低'}{rounded(abs(now - was), 1):.1f}个百分点"
        else:
            change = f"{'增加' if more else '减少'}{written(abs(now - was))}"
        weight = abs(now - was) / max(abs(was), abs(now)) + rate
    name = indicator.name.removeprefix(_WHETHER) + ("的有" if counted else "")
    return Told(indicator.item_id, name, "" if was is None else written(was), written(now), change, weight, rate)


def foremost(figures: list[Told]) -> list[Told]:
    """The figures that are told in front: those that have changed most, else the rates; in the order of the plan."""
    changed = [one for one in figures if one.change]
    most = sorted(changed, key=lambda one: -one.weight)[:MOST] or [one for one in figures if one.rate][:MOST]
    return [one for one in figures if one in most]
