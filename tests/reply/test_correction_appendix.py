"""Correction copies hold the whole of a text that was too long, and print it on 附页."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.small import F1, ISSUED, filled, new_small_workspace
from toolkit.form.filling import answer_cells
from toolkit.form.grid import APPENDIX_SHEET
from toolkit.plan.options import Binding

ITEM, UNIT = F1


@pytest.mark.one_in(100)
@pytest.mark.parametrize("binding", list(Binding))
def test_a_text_that_was_too_long_comes_back_whole(tmp_path: Path, binding: Binding) -> None:
    here = new_small_workspace(tmp_path / "工作区")
    period, item, unit = here.plan.periods[0], here.plan.item[ITEM], here.plan.unit[UNIT]
    here.distribute(as_of=ISSUED, unit=UNIT, binding=Binding.EACH)
    text = "多次研究部署，明确责任、细化措施、倒排工期；" * 130
    data = filled(here, here.form_path(period, item, unit).read_bytes(), F1, {"m1_progress": text})
    here.distribute(as_of=ISSUED, unit=UNIT, binding=binding)
    (here.inbox / "表.xlsx").write_bytes(data)
    (taken,) = here.collect(as_of=date(2021, 1, 29)).taken
    assert [f.code for f in taken.findings if f.severity.value == "error"] == ["text.too_long"]
    book = binding is Binding.BOOK
    path = here.correction_book_path(period, unit) if book else here.correction_path(period, item, unit)
    workbook = load_workbook(BytesIO(path.read_bytes()))
    assert APPENDIX_SHEET in workbook.sheetnames
    sheet, cell = answer_cells(path.read_bytes(), here.catalogues[ITEM])["m1_progress"]
    assert workbook[sheet][cell].value == text
    formulas = [str(row[1].value) for row in workbook[APPENDIX_SHEET].iter_rows() if "MID(" in str(row[1].value)]
    assert len(formulas) == 3 and all(f"'{sheet}'!{cell}" in formula for formula in formulas)
