"""The XML of a sheet as it was drawn: where its cells stand, what is put in their places, and the file around it.

Knows: how openpyxl writes a cell, the parts of a package. Must not know: what a form asks, what a page says.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.compat import safe_string
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import IllegalCharacterError

from toolkit.base.excel_limits import cell_text

BEFORE_BREAKS = re.compile(rb"<pageSetup [^>]*>|</headerFooter>|<headerFooter[^>]*/>")
"""What stands before the ends of pages."""
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"[^>]*(?<!/)>.*?</c>', re.DOTALL)

Change = tuple[int, int, bytes]
"""From where, up to where, what instead."""


@dataclass(frozen=True)
class Package:
    """A file that was drawn: its bytes, and where its parts begin."""

    data: bytes
    infos: tuple[ZipInfo, ...]

    @classmethod
    def of(cls, data: bytes) -> Package:
        """The package that some bytes are."""
        with ZipFile(BytesIO(data)) as archive:
            return cls(data, tuple(archive.infolist()))


def cell_spans(sheet: bytes) -> dict[str, tuple[int, int, bytes]]:
    """The span and the style of every styled cell in the XML of a sheet, by its place."""
    return {m[1].decode(): (m.start(), m.end(), m[2]) for m in _CELL.finditer(sheet)}


def written(value: object) -> tuple[bytes, bytes]:
    """Type and content of a cell, as openpyxl writes it. Raises `IllegalCharacterError` as openpyxl does."""
    if value is None:
        return b"n", b""
    if isinstance(value, bool):
        return b"b", b"<v>%d</v>" % value
    if isinstance(value, str):
        if ILLEGAL_CHARACTERS_RE.search(value):
            raise IllegalCharacterError(value)
        if not value:
            return b"inlineStr", b""
        value = cell_text(value)
        space = b' xml:space="preserve"' if value != value.strip() else b""
        return b"inlineStr", b"<is><t%s>%s</t></is>" % (space, escaped(value))
    if isinstance(value, date):
        value = to_excel(value)  # type: ignore[no-untyped-call]
    return b"n", b"<v>%s</v>" % str(safe_string(value)).encode()


def escaped(text: str) -> bytes:
    """A text as it stands in the XML of a form."""
    return escape(text, {"\r": "&#13;"}).encode("ascii", "xmlcharrefreplace")


def put(xml: bytes, changes: Iterable[Change]) -> bytes:
    """Some XML with changes made."""
    pieces, last = [], 0
    for start, end, instead in sorted(changes):
        pieces += [xml[last:start], instead]
        last = end
    return b"".join((*pieces, xml[last:]))


def packed(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """The drawn file with some parts changed, the others as they were packed (APPNOTE.TXT 4.3)."""
    out, directory = [], []
    data, at = package.data, 0
    central = struct.unpack("<I", data[-6:-2])[0]
    for info in package.infos:
        name = info.filename.encode()
        begin = info.header_offset + 30 + len(name)
        head, content = bytearray(data[info.header_offset : begin]), data[begin : begin + info.compress_size]
        entry = bytearray(data[central : central + 46 + len(name)])
        central += len(entry)
        if info.filename in parts:
            part = parts[info.filename]
            deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
            content = deflate.compress(part) + deflate.flush()
            struct.pack_into("<III", head, 14, crc := zlib.crc32(part), len(content), len(part))
            struct.pack_into("<III", entry, 16, crc, len(content), len(part))
        struct.pack_into("<I", entry, 42, at)
        out += [bytes(head), content]
        directory.append(bytes(entry))
        at += len(head) + len(content)
    tail = bytearray(data[-22:])
    struct.pack_into("<II", tail, 12, sum(map(len, directory)), at)
    return b"".join((*out, *directory, bytes(tail)))


def breaks_part(ends: Sequence[int]) -> bytes:
    """The ends of pages as openpyxl writes them; they follow what `BEFORE_BREAKS` finds."""
    if not ends:
        return b""
    found = b"".join(b'<brk id="%d" min="0" max="16383" man="1"/>' % end for end in ends)
    return b'<rowBreaks count="%d" manualBreakCount="%d">%s</rowBreaks>' % (len(ends), len(ends), found)
