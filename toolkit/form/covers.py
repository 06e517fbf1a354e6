"""The covers that are in a workbook, by what stands on them, whatever their sheets are called.

Knows: how a cover is told, where its answers stand. Must not know: formats of files, forms, whose are good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.base.texts import plain
from toolkit.form.grid import CAPTIONS, HIDDEN_SIGN, marks_row
from toolkit.form.identity_cells import is_form_identity, is_owner
from toolkit.kinds.field import Block
from toolkit.workbooks.sheets import Grid, Sheet

_TOP = 12  # rows; where a page says what it is
_ANSWER = plain(CAPTIONS[Block.SIGNOFF]["G"])
_SEAL = plain("填报单位（盖章）")


@dataclass(frozen=True, slots=True)
class CoverSaid:
    """A cover that is in a workbook: its sheet, whose it is, and its answers by what is printed beside them."""

    sheet: str
    owner: str
    said: Mapping[str, object]


def covers_in(sheets: Mapping[str, Sheet]) -> tuple[CoverSaid, ...]:
    """The covers among the sheets of a workbook, by what stands on them."""
    found = []
    for name, sheet in sheets.items():
        top = [v for row in sheet.grid[:_TOP] for v in row if isinstance(v, str) and v[:1] == HIDDEN_SIGN]
        owner = next((text for text in top if is_owner(text)), "")
        if owner and not any(map(is_form_identity, top)) and not _has_marks(sheet.grid):
            found.append(CoverSaid(name, owner.strip(), dict(_said(sheet.grid))))
    return tuple(found)


def _has_marks(grid: Grid) -> bool:
    return any(isinstance(value, str) and marks_row(value) for row in grid for value in row[:2])


def _said(grid: Grid) -> Iterator[tuple[str, object]]:
    """The answers of a cover, by the words beside them."""
    column = -1
    for row in grid:
        texts = [plain(value) if isinstance(value, str) else "" for value in row]
        if _ANSWER in texts:
            column = texts.index(_ANSWER)
        elif _SEAL in texts:
            return
        elif 0 < column < len(row) and (label := next(filter(None, texts[:column]), "")):
            yield label, row[column]
