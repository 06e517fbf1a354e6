"""What the office has added to one sheet of the toolkit's, found by comparing it with what the toolkit drew.

Knows: layouts, looks, notes. Must not know: where anything will stand in the new workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.additions import notes
from toolkit.additions.cells import Cell, Row, Texts, rows_of
from toolkit.additions.frame import ColumnLook, columns_of, split
from toolkit.additions.layout import Keys, Layout, head_of, heading
from toolkit.additions.package import Package, SheetOf
from toolkit.additions.records import OWN, Added, OwnColumn, RowId, RowKind, Spot
from toolkit.additions.refs import place
from toolkit.additions.seen import Frozen, looks_of
from toolkit.additions.shape import Shape, digest_of
from toolkit.additions.styles import Look, Style, StyleTable
from toolkit.additions.xml import M

_FROZEN = b'state="frozen'


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook while additions are looked for in it."""

    package: Package
    texts: Texts
    styles: StyleTable
    panes: bool
    """Whether anything stands still on any of its sheets: a program that writes no panes says nothing by it."""

    @classmethod
    def of(cls, data: bytes) -> Book:
        """A workbook of these bytes. Raises `NotUnderstoodError`."""
        package = Package(data)
        panes = any(_FROZEN in package.parts[sheet.part] for sheet in package.sheets)
        return cls(package, Texts(package), StyleTable(package), panes)


@dataclass
class Found:
    """What was found on one sheet, and where things stand there; ``sheet`` is what it is called in the old file.

    ``unknown`` is how many rows may be the office's or the toolkit's: the file no longer says which. ``looks`` are how
    the office has made the toolkit's own columns, ``hidden`` the rows that it has put out of sight by hand, ``frozen``
    how many rows below the captions, and columns up to which, it has made stand still.
    """

    sheet: str
    layout: Layout
    columns: list[OwnColumn] = field(default_factory=list)
    cells: list[Added] = field(default_factory=list)
    own_rows: int = 0
    unknown: int = 0
    looks: dict[str, ColumnLook] = field(default_factory=dict)
    hidden: list[RowId] = field(default_factory=list)
    frozen: Frozen | None = None

    @property
    def changed(self) -> bool:
        """Whether the office has changed anything of how the toolkit's own columns and rows are seen."""
        return bool(self.looks or self.hidden or self.frozen)


@dataclass(frozen=True)
class Drawn:
    """What the toolkit draws now on the sheet: its shape, its keys, keys by words, notes, and looks by column id."""

    shape: Shape
    layout: Layout
    keys: frozenset[str]
    alias: Mapping[str, str]
    notes: frozenset[str]


def found_on(book: Book, sheet: SheetOf, drawn: Drawn, was: Shape | None) -> Found | None:
    """What the office has added to a sheet; None where its captions are not found.

    ``was`` is the shape that the toolkit gave the sheet when it wrote it, None where the file no longer says so.
    """
    data = book.package.parts[sheet.part]
    shape = was or drawn.shape
    head = head_of(heading(rows_of(data, book.texts)), shape)
    if head is None:
        return None
    return _Search(book, sheet, drawn, shape, was is not None).run(*head)


