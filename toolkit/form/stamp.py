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
from openpyxl.compat import safe_string
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.excel_limits import cell_text
from toolkit.catalogue import Catalogue
from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.layout import ANSWER_COLUMNS, PRIOR, Page, Row, page
from toolkit.form.locked import digests, locked_texts
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.seal import Identity, form_number
from toolkit.form.writer import Base, form_bytes, identity_entries, make_form, page_widths, row_height, typed
from toolkit.kinds.field import Block
from toolkit.plan.model import Period, Plan, Unit

_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"[^>]*(?<!/)>.*?</c>', re.DOTALL)
_HEIGHT = re.compile(rb'<row r="([0-9]+)" ht="([0-9.]+)"')

Change = tuple[int, int, bytes]
"""From where, up to where, what instead."""


@dataclass(frozen=True)
class Shape:
    """A form that was drawn with nothing answered: its page, its file, and where its sheets' XML says what.

    ``names`` are the parts of the form's sheet and of the identity sheet. ``cells`` and ``heights`` are the spans of
    the cells (with their style) and of the row heights on the form's sheet.
    """

    layout: Page
    data: bytes
    infos: tuple[ZipInfo, ...]
    names: tuple[str, str]
    sheet: bytes
    identity: bytes
    cells: Mapping[str, tuple[int, int, bytes]]
    heights: Mapping[int, tuple[int, int]]
    widths: Mapping[str, float]

    def cell(self, place: str, value: object, style: bytes | None = None) -> Change:
        """A value in a cell, None for nothing; with another ``style`` than it was drawn with."""
        start, end, own = self.cells[place]
        return start, end, b'<c r="%s" s="%s" t="%s">%s</c>' % (place.encode(), style or own, *written(value))


class Press:
    """Makes the forms of a plan for one key, as `toolkit.form.writer.write_form` does, each shape drawn only once."""

    def __init__(self, base: Base, plan: Plan, key: bytes) -> None:
        self.base, self.plan, self.key = base, plan, key
        samples = load_workbook(BytesIO(base.data))[SAMPLES_SHEET]
        assert isinstance(samples, Worksheet)
        self.samples = samples
        self._shapes: dict[tuple[object, ...], Shape] = {}

    def form(
        self, catalogue: Catalogue, unit: Unit, period: Period, version: int = 1, given: Prefill = NOTHING
    ) -> bytes:
        """The form of one item, unit and period as a sealed workbook, with what is ``given`` already in it."""
        layout, entries = self.page(catalogue, unit, period, version, given)
        key = (catalogue.item.id, catalogue.digest, period.id, *outline(layout))
        if key not in self._shapes:
            blank = replace(given, answers={})
            drawn = make_form(self.base, self.plan, catalogue, unit, period, self.key, version, blank)
            parts = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet4.xml")
            self._shapes[key] = shape_of(form_bytes(drawn), parts, layout, page_widths(self.samples, layout))
        shape = self._shapes[key]
        sheet = put(shape.sheet, self.changes(shape, layout, given))
        return packed(shape, {shape.names[0]: sheet, shape.names[1]: sealed(shape, entries)})

    def page(
        self, catalogue: Catalogue, unit: Unit, period: Period, version: int, given: Prefill
    ) -> tuple[Page, dict[str, str]]:
        """The page of a form, and what its identity sheet says."""
        identity = Identity(self.plan.id, catalogue.item.id, unit.id, period.id, version, catalogue.digest)
        number = form_number(identity, unit.code or unit.id, self.key)
        layout = page(self.plan, catalogue, unit, period, number, given)
        return layout, identity_entries(replace(identity, locked=digests(locked_texts(layout))), self.key)

    def changes(self, shape: Shape, layout: Page, given: Prefill) -> Iterator[Change]:
        """What is to be put where, in a page of the same shape."""
        for number, (old, new) in enumerate(zip(shape.layout.rows, layout.rows, strict=True), start=1):
            if old.texts != new.texts:
                height = row_height(self.samples, self.base, shape.widths, new)
                if number in shape.heights:
                    yield *shape.heights[number], b"%d" % height
                for letter, text in new.texts.items():
                    if old.texts[letter] != text:
                        yield shape.cell(f"{letter}{number}", text)
            for letter, field in new.answers.items():
                value = typed(field, given.answers.get(field.id))
                if value is not None:
                    yield shape.cell(f"{letter}{number}", value)
                if new.prior is not None and letter == ANSWER_COLUMNS[Block.INDICATORS]["value"]:
                    yield shape.cell(f"{PRIOR}{number}", typed(field, new.prior))


def outline(layout: Page) -> tuple[object, ...]:
    """What makes two pages be drawn alike but for their texts and values."""
    return tuple(map(_outline, layout.rows))


def _outline(row: Row) -> tuple[object, ...]:
    fields = tuple((letter, field.id) for letter, field in row.answers.items())
    computed = row.computed.indicator.id if row.computed else ""
    return row.kind, row.marker, fields, computed, row.prior is None, row.wide, tuple(row.texts)


def shape_of(data: bytes, names: tuple[str, str], layout: Page, widths: Mapping[str, float]) -> Shape:
    """The shape that a drawn form gives; ``names`` are the parts of its sheet and of its identity sheet."""
    with ZipFile(BytesIO(data)) as archive:
        infos = tuple(archive.infolist())
        sheet, identity = (archive.read(name) for name in names)
    heights = {int(m[1]): m.span(2) for m in _HEIGHT.finditer(sheet)}
    return Shape(layout, data, infos, names, sheet, identity, cell_spans(sheet), heights, widths)


def cell_spans(sheet: bytes) -> dict[str, tuple[int, int, bytes]]:
    """The span and the style of every styled cell in the XML of a sheet, by its place."""
    return {m[1].decode(): (m.start(), m.end(), m[2]) for m in _CELL.finditer(sheet)}


def sealed(shape: Shape, entries: Mapping[str, str]) -> bytes:
    """The identity sheet with other entries in its second column."""
    found = [m for m in _CELL.finditer(shape.identity) if m[1].startswith(b"B")]
    return put(
        shape.identity,
        (
            (cell.start(), cell.end(), b'<c r="%s" s="%s" t="%s">%s</c>' % (cell[1], cell[2], *written(text)))
            for cell, text in zip(found, entries.values(), strict=True)
        ),
    )


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


def packed(shape: Shape, parts: Mapping[str, bytes]) -> bytes:
    """The drawn file with some parts changed, the others as they were packed (APPNOTE.TXT 4.3)."""
    out, directory = [], []
    data, at = shape.data, 0
    central = struct.unpack("<I", data[-6:-2])[0]
    for info in shape.infos:
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
