"""Fill a form as a person would, for the demonstration, the tests and the benchmarks.

Knows: the reader's way of finding cells, how a form's XML holds a cell. Must not know: plans, checks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import load_workbook

from toolkit.base.opc import parts_of
from toolkit.base.texts import plain
from toolkit.catalogue import Catalogue
from toolkit.form.book import read_book
from toolkit.form.cover import COVER_ANSWER, FROM_COVER
from toolkit.form.grid import COVER_SHEET
from toolkit.form.reader import locate
from toolkit.form.roster_formulas import FIRST_COLUMN, FIRST_ROW
from toolkit.form.sheet_xml import Change, cell_spans, put, written
from toolkit.plan.model import ValueType
from toolkit.workbooks.markup import column_letters
from toolkit.workbooks.xlsx import read_xlsx

_BOOK, _RELATIONS, _CORE = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_LONGEST = 32_767  # characters that a cell holds


def answer_cells(data: bytes, catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Where each answer of a form stands: field id → (sheet, cell).

    Raises `ValueError` when ``data`` is not a readable form.
    """
    book = read_book(data)
    if book is None:
        raise ValueError("not a readable form")
    return {f: (a.sheet, a.cell) for f, a in locate(book, catalogue).found.items()}


def fill_form(data: bytes, catalogue: Catalogue, answers: Mapping[str, Any], saved: datetime | None = None) -> bytes:
    """A copy of a form with ``answers`` (field id → value as typed) in its answer cells, ``saved`` then (UTC), or now.

    The answers are written into the XML of the form, as openpyxl would write them. openpyxl itself does it where that
    takes more: a cell that the XML lacks, or a date in a cell that is not formatted as one (it then looks like a date,
    as in every office program). Raises `ValueError` when ``data`` is not a readable form, `KeyError` when it has no
    cell for an answer.
    """
    places = answer_cells(data, catalogue)
    typed = {places[name]: value for name, value in answers.items()}
    undated = {places[name] for name in answers if catalogue.field[name].type is not ValueType.DATE}
    if any(isinstance(value, date | time | timedelta) for place, value in typed.items() if place in undated):
        return _saved(data, typed, saved)
    return _written(data, typed, saved) or _saved(data, typed, saved)


def fill_book(
    data: bytes, forms: Mapping[str, tuple[Catalogue, Mapping[str, Any]]], cover: Mapping[str, Any] = {}
) -> bytes:
    """A copy of a book with answers in the forms on some of its sheets, and on its cover (by field id), saved now.

    Raises `ValueError` when ``data`` is not a readable workbook, `KeyError` when a sheet or a cell is not there.
    """
    book = read_book(data)
    if book is None:
        raise ValueError("not a readable workbook")
    typed: dict[tuple[str, str], Any] = {}
    for sheet, (catalogue, answers) in forms.items():
        if sheet not in book.sheets:
            raise KeyError(sheet)
        found = locate(book.of((sheet,)), catalogue).found
        typed |= {(sheet, found[name].cell): value for name, value in answers.items()}
    if cover:
        places = {plain(str(row[1])): number for number, row in enumerate(read_xlsx(data)[COVER_SHEET].grid, start=1)}
        known = {f.id: f for catalogue, _ in forms.values() for f in catalogue.fields if f.id in FROM_COVER}
        typed |= {
            (COVER_SHEET, f"{COVER_ANSWER}{places[plain(known[name].caption)]}"): value
            for name, value in cover.items()
            if name in known
        }
    return _written(data, typed) or _saved(data, typed)


def fill_rows(data: bytes, sheet: str, rows: Sequence[Sequence[Any]]) -> bytes:
    """A copy of a form with rows in one of its lists, from the first row on, saved now; None leaves a cell empty.

    Raises `KeyError` when there is no such sheet.
    """
    typed = {
        (sheet, f"{column_letters(FIRST_COLUMN + column)}{FIRST_ROW + number}"): value
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
        if value is not None
    }
    return _written(data, typed) or _saved(data, typed)


def _written(data: bytes, typed: Mapping[tuple[str, str], Any], saved: datetime | None = None) -> bytes | None:
    """The form with values in its XML; None where a cell is not there."""
    parts = parts_of(data)
    names = _sheets(parts)
    spans = {sheet: cell_spans(parts[names[sheet]]) for sheet in {sheet for sheet, _ in typed}}
    changes: dict[str, list[Change]] = {sheet: [] for sheet in spans}
    for (sheet, cell), value in typed.items():
        if cell not in spans[sheet]:
            return None
        start, end, style = spans[sheet][cell]
        kind, content = written(value[:_LONGEST] if isinstance(value, str) else value)
        changes[sheet].append((start, end, b'<c r="%s" s="%s" t="%s">%s</c>' % (cell.encode(), style, kind, content)))
    for sheet, made in changes.items():
        parts[names[sheet]] = put(parts[names[sheet]], made)
    return _packed(parts, saved or datetime.now(UTC))


def saved_at(data: bytes, moment: datetime) -> bytes:
    """The same workbook, as if it had been saved at a moment (UTC)."""
    return _packed(parts_of(data), moment)


def _packed(parts: dict[str, bytes], saved: datetime) -> bytes:
    parts[_CORE] = _MODIFIED.sub(rb"\g<1>" + f"{saved:%Y-%m-%dT%H:%M:%SZ}".encode(), parts[_CORE])
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return out.getvalue()


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part of every sheet of a workbook, by the sheet's name."""
    targets = {r.get("Id"): r.get("Target", "") for r in ElementTree.fromstring(parts[_RELATIONS])}
    return {
        sheet.get("name", ""): targets[next(v for k, v in sheet.items() if k.endswith("}id"))].lstrip("/")
        for sheet in ElementTree.fromstring(parts[_BOOK]).iterfind("{*}sheets/{*}sheet")
    }


def _saved(data: bytes, typed: Mapping[tuple[str, str], Any], saved: datetime | None = None) -> bytes:
    """The form with values in its cells, loaded and saved by openpyxl."""
    workbook = load_workbook(BytesIO(data))
    for (sheet, place), value in typed.items():
        cell = workbook[sheet][place]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # what a person types into a text cell stays text, also when it begins with "="
    out = BytesIO()
    workbook.save(out)
    return saved_at(out.getvalue(), saved) if saved else out.getvalue()
