"""The values of a workbook that came back, sheet by sheet.

Knows: which of its sheets are the toolkit's own. Must not know: formats of files, which cell means what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.base.visible import visible
from toolkit.form.appended import Appended, appended_in
from toolkit.form.covers import CoverSaid, covers_in
from toolkit.form.grid import (
    APPENDIX_SHEET,
    CONTENTS_SHEET,
    COVER_SHEET,
    GUIDE_SHEET,
    HIDDEN_SIGN,
    IDENTITY_SHEET,
    LISTS_SHEET,
    ROW_SIGNS,
    SLIP_SHEET,
    marks_row,
)
from toolkit.workbooks.sheets import Area, Grid, Overlay, Sheet, UnreadableError
from toolkit.workbooks.xlsx import read_xlsx

Texts = Sequence[tuple[int, str]]
"""The texts of one row, each with its column (from 0)."""
Reader = Callable[[bytes, Collection[str]], Mapping[str, Sheet]]
"""What reads a format: the sheets of a workbook but for some; raises `UnreadableError`, `MemoryError`."""

_OURS = (APPENDIX_SHEET, LISTS_SHEET, IDENTITY_SHEET, GUIDE_SHEET, SLIP_SHEET, COVER_SHEET, CONTENTS_SHEET)
_ASIDE = (LISTS_SHEET, GUIDE_SHEET, SLIP_SHEET, CONTENTS_SHEET)  # nothing is read on them
_COPY = re.compile(r"(?: \([0-9]+\)|_[0-9]+)$")  # what programs put behind the name of a sheet that is there already


@dataclass(frozen=True)
class Book:
    """The values of a workbook: visible sheets by name, from A1; ``identity`` is the hidden identity sheet.

    A cell that has no value to be read holds an `OddCell`. ``merged`` and ``over`` are what is merged on the sheets
    and lies over their cells; ``covers`` the covers of books and ``appended``
    the texts on 附页, which are no forms.
    """

    sheets: Mapping[str, Grid]
    identity: Mapping[str, str]
    merged: Mapping[str, tuple[Area, ...]] = field(default_factory=dict)
    over: Mapping[str, tuple[Overlay, ...]] = field(default_factory=dict)
    covers: tuple[CoverSaid, ...] = ()
    appended: tuple[Appended, ...] = ()

    @cached_property
    def texts(self) -> Mapping[str, Mapping[int, Texts]]:
        """All texts that are not blank, by sheet and by row (from 1); rows that have none are left out."""
        found: dict[str, dict[int, Texts]] = {}
        for name, grid in self.sheets.items():
            rows = found[name] = {}
            for number, row in enumerate(grid, start=1):
                texts = [(i, value) for i, value in enumerate(row) if type(value) is str and value and value.strip()]
                if texts:
                    rows[number] = texts
        return found

    @cached_property
    def marks(self) -> Mapping[str, Mapping[int, Texts]]:
        """Of these texts those that mark a row as one of a block, by sheet and by row; rows without are left out."""
        found: dict[str, dict[int, Texts]] = {}
        for name, rows in self.texts.items():
            marked = found[name] = {}
            for number, texts in rows.items():
                marks = [(index, text) for index, text in texts if text[0] in ROW_SIGNS and marks_row(text)]
                if marks:
                    marked[number] = marks
        return found

    @cached_property
    def seals(self) -> Mapping[str, Sequence[str]]:
        """Of these texts those that begin as hidden cells do which say what a sheet is, by sheet."""
        return {
            name: [text for texts in rows.values() for _, text in texts if text[0] == HIDDEN_SIGN]
            for name, rows in self.texts.items()
        }

    def of(self, names: Iterable[str]) -> Book:
        """The same workbook as if it had no other sheets than these."""
        wanted = [name for name in names if name in self.sheets]
        if len(wanted) == len(self.sheets):
            return self
        some = Book(
            {name: self.sheets[name] for name in wanted},
            self.identity,
            {name: self.merged[name] for name in wanted if name in self.merged},
            {name: self.over[name] for name in wanted if name in self.over},
            self.covers,
            self.appended,
        )
        some.__dict__["texts"] = {name: self.texts[name] for name in wanted}
        some.__dict__["marks"] = {name: self.marks[name] for name in wanted}
        return some


def read_book(data: bytes, reader: Reader = read_xlsx) -> Book | None:
    """The values of a workbook, or None where nobody can make sense of it. Raises `MemoryError`."""
    try:
        sheets = dict(reader(data, _ASIDE))
        if not any(_may_be_filled(name) for name in sheets):
            sheets = dict(reader(data, (LISTS_SHEET,)))  # the guide asks nothing, but there is nothing else
    except UnreadableError:
        return None
    hidden = sheets.get(IDENTITY_SHEET, Sheet([])).grid
    identity = {str(row[0]): str(row[1]) for row in hidden if len(row) > 1}
    covers = covers_in(sheets)
    ours = {cover.sheet for cover in covers}
    wanted = {visible(name): sheet for name, sheet in sheets.items() if _may_be_filled(name) and name not in ours}
    wanted = wanted or {visible(name): sheet for name, sheet in sheets.items() if name != IDENTITY_SHEET}
    return Book(
        {name: sheet.grid for name, sheet in wanted.items()},
        identity,
        {name: sheet.merged for name, sheet in wanted.items() if sheet.merged},
        {name: sheet.over for name, sheet in wanted.items() if sheet.over},
        covers,
        appended_in(sheets),
    )


def _may_be_filled(name: str) -> bool:
    """Whether a sheet may be one that a unit fills in: its name is not that of one of the toolkit's others."""
    return _COPY.sub("", name) not in _OURS
