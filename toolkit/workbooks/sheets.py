"""A sheet as it was read: values from A1, cells whose value is not what a person sees, what lies over the cells.

Knows: what a cell may be. Must not know: any format of files, what a cell means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

_PICTURE = re.compile(r"(?i)(?:of:)?=?(?:_xlfn\.)?(?:DISPIMG|(?<==)IMAGE|(?<=_xlfn\.)IMAGE)\(")

Grid = Sequence[Sequence[object]]


class UnreadableError(Exception):
    """No workbook, or one that its reader cannot make sense of."""


class Oddity(StrEnum):
    """Why the value of a cell says nothing, or not what a person sees there."""

    ERROR = "error"
    """A formula's error; the text is its name."""
    UNCALCULATED = "uncalculated"
    """A formula that no program has worked out; the text is the formula."""
    PICTURE = "picture"
    """A picture in the cell; the text is the formula that shows it, or ""."""
    STRUCK = "struck"
    """What stands there is struck out, wholly or in part."""


@dataclass(frozen=True, slots=True)
class OddCell:
    """What stands in a grid instead of a value; ``text`` is what a person may see, ``part`` what is struck out of it.

    It is never taken for a blank and never for the value.
    """

    oddity: Oddity
    text: str
    part: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells: first and last row and column, from 0. The first cell holds what all of them show."""

    top: int
    left: int
    bottom: int
    right: int


class Over(StrEnum):
    """What may lie over or beside the cells of a sheet."""

    COMMENT = "comment"
    TEXT_BOX = "text box"
    PICTURE = "picture"
    IN_CELL = "picture in a cell"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture that a workbook holds: the part it is, its SHA-256, the first bytes, which tell what it is.

    Its bytes stay in the file (`toolkit.workbooks.pictures`): a few pictures weigh more than all else that is read.
    """

    part: str
    sha256: str
    start: bytes


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something written or drawn that is in no cell: where it is fastened (from 0), its text, who wrote it.

    ``embedded`` is what a picture shows, None where the format does not let it be had; ``last`` is the row and column
    up to which it reaches, where that is known. A ``row`` of -1 is nowhere: it is fastened to the page.
    """

    kind: Over
    row: int
    column: int
    text: str = ""
    author: str = ""
    embedded: Embedded | None = None
    last: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its values from A1 (an `OddCell` where there is none), merged cells, what lies over the cells.

    ``hidden_rows`` and ``hidden_columns`` (from 0) and ``hidden`` are told of .xls, .et and .ods only.
    """

    grid: Grid
    merged: tuple[Area, ...] = ()
    over: tuple[Overlay, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False


def shows_picture(text: str) -> bool:
    """Whether a text is the formula by which a program shows a picture in a cell; WPS keeps it as the value."""
    return text[:1] in ("=", "_", "D", "d", "o") and _PICTURE.match(text) is not None


def squared(grid: list[list[object]]) -> list[list[object]]:
    """A grid all of whose rows are as long as its longest, so that a column may be asked for in any of them."""
    width = max(map(len, grid), default=0)
    for row in grid:
        if len(row) < width:
            row += [""] * (width - len(row))
    return grid


def seen(value: object) -> str:
    """A value as a person sees it: 58 rather than 58.0, dates as 2021-01-31."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else str(value)


def percent(value: float) -> str:
    """A number that is shown as a percentage, as the text that is seen: who typed 150% meant no 1.5."""
    return f"{value * 100:.15g}%"


def shows_percent(number_format: str) -> bool:
    """Whether a number format shows numbers as percentages: a sign that is neither quoted nor escaped."""
    quoted = escaped = False
    for character in number_format.partition(";")[0]:
        if escaped:
            escaped = False
        elif character == '"':
            quoted = not quoted
        elif not quoted:
            if character == "%":
                return True
            escaped = character in "\\_*"
    return False
