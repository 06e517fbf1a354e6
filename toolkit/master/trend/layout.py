"""The page of 趋势: its columns, the rows that every part draws alike, the charts beside them.

Knows: styles, charts. Must not know: what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from toolkit.base.texts import text_lines
from toolkit.master.overview.said import Said
from toolkit.master.page import Page
from toolkit.master.rows import Formula
from toolkit.master.style import HEI, SONG, across, pixels_of
from toolkit.standing.trend import Point

HEAD = 2  # the row of the captions, from 0; they are repeated on every printed page
NAME, MEASURED = 0, 1  # columns
ROW, LINE = 17.0, 14.5  # points: a row, a line of a sentence
WIDTH = 1050  # pixels that A4 holds at full size
PAPER = 490.0  # points that it holds below the repeated captions
_NAME, _MEASURED, _PERIOD, _MOVED, _PANEL = 190, 56, 80, 74, 4
_HAIR: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF"}
SERIES = (
    {"color": "#1A1A1A", "width": 2.5},
    {"color": "#A61B1B", "width": 2, "dash_type": "dash"},
    {"color": "#1F5FA8", "width": 1.75, "dash_type": "square_dot"},
    {"color": "#1E6B2E", "width": 1.75, "dash_type": "long_dash_dot"},
    {"color": "#B8860B", "width": 1.75, "dash_type": "round_dot"},
)
MARKERS = ("circle", "square", "triangle", "diamond", "x")


@dataclass(frozen=True)
class TrendPage:
    """The sheet while it is drawn; ``points`` are the periods, the last of them this one."""

    page: Page
    points: Sequence[Point]

    @property
    def first(self) -> int:
        """The column of the first period."""
        return MEASURED + 1

    @property
    def now(self) -> int:
        """The column of this period."""
        return self.first + len(self.points) - 1

    @property
    def moved(self) -> int:
        """The column that compares with the period before."""
        return self.now + 1

    @property
    def panel(self) -> int:
        """The first column of what stands beside: charts and sentences."""
        return self.moved + 1

    @property
    def last(self) -> int:
        """The last column."""
        return self.panel + _PANEL - 1

    def set_columns(self) -> None:
        """Set the widths: the panel takes what the periods leave."""
        sheet = self.page.sheet
        widths = [_NAME, _MEASURED, *[_PERIOD] * len(self.points), _MOVED]
        for column, pixels in enumerate([*widths, *[(WIDTH - sum(widths)) // _PANEL] * _PANEL]):
            sheet.set_column_pixels(column, column, pixels)

    def cell(self, row: int, column: int) -> str:
        """The address of a cell."""
        return str(xl_rowcol_to_cell(row, column))

    def band(self, row: int, text: str) -> int:
        """The heading of a part; returns the row below."""
        style = self.page.styles(font_name=HEI, bold=True, font_size=11, top=2, bottom=1, text_wrap=False)
        across(self.page.sheet, row, 0, self.last, text, style)
        self.page.sheet.set_row(row, 20)
        return row + 1

    def sentence(self, row: int, said: Said, last: int | None = None) -> int:
        """A sentence over the columns up to ``last``, by default those left of the panel; returns the row below."""
        last = self.moved if last is None else last
        style = self.page.styles(font_name=HEI, bg_color="#F7F3E3")
        self.page.sheet.merge_range(row, 0, row, last, "", style)
        self.page.sheet.write_formula(row, 0, f"={said.formula}", style, said.cached)
        self.page.sheet.set_row(row, self.lines(said.cached, 0, last) * LINE + 6)
        return row + 1

    def lines(self, text: str, first: int, last: int) -> int:
        """How many lines a text takes over some columns."""
        return text_lines(text, pixels_of(self.page.sheet, first, last) / 8, 10)

    def style(self, *, bold: bool = False, last: bool = False, **look: Any) -> Format:
        """The look of a cell of a row; a sum stands between lines."""
        line = {"top": 1, "bottom": 2} if last else _HAIR
        return self.page.styles(**{"text_wrap": False, "bold": bold, **line, **look})

    def put(self, row: int, column: int, value: object, style: Format) -> None:
        """Write one value of a row; what is not there stays blank."""
        sheet = self.page.sheet
        match value:
            case Formula():
                sheet.write_formula(row, column, value.text, style, value.cached)
            case int() | float():
                sheet.write_number(row, column, value, style)
            case None | "":
                sheet.write_blank(row, column, None, style)
            case _:
                sheet.write_string(row, column, str(value), style)

    def periods(self, row: int) -> list[object]:
        """The cells of the periods in a row, as charts name them."""
        return [self.page.sheet.get_name(), row, self.first, row, self.now]

    def draw_chart(self, row: int, points: float, chart: Any, title: str) -> None:
        """Put a chart into the panel from a row on, so many points high."""
        font = {"name": SONG, "size": 10}
        chart.set_title({"name": title, "name_font": {"name": HEI, "size": 10.5, "bold": False}, "overlay": False})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_legend({"position": "right", "font": font} if len(chart.series) > 1 else {"none": True})
        width = pixels_of(self.page.sheet, self.panel, self.last)
        chart.set_size({"width": width - 10, "height": int(points * 4 / 3) - 4})
        place = {"object_position": 2, "x_offset": 8, "y_offset": 2, "description": title}
        self.page.sheet.insert_chart(row, self.panel, chart, place)

    def height(self, first: int, below: int) -> float:
        """How high the rows from the first to the one before ``below`` are, in points."""
        return sum(float(self.page.sheet._size_row(row)) * 0.75 for row in range(first, below))

    def pages(self, below: int) -> tuple[list[int], float]:
        """Before which rows above ``below`` a page of paper begins, and how many points of the last one they take."""
        found, used = [], self.height(0, HEAD)
        for row in range(HEAD + 1, below):
            height = self.height(row, row + 1)
            if used + height > PAPER:
                found.append(row)
                used = 0.0
            used += height
        return found, used

    def below(self, top: int, row: int, points: float) -> int:
        """The first row below the rows from ``top`` to ``row`` and the chart of so many points beside them."""
        while self.height(top, row) < points + 6:
            self.page.sheet.set_row(row, ROW)
            row += 1
        return row

    def axes(self, chart: Any, **of_values: Any) -> None:
        """The axes: periods below, values from 0 on."""
        font = {"name": SONG, "size": 10}
        grid = {"visible": True, "line": {"color": "#E0E0E0"}}
        chart.set_x_axis({"num_font": font})
        chart.set_y_axis({"num_font": font, "min": 0, "major_gridlines": grid, "line": {"none": True}, **of_values})
