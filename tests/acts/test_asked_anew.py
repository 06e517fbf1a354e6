"""A form of an earlier version of the plan: what it asked as the plan asks now is taken, the rest is asked anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.acts.test_plan_versions import amended, with_item
from tests.conftest import Forms, copy_of, new_workspace
from toolkit import Workspace
from toolkit.acts.collected import Taken
from toolkit.form.filling import fill_form
from toolkit.kinds.field import Block
from toolkit.plan.model import Plan

D25, D28, D29 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29)
ITEM, UNIT, FIGURE = "3.1.1", "fuyun", "rural_kg_count"


def figure(**changes: object) -> Callable[[Plan], Plan]:
    def change(plan: Plan) -> Plan:
        first, *others = plan.indicators
        return replace(plan, indicators=(replace(first, **changes), *others))  # type: ignore[arg-type]

    return change


def measures(change: Callable[[tuple[object, ...]], tuple[object, ...]]) -> Callable[[Plan], Plan]:
    return lambda plan: with_item(plan, ITEM, measures=change(plan.item[ITEM].measures))


def one_more(of: tuple[object, ...]) -> tuple[object, ...]:
    return (*of, replace(of[-1], no=len(of) + 1, text="再建立一本台账。", marker=""))  # type: ignore[type-var]


def reworded(of: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(replace(one, text="改为另一项措施。") for one in of)  # type: ignore[type-var]


ASKED_ANEW: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    "a measure reworded": (measures(reworded), "plan.reworded"),
    "a measure added": (measures(one_more), "plan.added"),
    "counted in another unit": (figure(measured_in="万所"), "plan.reworded"),
    "defined otherwise": (figure(definition="不含民办。"), "plan.reworded"),
    "a figure added": (
        lambda plan: replace(
            plan, indicators=(*plan.indicators, replace(plan.indicators[0], id="one_more", name="新增的数"))
        ),
        "plan.added",
    ),
}
TAKEN: dict[str, Callable[[Plan], Plan]] = {
    "another title": lambda plan: with_item(plan, ITEM, title="另一个题目"),
    "another limit": lambda plan: with_item(
        plan, ITEM, time_limit=replace(plan.item[ITEM].time_limit, due_date=date(2022, 6, 30))
    ),
    "a wider range": figure(maximum=1_000_000),
    "a choice worded otherwise": lambda plan: replace(
        plan, choices=tuple(replace(one, label="还在推进") if one.id == "in_progress" else one for one in plan.choices)
    ),
    "another contact": lambda plan: replace(plan, contact="另一位"),
    "another item reworded": lambda plan: with_item(plan, "3.1.2", finding="另有新问题。"),
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = new_workspace(tmp_path_factory.mktemp("旧表") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县")
    return workspace


@pytest.fixture
def workspace(sent: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(sent, tmp_path)


def returned(workspace: Workspace, data: bytes, on: date = D28) -> Taken:
    (workspace.inbox / f"报送{on}.xlsx").write_bytes(data)
    (taken,) = workspace.collect(as_of=on).taken
    return taken


@pytest.mark.one_in(5)
@pytest.mark.parametrize("name", ASKED_ANEW)
def test_what_is_asked_otherwise_goes_back_with_old_and_new(workspace: Workspace, forms: Forms, name: str) -> None:
    change, code = ASKED_ANEW[name]
    taken = returned(amended(workspace, change), forms.filled(ITEM, UNIT))
    assert not taken.accepted
    assert {f.code for f in taken.findings if f.severity.name == "ERROR"} == {code}


@pytest.mark.one_in(5)
@pytest.mark.parametrize("name", TAKEN)
def test_what_is_asked_as_before_is_taken(workspace: Workspace, forms: Forms, name: str) -> None:
    assert returned(amended(workspace, TAKEN[name]), forms.filled(ITEM, UNIT)).accepted


def test_a_form_that_goes_out_after_the_change_is_no_old_one(workspace: Workspace, forms: Forms) -> None:
    workspace = amended(workspace, ASKED_ANEW["counted in another unit"][0])
    assert not returned(workspace, forms.filled(ITEM, UNIT)).accepted
    (copy,) = workspace.outbox.rglob("退回修改_*.xlsx")
    catalogue = workspace.catalogues[ITEM].of(UNIT)
    note = f"{catalogue.block(Block.INDICATORS)[0].row}_note"
    mended = fill_form(copy.read_bytes(), catalogue, {note: "仍然适用"})
    assert returned(Workspace(workspace.root), mended, D29).accepted
