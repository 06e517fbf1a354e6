"""The hidden sheet that says whose form it is, under its seal.

Knows: openpyxl, what is sealed. Must not know: how a seal is made, pages.
"""

from __future__ import annotations

from openpyxl import Workbook

from toolkit.form.grid import (
    IDENTITY_SHEET,
)
from toolkit.form.seal import Identity, seal


def write_identity(workbook: Workbook, identity: Identity, key: bytes) -> None:
    """Add the sheet to a form's workbook, hidden so that only a program can show it."""
    sheet = workbook.create_sheet(IDENTITY_SHEET)
    sheet.sheet_state = "veryHidden"
    for row, (name, value) in enumerate(identity_entries(identity, key).items(), start=1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, value).data_type = "s"
        sheet.cell(row, 2).number_format = "@"


def identity_entries(identity: Identity, key: bytes) -> dict[str, str]:
    """What the hidden sheet says, row by row."""
    return {
        "plan": identity.plan_id,
        "item": identity.item_id,
        "unit": identity.unit_id,
        "period": identity.period_id,
        "version": str(identity.version),
        "digest": identity.digest,
        "locked": identity.locked,
        "seal": seal(identity, key),
    }
