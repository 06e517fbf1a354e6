"""The plan workbook as its cells stand: what is in every sheet, and what cannot be opened.

Knows: the file, how it is called in a sentence. Must not know: headers, what a cell should hold.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import named, read_guarded
from toolkit.intake.grids import ERROR_MARK, Cells, grids_of, said_of
from toolkit.intake.guard import Refused
from toolkit.intake.limits import PLAN
from toolkit.workbooks.markup import column_letters
from toolkit.workbooks.xlsx import NotSeen, not_seen_in

__all__ = [
    "ERROR_MARK",
    "MERGE_MARK",
    "PLAN_WORKBOOK",
    "UNCALCULATED",
    "Cells",
    "read_plan_bytes",
    "read_sheets",
    "sheets_of",
]

MERGE_MARK = "\ue001"  # before the place of the cell in which a merged one has its content
UNCALCULATED = f"{ERROR_MARK}没有结果"  # of a formula that no program has worked out
PLAN_WORKBOOK = "方案工作簿"


def read_plan_bytes(path: Path, inside: Path | None = None) -> bytes:
    """The bytes of a plan workbook, not through a link that leads out of ``inside``.

    Raises `toolkit.base.guarded.UnreadableError` with a sentence when it is missing, in use, huge or no file.
    """
    return read_guarded(path, PLAN_WORKBOOK, most=PLAN.bytes, inside=inside, empty=True)


def read_sheets(path: Path) -> dict[str, Cells]:
    """The values of every sheet of a workbook, from A1; a formula's error stands as its text, with a mark before it.

    Raises `WorkspaceError` when the file is missing, in use, no workbook, or absurdly wide or long.
    """
    return sheets_of(read_plan_bytes(path), path.name)


def sheets_of(data: bytes, name: str) -> dict[str, Cells]:
    """The same from the bytes of a workbook; ``name`` is for the sentences."""
    found = grids_of(data, PLAN)
    if isinstance(found, Refused):
        raise WorkspaceError(said_of(found, named(Path(name), PLAN_WORKBOOK)))
    for sheet, missed in not_seen_in(data, found).items():
        _mark(found[sheet], missed)
    return found


def _mark(cells: Cells, missed: NotSeen) -> None:
    """Mark the cells that a merge has swallowed, and formulas without a result: blank there is not nothing."""
    for row, column in missed.uncalculated:
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = UNCALCULATED
    for area in missed.merged:
        for row in range(area.top, min(area.bottom, len(cells) - 1) + 1):
            for column in range(area.left, min(area.right, len(cells[row]) - 1) + 1):
                if (row, column) != (area.top, area.left):
                    cells[row][column] = f"{MERGE_MARK}{column_letters(area.left)}{area.top + 1}"
