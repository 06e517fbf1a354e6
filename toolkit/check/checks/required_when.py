"""An answer that another one has made necessary.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import TO_FILL, Case, Check, Live, Parameters, Said
from toolkit.kinds.field import Field
from toolkit.kinds.live import empty, one_of
from toolkit.kinds.registry import kind_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class RequiredWhen(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """The column of the other answer, and which of its labels make this one necessary."""
        when = field.required_when
        if when is None:
            return None
        return next(name for name, other in row.items() if other.id == when.field_id), when.labels

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether it is not asked for or there."""
        other, labels = parameters
        return ~(frame[str(other)].isin(labels) & frame[name].isna())

    def said(self, case: Case) -> Said:
        """Names the other answer."""
        message = f"“{case.other}”选了“{case.chosen}”，{case.label}就要填写。"
        return Said(message, f"{kind_of(case.field).when_blank}如果选错了，请改“{case.other}”。")

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        assert field.required_when is not None
        return f"AND({one_of(at.other, field.required_when.labels)},{empty(at.value)})"


CHECK = RequiredWhen(code="required.when", example="", mark=TO_FILL, about_blanks=True)
