"""整改台账 of a region: the rows of every prefecture under each other, written as they come.

Knows: task rows, the captions of a prefecture's 整改台账. Must not know: where snapshots come from, whose workbook.
One prefecture is in memory at a time. Nothing here is a formula: what counts is what the prefecture's own master says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.visible import visible
from toolkit.ledger import CellValue
from toolkit.master import ledger_sheet as one
from toolkit.master.formulas import MARKS, light_text
from toolkit.master.rows import Formula, RowSheet
from toolkit.master.style import Styles, colour_lights, fitting_size, fitting_width, print_setup, row_height
from toolkit.plan.deadlines import report_due
from toolkit.standing.decisions import OFFICE, standing_cells
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tables import task_rows

AREA = "地区"
_SIZE = 10.5
_BEFORE = (
    AREA, "序号", "部分", "事项编号", "问题（事项）", "类别", "整改措施", "责任单位", "责任单位依据", "整改时限",
    "整改截止", "原定截止", "应报日期", "剩余天数", "报送状态", "收件日期", "迟报工作日", "超期工作日", "退回次数",
)  # fmt: skip
_AFTER = ("完成标志", "灯", "整改状态", "销号条件", *OFFICE, "来源文件", "来源工作表", "来源单元格")
_BANDS = (
    ("任务", AREA, "责任单位依据"), ("时限", "整改时限", "剩余天数"), ("报送", "报送状态", "退回次数"),
    ("认定", "完成标志", "灯"), ("核定", "整改状态", OFFICE[-1]), ("来源", "来源文件", "来源单元格"),
)  # fmt: skip


class RegionLedger:
    """The sheet while it is being written."""

    def __init__(self, sheet: RowSheet, styles: Styles, reported: Collection[str], title: str, note: str) -> None:
        """Draw the heading; ``reported`` are the captions that counties' answers have in any of the plans."""
        self._sheet, self._styles = sheet, styles
        self.captions = (*_BEFORE, *reported, *_AFTER)
        self.widths = {caption: float(one.WIDTHS.get(caption, 12)) for caption in self.captions} | {AREA: 11.0}
        self._next = one.HEAD_ROW + 1
        self._used: set[str] = set()
        self._looks = cache(self._look)
        self._heading(title, note, reported)

    @property
    def rows(self) -> int:
        """How many rows have been written."""
        return self._next - one.HEAD_ROW - 1

    def add(self, name: str, snapshot: Snapshot, only: Collection[str] | None = None) -> None:
        """Write the rows of a prefecture, of all its units or of ``only`` some, by id."""
        office = standing_cells(snapshot.office)
        due = report_due(snapshot.period, snapshot.plan.settings)
        for task in task_rows(snapshot):
            standing = task.standing
            if only is not None and standing.unit.id not in only:
                continue
            values = one.row_values(task, self.rows + 1, snapshot, office) | {
                AREA: name,
                "剩余天数": (due - snapshot.as_of).days if standing.owing else None,
                "迟报工作日": standing.late_workdays,
                "超期工作日": standing.overdue_workdays,
                "灯": light_text(standing.light),
            }
            self._row({caption: _shown(values.get(caption)) for caption in self.captions})

    def close(self) -> None:
        """Set widths, filter, frozen panes and the printed page."""
        last, column = max(self._next - 1, one.HEAD_ROW + 1), len(self.captions) - 1
        sheet = self._sheet
        for index, caption in enumerate(self.captions):
            folded = index and self.captions[index - 1] in one.DETAILS and caption not in one.DETAILS
            options: dict[str, object] = {"collapsed": True} if folded else {}
            if caption in one.DETAILS:
                options = {"level": 1, "hidden": True}
            elif caption in one.IF_ANY and caption not in self._used:
                options["hidden"] = True
            sheet.set_column(index, index, self.widths[caption], None, options)
        sheet.autofilter(one.HEAD_ROW, 0, last, column)
        sheet.freeze_panes(one.HEAD_ROW + 1, self.captions.index("整改措施"))
        letter = xl_col_to_name(self.captions.index("灯"))
        colour_lights(sheet, f"{letter}{one.HEAD_ROW + 2}:{letter}{last + 1}", self._styles, MARKS)
        print_setup(sheet, rows=(1, one.HEAD_ROW))
        sheet.print_area(0, 0, last, self.captions.index(OFFICE[-1]))

    def _heading(self, title: str, note: str, reported: Collection[str]) -> None:
        last = self.captions.index(OFFICE[-1])
        sheet, styles = self._sheet, self._styles
        sheet.merge_range(0, 0, 0, last, title, styles.title())
        sheet.merge_range(1, 0, 1, last, note, styles.small())
        sheet.set_row(0, 30)
        sheet.set_row(one.HEAD_ROW, 44)
        own = tuple(reported)
        for name, first, end in (*_BANDS, *((("自报", own[0], own[-1]),) if own else ())):
            places = self.captions.index(first), self.captions.index(end)
            style = styles.head(bg_color="#BDD7EE")
            if places[0] == places[1]:
                sheet.write_string(one.HEAD_ROW - 1, places[0], name, style)
            else:
                sheet.merge_range(one.HEAD_ROW - 1, places[0], one.HEAD_ROW - 1, places[1], name, style)
        for index, caption in enumerate(self.captions):
            sheet.write_string(one.HEAD_ROW, index, caption, styles.head())

    def _look(self, caption: str, is_date: bool, size: float) -> int:
        aligned = {} if caption in one.LEFT else {"align": "center"}
        return self._styles.number(is_date=is_date, font_size=size, **aligned)

    def _row(self, values: dict[str, CellValue]) -> None:
        cells: list[tuple[int, CellValue | Formula]] = []
        texts: list[tuple[object, float]] = []
        for caption, value in values.items():
            size = _SIZE
            if isinstance(value, str):
                # A text that no row could hold widens its column from here on; the rows above only stay a bit high.
                self.widths[caption] = width = fitting_width((value,), self.widths[caption])
                size = fitting_size(value, width, _SIZE)
                texts.append((value, width))
            if value not in (None, ""):
                self._used.add(caption)
            cells.append((self._looks(caption, isinstance(value, date), size), value))
        self._sheet.add_row(self._next, cells, row_height(texts, least=32, size=_SIZE))
        self._next += 1


def reported_in_any(captions: Iterable[Collection[str]]) -> tuple[str, ...]:
    """The captions of several plans together, in the order of the first that has them."""
    return tuple(dict.fromkeys(caption for of in captions for caption in of))


def _shown(value: CellValue) -> CellValue:
    return visible(value) if isinstance(value, str) else value
