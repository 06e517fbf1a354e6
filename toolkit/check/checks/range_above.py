"""An answer above the limit that the plan sets.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import Case, Check, Live, Parameters, Said, if_filled, limit_shown
from toolkit.kinds.field import Field, shown
from toolkit.kinds.live import literal

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class RangeAbove(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """The limit."""
        return None if field.maximum is None else (field.maximum,)

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether a value is within the limit."""
        return if_filled(frame[name], lambda values: values <= parameters[0])

    def said(self, case: Case) -> Said:
        """Names the limit."""
        return Said(f"{case.label}填的是 {case.raw}，大于上限 {limit_shown(case, 'maximum')}。", "请核对后改正。")

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        return f"{at.value}>{literal(field.maximum)}"

    def short(self, field: Field) -> str:
        """Names the limit."""
        return f"不能大于 {shown(field.maximum)}"


CHECK = RangeAbove(code="range.above", example="600")
