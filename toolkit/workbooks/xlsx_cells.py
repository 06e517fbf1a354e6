"""The cells of a sheet of an .xlsx as its XML has them: the one place where it is searched.

Knows: rows, cells and merged cells (ECMA-376 part 1, 18.3). Must not know: what a cell means, styles, limits of size.
A sheet that is written as every office program writes it is searched by patterns that begin with a tag; any other is
rewritten first, with a parser, so that nothing is seen there that a parser would not see, and nothing missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from toolkit.workbooks.markup import PLACE, column_number, start, text_of
from toolkit.workbooks.sheets import Area
from toolkit.workbooks.xlsx_rewritten import rewritten

# A cell as every office program writes it: its place first, no prefix, a formula before its value, nothing else in it.
# Cells that only have a format are passed over in one go, as there may be millions. Of any other cell the letters are
# empty.
_MORE = rb"""(?: (?:s|t|cm|vm|ph)="[^"<>]*+")*+ ?"""
_FORMULA = rb"<f(?:(?: [^<>]*+)?(?<=/)>|(?: [^<>]*+)?(?<!/)>[^<]*+</f>)"
_VALUE = rb"<v(?:/>|(?: [^<>]*+)?>[^<]*+</v>)"
_TEXT = rb"<is>(?:[^<]++|<(?!/?is[ />]))*+</is>"
_CELL = re.compile(
    rb'<(?:c(?: r="([A-Z]{1,3})([1-9][0-9]{0,6})"(' + _MORE + rb")(?:"
    rb">(?!</c>)(" + _FORMULA + rb")?(" + _VALUE + rb"|" + _TEXT + rb")?</c>|"
    rb'((?:/>|></c>)(?:<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"' + _MORE + rb"(?:/>|></c>))*+))"
    rb"|[\s/>])|[^\s<>/!?:]*+:c[\s/>])"
)
_QUOTED = 120  # bytes of a formula that are told
_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(' + _MORE + rb")>"
    rb"<f(?:(?: [^<>]*+)?(?<=/)>|(?: [^<>]*+)?(?<!/)>([^<]{0,%d}+)[^<]*+</f>)"
    % _QUOTED
    + rb"(?:<v(?:/>|(?: [^<>]*+)?>\s*</v>))?</c>"
)
_SHARED = re.compile(rb'\bt="s"[^>]*><v>([0-9]{1,9})</v>')
_KIND = re.compile(rb' t="([^"]*)"')
_STYLE = re.compile(rb' s="([^"]*)"')
_REF = re.compile(rf"""\bref\s*=\s*["']{PLACE.pattern}:{PLACE.pattern}["']""")
# How a number begins that may be no day: there are few of them in any workbook.
_WILD = re.compile(rb"<v(?: [^<>]*)?>\s*(?:[+-]|[0-9]{7}|[0-9.]+[eE]|[iI]nf|[nN]a[nN])")
_DAYS = range(-693_000, 2_958_466)  # the days of the years 1 to 9999; what lies beyond is no day to the reader either
_MOST_MERGED = 10_000
_SMALL = 64 * 2**10
MANY = 10_000_000
"""More cells than any workbook may have."""


class Cell(NamedTuple):
    """A cell with content: row and column (from 0), type, style; its formula and its value as XML, if any.

    ``metadata`` says that there is more to the value than its text (a picture in the cell).
    """

    row: int
    column: int
    kind: str
    style: int
    formula_xml: bytes | None
    value_xml: bytes | None
    metadata: bool

    @property
    def formula(self) -> str | None:
        """The formula, None where there is none."""
        return None if self.formula_xml is None else _text(_content(self.formula_xml))

    @property
    def value(self) -> str | None:
        """The text of the value, None where there is none, or a text that stands in the cell itself."""
        return None if self.value_xml is None or self.rich else _text(_content(self.value_xml))

    @property
    def rich(self) -> str:
        """The XML of a text that stands in the cell itself, else ""."""
        return self.value_xml.decode("utf-8", "replace") if self.value_xml and self.value_xml[:3] == b"<is" else ""


class Uncalculated(NamedTuple):
    """A cell whose formula has no value: row and column (from 0), how the formula begins.

    ``is_text`` says that its value is a text: a blank one is what the formula gives.
    """

    row: int
    column: int
    formula: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class SheetXml:
    """A sheet as patterns can search it: ``xml`` is the sheet itself where it was ``plain``, else written anew.

    ``rows`` and ``columns`` are its last ones with content, as python-calamine will allocate them (cells that are only
    formatted do not count, but in sheets that are not plain), ``filled`` the number of such cells.
    """

    xml: bytes
    plain: bool
    rows: int
    columns: int
    filled: int

    @property
    def shared(self) -> int:
        """How many cells may have a text that they share with others."""
        return self.xml.count(b't="s"')

    @property
    def errors(self) -> bool:
        """Whether a cell holds a formula's error."""
        return b't="e"' in self.xml


