"""Cells whose value is not what a person sees: struck out, pictures, errors, formulas without a result, percentages."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.conftest import Forms
from tests.effort import first
from tests.form.answers import codes_at, judged
from tests.form.test_reader import edited
from tests.promises.odd_files import packed
from toolkit.base.opc import parts_of
from toolkit.form.filling import answer_cells
from toolkit.form.grid import SHEET
from toolkit.kinds.errors import NAMES
from toolkit.reading.apart import open_apart, open_book
from toolkit.workbooks.sheets import OddCell, Oddity, shows_percent
from toolkit.workbooks.xlsx import read_xlsx

FORM = ("3.1.2", "burqin")
PAGE = "xl/worksheets/sheet1.xml"


def place(forms: Forms, field_id: str) -> str:
    return answer_cells(forms.blank(*FORM), forms.catalogue_of[FORM[0]])[field_id][1]


def figure(forms: Forms) -> str:
    """The id of an indicator that is a whole number."""
    return next(f.id for f in forms.catalogue_of[FORM[0]].fields if f.type.is_number and f.column == "value")


def with_cell(data: bytes, at: str, xml: str) -> bytes:
    """A form in which one cell's XML is another one."""
    parts = parts_of(data)
    cell = rb'<c r="%b"[^>]*?(?:/>|>.*?</c>)' % at.encode()
    parts[PAGE], count = re.subn(cell, lambda _: xml.encode(), parts[PAGE], count=1, flags=re.DOTALL)
    assert count == 1
    return packed(parts)


def problem_at(forms: Forms, data: bytes, field_id: str) -> str:
    form, _ = judged(forms, data)
    problem = form.cells[field_id].normalised.problem
    return problem.code if problem else ""


# -- struck out --------------------------------------------------------------------------------------------------------


def _struck_cell(book: Workbook, at: str) -> None:
    book[SHEET][at].font = Font(strike=True)


def _struck_run(book: Workbook, at: str) -> None:
    book[SHEET][at] = CellRichText(TextBlock(InlineFont(strike=True), "1"), "38")


def _struck_middle(book: Workbook, at: str) -> None:
    book[SHEET][at] = CellRichText("1", TextBlock(InlineFont(strike=True), "3"), TextBlock(InlineFont(b=True), "8"))


def _struck_but_for_one(book: Workbook, at: str) -> None:
    book[SHEET][at].font = Font(strike=True)
    book[SHEET][at] = CellRichText("13", TextBlock(InlineFont(b=True), "8"))


@pytest.mark.one_in(4)
@pytest.mark.parametrize("strike", [_struck_cell, _struck_run, _struck_middle, _struck_but_for_one])
def test_struck_out_characters_are_asked_about(forms: Forms, strike: Callable[[Workbook, str], None]) -> None:
    name = figure(forms)
    at = place(forms, name)
    data = edited(forms.filled(*FORM), lambda book: strike(book, at))
    form, found = judged(forms, data)
    assert codes_at(found, at) == {"cell.struck"}
    assert form.cells[name].normalised.value is None


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    "column", ["m1_progress", "m1_evidence", "signoff_reporter", "m1_status", "signoff_reported_on"]
)
def test_struck_out_answers_of_every_kind_are_asked_about(forms: Forms, column: str) -> None:
    at = place(forms, column)
    data = edited(forms.filled(*FORM, {"m1_evidence": "方案"}), lambda book: _struck_cell(book, at))
    assert problem_at(forms, data, column) == "cell.struck"


@pytest.mark.parametrize("look", [Font(underline="single"), Font(strike=False), Font(i=True)])
def test_other_looks_are_no_strike(forms: Forms, look: Font) -> None:
    at = place(forms, "m1_progress")
    form, found = judged(forms, edited(forms.filled(*FORM), lambda book: setattr(book[SHEET][at], "font", look)))
    assert not codes_at(found, at)
    assert form.cells["m1_progress"].normalised.value


