"""The notes on the cells of a correction copy, as the two parts in which a workbook keeps them.

Knows: comments (ECMA-376 part 1, 18.7) and the drawing that says how large each is. Must not know: what is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from toolkit.base.excel_limits import cell_text
from toolkit.form.grid import NOTES_AUTHOR

_WIDTH = 290  # pixels; some eighteen characters a line
_HIGHEST = 900  # pixels; a screen shows no more, and the note can be drawn larger
_PLACE = re.compile(r"([A-Z])([0-9]+)")
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_DRAWING = (
    f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape type="#_x0000_t202" id="_x0000_s{id}" style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;'
    'width:{width}px;height:{height}px;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def comments_at(number: int) -> str:
    """The part of the texts of the sheet that is the how many-th with notes in its workbook."""
    return f"xl/comments/comment{number}.xml"


def drawing_at(number: int) -> str:
    """The part of the boxes of that sheet."""
    return f"xl/drawings/commentsDrawing{number}.vml"


def note_height(text: str) -> int:
    """How high a note must be for its text, in pixels."""
    return min(max(60, 20 * sum(1 + len(line) // 18 for line in text.split("\n")) + 20), _HIGHEST)


def comments_part(notes: Mapping[str, str]) -> bytes:
    """The texts, by the cell on which each stands (A1)."""
    said = "".join(
        f'<comment ref={quoteattr(place)} authorId="0" shapeId="0"><text><t xml:space="preserve">'
        f"{escape(cell_text(text))}</t></text></comment>"
        for place, text in notes.items()
    )
    return (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<authors><author>{NOTES_AUTHOR}</author></authors><commentList>{said}</commentList></comments>"
    ).encode()


def drawing_part(notes: Mapping[str, str]) -> bytes:
    """The boxes in which they are shown."""
    shapes = []
    for number, (place, text) in enumerate(notes.items(), start=1):
        match = _PLACE.fullmatch(place)
        assert match
        row, column = int(match[2]) - 1, ord(match[1]) - 65
        height = note_height(text)
        shapes.append(
            _SHAPE.format(id=1025 + number, width=_WIDTH, height=height, order=number, row=row, column=column)
        )
    return f"{_DRAWING}{''.join(shapes)}</xml>".encode()
