"""Answers to what an amended plan asks otherwise: kept, and neither shown, summed, carried over nor compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.acts.test_asked_anew import FIGURE, ITEM, UNIT, figure, measures, reworded
from tests.acts.test_plan_versions import D25, D28, D29, amended
from tests.conftest import Forms, copy_of, new_workspace
from toolkit import Workspace
from toolkit.form.filling import fill_form
from toolkit.plan.model import FormKey, Plan, ValueType

FEBRUARY = date(2021, 2, 26)
ASKED_OTHERWISE: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    "counted in another unit": (figure(measured_in="万所"), FIGURE),
    "defined otherwise": (figure(definition="不含民办。"), FIGURE),
    "asked as another kind": (figure(type=ValueType.DECIMAL), FIGURE),
    "a measure reworded": (measures(reworded), "m1_progress"),
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    workspace = new_workspace(tmp_path_factory.mktemp("改问") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县", item=ITEM)
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled(ITEM, UNIT))
    workspace.run(as_of=D28)
    return workspace


@pytest.fixture
def workspace(reported: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(reported, tmp_path)


def values_of(workspace: Workspace, on: date, period: int = 0) -> dict[str, object]:
    snapshot = workspace.snapshot(workspace.plan.periods[period], on)
    found = snapshot.accepted_values(snapshot.standing[FormKey(ITEM, UNIT)])
    return {name: value.value for name, value in found.items()}


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ASKED_OTHERWISE)
def test_an_answer_to_the_old_question_is_none_to_the_new_one(workspace: Workspace, name: str) -> None:
    change, field = ASKED_OTHERWISE[name]
    before, master = values_of(workspace, D28), workspace.consolidate(as_of=D28).master.read_bytes()
    workspace = amended(workspace, change)
    workspace.consolidate(as_of=D29)
    now = values_of(workspace, D29)
    assert field in before and field not in now
    assert now.items() <= before.items()
    assert Workspace(workspace.root).consolidate(as_of=D28).master.read_bytes() == master


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ASKED_OTHERWISE)
def test_only_what_was_amended_is_left_to_fill_in(workspace: Workspace, name: str) -> None:
    change, field = ASKED_OTHERWISE[name]
    before = values_of(workspace, D28)
    workspace = amended(workspace, change)
    done = workspace.distribute(as_of=D29, unit="富蕴县", item=ITEM)
    (path,) = done.forms
    catalogue = workspace.catalogues[ITEM].of(UNIT)
    row = catalogue.field[field].row
    filled = fill_form(path.read_bytes(), catalogue, {n: v for n, v in before.items() if catalogue.field[n].row == row})
    (workspace.inbox / "补.xlsx").write_bytes(filled)
    (taken,) = Workspace(workspace.root).collect(as_of=D29).taken
    assert taken.accepted, taken.findings
    assert not taken.older
    kept = {n: v for n, v in before.items() if catalogue.field[n].row != row and v is not None}
    assert kept.items() <= values_of(workspace, D29).items()
    assert values_of(workspace, D29)[field] == before[field]


def test_a_form_that_answers_everything_is_not_given_again(workspace: Workspace) -> None:
    workspace = amended(workspace, lambda plan: replace(plan, items=tuple(
        replace(item, title="另一个题目") if item.id == ITEM else item for item in plan.items
    )))  # fmt: skip
    assert workspace.distribute(as_of=D29, unit="富蕴县", item=ITEM).number == 0


def relabelled(plan: Plan) -> Plan:
    choices = tuple(replace(one, label="已经办结") if one.id == "completed_claimed" else one for one in plan.choices)
    return replace(plan, choices=choices)


def test_a_choice_that_is_only_worded_otherwise_is_the_same_answer(workspace: Workspace) -> None:
    before = values_of(workspace, D28)
    workspace = amended(workspace, relabelled)
    workspace.consolidate(as_of=D29)
    old = [name for name, value in before.items() if value == "已完成（自报）"]
    now = values_of(workspace, D29)
    assert {n: now[n] for n in old} == dict.fromkeys(old, "已经办结")
    assert now.keys() == before.keys()


@pytest.mark.exhaustive
def test_nothing_is_compared_across_another_unit_of_measure(workspace: Workspace) -> None:
    """上期值, 趋势 and what is carried over know nothing of a figure in another unit."""
    workspace = amended(workspace, figure(measured_in="万所"))
    done = workspace.distribute(as_of=FEBRUARY, period=workspace.plan.periods[1].id, unit="富蕴县", item=ITEM)
    assert done.number == 1
    with workspace.ledger() as ledger:
        issued = list(ledger.issued(workspace.plan.periods[1].id).values())
    assert issued and all(FIGURE not in form.prior and form.prior for form in issued)
