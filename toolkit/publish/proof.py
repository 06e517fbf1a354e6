"""The proof: a finished file is opened again, part by part, and read for what must not be in it.

Knows: the parts of .xlsx, .docx and web pages, what hides in them, how what is known may be written. Must not know: how
the file was made, how it was masked. It shares no module, pattern or list with the mask, so that what the one
overlooks the other may see. What could name somebody is listed for a person (`toolkit.publish.proof_names`,
`proof_numbers`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from toolkit.base.opc import parts_of
from toolkit.publish import proof_names, proof_numbers
from toolkit.publish.passages import Found, Passage
from toolkit.publish.proof_blocks import Block, blocks_of, local
from toolkit.publish.proof_pages import blocks_of_page, hidden_in_page, is_page
from toolkit.publish.proof_reading import Hit, Reading, read, widest

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
_AROUND = 36  # characters before and after a passage by which a person knows what it is about


@dataclass(frozen=True)
class Known:
    """What the plan and ledger say must not be told, as plain words: names, digits of numbers, addresses.

    ``allowed`` are the names that may be told, also where they begin with one that may not.
    """

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()

    def standing_in(self, text: str) -> list[str]:
        """Which of them stand in a text."""
        seen = read(text)
        joined = _joined(seen.text)
        free = [(a, b) for name in self.allowed for a, b in _places(joined, _joined(name))]
        found = []
        for name in sorted(self.names - self.allowed):
            word = _joined(name)
            places = _places(joined, word) if not word.isascii() else _whole_words(seen.text.casefold(), name)
            if any(not any(a <= start and end <= b and b - a > end - start for a, b in free) for start, end in places):
                found.append(name)
        digits = re.sub(r"[^\d\w]|_", "", re.sub(r"(?<=\d)[^\w]{1,3}(?=\d)", "", seen.figures))
        found += [n for n in sorted(self.numbers) if re.search(rf"(?<!\d){n}(?!\d)", digits)]
        lower = seen.text.casefold()
        return found + [address for address in sorted(self.addresses) if address.casefold() in lower]


def _joined(text: str) -> str:
    return re.sub(r"[\s·•・‧∙⋅･●․.．]", "", text).casefold()


def _places(text: str, word: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(word), text)] if word else []


def _whole_words(text: str, name: str) -> list[tuple[int, int]]:
    spelled = r"\W*".join(map(re.escape, re.findall(r"\w+", name.casefold())))
    return [found.span() for found in re.finditer(rf"(?<![a-z]){spelled}(?![a-z])", text)]


def problems_of(data: bytes, known: Known) -> list[str]:
    """What speaks against disclosing a file, a sentence each; nothing when it is clean."""
    if is_page(data):
        parts, blocks, found = {"网页": data}, list(blocks_of_page(data)), list(hidden_in_page(data))
    else:
        parts = parts_of(data)
        blocks = list(blocks_of(parts))
        found = [f"含有不该有的部件 {name}。" for name in parts if not _EXPECTED.fullmatch(name)]
        for name, content in parts.items():
            found += _hidden(name, ElementTree.fromstring(content))
    standing: dict[str, str] = {}
    for block in blocks:
        for word in known.standing_in(block.text):
            standing.setdefault(word, block.place)
    for name, content in parts.items():
        raw = html.unescape(content.decode("utf-8"))
        for address in known.addresses:
            if address.casefold() in raw.casefold():
                standing.setdefault(address, name)
    found += [f"还有“{word}”（在 {place} 里）。" for word, place in sorted(standing.items())]
    return [*found, *_unused(parts)]


def passages_of(data: bytes, file: str, offices: Collection[str] = ()) -> list[Found]:
    """Every passage of a file that could name somebody or say how somebody is reached, each place where it stands.

    ``offices`` are the names of units, which name nobody.
    """
    known = frozenset(offices)
    found = []
    for block in blocks_of_page(data) if is_page(data) else blocks_of(parts_of(data)):
        found += [_found(block, file, reading, hit) for reading, hit in _passages(block.text, known)]
    return found


@lru_cache(maxsize=20_000)
def _passages(text: str, offices: frozenset[str]) -> tuple[tuple[Reading, Hit], ...]:
    reading = read(text)
    hits = [*proof_names.hits(reading, offices), *proof_numbers.hits(reading)]
    return tuple((reading, hit) for hit in widest(iter(hits)))


def _found(block: Block, file: str, reading: Reading, hit: Hit) -> Found:
    start, end = reading.places[hit.start], reading.places[hit.end - 1] + 1
    text = block.text
    before = ("…" if start > _AROUND else "") + text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND] + ("…" if end + _AROUND < len(text) else "")
    return Found(Passage(hit.why, reading.words(hit)), file, block.place, before, text[start:end], after)


def _hidden(name: str, tree: ElementTree.Element) -> Iterator[str]:
    for element in tree.iter():
        kind = local(element.tag)
        if kind in _HIDING and not name.endswith(("styles.xml", "numbering.xml")):
            yield f"含有{_HIDING[kind]}（在 {name} 里）。"
        if kind == "sheet" and element.get("state", "visible") != "visible":
            yield f"含有隐藏的工作表“{element.get('name')}”。"
        if kind in ("row", "col") and element.get("hidden") in ("1", "true"):
            yield f"含有隐藏的行或列（在 {name} 里）。"
        if kind == "definedName" and element.get("name") not in _PRINTING:
            yield f"含有名称“{element.get('name')}”。"


def _unused(parts: dict[str, bytes]) -> Iterator[str]:
    """Strings that a workbook carries and no cell shows."""
    if "xl/sharedStrings.xml" not in parts:
        return
    count = sum(1 for e in ElementTree.fromstring(parts["xl/sharedStrings.xml"]) if local(e.tag) == "si")
    used = set()
    for name, content in parts.items():
        if name.startswith("xl/worksheets/"):
            for cell in ElementTree.fromstring(content).iter():
                if local(cell.tag) == "c" and cell.get("t") == "s":
                    used |= {e.text for e in cell if local(e.tag) == "v"}
    if len(used) != count:
        yield "含有表里看不到的文字。"
