"""趋势, third part: every indicator in sum and by unit, in each period; a chart where the sum fell or jumped.

Knows: points, indicators, where 指标汇总 puts them. Must not know: how a row or a chart is put on the page. The units'
rows are folded away; the sentence names those that fell or jumped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolkit.base.texts import text_lines
from toolkit.kinds.registry import KINDS
from toolkit.master.figure_places import figure_place
from toolkit.master.overview.said import words
from toolkit.master.rows import Formula
from toolkit.master.trend.layout import HEAD, LINE, MEASURED, NAME, PAPER, ROW, TrendPage
from toolkit.plan.model import Indicator, Unit
from toolkit.standing.trend import (
    Compared,
    FigurePoint,
    Move,
    cannot_fall,
    compared,
    followed,
    is_share,
    move_of,
    unit_moves,
)

_MOST_CHARTS, _MOST_NAMED, _MOST_UNITS = 12, 6, 4
_CHART = 118.0  # points
_MOST_USED = 0.6  # of a page; below that the part begins on it
_FALL = "累计数不应减少，请核实。"


@dataclass(frozen=True)
class _Line:
    """One indicator: its figures in each period, None where a period has none."""

    on: TrendPage
    indicator: Indicator

    @cached_property
    def points(self) -> list[FigurePoint | None]:
        return [point.figures.get(self.indicator.id) for point in self.on.points]

    @property
    def now(self) -> FigurePoint:
        found = self.points[-1]
        assert found is not None, "the present period has every indicator"
        return found

    @cached_property
    def compared(self) -> Compared | None:
        """What may be compared."""
        return compared(self.indicator, self.points[-2], self.now)

    @cached_property
    def move(self) -> Move | None:
        """How the sum moved."""
        of = self.compared
        return move_of(self.indicator, of.before, of.now) if of else None

    @cached_property
    def units(self) -> list[Unit]:
        """The units that are asked for it, or were."""
        asked = {unit for point in self.points if point for unit in point.of}
        return [unit for unit in self.on.page.snapshot.plan.units if unit.id in asked]

    @cached_property
    def said(self) -> str:
        """How the total moved, and which units fell or jumped."""
        return _total(self) + _units(self)

    def total(self, number: int) -> float | str | None:
        """The total of a period, by its number."""
        point = self.points[number]
        return point.total if point else None


def draw_figures(on: TrendPage, row: int) -> tuple[int, list[int]]:
    """Draw the part from a row on; gives the row below, and before which rows a page of paper begins."""
    lines = [_Line(on, one) for one in followed(on.page.snapshot.plan.indicators)]
    if not lines:
        return row, []
    breaks, used = on.pages(row)
    if used > _MOST_USED * PAPER:
        breaks.append(row)
        used = 0.0
    begun = row
    row = on.sentence(on.band(row, "三、指标（点左边的“+”可以看各单位每一期的数）"), words(_summary(lines)), on.last)
    used += on.height(begun, row)
    charts = 0
    for line in lines:
        charted = (
            bool(line.compared and not line.compared.units)
            and line.move in (Move.FELL, Move.JUMPED)
            and charts < _MOST_CHARTS
        )
        charts += charted
        height = _height(line, charted)
        if used + height > PAPER:
            breaks.append(row)
            used = 0.0
        used += height
        row = _charted(line, row) if charted else _plain(line, row)
        row = _each_unit(line, row)
    return row, breaks


def _height(line: _Line, charted: bool) -> float:
    if charted:
        return _CHART + 6
    said = line.on.lines(line.said, line.on.panel, line.on.last)
    return max(said, _name_lines(line)) * LINE + 5


def _name_lines(line: _Line) -> int:
    return text_lines(line.indicator.name, 190 / 8, 10)


def _numbers(line: _Line, row: int, **look: Any) -> None:
    """The name and the total of each period, and what is different."""
    on, indicator = line.on, line.indicator
    form = KINDS[indicator.word].master_format
    top: dict[str, Any] = {"valign": "top", **look}
    on.put(row, NAME, indicator.name, on.style(bold=True, **{**top, "text_wrap": True}))
    on.put(row, MEASURED, indicator.measured_in, on.style(**top, align="center", font_color="#595959"))
    style = on.style(**top, align="right", indent=1, num_format=form)
    for number in range(len(on.points) - 1):
        on.put(row, on.first + number, line.total(number), style)
    now, then = line.total(-1), line.total(-2)
    place = figure_place(on.page.snapshot.plan, indicator.id)
    on.put(row, on.now, Formula(f'=IF({place}="","",{place})', "" if now is None else now), style)
    moved: object = ""
    if line.compared and not line.compared.units and isinstance(now, int | float) and isinstance(then, int | float):
        moved = Formula(f"=ROUND({on.cell(row, on.now)}-{on.cell(row, on.now - 1)},6)", round(now - then, 6))
    style = on.style(**top, bold=True, align="right", indent=1, num_format=f'+{form};-{form};"·"')
    on.put(row, on.moved, moved, style)


def _plain(line: _Line, row: int) -> int:
    on = line.on
    _numbers(line, row)
    on.page.sheet.merge_range(row, on.panel, row, on.last, line.said, on.style(text_wrap=True, valign="top", indent=1))
    on.page.sheet.set_row(row, _height(line, False))
    return row + 1


def _charted(line: _Line, row: int) -> int:
    """An indicator whose sum fell or jumped: the numbers, under them the sentence, beside both the chart."""
    on, sheet = line.on, line.on.page.sheet
    _numbers(line, row, bottom=0)
    first = _name_lines(line) * LINE + 5
    sheet.set_row(row, first)
    style = on.style(text_wrap=True, valign="top", font_color="#A61B1B" if line.move is Move.FELL else "#1A1A1A")
    sheet.merge_range(row + 1, 0, row + 1, on.moved, line.said, style)
    sheet.merge_range(row + 1, on.panel, row + 1, on.last, "", on.style())
    said = on.lines(line.said, 0, on.moved) * LINE + 6
    sheet.set_row(row + 1, max(_CHART + 6 - first, said))
    chart = on.page.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": [sheet.get_name(), row, NAME],
            "categories": on.periods(HEAD),
            "values": on.periods(row),
            "fill": {"color": "#9DB8D2"},
            "border": {"color": "#595959", "width": 0.5},
            "gap": 90,
            "data_labels": {"value": True, "font": {"size": 10}},
        }
    )
    measured = f"（{line.indicator.measured_in}）" if line.indicator.measured_in else ""
    on.axes(chart)
    on.draw_chart(row, _CHART, chart, line.indicator.name + measured)
    return row + 2


def _each_unit(line: _Line, row: int) -> int:
    """The units' figures in each period, folded away."""
    on, indicator = line.on, line.indicator
    style = on.style(align="right", indent=1, num_format=KINDS[indicator.word].master_format)
    for unit in line.units:
        on.put(row, NAME, unit.area, on.style(indent=2))
        for number, point in enumerate(line.points[:-1], start=on.first):
            on.put(row, number, point.of.get(unit.id) if point else None, style)
        place = figure_place(on.page.snapshot.plan, indicator.id, unit.id)
        value = line.now.of.get(unit.id, "／")
        on.put(row, on.now, Formula(f'=IF({place}="","",{place})', "" if value is None else value), style)
        on.page.sheet.set_row(row, ROW, None, {"level": 1, "hidden": True})
        row += 1
    return row


