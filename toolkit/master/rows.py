"""Long tables: their rows are written as XML at once instead of being kept cell by cell.

Knows: xlsxwriter's worksheet and how it writes a cell. Must not know: what is shown. A row says the same as one that
xlsxwriter's own methods have written; a test compares them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count
from typing import TextIO
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.base.excel_limits import cell_text
from toolkit.ledger import CellValue

ROW = "\0"
_LETTERS = tuple(xl_col_to_name(index) for index in range(16384))


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell with a formula and its cached value; `ROW` in the text stands for the number of its own row, from 1.

    ``is_date`` says that it shows a day, also where it is empty now.
    """

    text: str
    cached: int | float | str | date
    is_date: bool = False


class TextSheet(Worksheet):  # type: ignore[misc]
    """A worksheet in which a text too long for a cell says so at its end, instead of losing it without a word."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        written: int = super()._write_string(row, col, cell_text(string), cell_format)
        return written


class RowSheet(TextSheet):
    """A worksheet to whose end whole rows can be added; what stands above is written as always.

    ``looks`` are the columns and formats of the cells in these rows; ``added`` what they hold, where it ``remembers``.
    """

    def __init__(self) -> None:
        super().__init__()
        self._begin: int | None = None
        self._body: TextIO | None = None
        self.remembers = True
        self.looks: set[tuple[int, int]] = set()
        self.added: list[tuple[int, tuple[CellValue | Formula, ...]]] = []

    def add_row(self, row: int, cells: Iterable[tuple[int, CellValue | Formula]], height: float) -> None:
        """Write a row (from 0), from its first cell on; each has the number of its format, and its value.

        Rows must come in order and below everything else; a text stays a text whatever it begins with.
        """
        if self._begin is None:
            self._begin = row
            self._body = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
        assert self._body is not None
        number = row + 1
        cells = tuple(cells)
        self.looks.update((place, style) for place, (style, _) in enumerate(cells))
        if self.remembers:
            self.added.append((row, tuple(value for _, value in cells)))
        pieces = [f'<row r="{number}" ht="{_pixels(height) * 0.75:.16g}" customHeight="1">']
        column = -1
        for column, (style, value) in zip(count(), cells):
            place = f'<c r="{_LETTERS[column]}{number}" s="{style}"'
            if value is None or value == "":
                pieces.append(f"{place}/>")
            elif isinstance(value, str):  # a caption is a text, too
                index = self.str_table._get_shared_string_index(cell_text(str(value)))
                pieces.append(f'{place} t="s"><v>{index}</v></c>')
            elif type(value) is Formula:
                kind = ' t="str"' if isinstance(value.cached, str) and value.cached else ""
                cached = _cached(value.cached)
                text = _inside(value.text).replace(ROW, str(number))
                pieces.append(f"{place}{kind}><f>{text}</f><v>{cached}</v></c>")
            elif isinstance(value, date):
                pieces.append(f"{place}><v>{serial_of(value)}</v></c>")
            else:
                pieces.append(f"{place}><v>{value:.16G}</v></c>")
        pieces.append("</row>")
        self._body.write("".join(pieces))
        self._check_dimensions(row, 0)
        self._check_dimensions(row, max(column, 0))
        self.row_sizes[row] = [_pixels(height), False]  # where notes on the row stand

    def add_link(self, row: int, column: int, url: str, text: str) -> None:
        """Make a cell of an added row lead to another place; its text is written with the row."""
        self.ignore_write_string = True
        self.write_url(row, column, url, None, text)
        self.ignore_write_string = False

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # xlsxwriter looks through every formula for some thirty functions that need a prefix; the master has none.
        return formula.removeprefix("=")

    def _write_rows(self) -> None:
        if self._begin is None or self._body is None:
            super()._write_rows()
            return
        last: int = self.dim_rowmax  # type: ignore[has-type]
        self.dim_rowmax = self._begin - 1
        super()._write_rows()
        self.dim_rowmax = last
        self._body.seek(0)
        while part := self._body.read(2**20):
            self.fh.write(part)
        self._body.close()


def _pixels(height: float) -> int:
    return int(height * 4.0 / 3.0 + 0.5)


def _cached(value: int | float | str | date) -> int | float | str:
    if isinstance(value, date):
        return serial_of(value)
    return escape(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def serial_of(day: date) -> int:
    """A day as a number of days, as spreadsheets count."""
    return (day - date(1899, 12, 30)).days


@lru_cache(maxsize=4096)
def _inside(formula: str) -> str:
    """A formula as it stands in the file."""
    return escape(formula.removeprefix("="))
