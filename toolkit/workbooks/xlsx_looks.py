"""How cells of an .xlsx look: struck out, as a percentage, as a picture; which formulas have no value.

Knows: styles, rich texts, cells as XML (ECMA-376 part 1, 18.3, 18.4, 18.8). Must not know: values. Sheets are looked
through only where the package says that there may be something to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from toolkit.workbooks.markup import PREFIX, attributes, column_number, element, place, start, text_of
from toolkit.workbooks.package import Package
from toolkit.workbooks.sheets import shows_percent

_STYLES, _TEXTS, _RICH = "xl/styles.xml", "xl/sharedStrings.xml", "xl/richData/rdrichvaluestructure.xml"
_MAY_SHOW = re.compile(rb"""strike|numFmtId\s*=\s*["'](?:9|10)["']|formatCode\s*=\s*(?:"[^"]*%|'[^']*%)""")
_QUOTED = 120  # bytes of a formula that are told
_PERCENT_FORMATS = {"9", "10"}
_P = PREFIX.encode()
_UNCALCULATED = re.compile(
    rb"<" + _P + rb"""c\s(?![^<>]*\bt\s*=\s*["']str["'])[^<>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*>\s*"""
    rb"<" + _P + rb"f\b(?:[^<>]*/>|[^<>]*>([^<]*)</" + _P + rb"f>)\s*"
    rb"(?:<" + _P + rb"v\s*/>|<" + _P + rb"v\b[^<>]*>\s*</" + _P + rb"v>)?\s*</" + _P + rb"c>"
)
_ROWS_AND_CELLS = re.compile(rf"<{PREFIX}row((?:\s[^<>]*)?)>|{element('c').pattern}")
_SHOWS_PICTURE = re.compile(r"(?i)(?<![\w.])(?:_xlfn\.|_xlws\.)*(?:DISPIMG|IMAGE)\(")
_MAY_BE_PICTURE = re.compile(rb"(?i)(?:DISPIMG|IMAGE)\(")
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
    struck: set[int] = set()
    percent: set[int] = set()
    if package.has(_STYLES) and _MAY_SHOW.search(part := package.read(_STYLES)):
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
    texts: dict[int, tuple[_Run, ...]] = {}
    if package.has(_TEXTS) and (struck or package.holds(_TEXTS, b"strike")):
        for index, (_, inner) in enumerate(element("si").findall(text_of(package.read(_TEXTS)))):
            runs = _runs(inner or "")
            if any(run.struck is not None for run in runs):
                texts[index] = runs
    return Styles(frozenset(struck), frozenset(percent), texts, package.holds(_RICH, b"_localImage"))


def uncalculated(sheet: bytes) -> Iterator[tuple[int, int, str]]:
    """Row and column (from 0) of formulas without a value, and the formulas; one that gives "" has that value."""
    for letters, row, formula in _UNCALCULATED.findall(sheet):
        yield (
            int(row) - 1,
            column_number(letters.decode()),
            "=" + unescape(formula[:_QUOTED].decode("utf-8", "replace")),
        )


def looks(sheet: bytes, known: Styles) -> Iterator[tuple[int, int, Look]]:
    """Row and column (from 0) of the cells that look like something."""
    pictures = _MAY_BE_PICTURE.search(sheet) is not None or known.pictures
    if not (known.struck or known.percent or known.texts or pictures or b"strike" in sheet):
        return
    row = column = -1
    for found in _ROWS_AND_CELLS.finditer(text_of(sheet)):
        if found[1] is not None:
            number = attributes(found[1]).get("r", "")
            row, column = (int(number) - 1 if number.isdecimal() else row + 1), -1
            continue
        cell, inner = attributes(found[2]), found[3]
        at = place(cell.get("r", ""))
        row, column = at if at is not None else (row, column + 1)
        if not inner:
            continue
        style = int(cell["s"]) if cell.get("s", "").isdecimal() else 0
        picture = _picture(cell, inner, known) if pictures else None
        look = Look(_struck(cell, inner, style in known.struck, known.texts), style in known.percent, picture)
        if look != Look():
            yield row, column, look


def _picture(cell: Mapping[str, str], inner: str, known: Styles) -> str | None:
    """The formula of a cell that shows a picture, "" for one that holds it itself, None for any other."""
    formula = element("f").search(inner)
    if formula is not None:
        text = unescape(formula[2] or "")
        return f"={text}" if _SHOWS_PICTURE.search(text) else None
    return "" if known.pictures and cell.get("t") == "e" and "vm" in cell else None


def _struck(cell: Mapping[str, str], inner: str, whole: bool, texts: Mapping[int, tuple[_Run, ...]]) -> bool | str:
    runs: tuple[_Run, ...] = ()
    value = element("v").search(inner)
    if cell.get("t") == "s" and value is not None and (value[2] or "").strip().isdecimal():
        runs = texts.get(int(value[2]), ())
    elif cell.get("t") == "inlineStr":
        runs = _runs(inner)
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
