"""LibreOffice recalculates the master to what the toolkit says: every formula, on the day of writing and on others."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string

from tests.conftest import KEY
from tests.programs.real import recalculate
from tests.standing import histories
from tests.standing.histories import extended as put_off
from tests.standing.plans import large
from tests.standing.snapshots import Sent, at_random, snapshot_of
from toolkit.master.workbook import write_master
from toolkit.plan.measures import LimitType, TimeLimit
from toolkit.plan.model import Aggregation, Plan, Unit, ValueType
from toolkit.plan.options import Extension
from toolkit.standing.status import Light
from toolkit.standing.trend import point_of

pytestmark = pytest.mark.programs
Cells = Mapping[tuple[str, str], object]


@pytest.fixture(scope="module")
def dated(plan: Plan) -> Plan:
    """The plan with a fixed time limit on every third item, before and after the reporting date."""
    limits = (date(2021, 1, 12), date(2021, 2, 10), date(2020, 12, 31))
    items = tuple(
        item if n % 3 else replace(item, time_limit=TimeLimit("限期", LimitType.FIXED, limits[n // 3 % 3]))
        for n, item in enumerate(plan.items)
    )
    return replace(plan, items=items)


def formulas(path: Path) -> list[tuple[str, str]]:
    """Where the formulas of a workbook stand."""
    book = load_workbook(path)
    return [(s.title, c.coordinate) for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def values(path: Path, places: list[tuple[str, str]]) -> dict[tuple[str, str], object]:
    book = load_workbook(path, data_only=True)
    return {(sheet, cell): book[sheet][cell].value for sheet, cell in places}


def differing(found: Cells, expected: Cells) -> dict[tuple[str, str], tuple[object, object]]:
    return {place: (found[place], said) for place, said in expected.items() if not _same(found[place], said)}


def _same(found: object, said: object) -> bool:
    if isinstance(found, int | float) and isinstance(said, int | float):
        return math.isclose(found, said, rel_tol=1e-9, abs_tol=1e-9)
    # An empty text is read back as nothing by some readers.
    return (None if found == "" else found) == (None if said == "" else said)


def on_another_day(master: Path, target: Path, day: date) -> Path:
    """A copy without any cached value whose date cell says ``day``, as if a person had typed it."""
    book: Workbook = load_workbook(master)
    sheet, cell = book.defined_names["截至日期"].attr_text.replace("$", "").replace("'", "").split("!")
    book[sheet][cell] = datetime(day.year, day.month, day.day)
    book.save(target)
    return target


def settled_when_written(place: tuple[str, str]) -> bool:
    """Whether a cell stands in a list whose rows are settled when the master is written: who is named there."""
    sheet, cell = place
    match = re.fullmatch("([A-Z]+)([0-9]+)", cell)
    assert match
    row, column = int(match[2]), column_index_from_string(match[1])
    # On 总览 the sentence in row 3, and what stands beside the grid of 8 units below its captions.
    beside = sheet == "总览" and (row == 3 or (row > 6 and column > 14))
    return beside or sheet in ("未报与逾期", "时限", "事项进度", "单位进度")


CASES = [
    # seed, days on which returns came, and days asked about (none before the last return: what is not received
    # yet is not known). 2021-02-07 was a Sunday at work, 2021-02-11 to 02-17 the Spring Festival.
    (1, (date(2021, 1, 20), date(2021, 1, 22)), (date(2021, 1, 22), date(2021, 1, 26), date(2021, 1, 29))),
    (2, (date(2021, 1, 25), date(2021, 2, 5)), (date(2021, 2, 5), date(2021, 2, 7), date(2021, 2, 8))),
    (3, (date(2021, 1, 28), date(2021, 2, 20)), (date(2021, 2, 20), date(2021, 3, 15), date(2022, 1, 4))),
    (4, (date(2021, 1, 25), date(2021, 1, 31)), (date(2021, 1, 31), date(2021, 2, 1), date(2021, 2, 18))),
]


def test_every_formula_says_what_the_toolkit_says_on_any_day(dated: Plan, tmp_path: Path, soffice: str) -> None:
    copies: list[Path] = []
    masters: list[tuple[Path, bool]] = []  # of the same day as the copy, and whether the copy was written on it
    lights = set()
    for seed, (first, last), days in CASES:
        sent = at_random(dated, seed, first, last)
        for day in days:
            snapshot = snapshot_of(dated, sent, day)
            lights |= {standing.light for standing in snapshot.standings}
            masters.append((tmp_path / f"{seed}_{day}.xlsx", day == days[0]))
            write_master(snapshot, masters[-1][0], KEY)
            written = tmp_path / f"{seed}_{days[0]}.xlsx"
            copies.append(on_another_day(written, tmp_path / f"copy_{seed}_{day}.xlsx", day))
    assert lights == set(Light), "the cases must show every light"
    saved = recalculate(copies, tmp_path / "out", soffice)
    for calculated, copy, (master, same_day) in zip(saved, copies, masters, strict=True):
        places = [place for place in formulas(copy) if same_day or not settled_when_written(place)]
        assert len(places) > 1000
        assert differing(values(calculated, places), values(master, places)) == {}, copy.name


def test_figures_of_random_fillings_add_up_the_same(plan: Plan, tmp_path: Path, soffice: str) -> None:
    day = date(2021, 2, 2)
    masters, copies = [], []
    for seed in range(20, 27):
        sent = [s for s in at_random(plan, seed, date(2021, 1, 28), day) if s.item.startswith("3")]
        sent += [
            Sent("3.2.2", unit, day, changes={"kg_private": 0, "enrol_total": seed}) for unit in ("fuyun", "kanas")
        ]
        masters.append(tmp_path / f"{seed}.xlsx")
        write_master(snapshot_of(plan, sent, day), masters[-1], KEY)
        copies.append(on_another_day(masters[-1], tmp_path / f"copy_{seed}.xlsx", day))
    compared = 0
    for calculated, master in zip(recalculate(copies, tmp_path / "out", soffice), masters, strict=True):
        places = [place for place in formulas(master) if place[0] == "指标汇总"]
        assert differing(values(calculated, places), values(master, places)) == {}
        compared += len(places)
    assert compared >= 200


APPROVED = (date(2021, 1, 20), date(2021, 2, 3), date(2021, 3, 10))


@pytest.fixture(scope="module")
def extended(dated: Plan) -> Plan:
    """The plan with limits that are put off once, twice and for one unit only, each approved on another day."""
    of = [item for item in dated.items if item.time_limit.type is LimitType.FIXED]
    once, twice, one_unit = of[0], of[1], of[2]
    first, second, third = APPROVED
    return replace(
        dated,
        extensions=(
            Extension(once.id, "", date(2021, 1, 8), second, date(2021, 2, 26), "疫情影响"),
            Extension(twice.id, "", date(2021, 1, 4), first, date(2021, 2, 20), "疫情影响"),
            Extension(twice.id, "", date(2021, 2, 19), third, date(2021, 3, 31), "疫情影响"),
            Extension(one_unit.id, one_unit.unit_ids[0], date(2020, 12, 30), second, date(2021, 2, 9), "疫情影响"),
        ),
    )


def test_deadlines_follow_the_day_on_which_an_extension_is_approved(
    extended: Plan, tmp_path: Path, soffice: str
) -> None:
    """The date cell is moved back before an approval, and on beyond it; what is written on that day says the same."""
    sent = at_random(extended, 5, date(2021, 1, 4), date(2021, 1, 15))
    day_of_writing = date(2021, 2, 3)
    days = (date(2021, 1, 15), date(2021, 1, 20), day_of_writing, date(2021, 2, 26), date(2021, 4, 6))
    written = tmp_path / "written.xlsx"
    write_master(snapshot_of(extended, sent, day_of_writing), written, KEY)
    copies, masters, dues = [], [], set()
    for day in days:
        snapshot = snapshot_of(extended, sent, day)
        dues |= {(s.item.id, s.deadline.due) for s in snapshot.standings if len(s.deadlines) > 1}
        masters.append(tmp_path / f"{day}.xlsx")
        write_master(snapshot, masters[-1], KEY)
        copies.append(on_another_day(written, tmp_path / f"copy_{day}.xlsx", day))
    assert len(dues) >= 7, "the days must show the deadlines before and after every approval"
    moved = 0
    saved = recalculate(copies, tmp_path / "out", soffice)
    for day, calculated, copy, master in zip(days, saved, copies, masters, strict=True):
        places = [p for p in formulas(copy) if day == day_of_writing or not settled_when_written(p)]
        book = load_workbook(copy)
        moved += sum("LOOKUP(" in str(book[sheet][cell].value) for sheet, cell in places)
        assert differing(values(calculated, places), values(master, places)) == {}, copy.name
    assert moved > 20


# What a spreadsheet takes for an operator, for any text, for a number, for a truth or for the same text.
ODD_NAMES = ("=甲县", "<>乙县", ">0", "<丙县", "丁*", "丁?区", "~丁", "1", "01", "1.0", "TRUE", "Abc", "aBC", '戊"县"')


def named(plan: Plan, names: tuple[str, ...]) -> Plan:
    """The plan with as many units as there are names, all owing what the first unit owes, and no figures."""
    first = plan.units[0]
    units = tuple(Unit(f"u{n}", name, name, (), "", first.kind, ()) for n, name in enumerate(names))
    items = tuple(replace(item, unit_ids=tuple(unit.id for unit in units)) for item in plan.items[:6])
    settings = replace(plan.settings, disclosed_items=(), disclosures=())
    return replace(plan, units=units, items=items, indicators=(), rules=(), settings=settings)


def as_calculated(master: Path, folder: Path, soffice: str, *sheets: str) -> dict[tuple[str, str], object]:
    """Where LibreOffice comes to something else than the master says, on some sheets."""
    copy = on_another_day(master, folder / "copy.xlsx", date(2021, 2, 2))
    (calculated,) = recalculate([copy], folder / "out", soffice)
    places = [place for place in formulas(copy) if place[0] in sheets]
    assert len(places) > 10
    return dict(differing(values(calculated, places), values(master, places)))


@pytest.mark.parametrize(("items", "units"), [(24, 25), (55, 6), (6, 70), (55, 62)])
def test_a_large_plan_is_counted_right_on_all_its_sheets(
    plan: Plan, tmp_path: Path, soffice: str, items: int, units: int
) -> None:
    """Every item and unit on sheets of their own, whichever of them there are."""
    several = large(plan, items, units)
    sent = at_random(several, 8, date(2021, 1, 20), date(2021, 2, 2))
    written = date(2021, 4, 9)
    write_master(snapshot_of(several, sent, written), tmp_path / "large.xlsx", KEY)
    copy = on_another_day(tmp_path / "large.xlsx", tmp_path / "copy.xlsx", written)
    (calculated,) = recalculate([copy], tmp_path / "out", soffice)
    sheets = ("总览", "事项进度", "单位进度", "对照表", "_progress")
    places = [place for place in formulas(copy) if place[0] in sheets]
    assert len(places) > items * 2 + units * 4
    assert differing(values(calculated, places), values(tmp_path / "large.xlsx", places)) == {}


def test_units_and_parts_of_any_name_are_counted_for_themselves(plan: Plan, tmp_path: Path, soffice: str) -> None:
    odd = named(plan, ODD_NAMES)
    parts = ("=一", "*", "1", "一", "?", "a")
    odd = replace(odd, items=tuple(replace(i, part=part) for i, part in zip(odd.items, parts, strict=True)))
    sent = at_random(odd, 6, date(2021, 1, 20), date(2021, 2, 2))
    snapshot = snapshot_of(odd, sent, date(2021, 2, 2))
    write_master(snapshot, tmp_path / "odd.xlsx", KEY, (point_of(snapshot),))
    sheets = ("总览", "趋势", "整改台账", "打印版", "打印版（A4）", "未报与逾期", "时限", "_progress")
    assert as_calculated(tmp_path / "odd.xlsx", tmp_path, soffice, *sheets) == {}


@pytest.mark.parametrize(("size", "periods"), [("shipped", 4), ("30x8", 2), ("5x70", 3)])
def test_trends_and_all_that_counts_come_to_the_same(
    plan: Plan, tmp_path: Path, soffice: str, size: str, periods: int
) -> None:
    several = put_off(plan, 3) if size == "shipped" else large(plan, *map(int, size.split("x")))
    period = several.periods[periods - 1]
    day = period.due_date + timedelta(6)
    snapshot, earlier = histories.at_random(several, 5, periods, day).shown(several, period, day)
    write_master(snapshot, tmp_path / "trend.xlsx", KEY, earlier)
    copy = on_another_day(tmp_path / "trend.xlsx", tmp_path / "copy.xlsx", day)
    (calculated,) = recalculate([copy], tmp_path / "out", soffice)
    places = formulas(copy)
    assert sum(sheet == "趋势" for sheet, _ in places) > 20
    assert differing(values(calculated, places), values(tmp_path / "trend.xlsx", places)) == {}


def test_units_whose_ids_a_spreadsheet_takes_for_one_have_their_own_lights(
    plan: Plan, tmp_path: Path, soffice: str
) -> None:
    few = named(plan, ("甲县", "乙县", "丙县", "丁县"))
    ids = dict(zip((unit.id for unit in few.units), ("ab", "AB", "a*", "a?"), strict=True))
    few = replace(
        few,
        units=tuple(replace(unit, id=ids[unit.id]) for unit in few.units),
        items=tuple(replace(item, unit_ids=tuple(ids[u] for u in item.unit_ids)) for item in few.items),
    )
    sent = [Sent(few.items[n].id, unit, date(2021, 1, 28)) for n, unit in ((0, "AB"), (1, "a?"), (2, "a*"))]
    write_master(snapshot_of(few, sent, date(2021, 2, 2)), tmp_path / "ids.xlsx", KEY)
    assert as_calculated(tmp_path / "ids.xlsx", tmp_path, soffice, "总览", "未报与逾期") == {}


def test_halves_are_rounded_as_the_program_rounds_them(plan: Plan, tmp_path: Path, soffice: str) -> None:
    """差异 of totals that differ from the document by halves of the last digit, up and down."""
    numbers = [(100.125, 100), (100, 100.125), (2.675, 0), (1.005, 0), (0.375, 0), (8.5, 8.375), (3.0049, 3)]
    of = [i for i in plan.indicators_of("3.2.2") if i.type.is_number and not i.computed][: len(numbers)]
    indicators = tuple(
        replace(one, type=ValueType.DECIMAL, aggregation=Aggregation.SUM, document_value=document)
        for one, (_, document) in zip(of, numbers[: len(of)], strict=True)
    )
    assert len(indicators) >= 3
    few = replace(plan, indicators=indicators, rules=(), settings=replace(plan.settings, disclosures=()))
    changes = {one.id: float(value) for one, (value, _) in zip(indicators, numbers, strict=False)}
    write_master(snapshot_of(few, [Sent("3.2.2", "fuyun", changes=changes)]), tmp_path / "halves.xlsx", KEY)
    assert as_calculated(tmp_path / "halves.xlsx", tmp_path, soffice, "指标汇总") == {}
