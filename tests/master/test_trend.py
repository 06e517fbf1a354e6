"""趋势: how this period compares with those before, over random histories of four periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import KEY
from tests.effort import first
from tests.measured import pages_of
from tests.standing.histories import at_random
from tests.standing.plans import large
from tests.standing.snapshots import Sent, everything, snapshot_of
from toolkit.master.workbook import master_bytes
from toolkit.plan.derived_ids import indicator_id
from toolkit.plan.model import Aggregation, Indicator, Period, Plan, Unit, ValueType
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.trend import FigurePoint, Move, Point, compared, move_of, point_of, unit_moves

NAMES = {
    "已销号": "已销号",
    "完成、待核定": "待核定",
    "正在整改": "整改中",
    "超过时限": "超时限",
    "情况说明": "情况说明",
}


def book(snapshot: Snapshot, earlier: Sequence[Point]) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(BytesIO(master_bytes(snapshot, KEY, earlier)))


def rows(made: CalamineWorkbook) -> dict[str, list[object]]:
    """The numbers of each row of 趋势, by its name, the folded ones too; of a name that stands twice the first."""
    found: dict[str, list[object]] = {}
    for row in made.get_sheet_by_name("趋势").to_python(skip_empty_area=False)[3:]:
        found.setdefault(str(row[0]), [None if value == "" else value for value in row[2:]])
    return found


@pytest.mark.one_in(3)
@pytest.mark.parametrize("periods", [2, 3, 4])
def test_every_number_is_that_of_its_period(plan: Plan, periods: int) -> None:
    period = plan.periods[periods - 1]
    day = period.due_date + timedelta(6)
    made = at_random(plan, periods, periods, day)
    snapshot, earlier = made.shown(plan, period, day)
    assert [point.period for point in earlier] == list(plan.periods[: periods - 1])
    shown = rows(book(snapshot, earlier))
    for number, one in enumerate([*plan.periods[: periods - 1], period]):
        last_day = day if one is period else plan.periods[number + 1].due_date - timedelta(1)
        then, _ = made.shown(plan, one, last_day)
        progress = [state for item in plan.items for state in [_progress(then, item.id)]]
        for caption, state in NAMES.items():
            assert shown[caption][number] == progress.count(state), (one.id, caption)
        assert shown["合计"][number] == len(plan.items)
        for unit in plan.units:
            owed = [s for s in then.standings if s.unit.id == unit.id and s.state.value != "不用报"]
            good = [s for s in owed if s.state.value == "已接收" and s.late_workdays == 0]
            assert shown[unit.area][number] == pytest.approx(len(good) / len(owed)), (one.id, unit.area)
        for indicator in plan.indicators:
            if indicator.aggregation is Aggregation.SUM and not indicator.computed:
                of = [then.accepted_values(s).get(indicator.id) for s in then.standings]
                values = [float(str(v.value)) for v in of if v is not None and v.value is not None]
                found = shown[indicator.name][number]
                assert found == (pytest.approx(sum(values)) if values else None), (one.id, indicator.name)


def _progress(snapshot: Snapshot, item_id: str) -> str:
    of = {s.unit.id: str(point) for s, point in _forms(snapshot) if s.item.id == item_id}
    if set(of.values()) <= {"情况说明"}:
        return "情况说明"
    if set(of.values()) <= {"已销号"}:
        return "已销号"
    if set(of.values()) <= {"已销号", "待核定", "情况说明"}:
        return "待核定"
    return "超时限" if "超时限" in of.values() else "整改中"


def _forms(snapshot: Snapshot):  # type: ignore[no-untyped-def]
    from toolkit.standing.progress import progress_of

    return [(standing, progress_of(standing).value) for standing in snapshot.standings]


def test_there_is_nothing_before_the_second_period(plan: Plan) -> None:
    snapshot = snapshot_of(plan, everything(plan))
    assert "趋势" not in book(snapshot, ()).sheet_names
    assert "趋势" in book(snapshot, (point_of(snapshot),)).sheet_names


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("items", "units"), [(5, 70), (60, 3), (1, 1)])
def test_plans_of_any_size_without_figures(plan: Plan, items: int, units: int) -> None:
    several = large(plan, items, units)
    period = several.periods[1]
    made = at_random(several, 1, 2, period.due_date)
    snapshot, earlier = made.shown(several, period, period.due_date)
    names = list(rows(book(snapshot, earlier)))
    assert {unit.area for unit in several.units} <= set(names) and not any("三、" in name for name in names)


def test_a_period_in_which_nothing_came_is_not_listed(plan: Plan) -> None:
    made = at_random(plan, 5, 3, plan.periods[2].due_date)
    made.came = [one for one in made.came if one.period_id != plan.periods[1].id]
    _, earlier = made.shown(plan, plan.periods[2], plan.periods[2].due_date)
    assert [point.period for point in earlier] == [plan.periods[0]]


def test_axes_begin_at_nothing_and_every_chart_has_its_title(plan: Plan) -> None:
    day = plan.periods[3].due_date
    snapshot, earlier = at_random(plan, 4, 4, day).shown(plan, plan.periods[3], day)
    with ZipFile(BytesIO(master_bytes(snapshot, KEY, earlier))) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/charts/chart" in name]
    assert len(charts) >= 4
    for chart in charts:
        assert '<c:min val="0"/>' in chart or 'barDir val="bar"' in chart


# -- what fell and what jumped -----------------------------------------------------------------------------------------

SUM = Indicator("n", "1", "幼儿园数", type=None, measured_in="所", aggregation=Aggregation.SUM)  # type: ignore[arg-type]
SHARE = replace(SUM, measured_in="%", aggregation=Aggregation.RATIO_OF_SUMS)


@pytest.mark.parametrize(
    ("indicator", "before", "now", "move"),
    [
        (SUM, 10, 9, Move.FELL), (SUM, 10, 10, Move.SAME), (SUM, 10, 14, Move.ROSE), (SUM, 10, 15, Move.JUMPED),
        (SUM, 0, 1, Move.JUMPED), (SHARE, 90, 99, Move.ROSE), (SHARE, 50, 60, Move.JUMPED), (SHARE, 1, 0.9, Move.FELL),
    ],
)  # fmt: skip
def test_how_a_figure_moved(indicator: Indicator, before: float, now: float, move: Move) -> None:
    assert move_of(indicator, before, now) is move


def units(*names: str) -> tuple[Unit, ...]:
    return tuple(Unit(name, name, name, (), "", "学校", ()) for name in names)


def test_where_somebody_is_missing_those_are_compared_who_gave_a_figure_both_times() -> None:
    one, two, three = units("甲", "乙", "丙")
    before = FigurePoint(30, {"甲": 10, "乙": 20, "丙": "未报"}, (three,))
    now = FigurePoint(45, {"甲": 12, "乙": "退回", "丙": 33}, (two,))
    found = compared(SUM, before, now)
    assert found is not None and (found.before, found.now, found.units) == (10, 12, 1)
    assert compared(SHARE, before, now) is None and compared(SUM, None, now) is None
    whole = compared(SUM, replace(before, missing=()), replace(now, missing=()))
    assert whole is not None and (whole.before, whole.now, whole.units) == (30, 45, 0)
    assert unit_moves(SUM, before, FigurePoint(1, {"甲": 9, "乙": 30}, ()), (one, two, three)) == [
        *unit_moves(SUM, before, FigurePoint(1, {"甲": 9}, ()), (one,)),
        *unit_moves(SUM, before, FigurePoint(1, {"乙": 30}, ()), (two,)),
    ]


def test_a_sentence_names_who_fell_and_who_jumped(plan: Plan) -> None:
    name = "coordination_meeting_count"
    said = {"altay_city": (3, 2), "burqin": (1, 1), "fuyun": (2, 4)}
    then, now = (
        snapshot_of(plan, [_with(plan, name, unit, of[number]) for unit, of in said.items()]) for number in (0, 1)
    )
    later = replace(now, period=Period("2021-04", "2021年4月", date(2021, 4, 30)))
    shown = rows(book(later, (point_of(then),)))
    text = next(str(v) for v in shown[plan.indicator[name].name] if isinstance(v, str) and len(v) > 9)
    assert "两期都报了的 3 家由 6 到 7，增加 1（17%）" in text
    assert "减少的：阿勒泰市（3→2）。累计数不应减少，请核实。增加一半以上的：富蕴县（2→4）。" in text


def _with(plan: Plan, name: str, unit: str, value: int) -> Sent:
    return Sent(plan.indicator[name].item_id, unit, changes={name: value})


@pytest.mark.parametrize("units", first(1, [42, 24, 60, 75]))
def test_no_page_but_the_last_is_half_empty(plan: Plan, units: int) -> None:
    several = large(plan, 3, units)
    more = tuple(
        Indicator(
            indicator_id(item.id, f"数{n}"), item.id, f"第{n}个数", ValueType.INTEGER, "个", aggregation=Aggregation.SUM
        )
        for item in several.items
        for n in range(9)
    )
    day = several.periods[1].due_date
    asked = replace(several, indicators=more)
    snapshot, earlier = at_random(several, 1, 2, day).shown(asked, several.periods[1], day)
    page = next(one for one in pages_of(master_bytes(snapshot, KEY, earlier)) if one.name == "趋势")
    ends = [page.area[0] - 1, *page.breaks, page.area[2]]
    room = page.paper[1] / page.printed
    filled = [page.down(begun + 1, end) / room for begun, end in pairwise(ends)]
    assert len(filled) > 1 and all(0.5 < one <= 1 for one in filled[:-1]), filled
