"""Word's automatic numbering as text: a paragraph that shows 一、 has no such characters in it.

Knows: numbering.xml (ECMA-376 part 1, 17.9) and numbering by style. Must not know: what the numbers head.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from toolkit.base.numerals import in_chinese

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_Level = tuple[str, str, int]
_Key = tuple[str, int]


class Numbers:
    """Counts the paragraphs of one document as they go by."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[_Key, int] = {}
        try:
            root: Any = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        levels = {abstract.get(qn("w:abstractNumId")): _levels(abstract) for abstract in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            own, link = number.get(qn("w:numId")), number.find(qn("w:abstractNumId"))
            if link is None:
                continue
            abstract = link.get(qn("w:val"))
            restarted = number.find(qn("w:lvlOverride")) is not None
            self._levels[own] = levels.get(abstract, {})
            # Lists of one definition go on counting; one that overrides its start counts for itself.
            self._abstract[own] = f"num{own}" if restarted else abstract

    def of(self, paragraph: Paragraph) -> str:
        """The number that Word shows before a paragraph, or ""."""
        number, level = _reference(paragraph)
        levels = self._levels.get(number, {})
        if level not in levels:
            return ""
        counter = self._abstract[number]
        _, text, start = levels[level]
        self._counts[counter, level] = self._counts.get((counter, level), start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == counter and key[1] > level]:
            del self._counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, first = levels.get(at, ("decimal", "", 1))
            return _formatted(self._counts.get((counter, at), first), form)

        return re.sub(r"%(\d)", shown, text)


def _levels(abstract: Any) -> dict[int, _Level]:
    found = {}
    for level in abstract.iter(qn("w:lvl")):
        values = {}
        for name in ("numFmt", "lvlText", "start"):
            element = level.find(qn(f"w:{name}"))
            values[name] = element.get(qn("w:val")) if element is not None else None
        if values["numFmt"] not in ("bullet", "none", None):
            start = int(values["start"] or 1)
            found[int(level.get(qn("w:ilvl")))] = (values["numFmt"] or "", values["lvlText"] or "", start)
    return found


def _reference(paragraph: Paragraph) -> tuple[str, int]:
    """The list and level of a paragraph, its own or its style's; ("", 0) for none."""
    properties: list[Any] = [paragraph._p.pPr]
    style: Any = paragraph.style
    while style is not None:
        properties.append(style.element.pPr)
        style = style.base_style
    number: str | None = None
    level: int | None = None
    for one in properties:
        found = one.numPr if one is not None else None
        if found is None:
            continue
        if number is None and found.numId is not None:
            number = str(found.numId.val)
        if level is None and found.ilvl is not None:
            level = int(found.ilvl.val)
    return number or "", level or 0


def _formatted(number: int, form: str) -> str:
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return in_chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    return str(number)
