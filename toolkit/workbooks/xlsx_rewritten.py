"""A sheet of an .xlsx that is written in any way that XML allows, written anew as every office program writes it.

Knows: XML, rows and cells (ECMA-376 part 1, 18.3). Must not know: what is looked for in a sheet, limits of size. What
is seen in the new sheet is what a parser sees in the old one: no prefixes, a place for every cell, its formula before
its value, nothing hidden in comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

from toolkit.workbooks.markup import column_letters, column_number

_PLACE = re.compile(r"([A-Za-z]{1,6})([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sheet written anew; its last row and column, and the number of its cells, whatever they hold."""

    xml: bytes
    rows: int
    columns: int
    filled: int


class TooManyCellsError(Exception):
    """A sheet has more cells than are wanted; ``rows`` and ``columns`` are how far it had gone by then."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.rows, self.columns = rows, columns


def rewritten(part: bytes, most: int) -> Rewritten:
    """A sheet written anew, if it has at ``most`` so many cells: each takes some microseconds.

    Raises `TooManyCellsError`, `expat.ExpatError` where it is no XML, `ValueError` where it gives a place that is none.
    """
    return _Writer(part, most).result()


class _Writer:
    """A sheet written plainly while a parser reads it: no prefixes, a place for every cell, its formula and value."""

    def __init__(self, part: bytes, most: int) -> None:
        self._most = most
        self._out: list[str] = []
        self._row = self._column = self._rows = self._columns = self._filled = 0
        self._in: list[str] = []  # the elements of a cell that are open, the cell first
        self._parts: dict[str, list[str]] = {}
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(part, True)

    def result(self) -> Rewritten:
        """What has been written."""
        return Rewritten("".join(self._out).encode(), self._rows, self._columns, self._filled)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._in:
            self._in.append(name)
            if len(self._in) == 2:  # of two values the last one counts
                self._parts[name] = [f"<{name}{_written(given) if name == 'f' else ''}>"]
            elif self._in[1] == "is" and name != "is":
                self._said(f"<{name}{_written(given)}>")
            return
        if name == "row":
            self._row = int(given["r"]) if given.get("r") else self._row + 1
            self._column = 0
            given = {**given, "r": str(self._row)}
        elif name == "c":
            self._count(given.get("r", ""))
            given = {"r": f"{column_letters(self._column - 1)}{self._row}"} | {
                key: given[key] for key in ("s", "t", "cm", "vm", "ph") if key in given
            }
            self._in, self._parts = ["c"], {}
        self._out.append(f"<{name}{_written(given)}>")

    def _count(self, at: str) -> None:
        self._column += 1
        found = _PLACE.fullmatch(at)
        if found:
            self._row, self._column = int(found[2]), column_number(found[1].upper()) + 1
        elif at:
            raise ValueError("no place of a cell")  # what a parser makes of it is anyone's guess
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
        self._filled += 1
        if self._filled > self._most:
            raise TooManyCellsError(self._rows, self._columns)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if len(self._in) > 1:
            if len(self._in) == 2 or (self._in[1] == "is" and name != "is"):
                self._said(f"</{name}>")
            self._in.pop()
            return
        if self._in:
            value = self._parts.get("v") or self._parts.get("is") or []
            self._out += [*self._parts.get("f", ()), *value]
            self._in = []
        self._out.append(f"</{name}>")

    def _characters(self, text: str) -> None:
        if not self._in:
            self._out.append(escape(text))
        elif len(self._in) > 1:
            self._said(escape(text))

    def _said(self, text: str) -> None:
        self._parts[self._in[1]].append(text)


def _written(given: dict[str, str]) -> str:
    return "".join(f' {key}="{escape(value)}"' for key, value in given.items())
