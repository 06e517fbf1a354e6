"""What the office adds to a master lives on through 汇总, and its own file stays beside where something cannot."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

from tests.additions.clerks import LEDGER, OWING, cell, column_of, edited, insert_column, opened, sheet_of
from tests.master.masters import with_word
from tests.small import F1, filled, small_workspace
from toolkit import Workspace
from toolkit.cli.parser import main

PERIOD, D1, D2 = "2021-01", date(2021, 2, 10), date(2021, 2, 11)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_workspace(tmp_path_factory.mktemp("补充") / "工作区").root


@pytest.fixture
def workspace(start: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(start, tmp_path / "工作区")
    return Workspace(tmp_path / "工作区")


def master_of(workspace: Workspace) -> Path:
    return workspace.master_path(workspace.period(PERIOD))


def with_chart(book: Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(sheet_of(book, OWING), min_col=4, min_row=5, max_row=8))
    sheet_of(book, OWING).add_chart(chart, "B30")


def typed(number: int, book: Workbook) -> None:
    sheet_of(book, OWING)["B40"] = number


def all_of_it(book: Workbook) -> None:
    sheet = sheet_of(book, LEDGER)
    at = insert_column(sheet, "整改措施", "领导意见")
    cell(sheet, 6, at).value = "抓紧"
    cell(sheet, 7, 6).comment = Comment("核实", "张")
    for one in sheet[8]:
        one.fill = PatternFill("solid", fgColor="FFFFFF00")
    book.create_sheet("会议")["A1"] = "=整改台账!$F$5"


def seen(path: Path) -> tuple[object, ...]:
    book = opened(path.read_bytes())
    sheet = sheet_of(book, LEDGER)
    note = sheet["F7"].comment
    return (
        sheet.cell(6, column_of(sheet, "领导意见")).value, note and note.text, sheet["H8"].fill.fgColor.rgb,
        book["会议"]["A1"].value,
    )  # fmt: skip


ALL = ("抓紧", "核实", "FFFFFF00", "=整改台账!$F$5")


@pytest.mark.exhaustive
def test_additions_live_through_generations_beside_decisions_and_returns(workspace: Workspace) -> None:
    path = master_of(workspace)
    path.write_bytes(edited(path.read_bytes(), all_of_it))
    done = workspace.consolidate(as_of=D1)
    assert seen(path) == ALL and not done.needs_a_person and not list(path.parent.glob("*办公室原件*"))
    path.write_bytes(with_word(path.read_bytes(), F1, {"备注": "电话已催"}))
    assert workspace.consolidate(as_of=D1).decided == 1
    assert seen(path) == ALL
    item, unit = workspace.plan.item[F1[0]], workspace.plan.unit[F1[1]]
    blank = workspace.form_path(workspace.period(PERIOD), item, unit).read_bytes()
    (workspace.inbox / "表.xlsx").write_bytes(filled(workspace, blank, F1, {}))
    workspace.run(as_of=D2)
    assert seen(path) == ALL
    Workspace(workspace.root).consolidate(as_of=date(2021, 3, 1))
    assert seen(path) == ALL


def test_a_master_of_which_nothing_has_changed_is_left_as_it_is(workspace: Workspace) -> None:
    path = master_of(workspace)
    path.write_bytes(edited(path.read_bytes(), all_of_it))
    workspace.consolidate(as_of=D1)
    before = path.stat().st_mtime_ns, path.read_bytes()
    workspace.consolidate(as_of=D1)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    workspace.fingerprints_path.unlink()
    workspace.consolidate(as_of=D1)
    assert path.read_bytes() == before[1]


def test_a_master_without_additions_is_not_even_read_for_them(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr("toolkit.additions.carry.carried", read)
    workspace.consolidate(as_of=D1)
    workspace.consolidate(as_of=D2)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("times", [1, 2])
def test_what_cannot_be_carried_over_is_said_and_the_file_stays_beside(workspace: Workspace, times: int) -> None:
    path = master_of(workspace)
    kept = []
    for number in range(times):
        data = edited(path.read_bytes(), with_chart, partial(typed, number))
        path.write_bytes(data)
        kept.append(data)
        done = workspace.consolidate(as_of=D1)
        (left,) = done.beside
        assert left.beside.read_bytes() == data and done.needs_a_person
        assert left.beside.name.startswith(f"{path.stem}（办公室原件 2021-02-10）")
        assert any("图表" in sentence for sentence in left.sentences)
    assert sorted(one.read_bytes() for one in path.parent.glob("*办公室原件*")) == sorted(kept)
    again = workspace.consolidate(as_of=D2)
    assert not again.beside and not again.unread
    said = [text for row in opened(path.read_bytes())["未能放回的补充内容"].values for text in row if text]
    assert sum("图表" in str(text) for text in said) == times


def test_the_command_line_says_it(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    path = master_of(workspace)
    path.write_bytes(edited(path.read_bytes(), with_chart))
    assert main(["-w", str(workspace.root), "consolidate", "--as-of", "2021-02-10"]) == 1
    said = capsys.readouterr().out
    assert "图表" in said and "办公室原件 2021-02-10" in said


def test_a_decision_on_a_sheet_of_the_offices_own_does_not_count(workspace: Workspace) -> None:
    """A copy that was made when things stood otherwise would win over what has been decided since."""
    path = master_of(workspace)

    def copied(book: Workbook) -> None:
        book.copy_worksheet(sheet_of(book, LEDGER)).title = "一月底的样子"

    path.write_bytes(edited(path.read_bytes(), copied))
    workspace.consolidate(as_of=D1)
    path.write_bytes(with_word(path.read_bytes(), F1, {"备注": "二月的话"}))
    workspace.consolidate(as_of=D1)
    path.write_bytes(edited(path.read_bytes(), lambda book: setattr(book["一月底的样子"]["AX50"], "value", "x")))
    assert workspace.consolidate(as_of=D2).decided == 0
    sheet = sheet_of(opened(path.read_bytes()), LEDGER)
    remarks = [row[column_of(sheet, "备注") - 1] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert "二月的话" in remarks


def test_another_period_has_no_additions_but_its_own(workspace: Workspace) -> None:
    path = master_of(workspace)
    path.write_bytes(edited(path.read_bytes(), all_of_it))
    later = workspace.plan.periods[1]
    workspace.distribute(as_of=date(2021, 3, 1), period=later.id)
    workspace.consolidate(as_of=date(2021, 3, 2), period=later.id)
    assert "会议" not in opened(workspace.master_path(later).read_bytes()).sheetnames
    workspace.consolidate(as_of=date(2021, 1, 30), period=PERIOD)
    assert seen(path) == ALL


def test_volumes_and_their_index_keep_what_is_added_to_each(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.standing.volumes.MOST_ROWS", 8)
    done = workspace.consolidate(as_of=D1)
    assert len(done.volumes) > 1

    def add(book: Workbook) -> None:
        first = book.worksheets[0]
        first["A60"] = "脚注"
        book.create_sheet("自己的")["A1"] = "x"
        if "各单位" in book.sheetnames:
            sheet = sheet_of(book, "各单位")
            sheet["I3"], sheet["I4"] = "联系", "甲"

    edit: Callable[[Workbook], None] = add
    for path in (done.master, *done.volumes):
        path.write_bytes(edited(path.read_bytes(), edit))
    again = workspace.consolidate(as_of=D2)
    for path in (again.master, *again.volumes):
        book = opened(path.read_bytes())
        assert book["自己的"]["A1"].value == "x"
        assert "脚注" in [c.value for row in book.worksheets[0] for c in row]
    assert [c.value for c in opened(again.master.read_bytes())["各单位"]["I"]][2:4] == ["联系", "甲"]
