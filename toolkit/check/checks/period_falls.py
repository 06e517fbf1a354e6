"""A figure that can only grow, and has fallen.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import Case, Check, Live, Parameters, Said, is_figure, prior_column
from toolkit.kinds.field import Field
from toolkit.kinds.live import WITHIN

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class PeriodFalls(Check):
    """See the module (register: ``generic_rules`` g3)."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Nothing but that it can only grow."""
        return () if is_figure(field) and field.cumulative else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether it is not less than it was."""
        return ~(frame[prior_column(name)] - frame[name] > float(WITHIN))

    def said(self, case: Case) -> Said:
        """Names both figures."""
        return Said(
            f"{case.label}是{case.field.basis}数，本期填的 {case.raw} 比上期的 {case.prior} 少。",
            "请核对后改正；上期报多了的，请先重报上期的表。",
            expected=case.prior,
        )

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        return f"{at.prior}-{at.value}>{WITHIN}" if at.prior else ""

    def short(self, field: Field) -> str:
        """Says what is wrong."""
        return "累计数比上期少"


CHECK = PeriodFalls(code="period.falls", compares=True, example="50")
