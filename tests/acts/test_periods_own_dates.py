"""A unit that has a day of its own in a period: form, mails, receipt, lights, bulletin and master follow it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.small import ISSUED, filled, small_plan
from toolkit import Workspace
from toolkit.acts.withdraw import Tone
from toolkit.base.errors import PlanError
from toolkit.plan.deadlines import period_of
from toolkit.plan.options import Binding, OwnDate
from toolkit.planbook.differences import differences
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
from toolkit.standing.status import Light

P1, F1 = "2021-01", ("3.1.1", "fuyun")
LATER, SOONER, D2 = date(2021, 2, 10), date(2021, 1, 28), date(2021, 2, 2)
OWN = (OwnDate(P1, "fuyun", LATER, "大雪封路"), OwnDate(P1, "burqin", SOONER, "提前检查"))


def office(folder: Path, binding: Binding = Binding.EACH) -> Workspace:
    """A workspace of a plan in which one unit has a later day, one an earlier one, the others the plan's."""
    plan = small_plan()
    path = folder / "plan.xlsx"
    units = tuple(replace(unit, emails=(f"{unit.id}@example.com",)) for unit in plan.units)
    write_plan(replace(plan, units=units, settings=replace(plan.settings, own_dates=OWN, binding=binding)), path)
    workspace = Workspace.init(folder / "工作区", path)
    workspace.distribute(as_of=ISSUED)
    return workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return office(tmp_path_factory.mktemp("另定"))


def texts(path: Path) -> str:
    """All that stands in a workbook."""
    book = load_workbook(path)
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None)


def mail(path: Path) -> str:
    body = BytesParser(policy=policy.default).parsebytes(path.read_bytes()).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("unit", ["fuyun", "burqin", "fuhai"])
def test_forms_and_letters_name_the_units_own_day(made: Workspace, unit: str) -> None:
    plan, own = made.plan, {"fuyun": "2月10日", "burqin": "1月28日"}.get(unit, "1月31日")
    others = {"2月10日", "1月28日", "1月31日"} - {own}
    form = texts(made.form_path(plan.period[P1], plan.item["3.1.1"], plan.unit[unit]))
    letter = mail(made.draft_path(plan.period[P1], plan.unit[unit], "填报表"))
    for said in (form, letter):
        assert f"2021年{own}" in said or f"2021-{own.replace('月', '-0')[:4]}" in said
        assert not any(f"2021年{day}前" in said for day in others)


def test_a_book_names_the_units_own_day(tmp_path: Path) -> None:
    workspace = office(tmp_path, Binding.BOOK)
    for unit, own in (("fuyun", "2月10日"), ("burqin", "1月28日"), ("fuhai", "1月31日")):
        said = texts(workspace.book_path(workspace.plan.period[P1], workspace.plan.unit[unit]))
        assert set(re.findall("2021年(.{3,6}日)前", said)) == {own}


@pytest.mark.parametrize(
    ("unit", "late", "light", "tone"),
    [("fuyun", 0, Light.PENDING, Tone.BEFORE), ("burqin", 3, Light.YELLOW, Tone.AFTER),
     ("fuhai", 2, Light.YELLOW, Tone.AFTER)],
)  # fmt: skip
def test_lights_and_reminders_follow(made: Workspace, unit: str, late: int, light: Light, tone: Tone) -> None:
    (found,) = [s for s in made.status(as_of=D2) if s.form == ("3.1.1", unit)]
    assert (found.late_workdays, found.light) == (late, light)
    (reminder,) = [one for one in made.remind(as_of=D2).reminders if one.unit.id == unit]
    assert reminder.tone is tone
    assert ("2021年2月10日" in mail(reminder.draft)) is (unit == "fuyun")


def test_the_bulletin_says_whose_day_is_another_and_why(made: Workspace) -> None:
    said = "".join(p.text for p in Document(str(made.remind(as_of=D2).bulletin)).paragraphs)
    assert "富蕴县因大雪封路应于2021年2月10日前报送" in said and "布尔津县因提前检查应于2021年1月28日前报送" in said


def test_receipt_and_master_name_it(made: Workspace) -> None:
    period, unit = made.plan.period[P1], made.plan.unit["fuyun"]
    blank = made.form_path(period, made.plan.item["3.1.1"], unit).read_bytes()
    (made.inbox / "一.xlsx").write_bytes(filled(made, blank, F1, {"rural_kg_count": None}))
    made.collect(as_of=D2)
    (receipt,) = made.replies_path(period, unit).glob("收件回执*.xlsx")
    assert "2021-02-10" in texts(receipt)
    (copy,) = made.replies_path(period, unit).glob("退回修改*.xlsx")
    assert "2021年2月10日前" in texts(copy)
    sheet = load_workbook(made.consolidate(as_of=D2).master)["整改台账"]
    rows = [[str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if "应报日期" in row)
    days = {row[head.index("责任单位")]: row[head.index("应报日期")][:10] for row in rows}
    assert (days["富蕴县"], days["布尔津县"], days["福海县"]) == ("2021-02-10", "2021-01-28", "2021-01-31")


def test_it_is_kept_in_the_plan_workbook_and_told_as_a_change(made: Workspace) -> None:
    plan = read_plan(made.plan_path)
    assert plan.settings.own_dates == OWN
    without = replace(plan, settings=replace(plan.settings, own_dates=OWN[:1]))
    assert [str(one) for one in differences(without, plan)] == ["新增报送期：2021-01 布尔津县另定日期"]
    assert [period_of(plan.periods[0], plan.settings, u).due_date for u in ("fuyun", "fuhai")] == [
        LATER, plan.periods[0].due_date
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: {**row, 1: "2021-02"}, "“报送期”工作表里没有 2021-02"),
        (lambda row: {**row, 2: "某某县"}, "“单位”工作表里没有“某某县”"),
        (lambda row: {**row, 3: None}, "“应报日期”不能空着"),
        (lambda row: {**row, 4: None}, "“原因”不能空着"),
        (lambda row: {**row, 2: "布尔津县"}, "重复"),
    ],
    ids=["no such period", "no such unit", "no day", "no reason", "twice"],
)
def test_faults_are_named_by_cell(
    made: Workspace, tmp_path: Path, change: Callable[[dict[int, object]], dict[int, object]], said: str
) -> None:
    book = load_workbook(made.plan_path)
    sheet = book["另定日期"]
    for column, value in change({n: sheet.cell(2, n).value for n in range(1, 5)}).items():
        sheet.cell(2, column).value = value  # type: ignore[assignment]
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(PlanError) as raised:
        read_plan(tmp_path / "plan.xlsx")
    assert any(fault.sheet == "另定日期" and fault.cell and said in fault.message for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("area", "said"),
    [("富蕴县", "，另定2021年2月10日前报"), ("布尔津县", "，另定2021年1月28日前报"), ("福海县", "）")],
)
def test_a_chat_group_is_told_of_days_that_are_not_the_one_above(made: Workspace, area: str, said: str) -> None:
    chat = made.remind(as_of=D2, period=P1).chat
    assert chat is not None
    (line,) = [one for one in chat.read_text(encoding="utf-8-sig").splitlines() if f"{area}：" in one]
    assert line.endswith(said), line
