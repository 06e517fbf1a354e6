"""Workbooks of Excel 97-2003 (.xls) and of WPS (.et).

Knows: how they are told. Must not know: what is in a form, folders.
"""

from __future__ import annotations

from toolkit.form.book import Book, read_book
from toolkit.intake.guard import Kind, kind_of, refusal
from toolkit.reading.format import Format
from toolkit.workbooks.xls import read_xls


def read(data: bytes) -> Book | str:
    """The values; errors and what else is odd about a cell stand where they are."""
    return read_book(data, read_xls) or refusal(Kind.OLD_XLS).sentence


FORMAT = Format(lambda data, name: kind_of(data, name) is Kind.OLD_XLS, read)
