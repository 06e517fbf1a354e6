"""The values of a workbook that came back, sheet by sheet.

Knows: the workbook's format and which of its sheets are the toolkit's own. Must not know: which cell means what.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineWorkbook

from toolkit.form.layout import GUIDE_SHEET, IDENTITY_SHEET, LISTS_SHEET, SLIP_SHEET
from toolkit.visible import visible

Grid = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Book:
    """The values of a workbook: visible sheets by name, from A1; ``identity`` is the hidden identity sheet."""

    sheets: Mapping[str, Grid]
    identity: Mapping[str, str]


def read_book(data: bytes) -> Book | None:
    """The values of an .xlsx, or None when the parser cannot make sense of it."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            names = workbook.sheet_names
            ours = {LISTS_SHEET, IDENTITY_SHEET, GUIDE_SHEET, SLIP_SHEET}
            # The guide asks nothing; it is only looked at where there is nothing else.
            wanted = [name for name in names if name not in ours] or names
            grids: dict[str, list[list[object]]] = {
                name: [[*row] for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
                for name in (*wanted, IDENTITY_SHEET)
                if name in names and name != LISTS_SHEET
            }
        _put_errors(data, grids)
    except Exception:  # whatever the parsers make of bytes from outside
        return None
    hidden = grids.pop(IDENTITY_SHEET, [])
    identity = {str(row[0]): str(row[1]) for row in hidden if len(row) > 1}
    return Book({visible(name): grid for name, grid in grids.items()}, identity)


def _put_errors(data: bytes, grids: Mapping[str, list[list[object]]]) -> None:
    """Put the names of formula errors (#REF!) where python-calamine has left their cells empty.

    Hardly any form has one, so openpyxl only reads those in which an error cell shows.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = (name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
        if not any(b't="e"' in archive.read(name) for name in parts):
            return
    from openpyxl import load_workbook
    from openpyxl.worksheet.worksheet import Worksheet

    workbook = load_workbook(BytesIO(data), data_only=True)
    for name, grid in grids.items():
        sheet = workbook[name]
        if not isinstance(sheet, Worksheet):
            continue
        for line, cells in zip(grid, sheet.iter_rows(), strict=False):
            for index, cell in enumerate(cells):
                if cell.data_type == "e":
                    line += [""] * (index + 1 - len(line))
                    line[index] = str(cell.value)
