"""Official documents (.docx) in the layout of GB/T 9704-2012, for people to go on writing in.

Knows: the standard's page, fonts and order of the parts; python-docx. Must not know: what is said. The standard's
red head (版头) and imprint (版记) are left to the office's own paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from toolkit.base.opc import bare
from toolkit.base.texts import text_width

# 5.2.3 and 7.1-7.3: A4, 37 mm above and 28 mm left of an area of 156 mm × 225 mm, 22 lines of 28 characters, 三号 仿宋.
_TOP, _LEFT, _RIGHT, _BOTTOM = 37, 28, 26, 35
_SIZE, _TITLE_SIZE, _TABLE_SIZE, _ATTACHED_SIZE, _FOOT_SIZE = 16, 22, 12, 10.5, 14
_PITCH = 225 / 22 / 25.4 * 72
_SHORT = 280  # characters, ten lines
_TOGETHER = 14  # rows of a table that is not broken over pages
# Twentieths of a point that each character gives up so that 28 go into a line. A grid of characters (w:docGrid) would
# say the same, but LibreOffice and WPS make something else of it.
_NARROWER = -5
_WIDTH = 156
TITLE_FONT, BODY_FONT, HEADING_FONTS = "方正小标宋简体", "仿宋_GB2312", ("黑体", "楷体_GB2312", "仿宋_GB2312")
_LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、 in 黑体), 2 (（一） in 楷体) or 3 (1. in 仿宋), its number in the text (7.3.3)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``open_`` marks one that a person has still to write."""

    text: str
    open_: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a caption; ``widths`` are shares of the line, columns in ``centred`` have texts in the middle."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    centred: frozenset[int] = frozenset()


Block = Heading | Paragraph | Table


def write_official(
    title: str, addressed: str, blocks: Sequence[Block], signed: str, on: str, attached: Sequence[Table] = ()
) -> bytes:
    """A document as bytes: title, whom it is addressed to ("" for nobody), body, signature and date.

    The date is written out (2021年2月2日). A title of several lines is broken where it has line breaks. What is
    ``attached`` is named under the body (7.3.4) and stands on pages of its own (7.3.6). The file has no properties, and
    the same document gives the same bytes.
    """
    document = Document()
    _page(document)
    for text in title.split("\n"):
        line = _line(document, indent=0, align=WD_ALIGN_PARAGRAPH.CENTER)
        _run(line, text, TITLE_FONT, _TITLE_SIZE)
        line.paragraph_format.line_spacing = Pt(_PITCH * 1.15)
    _line(document, indent=0)
    if addressed:
        _run(_line(document, indent=0), f"{addressed}：")
    for block in blocks:
        _block(document, block)
    for number, table in enumerate(attached, start=1):
        mark = f"{number}. " if len(attached) > 1 else ""
        _run(_line(document), f"{'附件：' if number == 1 else '　　　'}{mark}{table.caption}")
    _keep_last(document)
    _sign(document, signed, on)
    for number, table in enumerate(attached, start=1):
        line = _line(document, indent=0)
        line.paragraph_format.page_break_before = True
        line.paragraph_format.keep_with_next = True
        _run(line, f"附件{number}" if len(attached) > 1 else "附件", HEADING_FONTS[0])
        _table(document, table, _ATTACHED_SIZE)
    out = BytesIO()
    document.save(out)
    return bare(out.getvalue())


def _block(document: Any, block: Block) -> None:
    match block:
        case Heading():
            line = _line(document)
            line.paragraph_format.keep_with_next = True
            _run(line, block.text, HEADING_FONTS[block.level - 1])
        case Paragraph():
            for text in block.text.split("\n"):
                run = _run(_line(document), text)
                if block.open_:
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        case Table():
            _table(document, block)


def _keep_last(document: Any) -> None:
    """The last paragraph stays with the signature, which may not stand alone on a page (7.3.5.4).

    A long one does not: LibreOffice would move all of it.
    """
    last = document.paragraphs[-1]
    last.paragraph_format.keep_with_next = len(last.text) <= _SHORT or None


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
    section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
    # 7.5: page numbers 7 mm below the type area, with a dash on both sides, odd ones right, even ones left.
    section.footer_distance = Mm(_BOTTOM - 7 - 5)
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(_PITCH * 20)))
    normal = document.styles["Normal"]
    normal.font.size = Pt(_SIZE)
    set_fonts(normal.element.get_or_add_rPr(), BODY_FONT)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)


