"""The rows of a list checked: all of them in one frame, by the same checks as any answer, told by row and cell.

Knows: the schema of checks, fields, rows as read. Must not know: Excel, how rows were found, folders. A list with an
error in it comes to nothing yet: as long as a row must be mended, neither its number of rows nor its sums are known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandera.errors

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding, Severity
from toolkit.check import messages
from toolkit.check.checks import CHECKS
from toolkit.check.one import RECEIVED_ON, Case
from toolkit.check.schema import frame_of, schema_of
from toolkit.kinds.rosters import AskedRoster, ReadRoster, RosterRow
from toolkit.kinds.values import Normalised, ReadCell, Value, as_read

_TOLD = 20  # findings of one kind in one column; of more the rows are named together


def checked(
    roster: AskedRoster, read: ReadRoster, received_on: date
) -> tuple[tuple[Finding, ...], dict[str, ReadCell]]:
    """What is wrong with a list, and what its rows come to by field id; blank where nothing is known of it."""
    found = list(_missing(roster, read))
    found += _told(roster, (*_unreadable(roster, read.rows), *_failed(roster, read.rows, received_on)))
    wrong = not read.whole or any(one.severity is Severity.ERROR for one in (*read.findings, *found))
    sums = {} if wrong or not read.rows else _sums(roster, read.rows)
    cells = {
        field.id: ReadCell(
            read.sheet, "", as_read(sums[field.id]) if field.id in sums else "", Normalised(sums.get(field.id))
        )
        for field in roster.totals
    }
    return (*read.findings, *found), cells


def _missing(roster: AskedRoster, read: ReadRoster) -> Iterator[Finding]:
    if roster.roster.required and not read.rows and read.sheet:
        yield finding(Code.ROSTER_EMPTY, read.sheet, field_id=roster.id, name=roster.name)


def _unreadable(roster: AskedRoster, rows: Sequence[RosterRow]) -> Iterator[tuple[RosterRow, Finding]]:
    for row in rows:
        for name, cell in row.cells.items():
            if (problem := cell.normalised.problem) is not None:
                yield row, messages.unreadable(roster.fields[name], cell.sheet, cell.cell, cell.raw, problem)


def _failed(roster: AskedRoster, rows: Sequence[RosterRow], received_on: date) -> Iterator[tuple[RosterRow, Finding]]:
    """What fails a check, in one pass over all rows."""
    if not rows:
        return
    values: dict[int, Mapping[str, object]] = {
        n: {**row.values, RECEIVED_ON: received_on} for n, row in enumerate(rows)
    }
    try:
        schema_of(roster.fields, ()).validate(frame_of(roster.fields, values), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return
    failed = dict.fromkeys((int(n), str(name)) for name, n in zip(cases["check"], cases["index"], strict=True))
    for number, failure in failed:
        which, _, name = failure.partition(":")
        row, field, check = rows[number], roster.fields[name], CHECKS[int(which)]
        cell = row.cells.get(name)
        if cell is not None and cell.normalised.problem is None:
            raw = "" if cell.normalised.value is None else cell.raw
            yield row, messages.failed(check, Case(field, raw), cell.sheet, cell.cell, "")


def _told(roster: AskedRoster, found: Iterable[tuple[RosterRow, Finding]]) -> Iterator[Finding]:
    """Findings with their row in the sentence; of many alike the first few, and the rows of the others together."""
    alike: dict[tuple[str, str], list[tuple[RosterRow, Finding]]] = {}
    for row, one in found:
        alike.setdefault((one.code, one.field), []).append((row, one))
    for of in alike.values():
        of.sort(key=lambda one: one[0].number)
        for row, one in of[:_TOLD]:
            place = f"“{roster.name}”第 {row.number} 行（{one.cell}）"
            yield replace(one, message=f"{place}{one.message}")
        if rest := of[_TOLD:]:
            row, one = rest[0]
            more = finding(
                Code.ROSTER_MORE, one.sheet, one.cell, one.field, name=roster.name, number=str(len(rest)),
                label=roster.fields_by_id[one.field].label, rows=_ranges([row.number for row, _ in rest]),
            )  # fmt: skip
            yield replace(more, severity=one.severity)


def _ranges(numbers: Sequence[int]) -> str:
    """Some numbers in order, those that follow each other as one range: 3、5—9."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    shown = [str(a) if a == b else f"{a}—{b}" for a, b in parts]
    return "、".join(shown[:_TOLD]) + ("等" if len(shown) > _TOLD else "")


def _sums(roster: AskedRoster, rows: Sequence[RosterRow]) -> dict[str, Value]:
    """The number of rows, and the sum of each column that is added up and has a value in any row."""
    found: dict[str, Value] = {roster.id: len(rows)}
    for name, field in roster.added:
        numbers = [v for row in rows if isinstance(v := row.values.get(name), int | float)]
        if numbers:
            total = float(f"{math.fsum(numbers):.15g}")
            found[field.id] = int(total) if total.is_integer() else total
    return found
