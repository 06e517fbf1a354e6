"""What people do to a plan workbook: what does no harm, and what is said of the rest by cell with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.planbook.plans import SMALL, edited, faults_of, put
from toolkit.plan.model import Unit
from toolkit.plan.options import Role
from toolkit.plan.review import review
from toolkit.plan.stages import Stage
from toolkit.planbook.head import HEAD
from toolkit.planbook.tables import TABLES
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

Edit = Callable[[Workbook], object]


def then(*edits: Edit) -> Edit:
    return lambda book: [edit(book) for edit in edits]


def head(sheet: str, header: str, *values: Any) -> Edit:
    """A column of somebody's own behind the others."""

    def edit(book: Workbook) -> None:
        at = book[sheet].max_column + 1
        for row, value in enumerate((header, *values), start=1):
            book[sheet].cell(row, at).value = value

    return edit


def setting(name: str, value: Any) -> Edit:
    def edit(book: Workbook) -> None:
        row = next(cell.row for cell in book["方案"]["A"] if cell.value == name)
        book["方案"].cell(row, 2).value = value

    return edit


def filtered(book: Workbook) -> None:
    book["事项"].auto_filter.add_filter_column(1, ["三（一）1"])
    book["事项"].row_dimensions[3].hidden = True


def turned_round(book: Workbook) -> None:
    rows = [[cell.value for cell in row][::-1] for row in book["措施"].iter_rows()]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            book["措施"].cell(number, column).value = value


def hidden(book: Workbook) -> None:
    for letter in "BCDK":
        book["事项"].column_dimensions[letter].hidden = True


