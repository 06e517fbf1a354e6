"""A row that is written at once says what xlsxwriter's own methods would have written, cell by cell."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ledger import CellValue
from toolkit.master.rows import ROW, Formula, RowSheet, TextSheet
from toolkit.master.style import Styles, write_value

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CELLS = st.one_of(
    st.none(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["=1+1", "https://example.invalid", "<&>\"'", " 前后 ", "两行\n第二行", "_x000D_", "x" * 33000]),
)  # fmt: skip


def parts(grid: list[list[CellValue]], *, at_once: bool) -> dict[str, str]:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    styles = Styles(book)
    for style in (styles.title(), styles.cell(align="center"), styles.date(), styles.cell()):
        style._get_xf_index()  # noqa: SLF001 - numbers the formats of xlsxwriter in the same order
    sheet = book.add_worksheet("表", RowSheet if at_once else TextSheet)
    sheet.merge_range(0, 0, 0, 3, "标题", styles.title())
    for row, values in enumerate(grid, start=2):
        height = 20.0 + row
        formula = f'=IF(A{row + 1}<>"",1,0)'
        if at_once:
            cells = [(styles.number(is_date=isinstance(v, date), align="center"), v) for v in values]
            sheet.add_row(row, [*cells, (styles.number(), Formula(f'=IF(A{ROW}<>"",1,0)', "有<"))], height)
            continue
        for column, value in enumerate(values):
            write_value(sheet, row, column, value, styles, align="center")
        sheet.write_formula(row, len(values), formula, styles.cell(), "有<")
        sheet.set_row(row, height)
    book.close()
    with zipfile.ZipFile(out) as archive:
        return {
            name: re.sub(r' spans="\d+:\d+"', "", archive.read(name).decode())
            for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
        }


@given(st.lists(st.lists(CELLS, min_size=2, max_size=6), min_size=1, max_size=6))
def test_the_same_parts_as_written_cell_by_cell(grid: list[list[CellValue]]) -> None:
    assert parts(grid, at_once=True) == parts(grid, at_once=False)
