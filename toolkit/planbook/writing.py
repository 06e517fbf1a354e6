"""The plan workbook written: the sheets that `toolkit.planbook.workbook` reads, made for a clerk to edit.

Knows: openpyxl, the columns of `toolkit.planbook.tables`, an office's look. Must not know: what the plan is used for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.errors import WorkspaceError
from toolkit.base.excel_limits import PROPERTY, cell_text, cut, header_text
from toolkit.base.files import abandoned, write_whole
from toolkit.base.plan_captions import PlanSheet
from toolkit.plan.model import Plan
from toolkit.planbook.head import HEAD
from toolkit.planbook.rows import Value, rows_of
from toolkit.planbook.tables import ONLY_IF_FILLED, TABLES, Column, Kind, Table

_LISTS = "_lists"
_SPARE = 200  # empty rows below the table that already have dropdowns and formats
_AUTHOR = "整改报送工具"
_GRID = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_GRID, right=_GRID, top=_GRID, bottom=_GRID)
_TINT = PatternFill("solid", fgColor="DCE6F1")
_A3, _A4 = 8, 9
# 宋体 10.5 pt at 96 dpi; a column of w characters is 7 w + 5 pixels wide, of which 5 are padding.
_EM, _LINE = 14, 15.0


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan as a workbook that `read_plan` reads back equal; the file is whole or not there at all.

    The texts are stripped and the reporting units of an item in official order, as `read_plan` gives them. Raises
    `WorkspaceError` when the file is in use.
    """
    save(plan_workbook(plan), path)


