"""Whatever the bytes are, the guard has a verdict; and what it lets through does no harm."""

from __future__ import annotations

import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.conftest import Forms
from toolkit.form.book import read_book
from toolkit.intake import guard, parts
from toolkit.intake.guard import Kind, Passed, Refused, kind_of
from toolkit.intake.limits import FORM, Limits
from toolkit.intake.parts import Weight
from toolkit.workbooks.xlsx_cells import sheet_xml

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"


def stream(name: str) -> bytes:
    """The head of an OLE2 file with a stream of this name."""
    return OLE + name.encode("utf-16-le") + bytes(512)


def zipped(parts: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def book(
    edit: Callable[[bytes], bytes] = lambda sheet: sheet, parts: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """A small workbook whose one sheet has been edited, with parts added."""
    workbook, out = Workbook(), BytesIO()
    workbook.worksheets[0].append(["幼儿园数", 322])
    workbook.save(out)
    inside = parts_of(out.getvalue())
    inside[SHEET] = edit(inside[SHEET])
    return zipped([*inside.items(), *parts.items()])


def with_row(row: bytes) -> bytes:
    """A small workbook with one more row in its sheet, as XML."""
    return book(lambda sheet: sheet.replace(b"</sheetData>", row + b"</sheetData>"))


def inspect(data: bytes, name: str = "", limits: Limits = FORM) -> Refused | Weight | Passed:
    """The directory first, then the parts of an .xlsx."""
    passed = guard.inspect(data, name, limits)
    return parts.inspect_parts(data, limits) if isinstance(passed, Passed) and passed.kind is Kind.XLSX else passed


def code_of(data: bytes, limits: Limits = FORM) -> str:
    refused = inspect(data, limits=limits)
    return refused.code if isinstance(refused, Refused) else ""


# -- what a file is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "a.xlsx", Kind.EMPTY),
        (OLE, "a.xls", Kind.OLD_XLS),
        (stream("Workbook"), "a.et", Kind.OLD_XLS),
        (stream("EncryptedPackage"), "a.xlsx", Kind.ENCRYPTED),
        (stream("WordDocument"), "a.xlsx", Kind.DOCX),
        (stream("__properties_version1.0") + stream("Workbook"), "a.msg", Kind.OUTLOOK),
        (zipped([("xl/workbook.xml", b"<workbook/>")]), "a.zip", Kind.XLSX),
        (zipped([("xl\\workbook.xml", b"<workbook/>")]), "a.xlsx", Kind.XLSX),
        (zipped([("xl/workbook.bin", b"")]), "a.xlsx", Kind.XLSB),
        (zipped([("[Content_Types].xml", b""), ("workbook.xml", b"")]), "a.xlsx", Kind.UNKNOWN),
        (zipped([("[Content_Types].xml", b""), ("word/document.xml", b"")]), "a.xlsx", Kind.DOCX),
        (zipped([("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")]), "a.xlsx", Kind.DOCX),
        (zipped([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), "a.xlsx", Kind.ODS),
        (zipped([("OFD.xml", b""), ("Doc_0/Document.xml", b"")]), "a.ofd", Kind.PDF),
        (zipped([("附件/一.xlsx", b"x")]), "a.xlsx", Kind.ZIP),
        (zipped([]), "a.zip", Kind.ZIP),
        (zipped([("xl/workbook.xml", b"<workbook/>" * 50)])[:-40], "a.xlsx", Kind.DAMAGED),
        (b"PK\x03\x04" + bytes(100), "a.xlsx", Kind.DAMAGED),
        (b"%PDF-1.7\n", "a.xlsx", Kind.PDF),
        (b"\xff\xd8\xff\xe0", "a.jpg", Kind.IMAGE),
        (b"\x89PNG\r\n\x1a\n", "a.xlsx", Kind.IMAGE),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36", "a.bmp", Kind.IMAGE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", Kind.IMAGE),
        (b"\x00\x00\x00\x18ftypheic", "a.heic", Kind.IMAGE),
        (b"Rar!\x1a\x07\x00", "a.zip", Kind.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", Kind.ARCHIVE),
        (b"\x1f\x8b\x08", "a.tar.gz", Kind.ARCHIVE),
        (b"<html><table>", "a.xls", Kind.HTML),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "a.xls", Kind.HTML),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "a.xls", Kind.HTML),
        (b"From: a@example.com\r\nSubject: x\r\n\r\n", "", Kind.MAIL),
        (b"Received: from x\r\n\tby y\r\nDate: Fri, 29 Jan 2021 10:20:00 +0800\r\n\r\n", "x", Kind.MAIL),
        (b"Subject: x\r\n\r\n", "a.eml", Kind.MAIL),
        (b"Subject: x\r\n\r\n", "a.txt", Kind.TEXT),
        ("幼儿园数,322\r\n".encode("gbk"), "a.csv", Kind.CSV),
        ("幼儿园数,322\r\n".encode("gbk"), "a.txt", Kind.TEXT),
        ("表,数\n幼儿园数,322\n".encode(), "a.txt", Kind.CSV),
        ("你好,表已填好\n请查收\n".encode(), "a.txt", Kind.TEXT),
        (b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', "a.csv", Kind.TEXT),
        (b"a,b\n" * 5000, "a.xlsx", Kind.CSV),
        ("幼儿园数\t322".encode("utf-16"), "a.txt", Kind.TEXT),
        (b"BMI index\r\n", "a.txt", Kind.TEXT),
        ("没有信头".encode(), "a.eml", Kind.TEXT),
        (b"\x01\x00\x02\x00", "a.xlsx", Kind.UNKNOWN),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, name: str, kind: Kind) -> None:
    assert kind_of(data, name) is kind
    looked = guard.inspect(data, name)
    if kind in (Kind.XLSX, Kind.OLD_XLS, Kind.ODS):
        assert isinstance(looked, Passed) and looked.kind is kind
    else:
        assert isinstance(looked, Refused) and looked.code == f"file.{kind.value}"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.XLSX])
