from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.limits import units as counted
from toolkit.base.excel_limits import CELL, HEADER, cell_text, cut, header_text, nesting, units

FACE = "\U0001f600"  # two units
TEXTS = st.text(st.sampled_from(f"字a&。\n{FACE}"), max_size=600)


@given(TEXTS)
def test_a_text_is_as_long_as_excel_says(text: str) -> None:
    assert units(text) == counted(text)


@given(TEXTS, st.integers(2, 300))
def test_a_cut_text_keeps_to_its_limit_and_says_that_it_was_cut(text: str, most: int) -> None:
    said = cut(text, most)
    assert units(said) <= most
    assert said == text if units(text) <= most else said.endswith("…") and text.startswith(said[:-1])


@given(TEXTS)
def test_a_header_keeps_to_its_limit_and_prints_every_sign(text: str) -> None:
    said = header_text(text, "&C")
    assert units(said) <= HEADER and said.startswith("&C")
    printed = said[2:].replace("&&", "&")
    assert printed == text or (printed.endswith("…") and text.startswith(printed[:-1]))
    assert said[2:].replace("&&", "").count("&") == 0


@pytest.mark.parametrize("text", ["字" * CELL, FACE * (CELL // 2), "字" * 5])
def test_what_a_cell_holds_is_not_touched(text: str) -> None:
    assert cell_text(text) == text


@pytest.mark.parametrize("text", ["字" * (CELL + 1), FACE * (CELL // 2 + 1), "a" * 100_000])
def test_what_a_cell_does_not_hold_is_told(text: str) -> None:
    said = cell_text(text)
    kept, _, rest = said.partition("……（还有 ")
    assert units(said) <= CELL and text.startswith(kept)
    assert rest == f"{len(text) - len(kept)} 个字，一格放不下）"


@pytest.mark.parametrize(
    ("formula", "deep"), [("1", 0), ("SUM(A1)", 1), ('IF(A1="((",(1),NOT(TRUE))', 2), ("'a(('!B1+(((1)))", 3)]
)
def test_brackets_in_texts_and_names_do_not_nest(formula: str, deep: int) -> None:
    assert nesting(formula) == deep
