"""An edition's results as a sheet for A4: its tables one below the other, each page with the captions of its table.

Knows: xlsxwriter, how high texts are, where a page ends. Must not know: what may be told. A page's end is set by hand,
so that no heading stands alone and a table goes on under its captions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.master.style import HEI, QUIET, Styles, across, lines_needed, row_height
from toolkit.publish.results import Line, Results, Section
from toolkit.publish.results_document import CONTACT, EXPLAINED

_COLUMNS, _PIXELS = 20, 35  # narrow columns that tables of any widths share; together as wide as A4 takes
_PAGE = 750.0  # points of a page that may be used
_SIZE, _LINE = 9.5, 12.5
_CAPTION, _HEADING = 17.0, 23.0
_INK, _HAIR = "#1A1A1A", "#BFBFBF"


def write_results(sheet: Worksheet, styles: Styles, results: Results) -> None:
    """Write the results on an empty sheet and set it up for printing."""
    page = _Page(sheet, styles)
    page.text(results.title, styles(font_name=HEI, font_size=16, align="center"), size=16, least=28)
    page.text(results.under, styles(font_color=QUIET, align="center"), least=18)
    page.text(f"　　{results.begins}", styles(align="left", valign="top", font_size=11), size=11)
    for section in results.sections:
        page.section(section)
    if results.explained:
        page.heading(EXPLAINED, 40)
        page.text(f"　　{results.explained}", styles(align="left", valign="top"))
    if results.contact:
        page.text(f"{CONTACT}{results.contact}", styles(align="left"))
    for text in (results.signed, results.on):
        page.text(text, styles(align="right"), least=18)
    page.close()


class _Page:
    """A sheet that is written from top to bottom, and knows how much of the page is left."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles = sheet, styles
        self.row, self.used, self.breaks = 0, 0.0, list[int]()

    def close(self) -> None:
        """Set up the columns and the printing."""
        self.sheet.set_column_pixels(0, _COLUMNS - 1, _PIXELS)
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.45, right=0.45, top=0.4, bottom=0.5)
        self.sheet.center_horizontally()
        self.sheet.set_footer("&C&9第 &P 页，共 &N 页", {"margin": 0.2})
        self.sheet.hide_gridlines(2)
        self.sheet.set_h_pagebreaks(self.breaks)
        self.sheet.print_area(0, 0, self.row - 1, _COLUMNS - 1)

    def _room(self, height: float) -> bool:
        """Begin a new page where so much does not go onto this one; says whether it did."""
        if not self.used or self.used + height <= _PAGE:
            return False
        self.breaks.append(self.row)
        self.used = 0.0
        return True

    def _next(self, height: float) -> int:
        self.sheet.set_row(self.row, height)
        self.used += height
        self.row += 1
        return self.row - 1

    def text(self, text: str, style: Format, *, size: float = 10, least: float = 16) -> None:
        """A text over the whole width."""
        height = row_height([(text, _COLUMNS * _PIXELS / 7)], least=least, size=size)
        self._room(height)
        across(self.sheet, self._next(height), 0, _COLUMNS - 1, text, style)

    def heading(self, text: str, below: float) -> None:
        """A heading, on a page with so much of what is below it."""
        self._room(_HEADING + below)
        style = self.styles(font_name=HEI, font_size=12, valign="bottom", bottom=2, bottom_color=_INK)
        across(self.sheet, self._next(_HEADING), 0, _COLUMNS - 1, text, style)

    def section(self, section: Section) -> None:
        """A table under its heading."""
        spans = _spans(section.widths)
        heights = [
            max(lines_needed(text, span * _PIXELS / 7, _SIZE) for text, span in zip(line, spans, strict=True)) * _LINE
            + 3
            for line in section.lines
        ]
        first = _CAPTION + heights[0] + (heights[-1] if section.total else 0)
        if section.heading:
            self.heading(section.heading, first)
        else:
            self._room(first)
        self._captions(section, spans)
        for number, (line, height) in enumerate(zip(section.lines, heights, strict=True), start=1):
            if self._room(height):
                self._captions(section, spans)
            total = section.total and number == len(section.lines)
            edge = {"top": 1, "bottom": 2} if total else {"bottom": 4, "bottom_color": _HAIR}
            look = {"valign": "top", "bold": total, "font_size": _SIZE, **edge}
            self._cells(section, spans, line, height, look)

    def _captions(self, section: Section, spans: Sequence[int]) -> None:
        look = {"font_name": HEI, "font_size": _SIZE, "bottom": 1, "bottom_color": _INK}
        self._cells(section, spans, section.header, _CAPTION, look)

    def _cells(
        self, section: Section, spans: Sequence[int], texts: Line, height: float, look: dict[str, object]
    ) -> None:
        row, at = self._next(height), 0
        for index, (text, span) in enumerate(zip(texts, spans, strict=True)):
            align = "right" if index in section.numbers else "left"
            across(self.sheet, row, at, at + span - 1, text, self.styles(align=align, **look))
            at += span


def _spans(widths: Sequence[int]) -> list[int]:
    """How many of the narrow columns each column takes."""
    edges, whole, run = [0], sum(widths), 0
    for width in widths:
        run += width
        edges.append(round(_COLUMNS * run / whole))
    return [max(b - a, 1) for a, b in pairwise(edges)]
