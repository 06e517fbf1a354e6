"""Pictures put over a 佐证 cell, in one, or anywhere on a form are kept as papers of its item and unit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from tests.conftest import Forms
from tests.form.answers import codes_at, judged
from tests.form.books import filled_book, titles
from tests.form.pictures import Way, beside, in_cells_of_excel, in_cells_of_wps, linked, over, picture
from tests.form.test_reader import edited
from tests.promises.odd_files import packed
from toolkit import Workspace
from toolkit.base.opc import parts_of
from toolkit.form.filling import answer_cells
from toolkit.form.grid import SHEET
from toolkit.ledger import Evidence
from toolkit.reading.forms import ReadForm
from toolkit.standing.papers import listed_in, matched

FORM = ("3.1.2", "burqin")
D28, D29 = date(2021, 1, 28), date(2021, 1, 29)
RED, BLUE = picture("red"), picture("blue", "JPEG")
WAYS = {"over": over, "beside": beside, "WPS": in_cells_of_wps, "Excel": in_cells_of_excel}


def places(forms: Forms, item: str = FORM[0], unit: str = FORM[1]) -> Mapping[str, str]:
    found = answer_cells(forms.blank(item, unit), forms.catalogue_of[item].of(unit))
    return {name: cell for name, (_, cell) in found.items()}


def plain(forms: Forms) -> bytes:
    """A right return that lists no evidence."""
    listing = [f.id for f in forms.catalogue_of[FORM[0]].of(FORM[1]).fields if f.column == "evidence"]
    return forms.filled(*FORM, dict.fromkeys(listing))


def value(form: ReadForm, name: str) -> object:
    return form.cells[name].normalised.value


def title(shown: bytes, code: str = "三（一）2") -> str:
    return f"{code}佐证图片{hashlib.sha256(shown).hexdigest()[:6]}"


def papers_of(workspace: Workspace) -> list[Evidence]:
    with workspace.ledger() as ledger:
        return ledger.evidence()


def kept(workspace: Workspace) -> set[bytes]:
    return {path.read_bytes() for path in workspace.archive.rglob("*") if path.is_file()}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_picture_on_a_cell_of_evidence_is_its_evidence(forms: Forms, way: Way) -> None:
    at = places(forms)["m1_evidence"]
    form, found = judged(forms, way(plain(forms), SHEET, {at: RED}))
    assert value(form, "m1_evidence") == title(RED)
    (said,) = [one for one in found if one.code.startswith(("form.picture", "cell.picture"))]
    assert (said.code, said.severity, said.field) == ("form.picture_evidence", "info", "m1_evidence")
    assert title(RED) in said.message
    assert [one.name for one in form.pictures] == [title(RED) + ".png"]


@pytest.mark.parametrize("way", [over, beside])
def test_what_is_written_beside_a_picture_stays(forms: Forms, way: Way) -> None:
    at = places(forms)["m1_evidence"]
    form, _ = judged(forms, way(forms.filled(*FORM, {"m1_evidence": "实施方案"}), SHEET, {at: RED}))
    assert value(form, "m1_evidence") == f"实施方案；{title(RED)}"


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("name", ["m1_progress", "overall_person"])
def test_a_picture_elsewhere_is_kept_and_answers_nothing(forms: Forms, way: Way, name: str) -> None:
    at = places(forms)[name]
    before, _ = judged(forms, plain(forms))
    form, found = judged(forms, way(plain(forms), SHEET, {at: RED}))
    inside = way in (in_cells_of_wps, in_cells_of_excel)
    assert value(form, name) == (None if inside else value(before, name))
    assert value(form, "m1_evidence") == value(before, "m1_evidence")
    assert "form.pictures" in {one.code for one in found}
    assert [(one.field_id, one.name) for one in form.pictures] == [("", title(RED) + ".png")]
    if inside:
        assert codes_at(found, at) == {"cell.picture", "form.pictures"}
        (said,) = [one for one in found if one.code == "cell.picture"]
        assert "已作为佐证材料留存" in said.remedy


UNKNOWN = {
    "linked": lambda data, at: linked(data, SHEET, {at: RED}),
    "no picture": lambda data, at: _other(over(data, SHEET, {at: RED}), b"<svg/>"),
    "empty": lambda data, at: _other(over(data, SHEET, {at: RED}), b""),
    "gone": lambda data, at: _without(over(data, SHEET, {at: RED})),
}


def _other(data: bytes, content: bytes) -> bytes:
    return packed({**parts_of(data), _mine(data): content})


def _without(data: bytes) -> bytes:
    return packed({name: part for name, part in parts_of(data).items() if name != _mine(data)})


def _mine(data: bytes) -> str:
    return next(name for name, part in parts_of(data).items() if name.startswith("xl/media/") and part == RED)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", UNKNOWN.values(), ids=UNKNOWN)
def test_a_picture_that_cannot_be_had_is_told(forms: Forms, way: object) -> None:
    at = places(forms)["m1_evidence"]
    form, found = judged(forms, way(plain(forms), at))  # type: ignore[operator]
    assert value(form, "m1_evidence") is None
    (said,) = [one for one in found if one.code.startswith("form.picture")]
    assert (said.code, said.cell, said.severity) == ("form.pictures_lost", at, "warning")


def test_an_answer_struck_out_beside_a_picture_is_still_asked_about(forms: Forms) -> None:
    at, struck = places(forms)["m1_evidence"], Font(strike=True)
    data = edited(forms.filled(*FORM, {"m1_evidence": "方案"}), lambda book: setattr(book[SHEET][at], "font", struck))
    form, found = judged(forms, over(data, SHEET, {at: RED}))
    assert "cell.struck" in codes_at(found, at)
    assert len(form.pictures) == 1


# -- kept --------------------------------------------------------------------------------------------------------------


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_pictures_come_to_the_archive_byte_for_byte(workspace: Workspace, forms: Forms, way: Way) -> None:
    at = places(forms)
    data = way(plain(forms), SHEET, {at["m1_evidence"]: RED, at["overall_person"]: BLUE})
    (workspace.inbox / "表.xlsx").write_bytes(data)
    result = workspace.collect(as_of=D28)
    assert {one.name.partition(".")[0] for one in result.papers} == {title(RED), title(BLUE)}
    found = papers_of(workspace)
    assert {(e.item_id, e.unit_id, e.period_id) for e in found} == {(*FORM, "2021-01")}
    assert {RED, BLUE} <= kept(workspace)
    assert all(e.how.startswith("贴在填报表的 ") for e in found)


def test_the_same_picture_is_one_paper_wherever_it_stands(workspace: Workspace, forms: Forms) -> None:
    at = places(forms)
    names = [n for n in ("m1_evidence", "m2_evidence") if n in at]
    first = over(plain(forms), SHEET, {at[n]: RED for n in names})
    again = in_cells_of_wps(plain(forms), SHEET, {at[names[-1]]: RED})
    for name, data in (("一.xlsx", first), ("二.xlsx", again)):
        (workspace.inbox / name).write_bytes(data)
        workspace.collect(as_of=D28)
    assert [e.name for e in papers_of(workspace)] == [title(RED) + ".png"]


def test_what_a_form_shows_never_lacks(workspace: Workspace, forms: Forms) -> None:
    at = places(forms)["m1_evidence"]
    (workspace.inbox / "表.xlsx").write_bytes(in_cells_of_excel(plain(forms), SHEET, {at: RED}))
    workspace.collect(as_of=D28)
    with workspace.ledger() as ledger:
        (submission,) = ledger.submissions("2021-01")
        values = ledger.values([submission.id])[submission.id]
        listed = listed_in({name: one.value for name, one in values.items()})
        found, besides = matched(listed, [e.name for e in ledger.evidence()])
    assert all(found.values()) and not besides


def test_pictures_in_a_book_belong_to_the_form_of_their_sheet(workspace: Workspace, forms: Forms) -> None:
    unit, named = "fuyun", titles(forms)
    data = filled_book(forms, unit)
    wanted = {"3.1.1": RED, "3.1.2": BLUE, "3.4.1": RED}
    for item, shown in wanted.items():
        at = next(cell for name, cell in places(forms, item, unit).items() if name.endswith("_evidence"))
        data = over(data, named[item], {at: shown})  # openpyxl keeps what was put on the sheets before
    (workspace.inbox / "一册.xlsx").write_bytes(data)
    workspace.collect(as_of=D28)
    known = {hashlib.sha256(shown).hexdigest(): shown for shown in (RED, BLUE)}
    assert {e.item_id: known[e.sha256] for e in papers_of(workspace)} == wanted


def test_what_was_kept_is_kept_when_the_file_comes_again(workspace: Workspace, forms: Forms) -> None:
    at = places(forms)["m1_evidence"]
    data = over(plain(forms), SHEET, {at: RED})
    for day in (D28, D29):
        (workspace.inbox / "表.xlsx").write_bytes(data)
        workspace.collect(as_of=day)
    (workspace.inbox / "图.png").write_bytes(RED)  # and once more by itself: it has its form
    assert workspace.collect(as_of=D29).duplicates == ("图.png",)
    assert len(papers_of(workspace)) == 1


def test_a_claimed_form_keeps_its_pictures(workspace: Workspace, forms: Forms) -> None:
    at = places(forms)["m1_evidence"]
    parts = dict(parts_of(over(plain(forms), SHEET, {at: RED})))
    file = workspace.root / "表.xlsx"
    file.write_bytes(_unsealed(packed(parts)))
    workspace.assign(file, unit="布尔津", item="三（一）2", as_of=D28)
    assert [e.name for e in papers_of(workspace)] == [title(RED) + ".png"]


def _unsealed(data: bytes) -> bytes:
    """A form of which nothing says any more whose it is."""

    def edit(book: Workbook) -> None:
        for row in book[SHEET].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and (cell.value.startswith("§") or "表号" in cell.value):
                    cell.value = None

    return edited(data, edit)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("number", [1, 60, 130])
def test_a_crowd_of_pictures_has_an_end(forms: Forms, number: int) -> None:
    at = places(forms)["overall_person"]
    colours = {f"{at[0]}{int(at[1:]) + n}": picture(f"#{n:06x}") for n in range(number)}
    form, found = judged(forms, over(plain(forms), SHEET, colours))
    assert len(form.pictures) == min(number, 100)
    assert [one.code for one in found].count("form.pictures") == 1
