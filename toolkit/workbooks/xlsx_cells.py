"""The cells of a sheet of an .xlsx as its XML has them: the one place where it is searched.

Knows: rows, cells and merged cells (ECMA-376 part 1, 18.3). Must not know: what a cell means, styles, limits of size.
A sheet that is written as every office program writes it is searched by patterns that begin with a tag; any other is
rewritten first, with a parser, so that nothing is seen there that a parser would not see, and nothing missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from toolkit.workbooks.markup import PLACE, column_number, start, text_of
from toolkit.workbooks.sheets import Area
from toolkit.workbooks.xlsx_rewritten import rewritten

# A cell as every office program writes it: its place first, no prefix, a formula before its value, nothing else in it.
_PLACE = rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"'
_MORE = rb"""(?: (?:s|t|cm|vm|ph)="[^"<>]*+")*+ ?"""
_FORMULA = rb"<f(?:>|/>| [^<>]*+>)(?:(?<=/>)|(?<!/>)[^<]*+</f>)"
_VALUE = rb"<v(?:>|/>| [^<>]*+>)(?:(?<=/>)|(?<!/>)[^<]*+</v>)"
# A text in the cell itself holds nothing that a reader could take for a list of texts or of sheets.
_TEXT = rb"<is>(?:[^<]++|<(?!/?is[ />]|!|/?[^\s<>/]*s(?:st|i|heets?)[\s/>]))*+</is>"
_CELL = _PLACE + rb"(" + _MORE + rb")>(?!</c>)(" + _FORMULA + rb")?(" + _VALUE + rb"|" + _TEXT + rb")?</c>"
_BLANK = rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"' + _MORE + rb"(?:/>|></c>)"
# Cells that only have a format, and where rows begin and end, are passed over in one go, as there may be millions. The
# last group is what follows the first thing that is neither: where a sheet is plain, the end of its rows.
_ROWS = re.compile(rb"(?:" + _BLANK + rb"|</?row(?: [^<>]*+)?>|\s++)*+(?:" + _CELL + rb"|([\s\S]++))")
FILLED = re.compile(_CELL)
"""A cell with content; the groups are those of `Found`, but for the last."""
_BEGIN, _END = re.compile(rb"<sheetData(?: [^<>]*+)?(?<!/)>"), b"</sheetData>"
_ANY_CELL = re.compile(rb"<(?:[^\s<>/!?:]*+:)?c[\s/>]")
_NONE = (b"", b"<v></v>", b"<v/>")
_QUOTED = 120  # bytes of a formula that are told
_SHARED = re.compile(rb'\bt="s"[^>]*><v>([0-9]{1,9})</v>')
KIND = re.compile(rb' t="([^"]*)"')
STYLE = re.compile(rb' s="([^"]*)"')
_REF = re.compile(rf"""\bref\s*=\s*["']{PLACE.pattern}:{PLACE.pattern}["']""")
_MOST_MERGED = 10_000
_SMALL, _HELD = 64 * 2**10, 2**20
MANY = 10_000_000
"""More cells than any workbook may have."""


Found = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
"""A cell's letters, its line, what else its tag says, its formula and its value as XML ("" for none); the last is
empty."""


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
        return None if self.formula_xml is None else _text(content(self.formula_xml))

    @property
    def value(self) -> str | None:
        """The text of the value, None where there is none, or a text that stands in the cell itself."""
        return None if self.value_xml is None or self.rich else _text(content(self.value_xml))

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
    formatted do not count, but in sheets that are not plain), ``filled`` the number of such cells. The rows of a plain
    sheet stand from ``start`` to ``end``, and there is nothing between them but cells. ``held`` are those with content,
    None where the sheet is not plain, or so large that it is searched again.
    """

    xml: bytes
    plain: bool
    rows: int
    columns: int
    filled: int
    start: int = 0
    end: int = 0
    held: tuple[Found, ...] | None = None

    @property
    def shared(self) -> int:
        """How many cells may have a text that they share with others."""
        if self.held is None:
            return self.xml.count(b't="s"')
        tags = {tag for tag in self._tags if b't="s"' in tag}
        return sum(found[2] in tags for found in self.held) if tags else 0

    @property
    def errors(self) -> bool:
        """Whether a cell holds a formula's error."""
        return b't="e"' in self.xml if self.held is None else any(b't="e"' in tag for tag in self._tags)

    @property
    def _tags(self) -> set[bytes]:
        return {found[2] for found in self.held or ()}

    @property
    def values(self) -> bytes:
        """The XML of all values, or more than that; a word that is not in it is in no value."""
        return self.xml if self.held is None else b"".join([found[4] for found in self.held])

    @property
    def formulas(self) -> Iterable[bytes]:
        """The XML of all formulas, or more than that."""
        return (self.xml,) if self.held is None else (found[3] for found in self.held if found[3])

    @property
    def outside(self) -> bytes:
        """What stands around the rows; all of a sheet that is not plain."""
        return self.xml[: self.start] + self.xml[self.end :]


