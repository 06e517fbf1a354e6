"""What tests ask of a sheet that openpyxl has read, without its many Nones."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet


def columns_of(sheet: Worksheet, row: int) -> dict[str, int]:
    """The number of each column by its caption in a row."""
    return {str(cell.value): cell.column for cell in sheet[row] if cell.value is not None and cell.column is not None}


def footer_of(sheet: Worksheet) -> str:
    """The text in the middle of a page's foot."""
    assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
    return str(sheet.oddFooter.center.text)


def fits_its_page(sheet: Worksheet) -> bool:
    """Whether a sheet is printed so many pages wide and high as it says, not in its own size."""
    assert sheet.sheet_properties.pageSetUpPr is not None
    return bool(sheet.sheet_properties.pageSetUpPr.fitToPage)
