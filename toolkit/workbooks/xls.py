"""Workbooks of Excel 97-2003 (.xls) and of WPS (.et, which is the same format), by xlrd.

Knows: types of cells, number formats, fonts of a BIFF workbook. Must not know: what a cell means, limits of size. A
record's own format says what a number is, whatever its index: Gnumeric numbers its own from 50 on, where Excel has
dates of East Asia.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any, Literal

import olefile
import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.xldate import XLDateError, xldate_as_datetime

from toolkit.workbooks.sheets import (
    Area,
    OddCell,
    Oddity,
    Over,
    Overlay,
    Sheet,
    UnreadableError,
    percent,
    seen,
    shows_percent,
    shows_picture,
    squared,
)

_DRAWING, _ANCHOR = 0x00EC, bytes.fromhex("000010f012000000")  # [MS-XLS] 2.4.170, 2.5.193
_OBJECT = 0x005D  # [MS-XLS] 2.4.181; its first part says what is drawn (2.5.143)
_DRAWN = {8: Over.PICTURE, 6: Over.TEXT_BOX}
_BEGIN, _END = 0x0809, 0x000A
_MOST = 500


def read_xls(data: bytes, passed_over: Collection[str] = ()) -> dict[str, Sheet]:
    """The sheets of a workbook by name, in its order, but for those ``passed_over``.

    Raises `UnreadableError` on whatever cannot be read, and `MemoryError`.
    """
    try:
        with xlrd.open_workbook(
            file_contents=data, logfile=StringIO(), formatting_info=True, ignore_workbook_corruption=True
        ) as book:
            drawn = list(_drawn(data))
            return {
                sheet.name: _sheet(book, sheet, drawn[number] if number < len(drawn) else [])
                for number, sheet in enumerate(book.sheets())
                if sheet.name not in passed_over
            }
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # whatever the parsers make of bytes from outside
        raise UnreadableError from error


def _sheet(book: Any, sheet: Any, drawn: list[Overlay]) -> Sheet:
    grid = [[_value(book, sheet, row, column) for column in range(sheet.row_len(row))] for row in range(sheet.nrows)]
    merged = tuple(Area(top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells)
    notes = [
        Overlay(Over.COMMENT, row, column, text, str(note.author or ""))
        for (row, column), note in sheet.cell_note_map.items()
        if (text := str(note.text or "").strip())
    ]
    return Sheet(
        squared(grid),
        merged,
        (*drawn, *notes[:_MOST]),
        frozenset(row for row, look in sheet.rowinfo_map.items() if look.hidden),
        frozenset(column for column, look in sheet.colinfo_map.items() if look.hidden),
        bool(sheet.visibility),
    )


def _value(book: Any, sheet: Any, row: int, column: int) -> object:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if kind == xlrd.XL_CELL_ERROR:
        return OddCell(Oddity.ERROR, error_text_from_code.get(value, f"#ERR{value}"))
    look = book.xf_list[sheet.cell_xf_index(row, column)]
    code = book.format_map[look.format_key].format_str
    if kind == xlrd.XL_CELL_BOOLEAN:
        read: object = bool(value)
    elif kind == xlrd.XL_CELL_DATE:
        read = moment_of(value, book.datemode, code)
    elif kind == xlrd.XL_CELL_NUMBER and shows_percent(code):
        read = percent(value)
    else:
        read = value
    if isinstance(read, str) and shows_picture(read):
        return OddCell(Oddity.PICTURE, read)
    part = _struck(book, sheet, row, column, look, seen(read))
    return OddCell(Oddity.STRUCK, seen(read), part) if part.strip() else read


def moment_of(value: float, mode: Literal[0, 1], code: str) -> object:
    """A number that is shown as a day or a time; the number itself where there is no such day."""
    if "[h" in code.lower() or "[m" in code.lower() or "[s" in code.lower():
        try:
            return timedelta(days=value)
        except OverflowError:
            return value
    try:
        moment: datetime = xldate_as_datetime(value, mode)
    except (XLDateError, ValueError, OverflowError):
        return value
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if moment.time() == time.min else moment


def _struck(book: Any, sheet: Any, row: int, column: int, look: Any, text: str) -> str:
    """What is struck out of a cell: by the font of the cell, or of a run of its text."""
    whole = _is_struck(book, look.font_index)
    runs = sheet.rich_text_runlist_map.get((row, column))
    if not runs:
        return text if whole else ""
    found, at, struck = "", 0, whole
    for start, font in (*runs, (len(text), 0)):
        found += text[at:start] if struck else ""
        at, struck = start, _is_struck(book, font)
    return found


def _is_struck(book: Any, font: int) -> bool:
    return bool(0 <= font < len(book.font_list) and book.font_list[font].struck_out)


def _drawn(data: bytes) -> Iterator[list[Overlay]]:
    """What is drawn on each sheet, in the order in which the sheets lie in the file."""
    if not data.startswith(olefile.MAGIC):
        return
    with olefile.OleFileIO(BytesIO(data)) as file:
        name = "Workbook" if file.exists("Workbook") else "Book"
        stream = file.openstream(name).read()
    at = depth = part = 0
    place, last = (0, 0), (0, 0)
    found: list[Overlay] = []
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _BEGIN:
            depth += 1
            if depth == 1:
                found, part = [], part + 1
        elif kind == _END:
            depth = max(depth - 1, 0)
            if depth == 0 and part > 1:  # the first part is the workbook's own
                yield found[:_MOST]
        elif kind == _DRAWING:  # where the next object is fastened
            anchor = stream.rfind(_ANCHOR, at + 4, at + 4 + size)
            if anchor >= 0 and anchor + 26 <= len(stream):
                left, top, right, bottom = struct.unpack_from("<2xH2xH2xH2xH2x", stream, anchor + 8)
                place, last = (top, left), (bottom, right)
        elif kind == _OBJECT and size >= 6:
            what = struct.unpack_from("<H", stream, at + 8)[0]
            found += [Overlay(_DRAWN[what], *place, last=last)] if what in _DRAWN else []
        at += 4 + size
