"""整改台账 of a region: the rows of every office under each other, written as they come.

Knows: task rows, the captions of an office's 整改台账. Must not know: where snapshots come from, whose workbook.
One office is in memory at a time. Nothing here is a formula: what counts is what the office's own master says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column
from toolkit.base.visible import visible
from toolkit.ledger import CellValue
from toolkit.master.columns import (
    DATES,
    FLAGS,
    HEAD_ROW,
    IF_ANY,
    LEFT_ALIGNED,
    REPORT,
    REPORTED,
    REVIEW,
    SIZE,
    SOURCE,
    TASK,
    WIDTH,
    WIDTHS,
    bands,
    outline,
)
from toolkit.master.formulas import MARKS, light_text
from toolkit.master.page import Table
from toolkit.master.rows import Formula, RowSheet
from toolkit.master.style import (
    SMALLEST,
    Styles,
    colour_lights,
    fitting_size,
    fitting_width,
    note_height,
    on_first_page,
    print_setup,
    row_height,
)
from toolkit.standing.decisions import standing_cells
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tasks import days_left, row_values, task_rows

AREA = "上报单位"
TABLE = Table(HEAD_ROW + 1, (AREA, Column.CODE, Column.UNIT, Column.MEASURE))
_TASK = (AREA, *TASK)


class RegionLedger:
    """The sheet while it is being written."""

    def __init__(self, sheet: RowSheet, styles: Styles, reported: Collection[str], title: str, note: str) -> None:
        """Draw the heading; ``reported`` are the captions that units' answers have in any of the plans."""
        self._sheet, self._styles = sheet, styles
        self.captions = (*_TASK, *DATES, *REPORT, *reported, *FLAGS, *REVIEW, *SOURCE)
        self.widths = {caption: WIDTHS.get(caption, WIDTH) for caption in self.captions} | {AREA: 11.0}
        self._next = HEAD_ROW + 1
        self._used: set[str] = set()
        self._looks = cache(self._look)
        self._heading(title, note, reported)

    @property
    def rows(self) -> int:
        """How many rows have been written."""
        return self._next - HEAD_ROW - 1

    def add(self, name: str, snapshot: Snapshot, only: Collection[str] | None = None) -> None:
        """Write the rows of an office, of all its units or of ``only`` some, by id."""
        office = standing_cells(snapshot.office)
        for task in task_rows(snapshot):
            standing = task.standing
            if only is not None and standing.unit.id not in only:
                continue
            values = row_values(task, self.rows + 1, snapshot, office) | {
                AREA: name,
                Column.DAYS_LEFT: days_left(standing, snapshot),
                Column.LATE: standing.late_workdays,
                Column.OVERDUE: standing.overdue_workdays,
                Column.LIGHT: light_text(standing.light),
            }
            self._row({caption: _shown(values.get(caption)) for caption in self.captions})

    def close(self) -> None:
        """Set widths, filter, frozen panes and the printed page."""
        last, column = max(self._next - 1, HEAD_ROW + 1), len(self.captions) - 1
        sheet = self._sheet
        for index, caption in enumerate(self.captions):
            hidden = {"hidden": True} if caption in IF_ANY and caption not in self._used else {}
            sheet.set_column(index, index, self.widths[caption], None, hidden | outline(self.captions, index))
        sheet.autofilter(HEAD_ROW, 0, last, column)
        sheet.freeze_panes(HEAD_ROW + 1, self.captions.index(Column.MEASURE))
        letter = xl_col_to_name(self.captions.index(Column.LIGHT))
        colour_lights(sheet, f"{letter}{HEAD_ROW + 2}:{letter}{last + 1}", self._styles, MARKS)
        right, repeated = self.captions.index(Column.REMARK), (0, self.captions.index(Column.ITEM))
        print_setup(sheet, rows=(1, HEAD_ROW), last=right, size=SMALLEST, columns=repeated)
        sheet.print_area(0, 0, last, right)

    def _heading(self, title: str, note: str, reported: Collection[str]) -> None:
        last = self.captions.index(Column.REMARK)
        sheet, styles = self._sheet, self._styles
        for index, caption in enumerate(self.captions):
            sheet.set_column(index, index, self.widths[caption], None, outline(self.captions, index))
        right = on_first_page(sheet, last, size=SMALLEST)
        sheet.merge_range(0, 0, 0, right, title, styles.title())
        sheet.merge_range(1, 0, 1, right, note, styles.small())
        sheet.set_row(0, 30)
        sheet.set_row(1, note_height(sheet, note, 0, right))
        sheet.set_row(HEAD_ROW, 44)
        # What differs with the plans comes last, so that the texts of the others are numbered alike in every master.
        for name, group in sorted(bands(_TASK, tuple(reported)), key=lambda band: band[0] == REPORTED):
            places = self.captions.index(group[0]), self.captions.index(group[-1])
            style = styles.head(bg_color="#BDD7EE")
            if places[0] == places[1]:
                sheet.write_string(HEAD_ROW - 1, places[0], name, style)
            else:
                sheet.merge_range(HEAD_ROW - 1, places[0], HEAD_ROW - 1, places[1], name, style)
        for index, caption in enumerate(self.captions):
            sheet.write_string(HEAD_ROW, index, caption, styles.head())

    def _look(self, caption: str, is_date: bool, size: float) -> int:
        aligned = {} if caption in LEFT_ALIGNED else {"align": "center"}
        return self._styles.number(is_date=is_date, font_size=size, **aligned)

    def _row(self, values: dict[str, CellValue]) -> None:
        cells: list[tuple[int, CellValue | Formula]] = []
        texts: list[tuple[object, float]] = []
        for caption, value in values.items():
            size = SIZE
            if isinstance(value, str):
                # A text that no row could hold widens its column from here on; the rows above only stay a bit high.
                self.widths[caption] = width = fitting_width((value,), self.widths[caption])
                size = fitting_size(value, width, SIZE)
                texts.append((value, width))
            if value not in (None, ""):
                self._used.add(caption)
            cells.append((self._looks(caption, isinstance(value, date), size), value))
        self._sheet.add_row(self._next, cells, row_height(texts, least=32, size=SIZE))
        self._next += 1


def reported_in_any(captions: Iterable[Collection[str]]) -> tuple[str, ...]:
    """The captions of several plans together, in the order of the first that has them."""
    return tuple(dict.fromkeys(caption for of in captions for caption in of))


def _shown(value: CellValue) -> CellValue:
    return visible(value) if isinstance(value, str) else value
