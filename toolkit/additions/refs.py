"""References in formulas, followed to where their cells stand in the new workbook.

Knows: A1 notation, which sheet's cells have moved whereto. Must not know: why they moved, what a formula is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.workbooks.markup import column_letters, column_number

LAST_ROW, LAST_COLUMN = 1_048_576, 16_383
_NEAR = 100  # rows below a table that go along with its end
_CORNER = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
_PLACE = rf"{_CORNER}(?::{_CORNER})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?[1-9][0-9]{{0,6}}:\$?[1-9][0-9]{{0,6}}"
_TOKEN = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |(?<![\w.$'\]])(?P<sheet>'(?:[^']|'')*'!|(?:\[[^\]]*\])?[\w.]+(?::[\w.]+)?!)?(?P<place>{_PLACE})(?![\w.(!])
    |(?P<other>'(?:[^']|'')*'!|\[(?:[^\[\]]|\[[^\[\]]*\])*\][\w.]*!?)""",
    re.VERBOSE,
)
_PARTS = re.compile(r"(\$?)([A-Z]{0,3})(\$?)([0-9]*)")


def place(column: int, row: int) -> str:
    """A cell as it is written; ``column`` from 0, ``row`` from 1."""
    return f"{column_letters(column)}{row}"


def corner(text: str) -> tuple[int, int]:
    """The column (from 0) and row (from 1) of a cell's name."""
    match = _PARTS.fullmatch(text)
    assert match is not None
    return column_number(match[2]), int(match[4] or 0)


def area(text: str) -> tuple[int, int, int, int]:
    """The first column and row and the last of a range."""
    first, _, last = text.partition(":")
    one, other = corner(first), corner(last or first)
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


@dataclass(frozen=True)
class Move:
    """Where the cells of one sheet have gone: ``columns`` from 0 and ``rows`` from 1, old to new.

    ``before`` and ``after`` are the row of the captions and the last row of the table, old and new; ``width`` is the
    number of columns. ``sheet`` is what the sheet is called now.
    """

    sheet: str
    columns: Mapping[int, int]
    rows: Mapping[int, int]
    before: tuple[int, int]
    after: tuple[int, int]
    width: tuple[int, int]

    def column(self, old: int) -> int | None:
        """Where a column has gone, None where it is no more."""
        if old in self.columns:
            return self.columns[old]
        return min(old - self.width[0] + self.width[1], LAST_COLUMN) if old >= self.width[0] else None

    def row(self, old: int) -> int | None:
        """Where a row has gone, None where it is no more."""
        if old in self.rows:
            return self.rows[old]
        if old <= self.before[0]:
            return max(old - self.before[0] + self.before[1], 1)
        return min(old - self.after[0] + self.after[1], LAST_ROW) if old > self.after[0] else None

    def columns_of(self, first: int, last: int) -> tuple[int, int] | None:
        """Where a range of columns has gone."""
        if first == 0 and last == LAST_COLUMN:
            return first, last
        found = [new for old in range(first, last + 1) if (new := self.column(old)) is not None]
        return (min(found), max(found)) if found else None

    def rows_of(self, first: int, last: int) -> tuple[int, int] | None:
        """Where a range of rows has gone; None where its rows no longer stand together."""
        if last <= self.before[0]:
            by = self.before[1] - self.before[0]
            return max(first + by, 1), max(last + by, 1)
        whole = first <= self.before[0] + 1, last >= self.after[0]
        if last - self.after[0] > _NEAR:
            end: int | None = max(last, self.after[1])
        elif last >= self.after[0]:
            end = self.row(last) if last > self.after[0] else self.after[1]
        else:
            end = None
        start = self.before[1] - self.before[0] + first if whole[0] else None
        if start is not None and end is not None:
            return max(start, 1), min(end, LAST_ROW)
        inside = range(max(first, self.before[0] + 1), min(last, self.after[0]) + 1)
        found = [new for old in inside if (new := self.row(old)) is not None]
        if not found or (found != sorted(found) and max(found) - min(found) + 1 != len(found)):
            return None
        return max(start or min(found), 1), min(end or max(found), LAST_ROW)

    @cached_property
    def still(self) -> bool:
        """Whether everything stands where it stood."""
        return (
            self.before[0] == self.before[1]
            and self.after[0] == self.after[1]
            and self.width[0] == self.width[1]
            and all(old == new for of in (self.columns, self.rows) for old, new in of.items())
        )


def adapted(formula: str, here: str, moves: Mapping[str, Move]) -> str | None:
    """A formula that stood on a sheet, with its references followed; None where one of them leads nowhere any more.

    Sheets that ``moves`` does not have are where they were; other workbooks cannot be followed.
    """
    lost = False

    def follow(match: re.Match[str]) -> str:
        nonlocal lost
        if match["text"]:
            return match[0]
        if match["other"]:
            lost = lost or ("!" in match[0] and "[" in match[0])
            return match[0]
        prefix = match["sheet"] or ""
        if "[" in prefix:
            lost = True
            return match[0]
        name = bare_name(prefix) if prefix else here
        if name not in moves:
            lost = lost or (":" in prefix)
            return match[0]
        move = moves[name]
        new = _followed(match["place"], move)
        lost = lost or new is None
        if prefix and move.sheet != name:
            prefix = f"{quoted(move.sheet)}!"
        return f"{prefix}{new}"

    text = _TOKEN.sub(follow, formula)
    return None if lost or "#REF!" in text else text


def each_place(formula: str, change: Callable[[str], str]) -> str:
    """A formula with each reference changed, whatever its sheet."""
    return _TOKEN.sub(
        lambda match: match[0] if match["text"] or match["other"] else (match["sheet"] or "") + change(match["place"]),
        formula,
    )


def shifted(formula: str, columns: int, rows: int) -> str:
    """A formula as it says in another cell what it says in its own: relative references go along."""

    def shift(one: str) -> str:
        match = _PARTS.fullmatch(one)
        assert match is not None
        fixed, column, still, row = match.groups()
        if column and not fixed:
            column = (
                column_letters(column_number(column) + columns) if column_number(column) + columns >= 0 else "#REF!"
            )
        if row and not still:
            row = str(int(row) + rows)
        return f"{fixed}{column}{still}{row}"

    return each_place(formula, lambda text: ":".join(map(shift, text.split(":"))))


def bare_name(prefix: str) -> str:
    """The sheet that a reference's prefix names."""
    name = prefix.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def quoted(sheet: str) -> str:
    """A sheet's name as a formula holds it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"


def _followed(text: str, move: Move) -> str | None:
    first, _, last = text.partition(":")
    one, other = _PARTS.fullmatch(first), _PARTS.fullmatch(last or first)
    assert one is not None and other is not None
    if not last:
        column, row = move.column(column_number(one[2])), move.row(int(one[4]))
        return None if column is None or row is None else f"{one[1]}{column_letters(column)}{one[3]}{row}"
    columns, rows = ("", ""), ("", "")
    if one[2]:
        found = move.columns_of(column_number(one[2]), column_number(other[2]))
        if found is None:
            return None
        columns = column_letters(found[0]), column_letters(found[1])
    if one[4]:
        where = move.rows_of(int(one[4]), int(other[4]))
        if where is None:
            return None
        rows = str(where[0]), str(where[1])
    if not one[2]:  # whole rows: the dollar stands before the number
        return f"{one[1]}{rows[0]}:{other[1]}{rows[1]}"
    return f"{one[1]}{columns[0]}{one[3]}{rows[0]}:{other[1]}{columns[1]}{other[3]}{rows[1]}"
