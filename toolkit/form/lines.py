"""Pages that are a list of lines: 退回单, 目录, 填报说明 of a book; drawn once and written as XML from then on.

Knows: the look of each kind of line in the base, their XML. Must not know: what is said, whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.grid import FIRST, LAST
from toolkit.form.guide import GUIDE_WIDTHS, line_height, line_merges, page_beside, room_of, write_line
from toolkit.form.page_breaks import ends
from toolkit.form.sheet_xml import BEFORE_BREAKS, breaks_part, escaped, written
from toolkit.form.styles import LINE_SIZE, line_text, link_text

TITLE, NOTICE, SMALL, HEADING, HEAD, ROW = "guide_title", "notice", "closing", "heading", "guide_head", "guide_row"
_LINKED = "D"  # the column whose text leads somewhere
_KINDS = (TITLE, NOTICE, SMALL, HEADING, HEAD, ROW)
_PARTS = re.compile(
    rb'(?P<top>.*<dimension ref=")[^"]*(?P<columns>".*<sheetData>)(?P<rows>.*)(?P<middle></sheetData>.*?)<mergeCells.*?'
    rb"</mergeCells>(?P<formats>.*?)<hyperlinks>.*?</hyperlinks>(?P<end>.*)",
    re.DOTALL,
)
_ROW = re.compile(rb"<row .*?</row>", re.DOTALL)
_STYLE = re.compile(rb'<c r="([A-Z])[0-9]+" s="([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the kind of its sample, its texts by column, and the place that its linked text leads to.

    ``formulas`` (without "=") stand where the line says what changes while the workbook is filled in; ``comes_to`` is
    the text that its first one has when it goes out, so that there is room for it.
    """

    kind: str
    texts: Mapping[str, str]
    leads_to: str = ""
    height: int = 0
    formulas: Mapping[str, str] = field(default_factory=dict)
    comes_to: str = ""


def draw_lines(
    workbook: Workbook, title: str, place: int, rows: Mapping[str, int], rules: Sequence[tuple[str, Rule]] = ()
) -> None:
    """Put a page among the sheets of a workbook, with one line of each kind: what `LinePage` takes the look from.

    ``rules`` are conditional formats by their area; the page's first column is hidden.
    """
    samples = workbook[SAMPLES_SHEET]
    sheet = workbook.create_sheet(title, place)
    assert isinstance(sheet, Worksheet) and isinstance(samples, Worksheet)
    sheet.column_dimensions["A"].hidden = True
    for letter, width in GUIDE_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    some = (*_KINDS, ROW)
    for number, kind in enumerate(some, start=1):
        write_line(sheet, samples, number, rows[kind], kind, {"B": kind})
    said, linked = sheet[f"B{1 + _KINDS.index(SMALL)}"], sheet[f"{_LINKED}{len(some)}"]
    assert isinstance(said, Cell) and isinstance(linked, Cell)
    line_text(said)
    linked.hyperlink = Hyperlink(ref=linked.coordinate, location="A1", display="A1")
    link_text(linked)
    for area, rule in rules:
        sheet.conditional_formatting.add(area, rule)
    page_beside(sheet, samples, len(some))


class LinePage:
    """The page's XML, taken apart: what stands around its lines, and the look of each kind of line."""

    def __init__(self, drawn: bytes, samples: Worksheet, rows: Mapping[str, int]) -> None:
        """``drawn`` is the XML of what `draw_lines` drew."""
        found = _PARTS.fullmatch(drawn)
        assert found
        self._around = found.group("top", "columns", "middle", "formats", "end")
        *plain, linked = (_STYLE.findall(row) for row in _ROW.findall(found["rows"]))
        self._looks = dict(zip(_KINDS, plain, strict=True))
        self._linked = linked
        self._samples, self._rows = samples, rows

    def sheet(self, of: Sequence[Line], *, headed: bool = False) -> bytes:
        """The XML of a sheet that says some lines; where texts are ``headed`` no page ends behind a head of theirs."""
        top, columns, middle, formats, end = self._around
        if headed:
            end = self._ended(end, of)
        merges = [
            b'<mergeCell ref="%s%d:%s%d"/>' % (first.encode(), number, last.encode(), number)
            for number, line in enumerate(of, start=1)
            for first, last in line_merges(line.kind, {**line.texts, **line.formulas})
        ]
        links = [
            b'<hyperlink ref="%s%d" location="%s" display="%s"/>'
            % (_LINKED.encode(), number, escaped(line.leads_to), escaped(line.texts[_LINKED]))
            for number, line in enumerate(of, start=1)
            if line.leads_to
        ]
        return b"".join(
            (
                top, f"{FIRST}1:{LAST}{len(of)}".encode(), columns,
                *(self._row(number, line) for number, line in enumerate(of, start=1)),
                middle, b'<mergeCells count="%d">' % len(merges), *merges, b"</mergeCells>", formats,
                b"<hyperlinks>" * bool(links), *links, b"</hyperlinks>" * bool(links), end,
            )
        )  # fmt: skip

    def _ended(self, end: bytes, of: Sequence[Line]) -> bytes:
        """The end of the sheet, with the ends of its pages."""
        room = room_of(self._samples, GUIDE_WIDTHS, landscape=self._samples.page_setup.orientation == "landscape")
        after = ends(_with_heads(of), [self._height(line) for line in of], room) if room else []
        at = max(found.end() for found in BEFORE_BREAKS.finditer(end))
        return end[:at] + breaks_part(after) + end[at:]

    def _height(self, line: Line) -> int:
        said = {next(iter(line.formulas)): line.comes_to} if line.comes_to else {}
        size = LINE_SIZE if line.kind == SMALL else 0
        sample, texts = self._rows[line.kind], {**line.texts, **said}
        return line.height or line_height(self._samples, sample, line.kind, texts, size)

    def _row(self, number: int, line: Line) -> bytes:
        height = self._height(line)
        hidden = line.formulas.get("A")
        cells = b'<c r="A%d"><f>%s</f><v></v></c>' % (number, escaped(hidden)) if hidden else b""
        for letter, style in self._linked if line.leads_to else self._looks[line.kind]:
            if formula := line.formulas.get(letter.decode()):
                cells += b'<c r="%s%d" s="%s"><f>%s</f><v></v></c>' % (letter, number, style, escaped(formula))
            else:
                text = written(line.texts.get(letter.decode()))
                cells += b'<c r="%s%d" s="%s" t="%s">%s</c>' % (letter, number, style, *text)
        return b'<row r="%d" ht="%d" customHeight="1">%s</row>' % (number, height, cells)


def _with_heads(of: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The lines that stay on one page, as first and next after the last (from 0): each head with the text below it."""
    first = 0
    for last, line in enumerate(of, start=1):
        if not (line.leads_to or line.kind in (HEADING, HEAD)) or last == len(of):
            yield first, last
            first = last