def test_every_refusal_says_what_to_do(kind: Kind) -> None:
    sentence = guard.refusal(kind).sentence
    assert sentence.endswith("。")
    assert re.search("请|改用", sentence)


# -- what is let through -----------------------------------------------------------------------------------------------


def test_a_form_passes_blank_and_filled(forms: Forms) -> None:
    assert code_of(forms.blank("3.1.1", "fuhai")) == ""
    assert code_of(forms.filled("3.1.1", "fuhai")) == ""


def test_a_workbook_with_macros_passes() -> None:
    inside = parts_of(book())
    types = inside["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert types != inside["[Content_Types].xml"]
    inside |= {"[Content_Types].xml": types, "xl/vbaProject.bin": stream("VBA")}
    assert code_of(zipped(inside.items())) == ""


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="5200"><c r="A5200"><v>1</v></c></row>',
        b'<row r="1000"><c r="GR1000"><v>1</v></c></row>',
        # Programs write rows and cells that are only formatted, down to the last one; they cost nothing.
        b'<row r="1048576" ht="12.8"/>',
        b'<row r="1048576" s="1" customFormat="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1" t="s" /></row>',
        b'<row r="1048576"><c r="XFD1048576" s="1"></c></row>',
        b'<x:row r="5000"><x:c r="A5000"><x:v>1</x:v></x:c></x:row>'.replace(b"<x:row", b'<x:row xmlns:x="urn:x"'),
        b"<row><c><v>1</v></c><c><v>2</v></c></row>" * 100,
    ],
)
def test_a_sheet_within_the_limits_passes(row: bytes) -> None:
    assert code_of(with_row(row)) == ""


# -- what would do harm ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="5201"><c r="A5201"><v>1</v></c></row>',
        b'<row r="5"><c r="GS5"><v>1</v></c></row>',
        b'<row r="5000"><c r="AO5000"><v>1</v></c></row>',  # 41 × 5,000 is too much, though each is within its limit
        b"<row r='6000'><c r='A6000'><v>1</v></c></row>",
        b'<row r="6000"><c s="1" r="A6000"><v>1</v></c></row>',
        b'<row r="6000"><c\n r = "A6000" ><v>1</v></c></row>',
        b'<row r="6000"><c t="&gt;" r="A6000"><v>1</v></c></row>',
        b'<row r="6000"><c x="a>b" r="A6000"><v>1</v></c></row>',
        b'<row r="6000"><c r="&#65;6000"><v>1</v></c></row>',
        b'<row r="6000"><c r="a6000"><v>1</v></c></row>',
        b'<x:row xmlns:x="urn:x" r="6000"><x:c r="A6000"><x:v>1</x:v></x:c></x:row>',
        b'<row r="6000"><c><v>1</v></c></row>',
        b'<row r="5199"/><row/><row/><row><c><v>1</v></c></row>',
        b'<row r="5">' + b"<c/>" * 200 + b"<c><v>1</v></c></row>",
        b'<row r="6000"><!-- <c x=" --><c r="A6000"><!-- " --><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_would_take_too_much_memory_is_refused(row: bytes) -> None:
    assert code_of(with_row(row)) == "file.dimensions"


