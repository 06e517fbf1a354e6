from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import KEY, Forms
from tests.form.answers import expected_of, values_of
from toolkit.catalogue import Catalogue
from toolkit.form.book import read_book
from toolkit.form.filling import answer_cells
from toolkit.form.grid import SHEET, address
from toolkit.form.identify import Identified, Unidentified, identify
from toolkit.form.loaded_base import Base
from toolkit.form.reader import locate
from toolkit.form.writer import write_form
from toolkit.kinds.normalise import normalise
from toolkit.plan.model import Plan


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    workbook = load_workbook(BytesIO(data))
    edit(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("item", "unit"), [("3.1.2", "burqin"), ("3.2.2", "kanas"), ("6.2", "fuyun"), ("3.4.1", "qinghe")]
)
def test_every_answer_comes_back(forms: Forms, item: str, unit: str) -> None:
    values, codes = values_of(forms.filled(item, unit), forms.catalogue_of[item])
    assert values == expected_of(forms, item, unit)
    assert codes == set()


EDITS: dict[str, Callable[[Workbook], object]] = {
    "sheet renamed": lambda book: setattr(book[SHEET], "title", "随便什么名字"),
    "row inserted above the blocks": lambda book: book[SHEET].insert_rows(5),
    "rows inserted inside a block": lambda book: book[SHEET].insert_rows(11, 3),
    "column inserted at the left": lambda book: book[SHEET].insert_cols(1),
    "column inserted in the middle": lambda book: book[SHEET].insert_cols(5),
    "sheet moved to the end": lambda book: book.move_sheet(SHEET, 3),
    "guide sheet deleted": lambda book: book.remove(book["填报说明"]),
    "title rows deleted, number kept": lambda book: book[SHEET].delete_rows(4, 2),
}


@pytest.mark.one_in(2)
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_answers_are_found_after(forms: Forms, edit: Callable[[Workbook], object]) -> None:
    data = edited(forms.filled("3.1.2", "burqin"), edit)
    values, codes = values_of(data, forms.catalogue_of["3.1.2"])
    assert values == expected_of(forms, "3.1.2", "burqin")
    assert codes == set()
    book = read_book(data)
    assert book is not None
    (whose,) = identify(book, forms.plan, KEY)
    assert isinstance(whose, Identified)
    assert (whose.identity.item_id, whose.identity.unit_id) == ("3.1.2", "burqin")


def test_block_moved_to_another_sheet(forms: Forms) -> None:
    def move(book: Workbook) -> None:
        sheet, other = book[SHEET], book.create_sheet("另一张")
        start = next(c.row for c in sheet["A"] if c.value == "#signoff")
        for row in sheet.iter_rows(min_row=start, max_row=start + 6):
            for cell in row:
                if cell.value is not None:
                    other.cell(cell.row - start + 3, cell.column, cell.value)
        sheet.delete_rows(start, 7)

    values, codes = values_of(edited(forms.filled("3.1.2", "burqin"), move), forms.catalogue_of["3.1.2"])
    assert values == expected_of(forms, "3.1.2", "burqin")
    assert codes == set()


def test_labels_serve_where_the_ids_are_gone(forms: Forms) -> None:
    def forget(book: Workbook) -> None:
        sheet = book[SHEET]
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value[:1] in "#@":
                    cell.value = None

    for item, unit in (("3.1.2", "burqin"), ("3.2.2", "kanas"), ("6.2", "fuyun")):
        values, codes = values_of(edited(forms.filled(item, unit), forget), forms.catalogue_of[item])
        assert values == expected_of(forms, item, unit)
        assert codes == {"form.by_labels"}


def test_deleted_row_is_named(forms: Forms) -> None:
    def delete(book: Workbook) -> None:
        sheet = book[SHEET]
        sheet.delete_rows(next(c.row for c in sheet["A"] if c.value == "@signoff.signoff_phone"))

    book = read_book(edited(forms.filled("3.1.2", "burqin"), delete))
    assert book is not None
    findings = locate(book, forms.catalogue_of["3.1.2"]).findings
    assert [(f.code, f.field) for f in findings] == [("form.row_missing", "signoff_phone")]
    assert "联系电话" in findings[0].message


def test_row_copied_with_other_content_is_ambiguous(forms: Forms) -> None:
    def copy_row(book: Workbook) -> None:
        sheet = book[SHEET]
        row = next(c.row for c in sheet["A"] if c.value == "@signoff.signoff_phone")
        for column in range(1, 9):
            sheet.cell(sheet.max_row + 1 if column == 1 else sheet.max_row, column, sheet.cell(row, column).value)
        sheet.cell(sheet.max_row, 7, "0906-1111111")

    book = read_book(edited(forms.filled("3.1.2", "burqin"), copy_row))
    assert book is not None
    findings = locate(book, forms.catalogue_of["3.1.2"]).findings
    assert [f.code for f in findings] == ["form.row_twice"]
    assert "0906-0000000" in findings[0].message and "0906-1111111" in findings[0].message


def test_what_is_written_into_added_rows_or_sheets_is_named(forms: Forms) -> None:
    def add(book: Workbook) -> None:
        sheet = book[SHEET]
        row = next(c.row for c in sheet["A"] if c.value == "@measures.m1") + 1
        sheet.insert_rows(row)
        sheet.cell(row, 7, "补充一条进展")
        book.create_sheet("附表")["A1"] = "明细"

    book = read_book(edited(forms.filled("3.1.2", "burqin"), add))
    assert book is not None
    findings = {f.code: f for f in locate(book, forms.catalogue_of["3.1.2"]).findings}
    assert set(findings) == {"form.stray", "form.added_sheet"}
    assert "补充一条进展" in findings["form.stray"].message
    assert "附表" in findings["form.added_sheet"].message


