"""A look at the bytes before any parser sees them.

Knows: what files are by their first bytes, and how a workbook is packed. Must not know: what a form is. Every refusal is one
sentence that says what to do. Declared sizes are not believed: what will be parsed is inflated here first, within limits.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from posixpath import normpath

# A form of the shipped plan has 15–30 kB, 12 parts, 120–250 kB inflated and some 300 cells.
MOST_BYTES = 20 * 2**20  # a form with a few pasted photographs; more is a scan that belongs into an attachment
MOST_PARTS = 2_000
MOST_INFLATED = 200 * 2**20
MOST_INFLATED_PART = 64 * 2**20
# python-calamine allocates the used rectangle, so one cell at XFD1048576 would end the process.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 500, 1_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFERENCE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,4})([0-9]{1,9})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"']([0-9]{1,9})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PARSED = re.compile(r"(?i)xl/(workbook|styles|sharedstrings)[^/]*\.xml|xl/worksheets/[^/]*\.xml|.*\.rels")


class Kind(StrEnum):
    """What a file is, by its content."""

    XLSX = "xlsx"
    ZIP = "zip"
    MAIL = "mail"
    OLD_XLS = "xls"
    ENCRYPTED = "encrypted"
    XLSB = "xlsb"
    ODS = "ods"
    DOCX = "docx"
    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    EMPTY = "empty"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not read: a stable code, and one sentence that says what to do."""

    code: str
    sentence: str


_SAVE_AS = "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再报送。"
_SENTENCES = {
    Kind.OLD_XLS: f"这是旧版 Excel（.xls）或 WPS（.et）的文件。{_SAVE_AS}",
    Kind.ENCRYPTED: "文件设了打开密码，读不了。请取消密码后重新保存再报送。",
    Kind.XLSB: f"这是二进制工作簿（.xlsb）。{_SAVE_AS}",
    Kind.ODS: f"这是 ODS 表格，不是 .xlsx。{_SAVE_AS}",
    Kind.DOCX: "这是 Word 文档，不是填报表。请用发下去的 Excel 表填报；佐证材料请另外保存。",
    Kind.HTML: f"这个文件的内容是网页，不是真正的 Excel 表。{_SAVE_AS}",
    Kind.TEXT: "这是文本文件，不是 Excel 表。请用发下去的原表填报。",
    Kind.PDF: "这是 PDF 文件，不能读取填报内容。请报送填好的 Excel 表；扫描件作为佐证另外保存。",
    Kind.IMAGE: "这是图片，不能读取填报内容。请报送填好的 Excel 表；照片作为佐证另外保存。",
    Kind.ARCHIVE: "这是 RAR 或 7z 压缩包，打不开。请解压后放入，或者改用 .zip 压缩。",
    Kind.EMPTY: "文件是空的（0 字节），可能没有传完。请让对方重新发送。",
    Kind.DAMAGED: "文件不完整，可能没有传完或已损坏。请让对方重新保存后再发。",
    Kind.UNKNOWN: "认不出这是什么文件。请用发下去的 Excel 表填报，保存为 .xlsx 后再报送。",
    Kind.ZIP: "这是压缩包，里面没有可以读取的填报表。",
    Kind.MAIL: "这是邮件，里面没有可以读取的填报表。",
}


