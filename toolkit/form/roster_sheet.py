"""The sheet of a list as XML: drawn once for its look, and written with as many rows as are wanted.

Knows: how a cell is written, which row is what. Must not know: whose a list is, what a good answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.form.grid import NOTICE
from toolkit.form.heights import height_of, lines_in
from toolkit.form.loaded_base import Base
from toolkit.form.pages import typed
from toolkit.form.roster_formulas import (
    FIRST_ROW,
    HEAD,
    SUMS,
    check_letter,
    counts,
    letters_of,
    notice,
    row_check,
    total,
)
from toolkit.form.roster_look import RosterLook, heading
from toolkit.form.roster_reader import OWN_SUMS
from toolkit.form.roster_seal import CELL
from toolkit.form.sheet_xml import escaped, written
from toolkit.form.styles import RED
from toolkit.kinds.rosters import AskedRoster, RowValues

SPARE = 50  # rows that are left free below those of the last period
_HEIGHTS = {1: 34, 2: 16, 3: 26, 4: 32, HEAD: 28, SUMS: 22}
_ROW_HEIGHT, _SIZE = 21, 10.5
_PARTS = re.compile(rb'(?P<top>.*<dimension ref=")[^"]*(?P<columns>".*<sheetData>).*(?P<end></sheetData>.*)', re.DOTALL)
_STYLE = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"')
_AFTER_FORMATS = b"</conditionalFormatting>"


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A cell of a correction copy: which row (from 0) and column, in which colour, and when it is calm again.

    ``raw`` is what stood there where it could not be read; ``calm`` is a test of the cell, named by ``{0}``.
    """

    row: int
    column: str
    colour: str
    calm: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class RosterTexts:
    """What the head of a list's sheet says: whose it is, how it is filled, and the hidden entry."""

    whose: str
    entry: str


def rows_of_sheet(roster: AskedRoster, given: int) -> int:
    """How many rows a sheet has room for that begins with so many."""
    return max(roster.roster.rows, given + SPARE if given > roster.roster.rows - SPARE else 0)


def place_sheet(workbook: Workbook, title: str, at: int) -> None:
    """An empty sheet of that name, which the written one will take the place of."""
    sheet = workbook.create_sheet(title, at)
    assert isinstance(sheet, Worksheet)
    sheet.print_title_rows = f"{HEAD}:{SUMS}"