def plan_workbook(plan: Plan) -> Workbook:
    """The plan as a workbook in memory; a day of issue of `date.min` is one that is not known."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    rows = rows_of(plan)
    for name, table in TABLES.items():
        if name in ONLY_IF_FILLED and not rows[name]:
            continue
        sheet = workbook.create_sheet(name)
        _header(sheet, table)
        _body(sheet, table, rows[name])
        _print_setup(sheet, table, plan.title)
    for row, setting in enumerate(HEAD, start=2):
        workbook[PlanSheet.HEAD].row_dimensions[row].hidden = setting.own
    _dropdowns(workbook)
    workbook.active = 0
    workbook.properties.title = cut(plan.title, PROPERTY)
    workbook.properties.creator = _AUTHOR
    if plan.issued_on != date.min:
        workbook.properties.created = datetime.combine(plan.issued_on, time.min)
    return workbook


def save(workbook: Workbook, path: Path) -> None:
    """Write a plan workbook, whole or not at all. Raises `WorkspaceError` when the file is in use.

    What a writing that was cut off has left beside it goes: no lock knows of it, because there may be no workspace yet.
    """
    out = BytesIO()
    workbook.save(out)
    try:
        for left in abandoned(path):
            left.unlink(missing_ok=True)
        write_whole(path, out.getvalue())
    except PermissionError:
        raise WorkspaceError(f"写不了方案工作簿 {path.name}，可能正被占用。请在 Excel 或 WPS 里关闭它再试。") from None


def _header(sheet: Worksheet, table: Table) -> None:
    for index, column in enumerate(table, start=1):
        cell = sheet.cell(1, index, column.header)
        cell.font, cell.fill, cell.border = Font(name="黑体", size=11), _TINT, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.comment = _note(column.note)
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width, dimension.hidden = column.width, column.own
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "C2" if len(table) > 4 else "A2"


def _note(text: str) -> Comment:
    return Comment(text, _AUTHOR, height=66, width=240)


def _body(sheet: Worksheet, table: Table, rows: Sequence[tuple[Value, ...]]) -> None:
    last = len(rows) + 1
    for number, row in enumerate(rows, start=2):
        for index, (column, value) in enumerate(zip(table, row, strict=True), start=1):
            _write(sheet, number, index, column, value)
        sheet.row_dimensions[number].height = body_height(table, row)
    for index, column in enumerate(table, start=1):
        if column.kind in (Kind.CODE, Kind.MONTH):
            # Codes typed below the table stay texts: 4.5 must not become a number, 2021-01 no date.
            for number in range(last + 1, last + 1 + _SPARE):
                sheet.cell(number, index).number_format = "@"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table))}{last}"
    sheet.print_area = f"A1:{get_column_letter(len(table))}{last}"


def _write(sheet: Worksheet, row: int, index: int, column: Column, value: Value) -> None:
    cell = sheet.cell(row, index)
    assert isinstance(cell, Cell)  # nothing is merged here
    write_value(cell, column, value)
    cell.font, cell.border = Font(name="宋体", size=10.5), _BORDER
    short = column.width <= 14 or column.choices
    cell.alignment = Alignment(horizontal="center" if short else "left", vertical="center", wrap_text=True)


def write_value(cell: Cell, column: Column, value: Value) -> None:
    """Put a value into a cell as its column holds it: texts as texts, also “=…”, days as days; the look stays."""
    text = cell_text(value) if isinstance(value, str) else value
    cell.value = None if text == "" else text
    if isinstance(value, str):
        cell.data_type = "s" if value else "n"  # "=…" is a text here, never a formula
        cell.number_format = "@"
    elif isinstance(value, date) or column.kind is Kind.DATE:
        cell.number_format = "yyyy-mm-dd"


def body_height(table: Table, row: Sequence[Value]) -> float:
    """A row height that shows every line of its texts; spreadsheet programs do not fit it themselves."""
    cells = zip(table, row, strict=False)
    lines = [line for column, value in cells for line in line_counts("" if value is None else value, column.width)]
    return row_height(max(lines))


def line_counts(value: object, width: float) -> list[int]:
    """How many printed lines each line of a text takes in a column ``width`` characters wide."""
    room = width * 7 / _EM
    counts = []
    for text in str(value).split("\n"):
        ems = sum(1.0 if ord(character) > 0x2E7F else 0.55 for character in text)
        # No line may begin with a comma or a closing bracket, which costs the line before it a place.
        counts.append(1 if ems <= room else math.ceil(ems / (room - 1)))
    return counts


def row_height(lines: int) -> float:
    """The height of a row of so many lines; Excel has none above 409 points."""
    return min(lines * _LINE + 6, 409)


def _print_setup(sheet: Worksheet, table: Table, title: str) -> None:
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3 if len(table) > 9 else _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.6, header=0.35, footer=0.3)
    sheet.print_options.horizontalCentered = True
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None and footer is not None  # openpyxl makes both with every sheet
    if title:
        header.center.text = header_text(title, "&C")[2:]
    footer.center.text = "&A　第 &P 页，共 &N 页"


def _dropdowns(workbook: Workbook) -> None:
    """The closed lists stand on a hidden sheet, each under a defined name (an inline list may be 255 characters)."""
    lists = workbook.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for place, (name, cells, choices) in enumerate(_closed(workbook), start=1):
        for number, choice in enumerate(choices, start=1):
            lists.cell(number, place, choice)
        letter = get_column_letter(place)
        reference = f"'{_LISTS}'!${letter}$1:${letter}${len(choices)}"
        workbook.defined_names[f"list_{place}"] = DefinedName(f"list_{place}", attr_text=reference)
        validation = DataValidation(type="list", formula1=f"list_{place}", allow_blank=True, showErrorMessage=True)
        validation.errorTitle, validation.error = "请核对", "请从下拉列表里选一项。"
        for cell in cells:
            validation.add(cell)
        workbook[name].add_data_validation(validation)


def _closed(workbook: Workbook) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Where only a word of a list may stand: sheet, cells, the list."""
    for name, table in ((name, TABLES[name]) for name in TABLES if name in workbook.sheetnames):
        last = max(workbook[name].max_row, 1 + _SPARE)
        for index, column in enumerate(table, start=1):
            if column.choices:
                letter = get_column_letter(index)
                yield name, [f"{letter}2:{letter}{last}"], column.choices
    for choices in dict.fromkeys(setting.choices for setting in HEAD if setting.choices):
        yield PlanSheet.HEAD, [f"B{row}" for row, one in enumerate(HEAD, start=2) if one.choices == choices], choices
