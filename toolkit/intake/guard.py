"""A look at the bytes before any parser sees them.

Knows: what files are by their first bytes, and how a workbook is packed. Must not know: what a form is. Every
refusal is one sentence that says what to do. Declared sizes are not believed: what a file holds is inflated here
first, within limits; and whatever the bytes are, the answer is a verdict and never an exception.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from posixpath import normpath
from xml.parsers import expat

# A form of the shipped plan has 17 kB, 12 parts, 90 kB inflated and some 500 cells in 4 sheets.
MOST_BYTES = 20 * 2**20  # a form with a few pasted photographs; more is a scan that belongs into an attachment
MOST_PARTS = 2_000  # a form with a photograph for every measure has below 200
MOST_INFLATED = 200 * 2**20  # what a small office machine can hold beside everything else
MOST_INFLATED_PART = 100 * 2**20
# Sheets come to 10–40 times their packed size. Tiny files may be denser, so the first megabytes are free.
MOST_RATIO, FREE_OF_RATIO = 200, 4 * 2**20
# python-calamine allocates the used rectangle, so one cell at XFD1048576 would end the process. A form uses 60 × 14.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 5_000, 200, 200_000

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A cell as every office program writes it: its place first, no prefix. Anything else is read with expat.
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: (?:s|t|cm|vm|ph)="[^"<>]*+")*+ ?(/?)>')
_ANY_CELL = re.compile(rb"<(?:[^\s<>/!?:]*:)?c[\s/>]")
_PLACE = re.compile(r"([A-Za-z]{1,6})([0-9]{1,10})")
_HEADER_LINES = re.compile(rb"(?i)(?:[a-z][a-z0-9-]{1,40}:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+){2}")
_MAIL_HEADER = re.compile(rb"(?im)^(from|date|received|mime-version|subject|content-type):")


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
    OUTLOOK = "msg"
    TNEF = "tnef"
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
_USE_ORIGINAL = "请用发下去的原表填报。"
_SENTENCES = {
    Kind.OLD_XLS: f"这是旧版 Excel 97-2003（.xls）或 WPS（.et）的文件。{_SAVE_AS}",
    Kind.ENCRYPTED: "文件设了打开密码，读不了。请取消密码后重新保存再报送。",
    Kind.XLSB: f"这是二进制工作簿（.xlsb）。{_SAVE_AS}",
    Kind.ODS: f"这是 ODS 表格，不是 .xlsx。{_SAVE_AS}",
    Kind.DOCX: "这是 Word 或演示文档，不是填报表。请用发下去的 Excel 表填报；佐证材料请另外保存。",
    Kind.OUTLOOK: "这是 Outlook 保存的邮件（.msg），里面没有可以读取的填报表。请核对对方是否忘了附上填报表。",
    Kind.TNEF: "这是 winmail.dat：对方的 Outlook 把附件包在里面，取不出来。请让对方把邮件格式改成“纯文本”后重发。",
    Kind.HTML: f"这个文件的内容是网页，不是真正的 Excel 表。{_SAVE_AS}",
    Kind.TEXT: f"这是文本文件，不是 Excel 表。{_USE_ORIGINAL}",
    Kind.PDF: "这是 PDF 或 OFD 文件，不能读取填报内容。请报送填好的 Excel 表；扫描件作为佐证另外保存。",
    Kind.IMAGE: "这是图片，不能读取填报内容。请报送填好的 Excel 表；照片作为佐证另外保存。",
    Kind.ARCHIVE: "这是 RAR、7z 等压缩包，打不开。请解压后放入，或者改用 .zip 压缩。",
    Kind.EMPTY: "文件是空的（0 字节），可能没有传完。请让对方重新发送。",
    Kind.DAMAGED: "文件不完整，可能没有传完或已损坏。请让对方重新保存后再发。",
    Kind.UNKNOWN: "认不出这是什么文件。请用发下去的 Excel 表填报，保存为 .xlsx 后再报送。",
    Kind.ZIP: "这是压缩包，里面没有可以读取的填报表。请把填好的 Excel 表压缩进去，或者直接报送。",
    Kind.MAIL: "这是邮件，里面没有可以读取的填报表。请核对对方是否忘了附上填报表。",
}
_STARTS = (
    (Kind.PDF, (b"%PDF",)),
    (Kind.IMAGE, (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")),
    (Kind.TNEF, (b"\x78\x9f\x3e\x22",)),
    (Kind.ARCHIVE, (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")),
)


def kind_of(data: bytes, name: str = "") -> Kind:
    """What a file is, whatever it is called; ``name`` only tells a mail from other text."""
    if not data:
        return Kind.EMPTY
    if data.startswith(_OLE):
        return _compound_kind(data)
    if data.startswith(_ZIP):
        return _packed_kind(data)
    for kind, starts in _STARTS:
        if data.startswith(starts):
            return kind
    # The first bytes of BMP, WebP and HEIC alone would also fit a text.
    if (data[:2] == b"BM" and data[6:10] == bytes(4)) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        return Kind.IMAGE
    return _text_kind(data, name)


def _compound_kind(data: bytes) -> Kind:
    """Old Office files, Outlook mails and encrypted workbooks share a format; their streams' names tell."""
    for stream, kind in (
        ("__properties_version1.0", Kind.OUTLOOK),
        ("EncryptedPackage", Kind.ENCRYPTED),
        ("WordDocument", Kind.DOCX),
        ("PowerPoint Document", Kind.DOCX),
    ):
        if stream.encode("utf-16-le") in data:
            return kind
    return Kind.OLD_XLS


