"""Spreadsheets of LibreOffice and others (.ods).

Knows: what the parser cannot stand. Must not know: what is in a form, folders.
"""

from __future__ import annotations

from toolkit.form.book import Book, read_book
from toolkit.form.error_cells import has_errors
from toolkit.intake import parts
from toolkit.intake.guard import Kind, Refused, kind_of, refusal
from toolkit.reading.format import Format
from toolkit.reading.sentences import ERRORS, TOO_MUCH


def read(data: bytes) -> Book | str:
    """The values; a file that shows an error anywhere is not read, because the parser passes over it."""
    weight = parts.inspect_parts(data)
    if isinstance(weight, Refused):
        return weight.sentence
    if not parts.well_formed(data):
        return refusal(Kind.ODS).sentence  # calamine waits for ever for the end of an element
    if weight.cells > 10 * parts.MOST_CELLS:
        return TOO_MUCH
    book = read_book(data, errors=False)
    if book is None:
        return refusal(Kind.ODS).sentence
    return ERRORS if has_errors(data) else book


FORMAT = Format(lambda data, name: kind_of(data, name) is Kind.ODS, read)
