"""What a kind of value is: the questions that each file of `toolkit.kinds` answers.

Knows: fields, and in which places of a form, a check and a master kinds differ. Must not know: any kind. A kind that
leaves a question open cannot be made: mypy says so, and so does the import.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.kinds.field import Field
from toolkit.kinds.values import Normalised, Value
from toolkit.plan.model import ValueType

ListName = Callable[[tuple[str, ...]], str]
"""The name under which a form knows a list of choices."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What a program takes into a cell, in Excel's words; a "list" is of the field's choices.

    What is not on a list, or too long, is asked about and not refused; nothing that is taken on receipt is refused.
    """

    type: Literal["list", "textLength", "custom"]
    formula: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind(ABC):
    """One kind of value.

    ``word`` is what the plan workbook calls it, ``type`` what the rule language takes it for. ``how`` says how an
    indicator of this kind is filled in, ``when_blank`` what to do about one that was left empty. ``number_format`` is
    the form's, ``computed_format`` that of a computed figure there, ``master_format`` the master's, ``digits`` how
    many decimals a difference of two such figures has. ``lines`` and ``max_length`` are those of an indicator,
    ``cells`` how many hidden cells a form needs to read an answer, ``refused`` answers that cannot be read, at least
    one for each code of a problem.
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
    cells: int = 1
    refused: tuple[str, ...] = ("#REF!",)

    @abstractmethod
    def read(self, field: Field, raw: object) -> Normalised:
        """What stands in the cell; ``raw`` is as python-calamine gives it, and neither blank nor a formula error."""

    @abstractmethod
    def reads(self, field: Field, cell: str, at: Sequence[str], lists: ListName) -> tuple[str, ...]:
        """The formulas of the hidden cells ``at`` that read a cell as `read` does, the value as read in the last.

        See `toolkit.kinds.live` for what they come to. There are as many as the kind's ``cells``.
        """

    @abstractmethod
    def unread(self, value: str) -> tuple[str, str]:
        """Of a value as read: the test that it could not be read, and what to say then; formulas."""

    def typed(self, field: Field, value: Value) -> Value:
        """A value as it is put into a form's cell, so that it is read there as it was understood."""
        return value

    def limits(self, field: Field, cell: str, value: str) -> list[tuple[str, str]]:
        """What else `read` takes for unreadable, of a value that was read: (formula that is true then, what to say)."""
        return []

    def prior_value(self, prior: str) -> str:
        """What the figure of the period before is read as, where a form shows it."""
        return prior

    def same(self, value: str, prior: str) -> str:
        """A test that a value as read is the one of the period before, as a form shows it."""
        return f"EXACT({value},{prior})"

    @abstractmethod
    def as_before(self, value: Value, prior: Value) -> bool:
        """The same on receipt."""

    @abstractmethod
    def validation(self, field: Field, cell: str) -> Validation:
        """What the program takes."""

    def untaken(self, field: Field, cell: str, lists: ListName) -> str:
        """A test that a cell of a list, which is not empty, cannot stand as it is.

        A list has too many rows for the cells of `reads`, so this is one short formula; it may refuse what `read`
        understands, and never takes what that refuses but for what `toolkit.kinds.live` names.
        """
        validation = self.validation(field, cell)
        tests = [test for test, _ in self.limits(field, cell, cell)]
        match validation.type:
            case "list":
                tests.append(f"SUMPRODUCT(--EXACT({lists(field.choices)},{cell}))=0")
            case "textLength":
                tests += [f"LEN({cell})>{validation.formula}", f"IF(ISNUMBER({cell}),ABS({cell})>=1E+15,FALSE)"]
            case "custom":
                tests.append(f"IF(ISNUMBER({cell}),NOT({validation.formula}),TRUE)")
        return f"OR({','.join(tests)})" if len(tests) > 1 else tests[0]

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
