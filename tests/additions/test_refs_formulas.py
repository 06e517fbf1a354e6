"""Formulas of the office's follow their cells, or are kept as what they came to and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.additions.clerks import LEDGER, carry, cell, column_of, drawn, insert_column, opened, saved, sheet_of
from toolkit.additions.refs import Move, adapted, shifted

MOVE = Move("台账", {0: 0, 1: 2, 2: 3, 4: 5}, {5: 7, 6: 5, 7: 6, 9: 8}, (4, 4), (9, 8), (5, 6))
CASES = {
    "B5": "C7", "$B$5": "$C$7", "B$5+B6": "C$7+C5", "A5&\"B5\"": "A7&\"B5\"", "LOG10(B5)": "LOG10(C7)", "B4": "C4",
    "SUM(B5:B9)": "SUM(C5:C8)", "SUM(B$4:B$9)": "SUM(C$4:C$8)", "SUM(B5:B2000)": "SUM(C5:C2000)",
    "SUM(B:B)": "SUM(C:C)", "SUM($A:$C)": "SUM($A:$D)", "B10": "C9", "F5": "G7", "另表!B5": "另表!B5",
    "'旧'!B5": "'台账'!C7", "旧!$B5": "'台账'!$C7",
    "名称B5": "名称B5", "IF(B5>1,\"是\",'旧'!B6)": "IF(C7>1,\"是\",'台账'!C5)", "4:4": "4:4", "T[B5]": "T[B5]",
    "SUM(B6:B7)": "SUM(C5:C6)", "SUM(B5:B6)": None, "D5": None, "B8": None, "[1]旧!B5": None, "'[a.xlsx]旧'!B5": None,
    "#REF!+1": None, "SUM(一:三!B5)": None, "INDEX(B:B,MATCH(\"x\",A:A,0))": "INDEX(C:C,MATCH(\"x\",A:A,0))",
}  # fmt: skip


@pytest.mark.parametrize("formula", CASES)
def test_references_lead_where_their_cells_have_gone(formula: str) -> None:
    assert adapted(formula, "旧", {"旧": MOVE}) == CASES[formula]


@given(st.text(alphabet="AB1$:!'\"()+,[]#旧. ", max_size=30))
def test_any_text_is_followed_or_told(formula: str) -> None:
    found = adapted(formula, "旧", {"旧": MOVE})
    assert found is None or isinstance(found, str)
    still = Move("旧", {}, {}, (0, 0), (0, 0), (0, 0))
    assert adapted(formula, "旧", {"旧": still}) in (formula, None) or ":" in formula


@pytest.mark.parametrize(
    ("formula", "there"),
    [
        ("A1+$B$2", "C4+$B$2"),
        ("SUM(A1:A$3)", "SUM(C4:C$3)"),
        ('"A1"&A1', '"A1"&C4'),
        ("甲!A1", "甲!C4"),
        ("A:A", "C:C"),
    ],
)
def test_a_shared_formula_says_in_its_cell_what_the_first_says_in_its_own(formula: str, there: str) -> None:
    assert shifted(formula, 2, 3) == there


def test_a_formula_of_an_own_column_follows_its_row() -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    cell(sheet, 4, sheet.max_column + 1).value = "甲"
    own = sheet.max_column
    keys = {}
    for row in range(5, sheet.max_row + 1):
        cell(sheet, row, own).value = f"=F{row}&$C{row}"
        keys[sheet.cell(row, 2).value] = row
    done = carry(saved(book), "without a unit")
    new = sheet_of(opened(done.data), LEDGER)
    column = column_of(new, "甲")
    assert new.max_row < sheet.max_row
    for row in range(5, new.max_row + 1):
        assert new.cell(row, column).value == f"=F{row}&$C{row}"
    assert not done.lost


def test_what_cannot_be_followed_is_kept_as_what_it_came_to_and_named() -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    row = next(r for r in range(5, sheet.max_row + 1) if "altay_city" in str(sheet.cell(r, 2).value))
    other = next(r for r in range(5, sheet.max_row + 1) if "altay_city" not in str(sheet.cell(r, 2).value))
    at = insert_column(sheet, "整改措施", "甲")
    cell(sheet, other, at).value = f"=F{row}"
    cell(sheet, other + 1, at).value = "=[1]Sheet1!A1"
    done = carry(saved(book), "without a unit")
    assert [one.what.value for one in done.lost] == ["公式", "引用其他文件的公式"]
    assert all("=" in one.detail for one in done.lost)
    said = [text for line in opened(done.data)["未能放回的补充内容"].values for text in line if text]
    assert sum("原件.xlsx" in str(text) for text in said) == 2
