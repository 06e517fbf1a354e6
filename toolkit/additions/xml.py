"""XML of spreadsheets (ECMA-376) as trees: read without entities or network, written without what nobody declared.

Knows: namespaces, lxml. Must not know: what is in a part.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

Element = Any
"""An element of lxml, which comes without types."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
M, R, P, T = f"{{{MAIN}}}", f"{{{RELATED}}}", f"{{{RELATIONS}}}", f"{{{TYPES}}}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# “Strict Open XML” differs from what everybody else writes in its namespaces, as far as anything here is concerned.
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": MAIN.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": RELATED.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}


def parsed(data: bytes) -> Element:
    """The root of a part. Raises what lxml raises on bytes that nobody vouches for, `ValueError` on a declaration."""
    return etree.fromstring(plain(data), parser())


def parser() -> Any:
    """A parser that fetches nothing and resolves nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)


def plain(data: bytes) -> bytes:
    """A part in the usual namespaces. Raises `ValueError` where it declares a type or an entity."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("a declaration")
    if b"purl.oclc.org" in data:
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
    return data


def written(root: Element) -> bytes:
    """A tree as a part."""
    return HEAD + bytes(etree.tostring(root, encoding="UTF-8"))


def canonical(element: Element) -> str:
    """An element as one text by which it is compared, whatever prefixes its program uses."""
    for prefixed in element.iter():
        if isinstance(prefixed.tag, str):
            prefixed.tail = None if not (prefixed.tail or "").strip() else prefixed.tail
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    etree.cleanup_namespaces(alone)
    text = etree.tostring(_unprefixed(alone), method="c14n2").decode()
    return str(text)


def _unprefixed(element: Element) -> Element:
    """The same elements of the main namespace under no prefix, with no attributes of other namespaces."""
    copy = etree.Element(element.tag, nsmap={None: MAIN})
    _fill(copy, element)
    return copy


def _fill(copy: Element, element: Element) -> None:
    copy.text, copy.tail = element.text, None
    for name, value in sorted(element.attrib.items()):
        if not name.startswith("{") or name == SPACE:
            copy.set(name, value)
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(M):
            _fill(etree.SubElement(copy, child.tag), child)


def elements(text: str) -> Element:
    """The element that `canonical` wrote."""
    return etree.fromstring(text)


def sub(parent: Element, tag: str, **attributes: str) -> Element:
    """Append an element of the main namespace."""
    return etree.SubElement(parent, f"{M}{tag}", dict(attributes.items()))


def made(tag: str, **attributes: str) -> Element:
    """An element of the main namespace that stands nowhere yet."""
    return etree.Element(f"{M}{tag}", dict(attributes.items()), nsmap={None: MAIN})


def put_in_order(parent: Element, element: Element, order: tuple[str, ...]) -> None:
    """Put an element among the children of another at the place that the schema's ``order`` gives it."""
    names = {f"{M}{name}": place for place, name in enumerate(order)}
    mine = names[element.tag]
    for place, child in enumerate(parent):
        if names.get(child.tag, -1) > mine:
            parent.insert(place, element)
            return
    parent.append(element)
