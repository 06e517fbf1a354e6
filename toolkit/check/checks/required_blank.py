"""An answer that must be given and is not.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import TO_FILL, Case, Check, Live, Parameters, Said
from toolkit.kinds.field import Field
from toolkit.kinds.live import empty
from toolkit.kinds.registry import kind_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class RequiredBlank(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Nothing but that it must."""
        return () if field.required else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether there is an answer."""
        return frame[name].notna()

    def said(self, case: Case) -> Said:
        """Says how such an answer is given."""
        return Said(f"{case.label}没有填。", kind_of(case.field).when_blank)

    def live(self, field: Field, at: Live) -> str:
        """The same test; a blank beside a tick is read as 上期值."""
        return empty(at.value)


CHECK = RequiredBlank(code="required.blank", example="", mark=TO_FILL, about_blanks=True)
