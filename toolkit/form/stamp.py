"""Many forms of one shape: the first drawn with openpyxl, every further one stamped from its bytes.

Knows: how openpyxl writes a cell, the parts of a form, the page. Must not know: what a form asks. A form that is
stamped is the form that would have been drawn, byte for byte; a test draws every form of the plan both ways.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.fields import Block, Catalogue
from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.layout import ANSWER_COLUMNS, PRIOR, Page, Row, page
from toolkit.form.locked import digests, locked_texts
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.seal import Identity, form_number
from toolkit.form.writer import Base, form_bytes, identity_entries, make_form, page_widths, row_height, typed
from toolkit.plan.model import Period, Plan, Unit

_SHEET, _IDENTITY = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet4.xml"
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?[^>]*>.*?</c>', re.DOTALL)
_HEIGHT = re.compile(rb'<row r="([0-9]+)" ht="([0-9.]+)"')


@dataclass(frozen=True)
class _Shape:
    """A form that was drawn with nothing answered: its page, its file, and where its sheets' XML says what.

    ``cells`` and ``heights`` are the spans of the cells (with their style) and of the row heights on the form's sheet.
    """

    layout: Page
    data: bytes
    infos: tuple[ZipInfo, ...]
    sheet: bytes
    identity: bytes
    cells: Mapping[str, tuple[int, int, bytes]]
    heights: Mapping[int, tuple[int, int]]
    widths: Mapping[str, float]


class Press:
    """Makes the forms of a plan for one key, as `toolkit.form.writer.write_form` does, each shape drawn only once."""

    def __init__(self, base: Base, plan: Plan, key: bytes) -> None:
        self._base, self._plan, self._key = base, plan, key
        samples = load_workbook(BytesIO(base.data))[SAMPLES_SHEET]
        assert isinstance(samples, Worksheet)
        self._samples = samples
        self._shapes: dict[tuple[object, ...], _Shape] = {}

    def form(
        self, catalogue: Catalogue, unit: Unit, period: Period, version: int = 1, given: Prefill = NOTHING
    ) -> bytes:
        """The form of one item, unit and period as a sealed workbook, with what is ``given`` already in it."""
        identity = Identity(self._plan.id, catalogue.item.id, unit.id, period.id, version, catalogue.digest)
        number = form_number(identity, unit.code or unit.id, self._key)
        layout = page(self._plan, catalogue, unit, period, number, given)
        shape = (catalogue.item.id, catalogue.digest, period.id, *map(_outline, layout.rows))
        if shape not in self._shapes:
            blank = replace(given, answers={})
            drawn = make_form(self._base, self._plan, catalogue, unit, period, self._key, version, blank)
            self._shapes[shape] = _shape(form_bytes(drawn), layout, page_widths(self._samples, layout))
        entries = identity_entries(replace(identity, locked=digests(locked_texts(layout))), self._key)
        first = self._shapes[shape]
        sheet = _put(first.sheet, self._changes(first, layout, given))
        return _packed(first, {_SHEET: sheet, _IDENTITY: _put(first.identity, _seals(first.identity, entries))})

    def _changes(self, first: _Shape, layout: Page, given: Prefill) -> Iterator[_Change]:
        """What is to be put where, in a page of the same shape."""
        for number, (old, new) in enumerate(zip(first.layout.rows, layout.rows, strict=True), start=1):
            if old.texts != new.texts:
                height = row_height(self._samples, self._base, first.widths, new)
                if number in first.heights:
                    yield *first.heights[number], b"%d" % height
                for letter, text in new.texts.items():
                    if old.texts[letter] != text:
                        yield _cell(first, f"{letter}{number}", text)
            for letter, field in new.answers.items():
                value = typed(field, given.answers.get(field.id))
                if value is not None:
                    yield _cell(first, f"{letter}{number}", value)
                if new.prior is not None and letter == ANSWER_COLUMNS[Block.INDICATORS]["value"]:
                    yield _cell(first, f"{PRIOR}{number}", typed(field, new.prior))


_Change = tuple[int, int, bytes]
"""From where, up to where, what instead."""


def _outline(row: Row) -> tuple[object, ...]:
    """What makes two rows be drawn alike but for their texts and values."""
    fields = tuple((letter, field.id) for letter, field in row.answers.items())
    computed = row.computed.indicator.id if row.computed else ""
    return row.kind, row.marker, fields, computed, row.prior is None, row.wide, tuple(row.texts)


def _shape(data: bytes, layout: Page, widths: Mapping[str, float]) -> _Shape:
    with ZipFile(BytesIO(data)) as archive:
        infos = tuple(archive.infolist())
        sheet, identity = archive.read(_SHEET), archive.read(_IDENTITY)
    cells = {m[1].decode(): (m.start(), m.end(), m[2]) for m in _CELL.finditer(sheet)}
    heights = {int(m[1]): m.span(2) for m in _HEIGHT.finditer(sheet)}
    return _Shape(layout, data, infos, sheet, identity, cells, heights, widths)


def _cell(first: _Shape, place: str, value: object) -> _Change:
    start, end, style = first.cells[place]
    return start, end, b'<c r="%s" s="%s" t="%s">%s</c>' % (place.encode(), style, *_written(value))


def _seals(identity: bytes, entries: Mapping[str, str]) -> Iterator[_Change]:
    """The second column of the identity sheet."""
    found = [m for m in _CELL.finditer(identity) if m[1].startswith(b"B")]
    for cell, text in zip(found, entries.values(), strict=True):
        yield cell.start(), cell.end(), b'<c r="%s" s="%s" t="%s">%s</c>' % (cell[1], cell[2], *_written(text))


def _written(value: object) -> tuple[bytes, bytes]:
    """Type and content of a cell, as openpyxl writes it."""
    if isinstance(value, str):
        if ILLEGAL_CHARACTERS_RE.search(value):
            raise IllegalCharacterError(value)
        if not value:
            return b"inlineStr", b""
        space = b' xml:space="preserve"' if value != value.strip() else b""
        text = escape(value).encode("ascii", "xmlcharrefreplace")
        return b"inlineStr", b"<is><t%s>%s</t></is>" % (space, text)
    if isinstance(value, date):
        value = int(to_excel(value))  # type: ignore[no-untyped-call]
    return b"n", b"<v>%s</v>" % str(value).encode()


def _put(xml: bytes, changes: Iterable[_Change]) -> bytes:
    pieces, last = [], 0
    for start, end, instead in sorted(changes):
        pieces += [xml[last:start], instead]
        last = end
    return b"".join((*pieces, xml[last:]))


def _packed(first: _Shape, parts: Mapping[str, bytes]) -> bytes:
    """The drawn file with some parts changed, the others as they were packed (APPNOTE.TXT 4.3)."""
    out, directory = [], []
    data, at = first.data, 0
    central = struct.unpack("<I", data[-6:-2])[0]
    for info in first.infos:
        name = info.filename.encode()
        begin = info.header_offset + 30 + len(name)
        head, packed = bytearray(data[info.header_offset : begin]), data[begin : begin + info.compress_size]
        entry = bytearray(data[central : central + 46 + len(name)])
        central += len(entry)
        if info.filename in parts:
            part = parts[info.filename]
            deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = deflate.compress(part) + deflate.flush()
            struct.pack_into("<III", head, 14, crc := zlib.crc32(part), len(packed), len(part))
            struct.pack_into("<III", entry, 16, crc, len(packed), len(part))
        struct.pack_into("<I", entry, 42, at)
        out += [bytes(head), packed]
        directory.append(bytes(entry))
        at += len(head) + len(packed)
    tail = bytearray(data[-22:])
    struct.pack_into("<II", tail, 12, sum(map(len, directory)), at)
    return b"".join((*out, *directory, bytes(tail)))
