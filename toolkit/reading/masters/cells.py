"""What the XML of an .xlsx says of its cells, and python-calamine does not: errors, formulas, merges, how far they go.

Knows: SpreadsheetML (ECMA-376 part 1, 18.3). Must not know: masters. Errors are read as empty cells by the parser, and
names of errors that it does not know make it give up the file; so they are taken out before it sees them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from xml.parsers import expat

from toolkit.intake.guard import directory
from toolkit.intake.parts import inflate

Place = tuple[int, int]
"""Row and column, from 0."""
Box = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# The start of a cell that holds an error, whatever the order of its attributes.
_ERROR = re.compile(rb"""(<(?:[\w.-]+:)?c\b[^<>]*?\bt\s*=\s*)(?:"e"|'e')""")


@dataclass(slots=True)
class Marks:
    """What is odd about a sheet's cells: the texts of errors, formulas, those of them without a result or with a blank.

    ``last`` is how far cells with content go, ``filled`` how many there are, ``shared`` how many with shared texts.
    """

    errors: dict[Place, str] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    uncalculated: set[Place] = field(default_factory=set)
    blank: set[Place] = field(default_factory=set)
    merges: list[Box] = field(default_factory=list)
    last: Place = (0, 0)
    filled: int = 0
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Scanned:
    """A workbook's marks by sheet name, its bytes as the parser can read them, and the length of its longest text."""

    marks: Mapping[str, Marks]
    readable: bytes
    longest: int


def scan(data: bytes, most_inflated: int) -> Scanned:
    """The marks of every sheet.

    Raises `ValueError`, `KeyError`, `zipfile.BadZipFile`, `NotImplementedError` or `expat.ExpatError` where the file is
    not sound, `MemoryError` where a part is larger than it may be.
    """
    infos = {info.filename.replace("\\", "/").lower(): info for info in directory(data)}
    left = most_inflated

    def part(name: str) -> bytes:
        nonlocal left
        found = inflate(data, infos[name.lower()], left)
        if found is None:
            raise MemoryError
        left -= len(found)
        return found

    targets = {
        one["Id"]: normpath(join("/xl", one["Target"])).lstrip("/")
        for one in _elements(part("xl/_rels/workbook.xml.rels"), "Relationship")
        if "Id" in one and "Target" in one
    }
    marks: dict[str, Marks] = {}
    changed: dict[str, bytes] = {}
    for sheet in _elements(part("xl/workbook.xml"), "sheet"):
        target = next((targets[v] for k, v in sheet.items() if k.endswith(":id") and v in targets), "").lower()
        if target not in infos or "name" not in sheet:
            continue
        xml = part(target)
        marks[sheet["name"]] = found = _Sheet().read(xml)
        if found.errors:
            changed[infos[target].filename] = _ERROR.sub(rb'\1"str"', xml)
    strings = next((name for name in infos if name.endswith("/sharedstrings.xml")), None)
    longest = max(map(len, part(strings).split(b"si>")), default=0) if strings else 0
    return Scanned(marks, _with_parts(data, changed) if changed else data, longest)


class _Sheet:
    """One sheet while its XML goes by."""

    def __init__(self) -> None:
        self.marks = Marks()
        self._row = self._column = -1
        self._kind = ""
        self._formula = self._valued = False
        self._text: list[str] | None = None

    def read(self, xml: bytes) -> Marks:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(xml, True)
        return self.marks

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            place = attributes.get("r", "")
            self._column += 1
            if match := _PLACE.fullmatch(place):
                self._row, self._column = int(match[2]) - 1, _number(match[1])
            elif place:
                raise ValueError("no place of a cell")
            self._kind, self._formula, self._valued, self._text = attributes.get("t", ""), False, False, []
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "f" and self._text is not None:
            self._formula = True
        elif name in ("v", "is") and self._text is not None:
            self._valued = True
            self._text.clear()
        elif name == "mergeCell":
            ends = [_PLACE.fullmatch(end) for end in attributes.get("ref", "").replace("$", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                (a, b), (c, d) = ((int(end[2]) - 1, _number(end[1])) for end in ends if end)
                self.marks.merges.append((min(a, c), min(b, d), max(a, c), max(b, d)))

    def _characters(self, text: str) -> None:
        if self._valued and self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if self._text is None or tag.rpartition(":")[2] != "c":
            return
        place, text, marks = (self._row, self._column), "".join(self._text), self.marks
        self._text = None
        if not (self._formula or self._valued):
            return
        marks.filled += 1
        marks.shared += self._kind == "s"
        marks.last = max(marks.last[0], place[0]), max(marks.last[1], place[1])
        if self._formula:
            marks.formulas.add(place)
        if self._kind == "e":
            marks.errors[place] = text or "#N/A"
        elif self._formula and not text:
            (marks.blank if self._kind == "str" and self._valued else marks.uncalculated).add(place)


def _elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found


def _with_parts(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, changed[info.filename] if info.filename in changed else source.read(info))
    return out.getvalue()


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
