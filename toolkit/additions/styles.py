"""Formats of cells: what they come to in one workbook, and how they are entered into another.

Knows: styles.xml. Must not know: which cells have them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields

from toolkit.additions.colours import Colours
from toolkit.additions.package import Package
from toolkit.additions.xml import Element, M, canonical, elements, made, parsed, put_in_order, sub, written

_FIRST_OWN_FORMAT = 164
BUILT_IN = "\0"  # before the number of a format that every program has
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_FONT = ("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
         "family", "charset", "scheme")  # fmt: skip
_BLACK, _WHITE = "000000", "FFFFFF"


@dataclass(frozen=True, slots=True)
class Look:
    """What people do to a cell by hand: its fill, and the colour and strokes of its letters; "" for none."""

    fill: str = ""
    colour: str = ""
    bold: str = ""
    italic: str = ""
    underline: str = ""
    struck: str = ""

    def differences(self, other: Look) -> dict[str, str]:
        """What this one has otherwise than another."""
        return {
            field.name: mine
            for field, mine, theirs in zip(fields(self), astuple(self), astuple(other), strict=True)
            if mine != theirs
        }


@dataclass(frozen=True, slots=True)
class Style:
    """A whole format, each part as `canonical` XML."""

    font: str
    fill: str
    border: str
    number: str
    alignment: str = ""
    protection: str = ""
    quoted: bool = False


class StyleTable:
    """The formats of a workbook."""

    def __init__(self, package: Package) -> None:
        related = (o.target for o in package.relations(package.main) if o.kind.endswith("/styles"))
        self.part = next(related, "")
        self.root = parsed(package.parts[self.part]) if self.part in package.parts else made("styleSheet")
        self.colours = Colours(package, self.root)
        self._xfs = self._children("cellXfs")
        self._fonts, self._fills, self._borders = map(self._children, ("fonts", "fills", "borders"))
        self._dxfs = self._children("dxfs")
        self._codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in self._children("numFmts")}
        self._pieces: dict[tuple[str, int], str] = {}
        self._styles: dict[int, Style] = {}
        self._looks: dict[int, Look] = {}

    def _children(self, name: str) -> list[Element]:
        parent = self.root.find(f"{M}{name}")
        return [] if parent is None else [child for child in parent if isinstance(child.tag, str)]

    def style(self, index: int) -> Style:
        """The format of a number."""
        if index not in self._styles:
            self._styles[index] = self._read(index)
        return self._styles[index]

    def look(self, index: int) -> Look:
        """What of it people do by hand."""
        if index not in self._looks:
            self._looks[index] = look_of(self.style(index))
        return self._looks[index]

    def difference(self, index: int) -> Element | None:
        """A copy of the format of a conditional one, in plain colours."""
        if not 0 <= index < len(self._dxfs):
            return None
        copy = elements(canonical(self._dxfs[index]))
        self.colours.plain(copy)
        return copy

    def _read(self, index: int) -> Style:
        xf = self._xfs[index] if 0 <= index < len(self._xfs) else made("xf")

        def piece(of: list[Element], name: str) -> str:
            at = int(xf.get(name) or 0)
            if (name, at) not in self._pieces:  # many formats share a font
                self._pieces[name, at] = self._plain(of[at]) if at < len(of) else ""
            return self._pieces[name, at]

        number = xf.get("numFmtId") or "0"
        alignment, protection = xf.find(f"{M}alignment"), xf.find(f"{M}protection")
        return Style(
            piece(self._fonts, "fontId"),
            piece(self._fills, "fillId"),
            piece(self._borders, "borderId"),
            self._codes.get(number, f"{BUILT_IN}{number}" if int(number) < _FIRST_OWN_FORMAT else "General"),
            "" if alignment is None else _meaningful(alignment, _ALIGNMENT),
            "" if protection is None else _meaningful(protection, _PROTECTION),
            xf.get("quotePrefix") in ("1", "true"),
        )

    def _plain(self, element: Element) -> str:
        copy = elements(canonical(element))
        self.colours.plain(copy)
        return canonical(copy)


_ALIGNMENT = {"textRotation": "0", "wrapText": "0", "indent": "0", "shrinkToFit": "0", "justifyLastLine": "0",
              "relativeIndent": "0", "readingOrder": "0", "horizontal": "general", "vertical": "bottom"}  # fmt: skip
_PROTECTION = {"locked": "1", "hidden": "0"}


def _meaningful(element: Element, usual: dict[str, str]) -> str:
    """An element without what says the usual; "" where nothing is left."""
    copy = elements(canonical(element))
    for name, value in list(copy.attrib.items()):
        value = {"true": "1", "false": "0"}.get(value, value)
        copy.set(name, value)
        if usual.get(name) == value:
            del copy.attrib[name]
    return canonical(copy) if copy.attrib else ""


def look_of(style: Style) -> Look:
    """What people do by hand of a format. Black letters are the usual ones, white paper is no fill."""
    fill, colour = "", ""
    pattern = elements(style.fill).find(f"{M}patternFill") if style.fill else None
    if pattern is not None and pattern.get("patternType") not in (None, "none", "gray125"):
        front = pattern.find(f"{M}fgColor")
        fill = "" if front is None else (front.get("rgb") or "")[2:]
    strokes = dict.fromkeys(("b", "i", "u", "strike"), "")
    for child in elements(style.font) if style.font else ():
        name = child.tag.rpartition("}")[2]
        if name == "color":
            colour = (child.get("rgb") or "")[2:]
        elif name in strokes and child.get("val") not in ("0", "false", "none"):
            strokes[name] = child.get("val") or "1" if name == "u" else "1"
    strokes["u"] = {"single": "1"}.get(strokes["u"], strokes["u"])
    fill, colour = ("" if fill == _WHITE else fill), ("" if colour == _BLACK else colour)
    return Look(fill, colour, strokes["b"], strokes["i"], strokes["u"], strokes["strike"])


class StyleBook:
    """The formats of a workbook that is being written: each new one is entered once."""

    def __init__(self, table: StyleTable) -> None:
        self.table, self.root = table, table.root
        self._known: dict[Style, int] = {}
        self._pieces: dict[str, dict[str, int]] = {}
        self._marked: dict[tuple[int, tuple[tuple[str, str], ...]], int] = {}
        self._differences: dict[str, int] = {}
        for index in range(len(self._holder("cellXfs"))):
            self._known.setdefault(table.style(index), index)

    def number(self, style: Style) -> int:
        """The number of a format."""
        if style not in self._known:
            xf = sub(
                self._holder("cellXfs"), "xf",
                numFmtId=str(self._number_format(style.number)), fontId=str(self._piece("fonts", style.font)),
                fillId=str(self._piece("fills", style.fill)), borderId=str(self._piece("borders", style.border)),
                xfId="0", applyNumberFormat="1", applyFont="1", applyFill="1", applyBorder="1",
            )  # fmt: skip
            if style.quoted:
                xf.set("quotePrefix", "1")
            for name, piece in (("applyAlignment", style.alignment), ("applyProtection", style.protection)):
                if piece:
                    xf.set(name, "1")
                    xf.append(elements(piece))
            self._known[style] = len(self._holder("cellXfs")) - 1
        return self._known[style]

    def marked(self, index: int, by_hand: tuple[tuple[str, str], ...]) -> int:
        """The number of one of this workbook's own formats with something done to it by hand."""
        if (index, by_hand) not in self._marked:
            style, changes = self.table.style(index), dict(by_hand)
            font, fill = elements(style.font), style.fill
            if (colour := changes.pop("fill", None)) is not None:
                fill = _filled(colour)
            for name, value in changes.items():
                _stroke(font, name, value)
            made_of = Style(canonical(font), fill, *astuple(style)[2:])
            self._marked[index, by_hand] = self.number(made_of)
        return self._marked[index, by_hand]

    def difference(self, element: Element) -> int:
        """The number of a conditional format."""
        key = canonical(element)
        if key not in self._differences:
            self._holder("dxfs").append(elements(key))
            self._differences[key] = len(self._holder("dxfs")) - 1
        return self._differences[key]

    def save(self, package: Package) -> None:
        """Write the formats into their workbook."""
        for name in _ORDER[:8]:
            holder = self.root.find(f"{M}{name}")
            if holder is not None:
                holder.set("count", str(len(holder)))
        package.parts[self.table.part] = written(self.root)

    def _holder(self, name: str) -> Element:
        holder = self.root.find(f"{M}{name}")
        if holder is None:
            holder = made(name)
            put_in_order(self.root, holder, _ORDER)
        return holder

    def _piece(self, name: str, piece: str) -> int:
        if not piece:
            return 0
        if name not in self._pieces:
            plain: Callable[[Element], str] = self.table._plain
            self._pieces[name] = {}
            for index, child in enumerate(self._holder(name)):
                self._pieces[name].setdefault(plain(child), index)
        known = self._pieces[name]
        if piece not in known:
            self._holder(name).append(elements(piece))
            known[piece] = len(self._holder(name)) - 1
        return known[piece]

    def _number_format(self, code: str) -> int:
        if code.startswith(BUILT_IN):
            return int(code.removeprefix(BUILT_IN))
        if code == "General":
            return 0
        holder = self._holder("numFmts")
        for child in holder:
            if child.get("formatCode") == code:
                return int(child.get("numFmtId"))
        number = max([_FIRST_OWN_FORMAT - 1, *(int(child.get("numFmtId")) for child in holder)]) + 1
        sub(holder, "numFmt", numFmtId=str(number), formatCode=code)
        return number


def _filled(colour: str) -> str:
    fill = made("fill")
    if not colour:
        sub(fill, "patternFill", patternType="none")
    else:
        pattern = sub(fill, "patternFill", patternType="solid")
        sub(pattern, "fgColor", rgb=f"FF{colour}")
        sub(pattern, "bgColor", indexed="64")
    return canonical(fill)


def _stroke(font: Element, name: str, value: str) -> None:
    """Change one thing of a font."""
    tag = {"colour": "color", "bold": "b", "italic": "i", "underline": "u", "struck": "strike"}[name]
    for child in font.findall(f"{M}{tag}"):
        font.remove(child)
    if name == "colour":
        child = made(tag, rgb=f"FF{value or _BLACK}")
    elif value:
        child = made(tag) if value == "1" else made(tag, val=value)
    else:
        return
    put_in_order(font, child, _FONT)
