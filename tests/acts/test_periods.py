"""Reporting periods: issued, closed, opened again; what comes after a closing is kept and changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.acts.test_succeeding import gone_into
from tests.conftest import copy_of
from tests.effort import first
from tests.reviewed import published
from tests.small import F1, F2, F3, ISSUED, Form, filled, small_plan_file
from toolkit import Workspace
from toolkit.acts.periods import PeriodState
from toolkit.acts.succeeding import returns_of
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.plan.model import Unit
from toolkit.standing.status import ReportState, Standing

P1, P2 = "2021-01", "2021-04"
D28, CLOSED, LATER, LAST = date(2021, 1, 28), date(2021, 2, 5), date(2021, 2, 9), date(2021, 3, 1)
APRIL = date(2021, 4, 6)


def issued(workspace: Workspace, form: Form, period: str = P1) -> bytes:
    """A form as it went out."""
    plan = workspace.plan
    item, unit = plan.item[form[0]], plan.unit[form[1]]
    return workspace.form_path(plan.period[period], item, unit).read_bytes()


def take(workspace: Workspace, day: date, forms: Mapping[Form, Mapping[str, object]], period: str = P1) -> None:
    """Some forms come back on a day, and nothing else."""
    for number, (form, changes) in enumerate(forms.items()):
        data = filled(workspace, issued(workspace, form, period), form, changes)
        (workspace.inbox / f"{number}.xlsx").write_bytes(data)
    assert len(workspace.collect(as_of=day).taken) == len(forms)


def of(workspace: Workspace, form: Form, day: date, period: str = P1) -> Standing:
    """Where a form stands."""
    return next(s for s in workspace.status(as_of=day, period=period) if s.form == form)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Forms went out and one came back; the period is about to be closed."""
    folder = tmp_path_factory.mktemp("关账")
    workspace = Workspace.init(folder / "工作区", small_plan_file(folder))
    workspace.distribute(as_of=ISSUED)
    take(workspace, D28, {F1: {}})
    workspace.remind(as_of=CLOSED)
    workspace.consolidate(as_of=CLOSED)
    return workspace


@pytest.fixture
def office(made: Workspace, tmp_path: Path) -> Workspace:
    """The same, before it is closed."""
    return copy_of(made, tmp_path)


