"""The words that a form asks with, and the proof that they are still the ones it went out with.

Knows: which texts of a page are not to be changed, how they are compared. Must not know: keys, answers, what the words
mean. The digest of every such text is part of what is sealed, so a form answers for the question it was sent with,
whatever the plan says by the time it comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.base.texts import plain
from toolkit.base.visible import visible
from toolkit.catalogue import Catalogue
from toolkit.form.book import Book
from toolkit.form.grid import Kind, address, marks_row
from toolkit.form.layout import page
from toolkit.form.rows import Page
from toolkit.form.seal import Identity
from toolkit.plan.model import Plan
from toolkit.plan.succession import now_called

_LABEL = {Kind.MEASURE: "C", Kind.INDICATOR: "C", Kind.ANSWER: "B", Kind.LONG_ANSWER: "B"}
_DIGITS = 10  # of a SHA-256; who changes a text must find another of the same digest, not two alike


def locked_texts(page: Page) -> dict[str, str]:
    """The texts that must come back as they went out: of answer rows by their marker, of others by their caption."""
    found: dict[str, str] = {}
    for row in page.rows:
        if row.marker and row.kind in _LABEL:
            found[row.marker] = row.texts[_LABEL[row.kind]]
        elif row.kind is Kind.CONTEXT:
            found[row.texts["B"]] = row.texts["D"]
    return found


def digests(texts: Mapping[str, str]) -> str:
    """The digests of the texts as one line, for sealing."""
    return ";".join(f"{name}={_digest(text)}" for name, text in texts.items())


def changed(book: Book, sheet: str, sealed: str) -> Iterator[Finding]:
    """A finding for every text that is not the one that was sealed; rows that are gone are somebody else's to find."""
    wanted = dict(part.rpartition("=")[::2] for part in sealed.split(";") if part)
    rows: dict[str, list[_Row]] = {}
    for name, texts_of in book.texts.items():
        for number, texts in texts_of.items():
            mark = next((v for _, v in texts if v in wanted and (marks_row(v) or name == sheet)), None)
            if mark is not None:
                others = tuple((i, v) for i, v in texts if v != mark and not marks_row(v))
                rows.setdefault(mark, []).append(_Row(name, number, others))
    for mark, found in rows.items():
        wrong = [row for row in found if not any(_digest(value) == wanted[mark] for _, value in row.texts)]
        # A caption may also be a word elsewhere on the page; a marker is nowhere else.
        if marks_row(mark) or len(wrong) == len(found):
            yield from (_finding(row, mark) for row in wrong)


def changed_from_plan(
    book: Book, sheet: str, plan: Plan, catalogue: Catalogue, identity: Identity
) -> Iterator[Finding]:
    """The same for a form whose seal says nothing of its words, or is gone: against what the plan asks now.

    A form that was sealed for another catalogue was asked something else, and nobody can say what.
    """
    if identity.locked or identity.digest not in ("", catalogue.digest):
        return
    unit = plan.unit[now_called(plan.former, identity.unit_id)]
    layout = page(plan, catalogue, unit, plan.period[identity.period_id], "")
    yield from changed(book, sheet, digests(locked_texts(layout)))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that a sealed text belongs to: its texts by column index, without what marks it."""

    sheet: str
    number: int
    texts: tuple[tuple[int, str], ...]


def _finding(row: _Row, mark: str) -> Finding:
    """What is said of a changed text: most likely the first text beside a row's number or caption."""
    wordy = [(i, value) for i, value in row.texts if not value.strip().isdigit()]
    index, found = (wordy or [*row.texts, (1, "")])[0]
    what = "这一行的题目" if marks_row(mark) else f"“{mark}”"
    now = f"（现在是“{visible(found[:40])}”）" if found else ""
    cell = address(row.number, index)
    return finding(Code.FORM_TEXT_CHANGED, row.sheet, cell, found=visible(found), what=what, now=now)


@lru_cache(maxsize=1024)  # the same few hundred texts stand on all forms of a plan
def _digest(text: str) -> str:
    return hashlib.sha256(plain(text).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
