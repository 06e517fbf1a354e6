"""What a command came to: an exit status, an answer for programs, lines for people.

Knows: the three exit statuses, the shape of a failure. Must not know: any command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Generic, NotRequired, TypedDict, TypeVar

from toolkit.base.errors import PlanError, ToolkitError


class ExitStatus(IntEnum):
    """The exit status of a command."""

    DONE = 0
    """Done, and nothing waits for a person."""
    FINDINGS = 1
    """Done, but something needs a person."""
    FAILED = 2
    """Not done; a sentence says why and what to do."""


class FaultJson(TypedDict):
    """One fault of the plan workbook."""

    sheet: Annotated[str, "name of the sheet"]
    cell: Annotated[str, "A1 address; empty where the whole sheet is meant"]
    message: Annotated[str, "what is wrong and how to mend it"]


class FailureJson(TypedDict):
    """Any command that could not be done (exit status 2)."""

    error: Annotated[str, "why, and what to do"]
    faults: NotRequired[Annotated[list[FaultJson], "where the plan workbook cannot be used: every fault"]]


AnswerT_co = TypeVar("AnswerT_co", bound=Mapping[str, object], covariant=True)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[AnswerT_co]):
    """What a command came to; ``answer`` is printed as JSON (a `typing.TypedDict` that describes it), or ``lines``."""

    status: ExitStatus
    answer: AnswerT_co
    lines: Sequence[str]


def failure(error: ToolkitError) -> FailureJson:
    """What stopped a command, for programs."""
    if isinstance(error, PlanError):
        faults: list[FaultJson] = [{"sheet": f.sheet, "cell": f.cell, "message": f.message} for f in error.faults]
        return {"error": str(error), "faults": faults}
    return {"error": str(error)}
