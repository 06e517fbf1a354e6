"""The pictures that a workbook holds: which part of the file each is, and its bytes once somebody wants them.

Knows: where WPS and Excel keep pictures of cells (xl/cellimages.xml; [MS-XLSX] 2.6.209, 2.3.17). Must not know: what a
picture is for, where it goes.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

from toolkit.workbooks.markup import PREFIX, attributes, element, place, start, text_of
from toolkit.workbooks.package import Package
from toolkit.workbooks.sheets import Embedded, Grid, OddCell, Oddity, Over, Overlay

_OF_WPS, _METADATA = "xl/cellimages.xml", "xl/metadata.xml"
_VALUES, _RELATIONS = "xl/richData/rdrichvalue.xml", "xl/richData/richValueRel.xml"
_STRUCTURES, _LOCAL = "xl/richData/rdrichvaluestructure.xml", "_rvRel:LocalImageIdentifier"
_MOST = 100  # pictures in the cells of a sheet
_NAMED = re.compile(r"""(?i)DISPIMG\(\s*["']([^"']{1,200})["']""")
_CELL = re.compile(rf"<{PREFIX}c(\s[^<>]*\bvm\s*=[^<>]*)>")

_T = TypeVar("_T")


def embedded(package: Package, part: str) -> Embedded:
    """What a part of a package shows. Raises as `Package.read` does."""
    return Embedded(part, *package.digest(part))


def bytes_of(workbook: bytes, picture: Embedded) -> bytes | None:
    """The bytes of a picture, as they lie in the workbook; None where they are not those that were seen there."""
    try:
        data = Package(workbook).read(picture.part)
    except (KeyError, ValueError, OSError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return None
    return data if hashlib.sha256(data).hexdigest() == picture.sha256 else None


def in_cells(package: Package, sheet: bytes, grid: Grid) -> Iterator[Overlay]:
    """The pictures that cells of a sheet show instead of a value, as far as the workbook holds them."""
    if not (package.has(_OF_WPS) or package.has(_METADATA)):
        return
    places = [
        (row, column, value.text)
        for row, cells in enumerate(grid)
        for column, value in enumerate(cells)
        if isinstance(value, OddCell) and value.oddity is Oddity.PICTURE
    ][:_MOST]
    if not places:
        return
    named, rich = _named(package), _rich(package)
    kept = {
        place(cell.get("r", "")): _number(cell.get("vm")) for cell in map(attributes, _CELL.findall(text_of(sheet)))
    }
    for row, column, formula in places:
        name, number = _NAMED.search(formula), kept.get((row, column))
        part = named.get(name[1], "") if name else _at(rich, number - 1) if number else ""
        if part:
            yield Overlay(Over.IN_CELL, row, column, embedded=embedded(package, part), last=(row, column))


def _named(package: Package) -> dict[str, str]:
    """The parts that WPS shows in cells, by the names under which its formulas ask for them."""
    if not package.has(_OF_WPS):
        return {}
    media = _media(package, _OF_WPS)
    found = {}
    for _, inner in element("cellImage").findall(text_of(package.read(_OF_WPS))):
        name = next((attributes(inside).get("name", "") for inside in start("cNvPr").findall(inner)), "")
        found[name] = next((media[one] for one in _embeds(inner) if one in media), "")
    return found


def _rich(package: Package) -> list[str]:
    """The parts that Excel keeps in cells, in the order in which cells count them (from 1); "" for other values."""
    if not all(map(package.has, (_METADATA, _VALUES, _RELATIONS, _STRUCTURES))):
        return []
    media = _media(package, _RELATIONS)
    related = [_id(inside) for inside in start("rel").findall(text_of(package.read(_RELATIONS)))]
    places = [
        next((number for number, key in enumerate(start("k").findall(inner)) if attributes(key).get("n") == _LOCAL), -1)
        for _, inner in element("s").findall(text_of(package.read(_STRUCTURES)))
    ]
    values = []
    for inside, inner in element("rv").findall(text_of(package.read(_VALUES))):
        said = element("v").findall(inner)
        found = _at(said, _at(places, _number(attributes(inside).get("s"))))
        values.append(media.get(_at(related, _number(found[1]) if found else None) or "", ""))
    metadata = text_of(package.read(_METADATA))
    future = [inner for inside, inner in element("futureMetadata").findall(metadata)
              if attributes(inside).get("name") == "XLRICHVALUE"]  # fmt: skip
    told = [_number(attributes(inside).get("i")) for inside in start("rvb").findall("".join(future))]
    cells = element("valueMetadata").search(metadata)
    blocks = element("bk").findall(cells[2] or "") if cells else []
    counted = [next((attributes(inside) for inside in start("rc").findall(inner)), {}) for _, inner in blocks]
    return [_at(values, _at(told, _number(one.get("v")))) or "" for one in counted]


def _media(package: Package, part: str) -> dict[str, str]:
    return {name: target for name, kind, target in package.related(part) if kind == "image" and package.has(target)}


def _embeds(inner: str) -> Iterator[str]:
    for inside in start("blip").findall(inner):
        yield from (value for key, value in attributes(inside).items() if key.endswith(":embed"))


def _id(inside: str) -> str:
    return next((value for key, value in attributes(inside).items() if key.endswith(":id")), "")


def _at(of: Sequence[_T], index: int | None) -> _T | None:
    return of[index] if index is not None and 0 <= index < len(of) else None


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None