@pytest.mark.parametrize("place", [b"B" + b"9" * 30, b"AAAAAAA1", b"1A", b"A-1", b"A1:B2", b"$A$1"])
def test_regression_a_place_that_is_none_took_64_gigabytes(place: bytes) -> None:
    assert code_of(with_row(b'<row r="5"><c r="%s"><v>1</v></c></row>' % place)) == "file.damaged"


def test_cells_count_also_where_they_stand_on_top_of_each_other() -> None:
    cell = b'<c r="A5"><v>1</v></c>'
    few = replace(FORM, cells=100)
    assert code_of(with_row(b'<row r="5">' + cell * 98 + b"</row>"), few) == ""
    assert code_of(with_row(b'<row r="5">' + cell * 99 + b"</row>"), few) == "file.dimensions"


def test_many_sheets_count_together() -> None:
    sheet = parts_of(with_row(b'<row r="1000"><c r="CV1000"><v>1</v></c></row>'))[SHEET]
    inside = parts_of(book())
    two, three = ({f"xl/worksheets/more{n}.xml": sheet for n in range(count)} for count in (1, 2))
    assert code_of(zipped((inside | two).items())) == ""
    assert code_of(zipped((inside | three).items())) == "file.dimensions"


@pytest.mark.parametrize(
    "blank", [b'<c r="%s"/>', b'<c r="%s" s="7" />', b'<c r="%s" s="7"></c>', b'<c r="%s" cm="1" t="n"/>']
)
def test_cells_with_nothing_but_a_format_weigh_nothing(blank: bytes) -> None:
    def blanks(*places: bytes) -> bytes:
        return b"".join(blank % place for place in places)

    cell = b'<c r="C7"><v>1</v></c>'
    bare, among = (
        inspect(with_row(b'<row r="7">' + row + b"</row>"))
        for row in (cell, blanks(b"A7", b"B7") + cell + blanks(b"XFD7", b"A1048576"))
    )
    assert isinstance(bare, Weight) and isinstance(among, Weight)
    assert (among.cells, among.plain) == (bare.cells, True)


@pytest.mark.parametrize("cell", [b"<c  r='A9'/>", b"<x:c r='A9'/>", b"<c s='1' r='A9'><v>1</v></c>"])
def test_cells_that_only_a_parser_can_count_are_counted_no_further_than_the_limit(cell: bytes) -> None:
    few = replace(FORM, cells=5_000)
    endless = b'<row r="9" xmlns:x="urn:x">' + cell * 10_000 + b"<no xml"
    assert code_of(book(lambda sheet: sheet.replace(b"</sheetData>", endless)), few) == "file.dimensions"


def test_sheets_are_limited_by_their_bytes_together() -> None:
    sheet = {f"xl/worksheets/{n}.xml": b"<sheetData>" + b'<c r="A1"/>' * 1_000 + b"</sheetData>" for n in range(3)}
    few = replace(FORM, sheets=30_000)
    assert code_of(book(parts=dict([*sheet.items()][:2])), few) == ""
    assert code_of(book(parts=sheet), few) == "file.memory"


def test_a_sheet_is_found_wherever_it_is_filed() -> None:
    sheet = parts_of(with_row(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))[SHEET]
    inside = parts_of(book())
    inside["xl/_rels/workbook.xml.rels"] = inside["xl/_rels/workbook.xml.rels"].replace(
        b"worksheets/sheet1.xml", b"media/photo.png"
    )
    assert code_of(zipped([*inside.items(), ("xl/media/photo.png", sheet)])) == "file.dimensions"


def test_a_sheet_that_is_no_xml_is_refused() -> None:
    assert code_of(with_row(b'<row r="5"><c s="1" r="A5">')) == "file.damaged"


@pytest.mark.parametrize("size", [FORM.part + 1, guard.FREE_OF_RATIO + 1])
def test_a_bomb_is_refused(size: int) -> None:
    data = zipped([*parts_of(book()).items(), ("xl/sharedStrings2.xml", bytes(size))])
    assert len(data) < 200_000
    assert code_of(data) == "file.inflated"


def test_parts_that_are_too_large_together_are_refused() -> None:
    noise = random.Random(1).randbytes(30_000)
    small = replace(FORM, inflated=100_000)
    assert code_of(zipped([*parts_of(book()).items(), ("xl/a.xml", noise)]), small) == ""
    four = zipped([*parts_of(book()).items(), *((f"xl/{n}.xml", noise) for n in range(4))])
    assert code_of(four, small) == "file.inflated"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("declared", [0, 10, 2**31])
def test_a_declared_size_is_not_believed(method: int, declared: int) -> None:
    part = b"<worksheet><sheetData>" + b" " * 10_000 + b"</sheetData></worksheet>"
    data = bytearray(zipped([*parts_of(book()).items(), ("xl/zz.xml", part)], method))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", declared)
    assert code_of(bytes(data)) in ("file.damaged", "file.inflated")


