"""趋势, second part: how many of each unit's reports came in time, in each period.

Knows: points, units. Must not know: how a row or a chart is put on the page.
"""

from __future__ import annotations

from toolkit.master.overview.grid import in_time_rate
from toolkit.master.overview.said import words
from toolkit.master.rows import Formula
from toolkit.master.trend.layout import HEAD, MARKERS, MEASURED, NAME, ROW, SERIES, TrendPage
from toolkit.plan.model import Unit
from toolkit.standing.counts import Rate

_IN_ORDER = 20  # units; of more the worst come first
_MOST_LINES, _MOST_NAMED = 4, 5
_FEW = 10  # forms
_CHART = 190.0  # points


def draw_rates(on: TrendPage, row: int) -> int:
    """Draw the part from a row on; returns the row below."""
    many = len(on.page.snapshot.plan.units) > _IN_ORDER
    folded = "；这两期都按期的单位收在左边的“+”里" if many else ""
    top = on.band(row, f"二、按期报送率（按期接收的份数／应报份数{folded}）")
    below = on.sentence(top, words(_said(on)))
    units = _in_order(on)
    _row(on, below, None, last=True)
    rows = {unit.id: line for line, unit in enumerate(units, start=below + 1)}
    for unit in units:
        _row(on, rows[unit.id], unit, last=False)
        if len(units) > _IN_ORDER and _unchanged(on, unit):
            on.page.sheet.set_row(rows[unit.id], ROW, None, {"level": 1, "hidden": True})
    chart = on.page.book.add_chart({"type": "line"})
    shown = [below, *(rows[unit.id] for unit in _drawn(on))]
    for number, line in enumerate(shown):
        look = {"border": {"color": SERIES[number]["color"]}, "fill": {"color": SERIES[number]["color"]}}
        chart.add_series(
            {
                "name": [on.page.sheet.get_name(), line, NAME],
                "categories": on.periods(HEAD),
                "values": on.periods(line),
                "line": SERIES[number],
                "marker": {"type": MARKERS[number], "size": 6, **look},
            }
        )
    on.axes(chart, max=1, num_format="0%", major_unit=0.2)
    on.draw_chart(top, _CHART, chart, "按期报送率" if len(shown) == 1 else "按期报送率（全部，和最低、下降的单位）")
    return on.below(top, below + 1 + len(units), _CHART)


def _row(on: TrendPage, row: int, unit: Unit | None, *, last: bool) -> None:
    """A unit's line, or that of all units together."""
    owed = _rate(on, len(on.points) - 1, unit).owed
    on.put(row, NAME, "全部" if unit is None else unit.area, on.style(bold=last, last=last, shrink=False))
    on.put(row, MEASURED, f"{owed} 份" if owed else "不用报", on.style(last=last, align="right", font_color="#595959"))
    style = on.style(bold=last, last=last, align="right", indent=1, num_format="0%")
    for number in range(len(on.points) - 1):
        on.put(row, on.first + number, _rate(on, number, unit).share, style)
    now = in_time_rate(on.page, unit)
    on.put(row, on.now, now, style)
    here, there = on.cell(row, on.now), on.cell(row, on.now - 1)
    then = _rate(on, len(on.points) - 2, unit).share
    moved: object = ""
    if then is not None:
        points = round((float(str(now.cached)) - then) * 100, 4) if now.cached != "" else ""
        moved = Formula(f'=IF({here}="","",ROUND(({here}-{there})*100,4))', points)
    style = on.style(bold=True, last=last, align="right", indent=1, num_format='+0" 点";-0" 点";"·"')
    on.put(row, on.moved, moved, style)
    on.page.sheet.set_row(row, ROW)


def _rate(on: TrendPage, number: int, unit: Unit | None) -> Rate:
    point = on.points[number]
    return point.rate if unit is None else point.rates.get(unit.id, Rate())


def _share(on: TrendPage, number: int, unit: Unit) -> float:
    share = _rate(on, number, unit).share
    return 2.0 if share is None else share  # who owes nothing comes last


def _in_order(on: TrendPage) -> list[Unit]:
    units = list(on.page.snapshot.plan.units)
    return units if len(units) <= _IN_ORDER else sorted(units, key=lambda unit: _share(on, -1, unit))


def _unchanged(on: TrendPage, unit: Unit) -> bool:
    """Whether there is nothing to say of a unit: it owed nothing, or all came in time, now and before."""
    return all(_rate(on, number, unit).share in (None, 1) for number in (-1, -2))


def _fallen(on: TrendPage) -> list[Unit]:
    """The units that are lower than in the period before, by how much."""
    both = [u for u in on.page.snapshot.plan.units if all(_rate(on, n, u).owed for n in (-2, -1))]
    lower = [unit for unit in both if _share(on, -1, unit) < _share(on, -2, unit)]
    return sorted(lower, key=lambda unit: (_few(on, unit), _share(on, -1, unit) - _share(on, -2, unit)))


def _few(on: TrendPage, unit: Unit) -> bool:
    """Whether a unit owes so few forms that its rate says little."""
    return _rate(on, -1, unit).owed < _FEW


def _drawn(on: TrendPage) -> list[Unit]:
    """The units that have a line: those that fell, then the lowest; of all only who owed something every time."""
    units = [u for u in on.page.snapshot.plan.units if all(_rate(on, n, u).owed for n in range(len(on.points)))]
    low = sorted(
        (unit for unit in units if _share(on, -1, unit) < 1), key=lambda unit: (_few(on, unit), _share(on, -1, unit))
    )
    found = dict.fromkeys(unit.id for unit in [*_fallen(on)[:2], *low] if unit in units)
    return [on.page.snapshot.plan.unit[name] for name in list(found)[:_MOST_LINES]]


def _said(on: TrendPage) -> str:
    """How the rate moved, who fell."""
    now, then = (_rate(on, number, None).share for number in (-1, -2))
    if now is None or then is None:
        return "本期没有应报的表。" if now is None else f"本期 {now:.0%}；上期没有应报的表，不能比。"
    points = round((now - then) * 100)
    moved = "和上期一样" if not points else f"比上期{'高' if points > 0 else '低'} {abs(points)} 个百分点"
    said = f"本期按期报送率 {now:.0%}，{moved}。"
    fallen = _fallen(on)
    if not fallen:
        return f"{said}没有比上期低的单位。"
    named = "、".join(f"{u.area}（{_share(on, -2, u):.0%}→{_share(on, -1, u):.0%}）" for u in fallen[:_MOST_NAMED])
    more = f"等 {len(fallen)} 个单位" if len(fallen) > _MOST_NAMED else ""
    return f"{said}比上期低的：{named}{more}。"
