"""督办记录: what the office did to see the plan through; it is written here, and read back.

Knows: the lines, how such a sheet is drawn. Must not know: how they are read, what they are about.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import AS_OF, Column, Sheet
from toolkit.master.lists import Cell
from toolkit.master.office_rows import Drawn, draw_office_rows, table_of, unit_choices
from toolkit.master.page import MasterSheet, Page
from toolkit.master.rows import ROW, Formula
from toolkit.standing.office_rows import SUPERVISION
from toolkit.standing.supervision import Supervised, Way

_REMINDER = "提醒"
_COLUMNS = (
    (Column.WATCHED_ON, 13), (Column.WAY, 12), (Column.UNIT, 16), (Column.CODE, 14), (Column.WORDS, 56),
    (Column.HANDLER, 12), (Column.NEXT_ON, 13), (Column.OUTCOME, 36), (_REMINDER, 14),
)  # fmt: skip
_LETTERS = {caption: xl_col_to_name(index) for index, (caption, _) in enumerate(_COLUMNS, start=1)}


def draw(page: Page) -> None:
    """Draw 督办记录."""
    words = page.snapshot.plan.settings.words
    note = (
        f"由{words.office}填写：约谈、通报、现场督查、领导批示、电话等，一次一行，接在后面写，汇总时读回，以后各期都保留。"
        f"单位写简称，几个用顿号隔开，全部{words.unit}的空着；事项写编号，不针对某一项的空着。"
        f"写了“{Column.NEXT_ON}”的到日子提醒，“{Column.OUTCOME}”填了就不再提醒。要删的整行删去。"
    )
    rows = [_row(page, one) for one in page.snapshot.supervised]
    choices = {Column.WAY: [way.value for way in Way], Column.UNIT: unit_choices(page)}
    draw_office_rows(page, SUPERVISION, str(Sheet.SUPERVISION), note, _COLUMNS, rows, choices)


def _row(page: Page, one: Supervised) -> Drawn:
    cells: dict[str, Cell] = {column: one.row.value(column) for column in SUPERVISION.columns}
    cells[_REMINDER] = _reminder(page, one)
    return Drawn(one.row.key, cells, one.objections)


def _reminder(page: Page, one: Supervised) -> Formula:
    """Whether a line is to be followed up, on whatever day the page is set to."""
    day, done = (f"{_LETTERS[column]}{ROW}" for column in (Column.NEXT_ON, Column.OUTCOME))
    text = (
        f'=IF({done}<>"","已落实",IF(NOT(ISNUMBER({day})),"",IF({day}<{AS_OF},"已过 "&({AS_OF}-{day})&" 天",'
        f'IF({day}={AS_OF},"今天","还有 "&({day}-{AS_OF})&" 天"))))'
    )
    if one.row.text(Column.OUTCOME):
        return Formula(text, "已落实")
    if one.next_on is None:
        return Formula(text, "")
    left = (one.next_on - page.snapshot.as_of).days
    return Formula(text, f"已过 {-left} 天" if left < 0 else "今天" if left == 0 else f"还有 {left} 天")


SHEET = MasterSheet(Sheet.SUPERVISION, 26, draw, table=table_of(SUPERVISION))
