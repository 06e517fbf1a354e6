"""Every style that a form, a cover or a correction copy may need, entered into the base once and in a fixed order.

Knows: openpyxl, the base's samples, the formats of kinds, the colours of marks. Must not know: pages, plans. So a sheet
has the same styles under the same numbers whatever else is in its workbook, and may be put into any other that was made
from the base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.form.base import LETTERS, SAMPLES_SHEET
from toolkit.form.grid import ANSWER_COLUMNS, PRIOR, Kind
from toolkit.kinds.field import Block
from toolkit.kinds.registry import KINDS

RED, AMBER = "F4B9B9", "FFD966"
"""What marks a cell that is to be mended, and one that is to be explained."""
MISSING = PatternFill("solid", bgColor="F8D7DA")
STILL_OPEN = PatternFill("solid", bgColor=AMBER)
"""Marks what is still to be filled in where everything else has been received."""
GOOD_INK, WRONG_INK, ASKED_INK = "2E7D32", "C00000", "B45F06"
HIDDEN_TEXT = "@"
_ANSWERS: Mapping[Kind, frozenset[str]] = {
    Kind.MEASURE: frozenset(ANSWER_COLUMNS[Block.MEASURES].values()),
    Kind.INDICATOR: frozenset(ANSWER_COLUMNS[Block.INDICATORS].values()),
    Kind.ANSWER: frozenset(ANSWER_COLUMNS[Block.OVERALL].values()),
    Kind.LONG_ANSWER: frozenset(ANSWER_COLUMNS[Block.OVERALL].values()),
}


def with_styles(data: bytes, rows: Mapping[str, int]) -> bytes:
    """The base with all styles in it; ``rows`` are its sample rows."""
    workbook = load_workbook(BytesIO(data))
    samples = workbook[SAMPLES_SHEET]
    assert isinstance(samples, Worksheet)
    for cell in _needed(workbook, samples, rows):
        workbook._cell_styles.add(cell._style)  # type: ignore[attr-defined]
    for style in _differences(samples, rows):
        workbook._differential_styles.add(style)  # type: ignore[attr-defined]
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


class Looks:
    """The styles that have been given on a sheet: openpyxl looks each up in six lists, so it is done once a look."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], StyleArray] = {}

    def put(self, cell: Cell, model: Cell | None, change: Callable[..., None], *said: str) -> None:
        """Give a cell the style of a ``model``, or none, as ``change`` makes it, which is told what is ``said``."""
        key = (model and model.coordinate, change, *said)
        if key not in self._known:
            if model is not None:
                cell._style = copy(model._style)  # type: ignore[attr-defined]
            change(cell, *said)
            self._known[key] = cell._style  # type: ignore[attr-defined]
        cell._style = copy(self._known[key])  # type: ignore[attr-defined]


def join(sheet: Worksheet, area: str) -> None:
    """Merge cells that no other merge holds.

    ``merge_cells`` redraws borders that the samples have, and each merge would be compared with all that are there.
    """
    sheet.merged_cells.ranges.add(CellRange(area))


def answer_style(cell: Cell, number_format: str, colour: str = "") -> None:
    """Make a cell one that takes an answer; ``colour`` marks it."""
    cell.protection = Protection(locked=False)
    cell.number_format = number_format
    if colour:
        cell.fill = PatternFill("solid", fgColor=colour)


def strut_style(cell: Cell) -> None:
    """Make a cell one that holds its row open and is not seen."""
    cell.font = Font(name=cell.font.name, size=10.5, color="FFFFFF")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.number_format = HIDDEN_TEXT


LINE_SIZE = 10.5
"""How large the small lines of a page of lines are, in points."""


def line_text(cell: Cell) -> None:
    """Make a small line of a page one that is read with the others."""
    cell.font = Font(name=cell.font.name, size=LINE_SIZE)


def link_text(cell: Cell) -> None:
    """Make a cell look as if it led somewhere."""
    cell.font = Font(name=cell.font.name, size=cell.font.size, color="1F5FA8", underline="single")


def asking_style(workbook: Workbook, cell: Cell, colour: str = "") -> int:
    """The number of an answer cell's style where a formula asks the cover for a text, marked with a ``colour``.

    A formula in a cell that is formatted as text becomes text as soon as somebody looks into it, and is a 0 in an .xls.
    """
    style = copy(cell._style)  # type: ignore[attr-defined]
    style.numFmtId = 0
    if colour:
        style.fillId = workbook._fills.add(PatternFill("solid", fgColor=colour))  # type: ignore[attr-defined]
    return int(workbook._cell_styles.add(style))  # type: ignore[attr-defined]


def own_colour(cell: Cell) -> str:
    """The colour that a cell has by itself, as ARGB."""
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type == "solid" else "FFFFFFFF"


def calm(colour: str) -> DifferentialStyle:
    """What gives a marked cell its own colour back."""
    return DifferentialStyle(fill=PatternFill("solid", bgColor=colour))


def _needed(workbook: Workbook, samples: Worksheet, rows: Mapping[str, int]) -> Iterator[Cell]:
    scratch = workbook.create_sheet()

    def drawn(model: Cell) -> Cell:
        cell = scratch.cell(1, 1)
        assert isinstance(cell, Cell)
        cell._style = copy(model._style)  # type: ignore[attr-defined]
        return cell

    formats = dict.fromkeys((*(kind.number_format for kind in KINDS.values()), "General"))
    computed = dict.fromkeys(kind.computed_format for kind in KINDS.values())
    hidden = scratch.cell(1, 2)
    assert isinstance(hidden, Cell)
    hidden.number_format = HIDDEN_TEXT
    yield hidden
    hold = scratch.cell(1, 3)
    assert isinstance(hold, Cell)
    strut_style(hold)
    yield hold
    for kind in (kind for kind in Kind if kind is not Kind.IDS):
        for letter in LETTERS:
            model = samples[f"{letter}{rows[kind.value]}"]
            locked = drawn(model)
            locked.protection = Protection(locked=True)
            yield locked
            given = letter == PRIOR and kind is Kind.INDICATOR
            for number_format in (*formats, *computed) if given else ():
                shown = drawn(model)  # each anew: one that is changed would change where it was entered
                shown.protection = Protection(locked=True)
                shown.number_format = number_format
                yield shown
            for number_format in formats if letter in _ANSWERS.get(kind, ()) else ():
                for colour in ("", RED, AMBER):
                    answer = drawn(model)
                    answer_style(answer, number_format, colour)
                    yield answer
    said = drawn(samples[f"B{rows['closing']}"])
    line_text(said)
    yield said
    linked = drawn(samples[f"D{rows['guide_row']}"])
    link_text(linked)
    yield linked
    workbook.remove(scratch)


def _differences(samples: Worksheet, rows: Mapping[str, int]) -> Iterator[DifferentialStyle]:
    for ink in (WRONG_INK, ASKED_INK, GOOD_INK):
        yield DifferentialStyle(font=Font(color=ink))
    yield DifferentialStyle(fill=MISSING)
    for kind, letters in _ANSWERS.items():
        for letter in sorted(letters):
            yield calm(own_colour(samples[f"{letter}{rows[kind.value]}"]))
    yield DifferentialStyle(fill=STILL_OPEN)
