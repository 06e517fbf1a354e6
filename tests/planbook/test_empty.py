from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from toolkit.base.errors import PlanError
from toolkit.planbook.empty import SHEET, is_untouched, write_empty
from toolkit.planbook.front import ASKED
from toolkit.planbook.workbook import read_plan


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_empty(tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


def test_it_is_unfinished_and_nothing_in_it_is_wrong(path: Path) -> None:
    with pytest.raises(PlanError, match="还没有填好") as caught:
        read_plan(path)
    assert caught.value.unfinished
    workbook = load_workbook(path)
    for fault in caught.value.faults:
        assert workbook[fault.sheet][fault.cell].fill.fgColor.rgb == ASKED.fgColor.rgb, fault


def test_its_first_page_leads_to_what_is_to_be_filled_in(path: Path) -> None:
    workbook = load_workbook(path)
    assert workbook.sheetnames[0] == SHEET == workbook.active.title  # type: ignore[union-attr]
    links = [cell.hyperlink.location for row in workbook[SHEET].iter_rows() for cell in row if cell.hyperlink]
    assert {str(link).split("!")[0].strip("'") for link in links} == {
        "方案",
        "单位",
        "事项",
        "应报材料",
        "销号环节",
        "措施",
        "阶段",
        "指标",
        "规则",
        "报送期",
    }


def test_nothing_in_it_is_of_the_example(path: Path) -> None:
    said = " ".join(
        f"{cell.value} {cell.comment.text if cell.comment else ''}"
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
    )
    assert not any(word in said for word in ("阿勒泰", "富蕴", "喀纳斯", "学前", "幼儿园总数"))


def value(workbook: Workbook) -> None:
    workbook["方案"]["B3"] = "整改方案"


def note(workbook: Workbook) -> None:
    workbook["事项"]["G2"].comment = Comment("记得问", "我")


def sheet(workbook: Workbook) -> None:
    workbook.create_sheet("草稿")["A1"] = 1


def page(workbook: Workbook) -> None:
    del workbook[SHEET]


def test_saved_again_it_is_untouched(path: Path) -> None:
    assert is_untouched(path)
    load_workbook(path).save(path)
    assert is_untouched(path)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("touch", [value, note, sheet, page])
def test_whatever_somebody_did_counts_as_touched(path: Path, touch: object) -> None:
    workbook = load_workbook(path)
    touch(workbook)  # type: ignore[operator]
    workbook.save(path)
    assert not is_untouched(path)


def test_what_is_no_workbook_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"PK nothing")
    assert not is_untouched(tmp_path / "plan.xlsx")
