"""The look at what a claim would come to: what stands of the form, what would be booked, what would be found.

Knows: how a claim is read and when it is refused (`toolkit.acts.assign`). Must not know: how a form is read or checked.
Nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.acts.assign import check_claim, read_claim
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.ledger import Submission
from toolkit.plan.model import Item, Period, Unit
from toolkit.standing.changes import answer_text


@dataclass(frozen=True, slots=True)
class ClaimedCell:
    """One answer: what stands now, what would stand; ``there`` tells whether the file has its cell."""

    label: str
    before: str
    after: str
    there: bool

    @property
    def changes(self) -> bool:
        """Whether something else would stand."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class ClaimLook:
    """What a claim of a workbook as a unit's form of an item would come to.

    ``refused`` is why it would not be filed, "" where it would. ``stands`` is the return that counts now, None where
    nothing has been accepted; ``accepted`` whether the file would be, with its ``findings``. ``cells`` are the answers
    of the form in its order, ``found`` of them the file has, ``filled`` of those are filled.
    """

    item: Item
    unit: Unit
    period: Period
    refused: str
    stands: Submission | None
    accepted: bool
    findings: tuple[Finding, ...]
    cells: tuple[ClaimedCell, ...]
    found: int
    filled: int

    @property
    def errors(self) -> list[Finding]:
        """What would have it sent back."""
        return [one for one in self.findings if one.severity is Severity.ERROR]


def look_at_claim(
    folder: Folder, file: Path, *, unit: str, item: str, period: str | None = None, as_of: date
) -> ClaimLook:
    """What `assign` would come to.

    Raises `WorkspaceError` when the unit does not owe the item, or the file cannot be read or is a form of another.
    """
    chosen = folder.period(period)
    (its_item, its_unit), *_ = folder.owed(unit, item)
    try:
        dropped = spool.take(file)
    except spool.StillComingError:
        raise WorkspaceError(f"{file.name} 好像还在复制。请等复制完再看。") from None
    fields = folder.catalogues[its_item.id].of(its_unit.id).fields
    with folder.ledger() as ledger:
        form, entry = read_claim(folder, ledger, dropped, (its_item, its_unit, chosen), as_of)
        refused = ""
        try:
            check_claim(ledger, entry, its_unit, its_item, len(fields))
        except WorkspaceError as error:
            refused = str(error)
        returns = ledger.submissions(chosen.id, form=entry.submission.form)
        stands = next((one for one in reversed(returns) if one.accepted), None)
        before = ledger.values([stands.id])[stands.id] if stands else {}
    after = {value.field_id: value for value in entry.values}
    cells = tuple(
        ClaimedCell(f.label, answer_text(before.get(f.id)), answer_text(after.get(f.id)), f.id in form.cells)
        for f in fields
    )
    filled = sum(bool(cell.raw.strip()) for cell in form.cells.values())
    return ClaimLook(
        its_item, its_unit, chosen, refused, stands, entry.submission.accepted, entry.findings, cells, len(form.cells),
        filled,
    )  # fmt: skip
