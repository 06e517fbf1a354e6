"""A figure of a point in time that has moved far.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.base.findings import Severity
from toolkit.check.one import ASK, ASKED, Case, Check, Live, Parameters, Said, is_figure, prior_column
from toolkit.kinds.field import Field
from toolkit.kinds.live import WITHIN

if TYPE_CHECKING:
    import pandas as pd


_FEWEST, _SHARE = 5, 0.2  # it must move by more than both


@dataclass(frozen=True, kw_only=True)
class PeriodJumps(Check):
    """See the module (register: ``generic_rules`` g3)."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Nothing but that it is such a figure."""
        return () if is_figure(field) and field.type.is_number and not field.cumulative else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether it has not."""
        then = frame[prior_column(name)]
        moved = (frame[name] - then).abs()
        return ~((moved - _FEWEST > float(WITHIN)) & (moved - _SHARE * then.abs() > float(WITHIN)))

    def said(self, case: Case) -> Said:
        """Names both figures."""
        message = f"{case.label}本期填的是 {case.raw}，上期是 {case.prior}，相差较大。"
        return Said(message, ASKED, expected=case.prior)

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        moved = f"ABS({at.value}-{at.prior})"
        far = f"AND({moved}-{_FEWEST}>{WITHIN},{moved}-{_SHARE}*ABS({at.prior})>{WITHIN})"
        return far if at.prior else ""

    def short(self, field: Field) -> str:
        """Says what is odd."""
        return "和上期相差较大"


CHECK = PeriodJumps(code="period.jumps", compares=True, example="90", severity=Severity.WARNING, mark=ASK)
