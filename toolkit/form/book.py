"""The values of a workbook that came back, sheet by sheet.

Knows: the workbook's format and which of its sheets are the toolkit's own. Must not know: which cell means what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from python_calamine import CalamineWorkbook

from toolkit.base.visible import visible
from toolkit.form.error_cells import error_cells
from toolkit.form.grid import GUIDE_SHEET, IDENTITY_SHEET, LISTS_SHEET, SLIP_SHEET

Grid = Sequence[Sequence[object]]
Texts = Sequence[tuple[int, str]]
"""The texts of one row, each with its column (from 0)."""


@dataclass(frozen=True)
class Book:
    """The values of a workbook: visible sheets by name, from A1; ``identity`` is the hidden identity sheet."""

    sheets: Mapping[str, Grid]
    identity: Mapping[str, str]

    @cached_property
    def texts(self) -> Mapping[str, Mapping[int, Texts]]:
        """All texts that are not blank, by sheet and by row (from 1); rows that have none are left out."""
        found: dict[str, dict[int, Texts]] = {}
        for name, grid in self.sheets.items():
            rows = found[name] = {}
            for number, row in enumerate(grid, start=1):
                texts = [(i, value) for i, value in enumerate(row) if type(value) is str and value and value.strip()]
                if texts:
                    rows[number] = texts
        return found


def read_book(data: bytes, *, errors: bool = True) -> Book | None:
    """The values of an .xlsx, .xls or .ods, or None when the parser cannot make sense of it.

    ``errors`` says that it is an .xlsx whose cells may show errors; their names (#REF!) are put where they stand.
    Raises `MemoryError`.
    """
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
        if errors:
            _put_errors(data, grids)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # whatever the parsers make of bytes from outside; calamine's panics are no Exception
        return None
    hidden = grids.pop(IDENTITY_SHEET, [])
    identity = {str(row[0]): str(row[1]) for row in hidden if len(row) > 1}
    return Book({visible(name): grid for name, grid in grids.items()}, identity)


def _put_errors(data: bytes, grids: Mapping[str, list[list[object]]]) -> None:
    for name, row, column, text in error_cells(data):
        grid = grids.get(name)
        if grid is None:
            continue
        grid += [[] for _ in range(row + 1 - len(grid))]
        grid[row] += [""] * (column + 1 - len(grid[row]))
        grid[row][column] = text