def test_a_struck_out_blank_is_a_blank(forms: Forms) -> None:
    at = place(forms, "m1_progress")
    runs = CellRichText(TextBlock(InlineFont(strike=True), " "), "已调度推进")
    form, found = judged(forms, edited(forms.filled(*FORM), lambda book: book[SHEET].__setitem__(at, runs)))
    assert not codes_at(found, at)
    assert form.cells["m1_progress"].normalised.value == "已调度推进"


# -- pictures ----------------------------------------------------------------------------------------------------------

PICTURES = {
    "WPS": '<c r="{}" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
    "WPS, without its prefix": '<c r="{}" t="str"><f>DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
    "WPS, saved by LibreOffice": '<c r="{}" t="e"><f>dispimg("ID_1",1)</f><v>#NAME?</v></c>',
    "WPS, pasted as a text": '<c r="{}" t="inlineStr"><is><t>=DISPIMG("ID_1",1)</t></is></c>',
    "IMAGE()": '<c r="{}" t="e" vm="1"><f>_xlfn.IMAGE("https://example.com/1.png")</f><v>#VALUE!</v></c>',
    "IMAGE() without a value": '<c r="{}"><f>_xlfn.IMAGE("https://example.com/1.png")</f><v></v></c>',
    "IMAGE() of nothing": '<c r="{}" t="str"><f>_xlfn.IMAGE("https://example.com/1.png")</f><v></v></c>',
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("xml", PICTURES.values(), ids=PICTURES)
def test_a_picture_in_a_cell_is_no_answer(forms: Forms, xml: str) -> None:
    at = place(forms, "m1_progress")
    form, found = judged(forms, with_cell(forms.filled(*FORM), at, xml.format(at)))
    assert form.cells["m1_progress"].normalised.value is None
    (said,) = [one for one in found if one.cell == at]
    assert (said.code, said.severity) == ("cell.picture", "error")
    assert "这一格是图片" in said.message
    beside = place(forms, "m1_evidence")
    _, found = judged(forms, with_cell(forms.filled(*FORM), beside, xml.format(beside)))
    assert [one.severity for one in found if one.cell == beside] == ["warning"]


def test_a_picture_that_excel_keeps_in_a_cell_is_no_error(forms: Forms) -> None:
    at = place(forms, "m1_progress")
    data = with_cell(forms.filled(*FORM), at, f'<c r="{at}" t="e" vm="1"><v>#VALUE!</v></c>')
    assert problem_at(forms, data, "m1_progress") == "formula.error"
    rich = b'<rvStructures count="1"><s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/></s></rvStructures>'
    data = packed({**parts_of(data), "xl/richData/rdrichvaluestructure.xml": rich})
    assert problem_at(forms, data, "m1_progress") == "cell.picture"


# -- formulas ----------------------------------------------------------------------------------------------------------


ERRORS = [
    "#N/A", "#SPILL!", "#SOMETHING_NEW!", "Err:502", "#GETTING_DATA", "#BUSY!", "#???", "#TIMEOUT!", "Err:508",
    "Err:522",
]  # fmt: skip


@pytest.mark.one_in(100)
@pytest.mark.parametrize("error", first(4, [*ERRORS, *sorted({*NAMES} - {*ERRORS})]))
def test_an_error_of_any_name_costs_only_its_cell(forms: Forms, error: str) -> None:
    name = figure(forms)
    at = place(forms, name)
    data = with_cell(forms.filled(*FORM), at, f'<c r="{at}" t="e"><f>A1</f><v>{error}</v></c>')
    form, found = judged(forms, data)
    assert codes_at(found, at) == {"formula.error"}
    assert form.cells[name].raw == error
    assert open_apart(data) == open_book(data, "表.xlsx")


@pytest.mark.parametrize(
    "number",
    ["1e15", "-1e15", "1E+300", "-99999999", "2958466", "1e999", "-1e999", "nan", "inf", "99999999999999999999"],
)
@pytest.mark.parametrize("style", ["yyyy-mm-dd", "h:mm", "[h]:mm:ss", 'yyyy"年"m"月"d"日"'])
def test_a_number_that_is_no_day_costs_only_its_cell(number: str, style: str) -> None:
    """python-calamine panics at some of them, and the whole file was lost."""
    workbook, out = Workbook(), BytesIO()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["C1"] = "甲", 1, "丙"
    sheet["B1"].number_format = style
    workbook.save(out)
    parts = parts_of(out.getvalue())
    parts[PAGE] = re.sub(rb'(<c r="B1"[^>]*>)<v>1</v>', rb"\g<1><v>" + number.encode() + b"</v>", parts[PAGE])
    (sheet_read,) = read_xlsx(packed(parts)).values()
    first, second, third = sheet_read.grid[0]
    assert (first, third) == ("甲", "丙")
    assert not isinstance(second, OddCell)
    assert second != ""


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    "xml",
    first(3, [
        '<c r="{}"><f>F12+F13</f></c>', '<c r="{}"><f>F12+F13</f><v></v></c>',
        '<c r="{}" s="3"><f t="shared" si="0"/></c>', '<c r="{}"><f>F12+F13</f><v/></c>',
        '<c r="{}" t="n"><f>SUM(F12:F13)</f><v /></c>',
    ]),
)  # fmt: skip
def test_a_formula_without_a_result_is_not_blank(forms: Forms, xml: str) -> None:
    for field_id in (figure(forms), "m1_progress", "m1_evidence"):
        at = place(forms, field_id)
        assert problem_at(forms, with_cell(forms.filled(*FORM), at, xml.format(at)), field_id) == "formula.uncalculated"


