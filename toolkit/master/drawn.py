"""The hidden sheet that remembers what the toolkit drew on each sheet, so that what the office adds can be told.

Knows: xlsxwriter's cells and formats, how a sheet's rows are known again. Must not know: what is on a sheet, how
additions are found (`toolkit.additions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format

from toolkit.additions.refs import place
from toolkit.additions.shape import Shape, digest_of, folded, key_at, packed
from toolkit.additions.styles import Look
from toolkit.base.captions import Sheet
from toolkit.master.page import Table
from toolkit.master.rows import Formula, RowSheet


def draw_shapes(book: xlsxwriter.Workbook, tables: Mapping[str, Table]) -> None:
    """Write down what has been drawn on each of the sheets; the last that is drawn in a workbook."""
    texts = {index: text for text, index in book.str_table.string_table.items()}
    formats = {one.xf_index: one for one in book.formats if one.xf_index is not None}
    shapes = [_shape(book.get_worksheet_by_name(name), table, texts, formats) for name, table in tables.items()]
    sheet = book.add_worksheet(Sheet.DRAWN)
    sheet.very_hidden()
    for row, shape in enumerate(shapes):
        for column, text in enumerate(packed(shape)):
            sheet.write_string(row, column, text)


def _shape(sheet: RowSheet, table: Table, texts: Mapping[int, str], formats: Mapping[int, Format]) -> Shape:
    head = table.head - 1
    captions = _captions(sheet, head, texts)
    place_of = {folded(caption): column for column, caption in reversed(list(enumerate(captions)))}
    wanted = table.key or captions[:2]
    key = tuple(place_of[folded(caption)] for caption in wanted if folded(caption) in place_of)
    also = tuple(place_of[folded(caption)] for caption in table.also if folded(caption) in place_of)
    rows = None
    if not table.own_key:
        keys = (key_at(row, key, any_text=True) for row in _rows(sheet, head, texts))
        rows = frozenset(digest_of(found) for found in keys if found)
    notes = frozenset(digest_of(note.text) for of_row in sheet.comments.values() for note in of_row.values())
    written = ((row, column) for row, cells in sheet.table.items() for column in cells)
    taken = frozenset(place(column, row + 1) for row, column in written if row < head or not table.grows)
    looks = _looks(sheet, head, len(captions), formats)
    info = [sheet.col_info.get(column) for column in range(len(captions))]
    pixels = (sheet.default_col_width if one is None or one.width is None else one.width for one in info)
    widths = tuple((pixel * 256 // sheet.max_digit_width) / 256 for pixel in pixels)  # as xlsxwriter puts it
    hidden = frozenset(column for column, one in enumerate(info) if one is not None and one.hidden)
    frozen = (sheet.panes[0], sheet.panes[1]) if sheet.panes else (0, 0)
    return Shape(
        sheet.get_name(), table.head, captions, key, also, table.grows, rows, notes, looks, taken, widths, hidden,
        frozen,
    )  # fmt: skip


def _captions(sheet: RowSheet, head: int, texts: Mapping[int, str]) -> tuple[str, ...]:
    cells = sheet.table.get(head, {})
    found = [_text(cells.get(column), texts) for column in range(max(cells, default=-1) + 1)]
    if found and not found[0]:  # merged with the cell above
        found[0] = _text(sheet.table.get(head - 1, {}).get(0), texts)
    return tuple(found)


def _rows(sheet: RowSheet, head: int, texts: Mapping[int, str]) -> Iterator[dict[int, str]]:
    """What stands in the rows below the captions, as the file will say it."""
    for row, cells in sheet.table.items():
        if row > head:
            yield {column: text for column, cell in cells.items() if (text := _text(cell, texts))}
    for row, values in sheet.added:
        if row > head:
            yield {column: text for column, value in enumerate(values) if (text := _shown(value))}


def _text(cell: object, texts: Mapping[int, str]) -> str:
    kind = type(cell).__name__
    if kind == "String":
        return texts.get(cell.string, "")  # type: ignore[attr-defined]
    if kind in ("Number", "Datetime"):
        return _shown(cell.number)  # type: ignore[attr-defined]
    return _shown(cell.value) if kind == "Formula" else ""  # type: ignore[attr-defined]


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case Formula():
            return _shown(value.cached)
        case date():
            return str((value - date(1899, 12, 30)).days)
        case int() | float():
            return str(int(value)) if value == int(value) else f"{value:.16G}"
        case _:
            return str(value)


def _looks(sheet: RowSheet, head: int, width: int, formats: Mapping[int, Format]) -> tuple[tuple[Look, ...], ...]:
    found: list[set[Look]] = [set() for _ in range(width)]
    for row, cells in sheet.table.items():
        for column, cell in cells.items() if row > head else ():
            if column < width:
                found[column].add(_look(cell.format))
    for column, style in sheet.looks:
        if column < width:
            found[column].add(_look(formats.get(style)))
    return tuple(tuple(sorted(looks, key=repr)) for looks in found)


def _look(style: Format | None) -> Look:
    if style is None:
        return Look()
    fill = style.fg_color if style.fg_color is not None else style.bg_color
    return Look(
        _colour(fill, "FFFFFF"),
        _colour(style.font_color, "000000"),
        "1" if style.bold else "",
        "1" if style.italic else "",
        {0: "", 1: "1", 2: "double"}.get(style.underline, str(style.underline)),
        "1" if style.font_strikeout else "",
    )


def _colour(colour: object, none: str) -> str:
    if colour is None:
        return ""
    text = f"{colour._rgb_value:06X}"  # type: ignore[attr-defined]
    return "" if text == none else text
