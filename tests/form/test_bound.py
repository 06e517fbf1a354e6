"""A book: every sheet is the form that it is alone, wherever it comes back and whatever is beside it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import KEY, Forms
from tests.form.answers import as_before_sheets_were_sealed, judged
from tests.form.books import ITEMS, book, filled_book, titles, together
from toolkit.base.opc import parts_of
from toolkit.form.bound import sheet_titles
from toolkit.form.grid import CONTENTS_SHEET, COVER_SHEET, GUIDE_SHEET, LISTS_SHEET, SHEET
from toolkit.form.stamp import Press
from toolkit.reading.forms import Desk, NoForm, ReadForm, Source, read

UNIT = "fuyun"


def read_in(forms: Forms, data: bytes) -> dict[tuple[str, str], ReadForm]:
    """The forms in a workbook, by item and unit."""
    (found,) = read(Desk(forms.plan, (KEY,)), [Source(data, "一册.xlsx")])
    assert not isinstance(found, NoForm), found.reason
    return {(one.identity.item_id, one.identity.unit_id): one for one in found}


def said(form: ReadForm) -> dict[str, object]:
    return {name: c.normalised.value for name, c in form.cells.items() if c.normalised.value is not None}


def right(forms: Forms, item: str, unit: str = UNIT) -> dict[str, object]:
    return said(judged(forms, forms.filled(item, unit))[0])


def resaved(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    workbook = load_workbook(BytesIO(data))
    edit(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


# -- how it goes out ---------------------------------------------------------------------------------------------------


def test_a_sheet_of_a_book_is_the_sheet_of_the_form_alone_but_for_what_the_cover_gives(forms: Forms) -> None:
    bound, press = parts_of(book(forms, UNIT)), Press(forms.base, forms.plan, KEY)
    for number, item in enumerate(ITEMS, start=4):
        alone = parts_of(press.form(forms.catalogue_of[item], forms.plan.unit[UNIT], forms.plan.periods[0]))
        sheet = bound[f"xl/worksheets/sheet{number}.xml"]
        rows = [part.split(b"</row>")[0] for part in sheet.split(b"<row ")[1:]]
        others = [part.split(b"</row>")[0] for part in alone["xl/worksheets/sheet1.xml"].split(b"<row ")[1:]]
        different = [(a, b) for a, b in zip(rows, others, strict=True) if a != b]
        signs = [text.encode("ascii", "xmlcharrefreplace") for text in (COVER_SHEET, "§form")]
        hidden = {a for a, _ in different if b'hidden="1"' in a}
        assert all(any(sign in a for sign in signs) for a, _ in different if a not in hidden)
        assert len(hidden) == 4  # the signature: only the cover is signed
        assert bound["xl/styles.xml"] == alone["xl/styles.xml"]


def test_a_book_has_its_pages_in_front_and_opens_on_the_first_alone(forms: Forms) -> None:
    workbook = load_workbook(BytesIO(book(forms, UNIT)))
    assert workbook.sheetnames == [COVER_SHEET, CONTENTS_SHEET, GUIDE_SHEET, *titles(forms).values(), LISTS_SHEET]
    assert [sheet.title for sheet in workbook if sheet.sheet_view.tabSelected] == [COVER_SHEET]
    assert workbook[LISTS_SHEET].sheet_state == "veryHidden"
    assert all(workbook[name].protection.sheet for name in (COVER_SHEET, *titles(forms).values()))


def test_the_contents_name_every_form_and_lead_to_it(forms: Forms) -> None:
    sheet = load_workbook(BytesIO(book(forms, UNIT)))[CONTENTS_SHEET]
    codes = [forms.plan.item[item].code for item in ITEMS]
    assert [row[2].value for row in sheet.iter_rows(min_row=6)] == codes
    links = [sheet[f"D{row}"].hyperlink.location for row in range(5, 6 + len(ITEMS))]
    assert links == [f"'{name}'!A1" for name in (COVER_SHEET, *titles(forms).values())]
    for row, name in enumerate(titles(forms).values(), start=6):
        assert f"'{name}'!$I$3" in str(sheet[f"E{row}"].value)


@pytest.mark.parametrize("codes", [("三（一）1", "三（一）2"), ("三/1", "三?1"), ("a" * 40, "a" * 40), ("'x'", "[x]")])
def test_sheets_have_names_that_a_workbook_can_have(forms: Forms, codes: tuple[str, str]) -> None:
    items = [replace(forms.plan.items[n], code=code) for n, code in enumerate(codes)]
    found = sheet_titles(items)
    assert len({name.casefold() for name in found}) == 2
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\'") & set(name) for name in found)


# -- how it comes back -------------------------------------------------------------------------------------------------


def test_every_sheet_is_read_as_the_form_alone_would_be(forms: Forms) -> None:
    found = read_in(forms, filled_book(forms, UNIT))
    for item in ITEMS:
        assert said(found[item, UNIT]) == right(forms, item) and not found[item, UNIT].findings


def test_a_sheet_that_nobody_filled_in_is_not_reported(forms: Forms) -> None:
    found = read_in(forms, filled_book(forms, UNIT, fill=ITEMS[:2]))
    assert [found[item, UNIT].untouched for item in ITEMS] == [False, False, True]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", ["m1_evidence", "overall_person", "overall_status"])
def test_one_answer_is_enough_to_report(forms: Forms, name: str) -> None:
    found = read_in(forms, filled_book(forms, UNIT, fill=(), changes={}))
    assert all(one.untouched for one in found.values())
    value = forms.right("3.1.1", UNIT)[name]
    data = filled_book(
        forms, UNIT, fill=("3.1.1",), changes={"3.1.1": dict.fromkeys(forms.right("3.1.1", UNIT)) | {name: value}}
    )
    assert not read_in(forms, data)["3.1.1", UNIT].untouched


def test_what_one_form_says_otherwise_than_the_cover_counts_for_it_alone(forms: Forms) -> None:
    data = filled_book(forms, UNIT, changes={"3.1.2": {"signoff_phone": "0906-7654321"}})
    phones = {item: said(found)["signoff_phone"] for (item, _), found in read_in(forms, data).items()}
    assert phones == {"3.1.1": "0906-0000000", "3.1.2": "0906-7654321", "3.4.1": "0906-0000000"}


def _rename(forms: Forms, workbook: Workbook) -> None:
    for number, title in enumerate(titles(forms).values()):
        workbook[title].title = f"第{number}张"


def _hide(forms: Forms, workbook: Workbook) -> None:
    for title in titles(forms).values():
        workbook[title].sheet_state = "hidden"


def _without_front(forms: Forms, workbook: Workbook) -> None:
    for name in (CONTENTS_SHEET, GUIDE_SHEET):
        workbook.remove(workbook[name])


EDITS: dict[str, Callable[[Forms, Workbook], object]] = {
    "saved by another program": lambda forms, workbook: workbook,
    "sheets renamed": _rename,
    "sheets reordered": lambda forms, workbook: workbook.move_sheet(titles(forms)["3.4.1"], -4),
    "sheets hidden": _hide,
    "pages in front deleted": _without_front,
    "rows inserted": lambda forms, workbook: workbook[titles(forms)["3.1.1"]].insert_rows(12),
    "a page of one's own added": lambda forms, workbook: workbook.create_sheet("草稿"),
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_book_is_read_whatever_was_done_to_its_sheets(
    forms: Forms, edit: Callable[[Forms, Workbook], object]
) -> None:
    found = read_in(forms, resaved(filled_book(forms, UNIT), lambda workbook: edit(forms, workbook)))
    assert {key: said(form) for key, form in found.items()} == {(item, UNIT): right(forms, item) for item in ITEMS}
    assert not [finding for form in found.values() for finding in form.findings]


# -- mixtures ----------------------------------------------------------------------------------------------------------


def test_forms_that_come_together_from_several_files_are_each_taken(forms: Forms) -> None:
    alone, old = forms.filled("3.1.2", UNIT), as_before_sheets_were_sealed(forms.filled("3.4.1", UNIT))
    data = together(("甲", forms.filled("3.1.1", UNIT), SHEET), ("乙", alone, SHEET), ("丙", old, SHEET))
    found = read_in(forms, data)
    assert {item: said(form) for (item, _), form in found.items()} == {item: right(forms, item) for item in ITEMS}
    codes = {item: [f.code for f in form.findings] for (item, _), form in found.items()}
    assert codes == {"3.1.1": [], "3.1.2": [], "3.4.1": ["identity.by_number"]}


def test_two_units_in_one_workbook_are_told_and_each_has_its_own(forms: Forms) -> None:
    data = together(("甲", forms.filled("3.1.1", "fuyun"), SHEET), ("乙", forms.filled("3.1.1", "fuhai"), SHEET))
    found = read_in(forms, data)
    for unit, other in (("fuyun", "福海县"), ("fuhai", "富蕴县")):
        form = found["3.1.1", unit]
        assert said(form) == right(forms, "3.1.1", unit)
        (finding,) = form.findings
        assert finding.code == "form.other_units" and other in finding.message


def test_a_sheet_listens_to_no_cover_but_its_own(forms: Forms) -> None:
    """A form of another unit that was put into a book finds a cover under the same name."""
    mine, theirs = parts_of(filled_book(forms, "fuyun")), parts_of(book(forms, "fuhai"))
    name = "xl/worksheets/sheet4.xml"
    put = mine | {name: theirs[name]}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, data in put.items():
            archive.writestr(part, data)
    found = read_in(forms, out.getvalue())
    assert found["3.1.1", "fuhai"].untouched
    assert not {n for n in said(found["3.1.1", "fuhai"]) if n.startswith("signoff")}


def test_one_form_on_two_sheets_must_say_one_thing(forms: Forms) -> None:
    one, other = forms.filled("3.1.1", UNIT), forms.filled("3.1.1", UNIT, {"rural_kg_count": 77})
    same = read_in(forms, together(("甲", one, SHEET), ("乙", one, SHEET)))["3.1.1", UNIT]
    assert said(same) == right(forms, "3.1.1") and not same.findings
    differs = read_in(forms, together(("甲", one, SHEET), ("乙", other, SHEET)))["3.1.1", UNIT]
    assert [f.code for f in differs.findings] == ["form.row_twice"]


def test_the_newer_version_of_a_form_counts(forms: Forms) -> None:
    press = Press(forms.base, forms.plan, KEY)
    newer = press.form(forms.catalogue_of["3.1.1"], forms.plan.unit[UNIT], forms.plan.periods[0], 2)
    data = together(
        ("旧", forms.filled("3.1.1", UNIT), SHEET), ("新", newer, SHEET), ("乙", forms.filled("3.1.2", UNIT), SHEET)
    )
    form = read_in(forms, data)["3.1.1", UNIT]
    assert form.identity.version == 2 and [f.code for f in form.findings] == ["form.older_version"]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("what", ["seal changed", "number misprinted", "all signs gone", "another's number"])
def test_a_sheet_that_cannot_be_believed_is_refused_and_the_others_are_taken(forms: Forms, what: str) -> None:
    data = together(("甲", forms.filled("3.1.1", UNIT), SHEET), ("乙", forms.filled("3.1.2", UNIT), SHEET))

    def spoil(workbook: Workbook) -> None:
        sheet = workbook["乙"]
        if what == "seal changed":
            sheet["A1"] = str(sheet["A1"].value).replace(UNIT, "fuhai")
        elif what == "another's number":
            sheet["B2"] = load_workbook(BytesIO(forms.blank("3.1.1", "fuhai")))[SHEET]["B2"].value
        else:
            sheet["A1"] = None
            sheet["B2"] = str(sheet["B2"].value)[:-1] + "?" if what == "number misprinted" else None

    found = read_in(forms, resaved(data, spoil))
    assert set(found) == {("3.1.1", UNIT)}
    form = found["3.1.1", UNIT]
    assert said(form) == right(forms, "3.1.1")
    assert [f.code for f in form.findings] == ["form.sheet_refused"] and "“乙”" in form.findings[0].message


def test_a_page_of_another_form_without_its_signs_gives_a_form_nothing(forms: Forms) -> None:
    """Also beside a single form, whose blanks it would fill."""
    blank = together(
        ("甲", forms.filled("3.1.1", UNIT, {"rural_kg_count": None}), SHEET),
        ("乙", forms.filled("3.1.1", "fuhai"), SHEET),
    )

    def nameless(workbook: Workbook) -> None:
        for place in ("A1", "A2", "B2"):
            workbook["乙"][place] = None

    form = read_in(forms, resaved(blank, nameless))["3.1.1", UNIT]
    assert "rural_kg_count" not in said(form)
    assert [f.code for f in form.findings] == ["form.sheet_refused"]
