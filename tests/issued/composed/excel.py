"""Papers as Excel workbooks: title rows, merged cells, several sheets, hidden rows and columns, real dates.

Knows: blocks, openpyxl. Must not know: plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from tests.issued.composed.blocks import Grid, Line, PageBreak, Paper


@dataclass(frozen=True)
class Page:
    """A sheet: its name, what stands on it, and how."""

    name: str
    paper: Paper
    hidden: bool = False
    left: int = 0  # empty columns before the table
    date_format: str = 'yyyy"年"m"月"d"日"'
    number_format: str = "General"


def as_excel(pages: Sequence[Page]) -> bytes:
    """The pages as .xlsx."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for page in pages:
        sheet = workbook.create_sheet(page.name)
        if page.hidden:
            sheet.sheet_state = "hidden"
        _fill(sheet, page)
    held = BytesIO()
    workbook.save(held)
    return held.getvalue()


def _fill(sheet: Any, page: Page) -> None:
    row = 1
    widest = max((block.width for block in page.paper if isinstance(block, Grid)), default=6)
    for block in page.paper:
        match block:
            case Line(text, align):
                cell = sheet.cell(row, page.left + 1, text)
                cell.alignment = Alignment(horizontal="center" if align == "centre" else None, wrap_text=True)
                if align == "centre":
                    sheet.merge_cells(
                        start_row=row, end_row=row, start_column=page.left + 1, end_column=page.left + widest
                    )
                row += 1
            case Grid():
                row = _table(sheet, block, row, page)
            case PageBreak():
                row += 1


def _table(sheet: Any, table: Grid, top: int, page: Page) -> int:
    for r, values in enumerate(table.rows, start=top):
        for c, value in enumerate(values, start=page.left + 1):
            if value in ("", None):
                continue
            cell = sheet.cell(r, c, value)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if isinstance(value, date | datetime):
                cell.number_format = page.date_format
            elif isinstance(value, float):
                cell.number_format = page.number_format
    for first_row, first, last_row, last in table.merged:
        sheet.merge_cells(
            start_row=top + first_row,
            end_row=top + last_row,
            start_column=page.left + first + 1,
            end_column=page.left + last + 1,
        )
    for column in table.hidden_columns:
        sheet.column_dimensions[get_column_letter(page.left + column + 1)].hidden = True
    return top + len(table.rows)
