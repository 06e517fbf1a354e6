from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.planbook.plans import SMALL
from toolkit.planbook.called import Called, ids_read
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([("", "三（一）1"), ("", "三（一）2")], ["3.1.1", "3.1.2"]),
        ([("三（一）1", "三（一）1")], ["3.1.1"]),
        ([("a1", "三（一）1"), ("", "三（一）2")], ["a1", "3.1.2"]),  # a plan of before keeps its ids
        ([("三（一）1", "三（二）1")], ["3.1.1"]),  # the number was corrected
        ([("三（一）1", "三（一）1"), ("三（一）1", "三（一）2")], ["3.1.1", "3.1.2"]),  # the row was copied
        ([("12", "12"), ("12", "13")], ["12", "13"]),
    ],
)
def test_ids_follow_from_what_stands_there(rows: list[tuple[str, str]], ids: list[str]) -> None:
    assert ids_read(rows) == ids


def test_a_written_id_counts_before_a_number_and_a_number_before_a_derived_id() -> None:
    called = Called(["1", "2", "7"], ["2", "一", "九"], {"1", "2"})
    assert [called.id_of(text) for text in ("1", "2", "一", "七", "九")] == ["1", "2", "2", "七", "7"]


def referring(workbook: Workbook, text: dict[str, str]) -> None:
    for name, column in (("措施", 1), ("指标", 2), ("规则", 2)):
        for row in range(2, workbook[name].max_row + 1):
            cell = workbook[name].cell(row, column)
            cell.value = text.get(str(cell.value), cell.value)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("ids", [False, True])
def test_rows_refer_by_number_or_by_id(ids: bool, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_plan(SMALL, path)
    workbook = load_workbook(path)
    assert workbook["措施"]["A2"].value == workbook["事项"]["A2"].value == "三（一）1"
    if ids:
        referring(workbook, {item.code: item.id for item in SMALL.items})
        for row, item in enumerate(SMALL.items, start=2):
            workbook["事项"].cell(row, 1).value = item.id
    workbook.save(path)
    assert read_plan(path) == SMALL
