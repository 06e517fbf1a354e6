"""Files as no program should write them and people send them all the same: each a name and bytes made of a good form.

A kind is a function of the parts of a filled form (name → bytes) that gives the file's name and bytes; what must become
of it is in tests/promises/test_odd_files.py.
"""

from __future__ import annotations

import bz2
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from python_calamine import CalamineWorkbook

from toolkit.base.opc import parts_of

Parts = Mapping[str, bytes]
Odd = Callable[[Parts], tuple[str, bytes]]
ODD: dict[str, Odd] = {}
SHEET, BOOK, TYPES, RELATIONS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, **options: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.comment = options.get("comment", b"")  # type: ignore[assignment]
    return out.getvalue()


def odd(function: Odd) -> Odd:
    ODD[function.__name__] = function
    return function


def plain(name: str, file: str, data: bytes) -> None:
    """A file that has nothing to do with a form."""
    ODD[name] = lambda parts: (file, data)


def form(name: str, *changes: Callable[[dict[str, bytes]], object], file: str = "表.xlsx") -> None:
    """A form with some parts changed."""

    def make(parts: Parts) -> tuple[str, bytes]:
        mine = dict(parts)
        for change in changes:
            change(mine)
        return file, packed(mine)

    ODD[name] = make


def whole(name: str, change: Callable[[bytes], bytes], file: str = "表.xlsx") -> None:
    """A form with its bytes as a file changed."""
    ODD[name] = lambda parts: (file, change(packed(parts)))


def in_part(part: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part], (part, old)
        parts[part] = parts[part].replace(old, new, 1)

    return change


def add(**more: bytes) -> Callable[[dict[str, bytes]], object]:
    return lambda parts: parts.update(
        {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()}
    )


# -- what is no workbook -----------------------------------------------------------------------------------------------