class _Search:
    """One sheet while it is gone through."""

    def __init__(self, book: Book, sheet: SheetOf, drawn: Drawn, shape: Shape, sure: bool) -> None:
        self.book, self.sheet, self.drawn, self.shape, self.sure = book, sheet, drawn, shape, sure
        self.name = drawn.shape.sheet
        self.notes = dict(notes.notes_of(book.package, sheet.part))
        self.looks = _palette(shape, drawn.shape)
        self.styles: dict[str, Counter[int]] = {}
        self.taken = shape.taken

    def run(self, head: int, columns: dict[int, str]) -> Found:
        mine = set(self.shape.ids) | set(self.drawn.shape.ids)
        self.columns = {at: name if name in mine else f"{OWN}{name}" for at, name in columns.items()}
        self._unnamed(head)
        self.keys = Keys(self.shape if self.sure else self.drawn.shape, columns, head, self.drawn.alias)
        found = Found(self.sheet.name, Layout(self.name, head, self.columns))
        found.layout.last = head
        frame, _ = split(self.book.package.parts[self.sheet.part])
        if self.sure:
            found.looks, found.frozen = looks_of(frame, self.shape, self.columns, head, panes=self.book.panes)
        filtered = next(frame.iter(f"{M}filterColumn"), None) is not None
        for row in rows_of(self.book.package.parts[self.sheet.part], self.book.texts):
            identity = self.keys.identify(row, self.drawn.keys, sure=self.sure)
            if not self.shape.grows:
                found.cells += self._beside(row)
            if identity is None or (identity.kind is RowKind.OWN and not self.shape.grows):
                continue
            if identity.kind is RowKind.OWN:
                found.own_rows = max(found.own_rows, identity.nth)
            elif row.number > found.layout.last and identity.kind is RowKind.KEYED:
                found.layout.last = row.number
            found.layout.rows[row.number] = identity
            if row.hidden and self.sure and not filtered and identity.kind is RowKind.KEYED:
                found.hidden.append(identity)
            words = self.keys.shown(row) if identity.kind is RowKind.KEYED else ""
            found.cells += filter(None, (self._added(row, cell, identity, words) for cell in row.cells))
            self._note_empty(row, identity, words, found.cells)
        found.cells += self._notes_elsewhere()
        found.columns = self._own_columns()
        found.unknown = self.keys.unknown if self.shape.grows else 0
        return found

    def _unnamed(self, head: int) -> None:
        """Columns without a caption in which something stands are the office's, too."""
        filled: set[int] = set()
        width = max(self.columns, default=-1)
        for row in rows_of(self.book.package.parts[self.sheet.part], self.book.texts):
            filled |= {c.column for c in row.cells if not c.value.empty and (row.number > head or c.column > width)}
        for number, at in enumerate(sorted(filled - self.columns.keys()), start=1):
            if self.shape.grows and (at > width or at not in range(len(self.shape.captions))):
                self.columns[at] = f"{OWN}{OWN}{number}"

    def _beside(self, row: Row) -> list[Added]:
        """What stands on a page of the toolkit's where it had written nothing."""
        found = []
        for cell in row.cells:
            at = place(cell.column, row.number)
            if not cell.value.empty and at not in self.taken:
                spot = Spot(self.name, RowId(RowKind.OWN, at, 0), "", at)
                style = self.book.styles.style(cell.style)
                found.append(Added(spot, cell.value, style, note=self._office_note(self.notes.pop(at, "")), was=at))
        return found

    def _added(self, row: Row, cell: Cell, identity: RowId, words: str) -> Added | None:
        name = self.columns.get(cell.column)
        at = place(cell.column, row.number)
        note = self._office_note(self.notes.pop(at, ""))
        style = self.book.styles.style(cell.style)
        spot = Spot(self.name, identity, name or "", words)
        own = name is not None and name.startswith(OWN)
        if own or identity.kind is RowKind.OWN:
            if name is None:
                return Added(spot, note=note, was=at) if note else None
            if own and identity.kind is not RowKind.OWN and identity.nth >= 0:
                self.styles.setdefault(name, Counter())[cell.style] += 1
            if cell.value.empty and not note and not self.book.styles.look(cell.style).fill and not own:
                return None
            return Added(spot, cell.value, style, note=note, was=at)
        if name is None:
            return Added(spot, note=note, was=at) if note else None
        if identity.kind is RowKind.HEADING and self._typed_above(name, identity, cell):
            return Added(spot, cell.value, style, note=note, was=at)
        by_hand = self._by_hand(name, cell.style, identity)
        return Added(spot, by_hand=by_hand, note=note, was=at) if by_hand or note else None

    def _typed_above(self, name: str, identity: RowId, cell: Cell) -> bool:
        """Whether something was typed above the captions where the toolkit had written nothing."""
        if not self.sure or not self.shape.grows or cell.value.empty or identity.nth >= 0:
            return False
        drawn = place(self.shape.ids.index(name), self.shape.head + identity.nth) if name in self.shape.ids else ""
        return drawn not in self.taken

    def _by_hand(self, name: str, style: int, identity: RowId) -> tuple[tuple[str, str], ...]:
        """What the office has done to the look of one of the toolkit's cells."""
        usual = self.looks.get(name)
        if identity.kind is not RowKind.KEYED or not usual:
            return ()
        look = self.book.styles.look(style)
        if look in usual:
            return ()
        nearest = min(usual, key=lambda one: len(look.differences(one)))
        return tuple(sorted(look.differences(nearest).items()))

    def _office_note(self, note: str) -> str:
        if not note:
            return ""
        office, own = notes.apart(note)
        if own and self._drawn_note(own):
            return office
        return "" if self._drawn_note(note) else note

    def _drawn_note(self, note: str) -> bool:
        digest = digest_of(note)
        return digest in (self.shape.notes if self.sure else self.drawn.notes)

    def _note_empty(self, row: Row, identity: RowId, words: str, cells: list[Added]) -> None:
        """Notes at cells of a row that the file does not even have."""
        for at, name in self.columns.items():
            if note := self._office_note(self.notes.pop(place(at, row.number), "")):
                cells.append(Added(Spot(self.name, identity, name, words), note=note, was=place(at, row.number)))

    def _notes_elsewhere(self) -> list[Added]:
        """Notes beside the table: kept with the cell at which they stood."""
        return [
            Added(Spot(self.name, RowId(RowKind.OWN, at, 0), "", at), note=note, was=at)
            for at, said in self.notes.items()
            if (note := self._office_note(said))
        ]

    def _own_columns(self) -> list[OwnColumn]:
        looks = columns_of(self.book.package.parts[self.sheet.part])
        after, columns = "", []
        for at in sorted(self.columns):
            name = self.columns[at]
            if not name.startswith(OWN):
                if name in self.drawn.shape.ids:
                    after = name
                continue
            look = looks.get(at, ColumnLook())
            usual = self._usual(name)
            columns.append(OwnColumn(name, after, look.width, look.hidden, usual))
        return columns if self.shape.grows else []

    def _usual(self, name: str) -> Style | None:
        counted = self.styles.get(name)
        if not counted:
            return None
        return self.book.styles.style(min(counted, key=lambda style: (-counted[style], style)))


def _palette(was: Shape, now: Shape) -> dict[str, tuple[Look, ...]]:
    """The looks that the toolkit may have given the cells of each column."""
    return dict(zip(now.ids, now.looks, strict=False)) | dict(zip(was.ids, was.looks, strict=False))
