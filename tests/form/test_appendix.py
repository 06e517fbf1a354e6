"""Texts that pass the highest row go on on 附页, where they are read by people and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import KEY, Forms
from tests.form.test_bound import read_in, resaved
from toolkit.form.appendix import WIDTH
from toolkit.form.bound import Bindery, Leaf, sheet_titles
from toolkit.form.filling import answer_cells
from toolkit.form.grid import APPENDIX_SHEET, SHEET
from toolkit.form.guide import GUIDE_WIDTHS, room_of
from toolkit.form.heights import height_of, lines_in
from toolkit.form.prefill import Prefill
from toolkit.form.stamp import Press

ITEM, OTHER, UNIT = "3.1.2", "3.1.1", "fuyun"
SENTENCE = "围绕农村幼儿园建设，多次研究部署，明确责任、细化措施、倒排工期；"
TEXTS = {
    "3,000 characters": (SENTENCE * 100)[:3000],
    "a hundred lines": "\n".join(f"-第{n}项：已完成" for n in range(100)),
    "one sentence without an end": "长" * 5000,
    "characters beyond the first plane": "𠮷" * 1500 + SENTENCE * 30,
    "as long as a cell takes": (SENTENCE * 1100)[:32_767],
}
FIELDS = ("m1_progress", "overall_next_step")


def form(forms: Forms, answers: Mapping[str, Any], item: str = ITEM) -> bytes:
    press = Press(forms.base, forms.plan, KEY)
    given = Prefill(answers=answers)
    return press.form(forms.catalogue_of[item], forms.plan.unit[UNIT], forms.plan.periods[0], 1, given)


def repeated(workbook: Workbook, cells: Mapping[str, str]) -> dict[str, str]:
    """What the formulas of 附页 come to, by the cell from which they take it."""
    found: dict[str, str] = {}
    for formula in (str(row[1]) for row in workbook[APPENDIX_SHEET].values):
        match = re.fullmatch(r"=MID\('(.*)'!([A-Z]+[0-9]+),([0-9]+),([0-9]+)\)", formula)
        if match:
            sheet, cell, start, length = match.groups()
            at: Any = workbook[sheet][cell]
            text = str(at.value)
            found[cell] = found.get(cell, "") + text[int(start) - 1 : int(start) - 1 + int(length)]
    return {name: found[cell] for name, cell in cells.items() if cell in found}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_whole_of_a_long_text_stands_on_the_appendix_and_in_its_cell(forms: Forms, text: str) -> None:
    data = form(forms, dict.fromkeys(FIELDS, text))
    workbook = load_workbook(BytesIO(data))
    cells = {name: place for name, (_, place) in answer_cells(data, forms.catalogue_of[ITEM]).items()}
    assert repeated(workbook, cells) == dict.fromkeys(FIELDS, text)
    sheet = workbook[APPENDIX_SHEET]
    for number, row in enumerate(sheet.values, start=1):
        match = re.search(r",([0-9]+),([0-9]+)\)$", str(row[1] or ""))
        if match:
            piece = text[int(match[1]) - 1 : int(match[1]) - 1 + int(match[2])]
            need = height_of(lines_in(piece, WIDTH, 10.5), 10.5)
            assert need - 1 <= float(sheet.row_dimensions[number].height or 0) <= 409
    assert {
        name: c.raw for name, c in read_in(forms, data)[ITEM, UNIT].cells.items() if name in FIELDS
    } == dict.fromkeys(FIELDS, text)


@pytest.mark.parametrize("size", [0, 200, 400, 900])
def test_a_text_that_its_row_can_show_needs_no_appendix(forms: Forms, size: int) -> None:
    data = form(forms, dict.fromkeys(FIELDS, (SENTENCE * 40)[:size]) if size else {})
    assert APPENDIX_SHEET not in load_workbook(BytesIO(data)).sheetnames


def test_the_headings_over_such_texts_lead_there_and_each_entry_back(forms: Forms) -> None:
    workbook = load_workbook(BytesIO(form(forms, dict.fromkeys(FIELDS, TEXTS["3,000 characters"]))))
    links = [str(row[1].value) for row in workbook[SHEET].iter_rows() if f"#'{APPENDIX_SHEET}'!A1" in str(row[1].value)]
    assert len(links) == 2 and all("HYPERLINK" in link for link in links)
    back = [
        link.location for link in (c.hyperlink for row in workbook[APPENDIX_SHEET].iter_rows() for c in row) if link
    ]
    assert len(back) == 2 and all(str(place).startswith(f"'{SHEET}'!G") for place in back)


def test_a_book_has_one_appendix_for_all_its_forms(forms: Forms) -> None:
    items, text = (OTHER, ITEM), TEXTS["3,000 characters"]
    leaves = [Leaf(forms.catalogue_of[item], 1, Prefill(answers={"m1_progress": item + text})) for item in items]
    data = Bindery(Press(forms.base, forms.plan, KEY)).book(forms.plan.unit[UNIT], forms.plan.periods[0], leaves)
    workbook = load_workbook(BytesIO(data))
    assert workbook.sheetnames[-2] == APPENDIX_SHEET
    codes = [row[2].value for row in workbook[APPENDIX_SHEET].iter_rows() if row[3].value == "返回"]
    assert codes == [forms.plan.item[item].code for item in items]
    named = sheet_titles([forms.plan.item[item] for item in items])
    areas = [str(workbook[name].print_area) for name in named]
    assert all(area for area in areas)
    found = read_in(forms, data)
    assert {item: found[item, UNIT].cells["m1_progress"].raw for item in items} == {item: item + text for item in items}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("what", ["the page", "the cell", "both", "the page with its own words"])
def test_what_is_typed_on_the_appendix_is_told_and_what_is_in_the_cell_counts(forms: Forms, what: str) -> None:
    text = TEXTS["3,000 characters"]
    data = form(forms, {"m1_progress": text})
    place = answer_cells(data, forms.catalogue_of[ITEM])["m1_progress"][1]

    def edit(workbook: Workbook) -> None:
        if what in ("the cell", "both"):
            workbook[SHEET][place] = "改过的。"
        if what != "the cell":
            workbook[APPENDIX_SHEET]["B5"] = text[:200] if what.endswith("words") else "写错了地方。"

    read = read_in(forms, resaved(data, edit))[ITEM, UNIT]
    assert read.cells["m1_progress"].raw == ("改过的。" if what in ("the cell", "both") else text)
    told = [(f.code, f.cell) for f in read.findings]
    assert told == ([("form.appendix", "B5")] if what in ("the page", "both") else [])


@pytest.mark.parametrize("length", [1500, 2500, 4200, 7000, 12_000])
def test_no_page_of_the_appendix_ends_behind_the_head_of_a_text(forms: Forms, length: int) -> None:
    names = [f.id for f in forms.catalogue_of[ITEM].fields if f.max_length == 1000]
    texts = {name: (SENTENCE * 500)[: length + 37 * number] for number, name in enumerate(names)}
    sheet = load_workbook(BytesIO(form(forms, texts)))[APPENDIX_SHEET]
    heads = {row for row in range(3, sheet.max_row + 1) if not str(sheet.cell(row, 2).value).startswith("=MID")}
    ends = [found.id for found in sheet.row_breaks.brk]
    assert len(heads) > 4 and ends == sorted(set(ends))
    assert not heads & set(ends)
    room = room_of(forms.base.workbook()["表样"], GUIDE_WIDTHS, landscape=False)
    high = [float(sheet.row_dimensions[row].height) for row in range(1, sheet.max_row + 1)]
    assert all(sum(high[first:last]) <= room for first, last in pairwise([0, *ends, len(high)]))
