"""Forms on which somebody put pictures, written as each program writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from PIL import Image as Pixels

from tests.promises.odd_files import packed
from toolkit.base.opc import parts_of

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

Way = Callable[[bytes, str, Mapping[str, bytes]], bytes]
"""Puts pictures on a sheet of a workbook: the workbook, the sheet's name, the pictures by their cells."""


def picture(colour: str, format: str = "PNG", size: int = 8) -> bytes:
    """A small picture."""
    out = BytesIO()
    Pixels.new("RGB", (size, size), colour).save(out, format)
    return out.getvalue()


def over(data: bytes, sheet: str, pictures: Mapping[str, bytes]) -> bytes:
    """Pictures that lie over cells, fastened at one corner."""
    workbook = load_workbook(BytesIO(data))
    for at, shown in pictures.items():
        workbook[sheet].add_image(Image(BytesIO(shown)), at)
    return _saved(workbook)


def beside(data: bytes, sheet: str, pictures: Mapping[str, bytes]) -> bytes:
    """Pictures that begin a cell left of the one and end in it, as a hand puts them."""
    workbook = load_workbook(BytesIO(data))
    for at, shown in pictures.items():
        letters, row = coordinate_from_string(at)
        column = column_index_from_string(letters)
        image = Image(BytesIO(shown))
        image.anchor = TwoCellAnchor(
            _from=AnchorMarker(col=column - 2, row=row - 1), to=AnchorMarker(col=column - 1, row=row - 1)
        )
        workbook[sheet].add_image(image)
    return _saved(workbook)


def in_cells_of_wps(data: bytes, sheet: str, pictures: Mapping[str, bytes]) -> bytes:
    """Pictures in cells as WPS keeps them: a formula, and a part that says which picture it names."""
    parts, images, relations = dict(parts_of(data)), "", ""
    for number, (at, shown) in enumerate(pictures.items(), start=1):
        name = f"ID_{number:032X}"
        parts[f"xl/media/image9{number}.png"] = shown
        formula = f"DISPIMG(&quot;{name}&quot;,1)"
        _put(parts, sheet, at, f't="str"><f>_xlfn.{formula}</f><v>={formula}</v>')
        images += (
            f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" name="{name}"/></xdr:nvPicPr><xdr:blipFill>'
            f'<a:blip r:embed="rId{number}"/></xdr:blipFill></xdr:pic></etc:cellImage>'
        )
        relations += _relation(number, "image", f"media/image9{number}.png")
    spaces = f'xmlns:etc="e" xmlns:xdr="x" xmlns:a="a" xmlns:r="{_TYPES}"'
    parts["xl/cellimages.xml"] = f"<etc:cellImages {spaces}>{images}</etc:cellImages>".encode()
    parts["xl/_rels/cellimages.xml.rels"] = _relations(relations)
    return packed(parts)


def in_cells_of_excel(data: bytes, sheet: str, pictures: Mapping[str, bytes]) -> bytes:
    """Pictures in cells as Excel keeps them: an error that counts through metadata, rich values and relations."""
    parts, values, rels, relations, future, cells = dict(parts_of(data)), "", "", "", "", ""
    for number, (at, shown) in enumerate(pictures.items(), start=1):
        parts[f"xl/media/image8{number}.png"] = shown
        _put(parts, sheet, at, f't="e" vm="{number}"><v>#VALUE!</v>')
        values += f'<rv s="1"><v>5</v><v>{number - 1}</v></rv>'
        rels += f'<rel r:id="rId{number}"/>'
        relations += _relation(number, "image", f"../media/image8{number}.png")
        future += f'<bk><extLst><ext uri="u"><xlrd:rvb i="{number - 1}"/></ext></extLst></bk>'
        cells += f'<bk><rc t="1" v="{number - 1}"/></bk>'
    rich = "xl/richData/"
    parts[rich + "rdrichvalue.xml"] = f'<rvData count="1">{values}</rvData>'.encode()
    parts[rich + "rdrichvaluestructure.xml"] = (
        b'<rvStructures><s t="_other"><k n="a"/></s>'
        b'<s t="_localImage"><k n="CalcOrigin" t="i"/><k n="_rvRel:LocalImageIdentifier" t="i"/></s></rvStructures>'
    )
    parts[rich + "richValueRel.xml"] = f'<richValueRels xmlns:r="{_TYPES}">{rels}</richValueRels>'.encode()
    parts[rich + "_rels/richValueRel.xml.rels"] = _relations(relations)
    parts["xl/metadata.xml"] = (
        f'<metadata xmlns:xlrd="x"><metadataTypes><metadataType name="XLRICHVALUE"/></metadataTypes>'
        f'<futureMetadata name="XLRICHVALUE">{future}</futureMetadata><valueMetadata>{cells}</valueMetadata></metadata>'
    ).encode()
    return packed(parts)


def linked(data: bytes, sheet: str, pictures: Mapping[str, bytes]) -> bytes:
    """Pictures that lie over cells and elsewhere than in the workbook."""
    parts = dict(parts_of(over(data, sheet, pictures)))
    for name, content in parts.items():
        if name.startswith("xl/drawings/drawing"):
            parts[name] = content.replace(b":embed=", b":link=")
        elif name.startswith("xl/drawings/_rels/"):
            parts[name] = content.replace(b"<Relationship ", b'<Relationship TargetMode="External" ')
    return packed(parts)


def _saved(workbook: object) -> bytes:
    out = BytesIO()
    workbook.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def _put(parts: dict[str, bytes], sheet: str, at: str, inside: str) -> None:
    """Write a cell of a sheet anew; its look stays."""
    book = parts["xl/workbook.xml"].decode()
    names = re.findall(r'<sheet [^>]*?name="([^"]*)"', book)
    part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
    found = re.compile(rf'<c r="{at}"((?:\s+s="\d+")?)[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    text, count = found.subn(lambda m: f'<c r="{at}"{m[1]} {inside}</c>', parts[part].decode(), count=1)
    assert count == 1, (sheet, at)
    parts[part] = text.encode()


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_TYPES}/{kind}" Target="{target}"/>'


def _relations(inside: str) -> bytes:
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'.encode()
