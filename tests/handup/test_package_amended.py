"""A package of an office whose plan was amended, or whose books came back: it counts as the office's folder does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.acts.test_plan_versions import amended
from tests.acts.test_succeeding import NEW, gone_into
from tests.region.offices import D2, D28, D29, TACHENG, fill, office, plan_for, send
from toolkit import Region
from toolkit.form.filling import saved_at
from toolkit.plan.model import Plan


def measured_otherwise(plan: Plan) -> Plan:
    return replace(plan, indicators=tuple(replace(one, measured_in="万所") for one in plan.indicators))


def merged(plan: Plan) -> Plan:
    return gone_into(plan, ("burqin", "fuyun"), NEW, D29)


def swallowed(plan: Plan) -> Plan:
    return gone_into(plan, ("burqin",), plan.unit["fuyun"], D29)


def same(plan: Plan) -> Plan:
    return plan


@pytest.mark.parametrize("change", [measured_otherwise, merged, swallowed, same])
def test_what_is_told_by_a_package_is_what_is_told_by_the_folder(
    tmp_path: Path, change: Callable[[Plan], Plan]
) -> None:
    workspace = office(tmp_path / "t", TACHENG, plan_for(TACHENG, ("3.1.1", "3.1.2", "3.3.3"), 4))
    send(workspace, ("3.1.1", "burqin"), on=D28)
    if change is same:  # saved anew and sent again, after the day: it was in time
        again = saved_at(fill(workspace, "3.1.1", "burqin"), datetime(2021, 2, 2, 9))
        (workspace.inbox / "又一次.xlsx").write_bytes(again)
        workspace.collect(as_of=D2)
    workspace = amended(workspace, change)
    workspace.consolidate(as_of=D2)
    region = Region(tmp_path / "全区")
    workspace.take_key(region.share_key(TACHENG))
    (by_folder,) = region.rollup([workspace.root], as_of=D2).included
    package = workspace.handup(as_of=D2, made_on=D2).path
    region.folder.inbox.mkdir(parents=True, exist_ok=True)
    package.rename(region.folder.inbox / "上报.zip")
    (by_package,) = region.rollup([], as_of=D2).included
    assert replace(by_package, where=by_folder.where) == by_folder
