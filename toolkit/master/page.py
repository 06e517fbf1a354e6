"""What a sheet of the master is, and what it is drawn with.

Knows: the shapes. Must not know: which sheets there are, what stands on them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from toolkit.master.columns import Placed
from toolkit.master.progress_cells import ProgressCells
from toolkit.master.rows import RowSheet
from toolkit.master.style import Styles
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.trend import Point

LIST_HEAD = 3  # the row of the captions of a list, from 1


@dataclass(frozen=True)
class Page:
    """One sheet while it is drawn: where it goes, how things look, what is known, where 整改台账 puts its rows.

    ``progress`` is one for all sheets; ``key`` is the workspace's, under which the hidden sheet of what was written is
    sealed; ``earlier`` are the periods before, oldest first.
    """

    book: xlsxwriter.Workbook
    sheet: RowSheet
    styles: Styles
    snapshot: Snapshot
    placed: Placed
    progress: ProgressCells
    key: bytes
    earlier: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """How the rows of a sheet are known again, so that what the office adds stays with them.

    ``head`` is the row of the captions, from 1. ``key`` are the captions of the columns that tell a row from the
    others; the first two where none are named. ``also`` say the same in words where the key is gone. ``own_key`` says
    that the key is the toolkit's, so that a row which has one is none of the office's. A sheet that does not ``grow``
    takes no columns and rows of the office's among its own.
    """

    head: int = LIST_HEAD
    key: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    own_key: bool = False
    grows: bool = True


@dataclass(frozen=True, slots=True)
class MasterSheet:
    """A sheet of the master: a module under `toolkit.master.sheets` declares one as ``SHEET``, and it is there.

    ``order`` is its place among the tabs, in tens; of two alike the caption decides. ``draw`` puts everything on it.
    ``table`` says how its rows are known again; None for a sheet on which nobody adds anything.
    ``first`` is for sheets on which others rest: they are drawn before the rest, in this order. ``wanted`` says of
    which snapshots, with which periods before, it is a sheet.
    """

    caption: str
    order: int
    draw: Callable[[Page], None]
    first: int | None = None
    table: Table | None = field(default_factory=Table)
    wanted: Callable[[Snapshot, Sequence[Point]], bool] = field(default=lambda snapshot, earlier: True)

    @property
    def drawn(self) -> tuple[bool, int, str]:
        """When it is drawn."""
        return self.first is None, self.order if self.first is None else self.first, self.caption
