"""Papers that units owe besides their forms (应报材料): which, of whom, by which day.

Knows: what the plan's sheet says. Must not know: what came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EVERY_PERIOD = "每期"
"""What stands in place of a day where a paper is due in every period, with its forms."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A paper that is due: its name, of which units (none: of all), for which items (none: of the unit as a whole).

    ``units_as_written`` are the units in the office's words. ``due`` is None where it is due in every period. ``note``
    is told to the units.
    """

    name: str
    unit_ids: tuple[str, ...] = ()
    units_as_written: str = ""
    item_ids: tuple[str, ...] = ()
    due: date | None = None
    note: str = ""