# -- whose form it is --------------------------------------------------------------------------------------------------


def unsealed(book: Workbook) -> None:
    """Take away what the sheet says of itself, but for its number."""
    book[SHEET]["A1"] = None


def who(data: bytes, plan: Plan, key: bytes = KEY) -> Identified | Unidentified:
    book = read_book(data)
    assert book is not None
    (whose,) = identify(book, plan, key)
    return whose


def test_printed_number_serves_where_the_hidden_sheet_is_gone(forms: Forms, plan: Plan) -> None:
    data = edited(forms.filled("3.1.2", "burqin"), unsealed)
    whose = who(data, plan)
    assert isinstance(whose, Identified)
    assert (whose.identity.item_id, whose.identity.unit_id, whose.identity.period_id) == ("3.1.2", "burqin", "2021-01")
    assert [f.code for f in whose.findings] == ["identity.by_number"]


def _retitle(book: Workbook) -> None:
    unsealed(book)
    book[SHEET]["B2"] = "没有表号了"


def said(entries: Callable[[dict[str, str]], object]) -> Callable[[Workbook], object]:
    """An edit of what the hidden cells say."""

    def edit(book: Workbook) -> None:
        cell = book[SHEET]["A1"]
        mark, _, text = str(cell.value).partition(" ")
        changed = json.loads(text)
        entries(changed)
        cell.value = f"{mark} {json.dumps(changed, ensure_ascii=False)}"

    return edit


REFUSED: dict[str, tuple[Callable[[Workbook], object], str]] = {
    "no identity at all": (_retitle, "没有找到表号"),
    "other unit typed in": (said(lambda e: e.update(unit="fuyun")), "改动过"),
    "other item typed in": (said(lambda e: e.update(item="3.1.1")), "改动过"),
    "other period typed in": (said(lambda e: e.update(period="2021-04")), "改动过"),
    "version is no number": (said(lambda e: e.update(version="一")), "不完整"),
    "seal emptied": (said(lambda e: e.update(seal="")), "改动过"),
    "what was given is changed": (said(lambda e: e.update(given="")), "改动过"),
    "entries deleted": (said(lambda e: (e.pop("item"), e.pop("unit"))), "不完整"),
    "other plan": (said(lambda e: e.update(plan="other")), "另一个整改方案"),
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("edit", "reason"), REFUSED.values(), ids=REFUSED)
def test_identity_that_does_not_hold_is_refused(
    forms: Forms, plan: Plan, edit: Callable[[Workbook], object], reason: str
) -> None:
    whose = who(edited(forms.filled("3.1.2", "burqin"), edit), plan)
    assert isinstance(whose, Unidentified)
    assert reason in whose.reason


def test_number_of_another_form_pasted_in(forms: Forms, plan: Plan) -> None:
    other = load_workbook(BytesIO(forms.blank("3.1.2", "fuyun")))[SHEET]["B2"].value
    whose = who(edited(forms.filled("3.1.2", "burqin"), lambda b: b[SHEET].__setitem__("B2", other)), plan)
    assert isinstance(whose, Unidentified)
    assert "不是同一份表" in whose.reason


def test_misprinted_number_alone_is_refused(forms: Forms, plan: Plan) -> None:
    def misprint(book: Workbook) -> None:
        unsealed(book)
        number = str(book[SHEET]["B2"].value)
        book[SHEET]["B2"] = number[:-1] + ("0" if number[-1] != "0" else "1")

    whose = who(edited(forms.filled("3.1.2", "burqin"), misprint), plan)
    assert isinstance(whose, Unidentified)
    assert "校验码" in whose.reason


def test_form_sealed_under_another_key_is_refused(forms: Forms, plan: Plan) -> None:
    whose = who(forms.filled("3.1.2", "burqin"), plan, b"another key" * 3)
    assert isinstance(whose, Unidentified)


def test_form_that_is_no_longer_owed_is_refused(base: Base, plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    data = write_form(base, plan, catalogue_of["3.1.1"], plan.unit["kanas"], plan.periods[0], KEY)
    whose = who(data, plan)
    assert isinstance(whose, Unidentified)
    assert "不由你单位填报" in whose.reason
    later = replace(plan.periods[0], id="2022-04", due_date=date(2022, 4, 30))
    whose = who(write_form(base, plan, catalogue_of["3.1.1"], plan.unit["fuyun"], later, KEY), plan)
    assert isinstance(whose, Unidentified)
    assert "2022-04" in whose.reason


@pytest.mark.parametrize(("row", "index", "expected"), [(1, 0, "A1"), (7, 25, "Z7"), (7, 26, "AA7"), (1, 701, "ZZ1")])
def test_address(row: int, index: int, expected: str) -> None:
    assert address(row, index) == expected


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>"])
def test_what_is_no_workbook_is_none(data: bytes) -> None:
    assert read_book(data) is None


def test_a_formula_error_is_not_taken_for_a_blank(forms: Forms) -> None:
    catalogue = forms.catalogue_of["3.1.1"]
    data = forms.filled("3.1.1", "fuyun")
    (sheet, cell) = answer_cells(data, catalogue)["rural_kg_count"]

    def spoil(workbook: Workbook) -> None:
        workbook[sheet][cell].value = "#REF!"
        workbook[sheet][cell].data_type = "e"

    book = read_book(edited(data, spoil))
    assert book is not None
    answer = locate(book, catalogue).found["rural_kg_count"]
    assert (answer.text, answer.blank) == ("#REF!", False)
    problem = normalise(catalogue.field["rural_kg_count"], answer.raw).problem
    assert problem is not None and problem.code == "formula.error"
