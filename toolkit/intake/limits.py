"""How much a workbook may hold at the most, by what it is for.

Knows: numbers, and how far real files are from them (docs/promises.md). Must not know: how they are enforced.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of one sort of workbook.

    ``bytes`` as it lies there, ``inflated`` all its parts together, ``part`` one of them and ``sheets`` those that are
    sheets; ``rows``, ``columns`` and ``cells`` of the used rectangles of its sheets.
    """

    bytes: int
    inflated: int
    part: int
    sheets: int
    rows: int
    columns: int
    cells: int


# A form with a few pasted photographs; more is a scan that belongs into an attachment. A form of the shipped plan has
# 17 kB, 12 parts, 90 kB inflated and some 500 cells in 4 sheets; a list may have 5,000 rows below its head.
FORM = Limits(20 * 2**20, 200 * 2**20, 100 * 2**20, 48 * 2**20, 5_200, 200, 200_000)
# The shipped plan has 40 kB, 320 kB inflated, 60 rows. A plan's tables end before column AZ and row 9999.
PLAN = Limits(20 * 2**20, 100 * 2**20, 60 * 2**20, 100 * 2**20, 9_999, 52, 600_000)
# A master is divided at 25,000 rows; with the office's own columns it has some 80.
MASTER = Limits(100 * 2**20, 500 * 2**20, 300 * 2**20, 500 * 2**20, 120_000, 400, 4_000_000)
# The base of all forms has 40 rows and 8 columns; openpyxl reads it into memory as objects, pictures aside.
BASE = Limits(20 * 2**20, 30 * 2**20, 20 * 2**20, 30 * 2**20, 2_000, 100, 20_000)
