"""What a kind of value is: the questions that each file of `toolkit.kinds` answers.

Knows: fields, and in which places of a form, a check and a master kinds differ. Must not know: any kind. A kind that
leaves a question open cannot be made: mypy says so, and so does the import.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.kinds.field import Field
from toolkit.kinds.values import Normalised, Value
from toolkit.plan.model import ValueType


@dataclass(frozen=True, slots=True)
class Validation:
    """What a program refuses to take into a cell, in Excel's words; a "list" is of the field's choices."""

    type: Literal["list", "textLength", "whole", "decimal", "date", "custom"]
    operator: Literal["between", "lessThanOrEqual"] | None = None
    formula1: str = ""
    formula2: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind(ABC):
    """One kind of value.

    ``word`` is what the plan workbook calls it, ``type`` what the rule language takes it for. ``how`` says how an
    indicator of this kind is filled in, ``when_blank`` what to do about one that was left empty. ``number_format`` is
    the form's, ``computed_format`` that of a computed figure there, ``master_format`` the master's, ``digits`` how
    many decimals a difference of two such figures has. ``lines`` and ``max_length`` are those of an indicator.
    """

    word: str
    type: ValueType
    how: str
    when_blank: str
    number_format: str = "@"
    computed_format: str = "0.00"
    master_format: str = "#,##0.00"
    digits: int = 2
    lines: int = 1
    max_length: int = 0

    @abstractmethod
    def read(self, field: Field, raw: object) -> Normalised:
        """What stands in the cell; ``raw`` is as python-calamine gives it, and neither blank nor a formula error."""

    @abstractmethod
    def live(self, field: Field, cell: str) -> list[tuple[str, str]]:
        """The tests of the form of one answer on its own: (formula that is true when wrong, what to say)."""

    @abstractmethod
    def validation(self, field: Field) -> Validation:
        """What the program refuses to take."""

    @abstractmethod
    def refusal(self, field: Field) -> str:
        """What the program says when it refuses; follows the field's label."""

    @abstractmethod
    def allowed(self, field: Field) -> str:
        """What a field takes, in words: 整数，0—200，单位：所."""

    @abstractmethod
    def fits(self, field: Field, value: Value) -> bool:
        """Whether a value of an earlier period can still stand in the field after the plan has been changed."""

    @property
    def counts(self) -> bool:
        """Whether a sum over the units is shown without decimals."""
        return "." not in self.master_format

    def choices(self, labels: Sequence[str]) -> tuple[str, ...]:
        """The entries of the dropdown of an indicator; ``labels`` are those that the plan lists for it."""
        return ()
