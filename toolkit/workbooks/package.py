"""The parts of an .xlsx: which of them are its sheets, what belongs to a sheet, the whole with some of them replaced.

Knows: relationships (ECMA-376 part 2), names of parts. Must not know: what is in a cell.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from posixpath import basename, dirname, join, normpath

from toolkit.workbooks.markup import attributes, start, text_of

_BOOK = "xl/workbook.xml"
_CHUNK = 2**20
_START = 32  # bytes: what a picture is, its first ones tell


class Package:
    """The parts of a zip by name, whatever the case of the names and however slashes lean."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._real = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        self._held: dict[str, bytes] = {}
        self._digests: dict[str, tuple[str, bytes]] = {}

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._real

    def read(self, name: str) -> bytes:
        """The content of a part. Raises `KeyError` where there is none, `zipfile.BadZipFile` on a damaged one."""
        name = name.lower()
        if name not in self._held:
            self._held[name] = self._archive.read(self._real[name])
        return self._held[name]

    def digest(self, name: str) -> tuple[str, bytes]:
        """The SHA-256 of a part and its first bytes, read piece by piece: it may be large. Raises as `read` does."""
        name = name.lower()
        if name not in self._digests:
            hashed, first = hashlib.sha256(), b""
            with self._archive.open(self._real[name]) as part:
                while piece := part.read(_CHUNK):
                    first = first or piece[:_START]
                    hashed.update(piece)
            self._digests[name] = hashed.hexdigest(), first
        return self._digests[name]

    def holds(self, name: str, text: bytes) -> bool:
        """Whether there is such a part and a text in it."""
        return self.has(name) and text in self.read(name)

    def sheets(self) -> dict[str, str]:
        """The part of every sheet by the sheet's name, in the order of the tabs; "" for a part that is not there."""
        if not self.has(_BOOK):
            return {}
        targets = {place: target for place, _, target in self.related(_BOOK)}
        found = {}
        for inside in start("sheet").findall(text_of(self.read(_BOOK))):
            one = attributes(inside)
            place = next((value for key, value in one.items() if key.endswith(":id")), "")
            target = targets.get(place, "")
            found[one.get("name", "")] = target if self.has(target) else ""
        return found

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """What a part points to: id, last word of the type, name of the part."""
        relations = join(dirname(part), "_rels", f"{basename(part)}.rels")
        if not self.has(relations):
            return []
        found = []
        for inside in start("Relationship").findall(text_of(self.read(relations))):
            one = attributes(inside)
            if one.get("TargetMode") != "External" and "Target" in one:
                target = normpath(join("/", dirname(part), one["Target"])).lstrip("/")
                found.append((one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target))
        return found

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with some of its parts replaced, for a reader; nothing is packed."""
        replaced = {self._real[name.lower()]: content for name, content in changed.items()}
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name in self._archive.namelist():
                content = replaced[name] if name in replaced else self._archive.read(name)
                package.writestr(zipfile.ZipInfo(name), content)
        return out.getvalue()
