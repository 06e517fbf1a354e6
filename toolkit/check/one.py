"""What a check is: declared once, for the form while it is filled in, for the return, and for the reference.

Knows: fields, and how a check is asked. Must not know: any check, pandera, where cells stand. A check sees of a field
only the parameters that it names, so that rows share a schema exactly if their checks have the same parameters.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.base.findings import Severity
from toolkit.kinds.field import SAME, Field, shown
from toolkit.kinds.live import WITHIN, literal
from toolkit.kinds.registry import KINDS, kind_of

if TYPE_CHECKING:
    import pandas as pd

TO_FILL, WRONG, ASK = "待填", "✗", "！"
ASKED = "请核对；确实如此的，请在“说明”栏写明原因。"
UNCONFIRMED, CONTRADICTS = "same.unconfirmed", "same.contradicts"  # what is also said at the tick
Parameters = tuple[object, ...]


def prior_column(name: str) -> str:
    """The column that holds what was reported of a field in the period before."""
    return f"{name}@prior"


RECEIVED_ON = "_received_on"


@dataclass(frozen=True, slots=True)
class Live:
    """Where a form has an answer: the cell, its value as read; ``prior``, ``same`` and ``tick`` of 上期值, or "".

    ``other`` is the value as read of the answer that may make this one necessary, "" where there is none.
    """

    cell: str
    value: str
    prior: str = ""
    same: str = ""
    tick: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An answer that fails a check: what stands there, what was reported before, what made it necessary."""

    field: Field
    raw: str
    prior: str = ""
    other: str = ""
    chosen: str = ""

    @property
    def label(self) -> str:
        """The field's name, quoted."""
        return f"“{self.field.label}”"


@dataclass(frozen=True, slots=True)
class Said:
    """What people read: what is wrong, and what to do; ``found`` and ``expected`` where they are not the usual."""

    message: str
    remedy: str
    found: str | None = None
    expected: str | None = None


@dataclass(frozen=True, kw_only=True)
class Check(ABC):
    """One check of an answer; ``example`` is an answer of which the reference tells (docs/findings.md).

    ``mark`` begins what a form says: ✗ must be mended, ！ asks for a word, 待填 is still to fill. ``about_blanks`` says
    that a blank may fail.
    """

    code: str
    example: str
    severity: Severity = Severity.ERROR
    mark: str = WRONG
    about_blanks: bool = False

    @abstractmethod
    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """What the check needs to know of a field, None where it has nothing to check.

        ``row`` are all fields of the row, by column.
        """

    @abstractmethod
    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Which rows pass, for the column ``name``."""

    @abstractmethod
    def said(self, case: Case) -> Said:
        """What is said of an answer that fails."""

    def live(self, field: Field, at: Live) -> str:
        """The test of the form, true when the answer fails; "" where a form cannot know."""
        return ""

    def short(self, field: Field) -> str:
        """What the form says beside it."""
        return ""


def limit_shown(case: Case, name: str) -> str:
    """A limit of the field as people read it."""
    return shown(getattr(case.field, name))


def if_filled(column: pd.Series, test: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Which rows pass a test of their value; blanks do."""
    passed, filled = column.isna(), column.dropna()
    passed.loc[filled.index] = test(filled).astype(bool)
    return passed


def beyond(values: pd.Series, limit: float | date, *, above: bool) -> pd.Series:
    """Which values lie beyond a limit: days by one or more, numbers by the tolerance of rules or more.

    LibreOffice takes numbers for equal that differ in the fifteenth digit, so that a sharp test would not be the same.
    """
    if isinstance(limit, date):
        return values > limit if above else values < limit
    return (values - limit if above else limit - values) >= float(WITHIN)


def beyond_live(value: str, limit: float | date, *, above: bool) -> str:
    """The same test as a formula."""
    if isinstance(limit, date):
        return f"{value}{'>' if above else '<'}{literal(limit)}"
    high, low = (value, literal(limit)) if above else (literal(limit), value)
    return f"{high}-({low})>={WITHIN}"


def ticked(frame: pd.DataFrame, name: str) -> pd.Series:
    """Where 同上期 is ticked."""
    column = frame[f"{name}_{SAME}"]
    return column.map(lambda value: value is True).astype(bool)


def compared(frame: pd.DataFrame, name: str) -> pd.Series:
    """Where there is a value both now and then."""
    return frame[name].notna() & frame[prior_column(name)].notna()


def as_before(frame: pd.DataFrame, name: str, word: object) -> pd.Series:
    """Where the value is that of the period before, as the kind of that word compares them."""
    kind, both = KINDS[str(word)], compared(frame, name)
    pairs = zip(frame[name], frame[prior_column(name)], both, strict=True)
    both.loc[:] = [bool(there) and kind.as_before(now, then) for now, then, there in pairs]
    return both


def is_figure(field: Field) -> bool:
    """Whether 同上期 may be ticked beside the answer."""
    return field.has_prior and field.column == "value"


def kind_word(field: Field) -> str:
    """The word of the field's kind."""
    return kind_of(field).word
