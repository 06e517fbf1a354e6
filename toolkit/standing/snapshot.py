"""Everything the master shows, gathered once: the plan, a period, a day, and what the ledger knows.

Knows: the shapes. Must not know: where they come from (the workspace gathers them) or how they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from toolkit.base.findings import Finding
from toolkit.catalogue import Catalogue, catalogues
from toolkit.ledger import Arrival, Evidence, ListRow, OfficeCell, Submission, Value
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.standing.closing import Closing
from toolkit.standing.duties import PaperDue
from toolkit.standing.status import Standing
from toolkit.standing.succession import Joined
from toolkit.standing.supervision import Supervised, Withdrawn, supervised


@dataclass(frozen=True)
class Snapshot:
    """What is known about one period on one day.

    ``standings`` has one entry per owed form in plan order; ``submissions`` is all that was received for the
    period, oldest first; ``values`` and ``findings`` are by submission id; ``unidentified`` lists files that no
    form could be found for; ``previous`` holds the standings of the period before, as far from its date
    as this day is from this one's, empty when there is none;
    ``office`` is what the office wrote into this period's master, ``evidence`` the papers of the period; ``rows`` those
    of lists, by submission id and list id, of what counts; ``records`` what the office wrote into rows that go on over
    all periods, ``withdrawn`` what these may be about and the plan has no more; ``closings`` how far each form is on
    the plan's steps of 销号, ``duties`` the papers that are due.
    ``closed_on`` is the day of the period's 关账, None while it is open: what came after that is ``supplied`` (补报),
    and counts for nothing here. ``joined`` are forms that several units answered before one took their place.
    ``begun`` is whether the period was issued by that day, or something had come for it.
    """

    plan: Plan
    period: Period
    as_of: date
    standings: tuple[Standing, ...]
    submissions: tuple[Submission, ...] = ()
    values: Mapping[int, Mapping[str, Value]] = field(default_factory=dict)
    findings: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    unidentified: tuple[Arrival, ...] = ()
    previous: tuple[Standing, ...] = ()
    office: tuple[OfficeCell, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rows: Mapping[int, Mapping[str, tuple[ListRow, ...]]] = field(default_factory=dict)
    joined: tuple[Joined, ...] = ()
    records: tuple[OfficeCell, ...] = ()
    closings: Mapping[FormKey, Closing] = field(default_factory=dict)
    duties: tuple[PaperDue, ...] = ()
    supplied: tuple[Submission, ...] = ()
    withdrawn: Withdrawn = field(default_factory=Withdrawn)
    closed_on: date | None = None
    begun: bool = True

    @property
    def told_as_on(self) -> date:
        """The day whose plan this is: a closed period is told by that of the day on which it was closed."""
        return self.closed_on or self.as_of

    @cached_property
    def standing(self) -> dict[FormKey, Standing]:
        """Standings by item id and unit id."""
        return {s.form: s for s in self.standings}

    @cached_property
    def supervised(self) -> list[Supervised]:
        """The lines of 督办记录, in the order of their days."""
        return supervised(self.plan, self.records, self.withdrawn)

    @cached_property
    def catalogues(self) -> dict[str, Catalogue]:
        """The catalogue of every item of its plan, by item id."""
        return catalogues(self.plan)

    def accepted_values(self, standing: Standing) -> Mapping[str, Value]:
        """The values that count for one owed form, by field id; empty when nothing was accepted."""
        return self.values.get(standing.accepted.id, {}) if standing.accepted else {}
