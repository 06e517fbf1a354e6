"""A draft comes into force only where what is out can go on under it; else everything stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import copy_of
from tests.small import ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.acts.import_plan import AMENDMENT
from toolkit.base.errors import WorkspaceError
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

DAY = date(2021, 2, 9)


def for_good(plan: Plan) -> Plan:
    """The plan is not one for trial any more."""
    return replace(plan, settings=replace(plan.settings, trial=False))


def without_the_period(plan: Plan) -> Plan:
    return replace(plan, periods=plan.periods[1:])


def with_the_period_called_otherwise(plan: Plan) -> Plan:
    first, *rest = plan.periods
    return replace(plan, periods=(replace(first, id="2021-1"), *rest))


def called_otherwise(plan: Plan) -> Plan:
    return replace(plan, id="另一个方案")


def without_what_was_not_out_yet(plan: Plan) -> Plan:
    return replace(plan, periods=plan.periods[:2])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = new_small_workspace(tmp_path_factory.mktemp("启用") / "工作区")
    made.distribute(as_of=ISSUED, unit="富蕴县")
    write_plan(for_good(made.plan), made.plan_path)
    made = Workspace(made.root)
    made.consolidate(as_of=ISSUED)
    return made


@pytest.fixture
def workspace(out: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(out, tmp_path)


def draft(workspace: Workspace, change: Callable[[Plan], Plan]) -> Path:
    write_plan(change(read_plan(workspace.plan_path)), workspace.root / AMENDMENT)
    return workspace.root / AMENDMENT


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (without_the_period, "已经发表，新方案的“报送期”里却没有这一期"),
        (with_the_period_called_otherwise, "已经发表，新方案的“报送期”里却没有这一期"),
        (called_otherwise, "启用后这些表都认不出来"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_draft_under_which_what_is_out_could_not_go_on(
    workspace: Workspace, change: Callable[[Plan], Plan], why: str
) -> None:
    path, before = draft(workspace, change), workspace.plan_path.read_bytes()
    lying = path.read_bytes()
    with pytest.raises(WorkspaceError, match=why):
        workspace.adopt_plan(as_of=DAY)
    assert workspace.plan_path.read_bytes() == before and path.read_bytes() == lying
    again = Workspace(workspace.root)
    assert len(again.plan_versions()) == 2 and again.period().id == "2021-01"
    assert again.status(as_of=DAY) and again.next_step(as_of=DAY)


def test_what_was_not_out_yet_may_go(workspace: Workspace) -> None:
    draft(workspace, without_what_was_not_out_yet)
    assert workspace.adopt_plan(as_of=DAY).number == 3
    assert len(Workspace(workspace.root).periods()) == 2
