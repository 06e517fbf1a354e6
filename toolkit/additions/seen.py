"""How the office has made the toolkit's own columns and rows to be seen: widths, what is hidden, what stands still.

Knows: what the toolkit had drawn, the elements around the cells. Must not know: what a column is about. A filter is a
look for the moment and goes with the file in which it was set; heights follow the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.additions.frame import ColumnLook, columns_in, frozen_in
from toolkit.additions.shape import Shape
from toolkit.additions.xml import Element

_WITHIN = 0.6  # characters: programs turn widths into their own units and back


@dataclass(frozen=True, slots=True)
class Frozen:
    """What the office has made stand still: so many rows up to the captions and beyond, the columns up to one."""

    rows: int | None
    """Counted from the row of the captions; None for no rows."""
    last: str
    """The id of the last column, "" for none."""


def looks_of(
    frame: Element, was: Shape, columns: Mapping[int, str], head: int, *, panes: bool
) -> tuple[dict[str, ColumnLook], Frozen | None]:
    """How columns of a sheet look now, by their ids, and what stands still, as far as it is not as it was drawn.

    ``columns`` are the ids by place, ``head`` the row of the captions; ``panes`` says that the file has any.
    """
    if was.widths is None:
        return {}, None
    now = columns_in(frame)
    drawn = {name: at for at, name in enumerate(was.ids)}
    found = {}
    for at, name in columns.items():
        if (before := drawn.get(name)) is None:
            continue
        look, width, hidden = now.get(at, ColumnLook()), was.widths[before], before in was.hidden
        wide = look.width if look.width is not None else width  # what has none of its own was not made any wider
        if look.hidden != hidden or (not look.hidden and abs(wide - width) > _WITHIN):
            found[name] = ColumnLook(width if look.hidden else wide, look.hidden)
    if not panes:
        return found, None
    rows, still = frozen_in(frame)
    last = columns.get(still - 1, "") if still else ""
    then = was.ids[was.frozen[1] - 1] if 0 < was.frozen[1] <= len(was.ids) else ""
    if (rows - head, last) == (was.frozen[0] - was.head, then) or (still and not last) or (rows and rows < head):
        return found, None
    return found, Frozen(rows - head if rows else None, last)
