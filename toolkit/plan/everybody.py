"""All units that a plan knows: those that report, and those that are no more.

Knows: the plan. Must not know: what was reported, workbooks.
"""

from __future__ import annotations

from toolkit.plan.model import Plan, Unit
from toolkit.plan.succession import Former


def everybody(plan: Plan) -> tuple[Unit | Former, ...]:
    """The units that report in official order, then those in whose place others stand."""
    return (*plan.units, *plan.former)