def sheet_xml(part: bytes, most: int = MANY) -> SheetXml:
    """A sheet as it can be searched; ``most`` is how many cells it may have where it is not written plainly.

    Where it is not, it raises `TooManyCellsError`, `expat.ExpatError` if it is no XML, and `ValueError` if it gives a
    place that is none.
    """
    return _small_sheet(part) if len(part) <= _SMALL else _searched(part, most)


@lru_cache(maxsize=64)  # what stands beside the forms of an item is the same in all of them
def _small_sheet(part: bytes) -> SheetXml:
    return _searched(part, MANY)


def _searched(part: bytes, most: int) -> SheetXml:
    letters: set[bytes] = set()
    lines: set[bytes] = set()
    filled = 0
    for found in _CELL.finditer(part):
        column, line, blank = found.group(1, 2, 6)
        if not column:
            new = rewritten(part, most)
            return SheetXml(new.xml, False, new.rows, new.columns, new.filled)
        if blank is None:
            letters.add(column)
            lines.add(line)
            filled += 1
    widest = max(map(column_number, map(bytes.decode, letters)), default=-1) + 1
    return SheetXml(part, True, max(map(int, lines), default=0), widest, filled)


def cells(sheet: SheetXml) -> Iterator[Cell]:
    """The cells with content."""
    for found in _CELL.finditer(sheet.xml):
        if found[6] is None:
            yield _cell(*found.group(1, 2, 3, 4, 5))


def uncalculated(sheet: SheetXml) -> Iterator[Uncalculated]:
    """The cells with a formula and without a value, or with a blank one."""
    if b"<f" not in sheet.xml:
        return
    for letters, line, inside, told in map(re.Match.groups, _WITHOUT_VALUE.finditer(sheet.xml)):
        yield Uncalculated(int(line) - 1, column_number(letters.decode()), _told(told or b""), b' t="str"' in inside)


def shared_texts(sheet: SheetXml) -> Iterator[int]:
    """For each cell with a text that it shares, which text that is."""
    for found in _SHARED.finditer(sheet.xml):
        yield int(found[1])


def merged(sheet: SheetXml) -> tuple[Area, ...]:
    """The merged cells."""
    first, last = sheet.xml.find(b"mergeCell"), sheet.xml.rfind(b"mergeCell")
    if first < 0:
        return ()
    return _areas(sheet.xml[sheet.xml.rfind(b"<", 0, first) : sheet.xml.find(b">", last) + 1])


@lru_cache(maxsize=128)  # forms of an item are merged alike
def _areas(listed: bytes) -> tuple[Area, ...]:
    areas = []
    for inside in start("mergeCell").findall(text_of(listed))[:_MOST_MERGED]:
        if (found := _REF.search(inside)) is not None:
            left, top, right, bottom = found.groups()
            rows, columns = sorted((int(top), int(bottom))), sorted((column_number(left), column_number(right)))
            areas.append(Area(rows[0] - 1, columns[0], rows[1] - 1, columns[1]))
    return tuple(areas)


def tamed(sheet: SheetXml, mark: str) -> bytes:
    """The sheet as python-calamine can stand it: errors are marked texts, numbers that are no day have no format.

    It gives up on a whole file for an error whose name it does not know, and panics at a number that is no day in a
    date's format.
    """
    if not sheet.errors and not _WILD.search(sheet.xml):
        return sheet.xml
    return _CELL.sub(lambda found: _tamed_cell(found, mark.encode()), sheet.xml)


def _tamed_cell(found: re.Match[bytes], mark: bytes) -> bytes:
    letters, line, inside, _, value, blank = found.groups()
    if blank is not None:
        return found[0]
    kind = _KIND.search(inside)
    if kind is not None and kind[1] == b"e":
        inside = inside.replace(b' t="e"', b' t="str"')
        return b'<c r="%b%b"%b><v>%b%b</v></c>' % (letters, line, inside, mark, _content(value).strip())
    if not value or value[:2] != b"<v" or (kind is not None and kind[1] != b"n"):
        return found[0]
    try:
        number = float(_content(value))
    except ValueError:
        return found[0]
    if _DAYS.start <= number < _DAYS.stop:
        return found[0]
    return found[0].replace(inside, _STYLE.sub(b"", inside), 1)


def _content(value: bytes | None) -> bytes:
    """The text of an element that holds nothing else."""
    if not value or value.endswith(b"/>"):
        return b""
    return value[value.index(b">") + 1 : value.rindex(b"<")]


def _cell(letters: bytes, line: bytes, inside: bytes, formula: bytes | None, value: bytes | None) -> Cell:
    kind, style = _KIND.search(inside), _STYLE.search(inside)
    return Cell(
        int(line) - 1,
        column_number(letters.decode()),
        kind[1].decode("utf-8", "replace") if kind else "",
        int(style[1]) if style and style[1].isdigit() else 0,
        formula,
        value,
        b' vm="' in inside,
    )


@lru_cache(maxsize=4096)  # forms of an item have the same formulas
def _told(written: bytes) -> str:
    return _text(written)


def _text(written: bytes) -> str:
    text = written.decode("utf-8", "replace")
    return unescape(text) if "&" in text else text