def test_too_many_parts_are_refused() -> None:
    inside = [*parts_of(book()).items(), *((f"xl/media/{n}.png", b"") for n in range(guard.MOST_PARTS))]
    assert code_of(zipped(inside)) == "file.parts"


def test_too_large_a_file_is_refused_with_its_size() -> None:
    refused = inspect(bytes(guard.MOST_BYTES + 1))
    assert isinstance(refused, Refused) and refused.code == "file.large"
    assert "21 MB" in refused.sentence
    assert "20 MB" in refused.sentence


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "..\\evil.xml"])
def test_a_name_that_leads_outside_is_refused(name: str) -> None:
    assert code_of(book(parts={name: b"<x/>"})) == "file.names"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [SHEET, SHEET.upper()])
def test_a_name_that_is_there_twice_is_refused(name: str) -> None:
    assert code_of(zipped([*parts_of(book()).items(), (name, b"<x/>")])) == "file.names"


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(book())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature)
        data[at + offset] |= 1
    assert code_of(bytes(data)) == "file.encrypted"


@pytest.mark.parametrize(
    "part", [b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"<?xml version='1.0'?>\n<!DOCTYPE x SYSTEM 'file:///x'><x/>"]
)
def test_a_document_type_is_refused(part: bytes) -> None:
    assert code_of(book(parts={"xl/extra.xml": part})) == "file.declaration"


def test_a_drawing_may_have_a_document_type() -> None:
    assert code_of(book(parts={"xl/media/logo.svg": b"<!DOCTYPE svg><svg/>"})) == ""


@pytest.mark.parametrize("cut", [1, 10, 21, 22, 60, 500, 2000])
def test_a_file_that_is_cut_off_is_damaged(forms: Forms, cut: int) -> None:
    assert code_of(forms.blank("3.1.1", "fuhai")[:-cut]) == "file.damaged"


def test_a_spoilt_part_is_damaged() -> None:
    data = bytearray(book())
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        info = archive.getinfo(SHEET)
    data[info.header_offset + 30 + len(SHEET) + info.compress_size // 2] ^= 0xFF
    assert code_of(bytes(data)) == "file.damaged"


# -- what must hold of everything --------------------------------------------------------------------------------------


def is_a_verdict(result: Refused | Weight | Passed) -> bool:
    if isinstance(result, Refused):
        return result.code.startswith("file.") and result.sentence.endswith("。")
    return True


@given(st.binary(max_size=2000), st.sampled_from([b"", b"PK\x03\x04", OLE, b"%PDF", b"From: a\r\nDate: b\r\n"]))
def test_any_bytes_have_a_verdict(data: bytes, start: bytes) -> None:
    assert is_a_verdict(inspect(start + data, "a.eml"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=20),
    cut=st.integers(0, 60),
)
def test_a_spoilt_form_is_refused_or_can_be_parsed(forms: Forms, edits: list[tuple[float, int]], cut: int) -> None:
    data = bytearray(forms.blank("6.2", "kanas"))
    for where, value in edits:
        data[int(where * len(data))] = value
    spoilt = bytes(data[: len(data) - cut])
    result = inspect(spoilt)
    assert is_a_verdict(result)
    if isinstance(result, Weight):
        read_book(spoilt)


CELL = st.sampled_from(
    [b'<c r="B2" s="1"/>', b'<c r="A2"><v>1</v></c>', b'<c r="AB7" t="n"><v>2</v></c>', b"<c><v>3</v></c>", b"<c/>",
     b"<c t='n' r='D9'><v>4</v></c>", b'<c r="C3" x="&lt;c>"><v>5</v></c>', b'<c r="Z30"></c>']
)  # fmt: skip
ROW = st.tuples(
    st.sampled_from([b"<row>", b'<row r="4">', b"<row r='40'>", b'<row r="12" spans="1:9">']),
    st.lists(CELL, max_size=5),
)


@given(st.lists(ROW, max_size=6))
def test_the_used_rectangle_is_never_less_than_what_the_parser_allocates(rows: list[tuple[bytes, list[bytes]]]) -> None:
    xml = b"".join(start + b"".join(cells) + b"</row>" for start, cells in rows)
    data = book(lambda sheet: re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + xml + b"</sheetData>", sheet))
    used = sheet_xml(parts_of(data)[SHEET])
    read = read_book(data)
    assert read is not None
    (grid,) = read.sheets.values()
    assert len(grid) <= used.rows
    assert max(map(len, grid), default=0) <= used.columns
