"""The shipped plan through two years: eight periods, amendments of every kind, a merged county, items closed and
opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.acts.test_plan_versions import amended
from tests.acts.test_plan_versions_at_random import answers, with_item
from tests.acts.test_succeeding import gone_into
from tests.conftest import new_workspace
from toolkit import Workspace
from toolkit.base.captions import Column
from toolkit.form.filling import fill_form
from toolkit.ledger import CellValue, OfficeCell
from toolkit.plan.measures import Measure
from toolkit.plan.model import FormKey, Indicator, Item, ItemKind, Period, Plan, Unit, ValueType
from toolkit.plan.states import ItemState
from toolkit.planbook.differences import Way

UNIT = "altay_city"
AREAS = ("富蕴县", "布尔津县", "阿勒泰市")
CITY = Unit("city", "额尔齐斯市人民政府", "额尔齐斯市", emails=("city@example.com",))
LAKE = Unit("lake", "喀纳斯管理局", "喀纳斯管理局")
MORE = tuple(Period(f"2022-{month:02}", f"2022年{month}月", date(2022, month, 28)) for month in (1, 4, 7, 10))
Change = Callable[[Plan], Plan]


def item(plan: Plan, id_: str) -> Item:
    return plan.item[id_]


def one_measure(plan: Plan, text: str) -> Plan:
    first, *rest = plan.item["3.1.1"].measures
    return with_item(plan, item(plan, "3.1.1"), measures=(replace(first, text=text), *rest))


def figure(plan: Plan, **changes: object) -> Plan:
    first, *rest = plan.indicators
    return replace(plan, indicators=(replace(first, **changes), *rest))  # type: ignore[arg-type]


def without(plan: Plan, gone: str) -> Plan:
    return replace(plan, items=tuple(one for one in plan.items if one.id != gone))


# The number of the period in which each comes into force, before its forms go out or in the middle of it.
AMENDMENTS: list[tuple[int, str, Change]] = [
    (1, "an item added", lambda p: replace(p, items=(*p.items, replace(
        p.item["3.1.3"], id="7.1", code="七1", title="新增的一项")))),
    (1, "a measure reworded", lambda p: one_measure(p, "改为按月调度，逐项销号。")),
    (2, "a measure added", lambda p: with_item(p, item(p, "3.1.2"), measures=(
        *p.item["3.1.2"].measures, Measure(len(p.item["3.1.2"].measures) + 1, "再建立一本台账。")))),
    (2, "another unit of measure", lambda p: figure(p, measured_in="万所")),
    (3, "periods of another year", lambda p: replace(p, periods=(*p.periods, *MORE))),
    (3, "a limit moved", lambda p: with_item(p, item(p, "3.1.1"), time_limit=replace(
        p.item["3.1.1"].time_limit, due_date=date(2022, 6, 30)))),
    (4, "a choice reworded", lambda p: replace(p, choices=tuple(
        replace(c, label="已经办结") if c.id == "completed_claimed" else c for c in p.choices))),
    (4, "another contact", lambda p: replace(p, contact="另一位")),
    (4, "a unit asked no more", lambda p: with_item(p, item(p, "3.1.3"), unit_ids=tuple(
        u for u in p.item["3.1.3"].unit_ids if u != "altay_city"))),
    (5, "two counties put together", lambda p: gone_into(p, ("fuyun", "burqin"), CITY, date(2022, 4, 11))),
    (5, "a unit renamed", lambda p: gone_into(p, ("kanas",), LAKE, date(2022, 4, 11))),
    (6, "an item withdrawn", lambda p: without(p, "7.1")),
    (6, "a figure added", lambda p: replace(p, indicators=(*p.indicators, Indicator(
        "more", "3.1.1", "新增的数", ValueType.INTEGER)))),
    (7, "another title", lambda p: with_item(p, item(p, "3.1.2"), title="另一个题目")),
]  # fmt: skip


def decide(workspace: Workspace, form: FormKey, period: str, verdict: str, on: date) -> None:
    """What the office writes into the master, as it is read back."""
    said: dict[str, CellValue] = {
        Column.VERDICT: verdict, Column.OPINION: "经复核。", Column.REVIEWER: "某某", Column.DECIDED_ON: on,
    }  # fmt: skip
    saved = datetime.combine(on, datetime.min.time(), UTC)
    with workspace.ledger() as ledger:
        ledger.record_office(
            [
                OfficeCell(*form, period, 0, column, value, on, saved, on, "台账.xlsx", "整改台账", "A1")
                for column, value in said.items()
            ],
            [], on,
        )  # fmt: skip


def report(workspace: Workspace, area: str, period: Period, on: date, number: int, items: int) -> None:
    """Some forms of a unit come back as they went out."""
    unit = next(one for one in workspace.plan.units if one.area == area)
    owed = [i for i, u in workspace.plan.obligations() if u == unit]
    explained = [i for i in owed if i.kind is ItemKind.EXPLANATION][:3]
    for one in [*owed[:items], *explained]:
        path = workspace.form_path(period, one, unit)
        if path.exists():
            catalogue = workspace.catalogues[one.id].of(unit.id)
            typed = answers(catalogue, number, on)
            data = fill_form(path.read_bytes(), catalogue, typed)
            (workspace.inbox / f"{period.id}{area}{one.id}.xlsx").write_bytes(data)


@pytest.mark.exhaustive
def test_two_years_of_the_shipped_plan(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "工作区")
    masters: dict[tuple[str, date], bytes] = {}
    closed: list[FormKey] = []
    kinds: set[Way] = set()
    for number in range(8):
        for _, _, change in (one for one in AMENDMENTS if one[0] == number):
            workspace = amended(workspace, change)
            found = workspace.amended()
            kinds |= {one.way for one in found.differences} if found else set()
        period = workspace.plan.periods[number]
        areas = [area for area in AREAS if any(u.area == area for u in workspace.plan.units)]
        areas += [CITY.area] * (number >= 5)
        for area in areas:
            workspace.distribute(as_of=period.due_date - timedelta(10), period=period.id, unit=area)
        for area in areas[: 2 if number % 2 else 3]:
            report(workspace, area, period, period.due_date - timedelta(5), number, 4)
        workspace = Workspace(workspace.root)
        workspace.run(as_of=period.due_date - timedelta(5))
        if number == 0:
            taken = workspace.status(as_of=period.due_date, period=period.id)
            closed = [s.form for s in taken if s.accepted and s.unit.id == UNIT and s.item.kind is ItemKind.EXPLANATION]
            assert len(closed) >= 2
        verdict = {0: "说明成立", 3: "说明不成立", 5: "继续整改"}.get(number)
        for form in closed if verdict else ():
            decide(workspace, form, period.id, verdict or "", period.due_date - timedelta(4))
        last = period.due_date - timedelta(3)
        master = workspace.consolidate(as_of=last, period=period.id).master
        masters[period.id, last] = master.read_bytes()
        states = {s.form: s.reviewed.state for s in workspace.status(as_of=last, period=period.id)}
        expected = {0: ItemState.FILED, 2: ItemState.FILED, 3: ItemState.REJECTED}.get(number)
        assert expected is None or {states[form] for form in closed} == {expected}
    assert kinds == {*Way}
    assert len(workspace.plan_versions()) > 6
    last = workspace.plan.periods[7].due_date
    workspace.remind(as_of=last + timedelta(3))
    workspace.publish(as_of=last + timedelta(3))
    workspace.dossier(as_of=last + timedelta(3), item="3.1.1")
    told = [event.what for event in workspace.history(unit=CITY.area, item="3.1.1")]
    assert any(what.startswith("（原富蕴县）") for what in told) and any(
        what.startswith("（原布尔津县）") for what in told
    )
    for (name, day), data in masters.items():
        again = Workspace(workspace.root).consolidate(as_of=day, period=name).master
        assert again.read_bytes() == data, name
