"""An issued document as lines and tables, whatever file it came in.

Knows: encodings, Word's paragraphs, numbering and tables, Markdown's marks. Must not know: what a plan is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from toolkit.base.apart import Bounds, Lost, run_apart
from toolkit.base.errors import DocumentError
from toolkit.intake.guard import directory
from toolkit.intake.parts import inflate
from toolkit.issued.blocks import Block, Table, Text
from toolkit.issued.nested import unnested
from toolkit.issued.pdf_blocks import pdf_blocks
from toolkit.issued.plain_text import CONTENTS, PAGE_NUMBER, decoded, plain_blocks, unspaced
from toolkit.issued.workbook_blocks import workbook_blocks

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable

    from toolkit.issued.word_numbers import Numbers

MOST_BYTES = 50 * 2**20  # of a document with photographs
_MOST_INFLATED = 300 * 2**20
_MOST_TEXT = 5 * 2**20  # bytes; the shipped plan has 60 kB
_APART = Bounds(memory=600 * 2**20, seconds=30.0)
_SAVE_AS = "请用 Word 或 WPS 打开，“另存为”.docx 后再导入。"


def read_pages(data: bytes, name: str) -> list[Block]:
    """The lines and tables of a document in their order.

    Raises `DocumentError` with one sentence when the file is not one that can be read.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0") and not _is_old_word(data):
        return workbook_blocks(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(f"{name} 是旧版 Word（.doc）或 WPS 文件。{_SAVE_AS}")
    if data.startswith(b"%PDF"):
        return pdf_blocks(data, name)
    if data.startswith(b"PK"):
        return _word(data, name) if _is_word(data) else workbook_blocks(data, name)
    if len(data) > _MOST_TEXT:
        raise DocumentError(f"{name} 有 {len(data) // 2**20} MB 文字，不像是一份文件。请核对是不是选错了文件。")
    return list(plain_blocks(decoded(data, name)))


def _is_word(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(part.startswith("word/") for part in archive.namelist()) or not any(
                part.startswith("xl/") or part == "mimetype" for part in archive.namelist()
            )
    except zipfile.BadZipFile:
        return True


def _is_old_word(data: bytes) -> bool:
    return not any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book"))


# -- Word --------------------------------------------------------------------------------------------------------------


def _word(data: bytes, name: str) -> list[Block]:
    """A Word file, read apart: a number in it may say that a cell is as wide as two hundred million columns."""
    try:
        infos = directory(data)
        large = sum(info.file_size for info in infos) > _MOST_INFLATED
        whole = large or all(inflate(data, info, info.file_size) is not None for info in infos)
    except Exception:  # zipfile raises many kinds of error on bytes that nobody vouches for
        large = whole = False
    if large:
        raise DocumentError(f"{name} 太大，不像是一份文件。请删去图片后再导入。")
    found: list[Block] | Lost | None = None
    if whole:
        found = run_apart("toolkit.issued.pages:read_word", data, bounds=_APART)
    if isinstance(found, Lost) and found is not Lost.DIED:
        raise DocumentError(f"{name} 内容太多或者有不正常的表格，没有读完。请把需要的文字另存为新的 .docx 再导入。")
    if found is None or isinstance(found, Lost):
        raise DocumentError(f"{name} 打不开，可能已经损坏，或者不是 Word 文件。{_SAVE_AS}")
    return list(found)


def read_word(data: bytes) -> list[Block] | None:
    """A Word file as the process of its own reads it; None where the parser makes nothing of it."""
    import docx

    try:
        return list(_blocks(docx.Document(BytesIO(data))))
    except MemoryError:
        raise
    except Exception:  # whatever the parser makes of a file from outside
        return None


def _blocks(document: Document) -> Iterator[Block]:
    from toolkit.issued.word_numbers import Numbers

    yield from _Word(document, Numbers(document)).blocks(document.element.body)


class _Word:
    """Walks a document's XML, because python-docx passes over insertions, content controls and text boxes."""

    def __init__(self, document: Document, numbers: Numbers) -> None:
        self._document = document
        self._numbers = numbers
        self._paragraphs = self._tables = 0

    def blocks(self, parent: Any) -> Iterator[Block]:
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

    def _table(self, element: Any) -> Iterator[Block]:
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

    def _paragraph(self, element: Any) -> Iterator[Block]:
        from docx.text.paragraph import Paragraph

        self._paragraphs += 1
        where, number = f"第{self._paragraphs}段", self._numbers.of(Paragraph(element, self._document))
        for piece in _words(element).split("\n"):
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
