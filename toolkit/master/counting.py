"""Formulas that count forms over 整改台账, and look one up there, whatever units and items are called.

Knows: where 整改台账 puts things, how spreadsheets read criteria. Must not know: what is counted for whom. A criterion
of COUNTIFS that begins with “=”, “<” or “>” is an operator, “*”, “?” and “~” stand for other characters, “01” is the
number 1, and case does not count. So only texts that can mean nothing but themselves are criteria; the others are
compared by EXACT.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from toolkit.base.captions import Column
from toolkit.master.columns import Placed
from toolkit.master.formulas import text
from toolkit.standing.status import ReportState

_PLAIN = re.compile(r"[一-鿿（）、·]{1,200}")
_WILD = re.compile(r"[*?~]")


class Sign(StrEnum):
    """How a cell is compared."""

    IS = ""
    IS_NOT = "<>"
    ABOVE = ">"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a column must say for a form to be counted."""

    column: Column
    value: str | int
    sign: Sign = Sign.IS

    @property
    def plain(self) -> bool:
        """Whether it can be a criterion."""
        return isinstance(self.value, int) or _PLAIN.fullmatch(self.value) is not None

    def criterion(self, placed: Placed) -> str:
        """Range and criterion, for COUNTIFS."""
        said = str(self.value) if isinstance(self.value, int) and not self.sign else text(f"{self.sign}{self.value}")
        return f"{placed.range(self.column)},{said}"

    def test(self, placed: Placed) -> str:
        """The same as a comparison cell by cell, for SUMPRODUCT."""
        area = placed.range(self.column)
        if isinstance(self.value, int):
            return f"--({area}{self.sign or '='}{self.value})"
        if self.sign is Sign.IS:
            return f"--EXACT({area},{text(self.value)})"
        return f"--({area}{self.sign}{text(self.value)})"


def count_formula(placed: Placed, *conditions: Condition) -> str:
    """How many rows of 整改台账 satisfy all conditions, without the "="."""
    if all(condition.plain for condition in conditions):
        return f"COUNTIFS({','.join(condition.criterion(placed) for condition in conditions)})"
    return f"SUMPRODUCT({','.join(condition.test(placed) for condition in conditions)})"


def counted(placed: Placed, *conditions: Condition) -> str:
    """How many of the owed forms (not rows) satisfy all conditions."""
    owed = (Condition(Column.FIRST, 1), Condition(Column.REPORT_STATE, ReportState.SETTLED, Sign.IS_NOT))
    return count_formula(placed, *owed, *conditions)


def in_state(state: ReportState) -> Condition:
    """That a form is in a state."""
    return Condition(Column.REPORT_STATE, state)


def look_up(placed: Placed, column: Column, key: str) -> str:
    """What stands in a column for the form with a key, without the "="; sorting the sheet does no harm."""
    keys = placed.range(Column.KEY)
    if _WILD.search(key) or key.casefold() in placed.alike:
        row = f"SUMPRODUCT(--({placed.range(Column.FIRST)}=1),--EXACT({keys},{text(key)}),ROW({keys}))"
        return f"INDEX({placed.range(column)},{row}-{placed.first - 1})"
    return f"INDEX({placed.range(column)},MATCH({text(key)},{keys},0))"