def test_a_formula_that_gives_nothing_is_blank(forms: Forms) -> None:
    at = place(forms, "m1_progress")
    data = with_cell(forms.filled(*FORM), at, f'<c r="{at}" t="str"><f>IF(1,"")</f><v></v></c>')
    _, found = judged(forms, data)
    assert codes_at(found, at) == {"required.blank"}


# -- percentages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "look", "seen"), [
    (1.5, "0.00%", "150%"), (0.95, "0%", "95%"), (0.57, "0.00%", "57%"), (10.0, "0%", "1000%"), (0.0, "0%", "0%"),
    (0.005, "0.0%;[Red]-0.0%", "0.5%"), (1.5, "0.00", 1.5), (1.5, '0.00"%"', 1.5), (1.5, "General", 1.5),
])  # fmt: skip
def test_a_percentage_is_read_as_it_is_seen(number: float, look: str, seen: object) -> None:
    workbook, out = Workbook(), BytesIO()
    workbook.worksheets[0]["A1"] = number
    workbook.worksheets[0]["A1"].number_format = look
    workbook.save(out)
    assert read_xlsx(out.getvalue())["Sheet"].grid[0][0] == seen


@pytest.mark.parametrize(("code", "shows"), [
    ("0%", True), ("0.00%", True), ("0.0%;-0.0%", True), ("0\\%", False), ('0"%"', False), ("0;0%", False),
    ("General", False), ("0_%", False), ("# ?/?", False),
])  # fmt: skip
def test_which_number_formats_show_percentages(code: str, shows: bool) -> None:
    assert shows_percent(code) is shows


def test_nothing_is_odd_about_a_form_that_was_filled_in(forms: Forms) -> None:
    """But for the form's own formulas, which openpyxl has not worked out."""
    sheets = read_xlsx(forms.filled(*FORM))
    odd = {cell.oddity for sheet in sheets.values() for row in sheet.grid for cell in row if isinstance(cell, OddCell)}
    assert odd == {Oddity.UNCALCULATED}
    workbook = load_workbook(BytesIO(forms.filled(*FORM)))
    assert len(sheets) == len(workbook.sheetnames)
