"""A figure that is lower than usual.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.base.findings import Severity
from toolkit.check.one import (
    ASK,
    ASKED,
    Case,
    Check,
    Live,
    Parameters,
    Said,
    beyond,
    beyond_live,
    if_filled,
    limit_shown,
)
from toolkit.kinds.field import Field, shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class UnusuallyLow(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """The limit."""
        return None if field.soft_minimum is None else (field.soft_minimum,)

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether a value is within the limit."""
        return if_filled(frame[name], lambda values: ~beyond(values, parameters[0], above=False))

    def said(self, case: Case) -> Said:
        """Names the limit."""
        return Said(f"{case.label}填的是 {case.raw}，低于通常的 {limit_shown(case, 'soft_minimum')}。", ASKED)

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        assert field.soft_minimum is not None
        return beyond_live(at.value, field.soft_minimum, above=False)

    def short(self, field: Field) -> str:
        """Names the limit."""
        return f"低于通常的 {shown(field.soft_minimum)}"


CHECK = UnusuallyLow(code="range.unusual", example="6", severity=Severity.WARNING, mark=ASK)
