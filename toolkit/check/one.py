"""What a check is: declared once, for the form while it is filled in, for the return, and for the reference.

Knows: fields, and how a check is asked. Must not know: any check, pandera, where cells stand. A check sees of a field
only the parameters that it names, so that rows share a schema exactly if their checks have the same parameters.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from toolkit.base.findings import Severity
from toolkit.kinds.field import NO, SAME, YES, Field, shown
from toolkit.kinds.live import WITHIN, literal, text
from toolkit.kinds.registry import KINDS, kind_of

if TYPE_CHECKING:
    import pandas as pd

TO_FILL, WRONG, ASK = "待填", "✗", "！"
WORD_ASKED = "，请在说明栏写明原因"
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

    ``other`` is the value as read of the answer that may make this one necessary, ``rest`` that of the tick for all
    that was not changed, "" where there is none.
    """

    cell: str
    value: str
    prior: str = ""
    same: str = ""
    tick: str = ""
    other: str = ""
    rest: str = ""

    @property
    def ticked(self) -> str:
        """A test that a figure is said to be as it was: beside it, or for all that was not changed."""
        tests = [f"{self.tick}={text(YES)}"] if self.tick else []
        if self.rest:  # a “否” beside the figure says otherwise
            rest = f"{self.rest}={text(YES)}"
            tests.append(f"AND({rest},{self.tick}<>{text(NO)})" if self.tick else rest)
        return f"OR({','.join(tests)})" if len(tests) > 1 else "".join(tests) or "FALSE"


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
    that a blank may fail. ``asks`` ends what a form says where a word beside the answer settles it. ``compares`` says
    that every answer passes of which nothing is known of the period before.
    """

    code: str
    example: str
    severity: Severity = Severity.ERROR
    mark: str = WRONG
    about_blanks: bool = False
    compares: bool = False
    asks: str = WORD_ASKED

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


def if_filled(column: pd.Series, test: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Which rows pass a test of their value; blanks do."""
    import pandas as pd

    filled = column.notna().to_numpy()
    passed = ~filled
    if filled.any():
        passed[filled] = test(column[filled]).to_numpy(dtype=bool)
    return pd.Series(passed, index=column.index)


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


# -- what several checks are -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Limited(Check):
    """A value against one limit of its field: ``limit`` is the limit's name in `Field`, ``above`` the side that fails.

    ``beyond_it`` and ``briefly`` are the words before the limit, in the sentence and beside the answer.
    """

    limit: Literal["minimum", "maximum", "soft_minimum", "soft_maximum"]
    above: bool
    beyond_it: str
    briefly: str
    remedy: str

    def _of(self, field: Field) -> float | date | None:
        found: float | date | None = getattr(field, self.limit)
        return found

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """The limit."""
        return None if self._of(field) is None else (self._of(field),)

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether a value is within the limit."""
        return if_filled(frame[name], lambda values: ~beyond(values, parameters[0], above=self.above))

    def said(self, case: Case) -> Said:
        """Names the limit."""
        limit = f"{self.beyond_it} {shown(self._of(case.field))}"
        return Said(f"{case.label}填的是 {case.raw}，{limit}。", self.remedy)

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        limit = self._of(field)
        assert limit is not None
        return beyond_live(at.value, limit, above=self.above)

    def short(self, field: Field) -> str:
        """Names the limit."""
        return f"{self.briefly} {shown(self._of(field))}"


@dataclass(frozen=True, kw_only=True)
class OfTheTick(Check):
    """Figure and 同上期 against each other (register: ``generic_rules`` g2).

    With ``at_tick`` a tick beside another figure fails, else the same figure without one.
    """

    at_tick: bool

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """How the kind compares."""
        return (kind_word(field),) if is_figure(field) else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether the tick says what the figures say."""
        same, tick = as_before(frame, name, parameters[0]), ticked(frame, name)
        return ~(compared(frame, name) & ~same & tick if self.at_tick else same & ~tick)

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        if not at.prior:
            return ""
        if self.at_tick:
            return f"AND({at.same}=0,{at.tick}={text(YES)})"
        return f"AND({at.same}=1,NOT({at.ticked}))"
