"""Pieces of the formulas that a form checks itself with while it is being filled in.

Knows: how values are written in Excel's formulas. Must not know: openpyxl, where cells stand. Only functions that
Excel 2010, WPS and LibreOffice share are used.
"""

from __future__ import annotations

from datetime import date

from toolkit.kinds.field import Field, shown


def text(value: str) -> str:
    """A text literal for a formula."""
    return '"' + value.replace('"', '""') + '"'


def literal(value: float | date | None) -> str:
    """A number or date for a formula or a validation; dates as DATE(…), which every program reads alike."""
    if isinstance(value, date):
        return f"DATE({value.year},{value.month},{value.day})"
    return f"{value:g}" if value is not None and abs(value) < 1e6 else repr(value)


def blank(cell: str) -> str:
    """A test for a cell that holds nothing but spaces."""
    return f"LEN(TRIM({cell}))=0"


def one_of(cell: str, labels: tuple[str, ...]) -> str:
    """A test for a cell that holds one of a few texts."""
    return "OR(" + ",".join(f"{cell}={text(label)}" for label in labels) + ")"


def outside(field: Field, cell: str) -> list[tuple[str, str]]:
    """The tests of a field's limits: (formula that is true when wrong, what to say)."""
    tests = []
    if field.minimum is not None:
        tests.append((f"{cell}<{literal(field.minimum)}", f"不能小于 {shown(field.minimum)}"))
    if field.maximum is not None:
        tests.append((f"{cell}>{literal(field.maximum)}", f"不能大于 {shown(field.maximum)}"))
    return tests


def limits_in_words(field: Field) -> list[str]:
    """A field's limits, for the message of a program that refuses an answer."""
    return [
        *([f"不小于 {shown(field.minimum)}"] if field.minimum is not None else []),
        *([f"不大于 {shown(field.maximum)}"] if field.maximum is not None else []),
    ]
