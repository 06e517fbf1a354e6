"""The proof: a finished file is opened again, part by part, and searched for what must not be in it.

Knows: the parts of .xlsx and .docx, what hides in them. Must not know: how the file was made.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from toolkit.base.opc import parts_of
from toolkit.publish.masking import Secrets

_EXPECTED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|"
    r"xl/(?:workbook\.xml|_rels/workbook\.xml\.rels|styles\.xml|sharedStrings\.xml|theme/theme1\.xml|"
    r"worksheets/sheet\d+\.xml)|"
    r"word/(?:document|styles|settings|fontTable|webSettings|numbering|footer\d|theme/theme1)\.xml|"
    r"word/_rels/document\.xml\.rels"
)
# Elements that hide something or keep what was there before: formulas, links, tracked changes, hidden runs, comments.
_HIDING = {
    "f": "公式", "hyperlink": "链接", "hyperlinks": "链接", "legacyDrawing": "批注", "commentReference": "批注",
    "dataValidation": "数据有效性", "del": "修订痕迹", "ins": "修订痕迹", "vanish": "隐藏文字",
    "customSheetView": "自定义视图", "externalReference": "外部链接", "altChunk": "嵌入内容",
}  # fmt: skip
_PRINTING = ("_xlnm.Print_Titles", "_xlnm.Print_Area")
_FONTS = re.compile(r'(?:typeface|w:ascii|w:hAnsi|w:eastAsia|w:cs|<name val|<w:font w:name)="[^"]*"')


def problems_of(data: bytes, secrets: Secrets) -> list[str]:
    """What speaks against disclosing a file, a sentence each; nothing when it is clean."""
    parts = parts_of(data)
    found = [f"含有不该有的部件 {name}。" for name in parts if not _EXPECTED.fullmatch(name)]
    for name, content in parts.items():
        tree = ElementTree.fromstring(content)
        found += _hidden(name, tree)
        leaks = {*secrets.known_in(_FONTS.sub("", html.unescape(content.decode("utf-8"))))}
        for text in _texts(tree):
            leaks |= set(secrets.leaks(text))
        found += [f"还有“{leak}”（在 {name} 里）。" for leak in sorted(leaks)]
    return [*found, *_unused(parts)]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _hidden(name: str, tree: ElementTree.Element) -> Iterator[str]:
    for element in tree.iter():
        kind = _local(element.tag)
        if kind in _HIDING and not name.endswith(("styles.xml", "numbering.xml")):
            yield f"含有{_HIDING[kind]}（在 {name} 里）。"
        if kind == "sheet" and element.get("state", "visible") != "visible":
            yield f"含有隐藏的工作表“{element.get('name')}”。"
        if kind in ("row", "col") and element.get("hidden") in ("1", "true"):
            yield f"含有隐藏的行或列（在 {name} 里）。"
        if kind == "definedName" and element.get("name") not in _PRINTING:
            yield f"含有名称“{element.get('name')}”。"


def _texts(tree: ElementTree.Element) -> Iterator[str]:
    """The texts as people read them: of a cell, a paragraph, an attribute, whole across formatting."""
    for element in tree.iter():
        kind = _local(element.tag)
        if kind in ("si", "p", "is"):
            yield "".join(element.itertext())
        elif kind == "v" and element.text:
            yield element.text


def _unused(parts: dict[str, bytes]) -> Iterator[str]:
    """Strings that a workbook carries and no cell shows."""
    if "xl/sharedStrings.xml" not in parts:
        return
    count = sum(1 for e in ElementTree.fromstring(parts["xl/sharedStrings.xml"]) if _local(e.tag) == "si")
    used = set()
    for name, content in parts.items():
        if name.startswith("xl/worksheets/"):
            for cell in ElementTree.fromstring(content).iter():
                if _local(cell.tag) == "c" and cell.get("t") == "s":
                    used |= {e.text for e in cell if _local(e.tag) == "v"}
    if len(used) != count:
        yield "含有表里看不到的文字。"
