"""Colours as plain RGB: what a theme, a palette or a tint makes of them.

Knows: the theme part, the palette of styles.xml. Must not know: what is coloured.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence

from toolkit.additions.package import Package
from toolkit.additions.xml import Element, M, parsed

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# The order in which cells count a theme's colours: light and dark change places.
_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
_OFFICE = ("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646", "0000FF",
           "800080")  # fmt: skip
_BASIC = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_PALETTE = (
    *_BASIC, *_BASIC, "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080", "9999FF",
    "993366",
    "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF", "000080", "FF00FF", "FFFF00", "00FFFF", "800080",
    "800000", "008080", "0000FF", "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696", "003366", "339966", "003300",
    "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


class Colours:
    """What the colours of a workbook come to."""

    def __init__(self, package: Package, styles: Element) -> None:
        self._theme: Sequence[str] = _OFFICE
        part = next((o.target for o in package.relations(package.main) if o.kind.endswith("/theme")), "")
        if part in package.parts:
            self._theme = _of_theme(parsed(package.parts[part])) or _OFFICE
        own = [c.get("rgb", "") for c in styles.iterfind(f"{M}colors/{M}indexedColors/{M}rgbColor")]
        self._palette = [m[1].upper() if (m := _HEX.fullmatch(one)) else "000000" for one in own] or list(_PALETTE)

    def rgb(self, colour: Element) -> str:
        """A colour as six digits, "" where it is the system's own."""
        tint = float(colour.get("tint") or 0)
        if match := _HEX.fullmatch(colour.get("rgb", "")):
            return _tinted(match[1].upper(), tint)
        if (index := colour.get("theme")) is not None:
            return _tinted(self._theme[int(index)], tint) if int(index) < len(self._theme) else ""
        if (index := colour.get("indexed")) is not None:
            return _tinted(self._palette[int(index)], tint) if int(index) < len(self._palette) else ""
        return ""

    def plain(self, element: Element) -> None:
        """Write each colour in an element as plain RGB."""
        for child in element.iter():
            if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in (
                "color",
                "fgColor",
                "bgColor",
                "tabColor",
            ):
                rgb = self.rgb(child)
                if not rgb and child.get("indexed") in ("64", "65"):
                    continue
                child.attrib.clear()
                child.set(*(("rgb", f"FF{rgb}") if rgb else ("auto", "1")))


def _of_theme(theme: Element) -> list[str]:
    scheme = theme.find(f".//{_DRAWING}clrScheme")
    found = []
    for name in _ORDER if scheme is not None else ():
        holder = scheme.find(f"{_DRAWING}{name}")
        child = holder[0] if holder is not None and len(holder) else None
        value = "" if child is None else (child.get("lastClr") or child.get("val") or "")
        match = _HEX.fullmatch(value)
        found.append(match[1].upper() if match else "000000")
    return found


def _tinted(rgb: str, tint: float) -> str:
    if not tint:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    light = min(max(light, 0.0), 1.0)
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))
