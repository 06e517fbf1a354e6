"""Returns as they go to the ledger: the answers beside what the form showed before, their findings, their record.

Knows: readings, what was issued, who sends a form. Must not know: files, folders, how a rule is checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from toolkit.acts.arriving import Candidate, Known
from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import REPORTED_ON, Catalogue
from toolkit.check.batch import Reading, unreadable
from toolkit.check.roster_rows import checked
from toolkit.form.pasted import Pasted
from toolkit.form.seal import Identity
from toolkit.kinds.field import SAME, SAME_ALL
from toolkit.kinds.registry import kind_of
from toolkit.kinds.rosters import RosterRow
from toolkit.kinds.values import Normalised, ReadCell, as_read
from toolkit.ledger import CellValue, Entry, Issued, ListRow, Submission, Value
from toolkit.plan.model import Plan
from toolkit.plan.succession import now_called
from toolkit.reading.forms import ReadForm


@dataclass(frozen=True, slots=True)
class Read:
    """A candidate that is a form, or holds it beside others; ``pictures`` are those that somebody put on it."""

    candidate: Candidate
    identity: Identity
    sheet: str
    reading: Reading
    pictures: tuple[Pasted, ...] = ()


def reading_of(
    catalogue: Catalogue, form: ReadForm, received: date, issued: Mapping[tuple[str, str, str, int], Issued]
) -> Reading:
    """The answers of a form as read, beside what the form showed of the period before when it was issued."""
    identity = form.identity
    sent = issued.get((identity.item_id, identity.unit_id, identity.period_id, identity.version))
    prior = sent.prior if sent else {}
    cells = dict(form.cells)
    unchanged = cells.get(SAME_ALL)
    rest = unchanged is not None and unchanged.normalised.value is True
    findings = list(form.findings)
    for name, value in prior.items():
        if rest:
            ticked = _ticked(catalogue, name, value, cells)
            # What cannot be read is asked about, also where one tick stands for all of them.
            findings += unreadable(catalogue, {one: cells[one] for one in ticked})
            cells.update(ticked)
        cells.update(_as_before(catalogue, name, value, cells))
    # What is told of a measure in the old words is then meant so.
    known = {n: v for n, v in prior.items() if not rest or n not in catalogue.field or _is_figure(catalogue, n)}
    for roster in catalogue.rosters:
        if (read := form.rosters.get(roster.id)) is not None:
            found, totals = checked(roster, read, received)
            findings += found
            cells |= totals
    rows = {name: read.rows for name, read in form.rosters.items()}
    return Reading(catalogue, cells, received, tuple(findings), known, rows)


def _is_figure(catalogue: Catalogue, name: str) -> bool:
    return catalogue.field[name].column == "value"


def _ticked(catalogue: Catalogue, name: str, prior: CellValue, cells: Mapping[str, ReadCell]) -> dict[str, ReadCell]:
    """The tick beside a figure that was not changed, where one tick stands for all of them."""
    tick, cell = cells.get(f"{name}_{SAME}"), cells.get(name)
    if name not in catalogue.field or tick is None or cell is None or tick.normalised.value is not None:
        return {}
    now, field = cell.normalised, catalogue.field[name]
    blank = now.value is None and now.problem is None
    if not blank and (now.value is None or not kind_of(field).as_before(now.value, prior)):
        return {}
    return {f"{name}_{SAME}": replace(tick, normalised=Normalised(True, "其余与上期相同 → √"))}


def _as_before(catalogue: Catalogue, name: str, prior: CellValue, cells: Mapping[str, ReadCell]) -> dict[str, ReadCell]:
    """A figure left blank beside a tick is the figure of the period before; nothing else is ever filled in."""
    ticked, cell = cells.get(f"{name}_{SAME}"), cells.get(name)
    if name not in catalogue.field or ticked is None or cell is None or ticked.normalised.value is not True:
        return {}
    if cell.normalised.value is not None or cell.normalised.problem is not None:
        return {}
    return {name: replace(cell, normalised=Normalised(prior, f"同上期 → {as_read(prior)}"))}


def entry_of(one: Read, findings: tuple[Finding, ...], known: Known) -> Entry:
    """The record of a return with its values and findings."""
    candidate, identity = one.candidate, one.identity
    submission = Submission(
        0, identity.item_id, identity.unit_id, identity.period_id, identity.version, candidate.received_on,
        is_accepted(findings), candidate.name, candidate.sha256, one.sheet, candidate.saved_at, known.as_of,
        known.run_id, False, candidate.letter_id, candidate.sent_at,
        says(one.reading, known.asked.get(identity.item_id, 0)),
    )  # fmt: skip
    return Entry(submission, values_of(one.reading), findings, rows_of(one.reading))


def says(reading: Reading, asked: int = 0) -> str:
    """A few characters that are the same for two returns with the same answers, whenever they are dated.

    ``asked`` is the version of the plan that asked something otherwise last, 0 where none did.
    """
    said = "\x1f".join(
        f"{name}={cell.raw if cell.normalised.problem else cell.normalised.value!r}"
        for name, cell in sorted(reading.cells.items())
        if name != REPORTED_ON
    )
    for name, rows in sorted(reading.rosters.items()):
        said += f"\x1d{name}=" + "\x1e".join(_said_in(row) for row in rows)
    said += f"\x1c{asked}" if asked else ""
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def _said_in(row: RosterRow) -> str:
    cells = sorted(row.cells.items())
    return "\x1f".join(f"{n}={c.raw if c.normalised.problem else c.normalised.value!r}" for n, c in cells)


def sent_by(plan: Plan, one: Read) -> tuple[Finding, ...]:
    """A doubt where the only addresses known in the mails around a form are those of other units."""
    if not one.candidate.member.letters:
        return ()
    owners = {email.lower(): unit for unit in plan.units for email in unit.emails}
    senders = [letter.sender for letter in one.candidate.member.letters if letter.sender in owners]
    units = {owners[sender].id for sender in senders}
    unit_id = now_called(plan.former, one.identity.unit_id)
    if not units or unit_id in units:
        return ()
    area, sender = plan.unit[unit_id].area, senders[0]
    other = owners[sender].area
    return (finding(Code.SENDER_ELSEWHERE, one.sheet, found=sender, area=area, other=other, sender=sender),)


def is_accepted(findings: tuple[Finding, ...]) -> bool:
    """Whether a return with these findings is accepted: warnings and notes do not send it back."""
    return not any(finding.severity is Severity.ERROR for finding in findings)


def rows_of(reading: Reading) -> tuple[ListRow, ...]:
    """The rows of the lists of a reading as the ledger keeps them."""
    return tuple(
        ListRow(
            name,
            row.number,
            {
                column: Value(column, c.normalised.value, c.raw, c.sheet, c.cell, c.normalised.repair)
                for column, c in row.cells.items()
            },
        )
        for name, rows in reading.rosters.items()
        for row in rows
    )


def values_of(reading: Reading) -> tuple[Value, ...]:
    """The answers of a reading as the ledger keeps them."""
    return tuple(
        Value(name, cell.normalised.value, cell.raw, cell.sheet, cell.cell, cell.normalised.repair)
        for name, cell in reading.cells.items()
    )