# -- what is said ------------------------------------------------------------------------------------------------------


def _shown(line: _Line, value: float) -> str:
    return f"{value:,.1f}" if is_share(line.indicator) or value != int(value) else f"{value:,.0f}"


def _total(line: _Line) -> str:
    """How the sum moved; of those who gave a figure both times where it is not everybody's."""
    found, missing = line.compared, line.now.missing
    gone = missing or (line.points[-2].missing if line.points[-2] else ())
    lacking = f"{'本期' if missing else '上期'}缺{_named(gone)}，合计不完整。" if gone else ""
    if missing and len(missing) == len(line.now.of):
        return "本期还没有收到。"
    if found is None:
        return lacking or ("上期没有这个数。" if line.now.of else "")
    whole = f"{lacking}两期都报了的 {found.units} 家" if found.units else ""
    if line.move is Move.SAME:
        return f"{whole}和上期一样，是 {_shown(line, found.now)}。"
    grown = "减少" if line.move is Move.FELL else "增加"
    by = _shown(line, abs(found.now - found.before)) + (" 个百分点" if is_share(line.indicator) else "")
    said = f"{whole}由 {_shown(line, found.before)} 到 {_shown(line, found.now)}，{grown} {by}"
    if not is_share(line.indicator) and found.before:
        said += f"（{abs(found.now - found.before) / found.before:.0%}）"
    return f"{said}。{_FALL if line.move is Move.FELL and _adds_up(line) else ''}"


def _adds_up(line: _Line) -> bool:
    then, now = line.on.points[-2].period, line.on.points[-1].period
    return cannot_fall(line.indicator, then, now)


def _units(line: _Line) -> str:
    """The units that fell, and those that jumped, with what they said before and now."""
    moved = unit_moves(line.indicator, line.points[-2], line.now, line.units)
    large = "提高 10 个百分点以上的" if is_share(line.indicator) else "增加一半以上的"
    said = ""
    for move, what in ((Move.FELL, "减少的"), (Move.JUMPED, large)):
        of = [one for one in moved if one.move is move]
        if of:
            named = "、".join(
                f"{one.unit.area}（{_shown(line, one.before)}→{_shown(line, one.now)}）" for one in of[:_MOST_UNITS]
            )
            said += f"{what}：{named}{f'等 {len(of)} 家' if len(of) > _MOST_UNITS else ''}。"
            said += _FALL if move is Move.FELL and line.move is not Move.FELL and _adds_up(line) else ""
    return said


def _named(units: Sequence[Unit]) -> str:
    named = "、".join(unit.area for unit in units[:_MOST_UNITS])
    return f"{named}等 {len(units)} 家" if len(units) > _MOST_UNITS else named


def _summary(lines: list[_Line]) -> str:
    """Which totals fell and which jumped."""
    said = ""
    for move, what in ((Move.FELL, "比上期减少的"), (Move.JUMPED, "增加一半（率提高 10 个百分点）以上的")):
        of = [line.indicator.name for line in lines if line.move is move]
        more = f"等 {len(of)} 个" if len(of) > _MOST_NAMED else ""
        said += f"{what}：{'、'.join(of[:_MOST_NAMED])}{more}。" if of else ""
    uncompared = sum(line.move is None for line in lines)
    said = said or ("能和上期比的，没有减少和大幅增加的。" if uncompared < len(lines) else "")
    return said + (f"有 {uncompared} 个指标这一期或上一期没有数，不能比。" if uncompared else "")
