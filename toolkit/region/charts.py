"""The charts on the first page of a roll-up: how many forms are accepted, sent back and missing, as stacked bars.

Knows: xlsxwriter's charts, the states that are shown. Must not know: what the bars stand for, who counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toolkit.base.captions import Sheet
from toolkit.master.style import HEI, SONG
from toolkit.standing.status import ReportState

# Few colours, told apart by pattern in black and white.
SERIES = (
    (ReportState.ACCEPTED, "#70AD47", None),
    (ReportState.RETURNED, "#FFC000", "dark_upward_diagonal"),
    (ReportState.NOT_RECEIVED, "#BFBFBF", "percent_25"),
)


@dataclass(frozen=True, slots=True)
class Bars:
    """Where a chart's numbers stand on 总览: rows and columns from 0, a column of numbers for each of `SERIES`."""

    first: int
    last: int
    labels: int
    numbers: tuple[int, int, int]


def draw_bars(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    bars: Bars,
    title: str,
    place: tuple[int, int],
    size: tuple[int, int],
    indent: int = 6,
) -> None:
    """Draw the chart at a place (row and column), of a size in pixels, ``indent`` pixels from the column's edge."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for (state, colour, pattern), column in zip(SERIES, bars.numbers, strict=True):
        fill: dict[str, object] = {"fill": {"color": colour}}
        if pattern:
            fill = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "white"}}
        chart.add_series(
            {
                "name": state.value,
                "categories": [Sheet.OVERVIEW.value, bars.first, bars.labels, bars.last, bars.labels],
                "values": [Sheet.OVERVIEW.value, bars.first, column, bars.last, column],
                "border": {"color": "#7F7F7F", "width": 0.5},
                "gap": 45,
                **fill,
            }
        )
    font = {"name": SONG, "size": 9}
    chart.set_title({"name": title, "name_font": {"name": HEI, "size": 11, "bold": False}, "overlay": False})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}})
    chart.set_y_axis({"num_font": font, "reverse": True})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})
    sheet.insert_chart(*place, chart, {"x_offset": indent, "object_position": 2, "description": title})
