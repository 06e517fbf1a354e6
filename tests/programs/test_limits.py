"""A form as long as forms get in LibreOffice: what was split or moved still calculates what it should."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY
from tests.extreme import PARTS, extreme, item_id, message
from tests.programs.real import recalculate
from toolkit.catalogue import Catalogue, catalogues
from toolkit.form.filling import answer_cells, fill_form
from toolkit.form.layout import CHECK, SHEET
from toolkit.form.writer import Base, write_form
from toolkit.plan.model import Plan

pytestmark = pytest.mark.programs

# What is filled in as 合计数 while the twenty parts are 1 each, and what the form then says beside it.
SAID = {
    20: "✓",
    19: f"✗ {message(0)}",
    0: f"✗ {message(0)}",
    90_007: "✗ 合计不能是7",
    90_059: "✗ 合计不能是59",
    60_000: "！ “合计”超过了常见的范围，请在说明栏写明原因",
    50_000: "✓",
}
CHOSEN = {"第299类：" + "长" * 40: "✓", "第0类：" + "长" * 40: "✓", "第300类": "✗ 请从列表中选"}


@pytest.fixture(scope="module")
def form(plan: Plan, base: Base) -> tuple[Catalogue, bytes]:
    far = extreme(plan)
    catalogue = catalogues(far)[item_id(far)]
    unit = far.unit[catalogue.item.unit_ids[0]]
    return catalogue, write_form(base, far, catalogue, unit, far.periods[0], KEY)


def calculated(
    form: tuple[Catalogue, bytes], answers: list[dict[str, object]], folder: Path, soffice: str
) -> list[Worksheet]:
    catalogue, data = form
    paths = []
    for number, of in enumerate(answers):
        paths.append(folder / f"{number}.xlsx")
        paths[-1].write_bytes(fill_form(data, catalogue, {**dict.fromkeys(PARTS, 1), **of}))
    return [load_workbook(path, data_only=True)[SHEET] for path in recalculate(paths, folder / "out", soffice)]


def test_rules_over_many_figures_with_long_messages(
    form: tuple[Catalogue, bytes], tmp_path: Path, soffice: str
) -> None:
    _, place = answer_cells(form[1], form[0])["total"]
    sheets = calculated(form, [{"total": total} for total in SAID], tmp_path, soffice)
    assert [sheet[f"{CHECK}{place[1:]}"].value for sheet in sheets] == list(SAID.values())


def test_three_hundred_choices(form: tuple[Catalogue, bytes], tmp_path: Path, soffice: str) -> None:
    _, place = answer_cells(form[1], form[0])["kind"]
    sheets = calculated(form, [{"kind": chosen} for chosen in CHOSEN], tmp_path, soffice)
    assert [sheet[f"{CHECK}{place[1:]}"].value for sheet in sheets] == list(CHOSEN.values())


def test_a_formula_with_a_division_in_every_divisor(
    form: tuple[Catalogue, bytes], tmp_path: Path, soffice: str
) -> None:
    figures: dict[str, int] = {name: number + 2 for number, name in enumerate(PARTS)}
    (sheet,) = calculated(form, [dict(figures)], tmp_path, soffice)
    shown = [row[5].value for row in sheet.iter_rows() if str(row[0].value) == "@indicators.rate"]
    expected = reduce(lambda below, name: figures[name] / below, PARTS[1:12], float(figures["part01"]))
    assert shown == [pytest.approx(expected)]