def _number(footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = side
    # One character from the edge of the type area (7.5).
    _indent(line.paragraph_format, **{"right" if side is WD_ALIGN_PARAGRAPH.RIGHT else "left": _FOOT_SIZE})
    _run(line, "— ", "宋体", _FOOT_SIZE)
    add_field(_run(line, "", "宋体", _FOOT_SIZE), "PAGE")
    _run(line, " —", "宋体", _FOOT_SIZE)


def add_field(run: Any, instruction: str) -> None:
    """Make a run show what an instruction gives (PAGE, NUMPAGES); until it is worked out that is 1."""
    for kind, text in (("begin", ""), ("", f" {instruction} "), ("separate", ""), ("text", "1"), ("end", "")):
        if kind in ("begin", "separate", "end"):
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:t" if kind else "w:instrText")
            element.text = text
        run._r.append(element)


def _line(document: Any, indent: float = 2, align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY) -> Line:
    """A new line of the body, its first line ``indent`` characters in (7.3.3)."""
    line: Line = document.add_paragraph()
    line.alignment = align
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = Pt(_PITCH)
    line.paragraph_format.first_line_indent = Pt(indent * _SIZE)
    return line


def _run(line: Line, text: str, font: str = BODY_FONT, size: float = _SIZE) -> Any:
    run = line.add_run(text)
    run.font.size = Pt(size)
    properties = run._r.get_or_add_rPr()
    set_fonts(properties, font)
    if size == _SIZE:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(_NARROWER))
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:highlight")
    return run


def set_fonts(properties: Any, chinese: str) -> None:
    """The fonts of a run or style: one for Chinese, the standard's for letters and digits."""
    fonts = properties.get_or_add_rFonts()
    for name, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", chinese), ("cs", _LATIN)):
        fonts.set(qn(f"w:{name}"), font)
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _indent(format_: Any, *, left: float = 0, right: float = 0) -> None:
    format_.left_indent, format_.right_indent = Pt(left), Pt(right)


def _table(document: Any, block: Table, size: float = _TABLE_SIZE) -> None:
    caption = _line(document, indent=0, align=WD_ALIGN_PARAGRAPH.CENTER)
    caption.paragraph_format.keep_with_next = True
    _run(caption, block.caption, "黑体", 14)
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.header))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    share = _WIDTH / sum(block.widths)
    for number, texts in enumerate((block.header, *block.rows)):
        row = table.rows[number]
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(block.widths[index] * share)
            cell.vertical_alignment = 1
            line = cell.paragraphs[0]
            middle = number == 0 or index in block.centred
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.LEFT
            line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            line.paragraph_format.line_spacing = Pt(size * 1.5)
            _off_grid(line)
            # A small table stays together; of others the head is never alone at a foot, nor the last row on top.
            last = len(block.rows)
            line.paragraph_format.keep_with_next = number < last and (number in (0, last - 1) or last <= _TOGETHER)
            _run(line, text, "黑体" if number == 0 else BODY_FONT, size)
    for index, width in enumerate(block.widths):
        table.columns[index].width = Mm(width * share)
    _line(document)


def _off_grid(line: Line) -> None:
    """Lines of a table are as high as they say, not as the page's lines are."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    line._p.get_or_add_pPr().insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _sign(document: Any, signed: str, on: str) -> None:
    """The signature stands centred over the date, the date four characters from the right (7.3.5.1)."""
    date_width, name_width = text_width(on), text_width(signed)
    room = max(4.0, 2 + (name_width - date_width) / 2)
    _line(document).paragraph_format.keep_with_next = True
    for text, right in ((signed, room - (name_width - date_width) / 2), (on, room)):
        line = _line(document, indent=0, align=WD_ALIGN_PARAGRAPH.RIGHT)
        line.paragraph_format.keep_together = True
        line.paragraph_format.keep_with_next = text is signed
        line.paragraph_format.right_indent = Pt(right * _SIZE)
        _run(line, text)
