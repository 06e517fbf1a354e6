"""A plan that is amended: each version is kept, told from the others, and in force from its day."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Forms, copy_of, new_workspace
from tests.reviewed import published
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.ledger import EventKind
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

D25, D28, D29, D2, D3 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29), date(2021, 2, 2), date(2021, 2, 3)
ITEM, UNIT = "3.1.1", "fuyun"
FREE = "3.4.2"  # an item of the shipped plan without figures, which no rule or setting names


def amended(workspace: Workspace, change: Callable[[Plan], Plan]) -> Workspace:
    """The workspace as a clerk opens it anew after changing plan.xlsx."""
    write_plan(change(read_plan(workspace.plan_path)), workspace.plan_path)
    return Workspace(workspace.root)


def retitled(plan: Plan) -> Plan:
    return with_item(plan, ITEM, title="另一个题目")


def with_item(plan: Plan, item_id: str, **changes: object) -> Plan:
    items = (replace(item, **changes) if item.id == item_id else item for item in plan.items)  # type: ignore[arg-type]
    return replace(plan, items=tuple(items))


def without_item(plan: Plan) -> Plan:
    return replace(plan, items=tuple(item for item in plan.items if item.id != FREE))


def without_unit(plan: Plan) -> Plan:
    """One unit is asked for nothing more."""
    items = (replace(item, unit_ids=tuple(u for u in item.unit_ids if u != UNIT)) for item in plan.items)
    return replace(plan, items=tuple(items))


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """Forms went out, two came back and one went back, the master was made."""
    workspace = new_workspace(tmp_path_factory.mktemp("方案") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县")
    for name, data in {
        "一.xlsx": forms.filled(ITEM, UNIT),
        "二.xlsx": forms.filled(FREE, UNIT),
        "三.xlsx": forms.filled("3.1.2", UNIT, {"signoff_phone": "见附件"}),
    }.items():
        (workspace.inbox / name).write_bytes(data)
    workspace.run(as_of=D28)
    return workspace


@pytest.fixture
def workspace(reported: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(reported, tmp_path)


def test_the_first_act_keeps_the_first_version(workspace: Workspace) -> None:
    (one,) = workspace.plan_versions()
    assert (one.number, one.since) == (1, D25)
    assert (workspace.archive / "plans" / f"{one.sha256}.xlsx").read_bytes() == workspace.plan_path.read_bytes()


@pytest.mark.one_in(5)
@pytest.mark.parametrize("act", ["run", "distribute", "consolidate", "remind", "publish"])
def test_every_act_puts_an_amended_plan_in_force(workspace: Workspace, act: str) -> None:
    workspace = amended(workspace, retitled)
    getattr(workspace, act)(as_of=D29)
    assert [(one.number, one.since) for one in workspace.plan_versions()] == [(1, D25), (2, D29)]


def test_a_workbook_that_was_only_saved_is_no_new_version(workspace: Workspace) -> None:
    book = load_workbook(workspace.plan_path)
    book["单位"].column_dimensions["B"].width = 40
    book.save(workspace.plan_path)
    Workspace(workspace.root).consolidate(as_of=D29)
    assert len(workspace.plan_versions()) == 1
    with workspace.ledger() as ledger:
        assert len(ledger.events(EventKind.PLAN)) == 2
    Workspace(workspace.root).consolidate(as_of=D29)
    with workspace.ledger() as ledger:
        assert len(ledger.events(EventKind.PLAN)) == 2


def test_a_plan_that_comes_back_to_what_it_was_is_a_version_too(workspace: Workspace) -> None:
    first = workspace.plan_path.read_bytes()
    amended(workspace, retitled).consolidate(as_of=D29)
    workspace.plan_path.write_bytes(first)
    Workspace(workspace.root).consolidate(as_of=D2)
    assert [one.number for one in workspace.plan_versions()] == [1, 2, 3]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("change", [retitled, without_item, without_unit], ids=lambda change: change.__name__)
def test_the_master_of_a_past_day_is_the_same_bytes_as_on_its_day(
    workspace: Workspace, change: Callable[[Plan], Plan]
) -> None:
    then = workspace.consolidate(as_of=D28).master.read_bytes()
    workspace = amended(workspace, change)
    now = workspace.consolidate(as_of=D29).master.read_bytes()
    assert now != then
    workspace = Workspace(workspace.root)
    assert workspace.consolidate(as_of=D28).master.read_bytes() == then
    assert workspace.consolidate(as_of=D29).master.read_bytes() == now


def published_of(workspace: Workspace, on: date) -> list[bytes]:
    """The web pages of a day's editions."""
    return [path.read_bytes() for path in published(workspace, on).pages]


def reminded_on(workspace: Workspace, on: date) -> list[tuple[str, int]]:
    """Who is reminded on a day, of how many returns."""
    return [(one.unit.id, len(one.owing)) for one in workspace.remind(as_of=on).reminders]


def traced_on(workspace: Workspace, on: date) -> list[str]:
    """Where an answer comes from as it stood on a day."""
    return workspace.trace(unit="富蕴县", item=FREE, field="填报人", as_of=on)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("tell", [reminded_on, published_of, traced_on], ids=lambda tell: tell.__name__)
def test_what_is_told_of_a_past_day_is_told_with_the_plan_of_that_day(
    workspace: Workspace, tell: Callable[[Workspace, date], object]
) -> None:
    workspace.consolidate(as_of=D28)
    then = tell(workspace, D28)
    workspace = amended(workspace, lambda plan: without_item(without_unit(plan)))
    workspace.consolidate(as_of=D29)
    assert tell(Workspace(workspace.root), D28) == then