plain("nothing", "表.xlsx", b"")
plain("one_byte", "表.xlsx", b"P")
plain("two_letters", "表.xlsx", b"PK")
plain("zeros", "表.xlsx", bytes(20_000))
plain("old_xls", "表.xls", OLE + "Workbook".encode("utf-16-le"))
plain("old_xls_named_xlsx", "表.xlsx", OLE + "Workbook".encode("utf-16-le"))
plain("wps_et", "表.et", OLE + "Workbook".encode("utf-16-le"))
plain("password", "表.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"))
plain("word_of_old", "材料.doc", OLE + "WordDocument".encode("utf-16-le"))
plain("xlsb", "表.xlsb", packed({"xl/workbook.bin": b"x", TYPES: b"<Types/>"}))
plain("ods", "表.ods", packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}))
plain("docx", "材料.docx", packed({TYPES: b"<Types/>", "word/document.xml": b"<x/>"}))
plain("docx_named_xlsx", "表.xlsx", packed({TYPES: b"<Types/>", "word/document.xml": b"<x/>"}))
plain("pptx", "汇报.pptx", packed({TYPES: b"<Types/>", "ppt/presentation.xml": b"<x/>"}))
plain("ofd", "文件.ofd", packed({"OFD.xml": b"<x/>"}))
plain("pdf", "文件.pdf", b"%PDF-1.7\n" + bytes(100))
plain("pdf_named_xlsx", "表.xlsx", b"%PDF-1.7\n" + bytes(100))
plain("jpeg", "照片.jpg", b"\xff\xd8\xff\xe0" + bytes(100))
plain("heic", "照片.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100))
plain("png_named_xlsx", "表.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100))
plain("tiff", "扫描.tif", b"II*\x00" + bytes(100))
plain("rar", "表.rar", b"Rar!\x1a\x07\x00" + bytes(50))
plain("seven_zip", "表.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50))
plain("gzip", "表.xlsx.gz", b"\x1f\x8b\x08" + bytes(50))
plain("bzip", "表.bz2", bz2.compress(b"x" * 1000))
plain("html_named_xls", "表.xls", "<html><table><tr><td>幼儿园数</td></tr></table></html>".encode())
plain("xml_of_2003", "表.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>')
plain("csv_gbk", "表.csv", "幼儿园数,322\r\n".encode("gbk"))
_FORM_AS_CSV = '2021年1月整改情况填报表,,\r\n"填报单位\n（盖章）",富蕴县人民政府,\r\n1,"办园，改扩建,修缮",38\r\n'
plain("csv_of_a_form", "回表.csv", _FORM_AS_CSV.encode("utf-8-sig"))
plain("csv_named_xlsx", "回表.xlsx", _FORM_AS_CSV.encode("gbk"))
plain("table_of_tabs", "表.xls", "指标\t本期值\r\n幼儿园数\t322\r\n".encode("utf-16"))
plain("text_utf16", "表.txt", "幼儿园数\t322".encode("utf-16"))
plain("text_named_xlsx", "表.xlsx", "请见附件".encode())
plain("program", "表.exe", b"MZ\x90\x00" + bytes(300))
plain("shortcut_content", "表.xlsx", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(300))
plain("ndjson", "表.xlsx", b'{"a":1}\n' * 100)
plain("winmail", "winmail.dat", b"\x78\x9f\x3e\x22" + bytes(100))
plain("mail_without_attachment", "来信.eml", b"From: a@example.com\r\nSubject: x\r\nDate: x\r\n\r\nhello\r\n")
plain("mail_of_headers_only", "来信.eml", b"From: a@example.com\r\nSubject: x\r\n")
plain("outlook_without_anything", "来信.msg", OLE + "__properties_version1.0".encode("utf-16-le"))

# -- zips --------------------------------------------------------------------------------------------------------------

plain("zip_of_nothing", "报送.zip", packed({}))
plain("zip_of_folders", "报送.zip", packed({"富蕴县/": b""}))
plain("zip_of_mac_leftovers", "报送.zip", packed({"__MACOSX/._表.xlsx": b"x", ".DS_Store": b"x"}))
plain("zip_of_too_many", "报送.zip", packed({f"{n}.txt": b"x" for n in range(2500)}))
plain("zip_bomb", "报送.zip", packed({"表.xlsx": bytes(60 * 2**20)}))
plain("zip_of_text", "报送.zip", packed({"说明.txt": b"x"}))


@odd
def zip_in_zip(parts: Parts) -> tuple[str, bytes]:
    return "报送.zip", packed({"里面.zip": packed({"表.xlsx": packed(parts)})})


@odd
def zip_nine_deep(parts: Parts) -> tuple[str, bytes]:
    data = packed(parts)
    for number in range(9):
        data = packed({f"{number}.zip": data})
    return "报送.zip", data


@odd
def zip_that_leads_outside(parts: Parts) -> tuple[str, bytes]:
    return "报送.zip", packed({"../../../表.xlsx": packed(parts), "C:\\Windows\\表二.txt": b"x"})


@odd
def zip_with_a_password(parts: Parts) -> tuple[str, bytes]:
    data = bytearray(packed({"a.xlsx": packed(parts)}))
    data[6] |= 1
    central = data.index(b"PK\x01\x02", len(data) - 200)
    data[central + 8] |= 1
    return "报送.zip", bytes(data)


@odd
def zip_with_one_spoilt_member(parts: Parts) -> tuple[str, bytes]:
    good, bad = packed(parts), b"spoilt" * 100
    data = packed({"a.xlsx": good, "b.xlsx": bad}, zipfile.ZIP_STORED)
    return "报送.zip", data.replace(bad, b"SPOILT" * 100)


@odd
def zip_packed_with_bzip2(parts: Parts) -> tuple[str, bytes]:
    return "报送.zip", packed({"a.xlsx": packed(parts)}, zipfile.ZIP_BZIP2)


@odd
def zip_cut_off(parts: Parts) -> tuple[str, bytes]:
    return "报送.zip", packed({"a.xlsx": packed(parts)})[:-30]


# -- a form, damaged as a file -----------------------------------------------------------------------------------------

for share in (1, 10, 50, 90, 99):
    whole(f"cut_at_{share}_percent", lambda data, share=share: data[: len(data) * share // 100])  # type: ignore[misc]
whole("cut_by_one_byte", lambda data: data[:-1])
whole("garbage_behind", lambda data: data + b"\x00" * 1000)
whole("garbage_in_front", lambda data: b"junk" * 25 + data)
whole("twice_in_a_row", lambda data: data + data)
whole("zeros_in_the_middle", lambda data: data[:4000] + bytes(2000) + data[6000:])
whole("every_1000th_byte_flipped", lambda data: bytes(b ^ 255 if n % 1000 == 999 else b for n, b in enumerate(data)))
whole("line_ends_changed_by_ftp", lambda data: data.replace(b"\n", b"\r\n"))
whole("named_xls", lambda data: data, "表.xls")
whole("named_txt", lambda data: data, "表.txt")
whole("named_zip", lambda data: data, "表.zip")
whole("no_suffix", lambda data: data, "表")
whole("long_name", lambda data: data, "很长" * 40 + ".xlsx")
whole("name_of_emoji", lambda data: data, "📋填报表✅.xlsx")
whole("name_that_turns", lambda data: data, "表\u202exslx.xlsx")
whole("name_with_blanks", lambda data: data, "  表  .xlsx")
whole("name_like_a_formula", lambda data: data, "=1+1.xlsx")


@odd
def stored_not_packed(parts: Parts) -> tuple[str, bytes]:
    return "表.xlsx", packed(parts, zipfile.ZIP_STORED)


@odd
def packed_with_lzma(parts: Parts) -> tuple[str, bytes]:
    return "表.xlsx", packed(parts, zipfile.ZIP_LZMA)


@odd
def long_comment(parts: Parts) -> tuple[str, bytes]:
    return "表.xlsx", packed(parts, comment=b"PK\x05\x06" * 1000)


@odd
def wrong_checksum(parts: Parts) -> tuple[str, bytes]:
    data = bytearray(packed(parts))
    place = data.index(b"PK\x01\x02")
    data[place + 16 : place + 20] = struct.pack("<I", 1)
    return "表.xlsx", bytes(data)


@odd
def parts_in_another_order(parts: Parts) -> tuple[str, bytes]:
    return "表.xlsx", packed(dict(reversed([*parts.items()])))


@odd
def backslashes_in_names(parts: Parts) -> tuple[str, bytes]:
    data = packed(parts)
    for name in parts:
        data = data.replace(name.encode(), name.replace("/", "\\").encode())
    return "表.xlsx", data


# -- a form with odd parts ---------------------------------------------------------------------------------------------

form("with_macros", add(xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0"), file="表.xlsm")
form("with_an_embedded_program", add(xl__embeddings__oleObject1_dot_bin=OLE))
form("with_an_external_link", add(xl__externalLinks__externalLink1_dot_xml=b"<externalLink/>"))
form("with_custom_data", add(customXml__item1_dot_xml=b"<x/>"))
form("with_a_label_in_utf16", add(customXml__item1_dot_xml="<x/>".encode("utf-16")))
form("with_a_photograph", add(xl__media__image9_dot_jpeg=b"\xff\xd8\xff" + bytes(3 * 2**20)))
form("with_a_bomb", add(xl__media__image9_dot_png=bytes(150 * 2**20)))
form("with_3000_parts", lambda parts: parts.update({f"xl/media/{n}.png": b"x" for n in range(3000)}))
form("with_a_part_that_leads_outside", lambda parts: parts.update({"../evil.xml": b"<x/>"}))
form("with_a_part_twice", lambda parts: parts.update({SHEET.upper(): parts[SHEET]}))
form("with_a_document_type", in_part(SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'))
form(
    "with_billion_laughs",
    in_part(SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'),
)
form("without_types", lambda parts: parts.pop(TYPES))
form("without_book", lambda parts: parts.pop(BOOK))
form("without_relations", lambda parts: parts.pop(RELATIONS))
form("without_styles", lambda parts: parts.pop("xl/styles.xml"))
form("without_sheet", lambda parts: parts.pop(SHEET))
form("empty_sheet_part", lambda parts: parts.update({SHEET: b""}))
form("sheet_is_no_xml", lambda parts: parts.update({SHEET: b"\x00\xff" * 500}))
form("sheet_cut", lambda parts: parts.update({SHEET: parts[SHEET][: parts[SHEET].index(b'"', len(parts[SHEET]) // 2)]}))
form("sheet_in_utf16", lambda parts: parts.update({SHEET: _in_utf16(parts[SHEET])}))
form("sheet_with_a_mark", lambda parts: parts.update({SHEET: b"\xef\xbb\xbf" + parts[SHEET]}))
form("book_is_another_ones", lambda parts: parts.update({BOOK: b"<workbook/>"}))
form("far_cell", in_part(SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'))
form("far_row", in_part(SHEET, b"</sheetData>", b'<row r="1000000"><c r="A1000000"><v>1</v></c></row></sheetData>'))
form(
    "row_of_billions",
    in_part(SHEET, b"</sheetData>", b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'),
)
form(
    "column_of_six_letters",
    in_part(SHEET, b"</sheetData>", b'<row r="99"><c r="ABCDEF99"><v>1</v></c></row></sheetData>'),
)
form(
    "a_million_cells",
    in_part(SHEET, b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row></sheetData>"),
)
form(
    "a_million_empty_cells",
    in_part(SHEET, b"</sheetData>", b'<row r="90">' + b'<c r="A90"/>' * 1_000_000 + b"</row></sheetData>"),
)
form(
    "cells_without_places",
    in_part(SHEET, b"</sheetData>", b"<row><c><v>1</v></c></row></sheetData>"),
)
form("ten_thousand_deep", in_part(SHEET, b"</sheetData>", b"</sheetData>" + b"<x>" * 10_000 + b"</x>" * 10_000))
form(
    "a_text_of_a_million",
    in_part(
        SHEET,
        b"</sheetData>",
        b'<row r="99"><c r="C99" t="inlineStr"><is><t>' + b"x" * 10**6 + b"</t></is></c></row></sheetData>",
    ),
)
form(
    "nan_and_infinity",
    in_part(
        SHEET, b"</sheetData>", b'<row r="99"><c r="C99"><v>NaN</v></c><c r="D99"><v>1e999</v></c></row></sheetData>'
    ),
)
form(
    "cells_that_are_errors",
    in_part(SHEET, b"</sheetData>", b'<row r="99"><c r="C99" t="e"><v>#REF!</v></c></row></sheetData>'),
)
form(
    "string_index_out_of_range",
    in_part(SHEET, b"</sheetData>", b'<row r="99"><c r="C99" t="s"><v>99999999</v></c></row></sheetData>'),
)
form(
    "merged_over_everything",
    in_part(SHEET, b"<mergeCells", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><mergeCells'),
)
form(
    "hidden_sheet",
    lambda parts: parts.update(
        {BOOK: re.sub(rb'(<sheet [^>]*name="[^"]*")', rb'\1 state="hidden"', parts[BOOK], count=1)}
    ),
)
form(
    "dates_from_1904",
    lambda parts: parts.update({BOOK: re.sub(rb"<workbookPr[^>]*/>", b'<workbookPr date1904="1"/>', parts[BOOK])}),
)
form("saved_read_only", in_part(BOOK, b"<sheets>", b'<fileSharing readOnlyRecommended="1"/><sheets>'))


form("two_workbooks_in_one", add(content_dot_xml=b"<office:document-content/>"))
form(
    "a_million_deep",
    lambda parts: parts.update({"xl/media/noise.png": random.Random(1).randbytes(100_000)}),
    in_part(SHEET, b"</sheetData>", b"</sheetData>" + b"<x>" * 1_000_000 + b"</x>" * 1_000_000),
)
form("sheet_listed_100000_times", lambda parts: _listed(parts, 100_000))
form("sheet_listed_90_times", lambda parts: _listed(parts, 90))
form("large_sheet_listed_90_times", lambda parts: _large(parts), lambda parts: _listed(parts, 90))
form("a_text_shared_by_all_cells", lambda parts: _shared(parts, 3 * 2**20, 5_000))
form("a_text_of_excels_length_shared_by_all_cells", lambda parts: _shared(parts, 32_767, 60_000))
form(
    "sixty_megabytes_of_empty_cells",
    lambda parts: (
        parts.update({"xl/media/noise.png": random.Random(1).randbytes(2**20)}),
        in_part(SHEET, b"</sheetData>", b'<row r="90">' + b'<c r="A90"/>' * 5_000_000 + b"</row></sheetData>")(parts),
    ),
)
form("with_ten_photographs", lambda parts: parts.update(_photographs(10)))
form("half_a_million_styles", in_part("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 500_000 + b"</cellXfs>"))
form(
    "a_hundred_thousand_names",
    in_part(BOOK, b"</sheets>", b"</sheets><definedNames>" + b'<definedName name="a">A1</definedName>' * 100_000),
)

# -- a form in the formats of old and of others ------------------------------------------------------------------------


@odd
def saved_as_ods(parts: Parts) -> tuple[str, bytes]:
    return "表.ods", as_ods(packed(parts))


@odd
def saved_as_ods_named_xlsx(parts: Parts) -> tuple[str, bytes]:
    return "表.xlsx", as_ods(packed(parts))


@odd
def ods_with_an_error(parts: Parts) -> tuple[str, bytes]:
    error = '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#REF!</text:p>'
    return "表.ods", as_ods(packed(parts), f"<table:table-row>{error}</table:table-cell></table:table-row>")


@odd
def ods_without_its_end(parts: Parts) -> tuple[str, bytes]:
    mine = parts_of(as_ods(packed(parts)))
    mine["content.xml"] = mine["content.xml"].replace(b"</table:table></office", b"</office", 1)
    return "表.ods", packed(mine)


@odd
def ods_in_an_unknown_encoding(parts: Parts) -> tuple[str, bytes]:
    mine = parts_of(as_ods(packed(parts)))
    mine["content.xml"] = mine["content.xml"].replace(b"UTF-8", b"UTFF-8", 1)
    return "表.ods", packed(mine)


@odd
def ods_of_billions(parts: Parts) -> tuple[str, bytes]:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    return "表.ods", as_ods(
        packed(parts), f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    )


@odd
def ods_of_a_hundred_million(parts: Parts) -> tuple[str, bytes]:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/>'
    return "表.ods", as_ods(
        packed(parts), f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'
    )


plain("xls_of_noise", "表.xls", OLE[:8] + random.Random(2).randbytes(50_000))
plain("mail_of_sixty_megabytes", "来信.eml", b"".join((
    b"From: a@example.com\r\nDate: x\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=x.xlsx\r\n"
    b"Content-Disposition: attachment; filename=x.xlsx\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    (b"QUFB" * 19 + b"\r\n") * (60 * 2**20 // 78),
)))  # fmt: skip


@odd
def zip_of_six_large_ones(parts: Parts) -> tuple[str, bytes]:
    noise = random.Random(3).randbytes(16 * 2**20)
    return "报送.zip", packed({f"{n}.pdf": b"%PDF" + bytes([n]) + noise for n in range(6)}, zipfile.ZIP_STORED)


def as_ods(data: bytes, more: str = "") -> bytes:
    """The values of an .xlsx as LibreOffice would save them in its own format; ``more`` rows on the first sheet."""
    tables = []
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for name in workbook.sheet_names:
            rows = [
                f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"
                for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            tables.append(f"<table:table table:name={quoteattr(name)}>{''.join(rows)}{more}</table:table>")
            more = ""
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} xmlns:calcext="urn:calcext">'
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed(
        {"mimetype": kind.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def _ods_cell(value: object) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _listed(parts: dict[str, bytes], times: int) -> None:
    one = re.search(rb"<sheet [^>]*/>", parts[BOOK])
    assert one is not None
    name = re.compile(rb'name="[^"]*"')
    more = b"".join(name.sub(b'name="S%d"' % n, one[0]) for n in range(times))
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", more + b"</sheets>")


def _large(parts: dict[str, bytes]) -> None:
    row = b"".join(b'<row r="%d"><c r="AM%d"><v>1</v></c></row>' % (n, n) for n in range(100, 5_001, 10))
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row + b"</sheetData>")


def _shared(parts: dict[str, bytes], length: int, cells: int) -> None:
    """A workbook of which so many cells show the same long text."""
    text = bytes(random.Random(4).choices(range(97, 123), k=length))
    parts["xl/sharedStrings.xml"] = b"<sst><si><t>" + text + b"</t></si></sst>"
    rows = b""
    for n in range(100, 100 + cells // 20):
        rows += b'<row r="%d">' % n + b"".join(b'<c r="%c%d" t="s"><v>0</v></c>' % (c, n) for c in range(65, 85))
        rows += b"</row>"
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")


def _photographs(count: int) -> dict[str, bytes]:
    return {f"xl/media/{n}.jpeg": random.Random(n).randbytes(1_500_000) for n in range(count)}


def _in_utf16(part: bytes) -> bytes:
    text = part.decode("utf-8")
    text = re.sub(r"<\?xml[^>]*\?>", "", text)
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
