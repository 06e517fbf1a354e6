"""The texts of an office file as people read them: of a cell, a paragraph, a header, an attribute.

Knows: the parts of .xlsx and .docx. Must not know: what is looked for in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

_WHOLE = ("si", "is", "p")  # what is read as one text, whatever its formatting
_FONTS = ("typeface", "ascii", "hAnsi", "eastAsia", "cs", "script")
_FONT_ELEMENTS = ("name", "font", "rFont", "altName")  # what they name is a font or a style
SAYS = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff@＠]|\d{7,}")
_NAMES_SHEETS = ("sheet", "definedName")
_PAGE_NUMBERS = ("PAGE", "NUMPAGES")


@dataclass(frozen=True, slots=True)
class Block:
    """One text and where it stands, in words that a person finds it by."""

    place: str
    text: str


@lru_cache(maxsize=1000)
def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def blocks_of(parts: Mapping[str, bytes]) -> Iterator[Block]:
    """All texts of a file, the same text once."""
    strings, names = _strings(parts), _sheet_names(parts)
    seen: set[str] = set()
    for part in sorted(parts, key=lambda name: (name == "xl/sharedStrings.xml", name)):
        tree = ElementTree.fromstring(parts[part])
        for block in (*_texts(part, tree, strings, names), *_attributes(part, tree)):
            if block.text.strip() and block.text not in seen:
                seen.add(block.text)
                yield block


def _strings(parts: Mapping[str, bytes]) -> list[str]:
    part = parts.get("xl/sharedStrings.xml")
    tree = ElementTree.fromstring(part) if part else ElementTree.Element("none")
    return ["".join(element.itertext()) for element in tree if local(element.tag) == "si"]


def _sheet_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The names of sheets by the part in which each lies."""
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        return {}
    relations = {
        e.get("Id"): "xl/" + e.get("Target", "").removeprefix("/xl/")
        for e in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    found = {}
    for element in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():
        if local(element.tag) == "sheet":
            number = next((value for key, value in element.items() if local(key) == "id"), "")
            found[relations.get(number, "")] = element.get("name", "")
    return found


def _texts(part: str, tree: ElementTree.Element, strings: list[str], names: Mapping[str, str]) -> Iterator[Block]:
    inside: set[ElementTree.Element] = set()
    paragraphs = 0
    for element in tree.iter():
        if element in inside:
            continue
        kind = local(element.tag)
        if kind == "c":
            inside.update(element.iter())
            yield Block(f"{names.get(part, part)}!{element.get('r', '')}", _cell(element, strings))
        elif kind in _WHOLE:
            inside.update(element.iter())
            paragraphs += 1
            yield Block(f"第{paragraphs}段" if part == "word/document.xml" else part, _paragraph(element))
        elif element.text and element.text.strip():
            yield Block(names.get(part, part), element.text)


def _paragraph(paragraph: ElementTree.Element) -> str:
    """What is read of a paragraph; of a field only what it shows, its instruction where that is no page number."""
    return "".join(
        e.text
        for e in paragraph.iter()
        if e.text and not (local(e.tag) == "instrText" and e.text.strip() in _PAGE_NUMBERS)
    )


def _cell(cell: ElementTree.Element, strings: list[str]) -> str:
    value = next((e.text or "" for e in cell if local(e.tag) == "v"), "")
    if cell.get("t", "n") == "n" and re.fullmatch(r"-?\d+\.\d+(?:[Ee][-+]?\d+)?", value):
        return f"{float(value):.2f}"  # a share or an amount, whatever its last digits are
    if cell.get("t") == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else value
    return value or "".join(cell.itertext())


def _attributes(part: str, tree: ElementTree.Element) -> Iterator[Block]:
    """What attributes say in Chinese or in long numbers, fonts and styles aside."""
    if part.endswith(("styles.xml", "theme1.xml", "fontTable.xml")):
        return
    for element in tree.iter():
        kind = local(element.tag)
        if kind in _FONT_ELEMENTS:
            continue
        for key, value in element.items():
            if local(key) in _FONTS or not SAYS.search(value):
                continue
            if kind in _NAMES_SHEETS or not re.fullmatch(r"[\dA-Fa-f.\-]+", value):
                yield Block(part, value)
