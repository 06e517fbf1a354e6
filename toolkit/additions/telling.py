"""Which sheets of the old workbook are the toolkit's, also under another name, and which are the office's own.

Knows: names, captions, what the toolkit wrote down. Must not know: what is on a sheet below its captions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.additions import remains
from toolkit.additions.cells import rows_of
from toolkit.additions.found import Book, Drawn
from toolkit.additions.layout import Layout, head_of, heading, layout_of
from toolkit.additions.listing import shapes_of
from toolkit.additions.notes import notes_of
from toolkit.additions.package import SheetOf
from toolkit.additions.records import RowKind
from toolkit.additions.refs import Move
from toolkit.additions.shape import Shape, digest_of
from toolkit.base.excel_limits import SHEET_NAME, cut

_OFFICE = "（办公室）"


@dataclass
class Sheets:
    """The sheets of both workbooks.

    ``drawn`` are those that the toolkit draws now, by name, and those that it once drew; ``was`` the shapes that it
    gave the old ones; ``old`` the sheets of the old workbook that are the toolkit's, ``own`` the office's, by the name
    that they get; ``left`` the sheet of what had found no place.
    """

    drawn: dict[str, Drawn]
    was: Mapping[str, Shape]
    old: dict[str, SheetOf] = field(default_factory=dict)
    own: dict[str, SheetOf] = field(default_factory=dict)
    left: SheetOf | None = None

    @property
    def renamed(self) -> dict[str, Move]:
        """How references to own sheets that have another name now are followed."""
        still = (0, 0)
        return {s.name: Move(name, {}, {}, still, still, still) for name, s in self.own.items() if name != s.name}


def told_apart(book: Book, new: Book) -> Sheets:
    """The sheets of an old and of a new workbook."""
    was, own = shapes_of(book.package, book.texts)
    shapes, _ = shapes_of(new.package, new.texts)
    sheets = Sheets({name: _drawn(new, shape) for name, shape in shapes.items()}, was)
    hidden = {sheet.name for sheet in new.package.sheets} - shapes.keys()
    unknown = []
    for sheet in book.package.sheets:
        if sheet.name in own:
            unknown.append(sheet)
        elif sheet.name in shapes:
            sheets.old[sheet.name] = sheet
        elif sheet.name == remains.NAME:
            sheets.left = sheet
        elif sheet.name in was:
            sheets.old[sheet.name] = sheet
            gone = was[sheet.name]
            sheets.drawn[sheet.name] = Drawn(gone, Layout(gone.sheet, gone.head, {}), frozenset(), {}, frozenset())
        elif sheet.name not in hidden:
            unknown.append(sheet)
    taken = {sheet.name.casefold() for sheet in new.package.sheets} | {remains.NAME.casefold()}
    for sheet in unknown:
        name = None if sheet.name in own else _renamed(book, sheet, sheets)
        if name is not None:
            sheets.old[name] = sheet
            continue
        free = _free(sheet.name, taken)
        taken.add(free.casefold())
        sheets.own[free] = sheet
    return sheets


def _drawn(new: Book, shape: Shape) -> Drawn:
    sheet = new.package.sheet(shape.sheet)
    assert sheet is not None
    layout, alias = layout_of(rows_of(new.package.parts[sheet.part], new.texts), shape)
    keys = frozenset(identity.key for identity in layout.rows.values() if identity.kind is RowKind.KEYED)
    notes = frozenset(map(digest_of, notes_of(new.package, sheet.part).values()))
    return Drawn(shape, layout, keys, alias, notes)


def _renamed(book: Book, sheet: SheetOf, sheets: Sheets) -> str | None:
    """The sheet of the toolkit's that is missing and has the captions of this one."""
    rows = heading(rows_of(book.package.parts[sheet.part], book.texts))
    names = {one.name for one in book.package.sheets}
    for name, drawn in sheets.drawn.items():
        if name in names or name in sheets.old:
            continue
        head = head_of(rows, sheets.was.get(name, drawn.shape))
        wanted = {one for one in drawn.shape.ids if one}
        if head and len(wanted) >= 3 and len(wanted & set(head[1].values())) * 5 >= len(wanted) * 4:
            return name
    return None


def _free(name: str, taken: set[str]) -> str:
    """A name for a sheet that no other has."""
    free, number = name, 1
    while free.casefold() in taken:
        mark = _OFFICE if number == 1 else f"{_OFFICE}{number}"
        free, number = f"{cut(name, SHEET_NAME - len(mark), '')}{mark}", number + 1
    return free
