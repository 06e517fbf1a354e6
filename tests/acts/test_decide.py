"""Deciding without a workbook comes to what the same words in the master come to, and nobody's word is lost."""

from __future__ import annotations

from copy import copy
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.acts.test_read_back_closing import CHAIN, D28, DONE, FORM, Office, captions_of, feb
from tests.conftest import Forms, copy_of
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.acts.decide import Decided, RefusedError, Ruling, StepDone
from toolkit.base.captions import Column, Sheet
from toolkit.base.errors import WorkspaceError
from toolkit.ledger import HERE
from toolkit.plan.states import ItemState
from toolkit.standing.status import Standing

WHOSE = {"unit": FORM.unit_id, "item": FORM.item_id}
RETURNED = Ruling("退回", "材料不全", "×××", feb(1))
Said = dict[str, object]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace in which a unit has asked for 销号, with its master."""
    made = new_small_workspace(tmp_path_factory.mktemp("核定") / "工作区")
    made.distribute(as_of=date(2021, 1, 25))
    done = {**DONE, "signoff_leader_signed": "是"}
    (made.inbox / "表.xlsx").write_bytes(forms.filled(*FORM, done))
    made.run(as_of=D28)
    return made


@pytest.fixture
def workspace(asked: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(asked, tmp_path)


def master(workspace: Workspace) -> Path:
    return workspace.master_path(workspace.period("2021-01"))


def cells(sheet: Worksheet) -> dict[str, Cell]:
    """The cells of the form's first row on 整改台账, by caption."""
    rows = [row for row in sheet.iter_rows() if isinstance(row[0], Cell)]
    head = next(row for row in rows[:9] if any(cell.value == Column.VERDICT for cell in row))
    for row in rows:
        said = {str(name.value): cell for name, cell in zip(head, row, strict=True) if isinstance(cell, Cell)}
        if Column.CODE in said and (said[Column.CODE].value, said[Column.UNIT].value) == ("三（一）1", "富蕴县"):
            return said
    raise AssertionError


def shown(workspace: Workspace) -> Said:
    """What the master's 核定 columns say of the form."""
    said = cells(load_workbook(master(workspace))[Sheet.LEDGER])
    return {column: said[column].value for column in (Column.VERDICT, Column.OPINION, Column.REVIEWER)}


def typed(workspace: Workspace, words: Said) -> None:
    """Somebody types into the master and saves it."""
    book = load_workbook(master(workspace))
    said = cells(book[Sheet.LEDGER])
    for column, value in words.items():
        said[column].value = value  # type: ignore[assignment]
    book.save(master(workspace))


def of_form(workspace: Workspace, day: date) -> Standing:
    return next(one for one in workspace.status(as_of=day, period="2021-01") if one.form == FORM)


def test_what_is_decided_here_stands_in_the_master_and_in_the_history(workspace: Workspace) -> None:
    done = workspace.decide(RETURNED, **WHOSE, as_of=feb(1))
    assert isinstance(done, Decided) and done.cells == 4
    assert done.matter.standing.reviewed.state is ItemState.RETURNED is of_form(workspace, feb(1)).reviewed.state
    made = workspace.consolidate(as_of=feb(1))
    assert not made.decided and not made.problems
    assert shown(workspace) == {Column.VERDICT: "退回", Column.OPINION: "材料不全", Column.REVIEWER: "×××"}
    assert workspace.consolidate(as_of=feb(1)).decided == 0
    events = workspace.history(**WHOSE)
    (event,) = [one for one in events if one.what == "核定结论：退回"]
    assert event.details == (f"出处：{HERE}；登记日期 2021-02-01",)
    assert any(HERE in line for line in workspace.trace(**WHOSE, field="overall_status", as_of=feb(1)))


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("ruling", "said"),
    [
        (Ruling("退回", "", "×××", feb(1)), "“退回”要在“核定意见”写明理由"),
        (Ruling("退回", "不全", " ", feb(1)), "“核定人”没有填"),
        (Ruling("退回", "不全", "×××", feb(2)), "晚于读取台账的日期"),
        (Ruling("退回", "不全", "×××"), "“核定日期”没有填"),
        (Ruling("重新挂号", "不实", "×××", feb(1)), "整改状态是“申请销号”，不能“重新挂号”"),
        (Ruling("同意", "", "×××", feb(1)), "没有“同意”这个核定结论"),
        (Ruling("同意销号", "", "×××", feb(1)), "还不能“同意销号”：缺党内公开日期、社会公开日期"),
    ],
)
def test_what_could_not_stand_in_the_master_is_not_written_down(
    workspace: Workspace, ruling: Ruling, said: str
) -> None:
    with pytest.raises(RefusedError, match=said) as refused:
        workspace.decide(ruling, **WHOSE, as_of=feb(1))
    assert refused.value.objections and not of_form(workspace, feb(1)).reviewed.decisions
    typed(workspace, {
        Column.VERDICT: ruling.verdict, Column.OPINION: ruling.opinion or None, Column.REVIEWER: ruling.by,
        Column.DECIDED_ON: ruling.on,
    })  # fmt: skip
    problems = {one.column for one in workspace.consolidate(as_of=feb(1)).problems}
    assert problems == {one.column for one in refused.value.objections}


