"""Word documents as blocks: paragraphs with Word's numbering, tables, text boxes, in their order.

Knows: WordprocessingML (ECMA-376 part 1, 17). Must not know: what a plan is, other formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from toolkit.issued.blocks import Piece, Refusal, Table, Text
from toolkit.issued.characters import in_plain_signs
from toolkit.issued.nested import unnested
from toolkit.issued.plain_text import CONTENTS, PAGE_NUMBER, unspaced

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable

    from toolkit.issued.word_numbers import Numbers


def read_word(data: bytes) -> list[Piece] | Refusal:
    """The blocks of a Word file, as a process of its own reads it. Raises `MemoryError`."""
    import docx

    from toolkit.issued.word_numbers import Numbers
    from toolkit.issued.word_unread import beside, taken_out

    try:
        document = docx.Document(BytesIO(data))
        hidden = taken_out(document)
        blocks = _Word(document, Numbers(document)).blocks(document.element.body)
        return [*blocks, *hidden, *beside(document)]
    except MemoryError:
        raise
    except Exception:  # whatever the parser makes of a file from outside
        return Refusal.BROKEN


class _Word:
    """Walks a document's XML, because python-docx passes over insertions, content controls and text boxes."""

    def __init__(self, document: Document, numbers: Numbers) -> None:
        self._document = document
        self._numbers = numbers
        self._paragraphs = self._tables = 0

    def blocks(self, parent: Any) -> Iterator[Text | Table]:
        for child in parent.iterchildren():
            match _name(child):
                case "p":
                    yield from self._paragraph(child)
                case "tbl":
                    yield from self._table(child)
                case "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo":
                    yield from self.blocks(child)
                case _:
                    pass  # properties, bookmarks and the like hold no text

    def _table(self, element: Any) -> Iterator[Text | Table]:
        """A table; of one that frames a page, or is drawn around each line, what stands in it."""
        from docx.table import Table as WordTable

        cells = [_children(row, "tc") for row in _children(element, "tr")]
        if all(len(row) <= 1 for row in cells):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        self._tables += 1
        yield from _word_table(WordTable(element, self._document), f"表{self._tables}")

    def _paragraph(self, element: Any) -> Iterator[Text | Table]:
        from docx.text.paragraph import Paragraph

        self._paragraphs += 1
        where, number = f"第{self._paragraphs}段", self._numbers.of(Paragraph(element, self._document))
        for piece in in_plain_signs(_words(element)).split("\n"):
            text = (number + piece).strip()
            number = ""
            if text and not PAGE_NUMBER.fullmatch(text) and not CONTENTS.fullmatch(text):
                yield Text(unspaced(text), where, _level(element, self._document))
        for box in _boxes(element):
            yield from self.blocks(box)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _words(element: Any) -> str:
    """What stands in a paragraph, insertions included, deletions and text boxes left out."""
    pieces = []
    for child in element.iterchildren():
        match _name(child):
            case "t":
                pieces.append(child.text or "")
            case "tab":
                pieces.append("\t")
            case "br" | "cr":
                pieces.append("\n")
            case "noBreakHyphen":
                pieces.append("-")
            case "pPr" | "rPr" | "del" | "moveFrom" | "txbxContent" | "Fallback":
                continue
            case _:
                pieces.append(_words(child))
    return "".join(pieces)


def _level(element: Any, document: Document) -> int:
    """The level of a paragraph set as a heading, by its own outline level or its style's; 0 for text."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    properties = [element.pPr]
    style: Any = Paragraph(element, document).style
    while style is not None:
        if match := re.fullmatch(r"(?:[Hh]eading|标题)\s*([1-9])", style.name or ""):
            return int(match[1])
        properties.append(style.element.pPr)
        style = style.base_style
    for one in properties:
        level = one.find(qn("w:outlineLvl")) if one is not None else None
        if level is not None and str(level.get(qn("w:val"))).isdecimal():
            return min(int(level.get(qn("w:val"))) + 1, 10) % 10
    return 0


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes of a paragraph, each once: Word keeps a second copy for old programs."""
    for child in element.iterchildren():
        if _name(child) == "txbxContent":
            yield child
        elif _name(child) not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(child)


def _word_table(table: WordTable, where: str) -> Iterator[Table]:
    elements = [tuple(cell._tc for cell in row.cells) for row in table.rows]
    if not elements:
        return
    width = max(map(len, elements))
    places: dict[object, int] = {}
    texts, cells = [], []
    for row in elements:
        texts.append([_cell_text(cell) for cell in row] + [""] * (width - len(row)))
        cells.append([places.setdefault(cell, len(places)) for cell in row] + [-1] * (width - len(row)))
    inner = {
        (n, at): [[_cell_text(cell) for cell in _children(line, "tc")] for line in _children(found, "tr")]
        for n, row in enumerate(elements)
        for at, cell in enumerate(row)
        if (found := next(iter(_children(cell, "tbl")), None)) is not None
    }
    yield unnested(texts, cells, inner, where)


def _children(element: Any, name: str) -> list[Any]:
    return [child for child in element.iterchildren() if _name(child) == name]


def _cell_text(cell: Any) -> str:
    return "\n".join(_words(part) for part in cell.iter() if _name(part) == "p").strip()
