"""The cells of a sheet, read as a stream: a volume's 25,000 rows are never in memory at once.

Knows: sheetData, shared texts, shared formulas. Must not know: what a sheet is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from toolkit.additions.package import Package
from toolkit.additions.refs import corner, shifted
from toolkit.additions.xml import SPACE, Element, M, canonical, plain


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a cell: ``kind`` is the type as files have it (s for a text, n, b, e, d; "" for nothing).

    ``rich`` holds the runs of a text of several looks. ``formula`` stands without its "="; ``area`` is what an array
    formula covers.
    """

    kind: str = ""
    text: str = ""
    rich: str = ""
    formula: str = ""
    area: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return not self.text and not self.formula

    @property
    def shown(self) -> str:
        """The value as a key reads it: a whole number without its decimals."""
        if self.kind == "n" and self.text:
            try:
                number = float(self.text)
            except ValueError:
                return self.text
            return str(int(number)) if number == int(number) and abs(number) < 1e15 else self.text
        return self.text


EMPTY = Value()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its column from 0, the number of its format, what stands in it."""

    column: int
    style: int
    value: Value


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number from 1, its cells in order, its height where it has one of its own, whether it is hidden.

    What is folded is not hidden: one click shows it, and 趋势 is drawn with its units folded.
    """

    number: int
    cells: tuple[Cell, ...]
    height: float | None = None
    hidden: bool = False

    @property
    def texts(self) -> dict[int, str]:
        """What is shown, by column."""
        return {cell.column: cell.value.shown for cell in self.cells if cell.value.text}


class Texts:
    """The texts that the cells of a workbook share."""

    def __init__(self, package: Package) -> None:
        self._texts: list[tuple[str, str]] = []
        part = next((o.target for o in package.relations(package.main) if o.kind.endswith("/sharedStrings")), "")
        if part in package.parts:
            for _, item in etree.iterparse(
                BytesIO(plain(package.parts[part])), tag=f"{M}si", resolve_entities=False, no_network=True
            ):
                self._texts.append(text_of(item))
                item.clear()
                while item.getprevious() is not None:
                    del item.getparent()[0]

    def __getitem__(self, index: int) -> tuple[str, str]:
        """A text, and its runs where they differ."""
        return self._texts[index]


def text_of(item: Element) -> tuple[str, str]:
    """The text of an ``si`` or ``is``, and its runs as XML where there are any."""
    runs = item.findall(f"{M}r")
    if not runs:
        return unescaped("".join(t.text or "" for t in item.findall(f"{M}t"))), ""
    text = "".join(t.text or "" for run in runs for t in run.findall(f"{M}t"))
    return unescaped(text), "".join(canonical(run) for run in runs)


def unescaped(text: str) -> str:
    """A text without the carriage returns that some programs write before line breaks."""
    return text.replace("_x000D_\n", "\n").replace("_x000D_", "\n").replace("\r\n", "\n").replace("\r", "\n")


def rows_of(data: bytes, texts: Texts) -> Iterator[Row]:
    """The rows of a sheet in the order of the file."""
    shared: dict[str, tuple[str, int, int]] = {}
    number = 0
    for _, element in etree.iterparse(
        BytesIO(plain(data)), tag=f"{M}row", resolve_entities=False, no_network=True, huge_tree=False
    ):
        number = int(element.get("r") or number + 1)
        column = -1
        cells = []
        for child in element:
            if child.tag == f"{M}c":
                name = child.get("r")
                column = corner(name)[0] if name else column + 1
                cells.append(Cell(column, int(child.get("s") or 0), value_of(child, texts, shared, column, number)))
        height = element.get("ht")
        folded = element.get("outlineLevel", "0") != "0"
        hidden = element.get("hidden") in ("1", "true") and not folded
        yield Row(number, tuple(cells), float(height) if height else None, hidden)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def value_of(cell: Element, texts: Texts, shared: dict[str, tuple[str, int, int]], column: int, row: int) -> Value:
    """What stands in a ``c``; ``shared`` remembers the formulas that others in the sheet repeat."""
    kind, text, rich, formula, covers = cell.get("t") or "n", "", "", "", ""
    for child in cell:
        if child.tag == f"{M}v":
            text = child.text or ""
        elif child.tag == f"{M}is":
            text, rich = text_of(child)
        elif child.tag == f"{M}f":
            formula, covers = _formula(child, shared, column, row)
    if kind == "s" and text:
        text, rich = texts[int(text)]
    elif kind == "str":
        text = unescaped(text)
    if kind in ("s", "inlineStr", "str"):
        kind = "s"
    if not text and not formula:
        return EMPTY
    return Value(kind, text, rich, formula, covers)


def _formula(child: Element, shared: dict[str, tuple[str, int, int]], column: int, row: int) -> tuple[str, str]:
    kind, text = child.get("t", ""), child.text or ""
    if kind == "shared":
        index = child.get("si", "")
        if text:
            shared[index] = text, column, row
        elif index in shared:
            first, of_column, of_row = shared[index]
            text = shifted(first, column - of_column, row - of_row)
    if kind == "array":
        return text, child.get("ref", "")
    return ("", "") if kind == "dataTable" else (text, "")


def fill(cell: Element, value: Value) -> None:
    """Write what stands in a cell into a ``c`` that is empty."""
    kind = value.kind
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value.formula:
        formula = etree.SubElement(cell, f"{M}f")
        formula.text = value.formula
        if value.area:
            formula.set("t", "array")
            formula.set("ref", value.area)
        if kind == "s":
            kind = "str"
    if kind == "s":
        cell.set("t", "inlineStr")
        holder = etree.SubElement(cell, f"{M}is")
        if value.rich:
            for run in etree.fromstring(f'<x xmlns="{M[1:-1]}">{value.rich}</x>'):
                holder.append(run)
        else:
            child = etree.SubElement(holder, f"{M}t")
            child.text = value.text
            if value.text != value.text.strip() or "\n" in value.text:
                child.set(SPACE, "preserve")
        return
    if kind not in ("", "n"):
        cell.set("t", kind)
    if value.text or kind == "str":
        etree.SubElement(cell, f"{M}v").text = value.text
