"""An issued document as lines and tables, whatever file it came in.

Knows: encodings, Word's paragraphs, numbering and tables, Markdown's marks. Must not know: what a plan is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from toolkit.base.apart import Bounds, Lost, run_apart
from toolkit.base.errors import DocumentError
from toolkit.intake.guard import directory
from toolkit.intake.parts import inflate

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable

    from toolkit.issued.word_numbers import Numbers

MOST_BYTES = 50 * 2**20  # of a document with photographs
_MOST_INFLATED = 300 * 2**20
_MOST_TEXT = 5 * 2**20  # bytes; the shipped plan has 60 kB
_APART = Bounds(memory=600 * 2**20, seconds=30.0)
_PAGE_NUMBER = re.compile(r"[-—–·\s]*\d{1,4}[-—–·\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?")
_SAVE_AS = "请用 Word 或 WPS 打开，“另存为”.docx 后再导入。"


@dataclass(frozen=True, slots=True)
class Text:
    """A line or paragraph, and where it stands."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``rows`` of cell texts; ``cells`` tells by equal numbers which of them are one merged cell."""

    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[int, ...], ...]
    where: str


def read_pages(data: bytes, name: str) -> list[Text | Table]:
    """The lines and tables of a document in their order.

    Raises `DocumentError` with one sentence when the file is not one that can be read.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(f"{name} 是旧版 Word（.doc）或 WPS 文件。{_SAVE_AS}")
    if data.startswith(b"%PDF"):
        raise DocumentError(f"{name} 是 PDF，不能可靠地取出文字。{_SAVE_AS}")
    if data.startswith(b"PK"):
        return _word(data, name)
    if len(data) > _MOST_TEXT:
        raise DocumentError(f"{name} 有 {len(data) // 2**20} MB 文字，不像是一份文件。请核对是不是选错了文件。")
    lines = _decoded(data, name).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    return list(_plain(lines))


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:2] == b"\x00" or data[:1] == b"\x00":
        encodings = ["utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    raise DocumentError(f"{name} 不是能读的文字文件。请另存为 .docx，或者存成 UTF-8 的 .txt 再导入。")


def _plain(lines: list[str]) -> Iterator[Text | Table]:
    """Lines of text or Markdown; page numbers stay out, a block of |…| is a table."""
    rows: list[tuple[str, ...]] = []
    begun = 0
    for number, line in enumerate([*lines, ""], start=1):
        text = line.strip()
        if text.startswith("|") and text.endswith("|") and len(text) > 2:
            begun = begun or number
            cells = tuple(cell.strip().replace("<br>", "\n") for cell in text[1:-1].split("|"))
            if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            yield _table(rows, f"第{begun}行起的表")
            rows, begun = [], 0
        text = re.sub(r"^(?:#{1,6}\s+|[-*+]\s+|>\s*)|\*\*|__", "", text)
        if text and not _PAGE_NUMBER.fullmatch(text):
            yield Text(text, f"第{number}行")


def _table(rows: list[tuple[str, ...]], where: str) -> Table:
    width = max(map(len, rows))
    full = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Table(full, tuple(tuple(range(n * width, (n + 1) * width)) for n in range(len(full))), where)


# -- Word --------------------------------------------------------------------------------------------------------------


def _word(data: bytes, name: str) -> list[Text | Table]:
    """A Word file, read apart: a number in it may say that a cell is as wide as two hundred million columns."""
    try:
        infos = directory(data)
        large = sum(info.file_size for info in infos) > _MOST_INFLATED
        whole = large or all(inflate(data, info, info.file_size) is not None for info in infos)
    except Exception:  # zipfile raises many kinds of error on bytes that nobody vouches for
        large = whole = False
    if large:
        raise DocumentError(f"{name} 太大，不像是一份文件。请删去图片后再导入。")
    found: list[Text | Table] | Lost | None = None
    if whole:
        found = run_apart("toolkit.issued.pages:read_word", data, bounds=_APART)
    if isinstance(found, Lost) and found is not Lost.DIED:
        raise DocumentError(f"{name} 内容太多或者有不正常的表格，没有读完。请把需要的文字另存为新的 .docx 再导入。")
    if found is None or isinstance(found, Lost):
        raise DocumentError(f"{name} 打不开，可能已经损坏，或者不是 Word 文件。{_SAVE_AS}")
    return list(found)


def read_word(data: bytes) -> list[Text | Table] | None:
    """A Word file as the process of its own reads it; None where the parser makes nothing of it."""
    import docx

    try:
        return list(_blocks(docx.Document(BytesIO(data))))
    except MemoryError:
        raise
    except Exception:  # whatever the parser makes of a file from outside
        return None


def _blocks(document: Document) -> Iterator[Text | Table]:
    from toolkit.issued.word_numbers import Numbers

    yield from _Word(document, Numbers(document)).blocks(document.element.body)


class _Word:
    """Walks a document's XML, because python-docx passes over insertions, content controls and text boxes."""

    def __init__(self, document: Document, numbers: Numbers) -> None:
        self._document = document
        self._numbers = numbers
        self._paragraphs = self._tables = 0

    def blocks(self, parent: Any) -> Iterator[Text | Table]:
        from docx.table import Table as WordTable

        for child in parent.iterchildren():
            match _name(child):
                case "p":
                    yield from self._paragraph(child)
                case "tbl":
                    self._tables += 1
                    yield from _word_table(WordTable(child, self._document), f"表{self._tables}")
                case "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo":
                    yield from self.blocks(child)
                case _:
                    pass  # properties, bookmarks and the like hold no text

    def _paragraph(self, element: Any) -> Iterator[Text | Table]:
        from docx.text.paragraph import Paragraph

        self._paragraphs += 1
        where, number = f"第{self._paragraphs}段", self._numbers.of(Paragraph(element, self._document))
        for piece in _words(element).split("\n"):
            text = (number + piece).strip()
            number = ""
            if text and not _PAGE_NUMBER.fullmatch(text):
                yield Text(text, where)
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


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes of a paragraph, each once: Word keeps a second copy for old programs."""
    for child in element.iterchildren():
        if _name(child) == "txbxContent":
            yield child
        elif _name(child) not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(child)


def _word_table(table: WordTable, where: str) -> Iterator[Table]:
    rows, cells = [], []
    places: dict[object, int] = {}
    for row in table.rows:
        rows.append(tuple(_cell_text(cell._tc) for cell in row.cells))
        cells.append(tuple(places.setdefault(cell._tc, len(places)) for cell in row.cells))
    if rows:
        width = max(map(len, rows))
        blank = len(places)
        yield Table(
            tuple((*row, *[""] * (width - len(row))) for row in rows),
            tuple((*row, *[blank] * (width - len(row))) for row in cells),
            where,
        )


def _cell_text(cell: Any) -> str:
    return "\n".join(_words(part) for part in cell.iter() if _name(part) == "p").strip()
