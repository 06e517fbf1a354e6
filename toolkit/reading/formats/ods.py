"""Spreadsheets of LibreOffice and others (.ods).

Knows: how they are told, what they may weigh. Must not know: what is in a form, folders.
"""

from __future__ import annotations

from toolkit.form.book import Book, read_book
from toolkit.intake import parts
from toolkit.intake.guard import Kind, Refused, kind_of, refusal
from toolkit.reading.format import Format
from toolkit.reading.sentences import TOO_MUCH
from toolkit.workbooks.ods import read_ods


def read(data: bytes) -> Book | str:
    """The values; errors and what else is odd about a cell stand where they are."""
    weight = parts.inspect_parts(data)
    if isinstance(weight, Refused):
        return weight.sentence
    if weight.cells > 10 * parts.MOST_CELLS:
        return TOO_MUCH
    return read_book(data, read_ods) or refusal(Kind.ODS).sentence


FORMAT = Format(lambda data, name: kind_of(data, name) is Kind.ODS, read)
