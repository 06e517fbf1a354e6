"""What a sheet of the master is, and what it is drawn with.

Knows: the shapes. Must not know: which sheets there are, what stands on them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter

from toolkit.master.columns import Placed
from toolkit.master.rows import RowSheet
from toolkit.master.style import Styles
from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True)
class Page:
    """One sheet while it is drawn: where it goes, how things look, what is known, where 整改台账 puts its rows."""

    book: xlsxwriter.Workbook
    sheet: RowSheet
    styles: Styles
    snapshot: Snapshot
    placed: Placed


@dataclass(frozen=True, slots=True)
class MasterSheet:
    """A sheet of the master: a module under `toolkit.master.sheets` declares one as ``SHEET``, and it is there.

    ``order`` is its place among the tabs, in tens; of two alike the caption decides. ``draw`` puts everything on it.
    ``first`` is for sheets on which others rest: they are drawn before the rest, in this order.
    """

    caption: str
    order: int
    draw: Callable[[Page], None]
    first: int | None = None

    @property
    def drawn(self) -> tuple[bool, int, str]:
        """When it is drawn."""
        return self.first is None, self.order if self.first is None else self.first, self.caption
