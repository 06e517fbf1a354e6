"""A figure that is as it was, and nobody said that it should be.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.base.findings import Severity
from toolkit.check.one import ASK, UNCONFIRMED, Case, OfTheTick, Said
from toolkit.kinds.field import TICK, Field


@dataclass(frozen=True, kw_only=True)
class SameUnconfirmed(OfTheTick):
    """See the module."""

    def said(self, case: Case) -> Said:
        """Says how to confirm it."""
        return Said(
            f"{case.label}和上期一样是 {case.prior}，还没有确认。",
            "没有变化的，请在“同上期”选“√”，或者选一次“其余与上期相同”；有变化的请改本期值。",
            expected=case.prior,
        )

    def short(self, field: Field) -> str:
        """Says how to confirm it."""
        return f"和上期一样的请选{TICK}"


CHECK = SameUnconfirmed(
    code=UNCONFIRMED, compares=True, example="56", severity=Severity.WARNING, mark=ASK, at_tick=False, asks=""
)
