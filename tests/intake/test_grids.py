"""The office's own workbooks: read as they stand, or one sentence; nothing in them ends the program."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.conftest import Forms
from toolkit.base.apart import run_apart
from toolkit.base.opc import parts_of
from toolkit.intake import grids, guard
from toolkit.intake.grids import ERROR_MARK, grids_of, said_of
from toolkit.intake.guard import Refused
from toolkit.intake.limits import MASTER, PLAN, Limits

SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


@pytest.fixture(scope="module")
def parts() -> Parts:
    workbook, out = Workbook(), BytesIO()
    first = workbook.active
    assert first is not None
    first["A1"], first["B2"], first["C3"] = "第一项", 3.5, datetime(2021, 1, 25)
    workbook.create_sheet("第二页")["A1"] = "在"
    workbook.save(out)
    return parts_of(out.getvalue())


def rows(xml: bytes) -> Callable[[Parts], Parts]:
    """More rows at the end of the first sheet."""
    return lambda parts: parts | {SHEET: parts[SHEET].replace(b"</sheetData>", xml + b"</sheetData>")}


def entities(parts: Parts) -> Parts:
    levels = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">' + levels + b"]>"
    return parts | {SHEET: declared + parts[SHEET].partition(b"?>")[2]}


def listed_often(parts: Parts) -> Parts:
    book = parts["xl/workbook.xml"]
    at = book.index(b"<sheet ")
    one = book[at : book.index(b"/>", at) + 2]
    return parts | {"xl/workbook.xml": book[:at] + one * 5_000 + book[at:]}


FAR = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
BOMBS: dict[str, tuple[Callable[[Parts], Parts], str]] = {
    "a far cell": (rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "XFD1048576 格有内容"),
    "a far cell with single quotes": (rows(FAR), "格有内容"),
    "a far cell with its place last": (
        rows(b'<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>'), "格有内容",
    ),
    "a far cell under a prefix": (rows(FAR.replace(b"<c ", b"<x:c ").replace(b"</c>", b"</x:c>")
                                       .replace(b"<row", b'<row xmlns:x="urn:x"')), "请"),
    "a far row without a place": (rows(b"<row r='1048575'/><row><c t='str'><v>x</v></c></row>"), "格有内容"),
    "gigabytes of blanks": (lambda parts: parts | {"xl/blanks.xml": b" " * (PLAN.part + 1)}, "展开后过大"),
    "a cell of blanks": (
        rows(b'<row r="9"><c r="A9" t="str"><v>' + b" " * (PLAN.part + 1) + b"</v></c></row>"), "展开后过大",
    ),
    "entities within entities": (entities, "内部结构不正常"),
    "a sheet listed 5,000 times": (listed_often, "工作表太多"),
    "thousands of parts": (lambda parts: parts | {f"xl/{n}.xml": b"" for n in range(3_000)}, "内部结构不正常"),
    "a part that leads outside": (lambda parts: parts | {"../x.xml": b""}, "内部结构不正常"),
    "sheets in UTF-16": (
        lambda parts: parts | {SHEET: parts[SHEET].partition(b"?>")[2].decode().encode("utf-16")}, "内部结构不正常",
    ),
    "a place that is none": (rows(b'<row r="9"><c r="B999999999999999999"><v>1</v></c></row>'), "可能不是 .xlsx"),
}  # fmt: skip


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("kind", "limits"),
    [(kind, limits) for kind in BOMBS for limits in (PLAN, MASTER) if limits is PLAN or "blanks" not in kind],
)
def test_what_would_blow_up_is_a_sentence(parts: Parts, kind: str, limits: Limits) -> None:
    change, word = BOMBS[kind]
    found = grids_of(packed(change(parts)), limits)
    assert isinstance(found, Refused)
    said = said_of(found, "方案工作簿 plan.xlsx")
    assert said.startswith("方案工作簿 plan.xlsx ") and word in said and "请" in said and said.endswith("。")
    assert "填报" not in said  # it is no return


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"PK\x03\x04" + bytes(30), b"<html><table>", b"%PDF-1.4",
     b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
     b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")],
)  # fmt: skip
def test_what_is_no_workbook_is_a_sentence(data: bytes) -> None:
    found = grids_of(data, PLAN)
    assert isinstance(found, Refused)
    said = said_of(found, "总台账 表.xlsx")
    assert "打不开" in said and "请" in said


def test_values_stand_from_the_first_cell_on(parts: Parts) -> None:
    found = grids_of(packed(parts), PLAN)
    assert isinstance(found, dict)
    assert found["第二页"] == [["在"]]
    assert found["Sheet"] == [["第一项", "", ""], ["", 3.5, ""], ["", "", date(2021, 1, 25)]]


NAMES = ("#REF!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "Err:508", "#BUSY!", "#什么!")


@pytest.mark.one_in(4)
@pytest.mark.parametrize("quote", [b'"', b"'"])
@pytest.mark.parametrize("name", NAMES)
def test_an_error_of_any_name_stands_as_its_text(parts: Parts, name: str, quote: bytes) -> None:
    cell = b"<row r=%s9%s><c r=%sA9%s t=%se%s><f>X()</f><v>%s</v></c></row>".replace(b"%s9%s", b'"9"') % (
        quote, quote, quote, quote, name.encode(),
    )  # fmt: skip
    found = grids_of(packed(rows(cell)(parts)), PLAN)
    assert isinstance(found, dict)
    assert found["Sheet"][8][0] == ERROR_MARK + name


@pytest.mark.parametrize("way", ["plain", "oddly written", "heavy"])
def test_what_is_read_apart_says_the_same(parts: Parts, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apart: list[str] = []
    real = run_apart

    def noted(job: str, data: bytes, *words: str, bounds: object) -> object:
        apart.append(job)
        return real(job, data, *words)

    monkeypatch.setattr(grids, "run_apart", noted)
    if way == "heavy":
        monkeypatch.setattr(grids, "_LIGHT_TEXT", 100)
    quote = b"'" if way == "oddly written" else b'"'
    more = rows(b"<row r=%s4%s><c r=%sA4%s><v>7</v></c></row>".replace(b"%s", quote))(parts)
    found = grids_of(packed(more), PLAN)
    assert isinstance(found, dict) and found["Sheet"][3][0] == 7.0 and found["第二页"] == [["在"]]
    assert bool(apart) is (way != "plain")


def test_a_text_that_many_cells_share_counts_as_often(parts: Parts) -> None:
    """300 kB that come to 900 MB: read apart, and there is no memory for it."""
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 30_000
        + b"</t></si></sst>"
    )
    many = b"".join(b'<row r="%d">' % n + b'<c t="s"><v>0</v></c>' * 50 + b"</row>" for n in range(10, 610))
    found = grids_of(packed(rows(many)(parts) | {"xl/sharedStrings.xml": shared}), PLAN)
    assert isinstance(found, Refused) and found.code in ("file.memory", "file.broken")


def test_a_master_of_the_usual_size_is_read_here(forms: Forms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting a process takes longer than reading; only what is heavy or odd is worth it."""
    monkeypatch.setattr(grids, "run_apart", lambda *_, **__: pytest.fail("read apart"))
    assert isinstance(grids_of(forms.blank("3.1.1", "fuyun"), MASTER), dict)
    assert guard.inspect(b"") is not None