def kind_of(data: bytes, name: str = "") -> Kind:
    """What a file is; ``name`` only tells apart kinds of text."""
    if not data:
        return Kind.EMPTY
    if data.startswith(_OLE):
        return Kind.ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else Kind.OLD_XLS
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(data)
    for kind, starts in (
        (Kind.PDF, (b"%PDF",)),
        (Kind.IMAGE, (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")),
        (Kind.ARCHIVE, (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")),
    ):
        if data.startswith(starts):
            return kind
    return _text_kind(data, name)


def _packed_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
            if "xl/workbook.bin" in names:
                return Kind.XLSB
            if "xl/workbook.xml" in names or any(n.startswith("xl/") for n in names):
                return Kind.XLSX
            if any(n.startswith("word/") for n in names):
                return Kind.DOCX
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return Kind.ODS if b"opendocument" in archive.read("mimetype") else Kind.ZIP
            return Kind.ZIP
    except Exception:  # noqa: BLE001 - zipfile raises many kinds of error on bytes that nobody vouches for
        return Kind.DAMAGED


def _text_kind(data: bytes, name: str) -> Kind:
    head = data[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")) or b"<html" in start[:1000]:
        return Kind.HTML
    if name.lower().endswith(".eml") or re.match(
        rb"(?i)(?:[a-z][a-z0-9-]{1,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}", head
    ):
        if re.search(rb"(?im)^(from|date|received|mime-version|subject|content-type):", head):
            return Kind.MAIL
    return Kind.UNKNOWN if b"\x00" in head else Kind.TEXT


def inspect(data: bytes, name: str = "") -> Refused | None:
    """Why a would-be form must not be parsed, or None when it may be."""
    if len(data) > MOST_BYTES:
        size, most = len(data) // 2**20, MOST_BYTES // 2**20
        return Refused("file.large", f"文件有 {size} MB，超过 {most} MB。请删去图片等附件内容后重新保存再报送。")
    kind = kind_of(data, name)
    if kind is not Kind.XLSX:
        return Refused(f"file.{kind.value}", _SENTENCES[kind])
    try:
        return _inspect_parts(data)
    except Exception:  # noqa: BLE001 - see _packed_kind
        return Refused("file.damaged", _SENTENCES[Kind.DAMAGED])


def _inspect_parts(data: bytes) -> Refused | None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if len(infos) > MOST_PARTS:
            return Refused("file.parts", f"文件里有 {len(infos)} 个部件，不是正常的填报表。请用发下去的原表填报。")
        if len({name.lower() for name in names}) < len(names) or any(map(_leads_outside, names)):
            return Refused("file.names", "文件的内部结构不正常，没有读取。请用发下去的原表填报。")
        if any(info.flag_bits & 1 for info in infos):
            return Refused("file.encrypted", _SENTENCES[Kind.ENCRYPTED])
        declared = sum(info.file_size for info in infos)
        inflated = 0
        for info in infos:
            if not _PARSED.fullmatch(info.filename):
                continue
            part = _inflate(archive, info, min(MOST_INFLATED_PART, MOST_INFLATED - inflated))
            if part is None or declared > MOST_INFLATED:
                return Refused("file.inflated", "文件展开后过大，不是正常的填报表。请用发下去的原表填报。")
            inflated += len(part)
            if _DECLARATION.search(part):
                return Refused("file.declaration", "文件里有不该有的声明，没有读取。请用发下去的原表填报。")
            if "worksheets/" in info.filename.lower() and (refused := _inspect_sheet(part)):
                return refused
    return None


def _leads_outside(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ":" in path or normpath(path).startswith("..")


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """A part's content, or None when it is larger than ``limit``, whatever it declares to be."""
    if info.file_size > limit:
        return None
    return b"".join(_pieces(archive, info, limit))


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    with archive.open(info) as part:
        while piece := part.read(min(limit + 1, 2**20)):
            yield piece
            limit -= len(piece)
            if limit < 0:
                raise zlib.error("larger than declared")


def _inspect_sheet(part: bytes) -> Refused | None:
    references = _REFERENCE.findall(part)
    rows = max((int(row) for row in (*_ROW.findall(part), *(number for _, number in references))), default=0)
    columns = max((_column(letters) for letters in {letters for letters, _ in references}), default=0)
    cells = max(len(references), len(_CELL.findall(part)))
    if rows > MOST_ROWS or columns > MOST_COLUMNS or cells > MOST_CELLS:
        return Refused(
            "file.dimensions",
            f"表里用到了第 {rows} 行、第 {columns} 列，远远超出填报表的范围，可能是误把内容或格式填到了表外。"
            "请删去表外的行和列，或者用发下去的原表重新填报。",
        )
    return None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
