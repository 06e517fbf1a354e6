"""Lists that LibreOffice has worked out and saved: they read the same, and say what is found on receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY
from tests.form.test_roster_sheet import TITLE, UNIT, Office, edited, said
from tests.programs.real import recalculate
from tests.rosters import ITEM, ROSTER, STATED, with_roster
from toolkit.base.findings import Severity
from toolkit.catalogue import catalogues
from toolkit.cli.demo import answers_of
from toolkit.form.grid import SHEET
from toolkit.form.loaded_base import Base
from toolkit.form.roster_formulas import FILLED, FIRST_ROW, TO_FILL, WRONG, check_letter
from toolkit.form.stamp import Press
from toolkit.plan.model import Plan

pytestmark = pytest.mark.programs
MANY = [
    (f"第{n}幼儿园", ("公办", "民办")[n % 2], ("是", "否")[n % 2], n % 50, n / 4, date(2000, 1, 1 + n % 28), 50, "甲")
    for n in range(2000)
]
# What people type into the second row, and whether the sheet refuses it; receipt may take what the sheet does not.
TYPED: Mapping[str, tuple[object, bool]] = {
    "C8": ("第0幼儿园", True), "D9": ("国有", True), "D10": ("公办", False), "E11": ("快了", True), "F12": (-1, True),
    "F13": (2001, True), "F14": (30.5, True), "F15": ("约30", True), "G16": ("12元", True), "G17": (0, False),
    "H18": (date(1949, 1, 1), True), "H19": ("月底", True), "I20": (0.95, True), "I21": (101, True),
    "J22": ("无", False), "J23": ("字" * 501, True), "C24": (None, True), "F25": (None, True), "H26": (None, False),
}  # fmt: skip


@pytest.fixture(scope="module")
def many(plan: Plan, base: Base) -> Office:
    made = with_roster(plan, replace(ROSTER, rows=2000), rules=with_roster(plan).rules[-2:-1])
    right = dict(answers_of(plan, catalogues(plan)[ITEM].of(UNIT), plan.unit[UNIT]))
    return Office(made, catalogues(made)[ITEM].of(UNIT), Press(base, made, KEY), right)


def sheet_of(path: Path, name: str) -> Worksheet:
    found = load_workbook(BytesIO(path.read_bytes()), data_only=True)[name]
    assert isinstance(found, Worksheet)
    return found


def test_a_list_of_2000_rows_is_worked_out_and_saved(many: Office, tmp_path: Path) -> None:
    data = many.filled(MANY)
    wrong = edited(data, *((cell, value) for cell, (value, _) in TYPED.items()))
    sources = [tmp_path / "对.xlsx", tmp_path / "错.xlsx"]
    for source, content in zip(sources, (data, wrong), strict=True):
        source.write_bytes(content)
    right, mended = recalculate(sources, tmp_path / "另存")
    assert said(many.rows(right.read_bytes())) == said(many.rows(data))
    assert many.found(right.read_bytes()) == []
    sheet, form = sheet_of(right, TITLE), sheet_of(right, SHEET)
    assert (sheet[FILLED].value, sheet[TO_FILL].value, sheet[WRONG].value) == (2000, 0, 0)
    (row,) = (r for r in form.iter_rows() if any(c.value == "@indicators." + STATED for c in r))
    assert "✓" in [cell.value for cell in row]

    checks, letter = sheet_of(mended, TITLE), check_letter(many.catalogue.rosters[0])
    refused = {f"{n}": str(checks[f"{letter}{n}"].value or "") for n in range(FIRST_ROW, FIRST_ROW + 2000)}
    for cell, (_, is_wrong) in TYPED.items():
        assert refused[cell[1:]].startswith(("✗", "待填")) == is_wrong, (cell, refused[cell[1:]])
    found = {one.cell for one in many.found(mended.read_bytes()) if one.severity is Severity.ERROR}
    assert found == {cell for cell, (_, is_wrong) in TYPED.items() if is_wrong}
