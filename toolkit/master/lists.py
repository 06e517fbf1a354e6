"""Plain lists: a title, a note, captions, rows; every list of the masters and of the index is drawn alike.

Knows: rows and styles. Must not know: what is listed, where the rows come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from toolkit.base.texts import text_lines
from toolkit.intake.spool import suffix_of
from toolkit.ledger import CellValue
from toolkit.master.rows import Formula, RowSheet
from toolkit.master.style import A3, Styles, note_height, on_first_page, print_setup, row_height

TOP = 4  # the first row below the captions, from 1


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another place in the workbook, or to a file beside it (``external``)."""

    place: str
    text: str
    external: bool = False


Cell = CellValue | Formula | Link


def archived(name: str, sha256: str) -> Link:
    """A cell that opens the original of a file that came; it lies under its hash, as seen from outbox/PERIOD."""
    return Link(f"../../archive/{sha256[:2]}/{sha256}{suffix_of(name)}", name, external=True)


def number_format(value: object) -> str:
    """How a number is shown, with separators; "" for what is none."""
    if not isinstance(value, int | float):
        return ""
    return "#,##0" if value == int(value) else "#,##0.##"


def write_list(
    sheet: RowSheet,
    styles: Styles,
    title: str,
    note: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Cell]],
    empty: str,
) -> int:
    """Draw a titled list; returns the number of its last row, from 1. It is for A3, unless the sheet has its paper."""
    paper = sheet.paper_size or A3
    last = len(columns) - 1
    for index, (caption, width) in enumerate(columns):
        sheet.write_string(2, index, caption, styles.head())
        sheet.set_column(index, index, width)
    right = on_first_page(sheet, last, paper)
    sheet.merge_range(0, 0, 0, right, title, styles.title())
    sheet.merge_range(1, 0, 1, right, note, styles.small())
    sheet.set_row(0, 30)
    sheet.set_row(1, note_height(sheet, note, 0, right))
    sheet.set_row(2, 32 if any(text_lines(caption, width, 10) > 1 for caption, width in columns) else 24)

    @cache
    def look(centred: bool, is_date: bool, linked: bool, form: str) -> int:
        aligned = (
            {"align": "right", "indent": 1, "num_format": form} if form else {"align": "center"} if centred else {}
        )
        blue = {"font_color": "#1F5FA8", "underline": 1} if linked else {}
        return styles.number(is_date=is_date, **aligned, **blue)

    number = 2
    for number, cells in enumerate(rows, start=3):
        row = []
        for index, (cell, (_, width)) in enumerate(zip(cells, columns, strict=True)):
            shown = cell.text if isinstance(cell, Link) else cell
            is_date = cell.is_date if isinstance(cell, Formula) else isinstance(cell, date)
            form = "" if is_date else number_format(cell.cached if isinstance(cell, Formula) else shown)
            row.append((look(width <= 14, is_date, isinstance(cell, Link), form), shown))
            if isinstance(cell, Link):
                sheet.add_link(number, index, f"{'external' if cell.external else 'internal'}:{cell.place}", cell.text)
        texts = [(v, width) for (_, v), (_, width) in zip(row, columns, strict=True) if isinstance(v, str)]
        sheet.add_row(number, row, row_height(texts, least=20))
    if number == 2:
        sheet.merge_range(3, 0, 3, last, empty, styles.cell(align="center"))
        number = 3
    sheet.autofilter(2, 0, number, last)
    sheet.freeze_panes(3, 2)
    print_setup(sheet, rows=(0, 2), last=last, paper=paper)
    sheet.print_area(0, 0, number, last)
    return number + 1
