"""The lists of a correction copy: the rows as they came, what is marked in them, and where each finding is mended.

Knows: findings, rows of the ledger, the sheet of a list. Must not know: folders, how a sheet is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from toolkit.base import excel_limits
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.form.pages import typed
from toolkit.form.roster_formulas import FIRST_ROW, letters_of
from toolkit.form.roster_sheet import MarkedCell
from toolkit.form.styles import AMBER, RED
from toolkit.kinds.field import Field
from toolkit.kinds.live import literal, text
from toolkit.kinds.rosters import RowValues
from toolkit.ledger import ListRow, rows_by_value

_LONGEST_TEXT = 200  # units that are compared as they stand


@dataclass(frozen=True)
class ReturnedRosters:
    """The lists of a return: ``rows`` and ``marks`` by list id, and by (field id, cell of the return) the new cell."""

    rows: Mapping[str, Sequence[RowValues]] = field(default_factory=dict)
    marks: Mapping[str, Sequence[MarkedCell]] = field(default_factory=dict)
    places: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


def returned_rosters(
    catalogue: Catalogue, rows: Mapping[str, Sequence[ListRow]], findings: Sequence[Finding]
) -> ReturnedRosters:
    """What becomes of the lists of a return; in ``places`` the sheet is given by the list's id."""
    said: dict[tuple[str, str], Severity] = {}
    for one in findings:
        if one.severity is not Severity.INFO and said.get((one.field, one.cell)) is not Severity.ERROR:
            said[one.field, one.cell] = one.severity
    marks: dict[str, list[MarkedCell]] = {}
    places: dict[tuple[str, str], tuple[str, str]] = {}
    for roster in catalogue.rosters:
        letters = letters_of(roster)
        for number, row in enumerate(rows.get(roster.id, ())):
            for column, cell in row.cells.items():
                its = roster.fields.get(column)
                severity = said.get((its.id, cell.cell)) if its is not None else None
                if its is None or severity is None:
                    continue
                places[its.id, cell.cell] = roster.id, f"{letters[column]}{FIRST_ROW + number}"
                colour = RED if severity is Severity.ERROR else AMBER
                raw = cell.raw if cell.value is None else ""
                test = _changed(its, raw or cell.value)
                marks.setdefault(roster.id, []).append(MarkedCell(number, column, colour, test, raw))
    return ReturnedRosters(rows_by_value(rows), marks, places)


def _changed(its: Field, value: int | float | str | bool | date | None) -> str:
    """The test that a cell, named by {0}, says something else than it did."""
    now = typed(its, value)
    if now is None:
        return "LEN({0})>0"
    if isinstance(now, str):
        if excel_limits.units(now) > _LONGEST_TEXT:
            return f"LEN({{0}})<>{len(now)}"
        return f"{{0}}<>{text(now)}"
    return f"{{0}}<>{literal(now) if isinstance(now, date) else repr(now)}"
