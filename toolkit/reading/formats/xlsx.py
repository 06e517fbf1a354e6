"""Workbooks of Excel and WPS (.xlsx).

Knows: what a plain one weighs. Must not know: what is in a form, folders.
"""

from __future__ import annotations

from toolkit.form.book import Book, read_book
from toolkit.intake import parts
from toolkit.intake.guard import Kind, Refused, kind_of
from toolkit.reading.format import Format
from toolkit.reading.sentences import BROKEN, TOO_MUCH


def read(data: bytes) -> Book | str:
    """The values; errors and what else is odd about a cell stand where they are."""
    weight = parts.inspect_parts(data)
    if isinstance(weight, Refused):
        return weight.sentence
    if weight.cells > 10 * parts.MOST_CELLS:
        return TOO_MUCH
    return read_book(data) or BROKEN


FORMAT = Format(lambda data, name: kind_of(data, name) is Kind.XLSX, read)
