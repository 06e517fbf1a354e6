"""The pictures that somebody put on a form: over a cell or in one, as which paper each is kept, what is said of it.

Knows: where the form's 佐证 cells are. Must not know: files, the ledger, what a good answer is. A picture over a 佐证
cell, or in one, is what that cell lists; wherever it stands it is a paper of the form's item and unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.base.codes import Code, finding
from toolkit.base.file_names import safe_name
from toolkit.base.findings import Finding
from toolkit.catalogue import Catalogue
from toolkit.form.answers import Answer
from toolkit.form.book import Book
from toolkit.form.grid import address
from toolkit.form.unread import first_row
from toolkit.intake.guard import Kind, kind_of
from toolkit.intake.limits import FORM
from toolkit.intake.spool import suffix_of
from toolkit.workbooks.markup import place
from toolkit.workbooks.sheets import Embedded, Over, Overlay

_EVIDENCE = "evidence"
_MOST = 100  # pictures of one form
_TOLD = 5  # cells in a sentence
_MARK = 6  # characters of the hash, by which the paper is found in 佐证材料 as well

_PARTING = re.compile(r"[、，,；;\s]+")

_Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pasted:
    """A picture on a form: the cell where it is, the 佐证 cell's field ("" for none), whether it is in the cell.

    ``shows`` is None where the workbook does not let it be had; else ``title`` is how it is listed, and ``name`` its
    name as a paper.
    """

    sheet: str
    cell: str
    field_id: str
    inside: bool
    shows: Embedded | None
    title: str = ""
    name: str = ""


def pasted(book: Book, catalogue: Catalogue, found: Mapping[str, Answer]) -> tuple[Pasted, ...]:
    """The pictures on a form, in the order of its cells, but for the office's own emblem in its head.

    The name says whose it is and what it shows, not where it stands: the same picture is the same paper wherever the
    unit moves it.
    """
    if not book.over:
        return ()
    evidence = _evidence(book, catalogue, found)
    marks: list[Pasted] = []
    for sheet in book.sheets:
        rows = [at[0] for a in found.values() if a.sheet == sheet and (at := place(a.cell))]
        head = (first_row(book, sheet) or min(rows, default=-1) + 1) - 1
        lying = [one for one in book.over.get(sheet, ()) if _is_picture(one, head)]
        for one in sorted(lying, key=lambda one: (one.row, one.column)):
            cell = address(one.row + 1, one.column) if one.row >= 0 else ""
            field_id = _nearest(one, evidence.get(sheet, {}))
            shows = one.embedded if one.embedded and kind_of(one.embedded.start) is Kind.IMAGE else None
            title = _title(catalogue.item.code, shows.sha256) if shows else ""
            name = safe_name(title + suffix_of(shows.part)) if shows else ""
            marks.append(Pasted(sheet, cell, field_id, one.kind is Over.IN_CELL, shows, title, name))
    return tuple(marks[:_MOST])


def told(pictures: Sequence[Pasted]) -> Iterator[Finding]:
    """What is said of the pictures on a form: which cell's evidence they are, which were only kept, which were not."""
    for one in pictures:
        if one.field_id and one.shows:
            yield finding(Code.FORM_PICTURE_EVIDENCE, one.sheet, one.cell, one.field_id, one.name, name=one.title)
    beside = [one for one in pictures if one.shows and not one.field_id]
    lost = [one for one in pictures if not one.shows]
    for code, of in ((Code.FORM_PICTURES, beside), (Code.FORM_PICTURES_LOST, lost)):
        if of:
            cells = list(dict.fromkeys(one.cell for one in of if one.cell))
            where = "、".join(cells[:_TOLD]) + ("等" if len(cells) > _TOLD else "")
            words = {"number": str(len(of)), "where": f"（{where}）" if where else ""}
            yield finding(code, of[0].sheet, of[0].cell, found=of[0].name, **words)


def _title(code: str, sha256: str) -> str:
    """How a picture is listed: as one paper, whatever parts the papers of a list (`toolkit.standing.papers`)."""
    return f"{_PARTING.sub('', code)}佐证图片{sha256[:_MARK]}"


def _is_picture(one: Overlay, head: int) -> bool:
    return one.kind is Over.IN_CELL or (one.kind is Over.PICTURE and not 0 <= one.row < head)


def _evidence(book: Book, catalogue: Catalogue, found: Mapping[str, Answer]) -> dict[str, dict[_Cell, str]]:
    """The fields of the 佐证 cells by sheet and cell, those that are merged into them included."""
    cells: dict[str, dict[_Cell, str]] = {}
    for name, answer in found.items():
        if catalogue.field[name].column == _EVIDENCE and (at := place(answer.cell)):
            cells.setdefault(answer.sheet, {})[at] = name
    for sheet, of in cells.items():
        for area in book.merged.get(sheet, ()):
            rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
            first = of.get((area.top, area.left))
            if first and len(rows) * len(columns) <= FORM.columns * 100:
                of |= {(row, column): of.get((row, column), first) for row in rows for column in columns}
    return cells


def _nearest(one: Overlay, evidence: Mapping[_Cell, str]) -> str:
    """The field of the 佐证 cell at which a picture begins, or of the only one that it touches; "" for none."""
    if (one.row, one.column) in evidence:
        return evidence[one.row, one.column]
    bottom, right = one.last or (one.row, one.column)
    touched = {
        name for (row, column), name in evidence.items() if one.row <= row <= bottom and one.column <= column <= right
    }
    return touched.pop() if len(touched) == 1 else ""