def test_a_saved_master_that_says_otherwise_is_read_first_and_told(workspace: Workspace) -> None:
    typed(workspace, {
        Column.VERDICT: "继续整改", Column.REVIEWER: "张×", Column.DECIDED_ON: feb(1),
    })  # fmt: skip
    with pytest.raises(WorkspaceError, match=r"另有人填过，已经读进来（现在是.*继续整改.*请看过再定"):
        workspace.decide(RETURNED, **WHOSE, as_of=feb(1))
    assert of_form(workspace, feb(1)).reviewed.state is ItemState.IN_PROGRESS
    assert not [one for one in workspace.to_decide(as_of=feb(1)) if one.standing.form == FORM]
    with pytest.raises(RefusedError, match="整改状态是“正在推进”"):
        workspace.decide(Ruling("退回", "不全", "×××", feb(2)), **WHOSE, as_of=feb(2))


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("day", "stands"), [(date(2021, 1, 31), "退回"), (feb(2), "继续整改"), (None, "退回")])
def test_a_master_that_was_open_meanwhile_and_says_otherwise_is_a_conflict_that_is_told(
    workspace: Workspace, day: date | None, stands: str
) -> None:
    opened = master(workspace).read_bytes()
    workspace.decide(RETURNED, **WHOSE, as_of=feb(1))
    workspace.consolidate(as_of=feb(1))
    master(workspace).write_bytes(opened)  # in Excel it still looks so
    typed(workspace, {Column.VERDICT: "继续整改", Column.REVIEWER: "张×", Column.DECIDED_ON: day})
    made = workspace.consolidate(as_of=feb(2))
    told = [one.line for one in made.problems if one.column == Column.VERDICT]
    assert len(told) == 1 and "填得不一致" in told[0] and f"写的是“{stands}”" in told[0], told
    assert shown(workspace)[Column.VERDICT] == stands


def test_a_master_that_was_open_meanwhile_and_says_nothing_changes_nothing(workspace: Workspace) -> None:
    opened = master(workspace).read_bytes()
    workspace.decide(RETURNED, **WHOSE, as_of=feb(1))
    workspace.consolidate(as_of=feb(1))
    master(workspace).write_bytes(opened)
    made = workspace.consolidate(as_of=feb(2))
    assert not made.problems and shown(workspace)[Column.VERDICT] == "退回"


def test_what_was_seen_must_still_stand(workspace: Workspace) -> None:
    (before,) = workspace.to_decide(as_of=feb(1))
    workspace.decide(RETURNED, **WHOSE, as_of=feb(1), mark=before.mark)
    with pytest.raises(WorkspaceError, match="和您看到的不一样了"):
        workspace.decide(Ruling("继续整改", "", "张×", feb(1)), **WHOSE, as_of=feb(1), mark=before.mark)
    with pytest.raises(WorkspaceError, match="和已经登记的一样"):
        workspace.decide(RETURNED, **WHOSE, as_of=feb(1))
    assert of_form(workspace, feb(1)).reviewed.state is ItemState.RETURNED


def test_a_decision_is_corrected_and_taken_back(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="没有核定过"):
        workspace.decide(Ruling(""), **WHOSE, as_of=feb(1))
    with pytest.raises(WorkspaceError, match="没有核定过"):
        workspace.decide(Ruling(filing_no="备1号"), **WHOSE, as_of=feb(1))
    workspace.decide(RETURNED, **WHOSE, as_of=feb(1))
    workspace.decide(Ruling(opinion="签字件不全"), **WHOSE, as_of=feb(1))
    (judged,) = of_form(workspace, feb(1)).reviewed.decisions
    assert judged.decision.text(Column.OPINION) == "签字件不全" and judged.decision.verdict == "退回"
    workspace.decide(Ruling(""), **WHOSE, as_of=feb(2))
    assert of_form(workspace, feb(2)).reviewed.state is ItemState.CLOSURE_REQUESTED
    workspace.consolidate(as_of=feb(2))
    assert not any(shown(workspace).values())


