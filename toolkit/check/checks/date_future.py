"""A day that has not come yet where it should be past.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import RECEIVED_ON, Case, Check, Live, Parameters, Said, if_filled
from toolkit.kinds.field import Field

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class DateFuture(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Nothing but that it should be past."""
        return () if field.past else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether a day is not after that of receipt."""
        received = frame[RECEIVED_ON]
        return if_filled(frame[name], lambda days: days <= received[days.index])

    def said(self, case: Case) -> Said:
        """Names the day."""
        return Said(f"{case.label}填的是 {case.raw}，晚于收到本表的日期。", "请填已经发生的日期。")

    def live(self, field: Field, at: Live) -> str:
        """Whether it is after today: a form does not know when it will be received."""
        return f"{at.value}>TODAY()"

    def short(self, field: Field) -> str:
        """Names the limit."""
        return "日期不能晚于今天"


CHECK = DateFuture(code="date.future", example="2021-03-01")
