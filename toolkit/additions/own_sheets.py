"""The office's own sheets, taken over as they are: cells, looks, rules, pictures and charts, with what they rest on.

Knows: which parts belong to a sheet, and what of it another workbook could not hold. Must not know: the toolkit's own
sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.additions import frame as frames
from toolkit.additions.cells import fill, value_of
from toolkit.additions.found import Book
from toolkit.additions.notes import Room, notes_of, write_notes
from toolkit.additions.package import Package, Relation, SheetOf
from toolkit.additions.records import Lost, What
from toolkit.additions.refs import Move, adapted, corner, place
from toolkit.additions.styles import StyleBook
from toolkit.additions.xml import Element, M, R, made, parsed, put_in_order, written

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LISTED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
# What may come along, by the last word of the relation; the rest stays behind, and what people would miss is said.
_TAKEN = frozenset({"drawing", "image", "chart", "chartUserShapes", "themeOverride", "chartStyle", "chartColorStyle",
                    "hyperlink", "table"})  # fmt: skip
_MISSED = {
    "pivotTable": What.PIVOT, "slicer": What.SLICER, "timeline": What.SLICER, "oleObject": What.OBJECT,
    "package": What.OBJECT, "control": What.CONTROL, "ctrlProp": What.CONTROL, "chartEx": What.CHART,
    "queryTable": What.TABLE, "diagramData": What.PICTURE,
}  # fmt: skip
_ASIDE = ("oleObjects", "controls", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "customSheetViews",
          "webPublishItems", "smartTags", "customProperties", "cellWatches", "extLst", "sheetCalcPr")  # fmt: skip
_CHART_FORMULA = "{http://schemas.openxmlformats.org/drawingml/2006/chart}f"


class Transplant:
    """Takes sheets of one workbook over into another."""

    def __init__(self, old: Book, new: Package, styles: StyleBook, moves: Mapping[str, Move]) -> None:
        self.old, self.texts, self.looks = old.package, old.texts, old.styles
        self.new, self.styles, self.moves = new, styles, moves
        self.lost: list[Lost] = []

    def take(self, sheet: SheetOf) -> str:
        """Take a sheet over; gives the part that it is now."""
        self.sheet = sheet
        part = self.new.free("xl/worksheets/sheet{}.xml")
        root = parsed(self.old.parts[sheet.part])
        self._cells(root)
        self._looks(root)
        self._rules(root)
        self.new.add(part, b"", _SHEET)
        self._relations(root, part)
        self._notes(root, part)
        self.new.parts[part] = written(root)
        return part

    def _lose(self, what: What, detail: str = "") -> None:
        lost = Lost(what, self.sheet.name, detail)
        if lost not in self.lost:
            self.lost.append(lost)

    def _cells(self, root: Element) -> None:
        shared: dict[str, tuple[str, int, int]] = {}
        row_number = 0
        for row in root.iterfind(f"{M}sheetData/{M}row"):
            row_number = int(row.get("r") or row_number + 1)
            row.set("r", str(row_number))
            row.attrib.pop("spans", None)
            if row.get("s"):
                row.set("s", str(self._style(row.get("s"))))
            column = -1
            for cell in list(row):
                if cell.tag != f"{M}c":
                    row.remove(cell)
                    continue
                column = corner(cell.get("r"))[0] if cell.get("r") else column + 1
                self._cell(cell, column, row_number, shared)

    def _cell(self, cell: Element, column: int, row: int, shared: dict[str, tuple[str, int, int]]) -> None:
        at = place(column, row)
        value = value_of(cell, self.texts, shared, column, row)
        style = cell.get("s")
        if cell.get("vm"):
            self._lose(What.RICH, at)
        cell.attrib.clear()
        cell.set("r", at)
        if style:
            cell.set("s", str(self._style(style)))
        if value.formula:
            formula = adapted(value.formula, self.sheet.name, self.moves)
            if formula is None:
                self._lose(What.LINK if "[" in value.formula else What.FORMULA, f"{at} ={value.formula}")
                value = type(value)(value.kind, value.text)
            elif formula != value.formula:
                value = type(value)(value.kind, value.text, "", formula, value.area)
        fill(cell, value)

    def _style(self, number: str) -> int:
        return self.styles.number(self.looks.style(int(number)))

    def _looks(self, root: Element) -> None:
        for one in root.iterfind(f"{M}cols/{M}col"):
            if one.get("style"):
                one.set("style", str(self._style(one.get("style"))))
        for view in root.iter(f"{M}sheetView"):
            view.attrib.pop("tabSelected", None)
            view.set("workbookViewId", "0")
        for properties in root.iterfind(f"{M}sheetPr"):
            properties.attrib.pop("codeName", None)
            self.looks.colours.plain(properties)
        for setup in root.iterfind(f"{M}pageSetup"):
            setup.attrib.pop(f"{R}id", None)

    def _rules(self, root: Element) -> None:
        for one in root.iter():
            if not isinstance(one.tag, str):
                continue
            if (number := one.get("dxfId")) is not None:
                self._difference(one, "dxfId", number)
            if one.tag in (f"{M}formula", f"{M}formula1", f"{M}formula2") and one.text:
                new = adapted(one.text, self.sheet.name, self.moves)
                if new is None:
                    self._lose(What.RULE if one.tag == f"{M}formula" else What.CHOICE, one.text)
                else:
                    one.text = new
            if one.tag == f"{M}hyperlink" and one.get("location"):
                one.set("location", adapted(one.get("location"), self.sheet.name, self.moves) or one.get("location"))
            if one.tag in (f"{M}color",):
                self.looks.colours.plain(one)

    def _difference(self, element: Element, name: str, number: str) -> None:
        difference = self.looks.difference(int(number))
        if difference is None:
            del element.attrib[name]
        else:
            element.set(name, str(self.styles.difference(difference)))

    def _relations(self, root: Element, part: str) -> None:
        """Bring along what the sheet leads to, under names that are free, and strike what stays behind."""
        ids: dict[str, str] = {}
        for one in self.old.relations(self.sheet.part):
            kind = one.kind.rpartition("/")[2]
            if kind in _TAKEN and (one.external or one.target in self.old.parts):
                target = one.target if one.external else self._taken(one)
                ids[one.id] = self.new.lead(part, one.kind, target, external=one.external)
            elif kind in _MISSED:
                self._lose(_MISSED[kind])
        for name in _ASIDE:
            for element in root.findall(f"{M}{name}"):
                self._say(name, element)
                root.remove(element)
        _lead(root, ids)

    def _say(self, name: str, element: Element) -> None:
        if name == "oleObjects":
            self._lose(What.OBJECT)
        elif name == "controls":
            self._lose(What.CONTROL)
        elif name in ("picture", "drawingHF", "legacyDrawingHF"):
            self._lose(What.PICTURE, "背景或页眉的图片")
        elif name == "extLst":
            inside = {str(one.tag).rpartition("}")[2] for one in element.iter() if isinstance(one.tag, str)}
            if "conditionalFormatting" in inside:
                self._lose(What.RULE)
            if "dataValidation" in inside:
                self._lose(What.CHOICE)
            if "sparklineGroup" in inside:
                self._lose(What.CHART, "迷你图")

    def _taken(self, one: Relation) -> str:
        """A part and all that it leads to, in the new workbook."""
        ending = one.target.rpartition(".")[2]
        name = self.new.free(f"xl/office/{one.kind.rpartition('/')[2]}{{}}.{ending}")
        self.new.add(name, b"", self.old.type_of(one.target))
        data = self.old.parts[one.target]
        below: dict[str, str] = {}
        for inner in self.old.relations(one.target):
            kind = inner.kind.rpartition("/")[2]
            if kind in _TAKEN and (inner.external or inner.target in self.old.parts):
                target = inner.target if inner.external else self._taken(inner)
                below[inner.id] = self.new.lead(name, inner.kind, target, external=inner.external)
            elif kind in _MISSED:
                self._lose(_MISSED[kind])
        if ending == "xml":
            data = written(self._followed(parsed(data), below, name))
        self.new.parts[name] = data
        return name

    def _followed(self, root: Element, ids: Mapping[str, str], name: str) -> Element:
        for element in list(root.iter()):
            if not isinstance(element.tag, str):
                continue
            for attribute in [key for key in element.attrib if key.startswith(R)]:
                if element.get(attribute) in ids:
                    element.set(attribute, ids[element.get(attribute)])
                elif attribute in (f"{R}embed", f"{R}link"):
                    element.set(attribute, "")
            if element.tag == _CHART_FORMULA and element.text:
                element.text = adapted(element.text, self.sheet.name, self.moves) or element.text
        if root.tag == f"{M}table":
            root.set("id", str(10_000 + int("".join(filter(str.isdigit, name)) or 0)))
            for element in root.iter():
                for attribute in [key for key in element.attrib if key.endswith("DxfId") or key == "dxfId"]:
                    self._difference(element, attribute, element.get(attribute))
        return root

    def _notes(self, root: Element, part: str) -> None:
        notes = notes_of(self.old, self.sheet.part)
        if not notes:
            return
        widths = {at: (look.width or 9) * 7 + 5 for at, look in frames.columns_in(root).items()}
        heights = {int(row.get("r")): float(row.get("ht") or 15) * 4 / 3 for row in _rows(root)}
        drawing = write_notes(self.new, part, notes, Room(widths, heights))
        element = made("legacyDrawing")
        element.set(f"{R}id", str(drawing))
        put_in_order(root, element, frames.ORDER)


def _rows(root: Element) -> Iterator[Element]:
    yield from root.iterfind(f"{M}sheetData/{M}row")


def listed(package: Package, name: str, part: str, state: str, after: str | None) -> None:
    """Have a workbook list a sheet, behind another (at the front for None)."""
    relation = package.lead(package.main, _LISTED, part)
    holder = package.workbook.find(f"{M}sheets")
    number = max((int(one.get("sheetId") or 0) for one in holder), default=0) + 1
    entry = holder.makeelement(f"{M}sheet", {"name": name, "sheetId": str(number)})
    if state != "visible":
        entry.set("state", state)
    entry.set(f"{R}id", relation)
    names = [one.get("name") for one in holder]
    at = 0 if after is None or after not in names else names.index(after) + 1
    holder.insert(at, entry)
    for one in package.workbook.iter(f"{M}definedName"):
        if one.get("localSheetId") and int(one.get("localSheetId")) >= at:
            one.set("localSheetId", str(int(one.get("localSheetId")) + 1))
    for view in package.workbook.iter(f"{M}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if int(view.get(attribute) or 0) >= at:
                view.set(attribute, str(int(view.get(attribute) or 0) + 1))
    package.sheets.insert(at, SheetOf(name, part, state, str(number)))


def _lead(root: Element, ids: Mapping[str, str]) -> None:
    """Have the elements of a sheet lead to what has come along, under its new ids; the others are struck."""
    for element in list(root.iter()):
        if isinstance(element.tag, str) and (known := element.get(f"{R}id")) is not None:
            if known in ids:
                element.set(f"{R}id", ids[known])
            else:
                element.getparent().remove(element)
    for name in ("tableParts", "hyperlinks"):
        for holder in root.findall(f"{M}{name}"):
            if not len(holder):
                root.remove(holder)
            elif name == "tableParts":
                holder.set("count", str(len(holder)))
