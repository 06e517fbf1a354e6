"""A workbook of any format as sheets of values with what is odd about them, within limits, or why it cannot be had.

Knows: the guard, the formats, the process apart. Must not know: what a master is. What is small and plain is read here,
all else in a process of its own: a parser may end its process where an allocation fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from python_calamine import CalamineWorkbook

from toolkit.base.apart import Bounds, Lost, run_apart
from toolkit.intake import guard, parts
from toolkit.intake.guard import Kind, Passed
from toolkit.reading.masters.cells import Marks, scan
from toolkit.reading.masters.outcome import Reason
from toolkit.workbooks.ods import read_ods
from toolkit.workbooks.sheets import OddCell, Sheet, UnreadableError
from toolkit.workbooks.xls import read_xls

_MOST_BYTES = 100 * 2**20
# A volume of 25,000 rows comes to 1.5 million cells and 200 MB.
_MOST_INFLATED, _MOST_AREA, _MOST_TEXT = 600 * 2**20, 6_000_000, 2**30
_LIGHT_BYTES, _LIGHT_AREA, _LIGHT_TEXT = 40 * 2**20, 500_000, 64 * 2**20
_BOUNDS = Bounds(memory=1600 * 2**20, seconds=90.0, reply=300 * 2**20)
_READ_APART = "toolkit.reading.masters.opened:read_other"


@dataclass(frozen=True)
class Grid:
    """One sheet: its values from A1, and the marks of its cells.

    ``knows_formulas`` says whether the marks tell formulas from values.
    """

    rows: Sequence[Sequence[object]]
    marks: Marks = field(default_factory=Marks)
    knows_formulas: bool = False


Grids = Mapping[str, Grid]
"""Sheets by name, in the order of the tabs."""


def open_workbook(data: bytes) -> Grids | Reason:
    """The sheets of a workbook, or why there are none. Never raises on what ``data`` is."""
    kind = guard.kind_of(data)
    if kind is Kind.XLSX:
        return _open_xlsx(data)
    if kind in (Kind.OLD_XLS, Kind.ODS):
        found = run_apart(_READ_APART, data, bounds=_BOUNDS) if len(data) <= _MOST_BYTES else Lost.MEMORY
        if isinstance(found, Lost):
            return Reason.DAMAGED if found is Lost.DIED else Reason.TOO_LARGE
        grids: Grids | Reason = found
        return grids
    named = {Kind.EMPTY: Reason.EMPTY, Kind.ENCRYPTED: Reason.PASSWORD}
    named |= dict.fromkeys((Kind.XLSB, Kind.HTML, Kind.CSV), Reason.FORMAT)
    return named.get(kind, Reason.DAMAGED)


def _open_xlsx(data: bytes) -> Grids | Reason:
    if len(data) > _MOST_BYTES:
        return Reason.TOO_LARGE
    if len(data) <= guard.MOST_BYTES:  # the guard's own limit of size is that of a form
        passed = guard.inspect(data)
        if not isinstance(passed, Passed):
            reasons = {"file.encrypted": Reason.PASSWORD, "file.inflated": Reason.TOO_LARGE}
            return reasons.get(passed.code, Reason.DAMAGED if passed.by_kind else Reason.UNSAFE)
        heavy = passed.inflated > _LIGHT_BYTES
    else:
        heavy = True
    if not heavy:
        return _read_xlsx(data, light=True)
    found = run_apart("toolkit.reading.masters.opened:read_heavy", data, bounds=_BOUNDS)
    if isinstance(found, Lost):
        return Reason.TOO_LARGE
    grids: Grids | Reason = found
    return grids


def read_heavy(data: bytes) -> Grids | Reason:
    """A large .xlsx, as the process of its own reads it. Raises `MemoryError`."""
    return _read_xlsx(data, light=False)


def _read_xlsx(data: bytes, *, light: bool) -> Grids | Reason:
    try:
        scanned = scan(data, _MOST_INFLATED)
    except MemoryError:
        return Reason.TOO_LARGE
    except Exception:  # zipfile and expat raise many kinds of error on bytes that nobody vouches for
        return Reason.DAMAGED
    marks = scanned.marks.values()
    area = sum((one.last[0] + 1) * (one.last[1] + 1) for one in marks)
    text = sum(one.shared for one in marks) * scanned.longest
    if area > _MOST_AREA:
        return Reason.TOO_LARGE
    if light and (area > _LIGHT_AREA or text > _LIGHT_TEXT):
        found = run_apart("toolkit.reading.masters.opened:read_heavy", data, bounds=_BOUNDS)
        if isinstance(found, Lost):
            return Reason.TOO_LARGE
        grids: Grids | Reason = found
        return grids
    try:
        with CalamineWorkbook.from_filelike(BytesIO(scanned.readable)) as book:
            return {
                name: Grid(_values(book, name), scanned.marks[name], knows_formulas=True)
                for name in book.sheet_names
                if name in scanned.marks
            }
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # whatever the parser makes of bytes from outside; its panics are no Exception
        return Reason.DAMAGED


def read_other(data: bytes) -> Grids | Reason:
    """An .xls, .et or .ods, as the process of its own reads it. Raises `MemoryError`."""
    read = read_ods if guard.kind_of(data) is Kind.ODS else read_xls
    try:
        if read is read_ods and not parts.well_formed(data):
            return Reason.DAMAGED  # the parser waits for ever for the end of an element
        return {name: _grid(sheet) for name, sheet in read(data).items()}
    except UnreadableError as error:
        return Reason.PASSWORD if "assword" in str(error.__cause__) else Reason.DAMAGED


def _grid(sheet: Sheet) -> Grid:
    """A sheet whose odd cells are blanks, and named by its marks."""
    marks = Marks(merges=[(one.top, one.left, one.bottom, one.right) for one in sheet.merged])
    rows: list[list[object]] = []
    for n, row in enumerate(sheet.grid):
        rows.append([None if isinstance(value, OddCell) else value for value in row])
        for at, value in enumerate(row):
            if isinstance(value, OddCell):
                marks.errors[n, at] = value.text or value.oddity.value
    return Grid(rows, marks)


def _values(book: CalamineWorkbook, name: str) -> list[list[object]]:
    return [[*row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
