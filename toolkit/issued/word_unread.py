"""What a Word file holds beside the text that it shows: hidden and struck-out words, margins, footnotes, pictures.

Knows: WordprocessingML (ECMA-376 part 1, 17.3.2 for hidden and struck-out runs). Must not know: what a plan is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from toolkit.issued.blocks import Unread
from toolkit.issued.plain_text import PAGE_NUMBER

if TYPE_CHECKING:
    from docx.document import Document

_HIDDEN, _STRUCK = ("vanish", "specVanish"), ("strike", "dstrike")
_OFF = ("0", "false", "off", "none")
_BESIDE = {
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
}


def taken_out(document: Document) -> list[Unread]:
    """Take hidden and struck-out words and hidden rows of tables out of a document, and tell them."""
    body = document.element.body
    styles = {name: _styles(document, names) for name, names in (("隐藏", _HIDDEN), ("划掉", _STRUCK))}
    found = [Unread(_text(row), "表格里隐藏的行") for row in list(body.iter(qn("w:tr"))) if _is_hidden_row(row)]
    for row in [row for row in body.iter(qn("w:tr")) if _is_hidden_row(row)]:
        row.getparent().remove(row)
    for paragraph in list(body.iter(qn("w:p"))):
        for why, names in (("隐藏", _HIDDEN), ("划掉", _STRUCK)):
            runs = [run for run in paragraph.iter(qn("w:r")) if _has(run, paragraph, names, styles[why])]
            text = "".join(map(_text, runs))
            for run in runs:
                run.getparent().remove(run)
            if text.strip():
                near = _text(paragraph).strip()
                found.append(Unread(text.strip(), f"{why}的文字" + (f"（在“{near[:12]}”一段里）" if near else "")))
    return [one for one in found if one.text]


def beside(document: Document) -> Iterator[Unread]:
    """What stands in the margins, in notes and comments, and how many pictures there are."""
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in _BESIDE and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            for text in _texts(root):
                yield Unread(text, _BESIDE[kind])
    pictures = [one for tag in ("wp:inline", "wp:anchor") for one in document.element.body.iter(qn(tag))]
    shown = sum(1 for one in pictures if next(one.iter(qn("pic:pic")), None) is not None)
    if shown:
        yield Unread(f"文件里有 {shown} 张图片，图片里的文字取不出来，请看有没有漏掉事项。", "图片")


def _texts(root: Any) -> Iterable[str]:
    """The paragraphs of a part, each once, without page numbers."""
    found = dict.fromkeys(_text(one).strip() for one in root.iter(qn("w:p")))
    return [text for text in found if re.search(r"\w", text) and not PAGE_NUMBER.fullmatch(text)]


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def _is_hidden_row(row: Any) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and _is_on(properties.find(qn("w:hidden")))


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(qn("w:val")) not in _OFF


def _has(run: Any, paragraph: Any, names: Iterable[str], styles: set[str]) -> bool:
    """Whether a run has one of some properties, of its own or by a style."""
    properties = run.find(qn("w:rPr"))
    if properties is not None:
        own = [mark for name in names if (mark := properties.find(qn(f"w:{name}"))) is not None]
        if own:
            return any(map(_is_on, own))
    named = [
        style.get(qn("w:val"))
        for parent, tag in ((properties, "w:rStyle"), (paragraph.find(qn("w:pPr")), "w:pStyle"))
        if parent is not None and (style := parent.find(qn(tag))) is not None
    ]
    return any(name in styles for name in named)


def _styles(document: Document, names: Iterable[str]) -> set[str]:
    """The ids of styles with one of some properties, of their own or inherited."""
    wanted = list(names)
    found: set[str] = set()
    for style in document.styles.element.iter(qn("w:style")):
        properties = style.find(qn("w:rPr"))
        base = style.find(qn("w:basedOn"))
        own = [
            mark for name in wanted if properties is not None and (mark := properties.find(qn(f"w:{name}"))) is not None
        ]
        inherited = base is not None and base.get(qn("w:val")) in found
        if any(map(_is_on, own)) or (not own and inherited):
            found.add(style.get(qn("w:styleId")))
    return found