def _packed_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _kind_by_parts(archive)
    except Exception:  # zipfile raises many kinds of error on bytes that nobody vouches for
        return Kind.DAMAGED


def _kind_by_parts(archive: zipfile.ZipFile) -> Kind:
    names = {name.lower().replace("\\", "/") for name in archive.namelist()}
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    if "[content_types].xml" in names:
        return Kind.DOCX
    if "ofd.xml" in names:
        return Kind.PDF
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        return Kind.ODS if b"opendocument" in archive.read("mimetype") else Kind.ZIP
    return Kind.ZIP


def _text_kind(data: bytes, name: str) -> Kind:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"From "):  # a mail taken out of an mbox keeps the line that parted it from the one before
        head = head.partition(b"\n")[2]
    start = head[:1000].lower()
    # Excel opens web pages and its own XML of 2003 under the name .xls, so people take them for workbooks.
    if b"<html" in start or start.startswith((b"<!doctype html", b"<table", b"<meta", b"<?xml")):
        return Kind.HTML
    if (name.lower().endswith(".eml") or _HEADER_LINES.match(head)) and _MAIL_HEADER.search(head):
        return Kind.MAIL
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.TEXT
    return Kind.UNKNOWN if b"\x00" in head else Kind.TEXT


def inspect(data: bytes, name: str = "") -> Refused | None:
    """Why a would-be form must not be parsed, or None when it may be. Never raises."""
    if len(data) > MOST_BYTES:
        size, most = -(-len(data) // 2**20), MOST_BYTES // 2**20
        return Refused("file.large", f"文件有 {size} MB，超过 {most} MB。请删去图片等附件内容后重新保存再报送。")
    if not data.startswith(_ZIP):
        return _not_a_workbook(kind_of(data, name))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            kind, infos = _kind_by_parts(archive), archive.infolist()
        if kind is not Kind.XLSX:
            return _not_a_workbook(kind)
        return _inspect_directory(infos) or _inspect_parts(data, infos)
    except Exception:  # as in _packed_kind
        return _not_a_workbook(Kind.DAMAGED)


def _not_a_workbook(kind: Kind) -> Refused:
    return Refused(f"file.{kind.value}", _SENTENCES[kind])


def _inspect_directory(infos: list[zipfile.ZipInfo]) -> Refused | None:
    names = [info.filename for info in infos]
    if len(infos) > MOST_PARTS:
        return Refused("file.parts", f"文件里有 {len(infos)} 个部件，不是正常的填报表。{_USE_ORIGINAL}")
    # Two parts of one name: which of them a program reads is anyone's guess.
    if len({name.lower() for name in names}) < len(names) or any(map(_leads_outside, names)):
        return Refused("file.names", f"文件的内部结构不正常，没有读取。{_USE_ORIGINAL}")
    if any(info.flag_bits & 1 for info in infos):
        return Refused("file.encrypted", _SENTENCES[Kind.ENCRYPTED])
    return None


def _leads_outside(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ":" in path or normpath(path).startswith("..")


def _inspect_parts(data: bytes, infos: list[zipfile.ZipInfo]) -> Refused | None:
    """Every part is inflated, because a workbook may name any of its parts as a sheet."""
    left = min(MOST_INFLATED, max(FREE_OF_RATIO, MOST_RATIO * len(data)))
    area = filled = 0
    for info in infos:
        part = inflate(data, info, min(MOST_INFLATED_PART, left))
        if part is None:
            return Refused("file.inflated", f"文件展开后过大，不是正常的填报表。{_USE_ORIGINAL}")
        left -= len(part)
        if part.startswith((b"\xff\xfe", b"\xfe\xff")) and info.filename.lower().endswith((".xml", ".rels")):
            return Refused("file.encoding", f"文件内部用了少见的编码，没有读取。{_SAVE_AS}")
        if (b"<!DOCTYPE" in part or b"<!ENTITY" in part) and not info.filename.startswith("xl/media/"):
            return Refused("file.declaration", f"文件里有不该有的声明，没有读取。{_USE_ORIGINAL}")
        if b"sheetData" not in part:
            continue
        used = _used(part)
        area, filled = area + used.rows * used.columns, filled + used.cells
        if used.rows > MOST_ROWS or used.columns > MOST_COLUMNS or max(area, filled) > MOST_CELLS:
            return Refused(
                "file.dimensions",
                f"表里用到了第 {used.rows} 行、第 {used.columns} 列，远远超出填报表的范围，可能是误把内容填到了表外。"
                "请删去表外的行和列，或者用发下去的原表重新填报。",
            )
    return None


def inflate(data: bytes, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """The content of a part of the zip ``data``, or None when it is larger than ``limit`` bytes, whatever it declares.

    Does what `zipfile.ZipFile.read` does at a third of its cost. Raises `zipfile.BadZipFile` on a damaged part, also
    when the declared size is not the true one, and `NotImplementedError` on a rare way of packing.
    """
    if info.file_size > limit:
        return None
    head = data[info.header_offset : info.header_offset + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no part where the directory says")
    name, extra = struct.unpack("<HH", head[26:])
    start = info.header_offset + 30 + name + extra
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        part = stream.decompress(packed, limit + 1)
        # One byte more than allowed shows what is really there.
        if len(part) > limit:
            return None
        whole = stream.eof
    elif info.compress_type == zipfile.ZIP_STORED:
        part, whole = packed, True
    else:
        raise NotImplementedError(f"compression method {info.compress_type}")
    if not whole or len(part) != info.file_size or zlib.crc32(part) != info.CRC:
        raise zipfile.BadZipFile("the part is not what the directory says")
    return part


@dataclass(frozen=True, slots=True)
class _Used:
    """What a sheet uses: its last row and column with content, and the number of cells with content."""

    rows: int
    columns: int
    cells: int


def _used(sheet: bytes) -> _Used:
    """The used rectangle of a sheet, as python-calamine will allocate it; cells that are only formatted do not count.

    Raises `expat.ExpatError` when the sheet is no XML and not plain enough to be read without a parser.
    """
    cells = _PLAIN_CELL.findall(sheet)
    # If every tag that could open a cell is a plain one, then no cell is anywhere else.
    if len(cells) == len(_ANY_CELL.findall(sheet)):
        filled = [(letters, row) for letters, row, closed in cells if not closed]
        rows = {int(row) for row in {row for _, row in filled}}
        columns = {_column(letters.decode()) for letters in {letters for letters, _ in filled}}
        return _Used(max(rows, default=0), max(columns, default=0), len(filled))
    places = _walked(sheet)
    rows, columns = {row for row, _ in places}, {column for _, column in places}
    return _Used(max(rows, default=0), max(columns, default=0), len(places))


def _walked(sheet: bytes) -> list[tuple[int, int]]:
    """Row and column of every cell of a sheet, also where cells or rows do not say where they are."""
    places: list[tuple[int, int]] = []
    row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        kind, place = tag.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            row, column = int(place) if place else row + 1, 0
        elif kind == "c":
            column += 1
            if match := _PLACE.fullmatch(place):
                column = _column(match[1])
            places.append((int(match[2]) if match else row, column))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(sheet, True)
    return places


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
