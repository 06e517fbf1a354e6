"""What a file holds without showing it is no part of the plan, and is told."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.issued.documents import packed
from toolkit.issued.document import PlanDraft, read_document

HEAD = ("序号", "存在问题", "整改措施", "责任单位", "完成时限", "内部意见")
ROWS = [
    ("1", "台账不全", "补齐台账", "县水利局", "2026年5月底前", "暂缓"),
    ("2", "档案缺失", "补建档案", "县档案馆", "2026年6月底前", "照办"),
    ("3", "井盖破损", "更换井盖", "县住建局", "2026年7月底前", "另议"),
]


def workbook() -> Any:
    made: Any = openpyxl.Workbook()
    made.active.title = "清单"
    made.active.append(["某县检查反馈问题整改清单"])
    for row in (HEAD, *ROWS):
        made.active.append(row)
    return made


def saved(made: Any) -> bytes:
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def hidden_row(made: Any) -> None:
    made.active.row_dimensions[4].hidden = True


def filtered_row(made: Any) -> None:
    made.active.auto_filter.ref = "A2:F5"
    made.active.row_dimensions[4].hidden = True


@pytest.mark.one_in(100)
@pytest.mark.parametrize("hide", [hidden_row, filtered_row])
def test_a_row_that_is_not_shown_is_no_item_and_is_told(hide: Callable[[Any], None]) -> None:
    made = workbook()
    hide(made)
    draft = read_document(saved(made), "清单.xlsx")
    assert [item.title for item in draft.plan.items] == ["台账不全", "井盖破损"]
    assert any("档案缺失" in one.text and "第4行" in one.where for one in draft.unread)


def hidden_column(made: Any) -> None:
    made.active.column_dimensions["F"].hidden = True


def hidden_columns_together(made: Any) -> None:
    made.active.column_dimensions.group("F", "H", hidden=True)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("hide", [hidden_column, hidden_columns_together])
def test_a_column_that_is_not_shown_is_not_read_and_is_told(hide: Callable[[Any], None]) -> None:
    made = workbook()
    hide(made)
    draft = read_document(saved(made), "清单.xlsx")
    assert [(item.title, item.note) for item in draft.plan.items] == [(row[1], "") for row in ROWS]
    assert any("暂缓；照办；另议" in one.text for one in draft.unread)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_sheet_that_is_not_shown_is_told(state: str) -> None:
    made = workbook()
    other = made.create_sheet("旧清单")
    for row in (HEAD, ("9", "已经销号的旧问题", "不再整改", "县水利局", "2020年底", "")):
        other.append(row)
    other.sheet_state = state
    draft = read_document(saved(made), "清单.xlsx")
    assert len(draft.plan.items) == 3
    assert any("旧清单" in one.where and "已经销号的旧问题" in one.text for one in draft.unread)


def test_cells_that_say_nothing_are_told_and_never_taken_for_blanks() -> None:
    made = workbook()
    sheet = made.active
    sheet["E3"] = "=DATE(2026,5,31)"
    sheet["C4"].font = Font(strike=True)
    sheet["B5"].comment = Comment("请与三号井一并更换", "×××")
    told = {one.where: one.text for one in read_document(saved(made), "清单.xlsx").unread}
    assert told == {
        "“清单”E3（公式没有算出结果）": "=DATE(2026,5,31)",
        "“清单”C4（已经划掉）": "补建档案",
        "“清单”B5的批注": "请与三号井一并更换",
    }


TEXT = ["某县检查反馈问题整改方案", "1.台账不全", "整改措施：补齐台账", "责任单位：县水利局", "整改时限：2026年5月底前"]


def written() -> Any:
    document = docx.Document()
    for text in TEXT:
        document.add_paragraph(text)
    return document


def told(document: Any) -> PlanDraft:
    draft = read_document(packed(document), "方案.docx")
    assert [(i.title, i.units_as_written, i.time_limit.as_written) for i in draft.plan.items] == [
        ("台账不全", "县水利局", "2026年5月底前")
    ]
    return draft


def vanished(document: Any) -> None:
    document.paragraphs[3].add_run("、县财政局").font.hidden = True


def struck(document: Any) -> None:
    document.paragraphs[3].add_run("、县财政局").font.strike = True


def struck_twice(document: Any) -> None:
    document.paragraphs[3].add_run("、县财政局").font.double_strike = True


def vanished_by_style(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    document.styles.add_style("内部", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    document.paragraphs[3].add_run("、县财政局", style="内部")


@pytest.mark.one_in(4)
@pytest.mark.parametrize("hide", [vanished, struck, struck_twice, vanished_by_style])
def test_hidden_and_struck_out_words_are_told(hide: Callable[[Any], None]) -> None:
    document = written()
    hide(document)
    assert [one.text for one in told(document).unread] == ["、县财政局"]


def in_header(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"


def in_footer(document: Any) -> None:
    document.sections[0].footer.paragraphs[0].text = "内部资料"


def in_comment(document: Any) -> None:
    document.add_comment(document.paragraphs[1].runs, "内部资料", "×××")


@pytest.mark.one_in(100)
@pytest.mark.parametrize(("put", "where"), [(in_header, "页眉"), (in_footer, "页脚"), (in_comment, "批注")])
def test_what_stands_beside_the_text_is_told(put: Callable[[Any], None], where: str) -> None:
    document = written()
    put(document)
    assert [(one.text, one.where) for one in told(document).unread] == [("内部资料", where)]


def test_hidden_rows_of_word_tables_are_told() -> None:
    document = docx.Document()
    document.add_paragraph("某县检查反馈问题整改清单")
    table = document.add_table(4, 6)
    for row, texts in zip(table.rows, (HEAD, *ROWS), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    properties = table.rows[2]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:hidden"))
    draft = read_document(packed(document), "清单.docx")
    assert [item.title for item in draft.plan.items] == ["台账不全", "井盖破损"]
    assert [one.where for one in draft.unread] == ["表格里隐藏的行"]
    assert qn("w:hidden") in {child.tag for child in properties}
