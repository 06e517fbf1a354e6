"""What lies over the cells of an .xlsx: comments, text boxes, pictures.

Knows: comments (ECMA-376 part 1, 18.7), drawings (20.5), the parts in which they are. Must not know: whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from toolkit.workbooks.markup import attributes, element, place, start, text_of
from toolkit.workbooks.package import Package
from toolkit.workbooks.pictures import embedded
from toolkit.workbooks.sheets import Over, Overlay

_MOST = 500
_ANCHORS = "twoCellAnchor|oneCellAnchor|absoluteAnchor"
_NUMBER = re.compile(r"\s*([0-9]{1,7})\s*")
_PARAGRAPH_END = re.compile(r"</(?:[\w.-]+:)?p>")


def over(package: Package, part: str) -> Iterator[Overlay]:
    """What lies over the cells of the sheet in a part; at most some hundreds of things."""
    threads: list[Overlay] = []
    notes: list[Overlay] = []
    drawn: list[Overlay] = []
    for _, kind, target in package.related(part):
        if not package.has(target):
            continue
        if kind == "comments":
            notes += _comments(text_of(package.read(target)))
        elif kind == "threadedComment":
            threads += _comments(text_of(package.read(target)))
        elif kind == "drawing":
            drawn += _drawn(package, target)
    # A thread has a note of the same cell that tells older programs of it.
    threaded = {(one.row, one.column) for one in threads}
    yield from [*drawn, *threads, *(one for one in notes if (one.row, one.column) not in threaded)][:_MOST]


def _comments(part: str) -> Iterator[Overlay]:
    authors = [text or "" for _, text in element("author").findall(part)]
    for inside, inner in element("comment|threadedComment").findall(part):
        one = attributes(inside)
        at, text = place(one.get("ref", "")), _said(inner)
        if at is not None and text:
            number = one.get("authorId", "")
            author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            yield Overlay(Over.COMMENT, *at, text, author)


def _drawn(package: Package, part: str) -> Iterator[Overlay]:
    media = {name: target for name, kind, target in package.related(part) if kind == "image" and package.has(target)}
    for _, inner in element(_ANCHORS).findall(text_of(package.read(part))):
        row, column = _corner(inner, "from") or (0, 0)
        for inside in start("blip").findall(inner):
            one = attributes(inside)
            name = next((value for key, value in one.items() if key.endswith((":embed", ":link")) and value), "")
            if name:  # what is only linked to, or gone, is a picture all the same
                shown = embedded(package, media[name]) if name in media else None
                yield Overlay(Over.PICTURE, row, column, embedded=shown, last=_corner(inner, "to"))
        if text := _said(_PARAGRAPH_END.sub("<a:t>\n</a:t>", inner)):
            yield Overlay(Over.TEXT_BOX, row, column, text)


def _corner(anchor: str, which: str) -> tuple[int, int] | None:
    """Row and column of the cell at which something begins or ends; None where nothing says so."""
    found = element(which).search(anchor)
    numbers = [element(name).search(found[2] or "") for name in ("row", "col")] if found else []
    read = [_NUMBER.fullmatch(one[2] or "") if one else None for one in numbers]
    return (int(read[0][1]) if read[0] else 0, int(read[1][1]) if read[1] else 0) if read else None


def _said(inner: str) -> str:
    plain = element("rPh").sub("", inner)
    texts = [text or "" for _, text in element("t").findall(plain)]
    if not texts:
        texts = [text for _, text in element("text").findall(plain) if text and "<" not in text]
    return unescape("".join(texts)).strip()
