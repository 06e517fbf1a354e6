"""Fill a form as a person would, for the demonstration, the tests and the benchmarks.

Knows: openpyxl and the reader's way of finding cells. Must not know: plans, checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from toolkit.catalogue import Catalogue
from toolkit.form.book import read_book
from toolkit.form.reader import locate


def answer_cells(data: bytes, catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Where each answer of a form stands: field id → (sheet, cell).

    Raises `ValueError` when ``data`` is not a readable form.
    """
    book = read_book(data)
    if book is None:
        raise ValueError("not a readable form")
    return {f: (a.sheet, a.cell) for f, a in locate(book, catalogue).found.items()}


def fill_form(data: bytes, catalogue: Catalogue, answers: Mapping[str, Any]) -> bytes:
    """A copy of a form with ``answers`` (field id → value as typed) written into its answer cells."""
    places = answer_cells(data, catalogue)
    workbook = load_workbook(BytesIO(data))
    for field_id, value in answers.items():
        sheet, cell = places[field_id]
        workbook[sheet][cell] = value
        if isinstance(value, str):
            # What a person types into a text cell stays text, also when it begins with "=".
            workbook[sheet][cell].data_type = "s"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()
