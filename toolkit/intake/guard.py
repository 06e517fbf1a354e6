"""A look at the bytes before any parser sees them.

Knows: what files are by their first bytes, and the directory of a zip. Must not know: what a form is, what is in a
part. Every refusal is one sentence that says what to do; whatever the bytes are, the answer is a verdict and never an
exception. What a file holds when it is inflated is looked at in `toolkit.intake.parts`.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO, StringIO
from posixpath import normpath

from toolkit.base.zips import directory
from toolkit.intake.limits import FORM, Limits

MOST_BYTES = FORM.bytes
MOST_PARTS = 2_000  # a form with a photograph for every measure has below 200
# Sheets come to 10–40 times their packed size. Tiny files may be denser, so the first megabytes are free.
MOST_RATIO, FREE_OF_RATIO = 200, 4 * 2**20

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
    CSV = "csv"
    TEXT = "text"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    EMPTY = "empty"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not read: a stable code, and one sentence that says what to do.

    ``by_kind`` says that it is for what it is, not for how large or how odd it is; ``found`` is the number or place
    that the sentence is about, "" for none.
    """

    code: str
    sentence: str
    by_kind: bool = False
    found: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A workbook that may be parsed within limits: its kind, and the bytes that it says it holds when inflated."""

    kind: Kind
    inflated: int


SAVE_AS = "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再报送。"
USE_ORIGINAL = "请用发下去的原表填报。"
_SENTENCES = {
    Kind.OLD_XLS: f"这是旧版 Excel 97-2003（.xls）或 WPS（.et）的文件，读不出来，可能设了密码或者已损坏。{SAVE_AS}",
    Kind.ENCRYPTED: "文件设了打开密码，读不了。请取消密码后重新保存再报送。",
    Kind.XLSB: f"这是二进制工作簿（.xlsb）。{SAVE_AS}",
    Kind.ODS: f"这是 ODS 表格，读不出来，可能已损坏。{SAVE_AS}",
    Kind.DOCX: "这是 Word 或演示文档，不是填报表。请用发下去的 Excel 表填报；佐证材料请另外保存。",
    Kind.OUTLOOK: "这是 Outlook 保存的邮件（.msg），里面没有可以读取的填报表。请核对对方是否忘了附上填报表。",
    Kind.TNEF: "这是 winmail.dat：对方的 Outlook 把附件包在里面，取不出来。请让对方把邮件格式改成“纯文本”后重发。",
    Kind.HTML: f"这个文件的内容是网页，不是真正的 Excel 表。{SAVE_AS}",
    Kind.CSV: "这是文本表格（.csv），格式和下拉框都不在了，读不了。请在发下去的原表里填写，保存为 .xlsx 后再报送。",
    Kind.TEXT: f"这是文本文件，不是 Excel 表。{USE_ORIGINAL}",
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
        return _kind_by_parts(data, directory(data))
    except Exception:  # as `directory` says
        return Kind.DAMAGED


def _kind_by_parts(data: bytes, infos: Sequence[zipfile.ZipInfo]) -> Kind:
    names = {info.filename.lower().replace("\\", "/") for info in infos}
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    if "[content_types].xml" in names:
        return Kind.DOCX if any(name.startswith(("word/", "ppt/", "visio/")) for name in names) else Kind.UNKNOWN
    if "ofd.xml" in names:
        return Kind.PDF
    mimetype = next((info for info in infos if info.filename == "mimetype" and info.file_size < 200), None)
    if mimetype is not None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return Kind.ODS if b"opendocument" in archive.read(mimetype) else Kind.ZIP
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
        head = data[:4096].decode("utf-16", "replace").encode()
    if b"\x00" in head:
        return Kind.UNKNOWN
    return Kind.CSV if _is_table(head, whole=len(data) <= 4096, named=name.lower().endswith(".csv")) else Kind.TEXT


def _is_table(head: bytes, *, whole: bool, named: bool) -> bool:
    """Whether a text is a table: the same number of columns in every row, at least two of each.

    A single row will do where the file is ``named`` as a table.
    """
    if head.startswith((b"{", b"[")):
        return False
    for separator in ",\t;":
        try:  # no separator is part of a Chinese character, in whatever encoding
            rows = [row for row in csv.reader(StringIO(head.decode("latin-1"), newline=""), delimiter=separator) if row]
        except csv.Error:
            continue
        rows = rows if whole else rows[:-1]
        if len(rows) > (0 if named else 1) and len(rows[0]) > 1 and len(set(map(len, rows))) == 1:
            return True
    return False


def inspect(data: bytes, name: str = "", limits: Limits = FORM) -> Refused | Passed:
    """Why a would-be form, or another workbook with its own limits, must not be parsed, or what it is. Never raises."""
    if len(data) > limits.bytes:
        found = f"{-(-len(data) // 2**20)} MB，超过 {limits.bytes // 2**20} MB"
        return Refused("file.large", f"文件有 {found}。请删去图片等附件内容后重新保存再报送。", found=found)
    if not data.startswith(_ZIP):
        kind = kind_of(data, name)
        return Passed(kind, len(data)) if kind is Kind.OLD_XLS else refusal(kind)
    try:
        infos = directory(data)
        kind = _kind_by_parts(data, infos)
    except Exception:  # as `directory` says
        return refusal(Kind.DAMAGED)
    if kind not in (Kind.XLSX, Kind.ODS):
        return refusal(kind)
    return _refused_directory(len(data), infos, limits) or Passed(kind, sum(info.file_size for info in infos))


def refusal(kind: Kind) -> Refused:
    """Why a file of a kind is not read."""
    return Refused(f"file.{kind.value}", _SENTENCES[kind], by_kind=True)


def _refused_directory(size: int, infos: Sequence[zipfile.ZipInfo], limits: Limits) -> Refused | None:
    names = [info.filename for info in infos]
    folded = {name.lower().replace("\\", "/") for name in names}
    if len(infos) > MOST_PARTS:
        return Refused("file.parts", f"文件里有 {len(infos)} 个部件，不是正常的填报表。{USE_ORIGINAL}")
    # Two parts of one name, or two workbooks in one file: which of them a program reads is anyone's guess.
    if len(folded) < len(names) or any(map(_leads_outside, names)) or _twofold(names):
        return Refused("file.names", f"文件的内部结构不正常，没有读取。{USE_ORIGINAL}")
    if any(info.flag_bits & 1 for info in infos):
        return Refused("file.encrypted", _SENTENCES[Kind.ENCRYPTED])
    most = min(limits.inflated, max(FREE_OF_RATIO, MOST_RATIO * size))
    sizes = [info.file_size for info in infos]
    if sum(sizes) > most or max(sizes, default=0) > limits.part:
        return Refused("file.inflated", f"文件展开后过大，不是正常的填报表。{USE_ORIGINAL}")
    return None


def _twofold(names: list[str]) -> bool:
    return "content.xml" in names and any(name.lower().startswith("xl") for name in names)


def _leads_outside(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ":" in path or normpath(path).startswith("..")
