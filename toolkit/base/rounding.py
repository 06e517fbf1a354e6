"""Numbers rounded as office programs round them.

Knows: that ROUND() takes a half away from 0, by the fifteen digits that it sees. Must not know: what is rounded.
Python's `round` takes a half to the even digit, by the number's own binary digits.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: float, digits: int = 0) -> float:
    """What Excel's ROUND() makes of a number."""
    seen = Decimal(f"{value:.15g}")
    return float(seen.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