def test_a_form_is_closed_and_filed(tmp_path: Path, forms: Forms) -> None:
    workspace = Office(tmp_path / "工作区", forms, (), {}).workspace
    (one,) = workspace.to_decide(as_of=feb(1))
    assert not one.standing.reviewed.lacking and [v.label for v in one.choices][:2] == ["同意销号", "转入长效机制"]
    workspace.decide(Ruling("同意销号", by="×××", on=feb(1)), **WHOSE, as_of=feb(1))
    assert of_form(workspace, feb(1)).reviewed.state is ItemState.CLOSED
    workspace.decide(Ruling(filing_no="备〔2021〕1号"), **WHOSE, as_of=feb(3))
    stands = of_form(workspace, feb(3)).reviewed
    assert (stands.state, stands.closed_on) == (ItemState.FILED, feb(1))
    workspace.distribute(as_of=date(2021, 3, 25), period="2021-04")
    with pytest.raises(WorkspaceError, match="在2021年1月核定的，请选那一期"):
        workspace.decide(Ruling(filing_no="备2号"), **WHOSE, as_of=date(2021, 3, 26))


@pytest.fixture(scope="module")
def stepping(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Office:
    """An office whose unit has asked for 销号, which goes in steps."""
    return Office(tmp_path_factory.mktemp("环节") / "工作区", forms, CHAIN, {})


@pytest.fixture
def office(stepping: Office, tmp_path: Path) -> Office:
    """A copy of it."""
    (tmp_path / "环节").mkdir()
    its = copy(stepping)
    its.workspace = copy_of(stepping.workspace, tmp_path / "环节")
    return its


def stepped(
    office: Office, label: str, day: date, result: str, as_of: date, paper: str = "", note: str = ""
) -> Decided:
    return office.workspace.take_step(StepDone(label, day, "×××", result, paper, note), **WHOSE, as_of=as_of)


def test_steps_are_taken_here_and_in_the_master_in_turns(office: Office) -> None:
    (now,) = office.workspace.to_decide(as_of=feb(1))
    assert now.turn is not None and now.turn.label == "现场核查"
    stepped(office, "现场核查", feb(1), "通过", feb(1))
    with pytest.raises(WorkspaceError, match="还不能办“公示”。现在轮到“验收”"):
        stepped(office, "公示", feb(1), "", feb(1))
    with pytest.raises(RefusedError, match="“办理结果”没有填"):
        stepped(office, "验收", feb(1), "", feb(1))
    with pytest.raises(RefusedError, match=r"验收：.*要有验收报告"):
        stepped(office, "验收", feb(1), "通过", feb(1))
    with pytest.raises(RefusedError, match="早于前面一步"):
        stepped(office, "验收", D28, "通过", feb(1), "报告1号")
    with pytest.raises(RefusedError, match="“退回”要在“办理意见”写明理由"):
        stepped(office, "验收", feb(1), "退回", feb(1))
    done = stepped(office, "验收", feb(2), "退回", feb(2), note="没有台账")
    assert done.matter.standing.reviewed.state is ItemState.RETURNED
    assert office.on(feb(2)).reviewed.state is ItemState.RETURNED and not office.problems
    office.step("验收（第2次）", feb(3), "通过", feb(3), 材料文号="报告2号")
    with pytest.raises(RefusedError, match="公示到2月7日才期满"):
        stepped(office, "公示", feb(3), "通过", feb(3))
    stepped(office, "公示", feb(3), "", feb(3))
    assert ("公示", "公示中，2021年2月7日期满") in _rows(office, feb(4))
    with pytest.raises(RefusedError, match="早于前面一步"):
        stepped(office, "验收（第2次）", feb(4), "通过", feb(4), "报告2号")


def _rows(office: Office, day: date) -> list[tuple[str, str]]:
    office.on(day)
    return office.rows()


def test_a_step_that_was_typed_meanwhile_is_a_conflict_that_is_told(office: Office) -> None:
    opened = office.master.read_bytes()
    stepped(office, "现场核查", feb(1), "退回", feb(1), note="不实")
    office.on(feb(1))
    office.master.write_bytes(opened)
    office.step("现场核查", feb(1), "通过", feb(1))
    assert any("填得不一致" in said and "办理结果" in said for said in office.problems), office.problems
    book = load_workbook(office.master)
    sheet = book[Sheet.CLOSING]
    captions = captions_of(sheet)
    assert sheet.cell(4, captions["办理结果"]).value in ("通过", "退回")


def test_without_steps_or_before_anything_is_asked_for_no_step_is_taken(workspace: Workspace, office: Office) -> None:
    with pytest.raises(WorkspaceError, match="没有销号环节"):
        workspace.take_step(StepDone("验收", feb(1), "×××", "通过"), **WHOSE, as_of=feb(1))
    with pytest.raises(WorkspaceError, match="还没有申请销号"):
        step = StepDone("现场核查", feb(1), "×××", "通过")
        office.workspace.take_step(step, unit="altay_city", item=FORM.item_id, as_of=feb(1))