def sheet_xml(part: bytes, most: int = MANY) -> SheetXml:
    """A sheet as it can be searched; ``most`` is how many cells it may have where it is not written plainly.

    Where it is not, it raises `TooManyCellsError`, `expat.ExpatError` if it is no XML, and `ValueError` if it gives a
    place that is none.
    """
    plain = plain_sheet(part)
    if plain is not None:
        return plain
    new = rewritten(part, most)
    return SheetXml(new.xml, False, new.rows, new.columns, new.filled)


def plain_sheet(part: bytes) -> SheetXml | None:
    """A sheet that is written as every office program writes it; None for any other. Raises nothing."""
    return _small_sheet(part) if len(part) <= _SMALL else _searched(part)


@lru_cache(maxsize=64)  # what stands beside the forms of an item is the same in all of them
def _small_sheet(part: bytes) -> SheetXml | None:
    return _searched(part)


def _searched(part: bytes) -> SheetXml | None:
    begin = _BEGIN.search(part)
    if begin is None:
        return None if _ANY_CELL.search(part) else SheetXml(part, True, 0, 0, 0)
    start, hold = begin.end(), len(part) <= _HELD
    letters: set[bytes] = set()
    lines: set[bytes] = set()
    filled, rest = 0, b""
    held: list[Found] = _ROWS.findall(part, start) if hold else []
    for one in held or _each(_ROWS, part, start):
        if one[5]:
            rest = one[5]
            break
        letters.add(one[0])
        lines.add(one[1])
        filled += 1
    if not rest.startswith(_END) or _ANY_CELL.search(rest) or _ANY_CELL.search(part, 0, start):
        return None
    widest = max(map(column_number, map(bytes.decode, letters)), default=-1) + 1
    longest = max(map(int, lines), default=0)
    end = len(part) - len(rest)
    return SheetXml(part, True, longest, widest, filled, start, end, tuple(held[:-1]) if hold else None)


def _each(pattern: re.Pattern[bytes], xml: bytes, start: int = 0) -> Iterator[Found]:
    return (found.groups(b"") for found in pattern.finditer(xml, start))  # type: ignore[misc]


def _found(sheet: SheetXml) -> Iterable[Found]:
    """The cells with content as they stand in the XML."""
    if sheet.held is not None:
        return sheet.held
    if sheet.plain:
        return (found for found in _each(_ROWS, sheet.xml, sheet.start) if not found[5])
    return _each(FILLED, sheet.xml)


def cells(sheet: SheetXml) -> Iterator[Cell]:
    """The cells with content."""
    for found in _found(sheet):
        yield _cell(*found[:5])


def uncalculated(sheet: SheetXml) -> Iterator[Uncalculated]:
    """The cells with a formula and without a value, or with a blank one."""
    for letters, line, inside, formula, value, *_ in _found(sheet):
        if formula and (value in _NONE or (value[:2] == b"<v" and not content(value).strip())):
            told = _told(content(formula)[:_QUOTED])
            yield Uncalculated(int(line) - 1, column_number(letters.decode()), told, b' t="str"' in inside)


def shared_texts(sheet: SheetXml) -> Iterator[int]:
    """For each cell with a text that it shares, which text that is."""
    for found in _SHARED.finditer(sheet.xml):
        yield int(found[1])


def merged(sheet: SheetXml) -> tuple[Area, ...]:
    """The merged cells."""
    outside = sheet.outside
    first, last = outside.find(b"mergeCell"), outside.rfind(b"mergeCell")
    if first < 0:
        return ()
    return _areas(outside[outside.rfind(b"<", 0, first) : outside.find(b">", last) + 1])


@lru_cache(maxsize=128)  # forms of an item are merged alike
def _areas(listed: bytes) -> tuple[Area, ...]:
    areas = []
    for inside in start("mergeCell").findall(text_of(listed))[:_MOST_MERGED]:
        if (found := _REF.search(inside)) is not None:
            left, top, right, bottom = found.groups()
            rows, columns = sorted((int(top), int(bottom))), sorted((column_number(left), column_number(right)))
            areas.append(Area(rows[0] - 1, columns[0], rows[1] - 1, columns[1]))
    return tuple(areas)


def content(value: bytes | None) -> bytes:
    """The text of an element that holds nothing else."""
    if not value or value.endswith(b"/>"):
        return b""
    return value[value.index(b">") + 1 : value.rindex(b"<")]


def _cell(letters: bytes, line: bytes, inside: bytes, formula: bytes, value: bytes) -> Cell:
    kind, style = KIND.search(inside), STYLE.search(inside)
    return Cell(
        int(line) - 1,
        column_number(letters.decode()),
        kind[1].decode("utf-8", "replace") if kind else "",
        int(style[1]) if style and style[1].isdigit() else 0,
        formula or None,
        value or None,
        b' vm="' in inside,
    )


@lru_cache(maxsize=4096)  # forms of an item have the same formulas
def _told(written: bytes) -> str:
    return _text(written)


def _text(written: bytes) -> str:
    text = written.decode("utf-8", "replace")
    return unescape(text) if "&" in text else text
