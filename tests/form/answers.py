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
from toolkit.form.book import read_book
from toolkit.form.reader import locate
from toolkit.kinds.normalise import normalise
from toolkit.reading.forms import Desk, ReadForm, Source, read


def judged(forms: Forms, data: bytes, name: str = "表.xlsx") -> tuple[ReadForm, tuple[Finding, ...]]:
    """A return as it is read, and everything that is found about it."""
    (form,) = read(Desk(forms.plan, (KEY,)), [Source(data, name)])
    assert isinstance(form, ReadForm), form.reason
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