class RosterPage:
    """The sheet of one list with so many rows: its XML, taken apart."""

    def __init__(self, base: Base, roster: AskedRoster, rows: int) -> None:
        self.roster, self.rows = roster, rows
        self.letters, self.check = letters_of(roster), check_letter(roster)
        look = RosterLook(roster, rows)
        self.widths = look.widths
        drawn, self._calm = look.drawn(base)
        found = _PARTS.fullmatch(drawn)
        assert found
        self._around = found.group("top", "columns", "end")
        self._styles = {(m[1].decode(), int(m[2])): m[3] for m in _STYLE.finditer(drawn)}

    def sheet(self, texts: RosterTexts, given: Sequence[RowValues], marks: Sequence[MarkedCell] = ()) -> bytes:
        """The XML of a sheet that begins with some rows."""
        top, columns, end = self._around
        area = f"A1:{self.check}{FIRST_ROW + self.rows - 1}".encode()
        at: dict[tuple[int, str], MarkedCell] = {(mark.row, mark.column): mark for mark in marks}
        rows = [*self._head(texts), *(self._row(n, given[n] if n < len(given) else {}, at) for n in range(self.rows))]
        return b"".join((top, area, columns, *rows, self._calmed(end, marks)))

    def place(self, row: int, column: str) -> str:
        """The cell of a row (from 0) and a column."""
        return f"{self.letters[column]}{FIRST_ROW + row}"

    def _head(self, texts: RosterTexts) -> Iterator[bytes]:
        roster, last = self.roster, self.check
        how = f"一行填一个，从第 {FIRST_ROW} 行填起，可以整块复制粘贴；带 * 的必填。合计由程序计算，不用填。"
        said = {1: roster.name, 2: texts.whose, 4: how}
        hidden = counts(roster, self.rows)
        for number in (1, 2, 3, 4):
            first = self._cell(CELL, texts.entry) if number == 1 else self._formula(f"A{number}", hidden[f"A{number}"])
            told = (
                self._formula(NOTICE, notice(roster, self.rows))
                if number == 3
                else self._cell(f"B{number}", said[number])
            )
            blank = b"".join(self._cell(f"{letter}{number}", None) for letter in (*self.letters.values(), last))
            yield _tagged(number, _HEIGHTS[number], first + told + blank, fixed=True)
        heads = {"B": "序号", **{self.letters[n]: heading(f) for n, f in roster.fields.items()}, last: "检查"}
        yield _tagged(HEAD, _HEIGHTS[HEAD], b"".join(self._cell(f"{k}{HEAD}", v) for k, v in heads.items()), fixed=True)
        sums = {self.letters[name] for name, _ in roster.added}
        cells = self._cell(f"A{SUMS}", OWN_SUMS) + self._cell(f"B{SUMS}", "合计")
        for letter in (*self.letters.values(), last):
            place = f"{letter}{SUMS}"
            cells += self._formula(place, total(letter, self.rows)) if letter in sums else self._cell(place, None)
        yield _tagged(SUMS, _HEIGHTS[SUMS], cells, fixed=True)

    def _row(self, number: int, row: RowValues, marks: Mapping[tuple[int, str], MarkedCell]) -> bytes:
        at, lines = FIRST_ROW + number, 1
        cells = [self._cell(f"B{at}", number + 1, f"B{FIRST_ROW}")]
        for name, letter in self.letters.items():
            mark, value = marks.get((number, name)), typed(self.roster.fields[name], row.get(name))
            if mark is not None and value is None and mark.raw:
                value = mark.raw
            if isinstance(value, str):
                lines = max(lines, lines_in(value, self.widths[name], _SIZE))
            look = f"{letter}{FIRST_ROW + (0 if mark is None else 1 if mark.colour == RED else 2)}"
            cells.append(self._cell(f"{letter}{at}", value, look))
        area = f"{self.check}{FIRST_ROW}:{self.check}{FIRST_ROW + self.rows - 1}"
        # The formula of the first row holds for all of them, and is written once (ECMA-376 part 1, 18.3.1.40).
        shared = b'<f t="shared" si="0"/>'
        if number == 0:
            shared = b'<f t="shared" ref="%s" si="0">%s</f>' % (
                area.encode(),
                escaped(row_check(self.roster, self.rows)),
            )
        style = self._styles[self.check, FIRST_ROW]
        cells.append(b'<c r="%s%d" s="%s">%s<v></v></c>' % (self.check.encode(), at, style, shared))
        return _tagged(at, max(_ROW_HEIGHT, round(height_of(lines, _SIZE))), b"".join(cells))

    def _cell(self, place: str, value: object, look: str = "") -> bytes:
        style = self._look(look or place)
        return b'<c r="%s"%s t="%s">%s</c>' % (place.encode(), style, *written(value))

    def _formula(self, place: str, formula: str) -> bytes:
        return b'<c r="%s"%s><f>%s</f><v></v></c>' % (place.encode(), self._look(place), escaped(formula))

    def _look(self, place: str) -> bytes:
        letter = place.rstrip("0123456789")
        style = self._styles.get((letter, int(place[len(letter) :])))
        return b' s="%s"' % style if style else b""

    def _calmed(self, end: bytes, marks: Sequence[MarkedCell]) -> bytes:
        """The end of the sheet, with what gives marked cells their own colour back."""
        if not marks:
            return end
        at, number = end.rindex(_AFTER_FORMATS) + len(_AFTER_FORMATS), end.count(b"<cfRule ")
        rules = []
        for mark in marks:
            number += 1
            place = self.place(mark.row, mark.column)
            rules.append(
                b'<conditionalFormatting sqref="%s"><cfRule type="expression" priority="%d" dxfId="%d"><formula>%s'
                b"</formula></cfRule></conditionalFormatting>"
                % (place.encode(), number, self._calm[mark.column], escaped(mark.calm.replace("{0}", place)))
            )
        return end[:at] + b"".join(rules) + end[at:]


def _tagged(number: int, height: int, cells: bytes, *, fixed: bool = False) -> bytes:
    held = b' customHeight="1"' if fixed else b""
    return b'<row r="%d" ht="%d"%s>%s</row>' % (number, height, held, cells)
