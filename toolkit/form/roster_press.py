"""The sheets of a form's lists, for many units: each drawn once, and written for every unit from then on.

Knows: what a list's sheet says, whose it is. Must not know: in which workbook it will lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.catalogue import Catalogue
from toolkit.form.loaded_base import Base
from toolkit.form.roster_formulas import titles
from toolkit.form.roster_seal import RosterIdentity, roster_text
from toolkit.form.roster_sheet import MarkedCell, RosterPage, RosterTexts, rows_of_sheet
from toolkit.kinds.rosters import AskedRoster, RowValues
from toolkit.plan.model import Period, Plan, Unit


class RosterPress:
    """Makes the sheets of the lists of a plan for one key."""

    def __init__(self, base: Base, plan: Plan, key: bytes) -> None:
        self._base, self._plan, self._key = base, plan, key
        self._pages: dict[tuple[str, str, int], RosterPage] = {}
        self._titles = titles(plan)

    @property
    def named(self) -> Mapping[str, str]:
        """The names of the sheets of all lists of the plan, by list id."""
        return self._titles

    def titles(self, catalogue: Catalogue) -> list[str]:
        """The names of the sheets of a form's lists."""
        return [self._titles[roster.id] for roster in catalogue.rosters]

    def page(self, catalogue: Catalogue, roster: AskedRoster, rows: int) -> RosterPage:
        """The sheet of a list that begins with so many rows, without anything in it."""
        key = (catalogue.digest, roster.id, rows_of_sheet(roster, rows))
        if key not in self._pages:
            self._pages[key] = RosterPage(self._base, roster, key[2])
        return self._pages[key]

    def sheets(
        self,
        catalogue: Catalogue,
        unit: Unit,
        period: Period,
        version: int,
        given: Mapping[str, Sequence[RowValues]],
        marks: Mapping[str, Sequence[MarkedCell]] = {},
    ) -> list[bytes]:
        """The sheets of a form's lists as XML, in the order of `titles`, with the rows that are ``given``."""
        found = []
        for roster in catalogue.rosters:
            rows = given.get(roster.id, ())
            identity = RosterIdentity(self._plan.id, catalogue.item.id, unit.id, period.id, version, roster.id)
            whose = f"{unit.name}　{period.name}　{catalogue.item.code}"
            texts = RosterTexts(whose, roster_text(identity, self._key))
            found.append(self.page(catalogue, roster, len(rows)).sheet(texts, rows, marks.get(roster.id, ())))
        return found
