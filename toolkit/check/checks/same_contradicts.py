"""A figure that is said to be as it was, and is another.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.check.one import CONTRADICTS, Case, OfTheTick, Said
from toolkit.kinds.field import TICK, Field


@dataclass(frozen=True, kw_only=True)
class SameContradicts(OfTheTick):
    """See the module."""

    def said(self, case: Case) -> Said:
        """Names both figures."""
        return Said(
            f"{case.label}选了“同上期”，可是本期填的是 {case.raw}，上期是 {case.prior}。",
            "没有变化的，把本期值改回上期值；有变化的，去掉“√”。",
            expected=case.prior,
        )

    def short(self, field: Field) -> str:
        """Says what contradicts."""
        return f"选了{TICK}，但和上期值不一样"


CHECK = SameContradicts(code=CONTRADICTS, compares=True, example="58", at_tick=True)
