"""Nothing goes out while the plan only holds a place for somebody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ready import ready
from tests.small import ISSUED, small_plan
from toolkit import Workspace
from toolkit.acts.ready import PLACEHOLDER
from toolkit.base.errors import WorkspaceError
from toolkit.plan.model import Plan
from toolkit.planbook.writing import write_plan


def made(folder: Path, plan: Plan) -> Workspace:
    write_plan(plan, folder / "plan.xlsx")
    return Workspace.init(folder / "w", folder / "plan.xlsx")


def silent(_: str) -> str:
    raise AssertionError("nobody is asked for a password")


SPOILED = {
    "方案!B9": {"contact": "×××"},
    "方案!B10": {"phone": "000-0000000"},
    "方案!B8": {"report_to": "XX办公室"},
    "方案!B11": {"email": "office@example.com"},
}


@pytest.mark.one_in(4)
@pytest.mark.parametrize("cell", SPOILED)
def test_what_only_holds_a_place_stops_everything_that_is_sent(cell: str, tmp_path: Path) -> None:
    workspace = made(tmp_path, replace(ready(small_plan()), **SPOILED[cell]))  # type: ignore[arg-type]
    (remark,) = (one for one in workspace.check_plan() if one.code == PLACEHOLDER)
    assert f"{remark.sheet}!{remark.about}" == cell
    for sent in (
        lambda: workspace.distribute(as_of=ISSUED), lambda: workspace.remind(as_of=ISSUED),
        lambda: workspace.mail_send(ask=silent),
    ):  # fmt: skip
        with pytest.raises(WorkspaceError, match=cell):
            sent()
    assert not list(workspace.outbox.rglob("*.xlsx"))


def test_a_units_example_address_is_named_by_its_cell(tmp_path: Path) -> None:
    plan = ready(small_plan())
    units = (plan.units[0], replace(plan.units[1], emails=("a@county.test", "b@example.com")), *plan.units[2:])
    with pytest.raises(WorkspaceError, match="单位!G3"):
        made(tmp_path, replace(plan, units=units)).distribute(as_of=ISSUED, item="6.2")


def test_a_plan_for_trial_is_distributed_and_never_mailed(tmp_path: Path) -> None:
    plan = ready(small_plan())
    workspace = made(tmp_path, replace(plan, settings=replace(plan.settings, trial=True)))
    assert workspace.distribute(as_of=ISSUED, item="6.2").forms
    assert workspace.mail_send(ask=silent, dry_run=True)
    with pytest.raises(WorkspaceError, match="试用方案"):
        workspace.mail_send(ask=silent)


def test_a_plan_that_is_ready_goes_out(tmp_path: Path) -> None:
    workspace = made(tmp_path, ready(small_plan()))
    assert workspace.distribute(as_of=ISSUED, item="6.2").forms
    assert not [one for one in workspace.check_plan() if one.code == PLACEHOLDER]
