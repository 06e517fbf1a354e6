"""What a form says, read back, and what it should say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from tests.conftest import KEY, Forms
from toolkit.base.findings import Finding
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading, check
from toolkit.form.book import Book, read_book
from toolkit.form.identity_cells import identities_in, identity_texts
from toolkit.form.reader import locate
from toolkit.form.seal import Identity, seal
from toolkit.kinds.normalise import normalise
from toolkit.reading.forms import Desk, NoForm, ReadForm, Source, read


def judged(forms: Forms, data: bytes, name: str = "表.xlsx") -> tuple[ReadForm, tuple[Finding, ...]]:
    """A return as it is read, and everything that is found about it."""
    (found_in,) = read(Desk(forms.plan, (KEY,)), [Source(data, name)])
    assert not isinstance(found_in, NoForm), found_in.reason
    (form,) = found_in
    catalogue = forms.catalogue_of[form.identity.item_id]
    (found,) = check([Reading(catalogue, form.cells, date(2021, 1, 29), form.findings)])
    return form, found


def codes_at(found: Sequence[Finding], cell: str) -> set[str]:
    """The codes of what was found at a cell."""
    return {one.code for one in found if one.cell == cell}


def values_of(data: bytes, catalogue: Catalogue) -> tuple[dict[str, object], set[str]]:
    """What a form says, by field id, blanks left out; and the codes of what was odd about it."""
    book = read_book(data)
    assert book is not None
    answers = locate(book, catalogue)
    values = {name: normalise(catalogue.field[name], a.raw).value for name, a in answers.found.items()}
    return {n: v for n, v in values.items() if v is not None}, {f.code for f in answers.findings}


def entries_of(book: Book) -> dict[str, str]:
    """What the hidden cells of the only form of a workbook say."""
    texts = [text for rows in book.texts.values() for row in rows.values() for _, text in row]
    (entries,) = identities_in(texts)
    return entries


def with_entries(book: Book, entries: Mapping[str, str]) -> Book:
    """A workbook of one form whose hidden cells say something else."""
    (name, grid), *_ = book.sheets.items()
    cells = identity_texts(entries)
    rows = [[*row] for row in grid]
    for place, text in cells.items():
        rows[int(place[1:]) - 1][0] = text
    return Book({**book.sheets, name: rows}, book.identity, book.merged, book.over)


def as_before_sheets_were_sealed(data: bytes, key: bytes = KEY) -> bytes:
    """A form as it went out when a hidden sheet said whose it is, and not the form's own sheet."""
    workbook = load_workbook(BytesIO(data))
    sheet = workbook["填报表"]
    book = read_book(data)
    assert book is not None
    entries = entries_of(book)
    identity = Identity(
        entries["plan"], entries["item"], entries["unit"], entries["period"], int(entries["version"]),
        entries["digest"], entries["locked"],
    )  # fmt: skip
    entries = {name: text for name, text in entries.items() if name != "given"} | {"seal": seal(identity, key)}
    for place in ("A1", "A2", "A3", "I3", "J3", "M3"):
        sheet[place] = None
    hidden = workbook.create_sheet("_form")
    hidden.sheet_state = "veryHidden"
    for row in entries.items():
        hidden.append(row)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def expected_of(forms: Forms, item: str, unit: str) -> dict[str, object]:
    yes_no = {"是": True, "否": False}
    catalogue = forms.catalogue_of[item]
    return {
        name: yes_no.get(str(value), value) if catalogue.field[name].type.value == "是否" else value
        for name, value in forms.right(item, unit).items()
    }


def typed_in(data: bytes, cells: Mapping[tuple[str, str], object]) -> bytes:
    """A workbook loaded by openpyxl, with values typed into its cells, and saved."""
    workbook = load_workbook(BytesIO(data))
    for (sheet, place), value in cells.items():
        cell = workbook[sheet][place]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()
