"""Rounding as spreadsheets do it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.base.rounding import percent, rounded, share


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.125, 2, 0.13), (0.375, 2, 0.38), (-0.125, 2, -0.13), (2.5, 0, 3.0), (0.5, 0, 1.0), (-0.5, 0, -1.0),
        (2.675, 2, 2.68), (1.005, 2, 1.01), (322 - 321.875, 2, 0.13), (0.1 + 0.2, 2, 0.3), (7, 2, 7.0),
        (1e300, 2, 1e300), (1e-300, 2, 0.0),
    ],
)  # fmt: skip
def test_halves_go_away_from_zero(value: float, digits: int, expected: float) -> None:
    assert rounded(value, digits) == expected


def test_nothing_is_minus_nothing() -> None:
    assert str(rounded(-0.004, 2)) == "0.0"


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3))
def test_what_people_would_write(value: Decimal, digits: int) -> None:
    by_hand = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert rounded(float(value), digits) == float(by_hand)
    assert rounded(-float(value), digits) == -rounded(float(value), digits) + 0.0


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 16, "6.3%"), (1, 80, "1.3%"), (3, 80, "3.8%"), (2, 3, "66.7%"), (7, 7, "100.0%"), (0, 5, "0.0%"), (0, 0, "—")],
)
def test_shares(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said
    assert percent(part, whole) == (None if said == "—" else float(said.removesuffix("%")))
