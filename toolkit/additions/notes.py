"""Notes at cells, old ones and threads of comments, read from a workbook and written into another.

Knows: the comments part, threaded comments, the drawing that notes stand on. Must not know: whose a note is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from toolkit.additions.cells import text_of, unescaped
from toolkit.additions.package import Package
from toolkit.additions.refs import corner, place
from toolkit.additions.xml import HEAD, SPACE, THREADED, M, made, parsed, sub, written
from toolkit.base.excel_limits import cell_text
from toolkit.base.texts import text_lines

_COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_DRAWING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_WIDTH, _LINE, _LONGEST = 240, 17, 40  # pixels, pixels, lines
_BETWEEN = "\n——————\n"


@dataclass(frozen=True, slots=True)
class Room:
    """How wide columns and how high rows are, in pixels, so that a note stands beside its cell."""

    columns: Mapping[int, float]
    rows: Mapping[int, float]

    def across(self, start: int, pixels: float) -> tuple[int, int]:
        """The column, and the pixels into it, that are so far right of a column's left edge."""
        return _along(lambda column: self.columns.get(column, 64.0), start, pixels)

    def down(self, start: int, pixels: float) -> tuple[int, int]:
        """The row (from 0), and the pixels into it, that are so far below a row's upper edge."""
        return _along(lambda row: self.rows.get(row + 1, 20.0), start, pixels)


def _along(size: Callable[[int], float], start: int, pixels: float) -> tuple[int, int]:
    at = start
    while pixels > size(at) and at < start + 2000:
        pixels -= size(at)
        at += 1
    return at, int(pixels)


def notes_of(package: Package, part: str) -> dict[str, str]:
    """The notes of a sheet by cell; of a thread everything that was said, with who said it."""
    found: dict[str, str] = {}
    for one in package.relations(part):
        if one.kind.endswith("/comments") and one.target in package.parts:
            for comment in parsed(package.parts[one.target]).iter(f"{M}comment"):
                text = comment.find(f"{M}text")
                if text is not None and (said := text_of(text)[0].strip("\n")):
                    found[comment.get("ref", "")] = said
    return found | _threads(package, part)


def _threads(package: Package, part: str) -> dict[str, str]:
    people = {
        person.get("id"): person.get("displayName", "")
        for one in package.relations(package.main)
        if one.kind.endswith("/person") and one.target in package.parts
        for person in parsed(package.parts[one.target])
    }
    found: dict[str, list[str]] = {}
    for one in package.relations(part):
        if one.kind.endswith("/threadedComment") and one.target in package.parts:
            for comment in parsed(package.parts[one.target]).iter(f"{{{THREADED}}}threadedComment"):
                said = unescaped(comment.findtext(f"{{{THREADED}}}text") or "")
                who, day = people.get(comment.get("personId"), ""), (comment.get("dT") or "")[:10]
                head = " ".join(filter(None, (who, day)))
                found.setdefault(comment.get("ref", ""), []).append(f"{head}：{said}" if head else said)
    return {ref: "\n".join(lines) for ref, lines in found.items()}


def together(office: str, own: str) -> str:
    """One note that says what the office and what the toolkit has to say of a cell."""
    return f"{office}{_BETWEEN}{own}" if office and own else office or own


def apart(note: str) -> tuple[str, str]:
    """The two of a note that `together` has made; the second is "" in any other."""
    office, between, own = note.rpartition(_BETWEEN)
    return (office, own) if between else (note, "")


def write_notes(package: Package, part: str, notes: Mapping[str, str], room: Room) -> str | None:
    """Give a sheet these notes instead of those that it has; gives the id of the drawing that they stand on."""
    kept = [o for o in package.relations(part) if o.kind not in (_COMMENTS, _DRAWING)]
    for one in package.relations(part):
        if one.kind in (_COMMENTS, _DRAWING):
            package.drop(one.target)
    package.relate(part, kept)
    if not notes:
        return None
    ordered = sorted(((corner(ref)[::-1], text) for ref, text in notes.items()))
    root = made("comments")
    sub(sub(root, "authors"), "author")
    holder = sub(root, "commentList")
    for (row, column), text in ordered:
        comment = sub(holder, "comment", ref=place(column, row), authorId="0")
        run = sub(sub(comment, "text"), "r")
        looks = sub(run, "rPr")
        sub(looks, "sz", val="9")
        sub(looks, "rFont", val="宋体")
        said = sub(run, "t")
        said.text = cell_text(text)
        said.set(SPACE, "preserve")
    name = package.free("xl/comments{}.xml")
    package.add(name, written(root), _COMMENTS_TYPE)
    package.lead(part, _COMMENTS, name)
    drawing = package.free("xl/drawings/vmlDrawing{}.vml")
    package.add(drawing, _shapes(ordered, room, int("".join(filter(str.isdigit, drawing)))), _DRAWING_TYPE)
    return package.lead(part, _DRAWING, drawing)


def _shapes(notes: Sequence[tuple[tuple[int, int], str]], room: Room, which: int) -> bytes:
    pieces = [
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{which}"/>'
        '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    ]
    for number, ((row, column), text) in enumerate(notes, start=1024 * which + 1):
        lines = min(text_lines(text, 28, 9), _LONGEST)
        left, in_left = room.across(column + 1, 12)
        right, in_right = room.across(column + 1, 12 + _WIDTH)
        top, in_top = room.down(max(row - 2, 0), 6)
        bottom, in_bottom = room.down(max(row - 2, 0), 6 + max(lines, 2) * _LINE + 8)
        anchor = ", ".join(map(str, (left, in_left, top, in_top, right, in_right, bottom, in_bottom)))
        pieces.append(
            f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
            f'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
            f'obscured="t"/><v:path o:connecttype="none"/><v:textbox><div style="text-align:left"/></v:textbox>'
            f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{escape(anchor)}</x:Anchor>'
            f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column>"
            f"</x:ClientData></v:shape>"
        )
    return HEAD + "".join([*pieces, "</xml>"]).encode()
