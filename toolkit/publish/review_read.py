"""公开审看.xlsx as the office leaves it: what was decided about each passage, and what could not be understood.

Knows: the captions, the words that may stand there. Must not know: the ledger, folders. A row is known by what is seen
in it (要看的字, 为什么列出), wherever it stands: sorted, filtered, added or removed rows do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.base.blanks import bare, compared
from toolkit.form.book import Book
from toolkit.kinds.values import as_read
from toolkit.publish.passages import Decision, Passage, Verdict, Why
from toolkit.publish.review_book import BASE, REMARK, VERDICT, WHY, WORDS
from toolkit.workbooks.markup import column_letters

_SEARCHED = 60  # rows among which the captions are looked for
_NEEDED = (WORDS, WHY, VERDICT)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell that was not understood, and what to do about it."""

    cell: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReviewRead:
    """What a 公开审看 says, row by row, open ones too (``verdict`` None), and the cells that were not understood.

    ``bases`` are the digests of what had been written in the rows, as far as they are still there.
    """

    decisions: tuple[Decision, ...]
    doubts: tuple[Doubt, ...]
    bases: Mapping[Passage, str] = field(default_factory=dict)


def read_review(book: Book) -> ReviewRead | None:
    """The decisions of a workbook; None where no sheet has the captions."""
    for grid in book.sheets.values():
        for number, row in enumerate(grid[:_SEARCHED]):
            if columns := _columns(row):
                return _read(grid[number + 1 :], columns, number + 2)
    return None


def _columns(row: Sequence[object]) -> Mapping[str, int] | None:
    """Where each caption stands; blanks, breaks, stars and brackets in it do no harm."""
    captions = [_folded(value) for value in row]
    if not set(_NEEDED) <= set(captions):
        return None
    return {name: captions.index(name) for name in (*_NEEDED, REMARK, BASE) if name in captions}


def _folded(value: object) -> str:
    text = re.sub(r"[（(].*?[)）]", "", str(value if value is not None else ""))
    return re.sub(r"[\s*＊★：:　]|必填", "", compared(text))


def _read(grid: Sequence[Sequence[object]], columns: Mapping[str, int], first: int) -> ReviewRead:
    decisions: dict[Passage, Decision] = {}
    doubts: list[Doubt] = []
    said_in: dict[Passage, str] = {}
    bases: dict[Passage, str] = {}
    for number, row in enumerate(grid, start=first):
        text = {name: _text(row, index) for name, index in columns.items()}
        words, said = text[WORDS], text[VERDICT]
        at = f"{column_letters(columns[VERDICT])}{number}"
        kind = next((w for w in Why if _folded(w.value) == _folded(text[WHY])), None)
        if kind is None or not words:
            if said:
                doubts.append(Doubt(at, "这一行的“要看的字”或“为什么列出”空着或改动过，认不出是哪一处，请照原样补上。"))
            continue
        verdict = next((v for v in Verdict if v.value == _folded(said)), None)
        if said and verdict is None:
            doubts.append(Doubt(at, f"写的是“{said[:20]}”，请改成“可以公开”或“隐去”。"))
        passage = Passage(kind, words)
        earlier = decisions.get(passage)
        if earlier and earlier.verdict and verdict and earlier.verdict is not verdict:
            doubts.append(Doubt(at, f"和 {said_in[passage]} 是同样的字，处理却不一样，请改成一样的。"))
            verdict = None
        elif earlier and not said:
            continue  # the same words again, left open: the row that is filled counts
        decisions[passage] = Decision(passage, verdict, text.get(REMARK, ""))
        said_in[passage], bases[passage] = at, text.get(BASE, "")
    return ReviewRead(tuple(decisions.values()), tuple(doubts), bases)


def _text(row: Sequence[object], index: int) -> str:
    return bare(as_read(row[index])) if index < len(row) and row[index] is not None else ""
