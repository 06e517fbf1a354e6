"""An issued document as lines and tables, whatever file it came in.

Knows: how each format is told, which of them are read in a process of their own. Must not know: what a plan is.
"""

from __future__ import annotations

from toolkit.base.apart import Bounds, Lost, run_apart
from toolkit.base.errors import DocumentError
from toolkit.base.zips import directory, inflate
from toolkit.issued.blocks import Pages, Piece, Refusal, pages_of
from toolkit.issued.characters import tidied
from toolkit.issued.plain_text import decoded, plain_blocks

MOST_BYTES = 50 * 2**20  # of a document with photographs
_MOST_INFLATED = 300 * 2**20
_MOST_TEXT = 5 * 2**20  # bytes; the shipped plan has 60 kB
_APART = Bounds(memory=1200 * 2**20, seconds=60.0)
_OLE = b"\xd0\xcf\x11\xe0"
_WORD = "toolkit.issued.word_blocks:read_word"
_WORKBOOK = "toolkit.issued.workbook_blocks:read_workbook"
_PDF = "toolkit.issued.pdf_blocks:read_pdf"


def read_pages(data: bytes, name: str) -> Pages:
    """The lines and tables of a document in their order, and what its file holds beside them.

    Raises `DocumentError` with one sentence when the file is not one that can be read.
    """
    if data.startswith(_OLE):
        if _is_workbook(data):
            return _apart(_WORKBOOK, data, name)
        raise DocumentError(f"{name} 是旧版 Word（.doc）或 WPS 文件。请用 Word 或 WPS 打开，“另存为”.docx 后再导入。")
    if data.startswith(b"%PDF"):
        return _apart(_PDF, data, name)
    if data.startswith(b"PK"):
        return _apart(_WORD if _is_word(data, name) else _WORKBOOK, data, name)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        raise DocumentError(
            f"{name} 是图片，取不出文字。请向发文单位要 Word 或 WPS 的原件；"
            "没有原件的，请用 WPS 或其他软件的“文字识别”转成 .docx 后再导入。"
        )
    if len(data) > _MOST_TEXT:
        raise DocumentError(f"{name} 有 {len(data) // 2**20} MB 文字，不像是一份文件。请核对是不是选错了文件。")
    return pages_of(map(tidied, plain_blocks(decoded(data, name))))


def _apart(reader: str, data: bytes, name: str) -> Pages:
    """What a reader makes of a file in a process of its own: a number in it may stand for millions of columns."""
    found: list[Piece] | Refusal | Lost = run_apart(reader, data, bounds=_APART)
    if isinstance(found, Lost):
        found = Refusal.BROKEN if found is Lost.DIED else Refusal.TOO_MUCH
    if isinstance(found, Refusal):
        raise DocumentError(found.value.format(name=name))
    return pages_of(map(tidied, found))


def _is_workbook(data: bytes) -> bool:
    return any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book"))


def _is_word(data: bytes, name: str) -> bool:
    """Whether a zip is a Word file, and no workbook; what is too large or not sound is refused."""
    try:
        infos = directory(data)
        names = [info.filename for info in infos]
        large = sum(info.file_size for info in infos) > _MOST_INFLATED
        whole = large or all(inflate(data, info, info.file_size) is not None for info in infos)
    except Exception:  # zipfile raises many kinds of error on bytes that nobody vouches for
        names, large, whole = [], False, False
    if large or not whole:
        raise DocumentError((Refusal.TOO_MUCH if large else Refusal.BROKEN).value.format(name=name))
    return not any(part.startswith("xl/") or part == "mimetype" for part in names)
