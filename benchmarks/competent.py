"""A competent script: python-calamine, polars and xlsxwriter, one frame for each item, checks on whole columns.

It does the comparable minimum: whose form it is by the sheet's hidden identity, answers from fixed addresses, kinds,
choices, ranges, what is required, a master of what passed. No archive, no proof, no repairs, no rules between figures,
no second version of a form, no explanation, no answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.clerk import Sheet
from toolkit import Workspace
from toolkit.catalogue import Catalogue
from toolkit.form.grid import SHEET
from toolkit.kinds.field import Field
from toolkit.plan.model import ValueType

_KEYS = ("file", "item", "unit", "period")


@dataclass(frozen=True)
class ItemSheet:
    """One item's form as the script knows it: where each answer stands, and what passes."""

    cells: Mapping[str, tuple[int, int]]
    passes: pl.Expr


def item_sheets(workspace: Workspace) -> dict[str, ItemSheet]:
    """Every item's form, by item id."""
    return {item: _sheet(workspace, catalogue) for item, catalogue in workspace.catalogues.items()}


def _sheet(workspace: Workspace, catalogue: Catalogue) -> ItemSheet:
    cells = Sheet(workspace, catalogue).cells
    fields = [field for field in catalogue.fields if field.id in cells]
    return ItemSheet(cells, pl.all_horizontal([_passes(field) for field in fields]))


def _passes(field: Field) -> pl.Expr:
    """Whether an answer passes: there where it is required, of its kind, one of its choices, within its range."""
    text = pl.col(field.id).str.strip_chars()
    blank = text.is_null() | (text == "")
    good = pl.lit(value=True)
    if field.type.is_number:
        number = text.cast(pl.Float64, strict=False)
        good = number.is_not_null()
        if isinstance(field.minimum, int | float):
            good &= number >= field.minimum
        if isinstance(field.maximum, int | float):
            good &= number <= field.maximum
    elif field.type is ValueType.DATE:
        good = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).is_not_null()
    elif field.choices:
        good = text.is_in(list(field.choices))
    return pl.when(blank).then(pl.lit(not field.required)).otherwise(good)


def consolidate(paths: Sequence[Path], sheets: Mapping[str, ItemSheet], target: Path) -> int:
    """Read, check and put together all files; returns how many were refused."""
    rows: dict[str, list[list[str]]] = {}
    for path in paths:
        grid = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
        whose = json.loads(str(grid[0][0]).partition(" ")[2])
        sheet = sheets[whose["item"]]
        answers = [str(grid[r][c]) for r, c in sheet.cells.values()]
        rows.setdefault(whose["item"], []).append([path.name, whose["item"], whose["unit"], whose["period"], *answers])
    refused = 0
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page, at = book.add_worksheet(), 0
        for item, of in rows.items():
            names = [*_KEYS, *sheets[item].cells]
            frame = pl.DataFrame(of, schema=dict.fromkeys(names, pl.String), orient="row")
            passed = frame.filter(sheets[item].passes)
            refused += len(frame) - len(passed)
            for row in passed.iter_rows():
                page.write_row(at, 0, row)
                at += 1
    return refused
