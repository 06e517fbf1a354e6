"""The page in front of a plan workbook: what is to be done, in tables whose numbers lead to the cells.

Knows: how such a page looks, how a cell is marked. Must not know: what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.excel_limits import cell_text
from toolkit.planbook.writing import line_counts, row_height

_HEAD = PatternFill("solid", fgColor="DCE6F1")
_SIDE = Side("thin", color="A6A6A6")
_GRID = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WIDTHS = {"A": 6, "B": 18, "C": 74}
ASKED, INFERRED, AMENDED = (PatternFill("solid", fgColor=colour) for colour in ("FFD9D9", "FFF2CC", "DDEBF7"))


@dataclass(frozen=True)
class Section:
    """A headed table: rows of (place as sheet!cell or "", second column, third column)."""

    title: str
    heads: tuple[str, str, str]
    rows: Sequence[tuple[str, str, str]] = field(default=())


def add_front(workbook: Workbook, name: str, intro: Sequence[str], sections: Sequence[Section]) -> None:
    """Put the page before all sheets, and open the workbook there."""
    sheet = workbook.create_sheet(name, 0)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    _line(sheet, name, size=16, bold=True)
    for text in intro:
        _line(sheet, text)
    for section in sections:
        _section(sheet, section)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.sheet_view.showGridLines = False
    workbook.active = 0
    for other in workbook.worksheets[1:]:
        other.sheet_view.tabSelected = False


def mark(sheet: Worksheet, row: int, column: int, sentence: str, fill: PatternFill) -> str:
    """Colour a cell and say why in a note on it; gives its place as sheet!cell.

    What must be decided is stronger than what was only inferred.
    """
    cell = sheet.cell(row, column)
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + sentence, "整改报送工具", height=90, width=260)
    if cell.fill.fgColor.rgb != ASKED.fgColor.rgb or fill is ASKED:
        cell.fill = fill
    return f"{sheet.title}!{cell.coordinate}"


def _line(sheet: Worksheet, text: str, size: float = 10.5, bold: bool = False) -> None:
    row = sheet.max_row + 1 if sheet["A1"].value else 1
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
    cell = sheet.cell(row, 1, text)
    cell.font = Font(name="黑体" if bold else "宋体", size=size)
    cell.alignment = Alignment(vertical="center", wrap_text=True, horizontal="center" if size > 14 else "left")
    height = row_height(sum(line_counts(text, sum(_WIDTHS.values()))))
    sheet.row_dimensions[row].height = 30 if size > 14 else height + 8 * bold


def _section(sheet: Worksheet, section: Section) -> None:
    """The table; one line that says so where there is nothing."""
    _line(sheet, section.title, size=12, bold=True)
    if not section.rows:
        _line(sheet, "没有。")
        return
    _cells(sheet, section.heads, head=True)
    for number, (place, second, third) in enumerate(section.rows, start=1):
        _cells(sheet, (number, second, third))
        if place:
            name, _, address = place.partition("!")
            cell = sheet.cell(sheet.max_row, 1)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{address}")
            cell.font = Font(name="宋体", size=10.5, color="0563C1", underline="single")


def _cells(sheet: Worksheet, values: Sequence[int | str], head: bool = False) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.value = cell_text(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"
        cell.font, cell.border = Font(name="黑体" if head else "宋体", size=10.5), _GRID
        short = head or column < 3
        cell.alignment = Alignment(horizontal="center" if short else "left", vertical="center", wrap_text=True)
        if head:
            cell.fill = _HEAD
    lines = max(sum(line_counts(value, width)) for value, width in zip(values, _WIDTHS.values(), strict=True))
    sheet.row_dimensions[row].height = row_height(lines)
