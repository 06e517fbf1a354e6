"""What a cell is understood as, and the words for it.

Knows: how a value reads, and which characters nobody sees. Must not know: fields, or what is right for them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from toolkit.base.blanks import bare
from toolkit.base.findings import Severity
from toolkit.base.visible import visible

Value = int | float | str | bool | date | None

_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell could not be read: ``message`` follows the field's label, ``remedy`` says what to type.

    ``expected`` is "" where the field's own description says it all; ``severity`` says whether it must be mended.
    """

    code: str
    message: str
    remedy: str
    expected: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Normalised:
    """A cell as understood: ``repair`` is "" when it was taken as it stood; with a ``problem`` the value is None."""

    value: Value
    repair: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One answer as read: where it stood, its text there, and what it was understood as."""

    sheet: str
    cell: str
    raw: str
    normalised: Normalised


def problem(code: str, message: str, remedy: str) -> Normalised:
    """A cell that could not be read."""
    return Normalised(None, problem=Problem(code, message, remedy))


def repaired(raw: object, value: Value) -> Normalised:
    """A cell that was read as something else than stood there; no repair is shown where nobody sees a difference."""
    before, after = bare(as_read(raw)), as_read(value)
    return Normalised(value, "" if before == after else visible(f"{before} → {after}"))


def quoted(text: str) -> str:
    """A text as a message repeats it: without outer spaces, and not at any length."""
    text = bare(text)
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"


def narrow(text: str) -> str:
    """A bare text with full-width letters, digits and signs made half-width."""
    return unicodedata.normalize("NFKC", bare(text)).replace("−", "-")


def as_read(raw: object) -> str:
    """A raw or understood value as a person reads it: 58 rather than 58.0, dates as 2021-01-31."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return f"{Decimal(f'{raw:.15g}'):f}"
    if isinstance(raw, datetime) and raw.time() == time.min:
        return raw.date().isoformat()
    return str(raw)
