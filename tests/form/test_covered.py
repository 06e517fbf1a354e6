"""Covers that are gone, renamed, copied or another's: what a form then says, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from tests.conftest import Forms
from tests.form.books import ITEMS, filled_book, titles, together
from tests.form.test_bound import read_in, resaved, right, said
from toolkit.base.findings import Severity
from toolkit.form.cover import COVERED
from toolkit.form.filling import answer_cells
from toolkit.form.grid import CONTENTS_SHEET, COVER_SHEET
from toolkit.form.identity_cells import OWNER

UNIT = "fuyun"
Edit = Callable[[Forms, Workbook], object]


def _without_cover(forms: Forms, workbook: Workbook) -> None:
    workbook.remove(workbook[COVER_SHEET])


def _as_excel_leaves_it(forms: Forms, workbook: Workbook) -> None:
    """The cover deleted in a program that works formulas out."""
    _without_cover(forms, workbook)
    for item, title in titles(forms).items():
        cells = answer_cells(forms.blank(item, UNIT), forms.catalogue_of[item])
        for name in COVERED:
            if name in cells:
                cell: Any = workbook[title][cells[name][1]]
                cell.value, cell.data_type = "#REF!", "e"


def _without_front(forms: Forms, workbook: Workbook) -> None:
    _without_cover(forms, workbook)
    workbook.remove(workbook[CONTENTS_SHEET])


GONE: dict[str, Edit] = {
    "deleted by a program that works nothing out": _without_cover,
    "deleted in Excel": _as_excel_leaves_it,
    "deleted with the contents": _without_front,
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("edit", GONE.values(), ids=GONE)
def test_a_book_without_its_cover_says_so_once_a_form(forms: Forms, edit: Edit) -> None:
    found = read_in(forms, resaved(filled_book(forms, UNIT), lambda workbook: edit(forms, workbook)))
    for item in ITEMS:
        form = found[item, UNIT]
        (told,) = form.findings
        assert (told.code, told.severity) == ("form.cover_missing", Severity.ERROR)
        assert "填报人、联系电话" in told.message and "“封面”" in told.remedy and "$" not in told.message
        assert said(form) == {n: v for n, v in right(forms, item).items() if n not in COVERED}


def test_a_sheet_that_went_without_a_cover_keeps_what_programs_keep(forms: Forms) -> None:
    """Moved into another workbook by a program that works formulas out: the values go along."""
    data = filled_book(forms, UNIT)

    def calculated(workbook: Workbook) -> None:
        for item, title in titles(forms).items():
            cells = answer_cells(forms.blank(item, UNIT), forms.catalogue_of[item])
            for name in COVERED:
                if name in cells:
                    workbook[title][cells[name][1]] = forms.right(item, UNIT)[name]  # type: ignore[assignment]

    values = resaved(data, calculated)
    moved = together(*((title, values, title) for title in titles(forms).values()))
    found = read_in(forms, moved)
    assert {key: said(form) for key, form in found.items()} == {(item, UNIT): right(forms, item) for item in ITEMS}


def _renamed(forms: Forms, workbook: Workbook) -> None:
    workbook[COVER_SHEET].title = "签字页"


def _copied(forms: Forms, workbook: Workbook) -> None:
    workbook.copy_worksheet(workbook[COVER_SHEET])


def _answers_emptied(forms: Forms, workbook: Workbook) -> None:
    for item, title in titles(forms).items():
        workbook[title][answer_cells(forms.blank(item, UNIT), forms.catalogue_of[item])["signoff_phone"][1]] = None


def _copy_filled_instead(forms: Forms, workbook: Workbook) -> None:
    _copied(forms, workbook)
    for row in workbook[COVER_SHEET].iter_rows(min_row=9, max_row=14, min_col=7, max_col=7):
        row[0].value = None


STANDING: dict[str, Edit] = {
    "renamed": _renamed,
    "copied": _copied,
    "a cell of a form emptied": _answers_emptied,
    "the copy filled in instead": _copy_filled_instead,
}


@pytest.mark.one_in(4)
@pytest.mark.parametrize("edit", STANDING.values(), ids=STANDING)
def test_what_a_cover_says_counts_whatever_its_sheet_is_called(forms: Forms, edit: Edit) -> None:
    found = read_in(forms, resaved(filled_book(forms, UNIT), lambda workbook: edit(forms, workbook)))
    for item in ITEMS:
        assert said(found[item, UNIT]) == right(forms, item) and not found[item, UNIT].findings


def _phone(workbook: Workbook, sheet: str) -> Any:
    return next(row[6] for row in workbook[sheet].iter_rows() if str(row[1].value).startswith("联系电话 *"))


def test_covers_that_differ_are_told_and_nothing_is_guessed(forms: Forms) -> None:
    def differing(workbook: Workbook) -> None:
        copy = workbook.copy_worksheet(workbook[COVER_SHEET])
        _phone(workbook, copy.title).value = "0906-7654321"

    found = read_in(forms, resaved(filled_book(forms, UNIT), differing))
    for item in ITEMS:
        (told,) = found[item, UNIT].findings
        assert told.code == "form.covers_differ" and "联系电话" in told.message and COVER_SHEET in told.message
        assert said(found[item, UNIT]) == {n: v for n, v in right(forms, item).items() if n != "signoff_phone"}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("owner", ["fuhai/2021-01", "fuyun/2021-04", "fuyun/"])
def test_the_cover_of_another_is_told_and_gives_nothing(forms: Forms, owner: str) -> None:
    def of_another(workbook: Workbook) -> None:
        workbook[COVER_SHEET][OWNER] = f"§of {forms.plan.id}/{owner}"

    found = read_in(forms, resaved(filled_book(forms, UNIT), of_another))
    for item in ITEMS:
        (told,) = found[item, UNIT].findings
        assert told.code == "form.cover_other" and COVER_SHEET in told.message
        assert not set(COVERED) & set(said(found[item, UNIT]))


def test_forms_that_nobody_filled_in_are_not_reported_for_want_of_a_cover(forms: Forms) -> None:
    data = resaved(filled_book(forms, UNIT, fill=ITEMS[:1]), lambda workbook: _without_cover(forms, workbook))
    found = read_in(forms, data)
    assert [found[item, UNIT].untouched for item in ITEMS] == [False, True, True]


def test_a_form_that_went_out_alone_has_no_cover_to_miss(forms: Forms) -> None:
    assert not read_in(forms, forms.filled("3.1.1", UNIT, {"signoff_phone": None}))["3.1.1", UNIT].findings
