"""督办 written down by a command: it is a row of the master like any that was typed there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.acts.test_plan_versions import amended
from tests.acts.test_read_back_supervision import ALL, CALL, DAY, NOTE, TALK, TOP, edit, lines, said, shown, typed
from tests.acts.test_succeeding import NEW, gone_into
from tests.small import small_workspace
from toolkit import Workspace
from toolkit.acts.supervise import Line
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.plan.model import Plan

TALKED = Line(date(2021, 1, 26), "约谈", "约谈分管领导", "富蕴县", "三（一）1", "×××", date(2021, 2, 3))
CALLED = Line(date(2021, 1, 27), "电话", "催报填报表", "福海县、青河县", by="×××")
NOTED = Line(date(2021, 1, 28), "领导批示", "请各单位抓紧")


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_workspace(tmp_path_factory.mktemp("登记督办") / "工作区").root


@pytest.fixture
def workspace(start: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(start, tmp_path / "工作区")
    return Workspace(tmp_path / "工作区")


def test_lines_by_command_are_the_rows_that_would_have_been_typed(workspace: Workspace, tmp_path: Path) -> None:
    for line in (TALKED, CALLED, NOTED):
        workspace.supervise(line, as_of=DAY)
    other = Workspace(shutil.copytree(workspace.root, tmp_path / "另一个"))
    assert said(workspace) == ALL == [one.said for one in workspace.supervision(as_of=DAY)]
    workspace.consolidate(as_of=DAY)
    by_command = shown(workspace)
    assert [one.row.place for one in lines(workspace)] == ["工作台"] * 3
    # Typed into a copy as well they are the same rows.
    edit(other, typed(TALK, CALL, NOTE))
    other.consolidate(as_of=DAY)
    assert shown(other) == by_command and len(said(other)) == 3


def test_what_was_typed_meanwhile_is_read_first_and_stays(workspace: Workspace) -> None:
    edit(workspace, typed(CALL))
    workspace.supervise(TALKED, as_of=DAY)
    workspace.consolidate(as_of=DAY)
    assert sorted(said(workspace)) == sorted(ALL[:2])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (replace(TALKED, units="天山县"), "认不出是哪个单位：天山县"),
        (replace(TALKED, items="九（九）9"), "认不出是哪个事项：九（九）9"),
        (replace(TALKED, words=" 　"), "没有写督办方式或者督办内容"),
        (replace(TALKED, way=""), "没有写督办方式或者督办内容"),
    ],
)
def test_what_cannot_be_told_is_not_written_down(workspace: Workspace, line: Line, why: str) -> None:
    with pytest.raises(WorkspaceError, match=why):
        workspace.supervise(line, as_of=DAY)
    assert not lines(workspace)


def test_the_same_line_is_written_down_once(workspace: Workspace) -> None:
    workspace.supervise(TALKED, as_of=DAY)
    with pytest.raises(WorkspaceError, match="已经登记过"):
        workspace.supervise(TALKED, as_of=DAY)
    workspace.supervise(replace(TALKED, on=date(2021, 1, 29)), as_of=DAY)
    assert len(lines(workspace)) == 2


def deleted(sheet: Worksheet) -> None:
    sheet.delete_rows(TOP)


def reworded(sheet: Worksheet) -> None:
    next(cell for cell in sheet[TOP] if cell.value == TALKED.words).value = "约谈主要领导"


def cleared(sheet: Worksheet) -> None:
    for cell in sheet[TOP][:9]:
        cell.value = None


@pytest.mark.parametrize("change", [deleted, cleared, reworded], ids=lambda change: change.__name__)
def test_a_line_that_does_not_stand_there_any_more_may_be_written_down_again(
    workspace: Workspace, change: Callable[[Worksheet], None]
) -> None:
    workspace.supervise(TALKED, as_of=DAY)
    workspace.consolidate(as_of=DAY)
    edit(workspace, change)
    workspace.supervise(TALKED, as_of=DAY)
    with pytest.raises(WorkspaceError, match="已经登记过"):
        workspace.supervise(TALKED, as_of=DAY)
    assert sorted(said(workspace)) == sorted(["约谈：约谈主要领导"] * (change is reworded) + [ALL[0]])


def test_from_the_command_line(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    about = ["--unit", "富蕴县", "--item", "三（一）1", "--by", "×××", "--day", "2021-01-26", "--next", "2021-02-03"]
    call = ["-w", str(workspace.root), "supervise"]
    assert main([*call, "add", "约谈分管领导", "--way", "约谈", *about, "--as-of", str(DAY)]) == 0
    capsys.readouterr()
    assert main([*call, "list", "--as-of", str(DAY)]) == 0
    (found,) = workspace.supervision(as_of=DAY)
    assert capsys.readouterr().out.strip() == (
        f"2021-01-26 富蕴县 三（一）1　约谈：约谈分管领导（经办 ×××，下次督办 2021-02-03，编号 {found.number}）"
    )
    assert main([*call, "list", "--as-of", str(DAY), "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["lines"]
    assert (line["units"], line["items"], line["next_day"]) == (["fuyun"], ["3.1.1"], "2021-02-03")
    assert main(["-w", str(workspace.root), "status", "--as-of", "2021-02-03"]) == 0
    assert "督办 富蕴县 三（一）1 约谈：约谈分管领导（2月3日，就是今天）" in capsys.readouterr().out
    assert main([*call, "done", line["number"], "已整改", "--as-of", "2021-02-03", "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["lines"]
    assert (line["outcome"], line["next_day"]) == ("已整改", None)
    assert main(["-w", str(workspace.root), "status", "--as-of", "2021-02-03"]) == 0
    assert "约谈分管领导（2月3日" not in capsys.readouterr().out
    assert main([*call, "done", "没有", "已整改", "--as-of", "2021-02-03"]) == 2
    assert "督办记录里没有编号“没有”" in capsys.readouterr().err


def answered(words: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        next(row for row in sheet.iter_rows(min_row=TOP) if row[5].value == TALKED.words)[8].value = words

    return change


def outcomes(workspace: Workspace) -> list[str]:
    return [one.row.text(Column.OUTCOME) for one in workspace.supervision(as_of=DAY)]


@pytest.mark.parametrize("typed_first", [False, True], ids=["登记的", "填的"])
def test_what_came_of_a_line_is_the_cell_that_would_have_been_typed(workspace: Workspace, typed_first: bool) -> None:
    if typed_first:
        edit(workspace, typed(TALK))
        workspace.consolidate(as_of=DAY)
    else:
        workspace.supervise(TALKED, as_of=DAY)
    (line,) = workspace.supervision(as_of=DAY)
    for words, next_on in (("已整改", None), ("又反弹，再看", None), ("", TALKED.next_on)):
        found = workspace.fill_outcome(line.number.upper(), words, as_of=DAY)
        workspace.consolidate(as_of=DAY)
        ((*_, shown_there),) = shown(workspace)
        assert (found.row.text(Column.OUTCOME), found.next_on, shown_there or "") == (words, next_on, words)
        assert found.number == line.number and workspace.consolidate(as_of=DAY).decided == 0
        with pytest.raises(WorkspaceError, match="和已经登记的一样"):
            workspace.fill_outcome(line.number, words, as_of=DAY)


@pytest.mark.parametrize(
    ("change", "why", "stands"),
    [
        (answered("约谈后已开工"), "另有人填过.*现在落实情况是“约谈后已开工”", ["约谈后已开工"]),
        (reworded, "另有人填过.*现在落实情况是“空着”", [""]),
        (deleted, "已经删掉了", []),
    ],
    ids=["answered", "reworded", "deleted"],
)
def test_what_was_changed_in_the_master_meanwhile_is_read_first_and_told(
    workspace: Workspace, change: Callable[[Worksheet], None], why: str, stands: list[str]
) -> None:
    workspace.supervise(TALKED, as_of=DAY)
    workspace.consolidate(as_of=DAY)
    (line,) = workspace.supervision(as_of=DAY)
    edit(workspace, change)
    with pytest.raises(WorkspaceError, match=why):
        workspace.fill_outcome(line.number, "已整改", as_of=DAY, mark=line.mark)
    assert outcomes(workspace) == stands


def test_a_master_that_was_open_meanwhile_and_says_otherwise_is_a_conflict_that_is_told(workspace: Workspace) -> None:
    workspace.supervise(TALKED, as_of=DAY)
    workspace.consolidate(as_of=DAY)
    (line,), path = workspace.supervision(as_of=DAY), workspace.master_path(workspace.period())
    opened = path.read_bytes()
    workspace.fill_outcome(line.number, "已整改", as_of=DAY)
    workspace.consolidate(as_of=DAY)
    path.write_bytes(opened)  # in Excel it still looks so
    edit(workspace, answered("没有动静"))
    made = workspace.consolidate(as_of=DAY)
    told = [one.line for one in made.problems if one.column == Column.OUTCOME]
    assert len(told) == 1 and "填得不一致" in told[0], told
    path.write_bytes(opened)  # what says nothing changes nothing
    assert not workspace.consolidate(as_of=DAY).decided and len(outcomes(workspace)) == 1


def test_a_line_is_answered_on_no_day_before_it_was_there(workspace: Workspace) -> None:
    workspace.supervise(TALKED, as_of=DAY)
    (line,) = workspace.supervision(as_of=DAY)
    with pytest.raises(WorkspaceError, match="督办记录里没有编号"):
        workspace.fill_outcome(line.number, "已整改", as_of=date(2021, 1, 31))


def item_withdrawn(plan: Plan) -> Plan:
    settings = replace(plan.settings, disclosed_items=(), disclosures=())
    gone = "3.1.1"
    return replace(
        plan,
        settings=settings,
        items=tuple(item for item in plan.items if item.id != gone),
        indicators=tuple(one for one in plan.indicators if one.item_id != gone),
        stages=tuple(one for one in plan.stages if one.item_id != gone),
    )


def unit_withdrawn(plan: Plan) -> Plan:
    gone = "fuyun"
    items = (replace(item, unit_ids=tuple(unit for unit in item.unit_ids if unit != gone)) for item in plan.items)
    return replace(plan, items=tuple(items), units=tuple(unit for unit in plan.units if unit.id != gone))


@pytest.mark.parametrize("change", [item_withdrawn, unit_withdrawn], ids=lambda change: change.__name__)
def test_a_line_from_before_a_withdrawal_is_not_objected_to(
    workspace: Workspace, change: Callable[[Plan], Plan]
) -> None:
    workspace.supervise(replace(TALKED, next_on=None), as_of=DAY)
    workspace.supervise(CALLED, as_of=DAY)
    workspace = amended(workspace, change)
    after = date(2021, 2, 3)
    done = workspace.consolidate(as_of=after)
    assert [one for one in done.problems if one.kind.value == "看不明白"] == []
    talk, call = workspace.supervision(as_of=after)
    assert ("3.1.1" in talk.item_ids, "fuyun" in talk.unit_ids) == (True, True)
    assert call.unit_ids == ("fuhai", "qinghe") and not talk.concerns("6.2", "qinghe")


def never_sent_out(plan: Plan) -> Plan:
    return replace(
        plan, items=(*plan.items, replace(plan.item["3.1.1"], id="9.9.9", code="九（九）9", title="没有发过"))
    )


def both_withdrawn(plan: Plan) -> Plan:
    return unit_withdrawn(item_withdrawn(plan))


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("change", [item_withdrawn, unit_withdrawn, both_withdrawn], ids=lambda change: change.__name__)
def test_what_was_withdrawn_is_supervised_as_long_as_a_period_in_which_it_stood_is_out(
    workspace: Workspace, change: Callable[[Plan], Plan], closed: bool
) -> None:
    (period, *_), after = workspace.plan.periods, date(2021, 2, 4)
    if closed:
        workspace.close_period(period=period.id, by="办公室", as_of=date(2021, 2, 2))
    workspace = amended(workspace, change)
    workspace.consolidate(as_of=date(2021, 2, 3))
    found = workspace.supervise(replace(TALKED, on=after), as_of=after)
    assert (found.unit_ids, found.item_ids, found.objections) == (("fuyun",), ("3.1.1",), ())
    edit(workspace, typed(("", after, "电话", "富蕴县", "三（一）1", "询问退出以后的进度", "×××", None, None)))
    done = workspace.consolidate(as_of=after)
    assert [one for one in done.problems if one.kind.value == "看不明白"] == []
    (*_, last) = told = workspace.supervision(as_of=after)
    assert len(told) == 2 and all((one.item_ids, one.objections) == (("3.1.1",), ()) for one in told)
    assert len(shown(workspace)) == 2 and last.concerns("3.1.1", "fuyun") and not last.concerns("6.2", "fuyun")


def test_what_was_withdrawn_before_it_was_ever_sent_out_is_not_supervised(workspace: Workspace) -> None:
    then = workspace.plan
    workspace = amended(workspace, never_sent_out)
    workspace.consolidate(as_of=date(2021, 2, 2))
    workspace = amended(workspace, lambda _: then)
    workspace.consolidate(as_of=date(2021, 2, 3))
    with pytest.raises(WorkspaceError, match="认不出是哪个事项：九（九）9"):
        workspace.supervise(replace(TALKED, items="九（九）9", on=date(2021, 2, 4)), as_of=date(2021, 2, 4))


def test_what_comes_back_into_the_plan_is_itself_again(workspace: Workspace) -> None:
    then = workspace.plan
    workspace.supervise(TALKED, as_of=DAY)
    workspace = amended(workspace, item_withdrawn)
    workspace.consolidate(as_of=date(2021, 2, 3))
    workspace = amended(workspace, lambda _: then)
    workspace.supervise(replace(TALKED, on=date(2021, 2, 4)), as_of=date(2021, 2, 4))
    assert [one.item_ids for one in workspace.supervision(as_of=date(2021, 2, 4))] == [("3.1.1",)] * 2


def with_another_unit(plan: Plan) -> Plan:
    items = (replace(item, unit_ids=(*item.unit_ids, NEW.id)) for item in plan.items)
    return replace(plan, items=tuple(items), units=(*plan.units, NEW))


def unit_renamed(plan: Plan) -> Plan:
    return gone_into(plan, ("fuyun",), NEW, date(2021, 2, 3))


def units_merged(plan: Plan) -> Plan:
    return gone_into(plan, ("fuyun", "burqin"), NEW, date(2021, 2, 3))


@pytest.mark.parametrize("change", [units_merged, unit_renamed, with_another_unit], ids=lambda change: change.__name__)
def test_between_two_periods_a_line_names_the_units_of_the_plan_in_force(
    workspace: Workspace, change: Callable[[Plan], Plan]
) -> None:
    """The last period is closed and told by its own plan; the next is not out yet."""
    (period, *_), after = workspace.plan.periods, date(2021, 2, 3)
    workspace.close_period(period=period.id, by="办公室", as_of=date(2021, 2, 2))
    workspace = amended(workspace, change)
    found = workspace.supervise(replace(TALKED, on=after, units=NEW.area), as_of=after)
    assert found.unit_ids == (NEW.id,) and not found.objections
    assert [one.unit_ids for one in workspace.supervision(as_of=after)] == [(NEW.id,)]
    done = workspace.consolidate(as_of=after)
    assert not done.decided and not [one for one in done.problems if one.kind.value == "看不明白"]
    assert len(shown(workspace)) == 1
