"""What is open and what came: findings to be mended, forms not in order, what became of each return; pure.

Knows: snapshots. Must not know: how lists are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.base.findings import Finding, Severity
from toolkit.ledger import Submission
from toolkit.plan.model import FormKey
from toolkit.standing.papers import unsigned
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One row of 退回与问题."""

    submission: Submission
    standing: Standing
    finding: Finding


def open_findings(snapshot: Snapshot) -> list[FindingRow]:
    """What is still to be mended or explained: of the latest return of each form, errors first."""
    rows: list[FindingRow] = []
    for standing in snapshot.standings:
        if standing.latest is None:
            continue
        found = snapshot.findings.get(standing.latest.id, ())
        rows += [FindingRow(standing.latest, standing, finding) for finding in found]
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    return sorted(rows, key=lambda row: order[row.finding.severity])


def owing(snapshot: Snapshot) -> list[Standing]:
    """The forms that are not in order: not reported, sent back, late, without their signed page; units in order."""
    order = {unit.id: number for number, unit in enumerate(snapshot.plan.units)}
    open_pages = {s.form for s in unsigned(snapshot)}
    found = (s for s in snapshot.standings if s.owing or (s.owed and s.late_workdays > 0) or s.form in open_pages)
    return sorted(found, key=lambda s: order[s.unit.id])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one return: ``replaced`` where one that was saved later has taken its place."""

    accepted: bool
    replaced: bool
    assigned: bool

    def __str__(self) -> str:
        """In words, as 报送记录 shows it."""
        said = "接收" if self.accepted else "退回"
        if self.replaced:
            said += "，已被新报替代" if self.accepted else "，已重报"
        return said + ("（人工认领）" if self.assigned else "")


def outcomes(snapshot: Snapshot) -> dict[int, Outcome]:
    """What became of each submission, by its id."""
    replaced: set[FormKey] = set()
    found = {}
    for s in reversed(snapshot.submissions):
        found[s.id] = Outcome(s.accepted, s.form in replaced, s.assigned)
        if s.accepted:
            replaced.add(s.form)
    return dict(reversed(found.items()))
