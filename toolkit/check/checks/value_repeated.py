"""A value that stands in two rows of a list in which each may stand once.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import Case, Check, Parameters, Said
from toolkit.kinds.field import Field
from toolkit.kinds.values import as_read, narrow

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ValueRepeated(Check):
    """See the module; the first row of several that are alike passes. Blanks, width and case make no difference."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Nothing but that it may stand once."""
        return () if field.unique else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether no row above says the same."""
        said = frame[name].map(lambda value: _folded(as_read(value)), na_action="ignore")
        return ~said.duplicated() | said.isna()

    def said(self, case: Case) -> Said:
        """Quotes what is repeated."""
        return Said(f"{case.label}填的“{case.raw[:40]}”和前面的行重复。", "请删去重复的行，或者改成不同的。")


def _folded(text: str) -> str:
    return "".join(narrow(text).split()).casefold()


CHECK = ValueRepeated(code="roster.repeated", example="第一分站")
