"""What the office has made of the looks of columns and rows lives on: width, what is hidden, what stands still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from tests.additions.clerks import (
    FIGURES,
    LEDGER,
    OWING,
    carry,
    cell,
    column_of,
    drawn,
    edited,
    head_of,
    insert_column,
    opened,
    row_of,
    sheet_of,
)

ROW = ("6.2|qinghe|1",)
LATER = ["after", "without a unit", "with long titles"]


def width(name: str, caption: str) -> Callable[[Workbook], float]:
    def seen(book: Workbook) -> float:
        return float(_column(sheet_of(book, name), caption).width)

    return seen


def hidden(name: str, caption: str) -> Callable[[Workbook], bool]:
    return lambda book: bool(_column(sheet_of(book, name), caption).hidden)


def _column(sheet: Worksheet, caption: str) -> ColumnDimension:
    return _spread(sheet)[column_of(sheet, caption)]


def _spread(sheet: Worksheet) -> dict[int, ColumnDimension]:
    """The looks of columns by number; openpyxl keeps those that are alike together."""
    return {
        number: one for one in sheet.column_dimensions.values() for number in range(one.min or 0, (one.max or 0) + 1)
    }


def set_column(name: str, caption: str, **how: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, name)
        known = {number: (one.width, one.hidden, one.outlineLevel) for number, one in _spread(sheet).items()}
        sheet.column_dimensions.clear()
        for number, (wide, away, level) in known.items():
            one = sheet.column_dimensions[get_column_letter(number)]
            one.width, one.hidden, one.outlineLevel = wide, away, level
        one = sheet.column_dimensions[get_column_letter(column_of(sheet, caption))]
        for what, value in how.items():
            setattr(one, what, value)

    return change


COLUMNS = [
    (LEDGER, "进展情况"), (LEDGER, "备注"), (LEDGER, "序号"), (OWING, "联系电话"), (FIGURES, "指标"), ("时限", "事项"),
]  # fmt: skip


@pytest.mark.one_in(100)
@pytest.mark.parametrize("what", LATER)
@pytest.mark.parametrize(("name", "caption"), COLUMNS)
def test_a_column_is_as_wide_as_the_office_has_made_it(name: str, caption: str, what: str) -> None:
    before = width(name, caption)(opened(drawn()))
    done = carry(edited(drawn(), set_column(name, caption, width=before + 9)), what)
    assert width(name, caption)(opened(done.data)) == pytest.approx(before + 9, abs=0.1)
    assert not done.lost


@pytest.mark.one_in(100)
@pytest.mark.parametrize("what", LATER)
@pytest.mark.parametrize(("name", "caption"), COLUMNS)
def test_a_column_that_the_office_has_hidden_stays_hidden(name: str, caption: str, what: str) -> None:
    done = carry(edited(drawn(), set_column(name, caption, hidden=True)), what)
    assert hidden(name, caption)(opened(done.data))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("caption", ["行键", "类别", "原定截止"])
def test_a_column_that_the_office_has_brought_to_light_stays_there(caption: str) -> None:
    assert hidden(LEDGER, caption)(opened(drawn()))
    done = carry(edited(drawn(), set_column(LEDGER, caption, hidden=False)), "after")
    assert not hidden(LEDGER, caption)(opened(done.data))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("what", LATER)
def test_rows_that_the_office_has_hidden_stay_hidden_by_their_keys(what: str) -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, LEDGER)
        sheet.row_dimensions[_row(sheet)].hidden = True

    book = opened(carry(edited(drawn(), change), what).data)
    sheet = sheet_of(book, LEDGER)
    away = [number for number, one in sheet.row_dimensions.items() if one.hidden]
    assert away == [_row(sheet)]


def _row(sheet: Worksheet) -> int:
    keys = [cell(sheet, r, column_of(sheet, "行键")).value for r in range(head_of(LEDGER) + 1, sheet.max_row + 1)]
    return row_of(sheet, (next(key for key in keys if str(key).startswith("6.2|qinghe")),))


def test_rows_that_a_filter_has_hidden_are_shown_again() -> None:
    """A filter is a look for the moment: what comes later must not be out of sight because of it."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, LEDGER)
        sheet.auto_filter.add_filter_column(column_of(sheet, "责任单位") - 1, ["富蕴县"])
        sheet.row_dimensions[_row(sheet)].hidden = True

    sheet = sheet_of(opened(carry(edited(drawn(), change), "after").data), LEDGER)
    assert not [number for number, one in sheet.row_dimensions.items() if one.hidden]


@pytest.mark.one_in(100)
@pytest.mark.parametrize("what", LATER)
@pytest.mark.parametrize(("name", "after", "below"), [(LEDGER, "责任单位", 0), (LEDGER, "序号", 2), (OWING, None, 0)])
def test_what_the_office_has_made_stand_still_does(name: str, after: str | None, below: int, what: str) -> None:
    def still(book: Workbook) -> str:
        sheet = sheet_of(book, name)
        column = column_of(sheet, after) + 1 if after else 1
        return f"{get_column_letter(column)}{head_of(name) + below + 1}"

    def change(book: Workbook) -> None:
        sheet_of(book, name).freeze_panes = still(book)

    book = opened(carry(edited(drawn(), change), what).data)
    assert sheet_of(book, name).freeze_panes == still(book)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", [LEDGER, OWING, FIGURES])
def test_what_the_office_lets_move_moves(name: str) -> None:
    done = carry(edited(drawn(), lambda book: setattr(sheet_of(book, name), "freeze_panes", None)), "after")
    assert sheet_of(opened(done.data), name).freeze_panes is None


def test_looks_and_own_columns_live_together() -> None:
    def change(book: Workbook) -> None:
        set_column(LEDGER, "备注", width=44.0)(book)
        insert_column(sheet_of(book, LEDGER), "整改措施", "领导意见")

    book = opened(carry(edited(drawn(), change), "after").data)
    assert width(LEDGER, "备注")(book) == pytest.approx(44, abs=0.1)
    assert column_of(sheet_of(book, LEDGER), "领导意见") == column_of(sheet_of(book, LEDGER), "整改措施") + 1


@pytest.mark.one_in(2)
@pytest.mark.parametrize("what", ["before", "after"])
def test_what_only_a_program_has_turned_into_its_own_units_is_no_change(what: str) -> None:
    """A width of 12.7109375 comes back as 12.77 or 12.5; a master that nobody has touched is as it is drawn."""

    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            for one in sheet.column_dimensions.values():
                one.width = round(one.width * 64) / 64 + 0.2

    assert carry(edited(drawn(), change), what).data == drawn(what)
