"""Which of the office's cells count as edits: those that do not say what was written there.

Knows: rows with their cells. Must not know: files, the ledger. A cell counts only where row and column are known; what
cannot be understood clears nothing and is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from toolkit.base.captions import Column
from toolkit.ledger import OfficePlace
from toolkit.reading.masters.baseline import Baseline
from toolkit.reading.masters.outcome import Doubt, Edit, Why
from toolkit.reading.masters.rows import Cell, Row
from toolkit.reading.masters.told import Certainty, Told
from toolkit.standing.changes import value_text
from toolkit.standing.decisions import OF_FORM


def changes(rows: list[Row], sheet: str, base: Baseline) -> Iterator[Edit | Doubt]:
    """The edits of rows, and the doubts about what they say."""
    still: dict[OfficePlace, str] = {}
    for row in rows:
        for cell in row.cells.values():
            if cell.odd is None and cell.value is not None and not cell.changed:
                still.setdefault(cell.place, cell.address)
    for row in rows:
        first = _is_first(row.told, base)
        for caption, cell in row.cells.items():
            if cell.odd is not None:
                yield cell.odd
            elif cell.changed:
                yield from _change(row.told, caption, cell, sheet, base, first=first, still=still)


def _change(
    told: Told, caption: str, cell: Cell, sheet: str, base: Baseline, *, first: bool, still: Mapping[OfficePlace, str]
) -> Iterator[Edit | Doubt]:
    def doubt(why: Why, **words: str) -> Doubt:
        said = why.format(**words)
        return Doubt(cell.place, cell.value, why, said, sheet, cell.address, cell.decided_on)

    if caption == Column.REMARK and (told.torn_measure or told.measure is None):
        if cell.value is not None:
            yield doubt(Why.MEASURE)
        return
    if cell.value is None:
        if not base.known or (caption in OF_FORM and not first):
            return  # nothing was written there, or nobody can say so
        if cell.place in still:
            return  # a copied row in which that was left out
        if told.certainty is not Certainty.SURE:
            yield doubt(Why.UNSURE_BLANK)
            return
    yield Edit(cell.place, cell.value, cell.base, base.known, cell.decided_on, sheet, cell.address)


def _is_first(told: Told, base: Baseline) -> bool:
    """Whether a row is the one in which the office's word on the form stands."""
    form = "|".join(told.form or ())
    return any((f"{form}|{told.measure}", caption) in base.office for caption in OF_FORM)


def settled(edits: list[Edit]) -> Iterator[Edit | Doubt]:
    """Of several rows that say different things of one form, what was decided last counts, or else stands first."""
    of_place: dict[OfficePlace, list[Edit]] = {}
    for edit in edits:
        of_place.setdefault(edit.place, []).append(edit)
    for of in of_place.values():
        counts = max(of, key=lambda edit: (edit.value is not None, edit.decided_on or date.min))
        yield counts
        said = Why.OTHER_ROW.format(found=f"{counts.cell} 写的是“{value_text(counts.value)}”")
        for edit in of:
            if edit.value != counts.value and edit.value is not None:
                yield Doubt(edit.place, edit.value, Why.OTHER_ROW, said, edit.sheet, edit.cell, edit.decided_on)
