"""A master that is too long for one workbook: volumes by unit with an index, in which nothing is missing or twice."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.conftest import Forms, copy_of, new_workspace
from tests.master.masters import with_word
from toolkit import Workspace
from toolkit.base.captions import Sheet
from toolkit.master import volume_index
from toolkit.plan.model import Plan
from toolkit.standing import volumes

DAY = date(2021, 1, 29)
UNITS = ("altay_city", "fuyun", "fuhai", "qinghe", "burqin")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "MOST_ROWS", 60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace in which some units have reported."""
    workspace = new_workspace(tmp_path_factory.mktemp("分册") / "工作区")
    for unit in UNITS:
        changes = {"overall_leader": None} if unit == "qinghe" else {}
        (workspace.inbox / f"{unit}.xlsx").write_bytes(forms.filled("3.1.1", unit, changes))
    (workspace.inbox / "认不出.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    workspace.collect(as_of=DAY)
    return workspace


@pytest.fixture
def reported(made: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(made, tmp_path)


def rows(path: Path, sheet: str) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    return [[*row] for row in book.get_sheet_by_name(sheet).to_python()]


def ledger_rows(path: Path) -> Counter[tuple[object, ...]]:
    grid = rows(path, "整改台账")
    wanted = [grid[3].index(caption) for caption in ("行键", "报送状态", "进展情况", "整改状态", "灯", "来源文件")]
    return Counter(tuple(row[i] for i in wanted) for row in grid[4:] if row[0])


@pytest.mark.parametrize("most_rows", [1, 13, 60, 150, 10_000])
@pytest.mark.parametrize("most_units", [1, 4, 500])
def test_every_unit_stands_in_one_volume(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, most_rows: int, most_units: int
) -> None:
    monkeypatch.setattr(volumes, "MOST_ROWS", most_rows)
    monkeypatch.setattr(volumes, "MOST_UNITS", most_units)
    found = volumes.volumes(plan)
    assert [unit for units in found for unit in units] == list(plan.units)
    assert all(found) and (len(found) == 1) == (most_rows == 10_000 and most_units == 500)
    plans = [volumes.plan_of(plan, units) for units in found]
    assert sum(len(p.obligations()) for p in plans) == len(plan.obligations())


@pytest.mark.exhaustive
def test_the_volumes_say_what_the_one_master_says(reported: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reported.consolidate(as_of=DAY)
    assert whole.volumes == ()
    expected, figures = ledger_rows(whole.master), rows(whole.master, "指标汇总")
    monkeypatch.setattr(volumes, "MOST_ROWS", 60)
    split = reported.consolidate(as_of=DAY)
    assert len(split.volumes) > 2 and split.standings == whole.standings
    assert sum((ledger_rows(path) for path in split.volumes), Counter()) == expected
    captions = figures[2]
    total, missing = captions.index("汇总"), captions.index("缺报单位")
    said = {row[1]: (row[total], bool(row[missing])) for row in figures[3:] if row[0]}
    index = {row[1]: (row[3], bool(row[6])) for row in rows(split.master, Sheet.FIGURES)[3:]}
    assert {name: said[name] for name in index} == index and len(index) == len(reported.plan.indicators)
    names = [row[0] for row in rows(split.master, volume_index.UNKNOWN)[3:]]
    assert names == ["认不出.xlsx"]


@pytest.mark.exhaustive
def test_the_index_counts_as_the_status_does(reported: Workspace, small: None) -> None:
    done = reported.consolidate(as_of=DAY)
    grid = rows(done.master, Sheet.INDEX)
    head, total = grid[2], grid[-1]
    assert total[head.index("应报")] == len(reported.plan.obligations())
    assert (total[head.index("已接收")], total[head.index("退回待改")]) == (4, 1)
    assert [row[1] for row in grid[3:-1]] == [path.name for path in done.volumes]
    links = load_workbook(done.master)[Sheet.INDEX]
    target = links["B4"].hyperlink.target
    assert target == done.volumes[0].name
    of_units = rows(done.master, volume_index.UNITS)[3:]
    assert [row[1] for row in of_units] == [unit.area for unit in reported.plan.units]


@pytest.mark.exhaustive
def test_decisions_in_a_volume_are_read_back(reported: Workspace, small: None) -> None:
    done = reported.consolidate(as_of=DAY)
    path = next(p for p in done.volumes if any(row[0] == "3.1.1|fuyun" for row in rows(p, "整改台账")))
    path.write_bytes(with_word(path.read_bytes(), ("3.1.1", "fuyun"), {"备注": "已核实"}))
    again = reported.consolidate(as_of=DAY)
    assert again.decided == 1
    assert any("已核实" in row for p in again.volumes for row in rows(p, "整改台账"))
    assert reported.consolidate(as_of=DAY).decided == 0


def test_nothing_new_leaves_the_volumes(reported: Workspace, small: None) -> None:
    done = reported.consolidate(as_of=DAY)
    before = [(p, p.stat().st_mtime_ns) for p in (done.master, *done.volumes)]
    assert reported.consolidate(as_of=DAY).volumes == done.volumes
    assert [(p, p.stat().st_mtime_ns) for p, _ in before] == before


@pytest.mark.exhaustive
def test_volumes_that_are_needed_no_more_go(reported: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "MOST_ROWS", 60)
    split = reported.consolidate(as_of=DAY)
    monkeypatch.setattr(volumes, "MOST_ROWS", 10_000)
    whole = reported.consolidate(as_of=DAY)
    assert whole.volumes == () and not any(path.exists() for path in split.volumes)
    assert ledger_rows(whole.master)


def test_the_index_says_when_the_period_was_closed(reported: Workspace, small: None) -> None:
    reported.distribute(as_of=reported.plan.issued_on, item="3.1.1", unit="富蕴县")
    period, closed, day = reported.period().id, date(2021, 2, 10), date(2021, 2, 20)

    def note_on(as_of: date) -> str:
        return str(rows(reported.consolidate(as_of=as_of).master, Sheet.INDEX)[1][0])

    assert "关账" not in note_on(day)
    reported.close_period(period=period, by="某某", as_of=closed)
    assert "2021-02-10 已经关账" in note_on(day)
    assert "关账" not in note_on(DAY), "a past day does not know it"
    reported.reopen_period(period=period, by="某某", as_of=date(2021, 2, 25), reason="补报")
    assert "关账" not in note_on(date(2021, 2, 26))


def test_it_is_said(reported: Workspace, small: None) -> None:
    from toolkit.cli.commands.standing import consolidated_json, consolidated_lines

    done = reported.consolidate(as_of=DAY)
    assert any(f"分成 {len(done.volumes)} 册" in line for line in consolidated_lines(done))
    assert consolidated_json(done)["volumes"] == [str(path) for path in done.volumes]
