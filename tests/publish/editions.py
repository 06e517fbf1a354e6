"""Editions of plans of any size after a history made up at random."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from tests.standing.histories import at_random, extended
from tests.standing.plans import large
from toolkit.acts.gather import gather
from toolkit.ledger import Ledger
from toolkit.plan.model import Plan
from toolkit.plan.options import Edition
from toolkit.publish.edition import edition_tables
from toolkit.publish.edition_book import Head, write_edition
from toolkit.publish.front import Front, Gathered
from toolkit.publish.masking import Secrets
from toolkit.publish.results import Results, results_of
from toolkit.standing.carried import carried, last_accepted
from toolkit.standing.snapshot import Snapshot


def plan_of(plan: Plan, size: str) -> Plan:
    """The shipped plan, or one of so many items and units (“150x40”)."""
    return extended(plan, 1) if size == "shipped" else large(plan, *map(int, size.split("x")))


def known(plan: Plan, periods: int, day: date | None = None) -> tuple[Snapshot, Snapshot]:
    """The last of so many periods with what every form last said, and the first one, on a day."""
    period = plan.periods[periods - 1]
    as_of = day or period.due_date + timedelta(8)
    memory = at_random(plan, periods, periods, as_of)
    ledger = cast(Ledger, memory)
    now, first = (gather(plan, ledger, one, as_of, whole=True) for one in (period, plan.periods[0]))
    earlier = [s for p in plan.periods[: periods - 1] for s in memory.submissions(p.id)]
    last = last_accepted(now, earlier)
    return carried(now, last, memory.values(s.id for s in last.values())), first


def front_of(now: Snapshot, first: Snapshot | None = None) -> Front:
    """What stands in front of all editions, where all units are gone through at once."""
    gathered = Gathered(now.plan, now.period, now.as_of)
    gathered.add(now, first)
    return gathered.front()


def results(plan: Plan, periods: int) -> Results:
    """What the public is told after so many periods."""
    now, first = known(plan, periods)
    return results_of(front_of(now, first if periods > 1 else None), Edition.PUBLIC, Secrets())


def book(plan: Plan, periods: int) -> bytes:
    """The public edition as a workbook."""
    now, _ = known(plan, periods)
    tables = edition_tables(now, Edition.PUBLIC, Secrets())
    return write_edition(Head(plan.title, now.period.name, now.as_of), results(plan, periods), tables)
