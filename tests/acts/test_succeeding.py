"""Units that are renamed or put together: what was said before goes on where it can, and is never added up by guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from tests.acts.test_plan_versions import D2, D25, D28, D29, amended, without_item
from tests.acts.test_taking_back import text_of
from tests.conftest import Forms, copy_of, new_workspace
from toolkit import Workspace
from toolkit.acts.collected import Taken
from toolkit.plan.derived_ids import unit_id
from toolkit.plan.model import FormKey, Plan, Unit
from toolkit.plan.succession import Former
from toolkit.standing.status import ReportState

ITEM, OTHER, THIRD = "3.1.1", "3.1.2", "3.4.2"
FUYUN, BURQIN = "fuyun", "burqin"
NEW = Unit(unit_id("可可托海市人民政府"), "可可托海市人民政府", "可可托海市", emails=("new@example.com",))


def gone_into(plan: Plan, olds: tuple[str, ...], new: Unit, since: date = D29) -> Plan:
    """The plan as a clerk amends it: the rows of the units stay and say where these went."""
    gone = tuple(
        Former(**{field.name: getattr(plan.unit[old], field.name) for field in fields(Unit)}, into=new.id, since=since)
        for old in olds
    )
    units = tuple(unit for unit in plan.units if unit.id not in olds)
    units = units if new in units else (*units, new)

    def now(ids: tuple[str, ...]) -> tuple[str, ...]:
        wanted = {new.id if one in olds else one for one in ids}
        return tuple(unit.id for unit in units if unit.id in wanted)

    items = tuple(replace(item, unit_ids=now(item.unit_ids)) for item in plan.items)
    return replace(plan, units=units, items=items, former=(*plan.former, *gone))


def renamed(plan: Plan) -> Plan:
    return gone_into(plan, (FUYUN,), NEW)


def merged(plan: Plan) -> Plan:
    return gone_into(plan, (FUYUN, BURQIN), NEW)


def swallowed(plan: Plan) -> Plan:
    return gone_into(plan, (FUYUN,), plan.unit[BURQIN])


CHANGES: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    "renamed": (renamed, NEW.id),
    "two into a new one": (merged, NEW.id),
    "one into another": (swallowed, BURQIN),
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """Two units have their forms; both reported one item, one of them another as well."""
    workspace = new_workspace(tmp_path_factory.mktemp("合并") / "工作区")
    for item in (ITEM, OTHER, THIRD):
        for area in ("富蕴县", "布尔津县"):
            workspace.distribute(as_of=D25, unit=area, item=item)
    for item, unit in ((ITEM, FUYUN), (ITEM, BURQIN), (OTHER, FUYUN)):
        (workspace.inbox / f"{item}{unit}.xlsx").write_bytes(forms.filled(item, unit))
    workspace.run(as_of=D28)
    return workspace


@pytest.fixture
def workspace(reported: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(reported, tmp_path)


def states(workspace: Workspace, unit: str, on: date = D29) -> dict[str, ReportState]:
    found = {s.form: s.state for s in workspace.status(as_of=on)}
    return {item: found[FormKey(item, unit)] for item in (ITEM, OTHER, THIRD)}


def returned(workspace: Workspace, data: bytes, on: date = D29) -> Taken:
    (workspace.inbox / f"报送{on}.xlsx").write_bytes(data)
    (taken,) = workspace.collect(as_of=on).taken
    return taken


WAITING, ACCEPTED = ReportState.NOT_RECEIVED, ReportState.ACCEPTED


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("renamed", [ACCEPTED, ACCEPTED, WAITING]),
        ("two into a new one", [WAITING, WAITING, WAITING]),
        ("one into another", [ACCEPTED, WAITING, WAITING]),
    ],
)
def test_what_was_reported_goes_on_where_one_unit_was_asked(
    workspace: Workspace, name: str, expected: list[ReportState]
) -> None:
    change, unit = CHANGES[name]
    before = workspace.consolidate(as_of=D28).master.read_bytes()
    workspace = amended(workspace, change)
    done = workspace.consolidate(as_of=D29)
    assert [*states(workspace, unit).values()] == expected
    assert [p.code for p in done.problems if p.kind.value == "合并待报"] == (
        [] if name == "renamed" else ["三（一）1", "三（一）2", "三（四）2"]
    )
    assert Workspace(workspace.root).consolidate(as_of=D28).master.read_bytes() == before
    told = [event.what for event in workspace.history(unit=workspace.plan.unit[unit].area, item=ITEM)]
    assert "（原富蕴县）收到并接收" in told
    workspace.dossier(as_of=D29, item=ITEM)
    assert workspace.trace(unit=workspace.plan.unit[unit].area, item=ITEM, field="填报人", as_of=D29)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", CHANGES)
def test_a_form_of_a_unit_that_is_no_more_is_known(workspace: Workspace, forms: Forms, name: str) -> None:
    change, unit = CHANGES[name]
    workspace = amended(workspace, change)
    taken = returned(workspace, forms.filled(THIRD, FUYUN))
    assert taken.unit.id == unit
    assert taken.accepted == (name == "renamed")
    assert ("plan.succeeded" in {f.code for f in taken.findings}) == (name != "renamed")
    expected = ReportState.ACCEPTED if name == "renamed" else ReportState.NOT_RECEIVED
    assert states(workspace, unit)[THIRD] is expected
    area = workspace.plan.unit[unit].area
    assert list((workspace.outbox / "2021-01" / "returns" / area).glob("收件回执*"))
    assert bool(list((workspace.outbox / "2021-01" / "returns" / area).glob("退回修改*"))) == (name != "renamed")


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", CHANGES)
def test_the_unit_that_stands_there_now_gets_what_is_open(workspace: Workspace, name: str) -> None:
    change, unit = CHANGES[name]
    workspace = amended(workspace, change)
    area = workspace.plan.unit[unit].area
    done = workspace.distribute(as_of=D29, unit=area)
    names = " ".join(path.name for path in done.forms)
    assert ("三（一）1_" in names) == (name == "two into a new one")
    assert not list((workspace.outbox / "2021-01" / "mail").glob("*不再报送*"))
    assert workspace.remind(as_of=D2)
    assert workspace.publish(as_of=D2)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", CHANGES)
def test_a_letter_names_the_unit_that_goes_on_with_the_other_items(workspace: Workspace, name: str) -> None:
    change, unit = CHANGES[name]
    workspace = amended(workspace, lambda plan: without_item(change(plan)))
    workspace.consolidate(as_of=D29)
    letter = text_of(workspace.mails_path(workspace.period()) / "富蕴县_不再报送（第2版）.eml")
    assert f"其他 2 项由{workspace.plan.unit[unit].area}报送，时间不变，表另发。" in letter
    assert "没有其他" not in letter


def test_what_was_put_together_is_told_until_it_is_reported_anew(workspace: Workspace) -> None:
    workspace = amended(workspace, merged)
    (found,) = [p for p in workspace.consolidate(as_of=D29).problems if p.code == "三（一）1"]
    assert found.sentence == (
        "富蕴县、布尔津县从2021-01-29起由可可托海市填报，以前各有各的报送和核定，都留着，不能合成可可托海市的。"
        "请可可托海市把这个事项合在一起报一次，或者在“整改台账”里核定。"
    )


@pytest.mark.exhaustive
def test_chains_are_followed_to_the_end(workspace: Workspace) -> None:
    last = replace(NEW, id="last", name="新市人民政府", area="新市", emails=())
    amended(workspace, renamed).consolidate(as_of=D29)
    workspace = amended(workspace, lambda plan: gone_into(plan, (NEW.id,), last, D2))
    workspace.consolidate(as_of=D2)
    assert [*states(workspace, "last", D2).values()] == [ACCEPTED, ACCEPTED, WAITING]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("item", ["3.2.2", "3.4.1", "6.2"])
def test_a_form_that_goes_out_before_its_unit_takes_anothers_place_is_told_the_same_day(
    workspace: Workspace, item: str
) -> None:
    workspace.distribute(as_of=D28, unit="富蕴县", item=item)
    workspace = amended(workspace, lambda plan: gone_into(plan, (FUYUN,), plan.unit[BURQIN], date(2021, 2, 3)))
    workspace.consolidate(as_of=D29)
    workspace.distribute(as_of=D29, unit="布尔津县", item=item)
    again = workspace.consolidate(as_of=D29).master
    data = again.read_bytes()
    again.unlink()
    assert Workspace(workspace.root).consolidate(as_of=D29).master.read_bytes() == data


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_is_reminded_under_a_name_that_is_gone(workspace: Workspace, change: str) -> None:
    """Drafts of before lie there; once the plan is in force only who stands in its place is reminded."""
    amend, _ = CHANGES[change]

    def reminders() -> set[str]:
        return {path.name.partition("_")[0] for path in workspace.outbox.rglob("*_*提醒*.eml")}

    workspace.remind(as_of=D28)
    gone = {"富蕴县", "布尔津县"} if change == "two into a new one" else {"富蕴县"}
    assert gone <= reminders()
    workspace = amended(workspace, amend)
    others = reminders() - gone
    workspace.consolidate(as_of=D29)
    assert reminders() == others
