"""The checker of Excel's limits: of each limit, what just keeps to it and what does not."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from tests.limits import merged, violations

Change = Callable[[Workbook, Worksheet, int], None]
FACE = "\U0001f600"  # two units


def text_of(size: int) -> str:
    """A text of so many UTF-16 units, half of them in pairs."""
    return FACE * (size // 4) + "字" * (size - size // 4 * 2)


def in_cell(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"] = text_of(size)


def literal(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"] = f'="a"&"{text_of(size)}"'


def literal_in_format(book: Workbook, sheet: Worksheet, size: int) -> None:
    rule = FormulaRule([f'A1="{text_of(size)}"'], fill=PatternFill("solid"))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("A1", rule)


def formula(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"] = "=" + "1+" * ((size - 1) // 2) + ("1" if size % 2 else "10")


def nested(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"] = "=" + "NOT(" * size + "TRUE" + ")" * size


def arguments(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"] = f"=SUM({','.join(['B1'] * size)})"


def list_(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet.add_data_validation(DataValidation(type="list", formula1=f'"{text_of(size)}"', sqref="A1"))


def validation(what: str) -> Change:
    def change(book: Workbook, sheet: Worksheet, size: int) -> None:
        one = DataValidation(type="whole", formula1="1", sqref="A1")
        setattr(one, what, text_of(size))
        sheet.add_data_validation(one)

    return change


def header(book: Workbook, sheet: Worksheet, size: int) -> None:
    assert sheet.oddHeader is not None
    sheet.oddHeader.center.text = text_of(size - 2)  # openpyxl puts &C before it


def height(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet.row_dimensions[1].height = size + 0.5


def width(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet.column_dimensions["A"].width = size


def sheet_name(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet._WorkbookChild__title = text_of(size)  # type: ignore[attr-defined] # noqa: SLF001 - openpyxl itself refuses it


def defined_name(book: Workbook, sheet: Worksheet, size: int) -> None:
    book.defined_names["n" * size] = DefinedName("n" * size, attr_text="Sheet!$A$1")


def note(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"].comment = Comment(text_of(size), "")


def tip(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"].hyperlink = Hyperlink(ref="A1", location="A2", tooltip=text_of(size))


def place(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"].hyperlink = Hyperlink(ref="A1", location="x" * size)


def target(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"].hyperlink = "https://" + "x" * (size - 8)


def title(book: Workbook, sheet: Worksheet, size: int) -> None:
    book.properties.title = text_of(size)


def number_format(book: Workbook, sheet: Worksheet, size: int) -> None:
    sheet["A1"].number_format = "0" * size


LIMITS: dict[str, tuple[Change, int]] = {
    "text has": (in_cell, 32767),
    "text in a formula": (literal, 255),
    "text in a formula ": (literal_in_format, 255),
    "formula has": (formula, 8192),
    "nested": (nested, 64),
    "arguments": (arguments, 255),
    "list at": (list_, 255),
    "promptTitle": (validation("promptTitle"), 32),
    "prompt at": (validation("prompt"), 255),
    "errorTitle": (validation("errorTitle"), 32),
    "error at": (validation("error"), 255),
    "header or footer": (header, 255),
    "high, more": (height, 409),
    "wide, more": (width, 255),
    "sheet name": (sheet_name, 31),
    "defined name has": (defined_name, 255),
    "note on": (note, 32767),
    "tip of": (tip, 255),
    "place of a hyperlink": (place, 2079),
    "target of": (target, 2079),
    "property": (title, 255),
    "number format": (number_format, 255),
}


def made(change: Change, size: int) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Sheet"
    change(book, sheet, size)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("what", LIMITS)
def test_each_limit_at_its_last_unit_and_beyond(what: str, beyond_limits: list[str]) -> None:
    change, limit = LIMITS[what]
    if change is in_cell:  # openpyxl cuts such a text itself
        data = in_text_of_xlsxwriter(limit), in_text_of_xlsxwriter(limit + 1)
    else:
        data = made(change, limit), made(change, limit + 1)
    assert violations(data[0]) == []
    (said,) = violations(data[1])
    assert what.strip() in said and str(limit) in said
    beyond_limits.clear()  # what this test itself had xlsxwriter make


def in_text_of_xlsxwriter(size: int) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Sheet")
        sheet.write_string(0, 0, "x")
        index = book.str_table._get_shared_string_index(text_of(size))  # noqa: SLF001 - xlsxwriter itself refuses it
        sheet.table[0][0] = sheet.table[0][0]._replace(string=index)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("甲/乙", "forbidden"), ("甲:乙", "forbidden"), ("甲*", "forbidden"), ("[甲]", "forbidden"),
        ("'甲", "forbidden"), ("甲?", "forbidden"), ("甲\\乙", "forbidden"),
        ("sheet two", "taken"), ("History", "taken"),
    ],
)  # fmt: skip
def test_sheet_names(name: str, said: str) -> None:
    def change(book: Workbook, sheet: Worksheet, _: int) -> None:
        book.create_sheet("Sheet Two")
        book.create_sheet("other")._WorkbookChild__title = name  # noqa: SLF001 - openpyxl itself refuses it

    (found,) = violations(made(change, 0))
    assert said in found


@pytest.mark.parametrize("name", ["A1", "xfd12", "R1C1", "1名", "有 空格", "a-b"])
def test_names_that_cannot_be_names(name: str) -> None:
    def change(book: Workbook, sheet: Worksheet, _: int) -> None:
        book.defined_names[name] = DefinedName(name, attr_text="Sheet!$A$1")

    assert any("cannot be one" in said for said in violations(made(change, 0)))


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        (("A1:C1", "C1:D1"), "overlap"), (("A1:B9", "B5:B5"), "one cell"), (("A1:D4", "B2:C3"), "overlap"),
        (("A1:A9", "A9:B9"), "overlap"), (("A1:B1", "A2:B2", "C1:D2"), ""),
    ],
)  # fmt: skip
def test_merged_areas(areas: tuple[str, ...], said: str) -> None:
    found = list(merged(list(areas)))
    assert any(said in one for one in found) if said else not found