HARMLESS: dict[str, Edit] = {
    "sheets in another order": lambda book: book.move_sheet("措施", -3),
    "a sheet of one's own": lambda book: book.create_sheet("我的", 0).append(["随便写"]),
    "columns in another order": turned_round,
    "columns hidden": hidden,
    "a filter": filtered,
    "a caption with blanks and a star": put("事项", "B1", "原文 编号*（必填）"),
    "a caption with a line break": put("措施", "D1", "措施\n内容"),
    "a caption in wide letters": put("指标", "F1", "统计口径　"),
    "a column of notes": head("事项", "备注（进度）", "催过一次", "", "#N/A"),
    "notes in their own column": lambda book: [head(name, "备注2", "记一笔")(book) for name in TABLES],
    "a row with nothing but a note": lambda book: (
        book["单位"].cell(9, len(TABLES["单位"])).__setattr__("value", "待补")
    ),
    "names with blanks": put("事项", "L2", "富 蕴县、福海县　"),
    "names with brackets behind": put("事项", "L2", "富蕴县（市）、福海县(县)"),
    "a date as a text": put("报送期", "C2", "2021年1月31日"),
    "a number as a wide text": put("措施", "B2", "１"),
    "no sheet of stages": lambda book: book.remove(book["阶段"]),
    "no column of limits": lambda book: book["措施"].delete_cols(6),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_plan(SMALL, tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", HARMLESS)
def test_what_does_no_harm(path: Path, way: str) -> None:
    assert read_plan(edited(path, HARMLESS[way])) == SMALL


def merged(sheet: str, area: str) -> Edit:
    return lambda book: book[sheet].merge_cells(area)


def above(sheet: str, *titles: Any) -> Edit:
    def edit(book: Workbook) -> None:
        book[sheet].insert_rows(1, max(1, len(titles)))
        for row, title in enumerate(titles, start=1):
            book[sheet].cell(row, 1).value = title

    return edit


def place_of(name: str) -> str:
    """Where a setting stands."""
    return f"B{[setting.name for setting in HEAD].index(name) + 2}"


SWALLOWED = "合并成了一格，只有那一行算填了。请取消合并"
NO_RESULT = "这一格的公式没有算出结果。请用 Excel 或 WPS 打开保存一次"
FAULTS: dict[str, tuple[Edit, list[tuple[str, str, str]]]] = {
    "units merged": (merged("事项", "L2:L3"), [("事项", "L3", f"和 L2 {SWALLOWED}")]),
    "parts merged": (merged("事项", "C2:C4"), [("事项", "C3", f"和 C2 {SWALLOWED}"), ("事项", "C4", SWALLOWED)]),
    "merged across": (merged("措施", "D2:E2"), [("措施", "E2", f"和 D2 {SWALLOWED}")]),
    "captions merged": (merged("事项", "C1:D1"), [("事项", "", "第 1 行缺少“部分标题”这一列")]),
    "a formula in a text": (put("事项", "K2", "=A1"), [("事项", "K2", NO_RESULT)]),
    "a formula in a day": (put("报送期", "C2", "=DATE(2021,1,31)"), [("报送期", "C2", NO_RESULT)]),
    "a formula in a setting": (setting("联系人", "=B3"), [("方案", place_of("联系人"), NO_RESULT)]),
    "a title above": (
        above("事项", "整改事项清单"),
        [("事项", "A2", "表头应当在第 1 行，现在在第 2 行。请删去它上面的行")],
    ),
    "blank rows above": (above("单位", None, None), [("单位", "A3", "现在在第 3 行")]),
    "a sheet renamed": (
        lambda b: setattr(b["措施"], "title", "整改措施"),
        [("措施", "", "如果是“整改措施”改了名，请改回来")],
    ),
    "a sheet removed": (lambda b: b.remove(b["报送期"]), [("报送期", "", "缺少“报送期”工作表。请从原来的")]),
    "a caption renamed": (put("措施", "F1", "时限"), [("措施", "F1", "是不是“完成时限”？请改正")]),
    "a column of one's own": (head("措施", "进度", "一半"), [("措施", "H1", "表头请以“备注”开头，如 备注（进度）")]),
    "a code twice but for a blank": (put("事项", "B3", "三（一） 1"), [("事项", "B3", "与第 2 行重复")]),
    "a code twice in wide letters": (put("事项", "B3", "三(一)１"), [("事项", "B3", "与第 2 行重复")]),
    "a name twice but for a blank": (put("单位", "B3", "富蕴县 人民政府"), [("单位", "B3", "与第 2 行重复")]),
    "nobody to report": (
        then(put("事项", "L2", None), put("事项", "K2", None)),
        [("事项", "L2", "不知道由谁填报。请填")],
    ),
    "a name near another": (put("事项", "L2", "富蕴、富海县"), [("事项", "L2", "没有“富海县”。是不是“福海县”？")]),
    "an unknown role": (
        setting("填报角色", "牵头、主抓"),
        [("方案", place_of("填报角色"), "没有“主抓”这个角色。可以写：牵头、责任")],
    ),
    "a day without its month": (put("报送期", "C2", "31日"), [("报送期", "C2", "“31日”不是日期。请写成")]),
    "a day as a bare number": (put("事项", "Q4", 44227), [("事项", "Q4", "“44227”不是日期")]),
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", FAULTS)
def test_what_is_wrong_is_said_by_cell_with_its_remedy(path: Path, way: str) -> None:
    edit, expected = FAULTS[way]
    found = faults_of(edited(path, edit))
    assert [fault[:2] for fault in found] == [fault[:2] for fault in expected]
    assert all(part in message for (_, _, message), (_, _, part) in zip(found, expected, strict=True))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("said", ["牵头、配合", "牵头单位、配合单位", "配合部门，牵头部门"])
def test_roles_may_be_called_as_in_the_document(path: Path, said: str) -> None:
    assert read_plan(edited(path, setting("填报角色", said))).settings.asked == (Role.LEAD, Role.COOPERATING)


def remarks(path: Path, *edits: Edit) -> list[tuple[str, str]]:
    before = {remark.message for remark in review(SMALL)}
    return [(one.code, one.about) for one in review(read_plan(edited(path, *edits))) if one.message not in before]


ASKS: list[tuple[Edit, list[tuple[str, str]]]] = [
    (lambda b: b["单位"].append([None, "丁局"]), [("unit.not_asked", "丁局")]),
    (put("措施", "F2", "2020年6月底前"), [("measure.limit_past", "三（一）1 第1条")]),
    (put("措施", "F2", "条件成熟时"), [("measure.limit_unread", "三（一）1 第1条")]),
    (put("事项", "Q4", date(2021, 1, 22), "yyyy-mm-dd"), [("limit.differs", "四（五）"), ("limit.past", "四（五）")]),
    (lambda b: b["阶段"].append(["三（一）1", None, "立项", "2021-01-08"]), [("stage.past", "三（一）1 立项")]),
    (lambda b: b["阶段"].append(["三（一）1", None, "检修", "2021-01-08", "是"]), []),
]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(("edit", "found"), ASKS)
def test_what_is_worth_a_look_is_remarked(path: Path, edit: Edit, found: list[tuple[str, str]]) -> None:
    assert remarks(path, edit) == found


STAGES = (
    Stage("3.1.1", 0, "完成立项", date(2021, 6, 30)),
    Stage("3.1.1", 2, "检修一次", date(2021, 11, 30), yearly=True),
)


def test_stages_are_written_and_read(tmp_path: Path) -> None:
    plan = replace(SMALL, stages=STAGES)
    write_plan(plan, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (["三（一）9", None, "立项", "2021-06-30"], "A", "没有 三（一）9"),
        (["三（一）1", 3, "立项", "2021-06-30"], "B", "这个事项没有第 3 条措施"),
        (["三（一）1", None, None, "2021-06-30"], "C", "“阶段要求”不能空着"),
        (["三（一）1", None, "立项", "六月底"], "D", "“六月底”不是日期"),
        (["三（一）1", None, "立项", "2021-06-30", "每年"], "E", "请填“是”或“否”"),
    ],
)
def test_what_is_wrong_in_a_stage(path: Path, row: list[Any], cell: str, said: str) -> None:
    (found,) = faults_of(edited(path, lambda book: book["阶段"].append(row)))
    assert (found[0], found[1][0]) == ("阶段", cell) and said in found[2]


def test_a_long_name_goes_the_whole_way(tmp_path: Path) -> None:
    name = "某某县" + "发展和改革" * 7 + "委员会"
    plan = replace(SMALL, units=(*SMALL.units[:2], Unit("kanas", name, name)))
    write_plan(plan, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan
