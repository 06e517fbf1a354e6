"""Office files as packages of parts (OPC, ECMA-376 part 2): stripped of everything that does not belong to the text.

Knows: zips, relationships, content types. Must not know: what is in a part.
"""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from xml.etree import ElementTree

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_TYPES = "[Content_Types].xml"
_MAIN = "/officeDocument"
# Parts that a document may point to and that say something about its making, not its content.
_ASIDE = ("/customXml", "/printerSettings", "/thumbnail", "/calcChain", "/stylesWithEffects")


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of an office file by name."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def bare(data: bytes) -> bytes:
    """An office file with nothing but what its text needs: no properties, previews or custom data.

    Parts that nothing leads to are left out too. The same content gives the same bytes.
    """
    parts = parts_of(data)
    kept: dict[str, bytes] = {}
    waiting = [""]
    while waiting:
        name = waiting.pop()
        if name:
            kept[name] = parts[name]
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in parts:
            continue
        tree = ElementTree.fromstring(parts[relations])
        for relation in list(tree):
            kind = relation.get("Type", "")
            wanted = kind.endswith(_MAIN) if not name else not kind.endswith(_ASIDE)
            if not wanted:
                tree.remove(relation)
            elif relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                if (target := posixpath.normpath(target)) not in kept:
                    waiting.append(target)
        kept[relations] = _written(tree, _RELATIONS)
    types = ElementTree.fromstring(parts[_TYPES])
    for override in types.findall(_OVERRIDE):
        if override.get("PartName", "").lstrip("/") not in kept:
            types.remove(override)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in ((_TYPES, _written(types, _OVERRIDE)), *sorted(kept.items())):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _written(tree: ElementTree.Element, tag: str) -> bytes:
    """A tree as XML with its namespace as the default one, as some readers want it."""
    ElementTree.register_namespace("", tag[1:].partition("}")[0])
    return bytes(ElementTree.tostring(tree, encoding="UTF-8", xml_declaration=True))
