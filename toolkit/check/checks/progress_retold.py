"""What is told of a measure, word for word as it was told before.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.base.findings import Severity
from toolkit.check.one import ASK, Case, Check, Parameters, Said, as_before, kind_word
from toolkit.kinds.field import Field

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ProgressRetold(Check):
    """See the module; nothing new need be told of a measure that is completed. A form does not know what was told."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """How the kind compares, and by which labels a measure is completed."""
        if field.column != "progress":
            return None
        completed = next((f.required_when for f in row.values() if f.column == "completed_on"), None)
        return kind_word(field), completed.labels if completed else ()

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether it is told anew."""
        word, completed = parameters
        return ~(as_before(frame, name, word) & ~frame["status"].isin(completed))

    def said(self, case: Case) -> Said:
        """Asks for what is new."""
        remedy = "请补充本期做了什么；确实没有新进展的，请写明原因。"
        return Said(f"{case.label}和上期报的一字不差。", remedy, found="", expected="")


CHECK = ProgressRetold(code="progress.retold", compares=True, example="已调度推进", severity=Severity.WARNING, mark=ASK)
