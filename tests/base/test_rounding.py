from __future__ import annotations

import pytest

from toolkit.base.rounding import rounded


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.125, 2, 0.13), (-0.125, 2, -0.13), (2.5, 0, 3), (-2.5, 0, -3), (1.005, 2, 1.01), (0.045, 2, 0.05),
     (12.25, 1, 12.3), (0.1 + 0.2, 1, 0.3), (38, 2, 38), (0, 1, 0), (123456789.125, 2, 123456789.13)],
)  # fmt: skip
def test_a_half_goes_away_from_nought_as_in_a_sheet(value: float, digits: int, expected: float) -> None:
    assert rounded(value, digits) == expected
