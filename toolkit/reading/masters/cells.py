"""What is odd about the cells of a master's sheets: errors, formulas, merges, how far they go.

Knows: the cells of an .xlsx. Must not know: masters. Errors are read as empty cells by the parser, and names of errors
that it does not know make it give up the file; so they are texts before it sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from toolkit.workbooks.package import package_of
from toolkit.workbooks.xlsx import readable
from toolkit.workbooks.xlsx_cells import SheetXml, cells, merged

Place = tuple[int, int]
"""Row and column, from 0."""
Box = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


@dataclass(slots=True)
class Marks:
    """What is odd about a sheet's cells: the texts of errors, formulas, those of them without a result or with a blank.

    ``last`` is how far cells with content go, ``filled`` how many there are, ``shared`` how many with shared texts.
    """

    errors: dict[Place, str] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    uncalculated: set[Place] = field(default_factory=set)
    blank: set[Place] = field(default_factory=set)
    merges: list[Box] = field(default_factory=list)
    last: Place = (0, 0)
    filled: int = 0
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Scanned:
    """A workbook's marks by sheet name, its bytes as the parser can read them, and the length of its longest text."""

    marks: Mapping[str, Marks]
    readable: bytes
    longest: int


def scan(data: bytes, most_inflated: int) -> Scanned:
    """The marks of every sheet.

    Raises `ValueError`, `KeyError`, `zipfile.BadZipFile`, `NotImplementedError` or `expat.ExpatError` where the file is
    not sound, `MemoryError` where its parts are larger than they may be.
    """
    package = package_of(data)
    if sum(info.file_size for info in package.parts.values()) > most_inflated:
        raise MemoryError
    listed = package.sheets()
    if not listed:
        raise ValueError("a workbook without sheets")
    marks: dict[str, Marks] = {}
    changed: dict[str, bytes] = {}
    for name, part in listed.items():
        if not part:
            continue
        sheet = package.sheet(part)
        if sheet.plain:  # else a parser has read it
            expat.ParserCreate().Parse(sheet.xml, True)
        marks[name] = _marks(sheet)
        changed |= readable({part: sheet}, "")
    longest = max(package.lengths_of_texts(), default=0)
    return Scanned(marks, package.with_parts(changed) if changed else data, longest)


def _marks(sheet: SheetXml) -> Marks:
    marks = Marks(merges=[(one.top, one.left, one.bottom, one.right) for one in merged(sheet)])
    rows = columns = 0
    for cell in cells(sheet):
        place = cell.row, cell.column
        marks.filled += 1
        marks.shared += cell.kind == "s"
        rows, columns = max(rows, cell.row), max(columns, cell.column)
        formula = cell.formula_xml is not None
        if formula:
            marks.formulas.add(place)
        if cell.kind == "e":
            marks.errors[place] = cell.value or "#N/A"
        elif formula and not (cell.rich or cell.value):
            (marks.blank if cell.kind == "str" and cell.value is not None else marks.uncalculated).add(place)
    marks.last = rows, columns
    return marks
