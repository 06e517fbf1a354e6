"""An edition as a workbook that has nothing to hide: its results on the first sheet, what each unit said behind it.

Knows: xlsxwriter, the house style, merged cells. Must not know: what may be told, who is in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import groupby

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toolkit.base.captions import Column, Disclosable, Sheet
from toolkit.base.opc import bare
from toolkit.base.texts import chinese_date
from toolkit.ledger import CellValue
from toolkit.master.rows import TextSheet
from toolkit.master.style import SONG, Styles, fitting_size, fitting_width, lines_needed, print_setup, row_height
from toolkit.plan.model import Unit
from toolkit.plan.options import Edition
from toolkit.publish.edition import OF_ITEM, OF_MEASURE, EditionTables, FigureLine, Line, Row
from toolkit.publish.results import Results
from toolkit.publish.results_sheet import write_results

_TOTAL = "合计"
_VOLUME, _FILE, _NUMBER, _LINES = "分册", "文件", "单位数", "条数"
RESULTS = "整改落实情况"
LINES, FORMS, FIGURES = "整改情况", "各单位情况", Disclosable.FIGURES.value
_WIDTHS: Mapping[str, float] = {
    Disclosable.CODE: 10, Disclosable.ITEM: 18, Disclosable.FINDING: 24, Disclosable.MEASURE: 44,
    Disclosable.LIMIT: 13, Disclosable.UNIT: 11, Disclosable.STATUS: 13, Disclosable.PROGRESS: 50,
    Disclosable.DONE_ON: 11.5, Disclosable.EVIDENCE: 26, Disclosable.LEAD: 20, Disclosable.DIFFICULTY: 40,
    Disclosable.NEXT_STEPS: 44, Disclosable.VERDICT: 12, Disclosable.CLOSED_ON: 11.5, Column.INDICATOR: 40,
    _VOLUME: 8, _FILE: 46, _NUMBER: 9, _LINES: 9,
}  # fmt: skip
_CENTRED = (
    Disclosable.CODE, Disclosable.LIMIT, Disclosable.UNIT, Disclosable.STATUS, Disclosable.DONE_ON,
    Disclosable.VERDICT, Disclosable.CLOSED_ON, _VOLUME, _NUMBER, _LINES,
)  # fmt: skip
_HEAD = 3  # the rows above the table's first line
_HIGHEST = 400.0


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume (分册) of an edition: its place among ``of``, its file's name, from which unit to which, lines."""

    number: int
    of: int
    name: str
    first: str
    last: str
    units: int
    lines: int

    @property
    def whose(self) -> str:
        """Its units in words."""
        return self.first if self.units == 1 else f"{self.first}—{self.last}"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every table of an edition: the plan's title (masked), the period's name, the day."""

    plan_title: str
    period: str
    as_of: date

    @property
    def small(self) -> str:
        """What stands under the title."""
        return f"{self.period}　截至{chinese_date(self.as_of)}"


def write_edition(head: Head, results: Results, tables: EditionTables) -> bytes:
    """An edition in one workbook as bytes; the same results and tables give the same bytes."""
    book = _Book(head, tables.edition, head.small)
    write_results(book.sheet(RESULTS), book.styles, results)
    book.tables(tables, total=True)
    return book.done()


def write_front(
    head: Head, edition: Edition, results: Results, figures: Sequence[FigureLine], volumes: Sequence[Volume]
) -> bytes:
    """The workbook in front of an edition in volumes: its results, what stands where, the totals of all units."""
    book = _Book(head, edition, head.small)
    write_results(book.sheet(RESULTS), book.styles, results)
    if volumes:
        page = book.page(Sheet.INDEX, (_VOLUME, _FILE, Disclosable.UNIT, _NUMBER, _LINES))
        page.forms([
            {_VOLUME: one.number, _FILE: one.name, Disclosable.UNIT: one.whose, _NUMBER: one.units, _LINES: one.lines}
            for one in volumes
        ])  # fmt: skip
        page.close()
    if figures:
        book.figures(figures, (), total=True)
    return book.done()


def write_volume(head: Head, tables: EditionTables, volume: Volume) -> bytes:
    """What an edition tells of the units of one volume."""
    place = f"分册{volume.number}，共{volume.of}册：{volume.whose}"
    book = _Book(head, tables.edition, f"{head.small}　{place}")
    book.tables(tables, total=False)
    return book.done()


class _Book:
    """A workbook that is being written, sheet by sheet; ``small`` stands under the title of each."""

    def __init__(self, head: Head, edition: Edition, small: str) -> None:
        self._out = BytesIO()
        texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        font = {"default_format_properties": {"font_name": SONG, "font_size": 11}, "default_column_width": 72}
        self._workbook = xlsxwriter.Workbook(self._out, {"in_memory": True, **texts, **font})
        self._workbook.set_properties({"created": datetime.combine(head.as_of, time.min)})
        self._title, self._small = f"{head.plan_title}整改情况（{edition}）", small
        self.styles = Styles(self._workbook)

    def sheet(self, name: str) -> Worksheet:
        """A new sheet."""
        return self._workbook.add_worksheet(name, TextSheet)

    def page(self, name: str, columns: Sequence[str]) -> _Sheet:
        """A new sheet with a table under the title."""
        return _Sheet(self.sheet(name), self.styles, columns, self._title, self._small)

    def tables(self, tables: EditionTables, *, total: bool) -> None:
        """What an edition tells unit by unit, with or without the total of the units."""
        if tables.columns:
            page = self.page(LINES, tables.columns)
            page.lines(tables.lines)
            page.close()
        if tables.form_columns:
            page = self.page(FORMS, tables.form_columns)
            page.forms(tables.forms)
            page.close()
        if tables.figures:
            self.figures(tables.figures, tables.units, total=total)

    def figures(self, lines: Sequence[FigureLine], units: Sequence[Unit], *, total: bool) -> None:
        """The figures of some units."""
        heads = (Disclosable.CODE, Column.INDICATOR, Column.MEASURED_IN)
        page = self.page(FIGURES, (*heads, *(unit.area for unit in units), *([_TOTAL] * total)))
        page.figures(lines, [unit.id for unit in units], total=total)
        page.close()

    def done(self) -> bytes:
        """The workbook as bytes."""
        self._workbook.close()
        return bare(self._out.getvalue())


class _Sheet:
    """One table under a title, written from top to bottom."""

    def __init__(self, sheet: Worksheet, styles: Styles, columns: Sequence[str], title: str, small: str) -> None:
        self.sheet, self.styles, self.columns = sheet, styles, columns
        self.widths = [_WIDTHS.get(c, 11.5) for c in columns]
        self.row = _HEAD
        last = len(columns) - 1
        self.above = (title, small)
        for row, text, style in ((0, title, styles.title()), (1, small, styles.small(align="right"))):
            if last:
                sheet.merge_range(row, 0, row, last, text, style)
            else:
                sheet.write_string(row, 0, text, style)
        for index, caption in enumerate(columns):
            sheet.write_string(2, index, caption, styles.head())
        sheet.set_row(2, 24)

    def close(self) -> None:
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        whole = sum(self.widths)
        for row, (text, line, size) in enumerate(zip(self.above, (34.0, 18.0), (18, 10), strict=True)):
            self.sheet.set_row(row, line * lines_needed(text, whole, size))
        self.sheet.freeze_panes(_HEAD, 0)
        print_setup(self.sheet, rows=(2, 2), last=len(self.columns) - 1, paper=8, columns=(0, 1))
        self.sheet.print_area(0, 0, max(self.row - 1, _HEAD), len(self.columns) - 1)

    def lines(self, lines: Sequence[Line]) -> None:
        """Items and measures in merged cells beside the lines of their units."""
        self._widen([line.cells for line in lines], single=[c for c in self.columns if c not in OF_ITEM + OF_MEASURE])
        joined = [c for c in self.columns if c in OF_ITEM + OF_MEASURE]
        own = [c for c in self.columns if c not in joined]
        heights = [self._height(line.cells, own) for line in lines]
        # An item's words stand beside each of its measures again, so that no printed page is without them.
        for _, group in groupby(range(len(lines)), key=lambda n: (lines[n].item, lines[n].measure)):
            its = list(group)
            self._stretch(heights, its, lines[its[0]].cells, joined)
            for column in joined:
                self._merge(_HEAD + its[0], _HEAD + its[-1], column, lines[its[0]].cells[column])
        for number, line in enumerate(lines):
            for column in own:
                self._put(_HEAD + number, column, line.cells[column])
            self.sheet.set_row(_HEAD + number, heights[number])
        self.row = _HEAD + len(lines)

    def forms(self, rows: Sequence[Row]) -> None:
        """A line for each unit's form; the item in merged cells."""
        self._widen(rows, single=self.columns)
        joined = [c for c in self.columns if c in OF_ITEM]
        own = [c for c in self.columns if c not in joined]
        heights = [self._height(row, own) for row in rows]
        groups = [list(group) for _, group in groupby(range(len(rows)), key=lambda n: [rows[n].get(c) for c in joined])]
        for its in groups:
            self._stretch(heights, its, rows[its[0]], joined)
            for column in joined:
                self._merge(_HEAD + its[0], _HEAD + its[-1], column, rows[its[0]][column])
        for number, row in enumerate(rows):
            for column in own:
                self._put(_HEAD + number, column, row[column])
            self.sheet.set_row(_HEAD + number, heights[number])
        self.row = _HEAD + len(rows)

    def figures(self, lines: Sequence[FigureLine], units: Sequence[str], *, total: bool) -> None:
        """A line for each indicator, with a column for each unit."""
        texts: list[list[CellValue]] = [
            [line.code, line.name, line.measured_in, *(line.figures[u] for u in units), *([line.total] * total)]
            for line in lines
        ]
        for index in range(3, len(self.columns)):
            self.widths[index] = fitting_width(
                (row[index] for row in texts if row[index] is not None), self.widths[index]
            )
        for line, row in zip(lines, texts, strict=True):
            for index, value in enumerate(row):
                left = index == 1
                look: dict[str, object] = {"align": "left", "indent": 1} if left else {"align": "center"}
                if isinstance(value, int | float):
                    look |= {"num_format": "#,##0" if line.whole else "#,##0.00", "align": "right"}
                self._write(self.row, index, value, look)
            sized = [(v, w) for v, w in zip(row, self.widths, strict=True) if not isinstance(v, int | float)]
            self.sheet.set_row(self.row, row_height(sized, least=20))
            self.row += 1

    # -- cells ---------------------------------------------------------------------------------------------------------

    def _widen(self, rows: Sequence[Row], single: Sequence[str]) -> None:
        for index, column in enumerate(self.columns):
            if column in single:
                texts = (row[column] for row in rows if row.get(column) is not None)
                self.widths[index] = fitting_width(texts, self.widths[index])

    def _width(self, column: str) -> float:
        return self.widths[self.columns.index(column)]

    def _height(self, cells: Mapping[str, CellValue], columns: Sequence[str]) -> float:
        return row_height([(cells.get(column), self._width(column) - 2) for column in columns], least=24)

    def _stretch(self, heights: list[float], its: Sequence[int], cells: Row, columns: Sequence[str]) -> None:
        """Make the rows of a merged cell high enough together for what stands in it."""
        needed = 0.0
        for column in columns:
            text, width = cells.get(column), self._width(column) - 2
            # A merged cell may be higher than a row; measure it piece by piece.
            pieces = [str(text or "")[start : start + 400] for start in range(0, len(str(text or "")), 400)]
            needed = max(needed, sum(row_height([(piece, width)], least=14) for piece in pieces))
        short = needed - sum(heights[n] for n in its)
        if short > 0:
            for n in its:
                heights[n] = min(heights[n] + short / len(its), _HIGHEST)

    def _merge(self, first: int, last: int, column: str, value: CellValue) -> None:
        index = self.columns.index(column)
        if first == last:
            self._put(first, column, value)
            return
        look: dict[str, object] = {"align": "center"} if column in _CENTRED else {"align": "left", "indent": 1}
        style = self.styles.cell(valign="top", **look)
        self.sheet.merge_range(first, index, last, index, "" if value is None else str(value), style)

    def _put(self, row: int, column: str, value: CellValue) -> None:
        look: dict[str, object] = {"align": "center"} if column in _CENTRED else {"align": "left", "indent": 1}
        self._write(row, self.columns.index(column), value, look)

    def _write(self, row: int, index: int, value: CellValue, look: Mapping[str, object]) -> None:
        if value is None or value == "":
            self.sheet.write_blank(row, index, None, self.styles.cell(**look))
        elif isinstance(value, date):
            self.sheet.write_datetime(row, index, datetime.combine(value, time.min), self.styles.date())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.sheet.write_number(row, index, value, self.styles.cell(**look))
        else:
            size = fitting_size(value, self.widths[index])
            self.sheet.write_string(row, index, str(value), self.styles.cell(font_size=size, **look))
