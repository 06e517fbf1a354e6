"""Spreadsheets of LibreOffice, Gnumeric and others (.ods).

Knows: cells of OpenDocument 1.2 (part 1, 9.1, 19.385), styles that strike out. Must not know: what a cell means.
Blanks and line breaks between elements say nothing; a cell's own words decide what it holds.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.parsers import expat

from toolkit.workbooks.package import Package
from toolkit.workbooks.pictures import embedded
from toolkit.workbooks.sheets import (
    Area,
    Embedded,
    OddCell,
    Oddity,
    Over,
    Overlay,
    Sheet,
    UnreadableError,
    percent,
    seen,
    shows_picture,
    squared,
)

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 2_000_000  # beyond that there is no memory for it; callers have limits of their own
_MOST_HIDDEN = 1_000  # of one element: beyond that they hold nothing
_ERROR = re.compile(r"#[A-Z0-9_/]+[!?]?|Err:[0-9]{3}")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_LINE = ("style:text-line-through-style", "style:text-line-through-type")


@dataclass
class _Cell:
    attributes: dict[str, str]
    lines: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)


@dataclass
class _Table:
    name: str
    grid: list[list[object]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    over: list[Overlay] = field(default_factory=list)
    row: int = 0
    column: int = 0
    repeated: int = 1
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False


class _Reader:
    """What an .ods says, put together while its parts are read."""

    def __init__(self, package: Package, passed_over: Collection[str]) -> None:
        self.sheets: dict[str, Sheet] = {}
        self._package = package
        self._passed_over = passed_over
        self._struck: dict[str, bool] = {}
        self._not_shown: set[str] = set()  # styles of sheets
        self._style = ""
        self._table: _Table | None = None
        self._cell: _Cell | None = None
        self._spans: list[bool] = []
        self._note: tuple[Over, list[str]] | None = None
        self._picture: Embedded | None = None
        self._on_page = False  # fastened to the page, not to a cell
        self._author = False
        self._in_text = False
        self._cells = 0

    def parse(self, part: bytes) -> None:
        """Read one part; styles before content."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(part, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style:style":
            self._style = attributes.get("style:name", "")
            self._struck[self._style] = self._struck.get(attributes.get("style:parent-style-name", ""), False)
        elif tag == "style:text-properties":
            lines = [attributes[name] for name in _LINE if name in attributes]
            if lines:
                self._struck[self._style] = any(line != "none" for line in lines)
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self._not_shown.add(self._style)
        elif tag == "table:table" and self._table is None:
            self._table = _Table(attributes.get("table:name", ""))
            self._table.hidden = attributes.get("table:style-name", "") in self._not_shown
        elif self._table is None:
            return
        elif tag == "table:table-row":
            self._table.column = 0
            self._table.repeated = _count(attributes.get("table:number-rows-repeated"), MOST_ROWS)
            self._hide(self._table.hidden_rows, attributes, self._table.row, self._table.repeated)
        elif tag == "table:table-column":
            columns = _count(attributes.get("table:number-columns-repeated"), MOST_COLUMNS)
            self._hide(self._table.hidden_columns, attributes, self._table.columns, columns)
            self._table.columns += columns
        elif tag in _CELLS and self._cell is None:
            self._cell = _Cell(attributes)
        else:
            self._inside(tag, attributes)

    def _hide(self, hidden: set[int], attributes: dict[str, str], first: int, count: int) -> None:
        """Note rows or columns that are collapsed or filtered out; of those without end the first thousand."""
        if attributes.get("table:visibility", "visible") != "visible":
            hidden |= set(range(first, first + min(count, _MOST_HIDDEN)))

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        """An element within a table that is no cell."""
        if tag == "office:annotation":
            self._note = (Over.COMMENT, [])
        elif tag == "table:shapes":
            self._on_page = True
        elif tag in ("draw:image", "draw:text-box") or (tag == "draw:custom-shape" and self._note is None):
            self._note = (Over.PICTURE if tag == "draw:image" else Over.TEXT_BOX, [])
            part = attributes.get("xlink:href", "").removeprefix("./")
            self._picture = embedded(self._package, part) if self._package.has(part) else None
        elif tag in ("dc:creator", "dc:date", "meta:date-string"):
            self._author = True
        elif tag == "text:p":
            self._in_text = True
            (self._note[1] if self._note else self._cell.lines if self._cell else []).append("")
        elif tag == "text:span":
            self._spans.append(self._struck.get(attributes.get("text:style-name", ""), self._spans_struck()))
        elif tag == "text:s":
            self._text(" " * _count(attributes.get("text:c"), 10_000))
        elif tag == "text:tab":
            self._text("\t")
        elif tag == "text:line-break":
            self._text("\n")

    def _spans_struck(self) -> bool:
        if self._spans:
            return self._spans[-1]
        return self._cell is not None and self._struck.get(self._cell.attributes.get("table:style-name", ""), False)

    def _text(self, text: str) -> None:
        if not self._in_text or self._author or self._table is None:
            return
        if self._note is not None:
            if self._note[1]:
                self._note[1][-1] += text
        elif self._cell is not None and self._cell.lines:
            self._cell.lines[-1] += text
            if self._spans_struck():
                self._cell.struck.append(text)

    def _end(self, tag: str) -> None:
        table = self._table
        if table is None:
            return
        if tag == "text:p":
            self._in_text = False
        elif tag == "text:span" and self._spans:
            self._spans.pop()
        elif tag in ("dc:creator", "dc:date", "meta:date-string"):
            self._author = False
        elif tag in ("office:annotation", "draw:image", "draw:text-box", "draw:custom-shape") and self._note:
            kind, lines = self._note
            text = "\n".join(lines).strip()
            if text or kind is Over.PICTURE:
                row, column = (-1, -1) if self._on_page else (table.row, table.column)
                table.over.append(Overlay(kind, row, column, text, embedded=self._picture))
            self._note = self._picture = None
        elif tag == "table:shapes":
            self._on_page = False
        elif tag in _CELLS and self._cell is not None:
            self._close_cell(table, self._cell)
            self._cell = None
        elif tag == "table:table-row":
            self._close_row(table)
        elif tag == "table:table":
            if table.name not in self._passed_over:
                self.sheets[table.name] = Sheet(
                    squared(table.grid), tuple(table.merged), tuple(table.over),
                    frozenset(table.hidden_rows), frozenset(table.hidden_columns), table.hidden,
                )  # fmt: skip
            self._table = None

    def _close_cell(self, table: _Table, cell: _Cell) -> None:
        times = _count(cell.attributes.get("table:number-columns-repeated"), MOST_COLUMNS)
        value = _value(cell)
        if cell.struck and "".join(cell.struck).strip() and not isinstance(value, OddCell):
            value = OddCell(Oddity.STRUCK, seen(value), "".join(cell.struck))
        rows = _count(cell.attributes.get("table:number-rows-spanned"), MOST_ROWS)
        columns = _count(cell.attributes.get("table:number-columns-spanned"), MOST_COLUMNS)
        if rows > 1 or columns > 1:
            table.merged.append(Area(table.row, table.column, table.row + rows - 1, table.column + columns - 1))
        if value != "":
            self._cells += times * table.repeated
            if self._cells > MOST_CELLS or table.row + table.repeated > MOST_ROWS or table.column > MOST_COLUMNS:
                raise MemoryError
            table.grid += [[] for _ in range(table.row + 1 - len(table.grid))]
            row = table.grid[table.row]
            row += [""] * (table.column - len(row))
            row += [value] * times
        table.column += times

    def _close_row(self, table: _Table) -> None:
        if len(table.grid) > table.row:
            row = table.grid[table.row]
            self._cells += len(row) * table.repeated
            if self._cells > MOST_CELLS:
                raise MemoryError
            table.grid += [[*row] for _ in range(table.repeated - 1)]
        table.row += table.repeated


