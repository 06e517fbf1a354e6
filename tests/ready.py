"""A plan that may go out: with a contact and addresses that are nobody's, but none that only hold a place."""

from __future__ import annotations

from dataclasses import replace

from toolkit.plan.model import Plan

DOMAIN = "county.test"


def ready(plan: Plan) -> Plan:
    """The plan, not for trial, its addresses in another domain than example.com."""
    units = tuple(
        replace(u, emails=tuple(map(_elsewhere, u.emails)), leader_email=_elsewhere(u.leader_email)) for u in plan.units
    )
    return replace(
        plan, contact="收表人", phone="0999-2145678", email=_elsewhere(plan.email), units=units,
        settings=replace(plan.settings, trial=False),
    )  # fmt: skip


def _elsewhere(address: str) -> str:
    return address.replace("example.com", DOMAIN)
