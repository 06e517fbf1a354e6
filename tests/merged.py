"""Merged areas as openpyxl draws their borders when it loads a workbook, but each border is worked out once a workbook.

More than half of the time of loading a form or a master went into adding the same two borders thousands of times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Border
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook import Workbook
from openpyxl.worksheet.merge import MergedCellRange

FORMAT, BORDERS = (vars(MergedCellRange)[name] for name in ("format", "_get_borders"))  # openpyxl's own
SIDES = ("top", "left", "right", "bottom")
Known = dict[tuple[int, int, str], int]


@contextmanager
def merged_quickly() -> Iterator[None]:
    """While it is entered, workbooks are loaded in half the time; they are the same (tests/test_merged.py)."""
    of_books: WeakKeyDictionary[Workbook, Known] = WeakKeyDictionary()

    def known_in(area: Any) -> Known:
        return of_books.setdefault(area.ws.parent, {})

    def get_borders(self: Any) -> None:
        """The first cell has the right and bottom border of the last one."""
        start = self.start_cell = self.ws.cell(self.min_row, self.min_col)
        start._style = start._style or StyleArray()
        end = self.ws._cells.get((self.max_row, self.max_col))
        if end is not None:
            last = end.border  # which gives a cell without a style one
            add(start, end._style.borderId, "end", Border(right=last.right, bottom=last.bottom), known_in(self))

    def format(self: Any) -> None:
        """The cells at the edges have the borders of the first one, all of them its protection."""
        start, cells, known = self.start_cell, self.ws._cells, known_in(self)
        for row, column in self.cells:
            cell = cells.setdefault((row, column), MergedCell(self.ws, row, column))
            cell._style = cell._style or StyleArray()
        of_start, drawn = start._style.borderId, start.border
        for name in SIDES:
            side = getattr(drawn, name)
            if side and side.style is None:
                continue
            border = Border(**{name: side})
            for place in getattr(self, name):
                add(cells[place], of_start, name, border, known)
        for place in self.cells:
            cells[place]._style.protectionId = start._style.protectionId

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "_get_borders", get_borders)
        patch.setattr(MergedCellRange, "format", format)
        yield


def add(cell: Any, other: int, what: str, border: Border, known: Known) -> None:
    """Add a border, which is known by where it comes from, to that of a cell."""
    key = (cell._style.borderId, other, what)
    if key not in known:
        cell.border += border
        known[key] = cell._style.borderId
    cell._style.borderId = known[key]
