"""A closed period is told by the plan of the day on which it was closed, whatever is amended later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acts.test_periods import CLOSED, D28, LAST, LATER, P1, P2, take
from tests.acts.test_plan_versions import amended, with_item
from tests.acts.test_succeeding import NEW, gone_into
from tests.conftest import copy_of
from tests.effort import first
from tests.reviewed import published
from tests.small import F1, F2, F3, ISSUED, new_small_workspace
from toolkit import Region, Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.plan.model import Period, Plan
from toolkit.region.offices import name_of

WITHDRAWN = "3.1.1"


def item_withdrawn(plan: Plan) -> Plan:
    settings = replace(plan.settings, disclosed_items=(), disclosures=())
    return replace(
        plan,
        settings=settings,
        items=tuple(item for item in plan.items if item.id != WITHDRAWN),
        indicators=tuple(one for one in plan.indicators if one.item_id != WITHDRAWN),
        stages=tuple(one for one in plan.stages if one.item_id != WITHDRAWN),
    )


def unit_withdrawn(plan: Plan) -> Plan:
    item = plan.item[WITHDRAWN]
    return with_item(plan, item.id, unit_ids=tuple(unit for unit in item.unit_ids if unit != F1[1]))


def measure_reworded(plan: Plan) -> Plan:
    measures = plan.item[WITHDRAWN].measures
    return with_item(plan, WITHDRAWN, measures=(replace(measures[0], text="改为按月调度。"), *measures[1:]))


def measured_otherwise(plan: Plan) -> Plan:
    return replace(plan, indicators=tuple(replace(one, measured_in="万所") for one in plan.indicators))


def units_merged(plan: Plan) -> Plan:
    return gone_into(plan, ("fuyun", "burqin"), NEW, LATER)


CHANGES = [item_withdrawn, measured_otherwise, units_merged, unit_withdrawn, measure_reworded]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A period that was reported on, decided about and closed; its master lies there."""
    workspace = new_small_workspace(tmp_path_factory.mktemp("关账") / "工作区")
    workspace.distribute(as_of=ISSUED)
    take(workspace, D28, {F1: {}, F2: {}, F3: {"overall_status": None}})
    workspace.close_period(period=P1, by="办公室", as_of=CLOSED)
    workspace.consolidate(as_of=CLOSED, period=P1)
    return workspace


def after(closed: Workspace, folder: Path, change: Callable[[Plan], Plan]) -> Workspace:
    """The same after an amendment that is in force, and the next period is out."""
    workspace = amended(copy_of(closed, folder), change)
    workspace.distribute(as_of=LATER, period=P2)
    return Workspace(workspace.root)


def told(workspace: Workspace, day: date) -> dict[str, object]:
    """All that is told of the closed period on a day, by what tells it."""
    master = workspace.consolidate(as_of=day, period=P1).master.read_bytes()
    standings = [(one.form, one.state, one.light) for one in workspace.status(as_of=day, period=P1)]
    traced = workspace.trace(unit="富蕴县", item=WITHDRAWN, field="填报人", as_of=day, period=P1)
    return {"master": master, "standings": standings, "trace": traced}


@pytest.mark.parametrize("change", first(2, CHANGES), ids=lambda change: change.__name__)
def test_a_closed_period_is_told_as_before_whatever_is_amended_later(
    closed: Workspace, tmp_path: Path, change: Callable[[Plan], Plan]
) -> None:
    workspace = after(closed, tmp_path, change)
    assert told(workspace, LAST) == told(copy_of(closed, tmp_path / "不改"), LAST)
    assert len(workspace.plan_versions()) == 2


@pytest.mark.parametrize("change", first(0, CHANGES), ids=lambda change: change.__name__)
def test_what_is_published_of_a_closed_period_is_the_same_whatever_is_amended_later(
    closed: Workspace, tmp_path: Path, change: Callable[[Plan], Plan]
) -> None:
    def editions(workspace: Workspace) -> dict[str, bytes]:
        done = published(workspace, LAST)
        return {path.name: path.read_bytes() for path in (*done.editions, *done.pages, *done.reports)}

    workspace = amended(copy_of(closed, tmp_path), change)
    workspace.consolidate(as_of=LATER)
    before = editions(copy_of(closed, tmp_path / "不改"))
    assert len(before) == 6
    assert editions(Workspace(workspace.root)) == before


@pytest.mark.parametrize("change", first(1, CHANGES), ids=lambda change: change.__name__)
def test_a_region_is_told_the_same_of_a_closed_period(
    closed: Workspace, tmp_path: Path, change: Callable[[Plan], Plan]
) -> None:
    region, other = Region(tmp_path / "全区"), Region(tmp_path / "另一个全区")
    untouched, workspace = copy_of(closed, tmp_path / "不改"), after(closed, tmp_path, change)
    before = other.rollup([untouched.root], as_of=LAST, period=P1).included
    assert region.rollup([workspace.root], as_of=LAST, period=P1).included == before
    workspace.take_key(region.share_key(name_of(workspace.plan.issuer)))
    package = workspace.handup(as_of=LAST, made_on=LAST, period=P1).path
    region.folder.inbox.mkdir(parents=True, exist_ok=True)
    (region.folder.inbox / "上报.zip").write_bytes(package.read_bytes())
    by_package = region.rollup([], as_of=LAST, period=P1).included
    assert [replace(one, where="") for one in by_package] == [replace(one, where="") for one in before]


