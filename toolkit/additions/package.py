"""A workbook as a package of parts: its sheets, relations and content types; read within limits, written anew.

Knows: OPC, workbook.xml. Must not know: what is on a sheet.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from toolkit.additions.xml import RELATED, M, P, R, T, parsed, written
from toolkit.intake.guard import Kind, kind_of

MOST_PACKED = 60 * 2**20
MOST_BYTES = 400 * 2**20  # inflated; a volume of 25,000 rows comes to some 110 MB
_TYPES = "[Content_Types].xml"


class NotUnderstoodError(Exception):
    """The bytes are no workbook that additions can be told in; whoever asks keeps the file."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part leads to: ``target`` is a part, or an address outside where ``external``."""

    id: str
    kind: str
    target: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class SheetOf:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    state: str
    id: str


class Package:
    """The parts of a workbook by name, and what the workbook says of them."""

    def __init__(self, data: bytes) -> None:
        """Raises `NotUnderstoodError` for bytes that are no workbook of the kind, or hold more than anybody reads."""
        self.parts = _inflated(data)
        try:
            self.types = parsed(self.parts[_TYPES])
            self.main = next(one.target for one in self.relations("") if one.kind.endswith("/officeDocument"))
            self.workbook = parsed(self.parts[self.main])
            self.sheets = list(self._listed())
        except Exception as error:  # damaged in one of very many ways
            raise NotUnderstoodError(str(error)) from error

    def relations(self, part: str) -> list[Relation]:
        """What a part leads to ("" for the package itself), in the order of the file."""
        folder, _ = posixpath.split(part)
        found = []
        data = self.parts.get(relations_part(part))
        for one in parsed(data) if data is not None else ():
            if one.tag != f"{P}Relationship":
                continue
            target, external = one.get("Target", ""), one.get("TargetMode") == "External"
            if not external:
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(target)
            kind = one.get("Type", "").replace("http://purl.oclc.org/ooxml/officeDocument/relationships", RELATED)
            found.append(Relation(one.get("Id", ""), kind, target, external))
        return found

    def relate(self, part: str, relations: list[Relation]) -> None:
        """Write what a part leads to; a part that leads nowhere has no such list."""
        name = relations_part(part)
        if not relations:
            self.parts.pop(name, None)
            return
        folder, _ = posixpath.split(part)
        root = parsed(f'<Relationships xmlns="{P[1:-1]}"/>'.encode())
        for one in relations:
            target = one.target if one.external else posixpath.relpath(one.target, folder or ".")
            child = root.makeelement(f"{P}Relationship", {"Id": one.id, "Type": one.kind, "Target": target})
            if one.external:
                child.set("TargetMode", "External")
            root.append(child)
        self.parts[name] = written(root)

    def lead(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """Have a part lead to another; gives the id of the relation."""
        relations = self.relations(part)
        taken = {one.id for one in relations}
        number = next(n for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        self.relate(part, [*relations, Relation(f"rId{number}", kind, target, external)])
        return f"rId{number}"

    def type_of(self, part: str) -> str:
        """The content type of a part."""
        for one in self.types:
            if one.tag == f"{T}Override" and one.get("PartName", "").lstrip("/") == part:
                return str(one.get("ContentType", ""))
        ending = part.rpartition(".")[2].lower()
        for one in self.types:
            if one.tag == f"{T}Default" and one.get("Extension", "").lower() == ending:
                return str(one.get("ContentType", ""))
        return ""

    def add(self, part: str, data: bytes, kind: str) -> None:
        """Add a part of a content type."""
        self.parts[part] = data
        if self.type_of(part) == kind:
            return
        entry = self.types.makeelement(f"{T}Override", {"PartName": f"/{part}", "ContentType": kind})
        if part.endswith(".vml"):  # as office programs write it
            entry = self.types.makeelement(f"{T}Default", {"Extension": "vml", "ContentType": kind})
        self.types.append(entry)

    def drop(self, part: str) -> None:
        """Take a part away, with what it leads to and what kind it is."""
        self.parts.pop(part, None)
        self.parts.pop(relations_part(part), None)
        for one in self.types.findall(f"{T}Override"):
            if one.get("PartName", "").lstrip("/") == part:
                self.types.remove(one)

    def free(self, pattern: str) -> str:
        """The first name of a pattern ("xl/worksheets/sheet{}.xml") that no part has."""
        return next(name for n in range(1, len(self.parts) + 2) if (name := pattern.format(n)) not in self.parts)

    def sheet(self, name: str) -> SheetOf | None:
        """The sheet of a name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def packed(self) -> bytes:
        """The workbook as bytes; the same parts give the same bytes."""
        self.parts[self.main] = written(self.workbook)
        self.parts[_TYPES] = written(self.types)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            first = (_TYPES, "_rels/.rels", self.main)
            for name in (*first, *sorted(self.parts.keys() - set(first))):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                package.writestr(info, self.parts[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _listed(self) -> Iterator[SheetOf]:
        targets = {one.id: one.target for one in self.relations(self.main) if one.kind.endswith("/worksheet")}
        for one in self.workbook.iter(f"{M}sheet"):
            if (part := targets.get(one.get(f"{R}id", ""))) in self.parts:
                yield SheetOf(one.get("name", ""), str(part), one.get("state", "visible"), one.get("sheetId", ""))

    def renamed(self, sheet: SheetOf, name: str) -> SheetOf:
        """The same sheet under another name, in this workbook only."""
        new = replace(sheet, name=name)
        self.sheets[self.sheets.index(sheet)] = new
        return new


def relations_part(part: str) -> str:
    """The part that says what another leads to."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _inflated(data: bytes) -> dict[str, bytes]:
    if len(data) > MOST_PACKED or kind_of(data) is not Kind.XLSX:
        raise NotUnderstoodError("not a workbook in parts")
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for info in package.infolist():
                with package.open(info) as stream:
                    part = stream.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise NotUnderstoodError("too much")
                parts[info.filename.replace("\\", "/").lstrip("/")] = part
    except NotUnderstoodError:
        raise
    except Exception as error:  # zipfile raises many kinds of error
        raise NotUnderstoodError(str(error)) from error
    return parts
