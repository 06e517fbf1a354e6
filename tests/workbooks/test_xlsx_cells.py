"""A sheet is searched alike however it is written: as office programs write it, and in every other way XML allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.workbooks.sheets import Area
from toolkit.workbooks.xlsx_cells import Cell, cells, merged, shared_texts, sheet_xml, uncalculated
from toolkit.workbooks.xlsx_given import tamed

ROWS = (
    b'<row r="2"><c r="A2" s="3"><v>5</v></c><c r="B2" s="4"/><c r="C2" t="s"><v>7</v></c></row>'
    b'<row r="3"><c r="A3" t="str"><f>A2&amp;"&lt;"</f><v>5&lt;</v></c><c r="B3" s="12"><f>A2+1</f><v></v></c>'
    b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D3" t="inlineStr"><is><t>a b</t></is></c>'
    b'<c r="E3" t="str"><f>""</f><v></v></c><c r="F3" t="e" vm="1"><v>#VALUE!</v></c></row>'
)


def sheet(rows: bytes = ROWS, after: bytes = b'<mergeCells count="1"><mergeCell ref="A5:C6"/></mergeCells>') -> bytes:
    return b'<worksheet xmlns="urn:x"><sheetData>' + rows + b"</sheetData>" + after + b"</worksheet>"


def told(part: bytes) -> list[tuple[object, ...]]:
    """What is seen of every cell."""
    return [(c.row, c.column, c.kind, c.style, c.formula, c.value, c.metadata) for c in cells(sheet_xml(part))]


ODDLY: dict[str, Callable[[bytes], bytes]] = {
    "prefixes": lambda xml: re.sub(rb"<(/?)(?=\w)", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x="),
    "single quotes": lambda xml: re.sub(rb'(?<==)"([^"<>]*)"', rb"'\1'", xml),
    "blanks in tags": lambda xml: xml.replace(b'" ', b'"\n  ').replace(b"<c r=", b"<c\tr = "),
    "blanks between tags": lambda xml: re.sub(rb"(</c>|</f>|<row[^<>]*>|</v>)", rb"\1\n    ", xml),
    "places last": lambda xml: re.sub(rb'<c (r="\w+")((?: \w+="[^"]*")*)', rb"<c\2 \1", xml),
    "comments": lambda xml: xml.replace(b"<v>", b'<!-- <c r="XFD9"><v>1</v></c> --><v>'),
    "sections of characters": lambda xml: re.sub(rb"<v>([^<&]+)</v>", rb"<v><![CDATA[\1]]></v>", xml),
    "other elements in a cell": lambda xml: xml.replace(b"</v></c>", b"</v><extLst><ext/></extLst></c>"),
    "two values": lambda xml: xml.replace(b"<v>5</v>", b"<v>4</v><v>5</v>"),
    "the value first": lambda xml: re.sub(rb"(<f>[^<]*</f>)(<v>[^<]*</v>)", rb"\2\1", xml),
    "characters by number": lambda xml: xml.replace(b'r="A2"', b'r="&#65;2"'),
}


@pytest.mark.parametrize("how", ODDLY)
def test_a_sheet_is_seen_alike_however_it_is_written(how: str) -> None:
    plain, odd = sheet(), ODDLY[how](sheet())
    assert sheet_xml(plain).plain and not sheet_xml(odd).plain
    assert told(odd) == told(plain)
    assert list(uncalculated(sheet_xml(odd))) == list(uncalculated(sheet_xml(plain)))
    assert merged(sheet_xml(odd)) == merged(sheet_xml(plain)) == (Area(4, 0, 5, 2),)
    assert list(shared_texts(sheet_xml(odd))) == list(shared_texts(sheet_xml(plain))) == [7]
    assert [c.rich for c in cells(sheet_xml(odd))] == [c.rich for c in cells(sheet_xml(plain))]


@pytest.mark.parametrize("how", ["as it is", *ODDLY])
def test_errors_are_marked_texts_and_days_beyond_all_days_are_numbers(how: str) -> None:
    wild = b'<row r="9"><c r="A9" s="3"><v>1e15</v></c><c r="B9" s="3"><v>44000</v></c></row>'
    part = sheet(ROWS + wild)
    part = ODDLY[how](part) if how in ODDLY else part
    seen = {(c.row, c.column): c for c in cells(sheet_xml(tamed(sheet_xml(part), "!")))}
    assert (seen[2, 2].kind, seen[2, 2].value, seen[2, 2].formula) == ("str", "!#DIV/0!", None)
    assert (seen[2, 5].kind, seen[2, 5].value) == ("str", "!#VALUE!")
    assert (seen[8, 0].style, seen[8, 0].value, seen[8, 1].style) == (0, "1e15", 3)
    assert seen[1, 0].style == 3


def test_what_is_left_as_it_is_is_the_same_bytes() -> None:
    part = sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>')
    assert tamed(sheet_xml(part), "!") is part


def test_places_that_are_left_out_follow_from_the_ones_before() -> None:
    rows = b'<row r="4"><c><v>1</v></c><c r="D4"/><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>'
    found = sheet_xml(sheet(rows))
    assert [(c.row, c.column, c.value) for c in cells(found)] == [(3, 0, "1"), (3, 4, "2"), (4, 1, "3")]
    assert (found.plain, found.rows, found.columns) == (False, 5, 5)


@pytest.mark.parametrize("place", [b"1A", b"AAAAAAA1", b"A-1", b"A1:B2", b"B" + b"9" * 30])
def test_a_place_that_is_none_is_refused(place: bytes) -> None:
    with pytest.raises(ValueError, match="place"):
        sheet_xml(sheet(b'<row r="1"><c r="%s"><v>1</v></c></row>' % place))


@pytest.mark.parametrize("cut", [b'<row><c r="A1"><v>1</v>', b"<x:c>", b'<c r="A1" a="'])
def test_what_is_neither_plain_nor_xml_is_refused(cut: bytes) -> None:
    with pytest.raises(expat.ExpatError):
        sheet_xml(b"<worksheet><sheetData>" + cut)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


@st.composite
def _one(draw: st.DrawFn) -> tuple[bytes, bytes, str | None, str | None]:
    kind = draw(st.sampled_from([b"", b' t="str"', b' t="s"', b' t="n"', b' t="e"', b' s="4" t="b"']))
    formula, value = draw(st.none() | TEXT), draw(st.none() | TEXT)
    inside = b"" if formula is None else b"<f>%b</f>" % _escaped(formula)
    inside += b"" if value is None else b"<v>%b</v>" % _escaped(value)
    return kind, inside, formula, value


@given(st.lists(_one(), max_size=5), st.sampled_from(sorted(ODDLY)))
def test_any_cell_is_seen_alike(given_cells: list[tuple[bytes, bytes, str | None, str | None]], how: str) -> None:
    written = b"".join(b'<c r="A%d"%b>%b</c>' % (n, c[0], c[1]) for n, c in enumerate(given_cells, start=1))
    plain = sheet_xml(sheet(b'<row r="1">' + written + b"</row>"))
    odd = sheet_xml(ODDLY[how](sheet(b'<row r="1">' + written + b"</row>")))
    expected = [
        (n, formula, value)
        for n, (_, _, formula, value) in enumerate(given_cells)
        if formula is not None or value is not None
    ]
    for found in (plain, odd):
        assert [(c.row, c.formula, c.value) for c in cells(found)] == expected


def test_a_cell_knows_what_it_holds() -> None:
    (one,) = cells(sheet_xml(sheet(b'<row r="1"><c r="B1" s="9" t="inlineStr"><is><t>x</t></is></c></row>')))
    assert one == Cell(0, 1, "inlineStr", 9, None, b"<is><t>x</t></is>", metadata=False)
    assert (one.formula, one.value, one.rich) == (None, None, "<is><t>x</t></is>")
