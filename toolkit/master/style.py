"""How the master looks: one calm table style, few colours, heights that fit the text.

Knows: xlsxwriter's formats. Must not know: what is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.base.texts import text_lines, text_width
from toolkit.ledger import CellValue
from toolkit.standing.status import Light

SONG, HEI = "宋体", "黑体"
A3, A4 = 8, 9
ACROSS = {A3: 1485, A4: 1050}  # pixels that a page holds at full size
LEAST = 8.0  # points that any text must have on paper
WIDER = 1.14  # widths are counted in digits, which are as much wider where a program has not the font
HIGHEST, WIDEST, SMALLEST = 409, 60, 9  # points, characters, points; Excel gives no row more
NEVER_TOO_LONG = 25  # characters; even one to a line they are not as high as the highest row
GRID, HEAD, BAND, QUIET = "#A6A6A6", "#DCE6F1", "#F2F2F2", "#595959"
COLOURS = {
    Light.GREEN: "#2E7D32", Light.BLUE: "#1F5FA8", Light.YELLOW: "#B8860B", Light.RED: "#C00000",
    Light.GREY: "#7F7F7F", Light.PENDING: "#7F7F7F",
}  # fmt: skip
TINTS = {
    Light.GREEN: "#E2F0D9", Light.BLUE: "#DDEBF7", Light.YELLOW: "#FFF2CC", Light.RED: "#F8D7DA",
    Light.GREY: "#EDEDED", Light.PENDING: "#FFFFFF",
}  # fmt: skip


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """A format: 宋体 10, wrapped, centred vertically, unless said otherwise."""
        full = {"font_name": SONG, "font_size": 10, "valign": "vcenter", "text_wrap": True, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(full)
        return self._made[key]

    def cell(self, **properties: Any) -> Format:
        """A cell of a table."""
        return self(border=1, border_color=GRID, **properties)

    def number(self, *, is_date: bool = False, **properties: Any) -> int:
        """The number of the format of a cell of a table, for `toolkit.master.rows`."""
        style = self.date(**{**properties, "align": "center"}) if is_date else self.cell(**properties)
        return int(style._get_xf_index())

    def head(self, **properties: Any) -> Format:
        """A header cell of a table."""
        return self.cell(**{"bold": True, "align": "center", "bg_color": HEAD, **properties})

    def date(self, **properties: Any) -> Format:
        """A cell of a table that holds a date."""
        return self.cell(**{"num_format": "yyyy-mm-dd", "align": "center", **properties})

    def title(self) -> Format:
        """The title of a sheet."""
        return self(font_name=HEI, font_size=18, align="center")

    def small(self, **properties: Any) -> Format:
        """The line under a title."""
        return self(font_color=QUIET, **properties)


def across(sheet: Worksheet, row: int, first: int, last: int, text: str, style: Format) -> None:
    """Write a text over the columns ``first`` to ``last`` of a row, merged where there are several."""
    if first == last:
        sheet.write_string(row, first, text, style)
    else:
        sheet.merge_range(row, first, row, last, text, style)


def pixels_of(sheet: Worksheet, first: int, last: int) -> int:
    """How wide the columns from the first to the last are together, in pixels."""
    return sum(int(sheet._size_col(column)) for column in range(first, last + 1))


def write_value(
    sheet: Worksheet, row: int, column: int, value: CellValue, styles: Styles, **properties: object
) -> None:
    """Write one value so that a text stays a text whatever it begins with."""
    match value:
        case None | "":
            sheet.write_blank(row, column, None, styles.cell(**properties))
        case date():
            sheet.write_datetime(row, column, value, styles.date(**{**properties, "align": "center"}))
        case int() | float():
            sheet.write_number(row, column, value, styles.cell(**properties))
        case _:
            sheet.write_string(row, column, str(value), styles.cell(**properties))


def lines_needed(text: object, width: float, size: float = 10) -> int:
    """How many lines a text takes in a column of ``width`` characters."""
    shown = str(text)
    if len(shown) <= _room(width, size) and "\n" not in shown:
        return 1  # no character is wider than the height of the line
    return _lines(shown, width, size)


def _room(width: float, size: float) -> float:
    """How many ems a column of ``width`` characters holds."""
    return max((width * 7 - 4) / (size * 4 / 3), 2)


@lru_cache(maxsize=10_000)  # a measure's words stand in the row of every unit
def _lines(text: str, width: float, size: float) -> int:
    room = _room(width, size)
    return sum(1 if (ems := text_width(line)) <= room else math.ceil(ems / (room - 1)) for line in text.split("\n"))


def _height(text: object, width: float, size: float) -> float:
    return lines_needed(text, width, size) * size * 1.38 + 5


def fitting_size(text: object, width: float, size: float = 10) -> float:
    """The font size, ``size`` or smaller, at which a text is shown whole in the highest row that Excel has."""
    if isinstance(text, str) and len(text) <= NEVER_TOO_LONG:
        return size
    while size > SMALLEST and _height(text, width, size) > HIGHEST:
        size -= 0.5
    return size


def fitting_width(texts: Iterable[object], width: float) -> float:
    """The column width, ``width`` or more, at which each text can be shown whole in the smallest font."""
    for text in texts:
        if isinstance(text, str) and len(text) <= NEVER_TOO_LONG:
            continue
        while _height(text, width, SMALLEST) > HIGHEST and width < WIDEST:
            width += 1
    return width


def row_height(texts: Sequence[tuple[object, float]], least: float = 18, size: float = 10) -> float:
    """A height that shows every (text, column width) of a row whole, each in its `fitting_size`."""
    highest, line = least, _height("", 1, size)
    for text, width in texts:
        if text is None or (
            line <= highest and type(text) is str and len(text) <= _room(width, size) and "\n" not in text
        ):
            continue  # one line at most, which is not higher
        if text != "":
            highest = max(highest, _height(text, width, fitting_size(text, width, size)))
    return min(highest, HIGHEST)


def on_one_page(sheet: Worksheet, last_row: int, last_column: int, paper: int = A3) -> None:
    """The sheet that opens first, printed on one page, of A3 by default; its last row and column from 0."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.45)
    sheet.center_horizontally()
    sheet.set_footer("&C&11&A　第 &P 页 共 &N 页", {"margin": 0.2, "scale_with_doc": False})
    sheet.hide_gridlines(2)
    sheet.freeze_panes(0, 1)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.activate()


