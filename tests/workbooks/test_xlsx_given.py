"""python-calamine is given what was searched of a sheet, and reads the same values as from the whole of it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineError

from tests.workbooks.test_xlsx_cells import ROWS, sheet
from toolkit.base.zips import stored
from toolkit.workbooks.package import Package
from toolkit.workbooks.xlsx import readable, values_of
from toolkit.workbooks.xlsx_cells import cells, plain_sheet, sheet_xml
from toolkit.workbooks.xlsx_given import only_values

PART = "xl/worksheets/sheet1.xml"
MARK = "!"
CELLS = (
    b"<v>5</v>", b"<f>A1+1</f><v>1e15</v>", b"<f>A1+1</f>", b"<f>A1</f><v/>", b"<v> -12 </v>", b"<v>44000.5</v>",
    b'<f t="shared" si="0"/><v>2</v>', b"<v>12345678</v>", b"<v>nan</v>",
)  # fmt: skip
TEXTS = (
    (b' t="str"', b"<f>A1&amp;B1</f><v>5&lt;</v>"), (b' t="e"', b"<f>1/0</f><v>#DIV/0!</v>"),
    (b' t="e"', b"<v>#BUSY!</v>"), (b' t="b"', b"<v>1</v>"), (b' t="inlineStr"', b"<is><t> a\n b</t></is>"),
    (b' t="inlineStr"', b"<is><r><rPr><b/></rPr><t>x</t></r><r><t>y</t></r></is>"), (b' t="str"', b"<v></v>"),
    (b' t="d"', b"<v>2021-01-31T00:00:00</v>"), (b' t="s"', b"<v>0</v>"),
)  # fmt: skip


def workbook() -> Package:
    """A workbook with dates among its formats and a shared text."""
    book, out = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page["A1"], page["A2"] = "shared", 44000
    page["A2"].number_format = "yyyy-mm-dd"
    book.save(out)
    return Package(out.getvalue())


WORKBOOK = workbook()
CELL = st.tuples(st.sampled_from([b"", b' s="1"']), st.sampled_from([*((b"", one) for one in CELLS), *TEXTS]))


@given(st.lists(st.lists(CELL | st.none(), max_size=4), max_size=5))
def test_the_same_values_are_read_of_what_is_given(rows: list[list[tuple[bytes, tuple[bytes, bytes]] | None]]) -> None:
    xml = b""
    for number, row in enumerate(rows, start=1):
        written = [
            b'<c r="%c%d" s="1"/>' % (65 + at, number)
            if cell is None
            else b'<c r="%c%d"%b%b>%b</c>' % (65 + at, number, cell[0], cell[1][0], cell[1][1])
            for at, cell in enumerate(row)
        ]
        xml += b'<row r="%d" ht="20">%b</row>' % (number, b"".join(written))
    part = sheet(xml)
    found = plain_sheet(part)
    assert found is not None
    only = only_values(found, MARK)
    assert only is not None
    whole = WORKBOOK.with_parts({PART: part} | readable({PART: found}, MARK))
    assert outcome(WORKBOOK.reduced_to({PART: only})) == outcome(whole)


def outcome(data: bytes) -> str:
    """The values of a workbook, or why the reader gives up on it, as text: nan is not itself."""
    try:
        return repr(values_of(data))
    except CalamineError as error:
        return str(error)


HIDDEN = {
    "in a comment between rows": ROWS + b'<!-- <row r="9"><c r="A9"><v>9</v></c></row> -->',
    "in a comment before": b'<!-- <c r="A9"><v>9</v></c> -->' + ROWS,
    "after the rows": ROWS + b'</sheetData><extLst><c r="A9"><v>9</v></c></extLst><sheetData>',
    "under another name": ROWS + b'<x:c r="A9"><v>9</v></x:c>',
    "in a text in the cell": ROWS + b'<row r="9"><c r="A9" t="inlineStr"><is><sst><si/></sst></is></c></row>',
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_cell_that_hides_is_left_to_a_parser(how: str) -> None:
    assert plain_sheet(sheet(HIDDEN[how])) is None


@pytest.mark.parametrize(
    "rows", [b"", b'<row r="1"/>', b'<row r="1" ht="3"></row>\n <row r="2"><c r="B2" s="3"/></row>']
)
def test_rows_without_content_are_plain(rows: bytes) -> None:
    found = sheet_xml(sheet(rows))
    assert (found.plain, found.filled, list(cells(found))) == (True, 0, [])


def test_a_zip_for_a_reader_is_one_for_every_other() -> None:
    parts = {"a.xml": b"1" * 70_000, "子/表.xml": b"", "c": bytes(range(256))}
    with zipfile.ZipFile(BytesIO(stored(parts))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts
