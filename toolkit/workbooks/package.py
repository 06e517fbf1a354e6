"""The parts of an .xlsx: which of them are its sheets, what belongs to a sheet, the whole with some of them replaced.

Knows: relationships (ECMA-376 part 2), names of parts. Must not know: what is in a cell.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from posixpath import basename, dirname, join, normpath

from toolkit.base.zips import directory, inflate, stored
from toolkit.workbooks.markup import attributes, start, text_of
from toolkit.workbooks.xlsx_cells import MANY, SheetXml, plain_sheet, sheet_xml

_BOOK, _TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
# What values need beside the sheets.
_READ = ("[Content_Types].xml", "_rels/.rels", _BOOK, "xl/_rels/workbook.xml.rels", "xl/styles.xml", _TEXTS)
_STRING = re.compile(rb"<si>.*?</si>|<si/>", re.DOTALL)
_SMALL = 16 * 2**10  # bytes of a part that is met again and again: what follows from it is kept
_HELD = 8 * 2**20  # bytes of a part that is held; a larger one is inflated again
_START = 32  # bytes: what a picture is, its first ones tell


class Package:
    """The parts of a zip by name, whatever the case of the names and however slashes lean.

    Raises what `toolkit.base.zips.directory` raises.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.parts = {_folded(info.filename): info for info in directory(data)}
        self._held: dict[str, bytes] = {}
        self._sheets: dict[str, SheetXml] = {}
        self._digests: dict[str, tuple[str, bytes]] = {}

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _folded(name) in self.parts

    def read(self, name: str) -> bytes:
        """The content of a part.

        Raises `KeyError` where there is none, `zipfile.BadZipFile` on a damaged one or one that is larger than it says,
        `NotImplementedError` on one that is packed in a rare way.
        """
        if name in self._held:
            return self._held[name]
        name = _folded(name)
        if name in self._held:
            return self._held[name]
        info = self.parts[name]
        part = inflate(self._data, info, info.file_size)
        if part is None:
            raise zipfile.BadZipFile("the part is larger than it says")
        if len(part) <= _HELD:
            self._held[name] = part
        return part

    def sheet(self, name: str, most: int = MANY) -> SheetXml:
        """A part that is a sheet, as it can be searched. Raises what `read` and `sheet_xml` raise."""
        name = _folded(name)
        if name in self._sheets:
            return self._sheets[name]
        sheet = sheet_xml(self.read(name), most)
        if len(sheet.xml) <= _HELD:
            self._sheets[name] = sheet
        return sheet

    def plain_sheet(self, name: str) -> SheetXml | None:
        """A part that is a sheet written as every office program writes it; None for any other. Raises as `read`."""
        name = _folded(name)
        if name in self._sheets:
            return self._sheets[name]
        sheet = plain_sheet(self.read(name))
        if sheet is not None and len(sheet.xml) <= _HELD:
            self._sheets[name] = sheet
        return sheet

    def digest(self, name: str) -> tuple[str, bytes]:
        """The SHA-256 of a part and its first bytes; the part may be large, and is not held. Raises as `read` does."""
        name = _folded(name)
        if name not in self._digests:
            part = self.read(name)
            self._held.pop(name, None)
            self._digests[name] = hashlib.sha256(part).hexdigest(), part[:_START]
        return self._digests[name]

    def holds(self, name: str, text: bytes) -> bool:
        """Whether there is such a part and a text in it."""
        return self.has(name) and text in self.read(name)

    def lengths_of_texts(self) -> list[int]:
        """How many bytes each of the texts has that cells share."""
        found = _STRING.findall(self.read(_TEXTS)) if self.has(_TEXTS) else []
        return [len(one) for one in found]

    def sheets(self) -> dict[str, str]:
        """The part of every sheet by the sheet's name, in the order of the tabs; "" for a part that is not there."""
        if not self.has(_BOOK):
            return {}
        targets = {place: target for place, _, target in self.related(_BOOK)}
        return {
            name: target if self.has(target := targets.get(place, "")) else ""
            for name, place in _listed(self.read(_BOOK))
        }

    def related(self, part: str) -> Sequence[tuple[str, str, str]]:
        """What a part points to: id, last word of the type, name of the part."""
        relations = join(dirname(part), "_rels", f"{basename(part)}.rels")
        if not self.has(relations):
            return []
        return _related(self.read(relations), dirname(part))

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with some of its parts replaced, for a reader; nothing is packed."""
        replaced = {_folded(name): content for name, content in changed.items()}
        return self._stored({name: replaced[name] if name in replaced else self.read(name) for name in self.parts})

    def reduced_to(self, sheets: Mapping[str, bytes]) -> bytes:
        """A package with these sheets and what their values need beside them, for a reader; nothing is packed."""
        others = {name: self.read(name) for name in map(_folded, _READ) if name in self.parts}
        return self._stored(others | {_folded(name): content for name, content in sheets.items()})

    def _stored(self, parts: Mapping[str, bytes]) -> bytes:
        return stored({self.parts[name].filename: content for name, content in parts.items()})


@lru_cache(maxsize=1)
def package_of(data: bytes) -> Package:
    """The parts of a zip; what looks at it and what reads it inflate them once. Raises what `Package` raises."""
    return Package(data)


def _listed(book: bytes) -> tuple[tuple[str, str], ...]:
    """The name of every sheet that a workbook lists, and the id of its part."""
    return _small_list(book) if len(book) <= _SMALL else _read_list(book)


@lru_cache(maxsize=64)  # forms of an item list the same sheets
def _small_list(book: bytes) -> tuple[tuple[str, str], ...]:
    return _read_list(book)


def _read_list(book: bytes) -> tuple[tuple[str, str], ...]:
    found = []
    for inside in start("sheet").findall(text_of(book)):
        one = attributes(inside)
        found.append((one.get("name", ""), next((value for key, value in one.items() if key.endswith(":id")), "")))
    return tuple(found)


def _related(relations: bytes, folder: str) -> tuple[tuple[str, str, str], ...]:
    """What some relations point to, as seen from the folder of their part."""
    return _small_relations(relations, folder) if len(relations) <= _SMALL else _read_relations(relations, folder)


@lru_cache(maxsize=64)
def _small_relations(relations: bytes, folder: str) -> tuple[tuple[str, str, str], ...]:
    return _read_relations(relations, folder)


def _read_relations(relations: bytes, folder: str) -> tuple[tuple[str, str, str], ...]:
    found = []
    for inside in start("Relationship").findall(text_of(relations)):
        one = attributes(inside)
        if one.get("TargetMode") != "External" and "Target" in one:
            target = normpath(join("/", folder, one["Target"])).lstrip("/")
            found.append((one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target))
    return tuple(found)


def _folded(name: str) -> str:
    return name.replace("\\", "/").lower()
