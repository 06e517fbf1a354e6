"""Rules, choices, links and merged cells that the office has put on the toolkit's sheets, and where they go.

Knows: the elements of a worksheet, layouts. Must not know: cells. What lies in columns for which the toolkit has rules
of its own is the toolkit's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.additions import frame as frames
from toolkit.additions.layout import Layout
from toolkit.additions.package import Package, Relation
from toolkit.additions.records import OWN, Lost, RowKind, What
from toolkit.additions.refs import Move, adapted, area, place
from toolkit.additions.styles import StyleBook, StyleTable
from toolkit.additions.xml import Element, M, R, canonical, elements, made, put_in_order

_RULES, _CHOICES = f"{M}conditionalFormatting", f"{M}dataValidation"


class OfficeRules:
    """What the office has put around the cells of one sheet of the toolkit's."""

    def __init__(self, package: Package, part: str, layout: Layout, sheet: str, moves: Mapping[str, Move]) -> None:
        """``sheet`` is what the sheet is called in the old file, ``moves`` where everything has gone."""
        self.package, self.part, self.layout, self.sheet, self.moves = package, part, layout, sheet, moves
        self.move = moves[sheet]
        self.frame, _ = frames.split(package.parts[part])
        self.lost: list[Lost] = []

    def there_are(self, frame: Element) -> bool:
        """Whether there are any, where the columns of the new sheet stand as the toolkit has drawn them."""
        rules, choices = _columns(frame.iter(_RULES)), _columns(frame.iter(_CHOICES))
        return (
            any(self._moved(one, rules, What.RULE) is not None for one in self.frame.iter(_RULES))
            or any(self._moved(one, choices, What.CHOICE) is not None for one in self.frame.iter(_CHOICES))
            or any(self._merged(frame))
            or any(self._own_links())
        )

    def put(self, frame: Element, styles: StyleBook, looks: StyleTable, new: Package, part: str) -> bool:
        """Put them on the new sheet, whose columns stand where they will; whether there are any."""
        links = list(self._links(new, part))
        there = (
            (list(self._rules(frame, styles, looks)), ""),
            (list(self._choices(frame)), "dataValidations"),
            (list(self._merged(frame)), "mergeCells"),
            (links, "hyperlinks"),
        )
        for elements_, holder in there:
            if elements_:
                _append(frame, elements_, holder)
        return any(found for found, _ in there)

    def _rules(self, frame: Element, styles: StyleBook, looks: StyleTable) -> Iterator[Element]:
        taken = _columns(frame.iter(_RULES))
        priority = max((int(rule.get("priority") or 0) for rule in frame.iter(f"{M}cfRule")), default=0)
        for one in self.frame.iter(_RULES):
            new = self._moved(one, taken, What.RULE)
            if new is None:
                continue
            for rule in new.iter(f"{M}cfRule"):
                priority += 1
                rule.set("priority", str(priority))
                if (number := rule.get("dxfId")) is not None:
                    difference = looks.difference(int(number))
                    rule.attrib.pop("dxfId")
                    if difference is not None:
                        rule.set("dxfId", str(styles.difference(difference)))
            looks.colours.plain(new)
            yield new

    def _choices(self, frame: Element) -> Iterator[Element]:
        taken = _columns(frame.iter(_CHOICES))
        for one in self.frame.iter(_CHOICES):
            if (new := self._moved(one, taken, What.CHOICE)) is not None:
                yield new

    def _moved(self, one: Element, taken: frozenset[int], what: What) -> Element | None:
        """A rule at its new place; None for one of the toolkit's, or one whose formula or place is lost."""
        old = [area(text) for text in one.get("sqref", "").split()]
        here = [(a, new) for a in old if (new := self._area(a)) is not None]
        mine = [
            (a, new) for a, new in here
            if not set(range(area(new)[0], area(new)[2] + 1)) <= taken and a[3] > self.layout.head
        ]  # fmt: skip
        if not mine:
            return None
        copy = elements(canonical(one))
        for formula in copy.iter(f"{M}formula", f"{M}formula1", f"{M}formula2"):
            text = adapted(formula.text or "", self.sheet, self.moves)
            if text is None:
                lost = Lost(what, self.sheet, f"{one.get('sqref')} {formula.text}")
                self.lost += [lost] if lost not in self.lost else []
                return None
            formula.text = text
        copy.set("sqref", " ".join(dict.fromkeys(new for _, new in mine)))
        return copy

    def _area(self, old: tuple[int, int, int, int]) -> str | None:
        columns, rows = self.move.columns_of(old[0], old[2]), self.move.rows_of(old[1], old[3])
        if columns is None or rows is None:
            return None
        first, last = place(columns[0], rows[0]), place(columns[1], rows[1])
        return first if first == last else f"{first}:{last}"

    def _merged(self, frame: Element) -> Iterator[Element]:
        there = {one.get("ref") for one in frame.iter(f"{M}mergeCell")}
        for one in self.frame.iter(f"{M}mergeCell"):
            first, top, last, bottom = area(one.get("ref", "A1"))
            own = all(self.layout.columns.get(at, "").startswith(OWN) for at in range(first, last + 1))
            typed = [self.layout.rows.get(row) for row in range(top, min(bottom, top + 1000) + 1)]
            new = self._area((first, top, last, bottom))
            if new is None or new in there or ":" not in new:
                continue
            if own or all(row is not None and row.kind is RowKind.OWN for row in typed):
                yield made("mergeCell", ref=new)

    def _own_links(self) -> Iterator[tuple[Element, str]]:
        """The links of the office's own cells, and where they are now."""
        for one in self.frame.iter(f"{M}hyperlink"):
            first, top, last, bottom = area(one.get("ref", "A1"))
            row = self.layout.rows.get(top)
            own = self.layout.columns.get(first, "").startswith(OWN) or (row is not None and row.kind is RowKind.OWN)
            if own and (at := self._area((first, top, last, bottom))) is not None:
                yield one, at

    def _links(self, new: Package, part: str) -> Iterator[Element]:
        related: dict[str, Relation] = {one.id: one for one in self.package.relations(self.part)}
        for one, at in self._own_links():
            link = made("hyperlink", ref=at)
            target = related.get(one.get(f"{R}id", ""))
            if target is not None and target.external:
                link.set(f"{R}id", new.lead(part, target.kind, target.target, external=True))
            if one.get("location"):
                link.set("location", adapted(one.get("location"), self.sheet, self.moves) or one.get("location"))
            for name in ("tooltip", "display"):
                if one.get(name):
                    link.set(name, one.get(name))
            yield link


def _columns(rules: Iterable[Element]) -> frozenset[int]:
    found: set[int] = set()
    for one in rules:
        for text in one.get("sqref", "").split():
            first, _, last, _ = area(text)
            found.update(range(first, last + 1))
    return frozenset(found)


def _append(frame: Element, found: list[Element], holder: str) -> None:
    if not holder:
        for one in found:
            put_in_order(frame, one, frames.ORDER)
        return
    parent = frame.find(f"{M}{holder}")
    if parent is None:
        parent = made(holder)
        put_in_order(frame, parent, frames.ORDER)
    parent.extend(found)
    if parent.get("count") is not None or holder != "hyperlinks":
        parent.set("count", str(len(parent)))
