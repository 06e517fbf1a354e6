"""Papers as Word documents: styles, Word's numbering, merged cells, text boxes, footnotes, page heads.

Knows: blocks, python-docx. Must not know: plans.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from tests.issued.composed.blocks import Grid, Line, PageBreak, Paper
from tests.issued.composed.plain import shown
from tests.issued.documents import numbering, packed, set_number

_ALIGN = {"centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_LEVELS = [("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")]


@dataclass(frozen=True)
class Extras:
    """What a document has beside its text."""

    page_head: str = ""
    page_foot: str = ""
    text_box: str = ""  # in the first paragraph
    footnote: str = ""  # at the last paragraph
    split_runs: bool = False  # every paragraph in many runs, as editing leaves them


def as_word(paper: Paper, extras: Extras = Extras()) -> bytes:
    """The paper as .docx."""
    document = docx.Document()
    number = numbering(document, _LEVELS)
    for block in paper:
        match block:
            case Line():
                _line(document, block, number, 3 if extras.split_runs else 10_000)
            case Grid():
                _table(document, block)
            case PageBreak():
                document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    section = document.sections[0]
    if any(isinstance(block, Grid) and block.width > 5 for block in paper):
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    if extras.page_head:
        section.header.paragraphs[0].text = extras.page_head
    if extras.page_foot:
        section.footer.paragraphs[0].text = extras.page_foot
    if extras.text_box:
        document.paragraphs[0]._p.append(parse_xml(_BOX.format(ns=nsdecls("w"), text=extras.text_box)))
    if extras.footnote:
        _footnote(document, extras.footnote)
    return packed(document)


def _line(document: Any, line: Line, number: str, run_length: int) -> None:
    style = f"Heading {line.level}" if line.level else None
    paragraph = document.add_paragraph(style=style)
    for n, part in enumerate(line.text.split("\n")):
        for start in range(0, len(part), run_length):
            paragraph.add_run(part[start : start + run_length])
        if n < line.text.count("\n"):
            paragraph.add_run().add_break()
    if line.align:
        paragraph.alignment = _ALIGN[line.align]
    if line.listed:
        set_number(paragraph, number, line.listed - 1)


def _table(document: Any, table: Grid) -> None:
    made = document.add_table(len(table.rows), table.width, style="Table Grid")
    for r, row in enumerate(table.rows):
        for cell, value in zip(made.rows[r].cells, row, strict=True):
            if text := shown(value):
                _fill(cell, text)
    _widths(made, table)
    for top, left, bottom, right in table.merged:
        made.cell(top, left).merge(made.cell(bottom, right))


def _widths(made: Any, table: Grid) -> None:
    """Columns as wide as a person would pull them: long texts get more room."""
    longest = [max(len(shown(row[n])) for row in table.rows) for n in range(table.width)]
    shares = [min(max(length, 4), 30) ** 0.7 for length in longest]
    room = Cm(24 if table.width > 5 else 15)
    made.autofit = False
    for n, share in enumerate(shares):
        made.columns[n].width = width = int(room * share / sum(shares))
        for cell in made.columns[n].cells:
            cell.width = width


def _fill(cell: Any, text: str) -> None:
    first, *rest = text.split("\n")
    cell.paragraphs[0].text = first
    for part in rest:
        cell.add_paragraph(part)


_BOX = (
    '<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:90pt;height:30pt"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def _footnote(document: Any, text: str) -> None:
    """A footnote at the last paragraph, with the part of the package that holds its text."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    body = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, body.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    run = document.paragraphs[-1].add_run()
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "2")
    run._r.append(reference)
