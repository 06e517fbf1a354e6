"""A sheet of the toolkit's written once more with what the office has added: row by row, so that long ones are no load.

Knows: rows as XML, where each addition goes. Must not know: how additions were found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from toolkit.additions import frame as frames
from toolkit.additions.cells import Value, fill
from toolkit.additions.frame import ColumnLook
from toolkit.additions.notes import Room, notes_of, together, write_notes
from toolkit.additions.package import Package
from toolkit.additions.records import Added
from toolkit.additions.refs import Move, adapted, area, corner, place
from toolkit.additions.styles import Style, StyleBook
from toolkit.additions.xml import MAIN, RELATED, Element, M, R, made, put_in_order, written
from toolkit.base.texts import text_lines

_NAMESPACES = (f' xmlns="{MAIN}"'.encode(), f' xmlns:r="{RELATED}"'.encode())
_HIGHEST, _LINE, _USUAL_WIDTH = 409.0, 14.0, 12.0  # points, points, characters


@dataclass
class Work:
    """What is to be put on one sheet: additions by row and column, own columns by place, their usual formats.

    ``looks`` are how columns of the toolkit's are to look, ``hidden`` the rows that are not shown, ``frozen`` how many
    rows and columns stand still.
    """

    sheet: str = ""
    cells: dict[int, dict[int, Added]] = field(default_factory=dict)
    columns: dict[int, ColumnLook] = field(default_factory=dict)
    usual: dict[int, Style] = field(default_factory=dict)
    keyed: frozenset[int] = frozenset()
    looks: dict[int, ColumnLook] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    frozen: tuple[int, int] | None = None

    @property
    def there_is(self) -> bool:
        """Whether there is anything to be put."""
        return bool(self.cells or self.looks or self.hidden or self.frozen is not None)

    def put(self, row: int, column: int, added: Added) -> None:
        """Put an addition into a cell."""
        self.cells.setdefault(row, {})[column] = added


def rewrite(
    package: Package,
    part: str,
    work: Work,
    moves: Mapping[str, Move],
    styles: StyleBook,
    around: Callable[[Element], object],
) -> None:
    """Write a sheet anew; ``moves`` say which of the toolkit's own columns have moved on which sheet.

    ``around`` puts what the office has around the cells on the sheet, once its columns stand where they will.
    """
    sheet = work.sheet
    frame, data = frames.split(package.parts[part])
    move = moves.get(sheet)
    if move is not None:
        frames.put_columns(frame, move, work.columns)
    frames.follow(frame, sheet, moves)
    frames.put_looks(frame, work.looks)
    if work.frozen is not None:
        frames.freeze(frame, *work.frozen)
    around(frame)
    notes = {_moved(ref, move): said for ref, said in notes_of(package, part).items()}
    for row, cells in work.cells.items():
        for column, added in cells.items():
            if added.note:
                at = place(column, row)
                notes[at] = together(added.note, notes.get(at, ""))
    heights: dict[int, float] = {}
    rows = b"".join(_rows(data, sheet, work, moves, styles, heights))
    if any(added.note for cells in work.cells.values() for added in cells.values()) or (move is not None and notes):
        widths = {at: (look.width or 9) * 7 + 5 for at, look in frames.columns_in(frame).items()}
        _stand_on(frame, write_notes(package, part, notes, Room(widths, heights)))
    _wider(frame, work)
    begin, _, end = written(frame).partition(b"<sheetData/>")
    package.parts[part] = b"".join((begin, b"<sheetData>", rows, b"</sheetData>", end))


def _stand_on(frame: Element, drawing: str | None) -> None:
    """Have the notes of a sheet stand on a drawing."""
    for one in frame.findall(f"{M}legacyDrawing"):
        frame.remove(one)
    if drawing is not None:
        element = made("legacyDrawing")
        element.set(f"{R}id", drawing)
        put_in_order(frame, element, frames.ORDER)


def _wider(frame: Element, work: Work) -> None:
    for one in frame.iter(f"{M}dimension"):
        first, top, last, bottom = area(one.get("ref", "A1"))
        rows = [row for row, cells in work.cells.items() if cells]
        columns = [column for cells in work.cells.values() for column in cells]
        last, bottom = max([last, *columns, *work.columns]), max([bottom, *rows])
        one.set("ref", f"{place(min([first, *columns]), min([top, *rows]))}:{place(last, bottom)}")


def _moved(ref: str, move: Move | None) -> str:
    if move is None:
        return ref
    column, row = corner(ref)
    new = move.column(column)
    return ref if new is None else place(new, row)


def _rows(
    data: bytes, sheet: str, work: Work, moves: Mapping[str, Move], styles: StyleBook, heights: dict[int, float]
) -> Iterator[bytes]:
    waiting = sorted(work.cells)
    at = 0
    for _, row in etree.iterparse(BytesIO(data), tag=f"{M}row", resolve_entities=False, no_network=True):
        number = int(row.get("r"))
        while at < len(waiting) and waiting[at] < number:
            yield _packed(_filled(made("row", r=str(waiting[at])), waiting[at], work, styles), heights)
            at += 1
        if at < len(waiting) and waiting[at] == number:
            at += 1
        _follow(row, sheet, number, moves)
        yield _packed(_filled(row, number, work, styles), heights)
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]
    for number in waiting[at:]:
        yield _packed(_filled(made("row", r=str(number)), number, work, styles), heights)


def _follow(row: Element, sheet: str, number: int, moves: Mapping[str, Move]) -> None:
    """Move the cells of a row and what their formulas refer to."""
    if not moves:
        return
    move = moves.get(sheet)
    row.attrib.pop("spans", None)
    for cell in row:
        if move is not None:
            column, _ = corner(cell.get("r"))
            new = move.column(column)
            cell.set("r", place(column if new is None else new, number))
        formula = cell.find(f"{M}f")
        if formula is not None and formula.text and (text := adapted(formula.text, sheet, moves)) is not None:
            formula.text = text


def _filled(row: Element, number: int, work: Work, styles: StyleBook) -> Element:
    """A row with what is added to it."""
    added = dict(work.cells.get(number, {}))
    usual = work.usual if number in work.keyed else {}
    if number in work.hidden:
        row.set("hidden", "1")
    if not added and not usual:
        return row
    row.attrib.pop("spans", None)
    there = {corner(cell.get("r"))[0]: cell for cell in row}
    need = 0.0
    for column in sorted({*added, *usual}):
        cell = there.get(column)
        if cell is None:
            cell = there[column] = made("c", r=place(column, number))
        one = added.get(column)
        if one is None:
            cell.set("s", str(styles.number(usual[column])))
            continue
        if one.style is not None:
            cell.set("s", str(styles.number(one.style)))
            fill(cell, one.value)
            need = max(need, _height(one.value, work.columns.get(column)))
        elif one.by_hand:
            cell.set("s", str(styles.marked(int(cell.get("s") or 0), one.by_hand)))
    for cell in list(row):
        row.remove(cell)
    row.extend(there[column] for column in sorted(there))
    if need > float(row.get("ht") or 15):
        row.set("ht", f"{min(need, _HIGHEST):.16g}")
        row.set("customHeight", "1")
    return row


def _height(value: Value, look: ColumnLook | None) -> float:
    """How high a row must be to show a text whole."""
    if value.kind != "s" or not value.text or look is None or look.hidden:
        return 0.0
    return text_lines(value.text, look.width or _USUAL_WIDTH, 10) * _LINE + 5


def _packed(row: Element, heights: dict[int, float]) -> bytes:
    heights[int(row.get("r"))] = float(row.get("ht") or 15) * 4 / 3
    text = bytes(etree.tostring(row, encoding="UTF-8", with_tail=False, xml_declaration=False))
    for declared in _NAMESPACES:
        text = text.replace(declared, b"")
    return text