@pytest.mark.parametrize("change", first(1, CHANGES), ids=lambda change: change.__name__)
def test_a_region_is_told_of_a_past_day_by_the_plan_of_that_day(
    closed: Workspace, tmp_path: Path, change: Callable[[Plan], Plan]
) -> None:
    region = Region(tmp_path / "全区")
    before = region.rollup([copy_of(closed, tmp_path / "不改").root], as_of=D28, period=P1).included
    workspace = after(closed, tmp_path / "改", change)
    found = Region(tmp_path / "另一个").rollup([workspace.root], as_of=D28, period=P1).included
    assert found == before


@pytest.mark.parametrize("change", first(3, CHANGES), ids=lambda change: change.__name__)
def test_a_plan_that_no_act_has_worked_with_says_nothing_of_a_closed_period(
    closed: Workspace, tmp_path: Path, change: Callable[[Plan], Plan]
) -> None:
    """The amended plan.xlsx lies there, and somebody only looks."""

    def looked_at(workspace: Workspace) -> list[object]:
        standings = workspace.status(as_of=LATER, period=P1)
        now = workspace.next_step(as_of=LATER)
        traced = workspace.trace(unit="富蕴县", item=WITHDRAWN, field="填报人", as_of=LATER, period=P1)
        region = Region(workspace.root.parent / "全区").rollup([workspace.root], as_of=LATER, period=P1).included
        handed = [replace(one, where="") for one in region]
        return [[(one.form, one.state) for one in standings], now.sentence, traced, handed]

    lying = amended(copy_of(closed, tmp_path / "改"), change)
    assert looked_at(lying) == looked_at(copy_of(closed, tmp_path / "不改"))
    assert len(lying.plan_versions()) == 1


def test_what_the_office_writes_about_a_withdrawn_item_of_a_closed_period_is_read(
    closed: Workspace, tmp_path: Path
) -> None:
    workspace = after(closed, tmp_path, item_withdrawn)
    master = workspace.consolidate(as_of=LATER, period=P1).master
    book = load_workbook(master)
    sheet = book["整改台账"]
    (head,) = (row for row in sheet.iter_rows(max_row=8) if any(cell.value == "核定意见" for cell in row))
    captions = [cell.value for cell in head]
    assert WITHDRAWN not in workspace.plan.item
    rows = [
        row for row in sheet.iter_rows(min_row=(head[0].row or 0) + 1)
        if (row[captions.index("事项编号")].value, row[captions.index("责任单位")].value) == ("三（一）1", "富蕴县")
    ]  # fmt: skip
    for row in rows:
        row[captions.index("核定意见")].value = "撤销前已核。"
    assert rows
    book.save(master)
    done = Workspace(workspace.root).consolidate(as_of=LATER, period=P1)
    assert done.decided == 1 and not done.unread
    assert any("撤销前已核" in str(cell.value) for row in load_workbook(master)["整改台账"] for cell in row)


def test_a_period_that_is_opened_again_is_told_by_the_plan_of_now(closed: Workspace, tmp_path: Path) -> None:
    workspace = after(closed, tmp_path, item_withdrawn)
    assert any(one.item.id == WITHDRAWN for one in workspace.status(as_of=LATER, period=P1))
    workspace.reopen_period(period=P1, by="办公室", reason="漏了一个单位", as_of=LATER)
    assert not any(one.item.id == WITHDRAWN for one in workspace.status(as_of=LATER, period=P1))
    assert any(one.item.id == WITHDRAWN for one in workspace.status(as_of=D28, period=P1))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("act", ["status", "consolidate", "remind", "publish", "trace", "dossier"])
def test_a_period_that_the_plan_of_the_day_did_not_have_yet(closed: Workspace, tmp_path: Path, act: str) -> None:
    """A period was added, and something is asked of it on a day before that."""
    more = Period("2021-02", "2021年2月", date(2021, 2, 28))
    workspace = copy_of(closed, tmp_path)
    workspace = amended(workspace, lambda plan: replace(plan, periods=(plan.periods[0], more, *plan.periods[1:])))
    workspace.distribute(as_of=LATER, period=more.id)
    asked: dict[str, object] = {"as_of": D28, "period": more.id}
    if act == "trace":
        asked |= {"unit": "富蕴县", "item": WITHDRAWN, "field": "填报人"}
    with pytest.raises(WorkspaceError, match="还没有"):
        getattr(Workspace(workspace.root), act)(**asked)
