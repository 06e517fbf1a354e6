"""督办记录: what the office types into rows of its own survives whatever it does to them, and is followed up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.small import small_workspace
from toolkit import Workspace
from toolkit.base.captions import Sheet
from toolkit.cli.parser import main
from toolkit.standing.supervision import Supervised, supervised
from toolkit.workbooks.markup import column_letters

PERIOD, DAY = "2021-01", date(2021, 2, 1)
TOP = 4  # the first row below the captions
COLUMNS = ("记录键", "督办日期", "督办方式", "责任单位", "事项编号", "督办内容", "经办人", "下次督办", "落实情况")
TALK = ("", date(2021, 1, 26), "约谈", "富蕴县", "三（一）1", "约谈分管领导", "×××", date(2021, 2, 3), None)
CALL = ("", date(2021, 1, 27), "电话", "福海县、青河县", None, "催报填报表", "×××", None, None)
NOTE = ("", "2021年1月28日", "领导批示", None, None, "请各单位抓紧", None, None, None)
ALL = ["约谈：约谈分管领导", "电话：催报填报表", "领导批示：请各单位抓紧"]
Edit = Callable[[Worksheet], object]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = small_workspace(tmp_path_factory.mktemp("督办") / "工作区")
    edit(workspace, typed(TALK, CALL, NOTE))
    workspace.consolidate(as_of=DAY)
    return workspace.root


@pytest.fixture
def workspace(start: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(start, tmp_path / "工作区")
    return Workspace(tmp_path / "工作区")


def edit(workspace: Workspace, change: Edit, path: Path | None = None) -> None:
    path = path or workspace.master_path(workspace.period(PERIOD))
    book = load_workbook(path)
    change(book[Sheet.SUPERVISION])
    book.save(path)


def typed(*rows: tuple[object, ...], at: int = TOP) -> Edit:
    def change(sheet: Worksheet) -> None:
        for number, row in enumerate(rows, start=at):
            for column, value in enumerate(row[1:], start=2):
                sheet.cell(number, column, value)  # type: ignore[call-overload]

    return change


def lines(workspace: Workspace, day: date = DAY) -> list[Supervised]:
    return supervised(workspace.plan, workspace.state(as_of=day, period=PERIOD).records)


def said(workspace: Workspace, day: date = DAY) -> list[str]:
    return [one.said for one in lines(workspace, day)]


def shown(workspace: Workspace) -> list[tuple[object, ...]]:
    sheet = load_workbook(workspace.master_path(workspace.period(PERIOD)))[Sheet.SUPERVISION]
    rows = [tuple(cell.value for cell in row[:9]) for row in sheet.iter_rows(min_row=TOP)]
    return [row for row in rows if any(row)]


def again(workspace: Workspace, change: Edit) -> int:
    edit(workspace, change)
    done = workspace.consolidate(as_of=DAY)
    assert not done.beside and not done.unread, done
    count = done.decided
    assert workspace.consolidate(as_of=DAY).decided == 0  # what was read is not new
    return count


def test_rows_typed_below_get_a_key_and_stand_there_once(workspace: Workspace) -> None:
    assert [row[2:6] for row in shown(workspace)] == [
        ("约谈", "富蕴县", "三（一）1", "约谈分管领导"),
        ("电话", "福海县、青河县", None, "催报填报表"),
        ("领导批示", None, None, "请各单位抓紧"),
    ]
    assert len({row[0] for row in shown(workspace)}) == 3 and all(row[0] for row in shown(workspace))
    talk, call, note = lines(workspace)
    assert (talk.unit_ids, talk.item_ids, talk.next_on) == (("fuyun",), ("3.1.1",), date(2021, 2, 3))
    assert call.unit_ids == ("fuhai", "qinghe") and not call.item_ids
    assert note.unit_ids == tuple(unit.id for unit in workspace.plan.units) and note.day == date(2021, 1, 28)


def change_words(sheet: Worksheet) -> None:
    sheet.cell(TOP, 6).value = "约谈主要领导"


def sort_backwards(sheet: Worksheet) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=TOP, max_row=TOP + 2)]
    for number, row in enumerate(reversed(rows), start=TOP):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def clear_a_row(sheet: Worksheet) -> None:
    for column in range(2, 10):
        sheet.cell(TOP + 1, column).value = None


def copy_and_change(sheet: Worksheet) -> None:
    """A whole row copied, its hidden key with it, and made into another."""
    for column in range(1, 10):
        sheet.cell(TOP + 4, column).value = sheet.cell(TOP, column).value
    sheet.cell(TOP + 4, 6).value = "再次约谈"


def lose_all_keys(sheet: Worksheet) -> None:
    sheet.delete_cols(1)


@pytest.mark.parametrize(
    ("column", "value"),
    [("责任单位", "天山县"), ("事项编号", "九（九）9"), ("下次督办", "2月31日"), ("督办日期", "前天")],
)
def test_what_is_wrong_is_told_with_its_own_cell(workspace: Workspace, column: str, value: str) -> None:
    at = COLUMNS.index(column) + 1
    edit(workspace, lambda sheet: sheet.cell(TOP, at, value))
    (problem,) = workspace.consolidate(as_of=DAY).problems
    assert problem.column == column and problem.place.endswith(f"督办记录!{column_letters(at - 1)}{TOP}")
    assert problem.line == problem.whole_sentence and problem.line.startswith(problem.place)


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("change", "left"),
    [
        (change_words, ["约谈：约谈主要领导", "电话：催报填报表", "领导批示：请各单位抓紧"]),
        (sort_backwards, ALL),
        (clear_a_row, ["约谈：约谈分管领导", "领导批示：请各单位抓紧"]),
        (lambda sheet: sheet.delete_rows(TOP + 1), ["约谈：约谈分管领导", "领导批示：请各单位抓紧"]),
        (copy_and_change, ["约谈：约谈分管领导", "约谈：再次约谈", "电话：催报填报表", "领导批示：请各单位抓紧"]),
        (lambda sheet: sheet.insert_rows(TOP, 2), ALL),
        (lambda sheet: sheet.move_range("A3:J30", cols=2), ALL),
        (lose_all_keys, ALL),
    ],
    ids=["edited", "sorted", "cleared", "deleted", "copied", "rows inserted", "columns moved", "keys lost"],
)  # fmt: skip
def test_what_people_do_to_rows_is_what_stands_there_next(workspace: Workspace, change: Edit, left: list[str]) -> None:
    again(workspace, change)
    assert said(workspace) == left
    assert [f"{row[2]}：{row[5]}" for row in shown(workspace)] == left
    assert said(workspace, date(2021, 1, 31)) == []  # of a day before nothing is known


def test_the_same_words_twice_are_two_records(workspace: Workspace) -> None:
    again(workspace, typed(CALL, CALL, at=TOP + 5))
    assert said(workspace).count("电话：催报填报表") == 3


def test_an_old_copy_adds_nothing_and_deletes_nothing(workspace: Workspace) -> None:
    master = workspace.master_path(workspace.period(PERIOD))
    old = master.with_name("给领导看的.xlsx")
    shutil.copy(master, old)
    again(workspace, typed(("", date(2021, 1, 30), "通报", None, None, "第一期", None, None, None), at=TOP + 6))
    edit(workspace, lambda sheet: sheet.delete_rows(TOP, 2), old)  # what was cut from a copy says nothing
    workspace.consolidate(as_of=DAY)
    assert said(workspace) == [
        "约谈：约谈分管领导", "电话：催报填报表", "领导批示：请各单位抓紧", "通报：第一期",
    ]  # fmt: skip


def test_two_copies_that_say_different_things_are_named(workspace: Workspace) -> None:
    master = workspace.master_path(workspace.period(PERIOD))
    other = master.with_name("另一份.xlsx")
    shutil.copy(master, other)
    edit(workspace, lambda sheet: setattr(sheet.cell(TOP, 9), "value", "已办"), other)
    edit(workspace, lambda sheet: setattr(sheet.cell(TOP, 9), "value", "没有办"))
    done = workspace.consolidate(as_of=DAY)
    assert any(one.kind == "填得不一致" and one.column == "落实情况" for one in done.problems)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("", DAY, "电话", "张家村", None, "催报", None, None, None), "责任单位", "张家村"),
        (("", DAY, "电话", "富蕴县", "九（九）9", "催报", None, None, None), "事项编号", "九（九）9"),
        (("", DAY, "电话", "富蕴县", None, "催报", None, "下周", None), "下次督办", "下周"),
        (("", None, "电话", "富蕴县", None, "催报", None, None, None), "督办日期", "没有写日期"),
        (("", DAY, None, None, None, None, None, None, None), "督办日期", "只有日期"),
    ],
    ids=["unit", "item", "next day", "no day", "nothing but a day"],
)
def test_what_nobody_can_tell_is_kept_and_said(
    workspace: Workspace, row: tuple[object, ...], column: str, words: str
) -> None:
    edit(workspace, typed(row, at=TOP + 5))
    (problem,) = workspace.consolidate(as_of=DAY).problems
    assert problem.column == column and words in problem.whole_sentence
    assert any(row[5] == one[5] for one in shown(workspace))


def test_a_next_day_reminds_until_something_came_of_it(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-w", str(workspace.root), "status", "--as-of", "2021-02-01"]) == 0
    assert "督办 富蕴县 三（一）1 约谈：约谈分管领导（2月3日）" in capsys.readouterr().out
    (one,) = workspace.remind(as_of=date(2021, 2, 5)).agenda
    assert one.sentence(date(2021, 2, 5)).endswith("（2月3日，已过 2 天）")
    again(workspace, lambda sheet: setattr(sheet.cell(TOP, 9), "value", "已经整改"))
    assert workspace.remind(as_of=date(2021, 2, 5)).agenda == ()


def test_history_and_dossier_tell_what_the_office_did(workspace: Workspace) -> None:
    told = [event.what for event in workspace.history(unit="fuyun", item="3.1.1")]
    assert {"督办 约谈：约谈分管领导", "督办 领导批示：请各单位抓紧"} <= {*told}
    assert not any("催报填报表" in what for what in told)
    assert any("约谈分管领导" in what for what in whats(workspace))


def whats(workspace: Workspace) -> list[str]:
    from docx import Document

    done = workspace.dossier(as_of=DAY, period=PERIOD, item="3.1.1")
    document = Document(str(done.filed[0].document))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]
