"""LibreOffice recalculates the master to what the toolkit says: every formula, on the day of writing and on others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.programs.real import recalculate
from tests.standing.snapshots import Sent, at_random, snapshot_of
from toolkit.master.workbook import write_master
from toolkit.plan.model import LimitType, Plan, TimeLimit
from toolkit.standing.status import Light

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
            write_master(snapshot, masters[-1][0])
            written = tmp_path / f"{seed}_{days[0]}.xlsx"
            copies.append(on_another_day(written, tmp_path / f"copy_{seed}_{day}.xlsx", day))
    assert lights == set(Light), "the cases must show every light"
    saved = recalculate(copies, tmp_path / "out", soffice)
    for calculated, copy, (master, same_day) in zip(saved, copies, masters, strict=True):
        # Who is listed in 未报与逾期 and 时限 is settled when the master is written.
        places = [place for place in formulas(copy) if same_day or place[0] not in ("未报与逾期", "时限")]
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
        write_master(snapshot_of(plan, sent, day), masters[-1])
        copies.append(on_another_day(masters[-1], tmp_path / f"copy_{seed}.xlsx", day))
    compared = 0
    for calculated, master in zip(recalculate(copies, tmp_path / "out", soffice), masters, strict=True):
        places = [place for place in formulas(master) if place[0] == "指标汇总"]
        assert differing(values(calculated, places), values(master, places)) == {}
        compared += len(places)
    assert compared >= 200
