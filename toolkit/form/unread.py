"""What somebody wrote on a form where nothing is read: beside it, below it, in added rows and sheets, over its cells.

Knows: which rows and columns are the form's own. Must not know: answers' values, what they should be. Nothing that a
unit wrote is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, islice

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.base.texts import plain
from toolkit.base.visible import visible
from toolkit.catalogue import Catalogue
from toolkit.form.book import Book, Texts
from toolkit.form.duties import block_title
from toolkit.form.grid import (
    ANSWER_COLUMNS,
    GUIDE_SHEET,
    READING,
    Given,
    address,
    headings,
    marks_column,
)
from toolkit.form.heights import is_strut
from toolkit.form.identity_cells import is_identity
from toolkit.form.layout import SEND_BACK
from toolkit.form.own_notes import is_own_note
from toolkit.kinds.field import NOTE, Block
from toolkit.kinds.registry import kind_of
from toolkit.plan.model import ItemKind
from toolkit.workbooks.sheets import OddCell, Over, seen

_MOST = 12  # findings of one sheet; who wrote a table beside the form need not be told of each of its cells
_FIRST, _LAST = 1, 11  # from B to L people write; before it stand the markers, after it what is read
_SIGNED = ("填报单位（盖章）", "审核人（签字）", "填报人：")
_SHORT = 2000  # characters of a row that is met again and again
_MORE = re.compile(r"（续[0-9]*）$")
_HEADING = re.compile(r"[一二三四五]、")


def unread(book: Book, catalogue: Catalogue, used: Collection[str]) -> Iterator[Finding]:
    """A finding for everything that was written and not read; ``used`` are the sheets that hold answers."""
    for sheet, grid in book.sheets.items():
        if sheet in used or first_row(book, sheet):
            yield from islice(_written(book, sheet, catalogue), _MOST)
            yield from islice(lying_over(book, sheet), _MOST)
        elif sheet != GUIDE_SHEET and any(v not in (None, "") for v in chain.from_iterable(grid)):
            yield finding(Code.FORM_ADDED_SHEET, sheet, sheet=sheet)


def first_row(book: Book, sheet: str) -> int:
    """The first row (from 1) that is marked as one of a block; 0 where none is."""
    return next(iter(book.marks[sheet]), 0)


def _written(book: Book, sheet: str, catalogue: Catalogue) -> Iterator[Finding]:
    """What stands in rows that are not the form's, and beside its columns."""
    rows, marks, grid = book.texts[sheet], book.marks[sheet], book.sheets[sheet]
    if not marks:
        return  # without the markers nobody can say which rows are added
    columns = _ours(catalogue, _shift(rows, marks))
    captions = _captions()
    beside = [index for index in range(max(map(len, grid))) if index not in columns]
    below = after_number = False
    for number, row in enumerate(grid, start=1):
        texts = rows.get(number, ())
        marked = any(index < _LAST for index, _ in marks.get(number, ()))
        own = marked or after_number or _is_own(texts)
        # Below the number stands what the form asks for.
        after_number = any(text[:2] == "表号" for _, text in texts)
        below = below or marked
        for index in beside if own else range(len(row)):
            value = row[index] if index < len(row) else None
            if value is None or value == "" or isinstance(value, OddCell):
                continue
            text = visible(seen(value)).strip()
            if (
                not text
                or index < _FIRST
                or is_identity(text)
                or is_strut(text)
                or plain(text) in captions
                or (index > _LAST and not own)
            ):
                continue
            code = Code.FORM_STRAY if below and not own and index in columns else Code.FORM_OUTSIDE
            yield finding(code, sheet, address(number, index), found=text, text=text[:40])


def _shift(rows: Mapping[int, Texts], marks: Mapping[int, Texts]) -> int:
    """By how many columns the form has moved to the right, at the most: somebody inserted some."""
    moved = [0]
    for number, its in marks.items():
        block = next((text[1:] for _, text in its if text[0] == "#"), "")
        for index, text in rows[number] if block else ():
            letter = ANSWER_COLUMNS[Block(block)].get(text[1:]) if marks_column(text) else None
            moved += [index - (ord(letter) - 65)] if letter else []
    return max(moved)


def _ours(catalogue: Catalogue, shift: int) -> frozenset[int]:
    """The columns (from 0) that the form itself fills: its page, its counters, what answers are read as."""
    cells: dict[tuple[str, bool], int] = {}
    for field in catalogue.fields:
        # The explanation of a measure stands in a row of its own.
        row = field.row, field.block is Block.MEASURES and field.column == NOTE
        cells[row] = cells.get(row, 0) + kind_of(field).cells
    cells |= {(roster.id, False): len(roster.totals) for roster in catalogue.rosters}
    reading = ord(READING[0]) - 65
    width = max(cells.values(), default=0) + 1
    parts = 26  # the column `PARTS`
    return frozenset((*range(10 + shift), *range(reading, reading + width + shift), *range(parts, parts + shift + 1)))


@cache
def _captions() -> frozenset[str]:
    words = {plain(text) for block in Block for texts in headings(block).values() for text in texts}
    return frozenset(words | {f"@{column}" for block in Block for column in ANSWER_COLUMNS[block]})


@cache
def _titles() -> frozenset[str]:
    return frozenset(block_title(block, kind) for block in Block for kind in ItemKind)


def _is_own(texts: Texts) -> bool:
    """Whether a row without a marker is one that the form prints: its title, a heading, a caption, a given text."""
    short = sum(len(text) for _, text in texts) <= _SHORT
    return _is_known(tuple(texts)) if short else _is_printed(texts)


@lru_cache(maxsize=1024)  # forms have the same rows
def _is_known(texts: Texts) -> bool:
    return _is_printed(texts)


def _is_printed(texts: Texts) -> bool:
    captions = _captions()
    said = [text.strip() for index, text in texts if index < _LAST and not is_identity(text)]
    first = said[0] if said else ""
    return (
        first.endswith("整改情况填报表")
        or first.startswith(("表号：", "每一格怎么填", SEND_BACK))
        or _MORE.sub("", first) in (*Given, *_SIGNED, *ItemKind)
        or (_HEADING.match(first) is not None and any(title in first for title in _titles()))
        or sum(plain(text) in captions for text in said) >= min(3, len(said) or 9)
        or any(marks_column(text) for text in said)
    )


def lying_over(book: Book, sheet: str) -> Iterator[Finding]:
    """Comments and text boxes, which lie over the cells; of pictures `toolkit.form.pasted` tells."""
    for one in book.over.get(sheet, ()):
        if one.kind in (Over.COMMENT, Over.TEXT_BOX) and not is_own_note(one.text):
            code = Code.FORM_COMMENT if one.kind is Over.COMMENT else Code.FORM_TEXT_BOX
            text = visible(one.text).strip() or "（没有文字）"
            at = address(one.row + 1, one.column) if one.row >= 0 else ""
            yield finding(code, sheet, at, found=text, text=text[:80])
