"""The office's own columns stand where they stood, row by key, whatever became of the rows."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tests.additions.clerks import (
    FIGURES,
    LEDGER,
    OWING,
    captions_of,
    carry,
    cell,
    column_of,
    drawn,
    edited,
    head_of,
    insert_column,
    key_of,
    opened,
    row_of,
    saved,
    sheet_of,
)
from tests.effort import first

CAPTION, LEFT = "分管领导意见", "未能放回的补充内容"
PLACES = [
    (LEDGER, None), (OWING, "联系电话"), (FIGURES, "指标"),
    (LEDGER, "整改措施"), (LEDGER, "来源单元格"), (OWING, None), ("报送记录", "结果"),
    (LEDGER, "备注"), (LEDGER, "类别"), (LEDGER, "自报状态"), (OWING, "责任单位"), (OWING, "责任单位依据"),
    (FIGURES, "缺报单位"), ("退回与问题", "问题"), ("时限", "事项"),
]  # fmt: skip
VALUES = ["同意", 3.5, 12, date(2021, 2, 3), True, "第一行\n第二行", " 前后有空格 ", "=1+1", "<&>\"'", "00123", "𠮷😀"]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("name", "after", "what"),
    first(5, [(LEDGER, "整改措施", "before"), (LEDGER, "备注", "without a unit"), *((*at, "after") for at in PLACES)]),
)
def test_a_column_stands_where_it_stood_and_its_rows_with_their_keys(name: str, after: str | None, what: str) -> None:
    book = opened(drawn())
    sheet = sheet_of(book, name)
    at = insert_column(sheet, after, CAPTION)
    said = {}
    for number, row in enumerate(range(head_of(name) + 1, sheet.max_row + 1)):
        key = key_of(sheet, row)
        if key[-1] is not None and key not in said and cell(sheet, row, at).coordinate not in sheet.merged_cells:
            said[key] = cell(sheet, row, at).value = f"意见{number}"
    done = carry(saved(book), what)
    written = opened(done.data)
    new = sheet_of(written, name)
    column = column_of(new, CAPTION)
    before = captions_of(new)[column - 2] if column > 1 else None
    assert before == after
    assert captions_of(new)[: column - 1] + captions_of(new)[column:] == captions_of(
        sheet_of(opened(drawn(what)), name)
    )
    left = {text for row in written[LEFT].values for text in row} if LEFT in written.sheetnames else set()
    assert said
    for key, text in said.items():
        try:
            row = row_of(new, key)
        except AssertionError:
            assert text in left, (key, text)
        else:
            assert new.cell(row, column).value == text


def test_what_was_typed_is_what_stands_there() -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    at = insert_column(sheet, "整改措施", CAPTION)
    for row, value in enumerate(VALUES, start=5):
        cell(sheet, row, at).value = value  # type: ignore[assignment]
        if isinstance(value, date):
            cell(sheet, row, at).number_format = "yyyy年m月d日"
    new = sheet_of(opened(carry(saved(book)).data), LEDGER)
    for row, value in enumerate(VALUES, start=5):
        found = cell(new, row, column_of(new, CAPTION))
        shown = found.value.date() if isinstance(value, date) else found.value  # type: ignore[union-attr]
        assert shown == value and type(shown) is type(value)
        assert not isinstance(value, date) or found.number_format == "yyyy年m月d日"


def test_looks_widths_and_hidden_columns_stay() -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    at = insert_column(sheet, "整改措施", CAPTION)
    one = cell(sheet, 7, at)
    one.value, one.number_format = 0.25, "0.0%"
    one.font = Font(name="楷体", size=14, bold=True, italic=True, color="FF00B050", underline="single")
    one.fill = PatternFill("solid", fgColor="FFFFC000")
    one.alignment = Alignment(horizontal="right", vertical="top", wrap_text=True, indent=2)
    one.border = Border(left=Side("double", color="FFFF0000"), bottom=Side("thin"))
    sheet.column_dimensions[get_column_letter(at)].width = 31
    second = insert_column(sheet, CAPTION, "内部")
    cell(sheet, 7, second).value = "x"
    sheet.column_dimensions[get_column_letter(second)].hidden = True
    new = sheet_of(opened(carry(saved(book)).data), LEDGER)
    column = column_of(new, CAPTION)
    found = cell(new, 7, column)
    assert (found.font.name, found.font.sz, found.font.b, found.font.i, found.font.u) == (
        "楷体",
        14,
        True,
        True,
        "single",
    )
    assert found.font.color is not None and found.font.color.rgb == "FF00B050"
    assert found.fill.fgColor.rgb == "FFFFC000" and found.number_format == "0.0%"
    assert (found.alignment.horizontal, found.alignment.vertical, found.alignment.indent) == ("right", "top", 2)
    assert found.border.left.style == "double" and found.border.bottom.style == "thin"
    assert new.column_dimensions[get_column_letter(column)].width == 31
    assert new.column_dimensions[get_column_letter(column_of(new, "内部"))].hidden


def test_several_columns_keep_their_order_and_one_without_a_caption_is_kept() -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    last = sheet.max_column
    for offset, text in ((1, "甲"), (2, None), (4, "乙")):
        cell(sheet, 4, last + offset).value = text
        cell(sheet, 5, last + offset).value = f"值{offset}"
    new = sheet_of(opened(carry(saved(book)).data), LEDGER)
    assert [new.cell(5, last + n).value for n in (1, 2, 3)] == ["值1", "值2", "值4"]
    assert [new.cell(4, last + n).value for n in (1, 2, 3)] == ["甲", None, "乙"]


def test_the_filter_the_panes_and_what_is_printed_go_along() -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    old = opened(drawn())[LEDGER]
    insert_column(sheet, "整改措施", "一")
    cell(sheet, 4, sheet.max_column + 1).value = "末"
    cell(sheet, 5, sheet.max_column).value = "x"
    new = sheet_of(opened(carry(saved(book)).data), LEDGER)
    width = old.max_column + 2
    assert new.auto_filter.ref == f"A4:{get_column_letter(width)}{old.max_row}"
    assert new.freeze_panes == old.freeze_panes
    assert new.print_area.rpartition("$")[0] != old.print_area.rpartition("$")[0]
    assert new.column_dimensions["A"].hidden and new.column_dimensions["B"].hidden
    lights = [str(r.sqref) for r in new.conditional_formatting]
    letter = get_column_letter(column_of(new, "灯"))
    assert lights == [f"{letter}5:{letter}{old.max_row}"]


def test_formulas_of_the_toolkit_follow_its_columns() -> None:
    """With a column inserted every formula of the workbook says of the captions what it said before."""
    book = opened(drawn())
    insert_column(sheet_of(book, LEDGER), "序号", CAPTION)
    insert_column(sheet_of(book, LEDGER), "整改时限", "二")
    cell(sheet_of(book, LEDGER), 5, 5).value = "x"
    old, new = opened(drawn()), opened(carry(saved(book)).data)
    letters = {get_column_letter(cell_.column): str(cell_.value) for cell_ in sheet_of(old, LEDGER)[4] if cell_.value}
    names = {get_column_letter(c.column): str(c.value) for c in sheet_of(new, LEDGER)[4] if c.value}
    import re

    def said(formula: str, names_: dict[str, str]) -> str:
        return re.sub(r"(?<![\w'])\$?([A-Z]{1,2})\$?(\d+)", lambda m: f"[{names_.get(m[1], m[1])}]{m[2]}", formula)

    for sheet in (LEDGER,):
        for row in sheet_of(old, sheet).iter_rows(min_row=5):
            for one in row:
                if isinstance(one.value, str) and one.value.startswith("="):
                    there = cell(
                        sheet_of(new, sheet), one.row, column_of(sheet_of(new, sheet), letters[one.column_letter])
                    )
                    assert said(str(there.value), names) == said(one.value, letters)
    first = sheet_of(new, OWING)["I4"].value
    light, key = column_of(sheet_of(new, LEDGER), "灯"), "A"
    assert f"${get_column_letter(light)}$5" in str(first) and f"${key}$5" in str(first)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("rule", "formula"),
    [("row", '=$K5&""'), ("value", None), ("own", None)],
)
def test_rules_and_choices_of_the_office_go_along(rule: str, formula: str | None) -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    at = insert_column(sheet, "整改措施", CAPTION)
    cell(sheet, 5, at).value = "是"
    letter, red = get_column_letter(at), PatternFill(bgColor="FFFF0000")
    last = sheet.max_row
    match rule:
        case "row":
            sheet.conditional_formatting.add(
                f"D5:{letter}{last}", Rule("expression", dxf=DifferentialStyle(fill=red), formula=["$D5=3"])
            )
        case "value":
            reviewer = get_column_letter(column_of(sheet, "核定人"))
            choice = DataValidation("list", formula1='"×××,△△△"')
            choice.add(f"{reviewer}5:{reviewer}{last}")
            sheet.add_data_validation(choice)
        case _:
            choice = DataValidation("list", formula1='"是,否"')
            rule_is = Rule("cellIs", operator="equal", dxf=DifferentialStyle(fill=red), formula=['"否"'])
            choice.add(f"{letter}5:{letter}{last}")
            sheet.add_data_validation(choice)
            sheet.conditional_formatting.add(f"{letter}5:{letter}{last}", rule_is)
    new = sheet_of(opened(carry(saved(book)).data), LEDGER)
    choices = {str(one.formula1): str(one.sqref) for one in new.data_validations.dataValidation}
    rules = {str(r.sqref): [x.formula for x in r.rules] for r in new.conditional_formatting}
    column = get_column_letter(column_of(new, CAPTION))
    match rule:
        case "row":
            assert rules[f"D5:{column}{last}"] == [["$D5=3"]]
        case "value":
            assert choices['"×××,△△△"'] == f"{get_column_letter(column_of(new, '核定人'))}5:" + (
                f"{get_column_letter(column_of(new, '核定人'))}{last}"
            )
        case _:
            assert choices['"是,否"'] == f"{column}5:{column}{last}" and f"{column}5:{column}{last}" in rules
    old = sheet_of(opened(drawn()), LEDGER)
    assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation) + (rule != "row")


def test_nothing_added_leaves_the_new_one_as_it_was_drawn() -> None:
    for what in ("before", "after", "without a unit"):
        done = carry(edited(drawn()), what)
        assert done.data == drawn(what) and not done.added and not done.lost
