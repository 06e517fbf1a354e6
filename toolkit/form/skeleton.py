"""A workbook in which the sheets are named and arranged, and the forms' own are still empty.

Knows: openpyxl, the base, how pages are drawn. Must not know: whose the forms are, what the pages say. What it gives is
drawn once for many units; the sheets of the forms, stamped as they are for forms that go out alone, take their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date

from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.catalogue import Catalogue
from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.beside import write_lists
from toolkit.form.grid import FIRST, LAST, LISTS_SHEET, NOTES_AUTHOR
from toolkit.form.identity_cells import OWNER
from toolkit.form.lines import draw_lines
from toolkit.form.loaded_base import Base
from toolkit.form.pages import draw_page, make_room, new_sheet, printed, write_breaks
from toolkit.form.roster_sheet import place_sheet
from toolkit.form.rows import Page
from toolkit.form.styles import HIDDEN_TEXT
from toolkit.form.watch import write_notice
from toolkit.form.writer import protect, saved, undated

_SELECTED, _NOT_SELECTED = b'tabSelected="1"', b'tabSelected="0"'
_AREA = r'(<definedName name="_xlnm\.Print_Area" localSheetId="%d"[^>]*>)[^<]*'


def part(number: int) -> str:
    """The part of the sheet of a number, from 1 in the order of the workbook."""
    return f"xl/worksheets/sheet{number}.xml"


def unselected(sheet: bytes) -> bytes:
    """The XML of a sheet that is not the one on which its workbook opens.

    Of several sheets that are selected at once each takes what is typed into one.
    """
    return sheet.replace(_SELECTED, _NOT_SELECTED, 1)


def with_areas(workbook: bytes, areas: Mapping[int, tuple[str, int]]) -> bytes:
    """The workbook part with other print areas: by the sheet's number from 1, its name and how many lines it has."""
    for number, (name, lines) in areas.items():
        area = f"'{name}'!${FIRST}$1:${LAST}${lines}".encode()
        workbook = re.sub((_AREA % (number - 1)).encode(), lambda found, area=area: found[1] + area, workbook)  # type: ignore[misc]
    return workbook


def without_signature(sheet: bytes, layout: Page) -> bytes:
    """The XML of a form's sheet in a book, whose cover alone is signed and stamped."""
    signed = [number for number, row in enumerate(layout.rows, start=1) if row.signed]
    if not signed:
        return sheet
    at = sheet.rindex(
        b'<row r="%d" ' % signed[0]
    )  # they are the last rows; what stands before them need not be searched
    end = sheet[at:]
    for number in signed:
        end = end.replace(b'<row r="%d" ' % number, b'<row r="%d" hidden="1" ' % number, 1)
    return sheet[:at] + end


class Skeleton:
    """A workbook that is being put together, sheet by sheet."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._workbook = base.workbook()
        self._names: list[str] = []

    def cover(self, title: str, page: Page, catalogue: Catalogue, notice: str, longest: str) -> None:
        """A page that takes answers of its own; ``notice`` is the formula of its first line, at most ``longest``."""
        sheet = new_sheet(self._workbook, title, page)
        self._place(sheet)
        draw_page(self._base, sheet, page, catalogue)
        sheet[OWNER].number_format = HIDDEN_TEXT
        write_notice(sheet, len(page.rows), "=" + notice)
        make_room(sheet, self._base, page, longest)
        write_breaks(sheet, page)
        printed(sheet, len(page.rows))
        protect(sheet)

    def lines(self, title: str, rules: Sequence[tuple[str, Rule]] = (), title_rows: str = "") -> None:
        """A page of lines (`toolkit.form.lines`), of which ``title_rows`` stand on every printed page."""
        draw_lines(self._workbook, title, len(self._names), self._base.rows, rules)
        if title_rows:
            self._workbook[title].print_title_rows = title_rows
        self._names.append(title)

    def form(self, title: str, rows: int, *, noted: bool = False) -> None:
        """An empty sheet for a form of so many rows, with parts for its notes where it will have some."""
        sheet = self._workbook.create_sheet(title)
        assert isinstance(sheet, Worksheet)
        self._place(sheet)
        for image in self._workbook[SAMPLES_SHEET]._images:  # type: ignore[attr-defined]
            sheet.add_image(copy(image))
        if noted:
            sheet["A1"].comment = Comment("", NOTES_AUTHOR)
        printed(sheet, rows)

    def roster(self, title: str) -> None:
        """An empty sheet for a list of the form before it."""
        place_sheet(self._workbook, title, len(self._names))
        self._names.append(title)

    def package(self, lists: Iterable[tuple[str, ...]], title: str, issued_on: date) -> bytes:
        """The workbook, with the ``lists`` that its forms' answers are chosen from."""
        write_lists(self._workbook, lists)
        for name in self._workbook.sheetnames:
            if name not in (*self._names, LISTS_SHEET):
                del self._workbook[name]
        undated(self._workbook, title, issued_on)
        return saved(self._workbook)

    def _place(self, sheet: Worksheet) -> None:
        self._workbook.move_sheet(sheet, len(self._names) - self._workbook.index(sheet))
        self._names.append(sheet.title)
