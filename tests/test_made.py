"""The look at every workbook that is made sees what is beyond a limit, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from tests.conftest import KEY
from toolkit.catalogue import Catalogue
from toolkit.form import drawings, pages, prefill, sheet_xml, stamp, writer
from toolkit.form.loaded_base import Base
from toolkit.form.stamp import Press
from toolkit.plan.model import Plan
from toolkit.planbook import writing


def drawn(plan: Plan, catalogue: Catalogue, base: Base, tmp_path: Path) -> None:
    form = writer.make_form(base, plan, catalogue, plan.units[0], plan.periods[0], KEY)
    form.sheet.row_dimensions[1].height = 500
    writer.form_bytes(form)


def stamped(plan: Plan, catalogue: Catalogue, base: Base, tmp_path: Path) -> None:
    press, of = Press(base, plan, KEY), (catalogue, plan.units[0], plan.periods[0])
    layout, _ = writer.sealed_page(plan, *of, KEY, 1, prefill.NOTHING)
    form = writer.make_form(base, plan, *of, KEY)
    made = drawings.drawing(writer.form_bytes(form), layout)
    shape = stamp.shape_of(made, stamp.SHEET_PART, layout, pages.page_widths(press.samples, layout))
    at = next(iter(shape.heights.values()))
    sheet_xml.packed(shape.package, {stamp.SHEET_PART: sheet_xml.put(shape.sheet, [(*at, b"600")])})


def by_xlsxwriter(plan: Plan, catalogue: Catalogue, base: Base, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(BytesIO()) as book:
        book.add_worksheet().set_row(0, 500)


def plan_workbook(plan: Plan, catalogue: Catalogue, base: Base, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].add_data_validation(DataValidation(type="whole", formula1="1", prompt="字" * 256, sqref="A1"))
    writing.save(book, tmp_path / "plan.xlsx")


@pytest.mark.parametrize("make", [drawn, stamped, by_xlsxwriter, plan_workbook])
def test_what_is_beyond_a_limit_is_seen(
    make: Callable[[Plan, Catalogue, Base, Path], None],
    plan: Plan,
    catalogue_of: dict[str, Catalogue],
    base: Base,
    tmp_path: Path,
    beyond_limits: list[str],
) -> None:
    make(replace(plan), next(iter(catalogue_of.values())), base, tmp_path)
    assert len(beyond_limits) == 1
    assert any(size in beyond_limits[0] for size in ("500", "600", "256"))
    beyond_limits.clear()
