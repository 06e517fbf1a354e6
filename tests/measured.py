"""Texts of a workbook measured against their cells, and its pages as they come out of a printer, by calculation.

Widths are those of the fonts that every office has: a Chinese character is an em, a Latin one 0.55 of it (as in
`toolkit.base.texts`); tests/programs compares with what LibreOffice prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils import range_boundaries

from toolkit.base.texts import text_width

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PAPER = {"8": (11.69, 16.54), "9": (8.27, 11.69)}  # inches
LEAST, _LINE = 8.0, 1.17  # points on paper; the height of a line to the size of its font
WIDER = 1.125  # of columns, where a program has not the font in whose digits they are counted
_SLACK = 1.03  # of a width: fonts differ by so much


@dataclass
class Look:
    size: float = 11
    bold: bool = False
    wrap: bool = False
    stacked: bool = False
    shrink: bool = False
    indent: int = 0
    format: str = ""


@dataclass
class Page:
    """One sheet with what decides how it is seen."""

    name: str
    cells: dict[tuple[int, int], tuple[str, Look]] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    area: tuple[int, int, int, int] = (0, 0, 0, 0)
    titles: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    breaks: list[int] = field(default_factory=list)
    column_breaks: list[int] = field(default_factory=list)
    scale: float | None = None
    tall: bool = False
    paper: tuple[float, float] = (1, 1)  # points across and down between the margins
    normal: tuple[float, float] = (72.0, 18.0)  # pixels and points of a column and a row that say nothing
    digit: int = 8

    def across(self, first: int, last: int) -> float:
        return sum(self.widths.get(column, self.normal[0]) for column in range(first, last + 1))

    def down(self, first: int, last: int) -> float:
        rows = (row for row in range(first, last + 1) if row not in self.hidden_rows)
        return sum(self.heights.get(row, self.normal[1]) for row in rows)

    @property
    def printed(self) -> float:
        """At how much of its full size it is printed."""
        top, left, bottom, right = self.area
        if self.scale is not None:
            return self.scale
        fitting = min(1.0, self.paper[0] / (self.across(left, right) * 0.75 * WIDER))
        return min(fitting, self.paper[1] / self.down(top, bottom)) if self.tall else fitting


def pages_of(data: bytes) -> list[Page]:
    """The sheets that people see."""
    with ZipFile(BytesIO(data)) as parts:
        book = etree.fromstring(parts.read("xl/workbook.xml"))
        rels = {one.get("Id"): one.get("Target") for one in etree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))}
        strings = (
            ["".join(t.text or "" for t in si.iter(f"{{{_NS['m']}}}t")) for si in
             etree.fromstring(parts.read("xl/sharedStrings.xml"))]
            if "xl/sharedStrings.xml" in parts.namelist() else []
        )  # fmt: skip
        looks = _looks(etree.fromstring(parts.read("xl/styles.xml")))
        found = []
        for number, sheet in enumerate(book.iterfind("m:sheets/m:sheet", _NS)):
            if sheet.get("state", "visible") == "visible":
                xml = etree.fromstring(parts.read(f"xl/{str(rels[sheet.get(_REL)]).removeprefix('/xl/')}"))
                page = _page(str(sheet.get("name")), xml, strings, looks)
                _names(page, book, number)
                found.append(page)
    return found


def _looks(styles: etree._Element) -> list[Look]:
    fonts = [
        (float(next((s.get("val") for s in font.iterfind("m:sz", _NS)), 11)), font.find("m:b", _NS) is not None)
        for font in styles.iterfind("m:fonts/m:font", _NS)
    ]
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iterfind("m:numFmts/m:numFmt", _NS)}
    found = []
    for xf in styles.iterfind("m:cellXfs/m:xf", _NS):
        size, bold = fonts[int(xf.get("fontId", "0"))]
        align = xf.find("m:alignment", _NS)
        got = {} if align is None else dict(align.attrib)
        form = formats.get(xf.get("numFmtId", ""), {"9": "0%", "14": "yyyy-mm-dd"}.get(xf.get("numFmtId", ""), ""))
        found.append(
            Look(size, bold, got.get("wrapText") == "1", got.get("textRotation") == "255",
                 got.get("shrinkToFit") == "1", int(got.get("indent", "0")), form)
        )  # fmt: skip
    return found


def _page(name: str, xml: etree._Element, strings: list[str], looks: list[Look]) -> Page:
    page = Page(name)
    normal = xml.find("m:sheetFormatPr", _NS)
    if normal is not None:
        page.normal = (page.normal[0], float(normal.get("defaultRowHeight", "15")))
    for column in xml.iterfind("m:cols/m:col", _NS):
        for number in range(int(column.get("min", 1)), min(int(column.get("max", 1)), 2000) + 1):
            width = int(float(column.get("width", "9")) * page.digit + 0.5)
            page.widths[number] = 0 if column.get("hidden") == "1" else width
    for row in xml.iterfind("m:sheetData/m:row", _NS):
        number = int(row.get("r", "1"))
        if row.get("ht"):
            page.heights[number] = float(row.get("ht", "0"))
        if row.get("hidden") == "1":
            page.hidden_rows.add(number)
        for cell in row:
            _cell(page, cell, strings, looks)
    for area in xml.iterfind("m:mergeCells/m:mergeCell", _NS):
        left, top, right, bottom = range_boundaries(area.get("ref"))
        page.merged[int(top or 0), int(left or 0)] = (int(bottom or 0), int(right or 0))
    _setup(page, xml)
    return page


def _cell(page: Page, cell: etree._Element, strings: list[str], looks: list[Look]) -> None:
    column, row, _, _ = range_boundaries(cell.get("r"))
    value, inline = cell.find("m:v", _NS), cell.find("m:is", _NS)
    text = "".join(t.text or "" for t in inline.iter(f"{{{_NS['m']}}}t")) if inline is not None else ""
    if value is not None and value.text:
        look = looks[int(cell.get("s", "0"))]
        kind = cell.get("t", "n")
        text = strings[int(value.text)] if kind == "s" else value.text
        if kind == "n":
            text = _shown(float(value.text), look.format)
    if text:
        page.cells[int(row or 0), int(column or 0)] = (text, looks[int(cell.get("s", "0"))])


def _shown(value: float, form: str) -> str:
    """A number about as wide as it is shown."""
    if "yy" in form:
        return "2021-01-31"
    if "%" in form:
        return f"{value:.0%}"
    decimals = len(match[1]) if (match := re.search(r"\.(0+)", form)) else 0
    said = (
        f"{value:,.{decimals}f}" if "#,##" in form or decimals else f"{value:.0f}" if "0" in form else f"{value:.10g}"
    )
    return "".join(re.findall(r'"([^"]*)"', form.split(";")[0])) + said


def _setup(page: Page, xml: etree._Element) -> None:
    setup, margins = xml.find("m:pageSetup", _NS), xml.find("m:pageMargins", _NS)
    got = {} if setup is None else dict(setup.attrib)
    edges = {} if margins is None else {key: float(value) for key, value in margins.attrib.items()}
    short, long = _PAPER.get(got.get("paperSize", "9"), _PAPER["9"])
    wide, high = (long, short) if got.get("orientation") == "landscape" else (short, long)
    page.paper = (
        (wide - edges.get("left", 0.7) - edges.get("right", 0.7)) * 72,
        (high - edges.get("top", 0.75) - edges.get("bottom", 0.75)) * 72,
    )
    fit = xml.find("m:sheetPr/m:pageSetUpPr", _NS)
    if fit is not None and fit.get("fitToPage") == "1":
        page.tall = got.get("fitToHeight", "1") != "0"
    else:
        page.scale = int(got.get("scale", "100")) / 100
    page.breaks = sorted(int(one.get("id", "0")) for one in xml.iterfind("m:rowBreaks/m:brk", _NS))
    page.column_breaks = sorted(int(one.get("id", "0")) for one in xml.iterfind("m:colBreaks/m:brk", _NS))


def _names(page: Page, book: etree._Element, number: int) -> None:
    rows, columns = [row for row, _ in page.cells] or [1], [column for _, column in page.cells] or [1]
    page.area = (1, 1, max(rows), max(columns))
    for name in book.iterfind("m:definedNames/m:definedName", _NS):
        if name.get("localSheetId") != str(number):
            continue
        text = re.sub(r"^('[^']*(?:''[^']*)*'|[^!]*)!", "", name.text or "").replace("$", "")
        if name.get("name") == "_xlnm.Print_Area":
            left, top, right, bottom = range_boundaries(text.split(",")[0])
            page.area = (int(top or 1), int(left or 1), int(bottom or 1), int(right or 1))
        elif name.get("name") == "_xlnm.Print_Titles":
            for part in (name.text or "").split(","):
                ends = part.rpartition("!")[2].replace("$", "").split(":")
                if ends[0].isdigit():
                    page.titles = (int(ends[0]), int(ends[1]))
                elif ends[0].isalpha():
                    left, _, right, _ = range_boundaries(f"{ends[0]}1:{ends[1]}1")
                    page.title_columns = (int(left or 1), int(right or 1))


# -- what is wrong -----------------------------------------------------------------------------------------------------


def complaints(data: bytes) -> list[str]:
    """What is wrong with the pages of a workbook: texts that are cut, too small, headings alone, empty pages."""
    return [f"{page.name}: {said}" for page in pages_of(data) for said in (*_texts(page), *_papers(page))]


def _texts(page: Page) -> Iterator[str]:
    printed = page.printed
    top, left, bottom, right = page.area
    for (row, column), (text, look) in page.cells.items():
        if row in page.hidden_rows or not page.widths.get(column, page.normal[0]):
            continue
        end = page.merged.get((row, column), (row, column))
        place = f"row {row} column {column} {text[:24]!r}"
        if top <= row <= bottom and left <= column <= right and look.size * printed < LEAST - 0.05:
            yield f"{look.size * printed:.1f} points: {place}"
        if look.shrink:
            yield f"shrinks: {place}"
        yield from (f"{said}: {place}" for said in _cut(page, (row, column), end, text, look))


def _cut(page: Page, start: tuple[int, int], end: tuple[int, int], text: str, look: Look) -> Iterator[str]:
    em = look.size * 4 / 3 * (1.0 if not look.bold else 1.02)
    room = page.across(start[1], end[1]) - 5 - look.indent * 9
    known = all(row in page.heights for row in range(start[0], end[0] + 1))
    if look.stacked:
        if known and len(text) * look.size * 1.2 > page.down(start[0], end[0]) + 2:
            yield "cut below"
        return
    if look.wrap:
        lines = sum(_lines(line, room / em) for line in text.split("\n"))
        if known and lines * look.size * _LINE > page.down(start[0], end[0]) + 1.5:
            yield f"cut below, {lines} lines in {page.down(start[0], end[0]):.0f} points"
        return
    column = end[1] + 1
    number = re.fullmatch(r"[-+\d.,%＝＋ 点\"·]+", text) is not None
    while not number and end == start and (start[0], column) not in page.cells and column <= page.area[3]:
        if any(t <= start[0] <= b and c <= column <= r for (t, c), (b, r) in page.merged.items()):
            break
        room += page.widths.get(column, page.normal[0])
        column += 1
    if text_width(text) * em > room * _SLACK:
        yield f"cut beside, {text_width(text) * em:.0f} pixels in {room:.0f}"


def _lines(line: str, ems: float) -> int:
    """How many lines a text takes: broken between any two characters, but words and numbers stay together."""
    if text_width(line) <= ems * _SLACK:
        return 1
    lines, used = 1, 0.0
    for piece in re.findall(r"[A-Za-z0-9.,%:/_\\-]+|.", line):
        width = text_width(piece)
        if used + width > ems and used:
            lines, used = lines + 1, 0.0
        lines, used = lines + int((used + width) // max(ems, 1)) * (width > ems), used + width
    return lines


def _papers(page: Page) -> Iterator[str]:
    """Pages that hold nothing, and headings behind which a page ends."""
    top, _, bottom, _ = page.area
    room = page.paper[1] / page.printed
    repeated = page.down(*page.titles) if page.titles else 0.0
    used, begun, number = 0.0, top, 1
    if page.tall:
        return
    for row in range(top, bottom + 1):
        height = page.down(row, row)
        if not height:
            continue
        forced = row - 1 in page.breaks and row > top
        if used and (forced or used + height > room + 1):
            if not any(begun <= at < row for at, _ in page.cells):
                yield f"page {number} is empty"
            before = max(at for at in range(begun, row) if at not in page.hidden_rows)
            if _heading(page, before):
                yield f"page {number} ends with a heading: row {before}"
            used, begun, number = repeated if page.titles and row > page.titles[1] else 0.0, row, number + 1
        used += height
    if not any(begun <= at <= bottom for at, _ in page.cells):
        yield f"page {number} is empty"


def _heading(page: Page, row: int) -> bool:
    """Whether all that stands in a row is bold and one cell goes over several columns."""
    of = [(column, look) for (at, column), (_, look) in page.cells.items() if at == row]
    over = any(page.merged.get((row, column), (row, column))[1] - column >= 3 for column, _ in of)
    return bool(of) and over and all(look.bold for _, look in of)
