"""Files of other programs: their own ways of writing .ods and .xls say the same."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import date, time, timedelta

import pytest

from tests.conftest import Forms
from tests.promises.odd_files import as_ods, packed
from tests.reading.test_apart import values
from toolkit.base.opc import parts_of
from toolkit.form.book import Book
from toolkit.reading.apart import open_book
from toolkit.workbooks.ods import read_ods
from toolkit.workbooks.pictures import bytes_of
from toolkit.workbooks.sheets import Area, OddCell, Oddity, Over, UnreadableError
from toolkit.workbooks.xls import moment_of as date_of
from toolkit.workbooks.xls import read_xls

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing"),
    )
) + ' xmlns:xlink="l"'  # fmt: skip


def ods(rows: str, styles: str = "") -> bytes:
    content = (
        f'<office:document-content {SPACES} xmlns:calcext="c" xmlns:dc="d"><office:automatic-styles>{styles}'
        f'</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"content.xml": content.encode()})


def cell(inside: str, more: str = "") -> str:
    return f"<table:table-row><table:table-cell {more}>{inside}</table:table-cell></table:table-row>"


@pytest.mark.one_in(4)
@pytest.mark.parametrize("between", ["\n", "\n    ", " \t\r\n", "<!-- von Hand -->\n"])
def test_blanks_between_elements_say_nothing(forms: Forms, between: str) -> None:
    plain = as_ods(forms.filled("3.1.1", "fuyun"))
    parts = {}
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    spread = re.sub(rb"(</?table:[^>]*>)(?=<)", rb"\g<1>" + between.encode(), parts["content.xml"])
    book, other = open_book(plain, "表.ods"), open_book(packed({**parts, "content.xml": spread}), "表.ods")
    assert isinstance(book, Book) and isinstance(other, Book)
    assert values(other) == values(book)


@pytest.mark.parametrize(("xml", "value"), [
    (cell("<text:p>甲<text:s text:c='2'/>乙</text:p><text:p>丙</text:p>", 'office:value-type="string"'), "甲  乙\n丙"),
    (cell("<text:p>58</text:p>", 'office:value-type="float" office:value="58"'), 58.0),
    (cell("<text:p>150%</text:p>", 'office:value-type="percentage" office:value="1.5"'), "150%"),
    (cell("<text:p>x</text:p>", 'office:value-type="date" office:date-value="2021-01-28"'), date(2021, 1, 28)),
    (cell("<text:p>x</text:p>", 'office:value-type="date" office:date-value="2021-02-30"'), "2021-02-30"),
    (cell("<text:p>x</text:p>", 'office:value-type="time" office:time-value="PT08H30M00S"'), time(8, 30)),
    (cell("<text:p>x</text:p>", 'office:value-type="time" office:time-value="PT30H00M00S"'), timedelta(hours=30)),
    (cell("<text:p>真</text:p>", 'office:value-type="boolean" office:boolean-value="true"'), True),
    (cell("<text:p>#REF!</text:p>", 'office:value-type="string" calcext:value-type="error" table:formula="of:=1"'),
     OddCell(Oddity.ERROR, "#REF!")),
    (cell("<text:p>Err:508</text:p>", 'table:formula="of:=1" office:value-type="string"'),
     OddCell(Oddity.ERROR, "Err:508")),
    (cell("", 'table:formula="of:=[.A2]"'), OddCell(Oddity.UNCALCULATED, "of:=[.A2]")),
    (cell('<text:p>=DISPIMG("1",1)</text:p>', 'office:value-type="string"'),
     OddCell(Oddity.PICTURE, '=DISPIMG("1",1)')),
])  # fmt: skip
def test_cells_of_ods(xml: str, value: object) -> None:
    assert read_ods(ods(xml))["表"].grid[0][0] == value


@pytest.mark.parametrize(
    "line",
    [
        'style:text-line-through-style="solid"',
        'style:text-line-through-type="double"',
        'style:text-line-through-style="dash" style:text-line-through-type="single"',
    ],
)
def test_struck_out_words_of_ods(line: str) -> None:
    styles = (
        f'<style:style style:name="ce1" style:family="table-cell"><style:text-properties {line}/></style:style>'
        f'<style:style style:name="T1" style:family="text"><style:text-properties {line}/></style:style>'
        '<style:style style:name="T2" style:family="text"><style:text-properties style:text-line-through-style="none"/>'
        "</style:style>"
    )
    whole = cell("<text:p>138</text:p>", 'table:style-name="ce1" office:value-type="float" office:value="138"')
    part = cell('<text:p><text:span text:style-name="T1">1</text:span>38</text:p>', 'office:value-type="string"')
    none = cell('<text:p><text:span text:style-name="T2">138</text:span></text:p>', 'office:value-type="string"')
    grid = read_ods(ods(whole + part + none, styles))["表"].grid
    assert [row[0] for row in grid] == [OddCell(Oddity.STRUCK, "138", "138"), OddCell(Oddity.STRUCK, "138", "1"), "138"]


def test_what_is_merged_and_lies_over_cells_of_ods() -> None:
    said = "<office:annotation><dc:creator>张某</dc:creator><text:p>还要核实</text:p></office:annotation>"
    note = f"{said}<text:p>5</text:p>"
    rows = cell("<text:p>a</text:p>", 'office:value-type="string" table:number-rows-spanned="2"')
    sheet = read_ods(ods(rows + cell(note, 'office:value-type="float" office:value="5"')))["表"]
    assert sheet.merged == (Area(0, 0, 1, 0),)
    assert [(one.kind, one.row, one.text) for one in sheet.over] == [(Over.COMMENT, 1, "还要核实")]
    assert sheet.grid[1][0] == 5.0


def test_pictures_of_ods_are_where_they_are_fastened() -> None:
    def frame(part: str) -> str:
        return f'<draw:frame><draw:image xlink:href="{part}"/></draw:frame>'

    shapes = f"<table:shapes>{frame('Pictures/1.png')}</table:shapes>"
    rows = shapes + cell("<text:p>a</text:p>") + cell(frame("./Pictures/1.png")) + cell(frame("Pictures/2.png"))
    data = packed({"Pictures/1.png": b"\x89PNG one", **parts_of(ods(rows))})
    over = read_ods(data)["表"].over
    assert [(one.kind, one.row, one.embedded and one.embedded.part) for one in over] == [
        (Over.PICTURE, -1, "Pictures/1.png"), (Over.PICTURE, 1, "Pictures/1.png"), (Over.PICTURE, 2, None)
    ]  # fmt: skip
    assert over[1].embedded and bytes_of(data, over[1].embedded) == b"\x89PNG one"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), packed({"content.xml": b"<a>"})]
)
def test_what_is_no_workbook_is_said_once(data: bytes) -> None:
    for read in (read_ods, read_xls):
        with pytest.raises(UnreadableError):
            read(data)


@pytest.mark.parametrize(("number", "code", "value"), [
    (44224.0, "yyyy-mm-dd", date(2021, 1, 28)), (0.5, "h:mm", time(12)), (1.25, "[h]:mm:ss", timedelta(hours=30)),
    (1e15, "yyyy-mm-dd", 1e15), (-1e9, "yyyy-mm-dd", -1e9), (1e300, "[h]:mm", 1e300),
])  # fmt: skip
def test_days_of_xls(number: float, code: str, value: object) -> None:
    assert date_of(number, 0, code) == value


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


@pytest.mark.parametrize(("index", "code", "value"), [
    (50, "0.00##", 158.4), (57, "0.0", 158.4), (30, "0.00", 158.4), (164, "0.00##", 158.4),
    (51, "yyyy-mm-dd", date(1900, 6, 6)),    (58, "0.00%", "15840%"),
])  # fmt: skip
def test_a_record_s_own_format_counts_whatever_its_index(index: int, code: str, value: object) -> None:
    """A stream of BIFF5 with one number: workbook, font, formats, styles, sheet."""
    begin = struct.pack("<HHHH", 0x0500, 0x0005, 0x0DBB, 0x07CC)
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05Arial"
    xf = struct.pack("<HH", 0, index) + bytes(12)
    name = b"Sheet"
    number = 158.0 if isinstance(value, date) else 158.4
    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0x0DBB, 0x07CC))
    sheet += record(0x0203, struct.pack("<HHHd", 0, 0, 0, number)) + record(0x000A, b"")
    head = record(0x0809, begin) + record(0x0031, font) * 4
    head += record(0x041E, struct.pack("<HB", index, len(code)) + code.encode()) + record(0x00E0, xf)
    bound = struct.pack("<IHB", 0, 0, len(name)) + name
    at = len(head) + 4 + len(bound) + 4
    stream = head + record(0x0085, struct.pack("<I", at) + bound[4:]) + record(0x000A, b"") + sheet
    assert read_xls(stream)["Sheet"].grid[0][0] == value
