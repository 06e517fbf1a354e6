"""Carrying over: a workbook that the toolkit has made anew, with what the office had added to the old one.

Knows: the order of the steps. Must not know: folders, what the sheets are about. Both workbooks come as bytes and the
result is bytes; the same two give the same. What is not understood is named, never dropped without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.additions import remains
from toolkit.additions.cells import Value, rows_of
from toolkit.additions.found import Book, Found, found_on
from toolkit.additions.frame import split
from toolkit.additions.listing import (
    follow_names,
    mark_own,
    missed,
    retitle,
    sort_names,
    take_local_names,
    take_names,
)
from toolkit.additions.own_sheets import Transplant, listed
from toolkit.additions.package import NotUnderstoodError, Package, SheetOf
from toolkit.additions.placing import Placed, move_of, placed
from toolkit.additions.records import Added, Carried, Lost, What
from toolkit.additions.refs import Move, adapted
from toolkit.additions.remains import Remark
from toolkit.additions.rewrite import rewrite
from toolkit.additions.rules import OfficeRules
from toolkit.additions.styles import StyleBook, StyleTable
from toolkit.additions.telling import told_apart
from toolkit.additions.xml import Element


def carried(old: bytes | None, fresh: bytes, beside: str) -> Carried:
    """What the toolkit has made anew, with what the office had added to the file that it replaces.

    ``beside`` is the name under which the office's file is kept where something could not be carried over. A file in
    which nothing was added gives ``fresh`` as it is. Never raises on what ``old`` is.
    """
    if old is None or old == fresh:
        return Carried(fresh)
    try:
        return _Carrying(old, fresh, beside).carried()
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


class _Carrying:
    """One carrying over."""

    def __init__(self, old: bytes, fresh: bytes, beside: str) -> None:
        self.book, new = Book.of(old), Book.of(fresh)
        self.old, self.new, self.styles = self.book.package, new.package, StyleBook(new.styles)
        self.fresh, self.beside = fresh, beside
        self.sheets = told_apart(self.book, new)
        self.lost: list[Lost] = []

    def carried(self) -> Carried:
        """Find, place, draw."""
        found = {name: one for name, sheet in self.sheets.old.items() if (one := self._found(name, sheet))}
        back, remarks = self._left_before()
        places = {
            name: placed(drawn, found.get(name), found[name].columns if name in found else [])
            for name, drawn in self.sheets.drawn.items()
            if drawn.layout.columns
        }
        moves = {one.sheet: move_of(one, places[name]) for name, one in found.items() if name in places}
        moves |= self.sheets.renamed
        without = self._place(found, back, places, moves)
        self.lost += missed(self.old, self.new, self.sheets.old)
        touched = self._draw(found, places, moves)
        touched |= take_names(self.old, self.new, moves)
        touched |= self._take_own(moves)
        named = [Remark(lost.sheet, _said(lost, self.beside)) for lost in self.lost]
        remarks += [remark for remark in dict.fromkeys(named) if remark not in remarks]
        if without or remarks:
            _put_remains(self.new, self.styles, without, remarks)
        elif not touched:
            return Carried(self.fresh)
        sort_names(self.new)
        self.styles.save(self.new)
        retitle(self.new)
        return Carried(self.new.packed(), tuple(dict.fromkeys(self.lost)), True)

    def _found(self, name: str, sheet: SheetOf) -> Found | None:
        found = found_on(self.book, sheet, self.sheets.drawn[name], self.sheets.was.get(name))
        if found is None:
            self.lost.append(Lost(What.SHEET, sheet.name, "表头认不出来"))
        elif found.unknown:
            self.lost.append(Lost(What.ROWS, sheet.name, f"{found.unknown} 行分不清是不是手工加的"))
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
            place = places.get(name)
            for added in one.cells:
                cell = place.cell(added) if place is not None else None
                if place is None or cell is None:
                    without.append(added)
                else:
                    place.work.put(*cell, self._followed(added, one.sheet, moves))
        for added in back:
            where = places.get(added.spot.sheet)
            cell = where.cell(added) if where else None
            if where is None or cell is None or not _join(where, cell, added):
                without.append(added)
        return [remains.still(added) for added in without if added.note or added.by_hand or not added.value.empty]

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

    def _draw(self, found: Mapping[str, Found], places: Mapping[str, Placed], moves: Mapping[str, Move]) -> bool:
        """Draw what goes onto the toolkit's sheets; whether there is anything."""
        grown = {name: one.moved() for name, one in places.items() if one.grown}
        touched = False
        for name, one in places.items():
            sheet = self.new.sheet(name)
            assert sheet is not None
            rules = self._rules(found[name], moves) if name in found else None
            frame, _ = split(self.new.parts[sheet.part])
            if not (one.work.there_is or grown or (rules and rules.there_are(frame))):
                continue
            part = sheet.part

            def around(frame: Element, rules: OfficeRules | None = rules, part: str = part) -> None:
                if rules is not None:
                    rules.put(frame, self.styles, self.book.styles, self.new, part)

            rewrite(self.new, part, one.work, grown, self.styles, around)
            self.lost += rules.lost if rules is not None else []
            touched = True
        follow_names(self.new, grown)
        return touched

    def _rules(self, found: Found, moves: Mapping[str, Move]) -> OfficeRules:
        sheet = self.old.sheet(found.sheet)
        assert sheet is not None
        return OfficeRules(self.old, sheet.part, found.layout, found.sheet, moves)

    def _take_own(self, moves: Mapping[str, Move]) -> bool:
        """Take the office's own sheets over, each to its place; whether there are any."""
        transplant = Transplant(self.book, self.new, self.styles, moves)
        for name, sheet in self.sheets.own.items():
            listed(self.new, name, transplant.take(sheet), sheet.state, self._before(sheet))
        take_local_names(self.old, self.new, self.sheets.own, moves)
        mark_own(self.new, list(self.sheets.own))
        self.lost += transplant.lost
        return bool(self.sheets.own)

    def _before(self, sheet: SheetOf) -> str | None:
        """The sheet behind which an own one stands."""
        now = {one.name: name for of in (self.sheets.old, self.sheets.own) for name, one in of.items()}
        there = {one.name for one in self.new.sheets}
        before = self.old.sheets[: self.old.sheets.index(sheet)]
        return next((name for one in reversed(before) if (name := now.get(one.name, one.name)) in there), None)


def _join(where: Placed, cell: tuple[int, int], added: Added) -> bool:
    """Put back what had no place, unless something of the office's of the same kind stands there already."""
    row, column = cell
    there = where.work.cells.get(row, {}).get(column)
    if there is None:
        where.work.put(row, column, added)
        return True
    if (there.note and added.note) or (there.by_hand and added.by_hand) or not (there.value.empty or added.value.empty):
        return False
    told = added if there.value.empty and not added.value.empty else there
    note, by_hand = there.note or added.note, there.by_hand or added.by_hand
    where.work.put(row, column, replace(told, note=note, by_hand=by_hand))
    return True
