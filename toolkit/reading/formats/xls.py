"""Workbooks of Excel 97-2003 (.xls) and of WPS (.et).

Knows: how they are told. Must not know: what is in a form, folders.
"""

from __future__ import annotations

from toolkit.form.book import Book, read_book
from toolkit.form.error_cells import has_errors
from toolkit.intake.guard import Kind, kind_of, refusal
from toolkit.reading.format import Format
from toolkit.reading.sentences import ERRORS


def read(data: bytes) -> Book | str:
    """The values; a file that shows an error anywhere is not read, because the parser passes over it."""
    book = read_book(data, errors=False)
    if book is None:
        return refusal(Kind.OLD_XLS).sentence
    return ERRORS if has_errors(data) else book


FORMAT = Format(lambda data, name: kind_of(data, name) is Kind.OLD_XLS, read)
