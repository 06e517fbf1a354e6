"""Carrying over: a workbook that the toolkit has made anew, with what the office had added to the old one.

Knows: the order of the steps. Must not know: folders, what the sheets are about. Both workbooks come as bytes and the
result is bytes; the same two give the same. What is not understood is named, never dropped without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from toolkit.additions import remains
from toolkit.additions.cells import Texts, Value, rows_of
from toolkit.additions.found import Book, Drawn, Found, found_on
from toolkit.additions.layout import head_of, heading, layout_of
from toolkit.additions.listing import (
    follow_names,
    mark_own,
    missed,
    retitle,
    shapes_of,
    take_local_names,
    take_names,
)
from toolkit.additions.notes import notes_of
from toolkit.additions.own_sheets import Transplant, listed
from toolkit.additions.package import NotUnderstoodError, Package, SheetOf
from toolkit.additions.placing import Placed, move_of, placed
from toolkit.additions.records import Added, Carried, Lost, RowKind, What
from toolkit.additions.refs import Move, adapted
from toolkit.additions.remains import Remark
from toolkit.additions.rewrite import rewrite
from toolkit.additions.shape import Shape, digest_of
from toolkit.additions.styles import StyleBook, StyleTable


def carried(old: bytes | None, fresh: bytes, beside: str) -> Carried:
    """What the toolkit has made anew, with what the office had added to the file that it replaces.

    ``beside`` is the name under which the office's file is kept where something could not be carried over. A file in
    which nothing was added gives ``fresh`` as it is. Never raises on what ``old`` is.
    """
    if old is None or old == fresh:
        return Carried(fresh)
    try:
        return _Carrying(Package(old), Package(fresh), beside).carried(fresh)
    except NotUnderstoodError:
        return _not_understood(fresh, beside)
    except Exception:  # one file in one of very many ways odd; it is kept, and said
        return _not_understood(fresh, beside)


def _not_understood(fresh: bytes, beside: str) -> Carried:
    """The new workbook, which says that nothing of the old one could be carried over."""
    lost = Lost(What.FILE, "", "里面有读不懂的内容")
    try:
        package = Package(fresh)
    except NotUnderstoodError:  # more than anybody reads; the file beside holds it all
        return Carried(fresh, (lost,))
    styles = StyleBook(StyleTable(package))
    _put_remains(package, styles, [], [Remark("", _said(lost, beside))])
    styles.save(package)
    return Carried(package.packed(), (lost,), True)


def _said(lost: Lost, beside: str) -> str:
    return f"{lost.sentence}，请看同一文件夹里的“{beside}”。"


def _put_remains(package: Package, styles: StyleBook, added: list[Added], remarks: list[Remark]) -> None:
    part = remains.draw(package, styles, added, remarks)
    shown = [sheet.name for sheet in package.sheets if sheet.state == "visible"]
    listed(package, remains.NAME, part, "visible", shown[-1] if shown else None)
    retitle(package)


@dataclass
class _Sheets:
    """The sheets of both workbooks: the toolkit's by name, and the office's own in their order."""

    drawn: dict[str, Drawn]
    old: dict[str, SheetOf] = field(default_factory=dict)
    own: list[SheetOf] = field(default_factory=list)
    left: SheetOf | None = None


class _Carrying:
    """One carrying over."""

    def __init__(self, old: Package, new: Package, beside: str) -> None:
        self.old, self.new, self.beside = old, new, beside
        self.book = Book(old, Texts(old), StyleTable(old))
        self.texts = Texts(new)
        self.was, self.own_names = shapes_of(old, self.book.texts)
        shapes, _ = shapes_of(new, self.texts)
        self.sheets = _Sheets({name: self._drawn(shape) for name, shape in shapes.items()})
        self.lost: list[Lost] = []

    def _drawn(self, shape: Shape) -> Drawn:
        sheet = self.new.sheet(shape.sheet)
        assert sheet is not None
        layout, alias = layout_of(rows_of(self.new.parts[sheet.part], self.texts), shape)
        keys = frozenset(identity.key for identity in layout.rows.values() if identity.kind is RowKind.KEYED)
        notes = frozenset(map(digest_of, notes_of(self.new, sheet.part).values()))
        return Drawn(shape, layout, keys, alias, notes)

    def carried(self, fresh: bytes) -> Carried:
        """Find, place, draw."""
        self._tell_sheets_apart()
        found = {name: one for name, sheet in self.sheets.old.items() if (one := self._found(name, sheet))}
        back, remarks = self._left_before()
        places = {
            name: placed(drawn, found.get(name), found[name].columns if name in found else [])
            for name, drawn in self.sheets.drawn.items()
        }
        moves = {one.sheet: move_of(one, places[name]) for name, one in found.items()}
        without = self._place(found, back, places, moves)
        self._name_what_is_missed()
        if not (
            self.lost or without or remarks or self.sheets.own or any(p.work.cells or p.grown for p in places.values())
        ) and not self._names(moves, only_look=True):
            return Carried(fresh)
        self._draw(places, moves, without, remarks)
        return Carried(self.new.packed(), tuple(self.lost), True)

    def _tell_sheets_apart(self) -> None:
        """Which of the old sheets are the toolkit's, also under another name, and which the office's."""
        hidden = {sheet.name for sheet in self.new.sheets} - self.sheets.drawn.keys()
        unknown = []
        for sheet in self.old.sheets:
            if sheet.name in self.sheets.drawn and sheet.name not in self.own_names:
                self.sheets.old[sheet.name] = sheet
            elif sheet.name == remains.NAME:
                self.sheets.left = sheet
            elif sheet.name not in hidden and not (sheet.name in self.was and sheet.name not in self.own_names):
                unknown.append(sheet)
        for sheet in unknown:
            name = None if sheet.name in self.own_names else self._renamed(sheet)
            if name is None:
                self.sheets.own.append(sheet)
            else:
                self.sheets.old[name] = sheet

    def _renamed(self, sheet: SheetOf) -> str | None:
        """The sheet of the toolkit's that is missing and has the captions of this one."""
        rows = heading(rows_of(self.old.parts[sheet.part], self.book.texts))
        for name, drawn in self.sheets.drawn.items():
            if name not in self.sheets.old and (head := head_of(rows, self.was.get(name, drawn.shape))):
                wanted = [one for one in drawn.shape.ids if one]
                if len(wanted) >= 3 and len(set(wanted) & set(head[1].values())) * 5 >= len(wanted) * 4:
                    return name
        return None

    def _found(self, name: str, sheet: SheetOf) -> Found | None:
        found = found_on(self.book, sheet, self.sheets.drawn[name], self.was.get(name))
        if found is None and name in self.sheets.drawn:
            self.lost.append(Lost(What.SHEET, sheet.name, "表头认不出来"))
        return found

    def _left_before(self) -> tuple[list[Added], list[Remark]]:
        if self.sheets.left is None:
            return [], []
        return remains.read(rows_of(self.old.parts[self.sheets.left.part], self.book.texts), self.book.styles)

    def _place(
        self, found: Mapping[str, Found], back: list[Added], places: Mapping[str, Placed], moves: Mapping[str, Move]
    ) -> list[Added]:
        """Give each addition its cell; gives those that have none."""
        without = []
        for name, one in found.items():
            for added in one.cells:
                cell = places[name].cell(added)
                if cell is None:
                    without.append(added)
                else:
                    places[name].work.put(*cell, self._followed(added, one.sheet, moves))
        for added in back:
            where = places.get(added.spot.sheet)
            cell = where.cell(added) if where else None
            if where is None or cell is None or not _join(where, cell, added):
                without.append(added)
        return [added for added in without if added.note or added.by_hand or not added.value.empty]

    def _followed(self, added: Added, sheet: str, moves: Mapping[str, Move]) -> Added:
        """An addition whose formula means the same cells where it stands now."""
        value = added.value
        if not value.formula:
            return added
        formula = adapted(value.formula, sheet, moves)
        if formula is None or (value.area and ":" in value.area):
            which = What.LINK if "[" in value.formula else What.FORMULA
            self.lost.append(Lost(which, sheet, f"{added.was} ={value.formula}"))
            return replace(added, value=Value(value.kind, value.text))
        return replace(added, value=replace(value, formula=formula, area=""))

    def _name_what_is_missed(self) -> None:
        """What the office has put on the toolkit's sheets that cannot be put there again, and what is of the whole."""
        self.lost += missed(self.old, self.new, self.sheets.old)

    def _names(self, moves: Mapping[str, Move], *, only_look: bool = False) -> bool:
        return take_names(self.old, self.new, moves, only_look=only_look)

    def _draw(
        self,
        places: Mapping[str, Placed],
        moves: Mapping[str, Move],
        without: list[Added],
        remarks: list[Remark],
    ) -> None:
        styles = StyleBook(StyleTable(self.new))
        own = {name: one.moved() for name, one in places.items() if one.grown}
        for name, one in places.items():
            if one.work.cells or own:
                sheet = self.new.sheet(name)
                assert sheet is not None
                rewrite(self.new, sheet.part, name, one.work, own, styles)
        follow_names(self.new, own)
        self._names(moves)
        transplant = Transplant(self.old, self.book.texts, self.book.styles, self.new, styles, moves)
        for sheet in self.sheets.own:
            part = transplant.take(sheet)
            listed(self.new, sheet.name, part, sheet.state, self._before(sheet))
        take_local_names(self.old, self.new, self.sheets.own, moves)
        self.lost += transplant.lost
        mark_own(self.new, [sheet.name for sheet in self.sheets.own])
        named = [Remark(lost.sheet, _said(lost, self.beside)) for lost in self.lost]
        remarks += [remark for remark in dict.fromkeys(named) if remark not in remarks]
        if without or remarks:
            _put_remains(self.new, styles, without, remarks)
        styles.save(self.new)
        retitle(self.new)

    def _before(self, sheet: SheetOf) -> str | None:
        """The sheet behind which an own one stands."""
        back = {one.name: name for name, one in self.sheets.old.items()}
        there = {one.name for one in self.new.sheets}
        before = self.old.sheets[: self.old.sheets.index(sheet)]
        names = [back.get(one.name, one.name) for one in before]
        return next((name for name in reversed(names) if name in there), None)


def _join(where: Placed, cell: tuple[int, int], added: Added) -> bool:
    """Put back what had no place, unless something of the office's stands there already."""
    row, column = cell
    there = where.work.cells.get(row, {}).get(column)
    if there is None:
        where.work.put(row, column, added)
        return True
    if there.value.empty and not added.value.empty:
        where.work.put(row, column, replace(added, note=there.note or added.note))
        return not (there.note and added.note)
    return False