def read_ods(data: bytes, passed_over: Collection[str] = ()) -> dict[str, Sheet]:
    """The sheets of a spreadsheet by name, in its order, but for those ``passed_over``.

    Raises `UnreadableError` on whatever cannot be read, and `MemoryError`.
    """
    try:
        reader = _Reader(Package(data), passed_over)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if "styles.xml" in archive.namelist():
                reader.parse(archive.read("styles.xml"))
            reader.parse(archive.read("content.xml"))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except Exception as error:  # whatever the parsers make of bytes from outside
        raise UnreadableError from error
    if not reader.sheets:
        raise UnreadableError
    return reader.sheets


def _value(cell: _Cell) -> object:
    """What a cell holds, by the type that it says, "" for nothing."""
    of, text = cell.attributes, "\n".join(cell.lines)
    formula = of.get("table:formula", "")
    kind = of.get("office:value-type", "")
    if shows_picture(formula) or shows_picture(text):
        return OddCell(Oddity.PICTURE, formula or text)
    if of.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(text.strip())):
        return OddCell(Oddity.ERROR, text.strip() or "#N/A")
    if not kind:
        return OddCell(Oddity.UNCALCULATED, formula) if formula and not text else text
    if kind == "string":
        return of.get("office:string-value", text)
    if kind == "boolean":
        return of.get("office:boolean-value", "").lower() == "true"
    if kind == "date":
        return _moment(of.get("office:date-value", ""))
    if kind == "time":
        return _duration(of.get("office:time-value", ""))
    number = float(of["office:value"])
    return percent(number) if kind == "percentage" else number


def _moment(text: str) -> object:
    """A day or a moment; the text itself where there is no such day, or it has a zone."""
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo is None else text
        return date.fromisoformat(text)
    except ValueError:
        return text


def _duration(text: str) -> object:
    found = _DURATION.fullmatch(text)
    if found is None:
        return text
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    try:
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return text
    if found[1] or length >= timedelta(days=1):
        return -length if found[1] else length
    return (datetime.min + length).time() if length else time.min


def _count(text: str | None, most: int) -> int:
    """A number of cells that an element stands for."""
    return min(max(int(text), 1), most) if text and text.isdecimal() else 1
