"""An answer that is not on its list.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import Case, Check, Parameters, Said, if_filled
from toolkit.kinds.field import Field
from toolkit.plan.model import ValueType

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ChoiceUnknown(Check):
    """See the module; a form says so when it reads the answer (`toolkit.kinds.choice`)."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """The list; yes and no are truth values by now."""
        return (field.choices,) if field.choices and field.type is not ValueType.BOOLEAN else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether a value is on it."""
        return if_filled(frame[name], lambda values: values.isin(parameters[0]))

    def said(self, case: Case) -> Said:
        """Names the list."""
        listed = "、".join(case.field.choices)
        return Said(f"{case.label}填的是“{case.raw}”，不在可选的范围内。", f"请从列表中选一项：{listed}。")


CHECK = ChoiceUnknown(code="choice.unknown", example="快了")
