"""Workbooks of Excel and WPS (.xlsx): values by python-calamine, and beside them what it passes over.

Knows: how the cells of a sheet are written. Must not know: what a cell means, limits of size. python-calamine gives up
on a whole file for one error whose name it does not know, and for one number in a date's format that is no day; so
before it reads a file, errors are rewritten as marked texts, and such numbers lose their format.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineWorkbook

from toolkit.workbooks import overlays, pictures, xlsx_looks
from toolkit.workbooks.markup import PREFIX, attributes, place, start, text_of
from toolkit.workbooks.package import Package
from toolkit.workbooks.sheets import (
    Area,
    OddCell,
    Oddity,
    Sheet,
    UnreadableError,
    percent,
    seen,
    shows_picture,
    squared,
)

_MARK = "\ue000"  # nobody types it
_P = PREFIX.encode()
_CELL = re.compile(rb"<(" + _P + rb")c(\s[^<>]*)(?<!/)>((?:[^<]++|<(?!/?" + _P + rb"c[\s/>]))*+)</" + _P + rb"c\s*>")
_ERROR = re.compile(rb"""(\st\s*=\s*["'])e(?=["'])""")
_WILD = re.compile(rb"<" + _P + rb"v(?:\s[^<>]*)?>\s*(?:[+-]|[0-9]{7}|[0-9.]+[eE]|[iI]nf|[nN]a[nN])")
_VALUE = re.compile(rb"<" + _P + rb"v(?:\s[^<>]*)?>([^<]*)<")
_STYLE = re.compile(rb"""\ss\s*=\s*(?:"[^"]*"|'[^']*')""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_MOST_MERGED = 10_000
_MOST_BYTES = 48 * 2**20  # of all sheets; a form has a quarter of a megabyte, and each pass over them takes its time
_DAYS = range(-693_000, 2_958_466)  # the days of the years 1 to 9999; what lies beyond is no day to the reader either

# A formula that no program has worked out: <c r="B2"><f>A1</f></c>, with or without an empty value.
_EMPTY = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def read_xlsx(data: bytes, passed_over: Collection[str] = ()) -> dict[str, Sheet]:
    """The sheets of a workbook by name, in its order, but for those ``passed_over``.

    Raises `UnreadableError` on whatever cannot be read, and `MemoryError`.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _read(data, Package(archive), passed_over)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # whatever the parsers make of it; calamine's panics are no Exception
        raise UnreadableError from error


def _read(data: bytes, package: Package, passed_over: Collection[str]) -> dict[str, Sheet]:
    parts = {name: part for name, part in package.sheets().items() if name not in passed_over}
    contents = {part: package.read(part) for part in parts.values() if part}
    if sum(map(len, contents.values())) > _MOST_BYTES:
        raise MemoryError
    tamed = {part: new for part, old in contents.items() if (new := _tamed(old)) != old}
    with CalamineWorkbook.from_filelike(BytesIO(package.with_parts(tamed) if tamed else data)) as workbook:
        grids: dict[str, list[list[object]]] = {
            name: [[*row] for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in workbook.sheet_names
            if name not in passed_over
        }
    styles = xlsx_looks.styles(package)
    shown = package.holds("xl/sharedStrings.xml", b"DISPIMG") or any(b"DISPIMG" in one for one in contents.values())
    sheets = {}
    for name, grid in grids.items():
        part = parts.get(name, "")
        content = contents.get(part, b"")
        if part in tamed or shown:
            _put_marked(grid)
        _put_looks(grid, content, styles)
        over = (*overlays.over(package, part), *pictures.in_cells(package, content, grid)) if part else ()
        sheets[name] = Sheet(squared(grid), tuple(_merged(content)), over)
    return sheets


def _tamed(sheet: bytes) -> bytes:
    """A sheet that the reader can stand: errors are marked texts, numbers beyond all days have no format."""
    if not _ERROR.search(sheet) and not _WILD.search(sheet):
        return sheet
    return _CELL.sub(_tamed_cell, sheet)


def _tamed_cell(found: re.Match[bytes]) -> bytes:
    prefix, inside, value = found[1], found[2], _VALUE.search(found[3])
    kind = _TYPE.search(inside)
    if kind is not None and kind[1] == b"e":
        inside, content = _ERROR.sub(rb"\1str", inside), _MARK.encode() + (value[1].strip() if value else b"")
        return b"<%bc%b><%bv>%b</%bv></%bc>" % (prefix, inside, prefix, content, prefix, prefix)
    if value is None or (kind is not None and kind[1] != b"n"):
        return found[0]
    try:
        number = float(value[1])
    except ValueError:
        return found[0]
    if _DAYS.start <= number < _DAYS.stop:
        return found[0]
    return b"<%bc%b>%b</%bc>" % (prefix, _STYLE.sub(b"", inside), found[3], prefix)


def _put_marked(grid: list[list[object]]) -> None:
    """Put errors where their marks are; WPS shows a picture where the text of a formula is the value."""
    for row in grid:
        for column, value in enumerate(row):
            if type(value) is str and value[:1] == _MARK:
                row[column] = OddCell(Oddity.ERROR, value[1:] or "#N/A")
            elif type(value) is str and shows_picture(value):
                row[column] = OddCell(Oddity.PICTURE, value)


def _put_looks(grid: list[list[object]], content: bytes, styles: xlsx_looks.Styles) -> None:
    """Put odd cells where a formula has no value, a picture is shown, a text is struck out.

    Percentages are put as they are seen.
    """
    for row, column, formula in xlsx_looks.uncalculated(content):
        if _at(grid, row, column) in ("", None):
            _put(grid, row, column, OddCell(Oddity.UNCALCULATED, formula))
    for row, column, look in xlsx_looks.looks(content, styles):
        value = _at(grid, row, column)
        if look.picture is not None:
            _put(grid, row, column, OddCell(Oddity.PICTURE, look.picture))
        elif look.struck and value not in ("", None) and not isinstance(value, OddCell):
            part = seen(value) if look.struck is True else str(look.struck)
            if part.strip():
                _put(grid, row, column, OddCell(Oddity.STRUCK, seen(value), part))
        elif look.percent and isinstance(value, int | float) and not isinstance(value, bool):
            _put(grid, row, column, percent(value))


def _at(grid: list[list[object]], row: int, column: int) -> object:
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else ""


def _put(grid: list[list[object]], row: int, column: int, value: object) -> None:
    grid += [[] for _ in range(row + 1 - len(grid))]
    grid[row] += [""] * (column + 1 - len(grid[row]))
    grid[row][column] = value


@dataclass(frozen=True, slots=True)
class NotSeen:
    """Cells of a sheet of which a reader of values sees nothing: merged ones, and formulas without a result."""

    merged: tuple[Area, ...]
    uncalculated: tuple[tuple[int, int], ...]


def not_seen_in(data: bytes, named: Collection[str]) -> dict[str, NotSeen]:
    """What a reader of values misses on the sheets of some names; nothing where the package is oddly made."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = Package(archive)
            parts = {name: package.read(part) for name, part in package.sheets().items() if part and name in named}
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, zlib.error):
        return {}
    return {
        name: NotSeen(tuple(_merged(part)), tuple(filter(None, (place(m[1].decode()) for m in _EMPTY.finditer(part)))))
        for name, part in parts.items()
    }


def _merged(sheet: bytes) -> Iterator[Area]:
    if b"mergeCell" not in sheet:
        return
    for inside in start("mergeCell").findall(text_of(sheet))[:_MOST_MERGED]:
        first, _, last = attributes(inside).get("ref", "").partition(":")
        top, bottom = place(first), place(last)
        if top is not None and bottom is not None:
            yield Area(*top, *bottom)
