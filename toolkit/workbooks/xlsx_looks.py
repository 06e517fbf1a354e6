"""How cells of an .xlsx look: struck out, as a percentage, as a picture; which formulas have no value.

Knows: styles, rich texts (ECMA-376 part 1, 18.4, 18.8). Must not know: values, how cells are written. Sheets are looked
through only where the package says that there may be something to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from toolkit.workbooks.markup import PREFIX, attributes, element, start, text_of
from toolkit.workbooks.package import Package
from toolkit.workbooks.sheets import shows_percent
from toolkit.workbooks.xlsx_cells import Cell, SheetXml, cells

_STYLES, _TEXTS, _RICH = "xl/styles.xml", "xl/sharedStrings.xml", "xl/richData/rdrichvaluestructure.xml"
_MAY_SHOW = re.compile(rb"""strike|numFmtId\s*=\s*["'](?:9|10)["']|formatCode\s*=\s*(?:"[^"]*%|'[^']*%)""")
_LONG = 8 * 2**10  # bytes of a formula that is met again and again
_PERCENT_FORMATS = {"9", "10"}
_SHOWS_PICTURE = re.compile(r"(?i)(?<![\w.])(?:_xlfn\.|_xlws\.)*(?:DISPIMG|IMAGE)\(")
_STRIKE = re.compile(rf"""<{PREFIX}strike\b(?![^<>]*\bval\s*=\s*["'](?:0|false|off)["'])""")


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: whether all of it is struck out, or which part of its text; the formula of a picture."""

    struck: bool | str = False
    percent: bool = False
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    struck: bool | None  # None: as the cell is


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles and shared texts of a workbook that show something: empty in nearly every one."""

    struck: frozenset[int] = frozenset()
    percent: frozenset[int] = frozenset()
    texts: Mapping[int, tuple[_Run, ...]] = field(default_factory=dict)
    pictures: bool = False


def styles(package: Package) -> Styles:
    """What the workbook's styles and rich texts may show."""
    struck, percent = _shown(package.read(_STYLES)) if package.has(_STYLES) else (frozenset(), frozenset())
    texts: dict[int, tuple[_Run, ...]] = {}
    if package.has(_TEXTS) and (struck or package.holds(_TEXTS, b"strike")):
        for index, (_, inner) in enumerate(element("si").findall(text_of(package.read(_TEXTS)))):
            runs = _runs(inner or "")
            if any(run.struck is not None for run in runs):
                texts[index] = runs
    return Styles(struck, percent, texts, package.holds(_RICH, b"_localImage"))


@lru_cache(maxsize=8)  # forms of an item have the same styles
def _shown(part: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """The formats of cells that strike out, and those that show a percentage."""
    struck: set[int] = set()
    percent: set[int] = set()
    if _MAY_SHOW.search(part):
        text = text_of(part)
        formats = [attributes(inside) for inside in start("numFmt").findall(text)]
        codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in formats}
        fonts = [bool(_STRIKE.search(inner or "")) for _, inner in element("font").findall(_within(text, "fonts"))]
        for number, inside in enumerate(start("xf").findall(_within(text, "cellXfs"))):
            xf = attributes(inside)
            font, shown = xf.get("fontId", "0"), xf.get("numFmtId", "0")
            if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
                struck.add(number)
            if shows_percent(codes[shown]) if shown in codes else shown in _PERCENT_FORMATS:
                percent.add(number)
    return frozenset(struck), frozenset(percent)


def looks(sheet: SheetXml, known: Styles) -> Iterator[tuple[int, int, Look]]:
    """Row and column (from 0) of the cells that look like something."""
    pictures = known.pictures or any(map(_may_show_picture, sheet.formulas))
    if not (known.struck or known.percent or known.texts or pictures or b"strike" in sheet.values):
        return
    for cell in cells(sheet):
        picture = _picture(cell, known) if pictures else None
        look = Look(_struck(cell, cell.style in known.struck, known.texts), cell.style in known.percent, picture)
        if look != Look():
            yield cell.row, cell.column, look


def _may_show_picture(formula: bytes) -> bool:
    return _known(formula) if len(formula) <= _LONG else _names_a_picture(formula)


@lru_cache(maxsize=4096)  # forms of an item have the same formulas
def _known(formula: bytes) -> bool:
    return _names_a_picture(formula)


def _names_a_picture(xml: bytes) -> bool:
    upper = xml.upper()  # a pattern that does not care takes fifty times as long
    return b"IMAGE(" in upper or b"DISPIMG(" in upper


def _picture(cell: Cell, known: Styles) -> str | None:
    """The formula of a cell that shows a picture, "" for one that holds it itself, None for any other."""
    if (formula := cell.formula) is not None:
        return f"={formula}" if _SHOWS_PICTURE.search(formula) else None
    return "" if known.pictures and cell.kind == "e" and cell.metadata else None


def _struck(cell: Cell, whole: bool, texts: Mapping[int, tuple[_Run, ...]]) -> bool | str:
    runs: tuple[_Run, ...] = ()
    if texts and cell.kind == "s" and (value := (cell.value or "").strip()).isdecimal():
        runs = texts.get(int(value), ())
    elif cell.kind == "inlineStr":
        runs = _runs(cell.rich)
    if not runs:
        return whole
    return "".join(run.text for run in runs if (whole if run.struck is None else run.struck))


def _runs(inner: str) -> tuple[_Run, ...]:
    found = []
    for _, run in element("r").findall(inner):
        look = element("rPr").search(run or "")
        text = element("t").search(element("rPr").sub("", run or ""))
        if text:
            struck = bool(_STRIKE.search(look[2] or "")) if look else None
            found.append(_Run(unescape(text[2] or ""), struck))
    return tuple(found)


def _within(text: str, name: str) -> str:
    found = element(name).search(text)
    return found[2] or "" if found else ""
