"""The formula errors (#REF!) of a workbook, which python-calamine reads as empty cells.

Knows: how the formats write an error. Must not know: forms. An error that is taken for a blank is an answer lost.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from xml.parsers import expat

import olefile

# As LibreOffice writes it, and as the text of the cell where a program does not say the type.
_ODS_ERROR = re.compile(
    rb'value-type="error"|<text:p>(?:#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!)|Err:[0-9]+)</text:p>'
)
_FORMULA, _BOOLEAN_OR_ERROR = 0x0006, 0x0205  # records of [MS-XLS] 2.4.127 and 2.4.24
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def error_cells(data: bytes) -> Iterator[tuple[str, int, int, str]]:
    """Sheet name, row, column (from 0) and text of every error cell of an .xlsx.

    Raises `KeyError`, `ValueError`, `zipfile.BadZipFile` or `expat.ExpatError` when the workbook is not sound.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        real = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

        def part(name: str) -> bytes:
            return archive.read(real[name.lower()])

        targets = {
            element["Id"]: normpath(join("/xl", element["Target"])).lstrip("/")
            for element in _elements(part("xl/_rels/workbook.xml.rels"), "Relationship")
            if "Id" in element and "Target" in element
        }
        for sheet in _elements(part("xl/workbook.xml"), "sheet"):
            target = next((targets[v] for k, v in sheet.items() if k.endswith(":id") and v in targets), None)
            if target is not None and target.lower() in real:
                for row, column, text in _errors_in(part(target)):
                    yield sheet["name"], row, column, text


def has_errors(data: bytes) -> bool:
    """Whether an .ods or .xls holds a formula error, whose place cannot be told."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return bool(_ODS_ERROR.search(archive.read("content.xml")))
    with olefile.OleFileIO(data) as file:
        # The stubs ask for bytes; the library's documentation says text, and bytes fail.
        name = "Workbook" if file.exists("Workbook") else "Book"  # type: ignore[arg-type]
        stream = file.openstream(name).read()  # type: ignore[arg-type]
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        record = stream[at + 4 : at + 4 + size]
        if kind == _FORMULA and record[6:7] == b"\x02" and record[12:14] == b"\xff\xff":
            return True
        if kind == _BOOLEAN_OR_ERROR and record[7:8] == b"\x01":
            return True
        at += 4 + size
    return False


def _elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found


def _errors_in(sheet: bytes) -> list[tuple[int, int, str]]:
    """Row and column (from 0) and text of the error cells of a sheet."""
    found: list[tuple[int, int, str]] = []
    row = column = 0
    texts: list[str] | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, texts
        kind, place = tag.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            row, column = int(place) if place else row + 1, 0
        elif kind == "c":
            column += 1
            if match := _PLACE.fullmatch(place):
                row, column = int(match[2]), _number(match[1])
            texts = [] if attributes.get("t") == "e" else None
        elif kind == "v" and texts is not None:
            texts.clear()
            parser.CharacterDataHandler = texts.append

    def end(tag: str) -> None:
        nonlocal texts
        kind = tag.rpartition(":")[2]
        if kind == "v":
            parser.CharacterDataHandler = None
        elif kind == "c" and texts is not None:
            found.append((row - 1, column - 1, "".join(texts)))
            texts = None

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(sheet, True)
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