@pytest.fixture(scope="module")
def supplied(made: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same, closed; then one form came for the first time, one anew, one sent back, a paper; on several days."""
    workspace = copy_of(made, tmp_path_factory.mktemp("补报"))
    workspace.close_period(period=P1, by="办公室主任", as_of=CLOSED)
    (workspace.inbox / "福海县 三（一）1 实施方案.pdf").write_bytes(b"%PDF-1.4 " + b"x" * 99)
    take(workspace, CLOSED, {F2: {}})
    take(workspace, LATER, {F1: {"rural_kg_count": 39}})
    take(workspace, LATER, {F3: {"overall_status": None}})
    take(workspace, D28, {("3.1.1", "qinghe"): {}})  # as if it had been taken in before
    return workspace


def everything(workspace: Workspace, folder: Path, day: date) -> dict[str, bytes]:
    """What is published of a day: the master, the bulletin, both editions."""
    again = copy_of(workspace, folder)
    for made_before in ("publish", "remind"):
        shutil.rmtree(again.outbox / P1 / made_before, ignore_errors=True)
    for path in (again.outbox / P1).glob("*.xlsx"):
        path.unlink()
    again.consolidate(as_of=day, period=P1)
    again.remind(as_of=day, period=P1)
    published(again, day)
    found = [*(again.outbox / P1).glob("*.xlsx"), *(again.outbox / P1).glob("publish/*")]
    found += (again.outbox / P1).glob("remind/通报*.docx")
    return {path.name: path.read_bytes() for path in found}


@pytest.mark.parametrize("day", first(1, [CLOSED, D28]))
def test_what_was_published_is_made_again_byte_for_byte(
    made: Workspace, supplied: Workspace, tmp_path: Path, day: date
) -> None:
    before, after = everything(made, tmp_path / "前", day), everything(supplied, tmp_path / "后", day)
    assert len(before) == 8 and list(before) == list(after)
    assert [name for name, data in before.items() if after[name] != data] == []


@pytest.mark.parametrize(
    ("form", "state"),
    [
        (F1, ReportState.ACCEPTED),
        (F2, ReportState.NOT_RECEIVED),
        (F3, ReportState.NOT_RECEIVED),
        (("3.1.1", "qinghe"), ReportState.NOT_RECEIVED),
    ],
    ids=["came before and anew", "came first", "sent back", "taken in as of a day before"],
)
def test_what_comes_after_a_closing_is_told_and_counts_for_nothing(
    made: Workspace, supplied: Workspace, form: Form, state: ReportState
) -> None:
    then, now = of(made, form, LAST), of(supplied, form, LAST)
    assert now.state is state and now.supplied is not None
    assert (now.accepted, now.latest, now.light, now.reviewed) == (
        then.accepted, then.latest, then.light, then.reviewed
    )  # fmt: skip
    assert of(supplied, form, CLOSED).supplied is None


def test_the_master_lists_what_came_after_the_closing(supplied: Workspace, tmp_path: Path) -> None:
    workspace = copy_of(supplied, tmp_path)
    book = load_workbook(workspace.consolidate(as_of=LAST).master)
    rows = [[cell.value for cell in row] for row in book["补报"].iter_rows(min_row=4)]
    assert {(row[1], row[2], row[4]) for row in rows} == {
        ("阿勒泰市", "三（二）3", "接收"), ("富蕴县", "三（一）1", "接收"), ("青河县", "六（二）", "退回"),
        ("青河县", "三（一）1", "接收"),
    }  # fmt: skip
    assert "2021-02-05 关账" in str(book["总览"]["A2"].value)
    assert "补报" not in load_workbook(workspace.consolidate(as_of=CLOSED).master).sheetnames


def test_the_unit_is_told_that_it_came_after_the_closing(supplied: Workspace) -> None:
    unit = supplied.plan.unit["altay_city"]
    (receipt,) = supplied.replies_path(supplied.plan.period[P1], unit).glob("收件回执*.xlsx")
    texts = [str(cell.value) for row in load_workbook(receipt)["收件回执"].iter_rows() for cell in row if cell.value]
    assert any("已于2021年2月5日关账" in text for text in texts)
    assert any(text.startswith("补报，已接收") for text in texts)
    assert any("本期已经关账，不再催报" in text for text in texts)


def test_the_life_of_a_form_tells_it(supplied: Workspace) -> None:
    told = [[d for d in event.details if "补报" in d] for event in supplied.history(unit="富蕴县", item="三（一）1")]
    assert sum(map(len, told)) == 1


def test_the_next_period_goes_on_from_what_came_late(supplied: Workspace, tmp_path: Path) -> None:
    workspace = copy_of(supplied, tmp_path)
    workspace.distribute(as_of=APRIL, period=P2)
    with workspace.ledger() as ledger:
        issued = ledger.issued(P2)
    assert issued["3.1.1", "fuyun", P2, 1].prior["rural_kg_count"] == 39
    assert issued["3.1.1", "qinghe", P2, 1].prior_period == P1
    assert of(workspace, F2, APRIL, P2).reviewed.state is not of(workspace, F2, APRIL, P1).reviewed.state


@pytest.mark.parametrize("act", ["remind", "distribute", "close"])
def test_acts_for_a_closed_period(supplied: Workspace, tmp_path: Path, act: str) -> None:
    workspace = copy_of(supplied, tmp_path)
    with pytest.raises(WorkspaceError, match=r"已经在 2021-02-05 (由办公室主任)?关账"):
        if act == "remind":
            workspace.remind(as_of=LAST, period=P1)
        elif act == "distribute":
            workspace.distribute(as_of=CLOSED, period=P1)
        else:
            workspace.close_period(period=P1, by="某某", as_of=LAST)


@pytest.mark.parametrize("day", first(1, [LAST, LATER, CLOSED]))
def test_a_period_that_is_opened_again_counts_what_came_meanwhile(
    supplied: Workspace, tmp_path: Path, day: date
) -> None:
    workspace = copy_of(supplied, tmp_path)
    workspace.reopen_period(period=P1, by="主任", as_of=LAST, reason="上级要求补齐")
    found = of(workspace, F2, day)
    assert (found.state is ReportState.ACCEPTED) is (day == LAST)
    assert (found.supplied is not None) is (day == LATER)
    take(workspace, LAST, {("3.1.1", "fuhai"): {}})
    assert of(workspace, ("3.1.1", "fuhai"), LAST).state is ReportState.ACCEPTED
    workspace.close_period(period=P1, by="主任", as_of=LAST)
    take(workspace, LAST, {("3.1.1", "burqin"): {}})
    assert of(workspace, ("3.1.1", "burqin"), APRIL).supplied is not None
    assert of(workspace, F2, APRIL).state is ReportState.ACCEPTED


def test_a_closing_that_was_a_mistake_leaves_no_trace_in_what_counts(office: Workspace) -> None:
    office.close_period(period=P1, by="主任", as_of=CLOSED)
    take(office, CLOSED, {F2: {}})
    office.reopen_period(period=P1, by="主任", as_of=CLOSED, reason="关错了")
    found = of(office, F2, CLOSED)
    assert found.state is ReportState.ACCEPTED and found.supplied is None


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (lambda w: w.close_period(period=P2, by="主任", as_of=LAST), "还没有发表"),
        (lambda w: w.close_period(period="2020-01", by="主任", as_of=LAST), "方案里没有"),
        (lambda w: w.close_period(period=P1, by="　", as_of=LAST), "用 --by 写明"),
        (lambda w: w.reopen_period(period=P1, by="主任", as_of=LAST, reason="x"), "没有关账"),
        (lambda w: w.reopen_period(period=P1, by="主任", as_of=LAST, reason=" "), "没有写原因"),
    ],
    ids=["not issued", "not in the plan", "by nobody", "not closed", "for no reason"],
)
def test_steps_that_cannot_be(office: Workspace, step: object, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said) as caught:
        step(office)  # type: ignore[operator]
    assert "用 --period" not in str(caught.value)  # these commands have no such option
    assert [one.state for one in office.periods()][:2] == [PeriodState.OPEN, PeriodState.PLANNED]


def test_no_step_before_the_last(office: Workspace) -> None:
    office.close_period(period=P1, by="主任", as_of=LATER)
    with pytest.raises(WorkspaceError, match="不能倒回 2021-02-05"):
        office.reopen_period(period=P1, by="主任", as_of=CLOSED, reason="x")


def test_what_was_closed_when_and_by_whom(supplied: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["-w", str(supplied.root)]
    assert main([*root, "period", "show"]) == 0
    first, second, third, *_ = capsys.readouterr().out.splitlines()
    assert "2021-01" in first and "已关账，2021-01-25 发表，补报 4 份" in first
    assert second.strip() == "2021-02-05 办公室主任关账" and "2021-04" in third and "未发表" in third
    assert main([*root, "period", "show", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["periods"][0]
    assert (told["state"], told["supplied"], told["steps"][0]["who"]) == ("已关账", 4, "办公室主任")


def test_the_ledger_is_made_anew_with_its_closings(supplied: Workspace, tmp_path: Path) -> None:
    workspace = copy_of(supplied, tmp_path)
    before = [one.steps for one in workspace.periods()], of(workspace, F2, LAST)
    workspace.ledger_path.unlink()
    workspace.rebuild(today=LAST)
    assert ([one.steps for one in workspace.periods()], of(workspace, F2, LAST)) == before


@pytest.mark.parametrize(
    ("day", "reopened", "counts"), [(CLOSED, False, False), (LATER, False, False), (LAST, True, True)]
)
def test_a_paper_that_comes_after_the_closing_is_listed_and_counts_for_nothing_until_it_is_reopened(
    office: Workspace, day: date, reopened: bool, counts: bool
) -> None:
    office.close_period(period=P1, by="主任", as_of=CLOSED)
    (office.inbox / "福海县整改方案.pdf").write_bytes(b"%PDF-1.4 " + b"x" * 99)
    office.collect(as_of=CLOSED)
    if reopened:
        office.reopen_period(period=P1, by="主任", as_of=LATER, reason="上级要求")
    snapshot = office.snapshot(office.plan.period[P1], day)
    (due,) = [one for one in snapshot.duties if one.unit.id == "fuhai"]
    assert due.owing is not counts
    assert [paper.name for paper in snapshot.evidence] == ([] if day == CLOSED else ["福海县整改方案.pdf"])


@pytest.mark.parametrize(("form", "said"), [(F1, "补报"), (F2, "补报"), (("3.1.1", "qinghe"), "补报")])
def test_a_dossier_says_what_came_after_the_closing(supplied: Workspace, tmp_path: Path, form: Form, said: str) -> None:
    workspace = copy_of(supplied, tmp_path)
    (filed,) = workspace.dossier(as_of=LAST, period=P1, item=form[0]).filed
    lines = [[cell.text for cell in row.cells] for table in Document(str(filed.document)).tables for row in table.rows]
    told = [line for line in lines if any(f"{said}2021年1月填报表" in cell for cell in line)]
    assert any(workspace.plan.unit[form[1]].area in cell for line in told for cell in line), lines
    (filed,) = copy_of(supplied, tmp_path / "前").dossier(as_of=CLOSED, period=P1, item=form[0]).filed
    tables = Document(str(filed.document)).tables
    assert said not in "".join(cell.text for table in tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize(("day", "known"), [(D28, {F1}), (CLOSED, {F1}), (LATER, {F1, F2})])
def test_what_came_late_counts_for_the_next_period_also_where_a_unit_is_no_more(
    supplied: Workspace, tmp_path: Path, day: date, known: set[Form]
) -> None:
    new = Unit("new", "某某镇人民政府", "某某镇", emails=("new@example.com",))
    workspace = copy_of(supplied, tmp_path)
    plan = gone_into(workspace.plan, ("burqin",), new, ISSUED)
    with workspace.ledger() as ledger:
        (found,) = returns_of(plan, ledger, [plan.period[P1]], day).values()
    assert {s.form for s in found} & {F1, F2} == known


def test_a_closing_takes_back_the_reminders_that_are_not_sent(office: Workspace) -> None:
    """What a person has written into one stays, as everywhere."""
    period = office.plan.period[P1]
    drafts = sorted(office.mails_path(period).glob("*催报*.eml"))
    assert len(drafts) > 1
    drafts[0].write_bytes(drafts[0].read_bytes() + "请尽快。".encode())
    office.close_period(period=P1, by="王主任", as_of=CLOSED)
    assert sorted(office.mails_path(period).glob("*催报*.eml")) == drafts[:1]