def note_height(sheet: Worksheet, text: str, first: int, last: int, size: float = 10) -> float:
    """How high a row must be, in points, that shows a text over some columns whole."""
    return max(18.0, text_lines(text, pixels_of(sheet, first, last) / 8, size) * size * 1.36 + 4)


def on_first_page(sheet: Worksheet, last: int, paper: int = A3, size: float = 10) -> int:
    """The last column, up to ``last``, that the first page shows where `print_setup` lets a sheet go on beside it."""
    room = ACROSS[paper] * size / LEAST / WIDER
    while last > 1 and pixels_of(sheet, 0, last) > room:
        last -= 1
    return last


def print_setup(
    sheet: Worksheet,
    *,
    rows: tuple[int, int] | None,
    last: int | None = None,
    paper: int = A3,
    size: float = 10,
    columns: tuple[int, int] = (0, 0),
) -> None:
    """Landscape, repeated heading rows (first and last, from 0), page numbers.

    It is one page wide, unless text of ``size`` points would then print at less than 8: then it goes on beside, with
    the first ``columns`` repeated. ``last`` is the last column that is printed; None where nothing needs to shrink.
    """
    sheet.set_landscape()
    sheet.set_paper(paper)
    if last is None or on_first_page(sheet, last, paper, size) == last:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(math.ceil(LEAST / size * 100))
        sheet.print_across()
        sheet.repeat_columns(*columns)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.55)
    sheet.set_footer("&C&11&A　第 &P 页 共 &N 页", {"margin": 0.25, "scale_with_doc": False})
    if rows is not None:
        sheet.repeat_rows(*rows)
    sheet.hide_gridlines(2)


def colour_lights(sheet: Worksheet, area: str, styles: Styles, marks: dict[Light, str]) -> None:
    """Colour the cells of an area by the mark they begin with."""
    first = area.split(":")[0].replace("$", "")
    for light, mark in marks.items():
        rule = styles(font_color=COLOURS[light], bg_color=TINTS[light])
        sheet.conditional_format(area, {"type": "formula", "criteria": f'=LEFT({first},1)="{mark}"', "format": rule})
