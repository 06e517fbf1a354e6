"""应报材料: papers that are due besides forms are tied when they come, and asked for until they do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.small import new_small_workspace, small_plan
from toolkit import Workspace
from toolkit.base.captions import Sheet
from toolkit.base.errors import PlanError
from toolkit.cli.parser import main
from toolkit.plan.duties import Duty
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
from toolkit.standing.duties import PaperDue

D25, D28, DUE, LATER = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 31), date(2021, 2, 3)
UNITS = tuple(unit.id for unit in small_plan().units)
SCHEME = Duty("整改方案", (), "", (), DUE, "主要领导签字、盖章")
NOTICE = Duty("整改方案公示截图", ("fuyun", "fuhai"), "富蕴县、福海县", (), DUE)
REPORT = Duty("整改报告", (), "", ("3.1.1",), None)
DUTIES = (SCHEME, NOTICE, REPORT)
PDF = b"%PDF-1.4 "


def with_duties(plan: Plan, duties: tuple[Duty, ...]) -> Plan:
    units = tuple(replace(unit, emails=(f"{unit.id}@example.com",)) for unit in plan.units)
    return replace(plan, units=units, settings=replace(plan.settings, duties=duties))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = new_small_workspace(tmp_path / "工作区")
    write_plan(with_duties(small_plan(), DUTIES), made.root / "plan.xlsx")
    made = Workspace(made.root)
    made.distribute(as_of=D25)
    return made


def came(workspace: Workspace, day: date, *names: str) -> None:
    for number, name in enumerate(names):
        path = workspace.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PDF + f"{number}{name}".encode())
    workspace.run(as_of=day)


def due(workspace: Workspace, day: date = LATER) -> list[PaperDue]:
    return list(workspace.state(as_of=day, period="2021-01").duties)


def got(of: Iterable[PaperDue]) -> set[tuple[str, str]]:
    return {(one.duty.name, one.unit.id) for one in of if not one.owing}


def test_who_owes_what_by_when(workspace: Workspace) -> None:
    found = due(workspace)
    assert [(one.duty.name, one.unit.id) for one in found if one.item] == [
        ("整改报告", unit.id) for unit in workspace.plan.units if unit.id in workspace.plan.owing["3.1.1"]
    ]
    assert sum(one.duty is not None and one.duty.name == "整改方案" for one in found) == len(UNITS)
    assert {one.due for one in found} == {DUE} and all(one.late == 3 for one in found)


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("富蕴县整改方案.pdf", {("整改方案", "fuyun")}),
        ("富蕴县/整改方案（盖章）.pdf", {("整改方案", "fuyun")}),
        ("富蕴县整改方案公示截图.pdf", {("整改方案公示截图", "fuyun")}),
        ("富蕴县三（一）1整改报告.pdf", {("整改报告", "fuyun")}),
        ("富蕴县整改 报告.pdf", {("整改报告", "fuyun")}),
        ("富蕴县三（一）1整改方案.pdf", set()),
        ("富蕴县实施方案.pdf", set()),
        ("整改方案.pdf", set()),
    ],
    ids=["named", "in a folder", "longest name", "of an item", "with a blank", "about an item", "other", "of nobody"],
)
def test_what_comes_is_tied_by_its_name(workspace: Workspace, name: str, what: set[tuple[str, str]]) -> None:
    came(workspace, D28, name)
    assert got(due(workspace)) == what


def test_what_comes_from_a_units_mailbox_is_its_own(workspace: Workspace) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "fuhai@example.com", "office@example.com", "报送"
    mail["Date"] = "Thu, 28 Jan 2021 10:20:00 +0800"
    mail.set_content("请查收。")
    mail.add_attachment(PDF + b"x", maintype="application", subtype="pdf", filename="整改方案.pdf")
    (workspace.inbox / "邮件.eml").write_bytes(mail.as_bytes())
    workspace.run(as_of=D28)
    assert got(due(workspace)) == {("整改方案", "fuhai")}


def test_what_is_missing_is_listed_asked_for_and_gone_when_it_came(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    came(workspace, D28, "富蕴县整改方案.pdf", "福海县整改方案.pdf")
    master = workspace.consolidate(as_of=LATER).master
    sheet = load_workbook(master)[Sheet.OWING]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4)]
    assert ("布尔津县", "—", "材料：整改方案") in [row[:3] for row in rows]
    assert ("富蕴县", "—", "材料：整改方案") not in [row[:3] for row in rows]
    gaps = "\n".join(str(cell.value) for row in load_workbook(master)[Sheet.GAPS].iter_rows() for cell in row)
    assert "整改方案公示截图" in gaps and "应报没有报的" in gaps
    assert main(["-w", str(workspace.root), "status", "--as-of", "2021-02-03"]) == 0
    out = capsys.readouterr().out
    assert "应报材料“整改方案”：应报 5 份，收到 2 份，未报：阿勒泰市、布尔津县、青河县。" in out
    reminded = {one.unit.id: one for one in workspace.remind(as_of=LATER).reminders}
    assert [one.duty.name for one in reminded["burqin"].papers] == ["整改方案", "整改报告"]
    mail = reminded["burqin"].draft.read_bytes()
    assert reminded["burqin"].number == len(reminded["burqin"].owing) + 2 and mail
    lines = {row[0]: row[5] for row in evidence(master)}
    assert lines["富蕴县"] == "应报材料"


def evidence(master: Path) -> list[tuple[object, ...]]:
    sheet = load_workbook(master)["佐证材料"]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4)]


def test_who_owes_nothing_but_a_paper_is_reminded_of_it(tmp_path: Path) -> None:
    made = new_small_workspace(tmp_path / "工作区")
    plan = with_duties(small_plan(), (SCHEME,))
    items = tuple(replace(i, unit_ids=tuple(u for u in i.unit_ids if u != "burqin")) for i in plan.items)
    write_plan(replace(plan, items=items), made.root / "plan.xlsx")
    made = Workspace(made.root)
    made.distribute(as_of=D25)
    for day in (date(2021, 1, 29), LATER):
        (one,) = (r for r in made.remind(as_of=day).reminders if r.unit.id == "burqin")
        assert not one.owing and one.number == 1


def test_a_dossier_says_whose_papers_came(workspace: Workspace) -> None:
    came(workspace, D28, "富蕴县整改方案.pdf")
    done = workspace.dossier(as_of=LATER, item="3.1.1")
    said = [paragraph.text for paragraph in Document(str(done.filed[0].document)).paragraphs]
    assert any(line.startswith("整改方案：已报：富蕴县（2021-01-28）；未报：阿勒泰市") for line in said)


def test_what_is_due_each_period_is_due_again(tmp_path: Path, workspace: Workspace) -> None:
    came(workspace, D28, "富蕴县三（一）1整改报告.pdf", "富蕴县整改方案.pdf")
    assert got(workspace.state(as_of=date(2021, 4, 1), period=workspace.plan.periods[1].id).duties) == {
        ("整改方案", "fuyun")
    }


def test_the_plan_workbook_says_them_and_their_faults(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    plan = with_duties(small_plan(), DUTIES)
    write_plan(plan, path)
    assert read_plan(path).settings.duties == DUTIES
    book = load_workbook(path)
    sheet = book["应报材料"]
    sheet["B2"], sheet["C3"], sheet["D4"] = "张家村", "九（九）9", "下周"
    book.save(path)
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert [(fault.sheet, fault.cell) for fault in caught.value.faults] == [
        ("应报材料", "B2"), ("应报材料", "C3"), ("应报材料", "D4"),
    ]  # fmt: skip


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("cell", "value"),
    [("A3", "申请销号"), ("A2", "复查"), ("D4", "三天左右"), ("D4", None), ("B2", "情况说明"), ("D2", "5天")],
    ids=["twice", "unknown", "no length", "length missing", "kind that is not closed", "length too many"],
)
def test_a_chain_that_cannot_be_is_named_by_its_cell(tmp_path: Path, cell: str, value: str | None) -> None:
    from tests.acts.test_read_back_closing import CHAIN, with_chain

    path = tmp_path / "plan.xlsx"
    write_plan(with_chain(small_plan(), CHAIN), path)
    book = load_workbook(path)
    book["销号环节"][cell if cell != "D4" else "D5"] = value
    book.save(path)
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert all(fault.sheet == "销号环节" for fault in caught.value.faults)
