"""Rounding as spreadsheets and offices round: halves away from zero.

Knows: numbers. Must not know: what they count. Excel, WPS and LibreOffice take a number as the fifteen digits that they
show; Python's `round` takes the binary number and rounds halves to even, so that 0.125 and 2.675 come out otherwise.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=400)  # of the digits before the point of the greatest float, and those asked for


def rounded(value: float, digits: int = 0) -> float:
    """A number with so many decimals, as ``ROUND`` of a spreadsheet gives it; halves go away from zero."""
    told = Decimal(f"{value:.15g}")
    return float(told.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)) + 0.0  # no negative zero


def percent(part: float, whole: float) -> float | None:
    """A share in percent with one decimal, None where there is nothing to share."""
    return rounded(100 * part / whole, 1) if whole else None


def share(part: int, whole: int) -> str:
    """A share in percent with one decimal, in words; a dash where there is nothing to share."""
    found = percent(part, whole)
    return "—" if found is None else f"{found:.1f}%"
