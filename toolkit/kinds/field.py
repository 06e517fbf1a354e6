"""One answer cell of a form, described.

Knows: which parts a form has and what may be asked of an answer. Must not know: the plan's items, Excel, how an answer
is read. What is particular to a kind of value is in that kind's own file (`toolkit.kinds`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from toolkit.plan.model import ValueType

YES, NO, TICK = "是", "否", "√"
NOTE = "note"  # the column in which a unit explains what it is asked about
SAME = "same"  # the column in which a unit ticks that a figure has not changed
SAME_ALL = "signoff_unchanged"  # the field in which it is ticked that nothing else has changed
CUMULATIVE = ("累计", "年度累计")
OF_A_YEAR = ("年度累计", "年度")  # what was reached in a year says nothing of the next


class Block(StrEnum):
    """The parts of a form that take answers, in the order of the page."""

    MEASURES = "measures"
    EXPLANATION = "explanation"
    INDICATORS = "indicators"
    ROSTERS = "rosters"
    OVERALL = "overall"
    SIGNOFF = "signoff"


@dataclass(frozen=True, slots=True)
class When:
    """A field that is asked for only if another one (``field_id``) holds one of ``labels``."""

    field_id: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One answer cell of a form.

    ``row`` and ``column`` say where in its block it stands ("m1" × "status"); ``caption`` is what is printed at
    the row or over the column, ``label`` names the cell on its own ("措施1进展状态"). ``kind`` is the plan workbook's
    word for a kind of value that has more to it than its ``type``, "" for the plain kind of the type. ``lines`` is
    the number of text lines to leave room for, ``max_length`` the most characters (0 = no text). ``past`` dates must
    not lie after the day of receipt. ``master`` is the caption of the master's column, "" for indicator values, which
    have a sheet of their own there. ``explained_by`` names the field in which a unit explains a warning. ``basis``
    is an indicator's 统计口径, which says what may become of its value from one period to the next. A ``unique`` one is
    a column of a list in which no value stands twice.
    """

    block: Block
    row: str
    column: str
    caption: str
    label: str
    type: ValueType
    kind: str = ""
    required: bool = False
    required_when: When | None = None
    choices: tuple[str, ...] = ()
    minimum: float | date | None = None
    maximum: float | date | None = None
    soft_minimum: float | date | None = None
    soft_maximum: float | date | None = None
    measured_in: str = ""
    max_length: int = 0
    lines: int = 1
    past: bool = False
    guidance: str = ""
    master: str = ""
    explained_by: str = ""
    basis: str = ""
    unique: bool = False

    @property
    def has_prior(self) -> bool:
        """Whether what was reported in the period before is compared: figures, and what is told of a measure."""
        return (self.block is Block.INDICATORS and self.column == "value") or self.column == "progress"

    @property
    def cumulative(self) -> bool:
        """Whether the figure may only grow from one period to the next."""
        return self.type.is_number and self.basis in CUMULATIVE

    @property
    def id(self) -> str:
        """The field id: an identifier, unique in the form; an indicator's value has the indicator's id."""
        return self.row if self.column == "value" else f"{self.row}_{self.column}"


def requirement(field: Field) -> str:
    """Whether a field must be filled, in words."""
    if field.required:
        return "必填"
    return "有条件必填" if field.required_when else "选填"


def shown(limit: float | date | None) -> str:
    """A limit as people read it: 5000, 0.5, 2021-01-25."""
    if isinstance(limit, date):
        return limit.isoformat()
    return f"{Decimal(f'{limit:.15g}'):f}"
