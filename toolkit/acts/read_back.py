"""The act of reading masters back: what the office wrote goes to the ledger before a new master is written.

Knows: which files may be masters, how edits of several copies are merged. Must not know: how a master is read or drawn,
what a decision means. An edit of what the toolkit had written counts. Where two copies were edited, what was decided
later counts, then what was saved later; the other is kept and listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.intake.envelope import Member
from toolkit.intake.limits import MASTER
from toolkit.intake.moments import saved_at
from toolkit.ledger import Ledger, OfficeCell
from toolkit.standing.decisions import against, standing_cells

if TYPE_CHECKING:
    from toolkit.reading.masters import Edit, MasterRead


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    sha256: str
    saved_at: datetime
    read: MasterRead


def read_back(folder: Folder, ledger: Ledger, as_of: date) -> int:
    """Take what the office wrote into all masters under outbox/; returns how many cells it changed."""
    files = sorted(_unread(folder, ledger, as_of), key=lambda file: (file.saved_at, file.sha256))
    changed = 0
    for file in files:
        standing = standing_cells(ledger.office(file.read.period_id))
        cells = [cell for edit in file.read.edits if (cell := _merged(edit, standing.get(edit.place), file, as_of))]
        ledger.record_office(cells, [(file.sha256, file.name)], as_of)
        changed += sum(cell.applied for cell in cells)
    return changed


def _unread(folder: Folder, ledger: Ledger, as_of: date) -> Iterator[_File]:
    known = ledger.masters_read()
    for period in folder.plan.periods:
        for path in sorted((folder.outbox / period.id).glob("*.xlsx")):
            if path.name.startswith("~$"):
                continue
            data = folder.read(path, "总台账", MASTER.bytes)
            sha256 = spool.digest(data)
            if sha256 in known:
                continue
            from toolkit.reading.masters import read_master  # only here: it takes longer to load than all the rest

            read = read_master(data, folder.plan, period.id)
            if read is None or read.period_id not in folder.plan.period:
                continue
            if read.edits:
                # What was decided can be traced to the very file in which it was written.
                spool.archive(folder.archive, data, sha256, path.suffix)
            changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            moment = saved_at(Member(path.name, data), changed_at, as_of, folder.plan.issued_on)
            yield _File(path.name, sha256, moment, read)


def _merged(edit: Edit, current: OfficeCell | None, file: _File, as_of: date) -> OfficeCell | None:
    """An edit as it goes to the ledger, None where it says nothing new."""
    item_id, unit_id, measure_no, caption = edit.place
    cell = OfficeCell(
        item_id, unit_id, file.read.period_id, measure_no, caption, edit.value, edit.decided_on, file.saved_at, as_of,
        file.name, edit.sheet, edit.cell,
    )  # fmt: skip
    now = current.value if current else None
    if edit.doubt:
        return replace(cell, applied=False, conflict=edit.doubt)
    if current is None or edit.base == now or not edit.known_base:
        return None if edit.value == now else cell
    wins = cell.rank > current.rank
    if edit.value == now:
        return cell if wins else None  # the same said again and later: it stands against what lies between
    return replace(cell, applied=wins, conflict=against(cell, current))
