"""One answer of a form as it was found, and what becomes of answers that were merged into one cell.

Knows: cells, merged areas. Must not know: how answers are found, what a good answer is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.base.visible import visible
from toolkit.catalogue import Catalogue
from toolkit.form.book import Book
from toolkit.workbooks.markup import place


@dataclass(frozen=True, slots=True)
class Answer:
    """What stood in one answer cell, as it was read ("" or None for an empty one)."""

    field_id: str
    sheet: str
    cell: str
    raw: object

    @property
    def text(self) -> str:
        """The raw value as a person would read it: 58 rather than 58.0, dates as 2021-01-31."""
        if self.raw is None:
            return ""
        if isinstance(self.raw, float) and self.raw.is_integer() and abs(self.raw) < 1e15:
            return str(int(self.raw))
        if isinstance(self.raw, datetime) and self.raw.time() == time.min:
            return self.raw.date().isoformat()
        return visible(str(self.raw))

    @property
    def blank(self) -> bool:
        """Whether the cell holds nothing but spaces."""
        if isinstance(self.raw, str) and self.raw.strip():
            return False  # what hides is shown by its number, so nothing becomes less
        return self.raw is None or self.raw == "" or not self.text.strip()


def shared(found: dict[str, Answer], book: Book, catalogue: Catalogue) -> Iterator[Finding]:
    """Give every answer of a merged area what its first cell holds, in ``found``; say of which that cannot be done.

    Words, dates and choices hold for all rows of an area. A figure for several rows is nobody's, and of an area over
    several columns only the first is read.
    """
    if not book.merged:
        return
    places = {(answer.sheet, place(answer.cell)): name for name, answer in found.items()}
    for sheet, areas in book.merged.items():
        for area in areas:
            rows, columns = area.bottom - area.top, area.right - area.left
            if rows + columns == 0 or (rows + 1) * (columns + 1) > 10_000:
                continue
            first = places.get((sheet, (area.top, area.left)))
            if first is None or found[first].blank:
                continue
            inside = [
                places[sheet, (row, column)]
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, area.right + 1)
                if (sheet, (row, column)) in places
            ]
            if len(inside) < 2:
                continue
            fields = [catalogue.field[name] for name in inside]
            labels = "、".join(field.label for field in fields)
            at = found[first]
            if len({field.column for field in fields}) > 1:
                label = fields[0].label
                yield finding(Code.FORM_MERGED_ACROSS, sheet, at.cell, first, at.text, labels=labels, label=label)
            elif any(field.type.is_number for field in fields):
                yield finding(Code.FORM_MERGED_FIGURES, sheet, at.cell, first, at.text, labels=labels)
            else:
                for name in inside:
                    found[name] = replace(found[name], raw=at.raw)
                yield finding(Code.FORM_MERGED, sheet, at.cell, first, at.text, labels=labels, text=at.text[:40])
