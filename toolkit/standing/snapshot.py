"""Everything the master shows, gathered once: the plan, a period, a day, and what the ledger knows.

Knows: the shapes. Must not know: where they come from (the workspace gathers them) or how they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from toolkit.base.findings import Finding
from toolkit.ledger import Arrival, Evidence, ListRow, OfficeCell, Submission, Value
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.standing.status import Standing
from toolkit.standing.succession import Joined


@dataclass(frozen=True)
class Snapshot:
    """What is known about one period on one day.

    ``standings`` has one entry per owed form in plan order; ``submissions`` is all that was received for the
    period, oldest first; ``values`` and ``findings`` are by submission id; ``unidentified`` lists files that no
    form could be found for; ``previous`` holds the standings of the period before, as far from its date
    as this day is from this one's, empty when there is none;
    ``office`` is what the office wrote into this period's master, ``evidence`` the papers of the period; ``rows`` those
    of lists, by submission id and list id, of what counts; ``joined`` are forms that several units answered before one
    took their place.
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

    @cached_property
    def standing(self) -> dict[FormKey, Standing]:
        """Standings by item id and unit id."""
        return {s.form: s for s in self.standings}

    def accepted_values(self, standing: Standing) -> Mapping[str, Value]:
        """The values that count for one owed form, by field id; empty when nothing was accepted."""
        return self.values.get(standing.accepted.id, {}) if standing.accepted else {}
