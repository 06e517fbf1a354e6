"""Workbooks of Excel and WPS (.xlsx): values by python-calamine, and beside them what it passes over.

Knows: which parts are needed for the values of a sheet. Must not know: how cells are written, what one means, limits
of size.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from python_calamine import CalamineWorkbook

from toolkit.workbooks import overlays, pictures, xlsx_looks
from toolkit.workbooks.package import Package, package_of
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
from toolkit.workbooks.xlsx_cells import SheetXml, merged, uncalculated
from toolkit.workbooks.xlsx_given import is_wild, only_values, tamed

_MARK = "\ue000"  # nobody types it


def read_xlsx(data: bytes, passed_over: Collection[str] = ()) -> dict[str, Sheet]:
    """The sheets of a workbook by name, in its order, but for those ``passed_over``.

    Raises `UnreadableError` on whatever cannot be read, and `MemoryError`.
    """
    try:
        return _read(data, package_of(data), passed_over)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # whatever the parsers make of it; calamine's panics are no Exception
        raise UnreadableError from error


def _read(data: bytes, package: Package, passed_over: Collection[str]) -> dict[str, Sheet]:
    parts = {name: part for name, part in package.sheets().items() if name not in passed_over}
    xml = {part: package.sheet(part) for part in parts.values() if part}
    changed = {part for part, sheet in xml.items() if not sheet.plain or is_wild(sheet)}
    grids = values_of(_given(data, package, parts.values(), xml), passed_over)
    styles = xlsx_looks.styles(package)
    shown = package.holds("xl/sharedStrings.xml", b"DISPIMG") or any(b"DISPIMG" in one.values for one in xml.values())
    sheets = {}
    for name, grid in grids.items():
        part = parts.get(name, "")
        if part in changed or shown:
            _put_marked(grid)
        if part not in xml:
            sheets[name] = Sheet(squared(grid))
            continue
        _put_looks(grid, xml[part], styles)
        over = (*overlays.over(package, part), *pictures.in_cells(package, xml[part].xml, grid))
        sheets[name] = Sheet(squared(grid), merged(xml[part]), over)
    return sheets


def _given(data: bytes, package: Package, parts: Collection[str], xml: Mapping[str, SheetXml]) -> bytes:
    """The workbook as python-calamine is given it: with values only, where all of its sheets can be had so."""
    values = {part: only for part, sheet in xml.items() if (only := only_values(sheet, _MARK)) is not None}
    if len(values) == len(set(parts)):
        return package.reduced_to(values)
    changed = readable(xml, _MARK)
    return package.with_parts(changed) if changed else data


def readable(sheets: Mapping[str, SheetXml], mark: str) -> dict[str, bytes]:
    """Those of some sheets, by part, that python-calamine must be given otherwise than they are.

    Errors are texts behind ``mark`` in them, and numbers beyond all days have no format.
    """
    new = {part: tamed(sheet, mark) for part, sheet in sheets.items()}
    return {part: xml for part, xml in new.items() if xml is not sheets[part].xml or not sheets[part].plain}


def values_of(data: bytes, passed_over: Collection[str] = ()) -> dict[str, list[list[object]]]:
    """The values of the sheets of a workbook, from A1. Raises whatever python-calamine raises, panics included."""
    with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
        return {
            name: [[*row] for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in workbook.sheet_names
            if name not in passed_over
        }


def _put_marked(grid: list[list[object]]) -> None:
    """Put errors where their marks are; WPS shows a picture where the text of a formula is the value."""
    for row in grid:
        for column, value in enumerate(row):
            if type(value) is str and value[:1] == _MARK:
                row[column] = OddCell(Oddity.ERROR, value[1:] or "#N/A")
            elif type(value) is str and shows_picture(value):
                row[column] = OddCell(Oddity.PICTURE, value)


def _put_looks(grid: list[list[object]], sheet: SheetXml, styles: xlsx_looks.Styles) -> None:
    """Put odd cells where a formula has no value, a picture is shown, a text is struck out.

    Percentages are put as they are seen.
    """
    for row, column, formula, is_text in uncalculated(sheet):
        if is_text:
            continue
        line = grid[row] if row < len(grid) else []
        if column >= len(line):
            _put(grid, row, column, _not_worked_out(formula))
        elif line[column] == "" or line[column] is None:
            line[column] = _not_worked_out(formula)
    for row, column, look in xlsx_looks.looks(sheet, styles):
        value = _at(grid, row, column)
        if look.picture is not None:
            _put(grid, row, column, OddCell(Oddity.PICTURE, look.picture))
        elif look.struck and value not in ("", None) and not isinstance(value, OddCell):
            part = seen(value) if look.struck is True else str(look.struck)
            if part.strip():
                _put(grid, row, column, OddCell(Oddity.STRUCK, seen(value), part))
        elif look.percent and isinstance(value, int | float) and not isinstance(value, bool):
            _put(grid, row, column, percent(value))


@lru_cache(maxsize=4096)  # forms of an item have the same formulas
def _not_worked_out(formula: str) -> OddCell:
    return OddCell(Oddity.UNCALCULATED, f"={formula}")


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
        package = package_of(data)
        sheets = {name: package.sheet(part) for name, part in package.sheets().items() if part and name in named}
    except (KeyError, ValueError, OSError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return {}
    return {
        name: NotSeen(merged(sheet), tuple((one.row, one.column) for one in uncalculated(sheet)))
        for name, sheet in sheets.items()
    }
