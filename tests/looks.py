"""What a program shows of a workbook, to compare two that must look alike."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet


def looks_of(sheet: Worksheet) -> dict[str, object]:
    """All that a program shows of a sheet."""
    cells = {
        cell.coordinate: (
            cell.value,
            cell.data_type,
            cell.number_format,
            *(repr(look) for look in (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)),
            (cell.comment.text, cell.comment.height, cell.comment.width) if cell.comment else None,
            (cell.hyperlink.location, cell.hyperlink.display) if cell.hyperlink else None,
        )
        for row in sheet.iter_rows()
        for cell in row
    }
    formats: dict[str, list[tuple[object, ...]]] = {}
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            found = formats.setdefault(str(area.sqref), [])
            found.append((rule.priority, rule.formula, repr(rule.dxf.fill), repr(rule.dxf.font)))
    in_order = {
        place: [what[1:] for what in sorted(of, key=lambda one: str(one[0]).zfill(9))] for place, of in formats.items()
    }
    checks = sorted(
        (str(v.sqref), v.type, v.formula1, v.formula2, v.prompt) for v in sheet.data_validations.dataValidation
    )
    return {
        "cells": cells,
        "formats": in_order,
        "checks": checks,
        "merges": {str(area) for area in sheet.merged_cells.ranges},
        "heights": {number: (row.height, row.hidden) for number, row in sheet.row_dimensions.items()},
        "widths": {letter: (column.width, column.hidden) for letter, column in sheet.column_dimensions.items()},
        "print": (sheet.print_area, sheet.print_title_rows, sheet.page_setup.orientation, sheet.dimensions),
        "state": (sheet.sheet_state, sheet.protection.sheet, sheet.sheet_view.tabSelected),
    }


def same_looks(one: bytes, other: bytes) -> None:
    """Fails at the first thing that a program would show differently of two workbooks."""
    ours, theirs = load_workbook(BytesIO(one)), load_workbook(BytesIO(other))
    assert ours.sheetnames == theirs.sheetnames
    for name in ours.sheetnames:
        left, right = looks_of(ours[name]), looks_of(theirs[name])
        for what in right:
            assert left[what] == right[what], (name, what)
    assert {n: d.attr_text for n, d in ours.defined_names.items()} == {
        n: d.attr_text for n, d in theirs.defined_names.items()
    }
    assert ours.properties.title == theirs.properties.title


def _priority(rule: tuple[object, ...]) -> int:
    return int(str(rule[0]))
