"""Handouts (.docx): headings, short texts and tables in the compact layout of what offices post up or file.

Knows: that layout, python-docx. Must not know: what is said. Letters have the layout of `toolkit.official`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toolkit.base.opc import bare
from toolkit.official import BODY_FONT, HEADING_FONTS, TITLE_FONT, add_field, set_fonts

SONG = "宋体"
_HEI = HEADING_FONTS[0]
_TITLE, _SUBTITLE, _HEADING, _BODY, _CELL, _FOOT = 20, 13, 13, 11, 9, 9  # points
_LEADING, _CELL_LEADING = 18, 11.8
_TOP, _BOTTOM, _SIDE = 20, 18, 20  # millimetres around the text, on A4
WIDTH = 210 - 2 * _SIDE


@dataclass(frozen=True, slots=True)
class Title:
    """The title, and what stands under it."""

    text: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; it stays with what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``lead`` begins it in bold, ``open_`` marks one that a person has still to write, ``right`` one at
    the right-hand side, ``kept`` one that stays with what follows.
    """

    text: str
    lead: str = ""
    open_: bool = False
    right: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; ``widths`` are shares of the line.

    Columns in ``centred`` have their texts in the middle, those in ``strong`` are bold. ``ruled`` ones have lines
    between rows only, others a grid. No row is broken over pages; ``height`` is the least height of a row in
    millimetres. ``total`` says that the last row is one.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    centred: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    ruled: bool = False
    height: float = 0
    total: bool = False


Block = Title | Heading | Text | Rows


def write_handout(blocks: Sequence[Block], foot: str) -> bytes:
    """A document as bytes; ``foot`` stands before the page's number at the foot of each page.

    The file has no properties, and the same document gives the same bytes.
    """
    document = Document()
    _page(document, foot)
    for number, block in enumerate(blocks):
        match block:
            case Title():
                _line(document, block.text, TITLE_FONT, _TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, kept=True)
                if block.under:
                    _line(document, block.under, BODY_FONT, _SUBTITLE, align=WD_ALIGN_PARAGRAPH.CENTER, kept=True)
            case Heading():
                line = _line(document, block.text, _HEI, _HEADING, kept=True)
                line.paragraph_format.space_before = Pt(6)
            case Text():
                _text(document, block)
            case Rows():
                _table(document, block)
                if isinstance(next(iter(blocks[number + 1 :]), None), Rows | None):
                    _line(document, "", BODY_FONT, 4)  # two tables in a row would become one; a page ends with a line
    out = BytesIO()
    document.save(out)
    return bare(out.getvalue())


def _page(document: Any, foot: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
    section.left_margin = section.right_margin = Mm(_SIDE)
    section.footer_distance = Mm(10)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    normal = document.styles["Normal"]
    normal.font.size = Pt(_BODY)
    set_fonts(normal.element.get_or_add_rPr(), BODY_FONT)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    section.footer.is_linked_to_previous = False
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in ((f"{foot}　第 " if foot else "第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
        _run(line, text, SONG, _FOOT)
        if field:
            add_field(_run(line, "", SONG, _FOOT), field)


def _line(
    document: Any,
    text: str,
    font: str,
    size: float,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    kept: bool = False,
) -> Any:
    line = document.add_paragraph()
    line.alignment = align
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = Pt(max(size * 1.6, 6))
    line.paragraph_format.keep_with_next = kept or None
    if text:
        _run(line, text, font, size)
    return line


def _text(document: Any, block: Text) -> None:
    for number, text in enumerate(block.text.split("\n")):
        align = WD_ALIGN_PARAGRAPH.RIGHT if block.right else WD_ALIGN_PARAGRAPH.JUSTIFY
        line = _line(document, "", BODY_FONT, _BODY, align=align, kept=block.kept)
        line.paragraph_format.line_spacing = Pt(_LEADING)
        line.paragraph_format.widow_control = True
        if not block.right:
            line.paragraph_format.first_line_indent = Pt(2 * _BODY)
        if block.lead and not number:
            _run(line, block.lead, _HEI, _BODY)
        run = _run(line, text, BODY_FONT, _BODY)
        if block.open_:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _run(line: Any, text: str, font: str, size: float, *, bold: bool = False) -> Any:
    run = line.add_run(text)
    run.font.size = Pt(size)
    run.font.bold = bold or None
    set_fonts(run._r.get_or_add_rPr(), font)
    return run


def _table(document: Any, block: Rows) -> None:
    texts = [block.header, *block.rows] if block.header else [*block.rows]
    table = document.add_table(rows=len(texts), cols=len(block.widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    if block.ruled:
        _rule(table)
    share = WIDTH / sum(block.widths)
    for index, width in enumerate(block.widths):
        table.columns[index].width = Mm(width * share)
    last = len(texts) - 1
    for number, row in enumerate(table.rows):
        head = bool(block.header) and number == 0
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        elif block.height:
            row.height, row.height_rule = Mm(block.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        # A head stays with its first row, a total with the row before it: neither stands alone on a page.
        kept = number != last and (head or (block.total and number == last - 1))
        for index, (cell, text) in enumerate(zip(row.cells, texts[number], strict=True)):
            cell.width = Mm(block.widths[index] * share)
            cell.vertical_alignment = 1
            bold = index in block.strong or (block.total and number == last)
            _cell(cell, text, head=head, middle=head or index in block.centred, bold=bold, kept=kept)


def _cell(cell: Any, text: str, *, head: bool, middle: bool, bold: bool, kept: bool) -> None:
    for number, part in enumerate(text.split("\n")):
        line = cell.paragraphs[0] if not number else cell.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        line.paragraph_format.line_spacing = Pt(_CELL_LEADING)
        line.paragraph_format.keep_with_next = kept or None
        _run(line, part, _HEI if head else SONG, _CELL, bold=bold)


def _rule(table: Any) -> None:
    """Lines above, below and between the rows only."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        drawn = side in ("top", "bottom", "insideH")
        line.set(qn("w:val"), "single" if drawn else "nil")
        if drawn:
            line.set(qn("w:sz"), "4" if side == "insideH" else "12")
            line.set(qn("w:color"), "A6A6A6" if side == "insideH" else "1A1A1A")
        borders.append(line)
    # The schema wants the borders before the layout.
    table._tbl.tblPr.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription"
    )
