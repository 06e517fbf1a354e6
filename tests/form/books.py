"""Books of forms for tests: bound, filled in, taken apart and put together again as people do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY, Forms
from toolkit.form.bound import Bindery, Leaf, sheet_titles
from toolkit.form.cover import COVERED
from toolkit.form.filling import fill_book
from toolkit.form.stamp import Press

ITEMS = ("3.1.1", "3.1.2", "3.4.1")


def book(forms: Forms, unit_id: str, items: Sequence[str] = ITEMS) -> bytes:
    """The book of some items as it goes out to a unit."""
    bindery = Bindery(Press(forms.base, forms.plan, KEY))
    leaves = [Leaf(forms.catalogue_of[item].of(unit_id)) for item in items]
    return bindery.book(forms.plan.unit[unit_id], forms.plan.periods[0], leaves)


def titles(forms: Forms, items: Sequence[str] = ITEMS) -> dict[str, str]:
    """The names of the sheets of some items."""
    return dict(zip(items, sheet_titles([forms.plan.item[item] for item in items]), strict=True))


def filled_book(
    forms: Forms,
    unit_id: str,
    items: Sequence[str] = ITEMS,
    fill: Sequence[str] | None = None,
    changes: Mapping[str, Mapping[str, object]] = {},
) -> bytes:
    """The same with right answers in the forms of ``fill`` (of all if it is None), the cover's on the cover."""
    data, named = book(forms, unit_id, items), titles(forms, items)
    cover = forms.right(items[0], unit_id)
    answers = {
        named[item]: (
            forms.catalogue_of[item].of(unit_id),
            {n: v for n, v in forms.right(item, unit_id).items() if n not in COVERED} | dict(changes.get(item, {})),
        )
        for item in (items if fill is None else fill)
    }
    return fill_book(data, answers, {name: cover[name] for name in COVERED if name in cover})


def together(*sheets: tuple[str, bytes, str]) -> bytes:
    """A workbook with sheets of several: the name each gets, the workbook it comes from, and its name there.

    Values only, as they come when cells are copied; what a formula came to is what is copied.
    """
    workbook = Workbook()
    del workbook["Sheet"]
    for name, data, old in sheets:
        source = load_workbook(BytesIO(data))[old]
        sheet = workbook.create_sheet(name)
        assert isinstance(sheet, Worksheet)
        for row in source.iter_rows():
            for cell in row:
                if cell.value is not None and cell.data_type != "f":
                    sheet[cell.coordinate] = cell.value
                    sheet[cell.coordinate].data_type = cell.data_type
                    sheet[cell.coordinate].number_format = cell.number_format
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()