def test_a_value_is_traced_to_the_version_of_the_plan(workspace: Workspace) -> None:
    workspace = amended(workspace, retitled)
    workspace.consolidate(as_of=D29)
    assert traced_on(workspace, D28)[-1] == "方案：第1版（2021-01-25 起用）"
    assert traced_on(workspace, D29)[-1] == "方案：第2版（2021-01-29 起用）"
    sent = next(event for event in workspace.history(unit="富蕴县", item=ITEM) if event.what.startswith("发出填报表"))
    assert sent.details == ("按方案第1版（2021-01-25 起用）",)


@pytest.mark.one_in(2)
@pytest.mark.parametrize(("change", "fewer"), [(without_item, 7), (without_unit, 25)], ids=["an item", "a unit"])
def test_what_is_withdrawn_leaves_the_counts_and_stays_in_the_history(
    workspace: Workspace, change: Callable[[Plan], Plan], fewer: int
) -> None:
    before = len(workspace.status(as_of=D28))
    workspace = amended(workspace, change)
    assert len(workspace.consolidate(as_of=D29).standings) == before - fewer
    workspace.remind(as_of=D3)
    workspace.publish(as_of=D3)
    told = [event.what for event in workspace.history(unit="富蕴县", item=FREE)]
    assert "收到并接收" in told
    assert len(workspace.status(as_of=D28)) == before


def test_what_the_office_decided_about_something_withdrawn_is_kept(workspace: Workspace) -> None:
    master = workspace.master_path(workspace.period())
    book = load_workbook(master)
    sheet = book["整改台账"]
    (head,) = (row for row in sheet.iter_rows(max_row=8) if any(cell.value == "核定意见" for cell in row))
    captions = [cell.value for cell in head]
    for row in sheet.iter_rows(min_row=(head[0].row or 0) + 1):
        if (row[captions.index("事项编号")].value, row[captions.index("责任单位")].value) == ("三（四）2", "富蕴县"):
            row[captions.index("核定意见")].value = "已撤并处理"
    book.save(master)
    workspace = amended(workspace, without_item)
    assert workspace.consolidate(as_of=D29).decided == 1
    told = [event.what for event in workspace.history(unit="富蕴县", item=FREE)]
    assert "核定意见：已撤并处理" in told


def test_what_a_change_means_for_forms_that_are_out_is_told(workspace: Workspace) -> None:
    found = amended(workspace, without_item).amended()
    assert found is not None and {form.item_id for form in found.withdrawn} == {FREE}
    found = amended(workspace, retitled).amended()
    assert found is not None and {form.item_id for form in found.changed} == {ITEM}


def test_from_the_command_line(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["-w", str(workspace.root)]
    assert main([*root, "plan", "diff"]) == 0
    assert "没有改动" in capsys.readouterr().out
    amended(workspace, retitled)
    assert main([*root, "plan", "diff"]) == 1
    assert "标题由“农村和城市幼儿园发展不均衡”改为“另一个题目”" in capsys.readouterr().out
    main([*root, "consolidate", "--as-of", "2021-01-29"])
    assert "方案有改动（与第1版（2021-01-25 起用）相比），从这一次起用：" in capsys.readouterr().out
    main([*root, "consolidate", "--as-of", "2021-01-29"])
    assert "方案有改动" not in capsys.readouterr().out
    assert main([*root, "plan", "diff", "--then", "1", "--now", "2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["way"] for one in answer["differences"]] == ["改动"]
    assert [one["number"] for one in answer["versions"]] == [1, 2]
    assert main([*root, "plan", "diff", "--then", "7"]) == 2
    assert "方案没有第 7 版" in capsys.readouterr().err


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lambda path: path.unlink(), "不见了"),
        (lambda path: path.write_bytes(b"PK"), "被改动过"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\0"), "被改动过"),
    ],
    ids=["gone", "cut", "longer"],
)
def test_a_version_that_is_not_as_it_was_is_said(
    workspace: Workspace, harm: Callable[[Path], object], word: str
) -> None:
    amended(workspace, retitled).consolidate(as_of=D29)
    harm(workspace.archive / "plans" / f"{workspace.plan_versions()[0].sha256}.xlsx")
    with pytest.raises(WorkspaceError, match=word):
        Workspace(workspace.root).consolidate(as_of=D28)


def test_a_rebuilt_ledger_knows_the_versions(workspace: Workspace) -> None:
    amended(workspace, retitled).consolidate(as_of=D29)
    known = workspace.plan_versions()
    workspace.ledger_path.unlink()
    Workspace(workspace.root).rebuild(today=D2)
    assert Workspace(workspace.root).plan_versions() == known


@pytest.mark.exhaustive
def test_a_version_of_a_later_day_is_not_in_force_before(workspace: Workspace) -> None:
    amended(workspace, retitled).consolidate(as_of=D29)
    again = amended(workspace, lambda plan: with_item(plan, ITEM, title="第三个题目"))
    again.consolidate(as_of=D29 - timedelta(days=1))
    assert len(again.plan_versions()) == 2


@pytest.mark.exhaustive
def test_a_master_of_a_day_to_come_does_not_put_the_plan_off(workspace: Workspace) -> None:
    workspace = amended(workspace, retitled)
    workspace.consolidate(as_of=date(2050, 1, 1))
    assert workspace.plan_versions()[-1].since == date(2050, 1, 1)
    under = Workspace(workspace.root).consolidate(as_of=D29).under
    assert under is not None and under.number == 1
    assert Workspace(workspace.root).run(as_of=D29)[1].under is None
    assert [(one.number, one.since) for one in workspace.plan_versions()] == [(1, D25), (2, D29)]
