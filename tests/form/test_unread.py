"""What is written where nothing is read is told; what the form prints itself is not; merged answers hold for all."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Pixels

from tests.conftest import Forms
from tests.effort import first
from tests.form.answers import codes_at, judged, values_of
from tests.form.test_reader import edited
from tests.promises.odd_files import packed
from toolkit.base.opc import parts_of
from toolkit.form.filling import answer_cells
from toolkit.form.grid import NOTES_AUTHOR, SHEET

FORM = ("3.1.2", "burqin")


def places(forms: Forms) -> dict[str, str]:
    found = answer_cells(forms.blank(*FORM), forms.catalogue_of[FORM[0]])
    return {name: cell for name, (_, cell) in found.items()}


def codes(forms: Forms, edit: Callable[[Workbook], object]) -> list[str]:
    _, found = judged(forms, edited(forms.filled(*FORM), edit))
    return [one.code for one in found]


def row_of(forms: Forms, name: str) -> int:
    return int("".join(c for c in places(forms)[name] if c.isdigit()))


def picture() -> Image:
    out = BytesIO()
    Pixels.new("RGB", (8, 8), "red").save(out, "PNG")
    return Image(BytesIO(out.getvalue()))


# -- outside the cells that are read -----------------------------------------------------------------------------------


@pytest.mark.one_in(100)
@pytest.mark.parametrize("column", ["K", "L", "Y", "Z"])
def test_text_beside_the_form_is_told(forms: Forms, column: str) -> None:
    place = f"{column}{row_of(forms, 'signoff_phone')}"
    edit = forms.filled(*FORM)
    _, found = judged(forms, edited(edit, lambda book: book[SHEET].__setitem__(place, "数字以这里为准")))
    assert codes_at(found, place) == {"form.outside"}


TEXTS, COLUMNS = ("备注：以上含民办园", 138, "2021年1月"), "BGK"
STRAYS = [(COLUMNS[(n + turn) % 3], TEXTS[n]) for turn in range(3) for n in range(3)]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(("column", "text"), first(3, STRAYS))
def test_text_below_and_above_the_form_is_told(forms: Forms, text: str | int, column: str) -> None:
    def below(book: Workbook) -> None:
        book[SHEET][f"{column}{book[SHEET].max_row + 3}"] = text

    def above(book: Workbook) -> None:
        book[SHEET].insert_rows(4)
        book[SHEET].insert_rows(1)
        book[SHEET][f"{column}1"] = text

    for edit in (below, above):
        (code,) = codes(forms, edit)
        assert code in ("form.outside", "form.stray")


@pytest.mark.one_in(2)
@pytest.mark.parametrize("author", ["张某", "", "教育局"])
@pytest.mark.parametrize("name", ["m1_progress", "signoff_phone"])
def test_a_comment_is_told(forms: Forms, author: str, name: str) -> None:
    place = places(forms)[name]

    def edit(book: Workbook) -> None:
        book[SHEET][place].comment = Comment("这个数还要核实", author)

    _, found = judged(forms, edited(forms.filled(*FORM), edit))
    (said,) = [one for one in found if one.cell == place]
    assert (said.code, said.severity) == ("form.comment", "warning")
    assert "这个数还要核实" in said.message


OWN_NOTE = "\n".join(
    (
        "原填：搞完了",
        "没有别的",
        "要改正：“措施1进展状态”填的不在选项里。请从列表里选。",
        "要说明：比上期少一半。请写明原因。",
    )
)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("author", [NOTES_AUTHOR, "", "某县办公室"], ids=["kept", "dropped", "of who saved it"])
@pytest.mark.parametrize("note", [OWN_NOTE, "要改正：“填报人”没有填。请填姓名。", "请在这里写明原因：比上期少一半。"])
def test_the_office_s_own_notes_are_no_comments_of_a_unit(forms: Forms, author: str, note: str) -> None:
    """Whatever program has saved them: not each keeps authors."""

    def edit(book: Workbook) -> None:
        book[SHEET]["G12"].comment = Comment(note, author)

    assert codes(forms, edit) == []


@pytest.mark.one_in(100)
@pytest.mark.parametrize("author", [NOTES_AUTHOR, ""])
@pytest.mark.parametrize(
    "note", [f"{OWN_NOTE}\n已经核实，没有错。", f"{OWN_NOTE}见附件", f"请领导过目\n{OWN_NOTE}", "要改正"]
)
def test_what_a_unit_writes_into_the_office_s_note_is_told(forms: Forms, author: str, note: str) -> None:
    def edit(book: Workbook) -> None:
        book[SHEET]["G12"].comment = Comment(note, author)

    assert codes(forms, edit) == ["form.comment"]


def test_pictures_are_told_and_the_emblem_is_not(forms: Forms) -> None:
    row = row_of(forms, "m1_progress")
    assert codes(forms, lambda book: book[SHEET].add_image(picture(), "B1")) == []
    assert codes(forms, lambda book: book[SHEET].add_image(picture(), f"G{row}")) == ["form.pictures"]

    def both(book: Workbook) -> None:
        for place in (f"G{row}", f"K{row}"):
            book[SHEET].add_image(picture(), place)

    _, found = judged(forms, edited(forms.filled(*FORM), both))
    assert ["2 张图片" in one.message for one in found] == [True]


def test_a_text_box_is_told(forms: Forms) -> None:
    parts = parts_of(edited(forms.filled(*FORM), lambda book: book[SHEET].add_image(picture(), "G14")))
    drawing = next(name for name in parts if name.startswith("xl/drawings/drawing"))
    parts[drawing] = (
        '<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:twoCellAnchor><xdr:from><xdr:col>6</xdr:col><xdr:row>13</xdr:row>'
        "</xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>另有</a:t></a:r><a:r><a:t>一所</a:t></a:r></a:p></xdr:txBody>"
        "</xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    ).encode()
    _, found = judged(forms, packed(parts))
    assert [one.code for one in found] == ["form.text_box"]
    assert ("另有一所" in found[0].message, found[0].cell) == (True, "G14")


# -- the form's own words ----------------------------------------------------------------------------------------------


def _spread(book: Workbook) -> None:
    """As a program leaves a form that fills every cell of what was merged."""
    sheet = book[SHEET]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
        value = sheet.cell(area.min_row, area.min_col).value
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                sheet.cell(row, column).value = value


def _unmerged(book: Workbook) -> None:
    for area in list(book[SHEET].merged_cells.ranges):
        book[SHEET].unmerge_cells(str(area))


def _captions_again(book: Workbook) -> None:
    sheet = book[SHEET]
    head = next(cell.row for cell in sheet["C"] if str(cell.value or "").startswith("整改措施"))
    sheet.insert_rows(head + 3)
    for column in "BCEFGH":
        sheet[f"{column}{head + 3}"] = sheet[f"{column}{head}"].value


@pytest.mark.one_in(2)
@pytest.mark.parametrize("item", ["3.1.2", "6.2", "3.4.1"])
@pytest.mark.parametrize("edit", [_spread, _unmerged])
def test_the_form_s_own_headings_are_no_strays(forms: Forms, edit: Callable[[Workbook], None], item: str) -> None:
    unit = {"3.1.2": "burqin", "6.2": "fuyun", "3.4.1": "qinghe"}[item]
    _, found = judged(forms, edited(forms.filled(item, unit), edit))
    assert [str(one) for one in found] == []


def test_captions_repeated_on_a_second_page_are_no_strays(forms: Forms) -> None:
    assert codes(forms, _captions_again) == []


# -- merged answers ----------------------------------------------------------------------------------------------------


def _merge(first: str, last: str, value: Any) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[SHEET][first] = value
        book[SHEET].merge_cells(f"{first}:{last}")

    return edit


def figures(forms: Forms) -> list[str]:
    fields = forms.catalogue_of[FORM[0]].fields
    return [f.id for f in fields if f.type.is_number and f.column == "value"][:2]


@pytest.mark.parametrize("value", ["两项都含民办园", "见台账第 3 页"])
def test_a_merged_note_holds_for_all_its_rows(forms: Forms, value: str) -> None:
    first, second = (f"{name}_note" for name in figures(forms))
    at = places(forms)
    data = edited(forms.filled(*FORM), _merge(at[first], at[second], value))
    values, said = values_of(data, forms.catalogue_of[FORM[0]])
    assert (values[first], values[second]) == (value, value)
    assert said == {"form.merged"}


def test_a_merged_figure_is_nobody_s(forms: Forms) -> None:
    first, second = figures(forms)
    at = places(forms)
    _, found = judged(forms, edited(forms.filled(*FORM), _merge(at[first], at[second], 138)))
    assert "form.merged_figures" in codes_at(found, at[first])


def test_answers_merged_across_are_told(forms: Forms) -> None:
    first, _ = figures(forms)
    at = places(forms)
    data = edited(forms.filled(*FORM), _merge(at[first], at[f"{first}_note"], forms.right(*FORM)[first]))
    _, found = judged(forms, data)
    assert [one.code for one in found] == ["form.merged_across"]


# -- printed words without their seal ----------------------------------------------------------------------------------


def _renamed(book: Workbook) -> None:
    cell = next(c for c in book[SHEET]["C"] if "园" in str(c.value or "") and book[SHEET][f"A{c.row}"].value)
    cell.value = "小学总数（所）"


def _rows_swapped(book: Workbook) -> None:
    rows = [c.row for c in book[SHEET]["A"] if str(c.value or "").startswith("@indicators.")][:2]
    one, other = (book[SHEET][f"C{row}"] for row in rows)
    one.value, other.value = other.value, one.value


def _finding_rewritten(book: Workbook) -> None:
    cell = next(c for c in book[SHEET]["B"] if c.value == "反馈问题")
    book[SHEET][f"D{cell.row}"] = "没有问题。"


@pytest.mark.one_in(3)
@pytest.mark.parametrize("edit", [_renamed, _rows_swapped, _finding_rewritten])
def test_a_changed_question_is_found_without_the_hidden_sheet(forms: Forms, edit: Callable[[Workbook], None]) -> None:
    def without(book: Workbook) -> None:
        book[SHEET]["A1"] = None

    def both(book: Workbook) -> None:
        edit(book)
        without(book)

    assert codes(forms, without) == ["identity.by_number"]
    assert "form.text_changed" in codes(forms, both)
