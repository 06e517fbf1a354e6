"""检查 and 说明 of measures: a row below each, read back, never asked of forms from before, and what it explains."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.conftest import KEY, Forms
from tests.form.answers import expected_of, values_of
from toolkit.acts.entries import reading_of
from toolkit.base.findings import Finding, Severity
from toolkit.check.batch import check
from toolkit.form.book import read_book
from toolkit.form.filling import fill_form
from toolkit.form.grid import CHECK, SHEET
from toolkit.form.identify import Identified, identify
from toolkit.form.layout import page
from toolkit.form.page_breaks import breaks
from toolkit.form.prefill import prefill
from toolkit.form.reader import locate
from toolkit.kinds.field import NOTE, Block
from toolkit.reading.forms import read_form


def found_in(forms: Forms, item: str, unit: str, changes: dict[str, object]) -> tuple[Finding, ...]:
    book = read_book(forms.filled(item, unit, changes))
    assert book is not None
    (whose,) = identify(book, forms.plan, KEY)
    assert isinstance(whose, Identified)
    catalogue = forms.catalogue_of[item]
    return check([reading_of(catalogue, read_form(whose, catalogue, forms.plan), date(2021, 1, 29), {})])[0]


def test_every_measure_has_a_check_and_room_for_an_explanation(forms: Forms) -> None:
    for item, catalogue in forms.catalogue_of.items():
        unit = catalogue.item.unit_ids[0]
        sheet = load_workbook(BytesIO(forms.blank(item, unit)))[SHEET]
        rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
        measures = [name for name in rows if str(name).startswith("@measures.") and not str(name).endswith(NOTE)]
        assert len(measures) == len({f.row for f in catalogue.block(Block.MEASURES)})
        for name in measures:
            beneath = rows[f"{name}.{NOTE}"]
            assert beneath == rows[name] + 1
            assert "待填：进展状态" in sheet[f"{CHECK}{beneath}"].value
            assert not sheet[f"G{beneath}"].protection.locked


@pytest.mark.parametrize("item", ["3.1.2", "3.2.2", "3.3.3"])
def test_an_explanation_is_read_back_wherever_its_row_has_gone(forms: Forms, item: str) -> None:
    unit = forms.catalogue_of[item].item.unit_ids[0]
    said = {"m1_note": "上级批复本月才到。", "m2_note": "-正在补办"}
    said = {name: text for name, text in said.items() if name in forms.catalogue_of[item].field}
    book = load_workbook(BytesIO(forms.filled(item, unit, said)))
    book[SHEET].insert_cols(5)
    book[SHEET].insert_rows(5, 2)
    out = BytesIO()
    book.save(out)
    values, codes = values_of(out.getvalue(), forms.catalogue_of[item])
    assert values == expected_of(forms, item, unit) | said
    assert codes == set()


@pytest.mark.parametrize(("item", "unit"), [("3.1.2", "burqin"), ("3.2.2", "kanas"), ("3.4.1", "qinghe")])
def test_a_form_from_before_measures_had_an_explanation_is_good(forms: Forms, item: str, unit: str) -> None:
    catalogue = forms.catalogue_of[item]
    book = load_workbook(BytesIO(forms.filled(item, unit)))
    sheet = book[SHEET]
    for row in range(sheet.max_row, 0, -1):
        if str(sheet.cell(row, 1).value).endswith(f".{NOTE}"):
            sheet.delete_rows(row)
    out = BytesIO()
    book.save(out)
    read = read_book(out.getvalue())
    assert read is not None
    located = locate(read, catalogue)
    assert not any(name.endswith(f"_{NOTE}") and name.startswith("m") for name in located.found)
    assert not located.findings
    without = replace(
        catalogue, fields=tuple(f for f in catalogue.fields if f.block is Block.INDICATORS or f.column != NOTE)
    )
    assert without.digest == catalogue.digest


@pytest.mark.parametrize("words", ["见附件", "同上", "待定"])
@pytest.mark.parametrize(
    ("said", "severity"), [(None, Severity.WARNING), ("—", Severity.WARNING), ("批复未到，附件已另报。", Severity.INFO)]
)
def test_a_question_about_a_measure_is_settled_by_its_explanation(
    forms: Forms, words: str, said: str | None, severity: Severity
) -> None:
    found = found_in(forms, "3.1.2", "burqin", {"m1_progress": words, "m1_note": said})
    asked = [one for one in found if one.field == "m1_progress"]
    assert [one.severity for one in asked] == [severity]
    assert (said in asked[0].remedy) if severity is Severity.INFO and said else "说明" in asked[0].remedy


def test_an_explanation_is_not_carried_into_the_next_period(forms: Forms) -> None:
    catalogue, (first, *_) = forms.catalogue_of["3.1.2"], forms.plan.periods
    later = replace(first, id="2021-02", due_date=date(2021, 2, 28))
    given = prefill(catalogue, later, first, {"m1_progress": "已完成选址。", "m1_note": "批复未到。"})
    assert given.answers == {"m1_progress": "已完成选址。"}


def test_a_page_never_ends_between_a_measure_and_its_explanation(forms: Forms) -> None:
    catalogue = forms.catalogue_of["3.3.3"]
    rows = page(forms.plan, catalogue, forms.plan.unit["fuhai"], forms.plan.periods[0], "").rows
    for room in range(300, 700, 13):
        ends = breaks(rows, [0 if row.kind == "ids" else 82.0 for row in rows], room)
        assert not any(rows[end].checks for end in ends)


def test_who_types_the_explanation_alone_has_filled_in_the_form(forms: Forms) -> None:
    blank, catalogue = forms.blank("3.1.2", "burqin"), forms.catalogue_of["3.1.2"]
    for text in ("说明一", "说明二", "0"):
        values, _ = values_of(fill_form(blank, catalogue, {"m1_note": text}), catalogue)
        assert {name: value for name, value in values.items() if value is not None} == {"m1_note": text}
