"""Texts of which the highest row cannot show the end: which they are on a page, and how the page says so.

Knows: the page, how wide its columns are, Excel's highest row. Must not know: openpyxl's files, what is on 附页.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from toolkit.form.grid import APPENDIX_SHEET, Kind
from toolkit.form.heights import lines_in, most_lines
from toolkit.form.loaded_base import Base
from toolkit.form.pages import font_size, typed
from toolkit.form.prefill import Prefill
from toolkit.form.rows import Page, Row
from toolkit.kinds.live import text

_ELSEWHERE = "印不下的，全文见“{}”"


@dataclass(frozen=True, slots=True)
class Overflow:
    """A text that goes on on 附页: its cell and name on the page, the text as it was given, the row of its heading."""

    place: str
    label: str
    text: str
    heading: int


def overflowing(
    samples: Worksheet, base: Base, widths: Mapping[str, float], layout: Page, given: Prefill
) -> list[Overflow]:
    """What stands on a page when it goes out and is longer than its row can be high, in page order."""
    found, heading = [], 0
    for number, row in enumerate(layout.rows, start=1):
        if row.kind is Kind.HEADING:
            heading = number
        for letter, last, label, said in _texts(row, given):
            width = sum(widths[chr(code)] for code in range(ord(letter), ord(last) + 1))
            size = font_size(samples, base.rows[row.kind.value], letter)
            if heading and lines_in(said, width, size) > most_lines(size):
                found.append(Overflow(f"{letter}{number}", label, said, heading))
    return found


def _texts(row: Row, given: Prefill) -> Iterator[tuple[str, str, str, str]]:
    """The long texts of a row, each with its first and last column and its name."""
    for letter, field in row.answers.items():
        said = typed(field, given.answers.get(field.id))
        if isinstance(said, str):
            yield letter, letter, field.label, said
    if row.kind is Kind.MEASURE:
        yield "C", dict(row.merges)["C"], f"措施{row.texts['B']}原文", row.texts["C"]


def references(layout: Page, found: Sequence[Overflow]) -> dict[str, str]:
    """What the headings over such texts say, as formulas (without "=") by cell: a link to 附页."""
    rows = dict.fromkeys(one.heading for one in found)
    said = {row: layout.rows[row - 1].texts["B"] for row in rows}
    target, more = text(f"#'{APPENDIX_SHEET}'!A1"), _ELSEWHERE.format(APPENDIX_SHEET)
    return {f"B{row}": f"HYPERLINK({target},{text(f'{title}（{more}）')})" for row, title in said.items()}
