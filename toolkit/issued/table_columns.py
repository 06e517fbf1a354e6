"""The columns of a table: what each holds, and which of them tells where an item begins.

Knows: nothing of how they are told. Must not know: rows, documents.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.issued.labels import Label


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it holds, None for nothing known, and its head as written.

    ``unit`` is the unit that a column of ticks is about, else "".
    """

    label: Label | None
    word: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table; ``key`` is the one whose cells begin a new item, ``last`` the last row of the head."""

    columns: tuple[Column, ...]
    key: int
    first: int
    last: int

    def of(self, *labels: Label) -> list[int]:
        """The columns that hold any of ``labels``."""
        return [n for n, column in enumerate(self.columns) if column.label in labels]

    @property
    def number(self) -> int | None:
        """The column of the numbers."""
        return next(iter(self.of(Label.NUMBER)), None)
